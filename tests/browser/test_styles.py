"""Style sheets that meet on one page: a widget looks the same whichever others stand beside it."""

from __future__ import annotations

import re

import drive
import pytest

from softlook.book.assets import WIDGETS
from softlook.book.widget_pages import widgets

THEME = drive.ROOT / "src" / "softlook" / "book" / "theme" / "book.css"
EACH = pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)
COMPARE = """async (own) => {
  const links = [...document.querySelectorAll('link[rel="stylesheet"]')]
    .filter((link) => !link.href.endsWith("/book.css"));
  const texts = await Promise.all(links.map((link) => fetch(link.href).then((answer) => answer.text())));
  const sheets = links.map((link, n) => {
    const style = document.createElement("style");
    style.textContent = texts[n];
    return { style, own: link.href.endsWith(`/${own}.css`) };
  });
  links.forEach((link) => link.remove());
  document.head.append(document.createElement("style"));
  document.head.lastElementChild.textContent = "* { transition: none !important }";
  const order = (list) => { document.querySelectorAll("style[data-sheet]").forEach((style) => style.remove());
    list.forEach(({ style }) => { style.dataset.sheet = ""; document.head.append(style); }); };
  const every = (style) => Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name)]));
  const nodes = () => [...document.querySelectorAll("[data-ready], [data-ready] *")];
  const styles = () => nodes().flatMap((node) => ["", "::before", "::after"].map((part) => {
    const style = getComputedStyle(node, part || null);
    return [`${node.tagName}.${node.getAttribute("class")}${part}`, every(style)];
  }));
  const mine = sheets.filter((sheet) => sheet.own), others = sheets.filter((sheet) => !sheet.own);
  order(mine);
  const alone = styles();
  order([...mine, ...others]); // what comes last wins where it can
  const faults = new Set();
  styles().forEach(([node, style], n) => {
    for (const [name, value] of Object.entries(style)) {
      const before = alone[n][1][name];
      if (value !== before) faults.add(`${node} ${name}: ${before} alone, ${value} in company`);
    }
  });
  return [...faults].slice(0, 40);
}"""


@EACH
@pytest.mark.parametrize("width", [360, 1280])
def test_company_changes_nothing(visit, widget, width):
    """In a notebook the sheets come in the order in which the widgets were shown."""
    page = visit(body=widget()._html(), width=width)
    drive.frames(page)
    assert page.evaluate(COMPARE, re.sub(r"(?<!^)(?=[A-Z])", "_", widget.__name__).lower()) == []


def heads(css):
    """The first class of every selector: what a rule is about."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = [
        one.strip() for group in re.findall(r"([^{};]+)\{", plain) for one in re.split(r",(?![^(]*\))", group)
    ]
    return {match[1] for one in selectors if (match := re.match(r"\.(softlook-[\w-]+)", one))}


def test_the_page_and_the_widgets_share_no_class():
    """But for what a page's rule names inside of something of its own."""
    page = heads(THEME.read_text("utf-8"))
    assert "softlook-picture" in page
    for sheet in sorted(WIDGETS.glob("*.css")):
        assert heads(sheet.read_text("utf-8")) & page == set(), sheet.name
