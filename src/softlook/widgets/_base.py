"""What all widgets share: one object that lives in Jupyter and in a static page."""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path
from typing import Any, ClassVar

import anywidget

from softlook.widgets import _files

STATIC = Path(__file__).parent / "static"


class BookWidget(anywidget.AnyWidget):
    """A widget with two lives.

    With a kernel it is an `anywidget`, its traits synchronised. Where a page is built from its output, it emits
    ``text/html`` as well: a placeholder with the state as JSON, which the page's host brings to life, and a table that
    stands without JavaScript.

    A subclass names its module in ``static/``, and may lay out its own :meth:`_table`:

    >>> class Hello(BookWidget):
    ...     module = "score_tuner"
    ...     def _table(self) -> str:
    ...         return table(["word"], [["hello"]])
    >>> "score_tuner.js" in Hello()._html()
    True
    """

    module: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        if "module" in cls.__dict__:
            cls._esm = STATIC / f"{cls.module}.js"
            cls._css = STATIC / f"{cls.module}.css"
        super().__init_subclass__(**options)

    def __init__(self, *arguments: Any, **traits: Any) -> None:
        super().__init__(*arguments, **traits)
        self.on_msg(BookWidget._answer)

    def _data_files(self) -> list[str]:
        """Return the package's files that the module may ask for: a page lays them beside it, a kernel sends them."""
        return []

    def _answer(self, message: Any, _buffers: Any) -> None:
        """Send the front end a file that it asks for."""
        answer = _files.answer(message, self._data_files())
        if answer:
            self.send(*answer)

    def _state(self) -> dict[str, object]:
        """Return what the front end holds: the synchronised traits that the widget itself declares."""
        theirs = anywidget.AnyWidget.class_trait_names()
        return {
            name: getattr(self, name)
            for name in self.trait_names(sync=True)
            if name not in theirs and not name.startswith("_")
        }

    def _table(self) -> str:
        """Return the state as an HTML table, for readers without JavaScript."""
        return table(["what", "value"], [[name, str(value)] for name, value in self._state().items()])

    def _html(self) -> str:
        source = (STATIC / f"{self.module}.js").read_bytes()
        version = hashlib.sha256(source).hexdigest()[:12]  # browsers keep modules: a changed one needs a new address
        state = json.dumps(self._state(), allow_nan=False, separators=(",", ":"))
        attributes = {
            "class": "softlook-place",
            "data-widget": type(self).__name__,
            "data-module": f"./{self.module}.js?v={version}",
        }
        if files := self._data_files():
            attributes["data-files"] = " ".join(files)
        written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
        return f'<div {written}><script type="application/json">{_inert(state)}</script>{self._table()}</div>'

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**options)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self._html()}, metadata


def table(head: list[str], rows: list[list[str]], caption: str = "") -> str:
    """Return an HTML table of plain texts.

    >>> table(["<e>"], [[".94"]])
    '<table><thead><tr><th>&lt;e&gt;</th></tr></thead><tbody><tr><td>.94</td></tr></tbody></table>'
    """

    def line(kind: str, cells: list[str]) -> str:
        return f"<tr>{''.join(f'<{kind}>{html.escape(cell)}</{kind}>' for cell in cells)}</tr>"

    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    body = "".join(line("td", row) for row in rows)
    return f"<table>{title}<thead>{line('th', head)}</thead><tbody>{body}</tbody></table>"


def _inert(text: str) -> str:
    """Keep JSON from closing the script element that it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
