"""Layout: no text is cut, broken, or lies over another, at any width, in any face, at any size, in any spacing.

One visit to a page serves them all. The measures are in ``layout.mjs``, which also holds what counts as a fault.
"""

from __future__ import annotations

import json
from pathlib import Path

import drive
import pytest
from test_every_page import PAGES

MEASURE = Path(__file__).with_name("layout.mjs").read_text("utf-8")
WIDTHS = (320, 360, 768, 1100, 1280)
NOT_FORMULAS = ":not(.katex, .katex *, i, [class*='fa-'])"
# What a reader's browser may make of a page: in our face; in another that is wider; with letters twice as large;
# and spaced as WCAG's criterion 1.4.12 asks that a page can bear.
STYLES = {
    "our face": "",
    "DejaVu Sans": f"*{NOT_FORMULAS} {{ font-family: 'DejaVu Sans' !important; }}",
    "200 %": "html { font-size: 212.5% !important; }",
    "spaced": f"""*{NOT_FORMULAS} {{ letter-spacing: .12em !important; line-height: 1.5 !important;
                  word-spacing: .16em !important; }}
                  p {{ margin-bottom: 2em !important; }}""",
}
OPEN = """async () => {
  document.querySelectorAll("details").forEach((fold) => (fold.open = true));
  // a side bar that is on its way lies over a text
  const still = "*, ::before, ::after { transition: none !important; }";
  document.head.append(Object.assign(document.createElement("style"), { textContent: still }));
  document.head.append(Object.assign(document.createElement("style"), { id: "reader" }));
  await document.fonts.ready;
}"""
SET_STYLE = """async (style) => {
  document.getElementById("reader").textContent = style;
  scrollTo({ top: 0, behavior: "instant" }); // on its way, the side bar lies over a note that it makes room for
  for (let n = 0; n < 2; n++) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
}"""


def faults(page, widths=WIDTHS, styles=STYLES):
    """What is wrong at each width in each style: width, style, kind, text, where."""
    page.add_script_tag(content=MEASURE)
    page.evaluate(OPEN)
    return [
        [width, name, *fault]
        for width in widths
        if page.set_viewport_size({"width": width, "height": 900}) is None
        for name in styles
        if page.evaluate(SET_STYLE, styles[name]) is None
        for fault in page.evaluate("layoutFaults()")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_or_broken(visit, name):
    page = visit(name, width=1280, height=900)
    drive.scroll_through(page)
    wrong = faults(page)
    assert wrong == [], f"{len(wrong)} faults\n" + "\n".join(json.dumps(one, ensure_ascii=False) for one in wrong[:40])


# -- what counts as a fault

WORD, NUMBER = "temperature", "−12345.67"


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("number wraps", f'<p style="width: 3ch; overflow-wrap: anywhere">{NUMBER}</p>'),
        ("number wraps", '<p style="width: 3ch">50 %</p>'),
        ("word broken", f'<p style="width: 4ch; overflow-wrap: anywhere">{WORD}</p>'),
        (
            "word broken",
            f'<table style="width: 4ch; table-layout: fixed; overflow-wrap: break-word"><td>{WORD}</table>',
        ),
        ("text cut", f'<p style="width: 4ch; overflow: hidden">{WORD}</p>'),
        ("text cut", f'<p style="width: 4ch; overflow: clip; text-overflow: ellipsis"><b>{WORD}</b></p>'),
        ("text cut", f'<p style="height: 9px; overflow: hidden">{WORD}</p>'),
        ("text cut", f'<svg width="60" height="20"><text x="30" y="15">{WORD}</text></svg>'),
        ("text cut", f'<input type="text" value="{NUMBER}" style="width: 4ch" aria-label="number">'),
        ("text cut", f'<select style="width: 6ch" aria-label="word"><option>{WORD}</select>'),
        ("sticks out of its box", f'<p style="width: 4ch">{WORD}</p>'),
        ("overlap", f'<p style="margin: 0 0 -1em">{WORD}</p><p style="margin: 0">{WORD}s</p>'),
        (
            "overlap",
            f'<svg width="200" height="20"><text y="15">{WORD}</text><text x="20" y="15">{NUMBER}</text></svg>',
        ),
        ("off the page", f'<p style="position: absolute; left: -30px">{WORD}</p>'),
        ("the page scrolls sideways", '<div style="width: 2000px; height: 9px"></div>'),
    ],
)
def test_a_fault_is_found(visit, kind, html):
    page = visit(body=html, width=360)
    wrong = faults(page, widths=(360,), styles={"our face": ""})
    assert {one[2] for one in wrong} == {kind}, wrong


