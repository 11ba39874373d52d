"""A widget that goes takes with it what it had the page listen to and watch for it."""

from __future__ import annotations

import contract
import pytest

from softlook.book.widget_pages import widgets
from softlook.widgets import SaliencyExplorer, TranslatorDesk, Window

OPEN = {
    "Window": lambda: Window(selection="draw"),
    "TranslatorDesk": lambda: TranslatorDesk("i love you", model="local-p"),
    "SaliencyExplorer": lambda: SaliencyExplorer(fixations=1),
}
HEAR = """() => {
  const ours = () => /softlook\\/(?!host|charts|quiz)\\w+\\.js/.test(new Error().stack);
  window.heard = [];
  window.watching = new Set();
  window.ticking = new Set();
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (ours() && !(this instanceof AbortSignal) && !(this instanceof MessagePort))
      heard.push([type, this.nodeName ?? String(this), options?.signal]);
    return add.call(this, type, listener, options);
  };
  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
    const { observe, disconnect } = window[name].prototype;
    window[name].prototype.observe = function (...all) {
      if (ours()) watching.add(this);
      return observe.apply(this, all);
    };
    window[name].prototype.disconnect = function () { watching.delete(this); return disconnect.call(this); };
  }
  const { setInterval: start, clearInterval: stop } = window;
  window.setInterval = (...all) => { const id = start(...all); ticking.add(id); return id; };
  window.clearInterval = (id) => { ticking.delete(id); stop(id); };
}"""


@pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)
def test_nothing_that_it_listened_to_is_left(visit, widget):
    shown = OPEN.get(widget.__name__, widget)()
    page = visit(body=shown._html())
    page.add_init_script(f"({HEAR})()")
    page.reload()
    page.wait_for_function(
        "[...document.querySelectorAll('[data-module]')].every((place) => 'ready' in place.dataset)"
    )
    live = contract.Live(page, shown)
    if widget is TranslatorDesk:
        live.root.scroll_into_view_if_needed()
        page.wait_for_function("(root) => root.dataset.loaded", arg=live.root.element_handle())
    if widget is SaliencyExplorer:
        live.control("wander").click()
        assert page.evaluate("ticking.size") == 1
    assert page.evaluate("heard.length") > 5
    live.root.evaluate("(root) => root.softlook.cleanup()")
    assert (
        page.evaluate("heard.filter(([, , signal]) => !signal?.aborted).map(([type, at]) => `${type} on ${at}`)") == []
    )
    assert page.evaluate("[watching.size, ticking.size]") == [0, 0]
