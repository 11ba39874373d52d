"""Charts: Altair, drawn as SVG where the cell runs, in the course's colours, awake at the reader's first touch.

An output is a figure of three parts. Its title and the words of its legend are HTML (:mod:`softlook.book.legends`).
The SVG (1-4 kB, drawn by vl-convert, measured by the page's own faces) stands without JavaScript and without a
network, in the published page and in JupyterLab alike; its colours are CSS custom properties, so it follows light and
dark. Beside it lies the chart's specification as JSON: in the published page, and only there, one script loads Vega
when a reader first touches a chart, and draws it anew with its tooltips.
"""

from __future__ import annotations

import copy
import html
import json
import re
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

from softlook._show import two
from softlook.book import fonts, legends

if TYPE_CHECKING:
    from collections.abc import Sequence

VEGA_LITE = "6.4"

# The light palette of widgets/js/ui/tokens.css: each colour, and the custom property that takes its place in the page.
PALETTE = {
    "#1f2328": "--softlook-ink",
    "#57606a": "--softlook-quiet",
    "#7d858e": "--softlook-line",
    "#d5d9de": "--softlook-hair",
    "#ffffff": "--softlook-ground",
    "#0a6c7d": "--softlook-alpha",
    "#0060a0": "--softlook-key",
    "#8a5a00": "--softlook-score-negative",
    "#b84a00": "--softlook-query",
    "#00734f": "--softlook-value",
    "#8f3a72": "--softlook-context",
    "#7a6200": "--softlook-gold",
}
COLOUR = {name.removeprefix("--softlook-"): colour for colour, name in PALETTE.items()}
CATEGORIES = [COLOUR[name] for name in ("alpha", "query", "context", "value", "key", "gold")]
NUMBERS_UP_TO = 8
CELL = 64
PALE, DEEP = (
    0.45,
    0.87,
)  # up to the one ink reads on the fill, beyond the other the ground's own colour, in light and in dark


