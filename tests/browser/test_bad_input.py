"""What cannot be, typed into every field of every widget.

A line says so, the last good state is kept, and the console stays empty.
"""

from __future__ import annotations

import contract
import pytest

from softlook.book.widget_pages import widgets
from softlook.widgets import MemoryReader, QueryKeys, SaliencyExplorer, TranslatorDesk, Window

OPEN = {
    "QueryKeys": lambda: QueryKeys(heads=2),
    "Window": lambda: Window(selection="draw"),
    "TranslatorDesk": lambda: TranslatorDesk("i love you", model="local-p"),
}
BAD = [
    "",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e300",
    "0x10",
    "1 2",
    "три",
    "三",
    "\u202e1",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "9" * 400,
    "w" * 400,
]


@pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)
def test_every_field_refuses_what_cannot_be(visit, widget):
    """At 360 px, where a refusal of something long may not make the page scroll sideways either."""
    shown_widget = OPEN.get(widget.__name__, widget)()
    page = visit(body=shown_widget._html(), width=360, height=800)
    live = contract.Live(page, shown_widget)
    if widget is TranslatorDesk:
        live.root.scroll_into_view_if_needed()
        page.wait_for_function("(root) => root.dataset.loaded", arg=live.root.element_handle())
    fields = [(name, index) for name, index, kind in live.controls() if kind == "text"]
    assert fields
    shows = "alpha" if widget is TranslatorDesk else None  # what else it shows are words
    kept = live.state(), live.shown(shows)
    for name, index in {name: (name, index) for name, index in fields}.values():  # of several rows' fields, one
        for text in BAD:
            live.type(name, text, index)
            page.wait_for_function("(node) => node.textContent", arg=live.message.element_handle())
            assert (live.state(), live.shown(shows)) == kept, (name, text)
            assert contract.fits(page, 360)[1] == [], (name, text)
            assert live.root.locator("img, script").count() == 0, (name, text)


FOREIGN = ["слово", "語", "<img src=x onerror=alert(1)>", "x" * 120]


@pytest.mark.parametrize(
    "widget", [MemoryReader, QueryKeys, SaliencyExplorer, Window], ids=lambda widget: widget.__name__
)
def test_texts_of_another_script_and_markup_are_texts(visit, widget):
    """What Python may hand over: shown as it is, within the widget, at 360 px."""
    shown_widget = {
        MemoryReader: lambda: MemoryReader(
            facts=[[f"{a} {b}", a, b] for a, b in zip(FOREIGN[:2], ["<b>b</b>", "x" * 60], strict=True)],
            question=FOREIGN[0],
        ),
        QueryKeys: lambda: QueryKeys(FOREIGN, *[[[1.0, 0.5]] * 4] * 3, heads=2, hint=" ".join(FOREIGN)),
        SaliencyExplorer: lambda: SaliencyExplorer(hint=" ".join(FOREIGN)),
        Window: lambda: Window(FOREIGN, [0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 1.0, 1.0], p=1, hint=" ".join(FOREIGN)),
    }[widget]()
    page = visit(body=shown_widget._html(), width=360, height=800)
    live = contract.Live(page, shown_widget)
    assert live.root.locator("img, b, script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert contract.fits(page, 360)[1] == []
