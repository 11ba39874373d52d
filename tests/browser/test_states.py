"""Every state of every widget that a choice or a tick leads to, in light and dark, at 360 px.

There is nothing that axe finds, and nothing that sticks out.
"""

from __future__ import annotations

import contract
import drive
import pytest

from softlook.book.widget_pages import widgets
from softlook.widgets import MemoryReader, QueryKeys, SaliencyExplorer, TranslatorDesk, Window

MADE = {
    "MemoryReader": [MemoryReader, lambda: MemoryReader("picture", step=4)],
    "QueryKeys": [lambda: QueryKeys(causal=True), lambda: QueryKeys(heads=2, on=[True, False], width=64)],
    "SaliencyExplorer": [SaliencyExplorer, lambda: SaliencyExplorer("photograph", inhibit=False)],
    "TranslatorDesk": [
        lambda: TranslatorDesk("i love you", model="local-p", override={0: [0.5, 0.5, 0.0]}, mask=[True, True, False])
    ],
    "Window": [Window, lambda: Window(selection="draw", window="local-m")],
}
CASES = [
    pytest.param(make, id=f"{widget.__name__}-{n}")
    for widget in widgets()
    for n, make in enumerate(MADE.get(widget.__name__, [widget]))
]


@pytest.mark.parametrize("make", CASES)
def test_every_state_can_be_read(visit, make):
    shown = make()
    page = visit(body=shown._html(), width=360, height=800)
    live = contract.Live(page, shown)
    if isinstance(shown, TranslatorDesk):
        live.root.scroll_into_view_if_needed()
        page.wait_for_function("(root) => root.dataset.loaded", arg=live.root.element_handle())
    opening = live.state()
    seen: dict[str, int] = {}
    for name, index, kind in [("", None, ""), *live.controls()]:
        if kind in {"radio", "checkbox"}:
            if live.control(name, index).is_disabled() or seen.get(name, 0) > 3:  # of many alike, four
                continue
            live.control(name, index).click()
        elif kind:
            continue
        seen[name] = seen.get(name, 0) + 1
        assert drive.violations_in_each_theme(page) == "", (name, index)
        assert contract.fits(page, 360) == [[], []], (name, index)
        live.put(opening)
        drive.frames(page)
    assert len(seen) > 1
    if isinstance(shown, TranslatorDesk):
        for model in shown.models:
            live.control("model").select_option(model)
            page.wait_for_function(
                "([root, name]) => root.dataset.loaded === name", arg=[live.root.element_handle(), model]
            )
            assert drive.violations_in_each_theme(page) == "", model
            assert contract.fits(page, 360) == [[], []], model


@pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)
def test_two_on_one_page_can_be_told_apart(visit, widget):
    page = visit(body=2 * widget()._html(), width=360, height=800)
    for nth in range(2):
        page.locator("[data-widget]").nth(nth).scroll_into_view_if_needed()
    drive.idle(page)
    assert drive.violations(page) == ""
