"""The words of a chart that are not its axes': title and legend are taken out of the specification, and set in HTML.

What HTML sets wraps, grows with the reader's letters and is spaced as the reader likes; what SVG sets is cut.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# JupyterLab has none of the page's styles: what a legend cannot do without stands in the element.
ROW = "display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none;margin:0;padding:0"
COLOURS = {"color", "fill", "stroke"}
LINES = {"line", "rule", "trail"}
POINTS = {"point", "circle", "square"}
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (12, 4))
# Vega's symbols, as paths about the origin.
SYMBOLS = {
    "circle": "M4.5,0A4.5,4.5,0,1,1,-4.5,0A4.5,4.5,0,1,1,4.5,0",
    "square": "M-4,-4H4V4H-4Z",
    "triangle-up": "M-5,4.3L0,-4.3L5,4.3Z",
    "cross": "M-5,-1.7V1.7H-1.7V5H1.7V1.7H5V-1.7H1.7V-5H-1.7V-1.7Z",
    "diamond": "M0,-5.5L5.5,0L0,5.5L-5.5,0Z",
}


@dataclass
class Legend:
    """One field's legend: its title, and for each value of the field how it is drawn."""

    title: str
    values: list[str]
    colours: list[str]
    lines: bool = False
    points: bool = False
    dashes: list[tuple[int, ...]] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)

    def html(self, properties: dict[str, str]) -> str:
        """Return the legend as a list, with a small picture before each word.

        Parameters
        ----------
        properties : dict of str
            The custom property of each colour.
        """
        items = "".join(
            f"<li>{self._swatch(n, properties)}{html.escape(value)}</li>" for n, value in enumerate(self.values)
        )
        named = f"<span>{html.escape(self.title)}</span>" if self.title else ""
        return f'<div class="softlook-legend" style="{ROW}">{named}<ul style="{ROW}">{items}</ul></div>'

    def draw(self, channel: str, mark: str | dict[str, Any]) -> list[Any]:
        """Note that a mark shows the values by a channel; return the range of the channel's scale."""
        kind, options = (mark, {}) if isinstance(mark, str) else (mark.get("type", ""), mark)
        self.lines = self.lines or kind in LINES
        self.points = self.points or kind in POINTS or bool(options.get("point"))
        if channel == "strokeDash":
            self.dashes = list(DASHES)
            return [list(dash) for dash in DASHES[: len(self.values)]]
        if channel == "shape":
            self.shapes = list(SYMBOLS)
            return self.shapes[: len(self.values)]
        return self.colours[: len(self.values)]

    def _swatch(self, n: int, properties: dict[str, str]) -> str:
        colour = self.colours[n % len(self.colours)]
        ink = f"var({properties[colour]},{colour})" if colour in properties else colour
        drawn = ""
        if self.lines:
            dash = self.dashes[n % len(self.dashes)] if self.dashes else ()
            dashes = f' stroke-dasharray="{" ".join(map(str, dash))}"' if len(dash) > 1 and dash != (1, 0) else ""
            drawn += f'<path d="M1,7H31" stroke="{ink}" stroke-width="2"{dashes}/>'
        if self.points or self.shapes:
            shape = self.shapes[n % len(self.shapes)] if self.shapes else "circle"
            drawn += f'<path d="{SYMBOLS[shape]}" transform="translate(16,7)" fill="{ink}"/>'
        if not drawn:
            drawn = f'<path d="M8,1H24V13H8Z" fill="{ink}"/>'
        return f'<svg aria-hidden="true" focusable="false" width="32" height="14" viewBox="0 0 32 14">{drawn}</svg>'


def take_title(spec: dict[str, Any]) -> list[str]:
    """Take the title out of a specification, and return its lines: what the chart says, then what else it names."""
    title = spec.pop("title", None)
    if isinstance(title, dict):
        subtitle = title.get("subtitle") or []
        lines = [title.get("text", ""), *([subtitle] if isinstance(subtitle, str) else subtitle)]
        return [part for line in lines for part in ([line] if isinstance(line, str) else line)]
    return [title] if isinstance(title, str) else list(title or [])


def take_legends(spec: dict[str, Any], colours: Sequence[str]) -> list[Legend]:
    """Take the legends of named values out of a specification, and return them.

    The values, their colours, dashes and symbols are written into the specification's scales, so that what is drawn
    is what the legend shows. A legend whose values the specification does not hold stays in the drawing.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification with its data; it is changed.
    colours : sequence of str
        What values are coloured with where a scale does not say.
    """
    legends: dict[str, Legend] = {}
    views = list(_views(spec, None, spec.get("datasets", {})))
    for view, rows in views:
        for channel in COLOURS & view["encoding"].keys():
            encoding = view["encoding"][channel]
            values = _values(encoding, rows)
            if values and encoding.get("legend", {}) is not None:
                title = (encoding.get("legend") or {}).get("title", encoding.get("title", encoding["field"]))
                drawn_with = encoding.get("scale", {}).get("range") or list(colours)
                legends.setdefault(encoding["field"], Legend(title or "", values, drawn_with))
    for view, _ in views:
        for channel in view["encoding"].keys() & (COLOURS | {"shape", "strokeDash"}):
            encoding = view["encoding"][channel]
            if legend := legends.get(encoding.get("field", "")):
                drawn_with = legend.draw(channel, view.get("mark", {}))
                encoding["legend"] = None
                encoding["scale"] = encoding.get("scale", {}) | {"domain": legend.values, "range": drawn_with}
    return list(legends.values())


def _views(view: dict[str, Any], rows: Any, datasets: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each view that has an encoding, with its rows."""
    if data := view.get("data"):
        rows = data.get("values") or datasets.get(data.get("name"), [])
    if "encoding" in view:
        yield view, rows
    for key in ("layer", "vconcat", "hconcat", "concat"):
        for part in view.get(key, ()):
            yield from _views(part, rows, datasets)
    if isinstance(view.get("spec"), dict):
        yield from _views(view["spec"], rows, datasets)


def _values(encoding: dict[str, Any], rows: Any) -> list[str]:
    """Return the values of a named field, in the order of its scale; none where that cannot be known here."""
    name = encoding.get("field")
    if name is None or encoding.get("type") not in {"nominal", "ordinal"}:
        return []
    for given in (encoding.get("scale", {}).get("domain"), encoding.get("sort")):
        if isinstance(given, list):
            return list(map(str, given))
    met = dict.fromkeys(str(row[name]) for row in rows or () if name in row)
    return list(met) if "sort" in encoding and encoding["sort"] is None else sorted(met)