@alt.theme.register("softlook", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the theme: the course's colours and type, quiet axes, no frame."""
    quiet: Any = {
        "labelColor": COLOUR["quiet"],
        "titleColor": COLOUR["quiet"],
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
    }
    return {
        "config": {
            "background": "transparent",
            "font": f"{fonts.SANS}, sans-serif",
            "axis": quiet
            | {"domainColor": COLOUR["line"], "gridColor": COLOUR["hair"], "tickColor": COLOUR["line"]}
            | {"labelFlush": False, "labelSeparation": 6},  # a label stands at its mark, and not beside another
            "legend": quiet,
            "title": {"anchor": "start", "color": COLOUR["ink"], "fontSize": 15, "fontWeight": 600, "offset": 12},
            "mark": {"color": COLOUR["alpha"]},
            "rule": {"color": COLOUR["ink"]},
            "text": {"color": COLOUR["ink"], "fontSize": 14},
            "view": {"stroke": None},
            "range": {"category": CATEGORIES},
        }
    }


def heat_map(
    weights: Any,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    row_title: str = "",
    column_title: str = "",
) -> alt.LayerChart | alt.FacetChart:
    """Draw a matrix of weights: one hue, from the ground up, where 0 is the ground itself.

    Up to 8 x 8 the cells carry their numbers.

    Parameters
    ----------
    weights : (t_y, t_x)
        Weights in [0, 1].
    rows, columns : sequences of str
        The words that look, and those looked at; a word may come twice.
    title : str
        What the reader is to find in it.
    row_title, column_title : str
        Titles of the axes.

    Raises
    ------
    ValueError
        If the labels do not fit the weights, or a weight lies outside [0, 1].

    Examples
    --------
    >>> chart = heat_map([[0.9, 0.1]], rows=["je"], columns=["I", "love"], title="je looks at I")
    >>> chart.to_dict()["description"]
    'je looks at I. Weights: je: I .90, love .10.'
    """
    table = [[float(x) for x in row] for row in (weights.detach() if hasattr(weights, "detach") else weights)]
    if len(table) != len(rows) or any(len(row) != len(columns) for row in table):
        raise ValueError(
            f"weights: {len(table)} rows of {sorted({len(row) for row in table})} given, "
            f"{len(rows)} rows of {len(columns)} wanted, as the labels"
        )
    if any(not 0 <= x <= 1 + 1e-9 for row in table for x in row):
        raise ValueError(
            "weights: numbers outside [0, 1] given, weights wanted (scores become weights by a normaliser)"
        )
    cells = [
        {"i": i, "j": j, "row": row, "column": column, "alpha": table[i][j], "shown": two(table[i][j])}
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]
    spoken = "; ".join(
        f"{row}: {', '.join(f'{column} {two(x)}' for column, x in zip(columns, table[i], strict=True))}"
        for i, row in enumerate(rows)
    )
    chart = alt.Chart({"values": cells}).encode(
        x=alt.X("j:O", title=column_title or None, axis=_words(columns, "top")),
        y=alt.Y("i:O", title=row_title or None, axis=_words(rows, "left")),
        tooltip=[
            alt.Tooltip("row:N", title=row_title or "row"),
            alt.Tooltip("column:N", title=column_title or "column"),
            alt.Tooltip("alpha:Q", title="weight", format=".4f"),
        ],
    )
    ground = chart.mark_rect(fill=COLOUR["alpha"], fillOpacity=0, stroke=COLOUR["hair"], strokeWidth=1)
    inked = chart.mark_rect(fill=COLOUR["alpha"]).encode(
        fillOpacity=alt.FillOpacity("alpha:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None),
    )
    layers = [ground, inked]
    if max(len(rows), len(columns)) <= NUMBERS_UP_TO:
        text = alt.Text("shown:N")
        middling = (alt.datum.alpha > PALE) & (
            alt.datum.alpha <= DEEP
        )  # where neither colour reads well alone: a rim of the ground
        layers += [
            chart.mark_text(stroke=COLOUR["ground"], strokeWidth=3, strokeJoin="round")
            .encode(text=text)
            .transform_filter(middling),
            chart.mark_text(fill=COLOUR["ink"]).encode(text=text).transform_filter(alt.datum.alpha <= DEEP),
            chart.mark_text(fill=COLOUR["ground"]).encode(text=text).transform_filter(alt.datum.alpha > DEEP),
        ]
    return alt.layer(*layers).properties(
        width=alt.Step(min(CELL, 560 // max(len(columns), 1))),
        height=alt.Step(44 if len(rows) <= NUMBERS_UP_TO else 24),
        title=title,
        description=f"{title}. Weights: {spoken}.",
    )


def learning_curve(points: Sequence[Any], *, title: str) -> alt.VConcatChart:
    """Draw how training went: the share of words predicted correctly and the loss a word, against the steps.

    Parameters
    ----------
    points : sequence of (steps, loss, accuracy, ...)
        What :func:`softlook.translate.training.train` returns as its curve.
    title : str
        What the reader is to find in it.

    Raises
    ------
    ValueError
        If there are no points.

    Examples
    --------
    >>> learning_curve([(10, 2.0, 0.25), (20, 0.5, 0.875)], title="It learns").to_dict()["description"]
    'It learns. After 20 steps: 88 % of the words right, loss 0.50.'
    """
    rows = [{"steps": int(point[0]), "loss": float(point[1]), "accuracy": float(point[2])} for point in points]
    if not rows:
        raise ValueError("points: none given, at least one wanted")
    last = rows[-1]
    chart = alt.Chart({"values": rows}).encode(
        x=alt.X("steps:Q", title="steps"),
        tooltip=[
            alt.Tooltip("steps:Q"),
            alt.Tooltip("accuracy:Q", title="words right", format=".1%"),
            alt.Tooltip("loss:Q", format=".3f"),
        ],
    )
    right = chart.mark_line(stroke=COLOUR["alpha"], point=alt.OverlayMarkDef(fill=COLOUR["alpha"], size=20)).encode(
        y=alt.Y("accuracy:Q", title="words right", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    )
    loss = chart.mark_line(
        stroke=COLOUR["query"], strokeDash=[6, 3], point=alt.OverlayMarkDef(fill=COLOUR["query"], size=20)
    ).encode(y=alt.Y("loss:Q", title="loss (nats a word)"))
    return alt.vconcat(right.properties(width=480, height=140), loss.properties(width=480, height=140)).properties(
        title=title,
        description=f"{title}. After {last['steps']} steps: {100 * last['accuracy']:.0f} % of the words right, "
        f"loss {last['loss']:.2f}.",
    )


def _words(words: Sequence[str], orient: Any) -> alt.Axis:
    """Axis labels by position, so that a word that comes twice stands twice."""
    return alt.Axis(
        orient=orient,
        labelExpr=f"{json.dumps(list(words))}[datum.value]",
        labelAngle=0,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelLimit=120,
    )


def svg(spec: dict[str, Any]) -> str:
    """Draw a Vega-Lite specification as SVG.

    Its colours are custom properties, with the light ones to fall back on; its texts are as wide as they were
    measured, in whichever face they are set.
    """
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    drawn = re.sub(r'<text [^>]* opacity="0"[^>]*>[^<]*</text>', "", drawn)  # labels for which there is no room
    drawn = re.sub(r'(fill|stroke)="(#[0-9a-f]{6})"', _property, drawn)
    drawn = re.sub(r'(fill|stroke)="white"', r'\1="var(--softlook-ground,#ffffff)"', drawn)
    drawn = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", drawn)
    if MEASURED:
        drawn = re.sub(r"<text ([^>]*)>([^<]+)</text>", _as_measured, drawn)
    width = re.search(r'<svg[^>]* width="([0-9.]+)"', drawn)
    hidden = 'aria-hidden="true" focusable="false"'  # the figure's label speaks for it
    style = f"max-width:{width[1]}px;width:100%;height:auto" if width else ""
    return re.sub(r"<svg ", f'<svg {hidden} style="{style}" ', drawn, count=1)


def _property(match: re.Match[str]) -> str:
    attribute, colour = match.groups()
    return f'{attribute}="var({PALETTE[colour]},{colour})"' if colour in PALETTE else match[0]


def _as_measured(match: re.Match[str]) -> str:
    attributes, text = match.groups()
    size = re.search(r'font-size="([0-9.]+)px"', attributes)
    bold = re.search(r'font-weight="(?:bold|[6-9]00)"', attributes)
    if size is None:
        return match[0]
    width = fonts.text_width(html.unescape(text), float(size[1]), bold=bold is not None)
    return f'<text {attributes} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{text}</text>'


def renderer(spec: dict[str, Any], **_options: Any) -> dict[str, str]:
    """Show a chart as a figure: title and legend in HTML, the SVG, and the specification that wakes it.

    In words it says its description, or else its title.
    """
    spec = copy.deepcopy(spec)
    title = legends.take_title(spec)
    spoken = str(spec.get("description") or " ".join(title) or "chart")
    words = [legend.html(PALETTE) for legend in legends.take_legends(spec, CATEGORIES)]
    if title:
        more = "".join(f"<br>{html.escape(line)}" for line in title[1:])
        words.insert(0, f"<figcaption><strong>{html.escape(title[0])}</strong>{more}</figcaption>")
    source = json.dumps(spec, separators=(",", ":")).replace("<", "\\u003c")
    figure = (
        f'<figure class="softlook-figure" style="margin:1rem 0">{"".join(words)}'
        f'<div class="softlook-chart" role="img" aria-label="{html.escape(spoken)}">{svg(spec)}'
        f'<script type="application/vnd.vegalite+json">{source}</script></div></figure>'
    )
    return {"text/html": figure, "text/plain": spoken}


MEASURED = fonts.register()  # else by what faces this machine has
alt.renderers.register("softlook", renderer)
alt.renderers.enable("softlook")