@pytest.mark.parametrize(
    "html",
    [
        f'<p style="width: 14ch">{WORD} {NUMBER} self-regulated</p>',
        f'<div style="width: 4ch; overflow: auto">{WORD} {NUMBER}</div>',
        f'<div style="overflow: auto"><svg width="900" height="20"><text x="700" y="15">{WORD}</text></svg></div>',
        f'<p style="width: 1em; line-height: 1; writing-mode: vertical-rl">{WORD}</p>',
        f'<p class="softlook-visually-hidden">{WORD}</p>',
        f'<p style="visibility: hidden; width: 4ch">{WORD}</p>',
        f'<svg width="200" height="20"><text y="15">{WORD}</text><text y="15">{WORD}</text></svg>',
        f'<p style="overflow-wrap: anywhere">{"a" * 300}</p>',
        '<input type="text" value="1.00" style="width: 6ch" aria-label="number">',
    ],
)
def test_what_is_no_fault(visit, html):
    page = visit(body=html, width=360)
    assert faults(page, widths=(360,), styles={"our face": ""}) == []


# -- charts that are awake

CHARTS = """() => [...document.querySelectorAll(".softlook-chart")].map((chart) => {
  const { left, top, width, height } = chart.querySelector("svg").getBoundingClientRect();
  return [left, top + scrollY, width, height].map(Math.round);
})"""


def test_what_vega_draws_keeps_to_the_measures(visit):
    """Awake, a chart has the box that it had, and every text the width that was measured when the book was built."""
    page = visit("book/04-bahdanau-luong.html", width=1280, height=900)
    drive.scroll_through(page)
    # a desk that has come into view loads its model, and grows
    page.wait_for_function("""() => [...document.querySelectorAll('[data-widget="TranslatorDesk"]')]
      .every((desk) => desk.dataset.loaded)""")
    boxes = page.evaluate(CHARTS)
    for chart in page.locator(".softlook-chart").all():
        chart.hover()
        chart.locator(".vega-embed svg").wait_for()
    page.mouse.move(0, 0)
    assert boxes
    assert page.evaluate(CHARTS) == boxes
    drawn = [one for one in faults(page, widths=(320, 1280)) if "softlook-figure" in one[-1]]
    assert drawn == []
    bare = page.locator(".softlook-chart svg text:not([textLength])").all_text_contents()
    assert [text for text in bare if text.strip()] == []


# -- tables on a phone


@pytest.mark.parametrize("name", ["index", "01-biological-attention", "04-bahdanau-luong"])
def test_a_table_of_three_columns_fits_a_phone(visit, name):
    """It need not be scrolled to be read: the columns share the line."""
    page = visit(f"book/{name}.html", width=360)
    tables = page.evaluate("""() => [...document.querySelectorAll("article table")]
      .filter((table) => table.rows[0].cells.length <= 3 && table.querySelector("td > p"))
      .map((table) => [table.getBoundingClientRect().width, table.parentElement.clientWidth])""")
    assert tables
    assert [width for width, room in tables if width > room + 1] == []


# -- the faces arrive

PLACES = """() => [...document.querySelectorAll("article :is(p, li, h1, h2)")].map((node) => {
  const { top, height } = node.getBoundingClientRect();
  return [top + scrollY, height];
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_faces_arrive(browser, base, width):
    """Until then a fallback of their measure stands in: no line goes elsewhere by more than a line in a screen."""
    page, ears = drive.new_page(browser, width=width)
    held = []

    def hold(route):  # playwright looks into what it is given: a list's own method has nothing to look into
        held.append(route)

    page.route("**/fonts/*.woff2", hold)
    page.goto(f"{base}book/reference/notation.html", wait_until="commit")
    page.wait_for_function("document.readyState !== 'loading' && document.querySelector('footer')")
    page.evaluate("document.body.offsetHeight")
    assert not page.evaluate("document.fonts.check('16px \"Soft Look Sans\"')")
    before = page.evaluate(PLACES)
    for route in held:
        route.continue_()
    page.wait_for_function("document.fonts.check('16px \"Soft Look Sans\"')")
    page.evaluate("document.fonts.ready.then(() => 0)")
    after = page.evaluate(PLACES)
    assert held
    assert after[-1][0] == pytest.approx(before[-1][0], rel=1 / 30)
    changed = [one[1] != other[1] for one, other in zip(before, after, strict=True)]
    assert sum(changed) <= len(changed) / 20, "of texts, in their number of lines"
    assert ears.faults == []
    page.context.close()


def test_the_page_is_set_in_its_own_faces(visit):
    page = visit("book/02-three-components.html", width=1280, own=True)
    drive.scroll_through(page)
    faces = [url.rpartition("/")[2] for url in page.ears.requests if url.endswith(".woff2") and "KaTeX" not in url]
    assert {"sans-400.woff2", "sans-600.woff2", "code-400.woff2"} <= set(faces)
    assert len(faces) == len(set(faces)), "each is fetched once: what is preloaded is what is used"
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    for selector, face in {
        "article p": "Soft Look Sans", "article h2": "Soft Look Sans", "article em": "Soft Look Sans",
        "article pre": "Soft Look Code", ".softlook-memory-table": "Soft Look Sans",
        ".softlook-chart": "Soft Look Sans",
        ".softlook-box input[type=text]": "Soft Look Sans", ".softlook-button": "Soft Look Sans",
    }.items():  # fmt: skip
        node = client.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert {(one["familyName"], one["isCustomFont"]) for one in used} <= {(face, True)}, selector
