"""Every page of the table of contents: light, readable, narrow, and quiet.

One visit at a width in a theme serves every check.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import drive
import pytest
import yaml

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTENTS = yaml.safe_load((drive.ROOT / "_toc.yml").read_text("utf-8"))
PACKED = (".woff2", ".png", ".jpg", ".webp")
MOST = 450_000  # bytes that one page may transfer, its photographs included, models aside
OURS = 60_000  # of them what this project wrote: widgets, their host, charts, quizzes, styles
INDEX, CHAPTER = "book/index.html", "book/04-bahdanau-luong.html"
LIGHTEST = {INDEX, CHAPTER}  # these transfer less
MODEL = 350_000  # bytes that one model may transfer: a desk fetches it when the reader comes near
MOST_OF_LIGHTEST, OURS_OF_LIGHTEST = 300_000, 15_000
OF_A_TUNER = {"host.js", "score_tuner.js", "score_tuner.css", "book.css"}
WITH_A_WINDOW = {"book/reference/widgets/window.html", "book/06-local-and-hard.html"}


def files(node):
    """Name each page that the contents list, at any depth."""
    here = [node[key] for key in ("root", "file") if key in node]
    return here + [
        name for key in ("parts", "chapters", "sections") for child in node.get(key, ()) for name in files(child)
    ]


PAGES = [f"{name}.html" for name in files(CONTENTS)]
VISITS = [(name, width, theme) for name in PAGES for width, theme in ((1280, "dark"), (360, "light"))]
VISITS += [(name, width, theme) for name in sorted(LIGHTEST) for width, theme in ((1280, "light"), (360, "dark"))]


class At(NamedTuple):
    """A page that is open."""

    page: Page
    name: str
    width: int
    theme: str


# -- what is looked at: each yields what is wrong


def is_titled(at):
    if not at.page.title():
        yield "no title"
    if (count := at.page.locator("article h1:visible").count()) != 1:
        yield f"{count} first headings"
    if (now := at.page.locator("html").get_attribute("data-theme")) != at.theme:
        yield f"theme {now}"


def its_own_links_lead_somewhere(at):
    yield from at.page.evaluate("""[...document.querySelectorAll('main a[href^="#"]')]
      .map((a) => a.getAttribute("href").slice(1))
      .filter((id) => id && !document.getElementById(decodeURIComponent(id)))""")


def axe_finds_nothing(at):
    if faults := drive.violations(at.page):
        yield faults


def nothing_scrolls_sideways(at):
    if (wide := at.page.evaluate("document.documentElement.scrollWidth")) > at.width:
        yield f"{wide} px wide"
    if (x := at.page.evaluate("(scrollTo({ left: 9999, behavior: 'instant' }), scrollX)")) != 0:
        yield f"scrolls {x} px to the side"


def pictures_have_words(at):
    yield from at.page.evaluate("""[
      ...[...document.querySelectorAll("main img, main svg[role=img]")]
        .filter((n) => !(n.alt || n.ariaLabel || n.querySelector("title"))),
      ...[...document.querySelectorAll("figure")].filter((f) =>
        !(
          f.querySelector("figcaption")?.textContent.trim() &&
          [...f.querySelectorAll("img")].every((i) => i.alt.trim())
        )),
    ].map((n) => n.outerHTML.slice(0, 200))""")


def charts_have_words_and_a_title(at):
    yield from at.page.evaluate("""[...document.querySelectorAll(".softlook-chart")].filter((c) =>
      !(
        c.getAttribute("aria-label")?.length > 20 &&
        c.closest("figure")?.querySelector("figcaption")?.textContent.trim()
      )).map((c) => c.getAttribute("aria-label"))""")


def charts_and_pictures_can_be_read(at):
    """No text is smaller than 11 px as it is shown, or out of sight; turned texts too."""
    texts = at.page.locator(".softlook-chart svg text").evaluate_all("""(texts) =>
      texts.filter((t) => t.textContent.trim()).map((t) => {
      const { a, b } = t.getScreenCTM();
      const { left, right } = t.getBoundingClientRect();
      return [t.textContent, parseFloat(getComputedStyle(t).fontSize) * Math.hypot(a, b), left, right];
    })""")
    yield from (text for text in texts if text[1] < 11 or text[2] < 0 or text[3] > at.width)
    yield from at.page.evaluate(
        """(width) => [...document.querySelectorAll(".softlook-picture, .softlook-chart")]
          .filter((n) => n.getBoundingClientRect().right > width).map((n) => n.outerHTML.slice(0, 200))""",
        at.width,
    )
    if at.name == CHAPTER and len(texts) <= 9:
        yield f"{len(texts)} texts in its charts"


def widgets_keep_to_their_place(at):
    """Each target has 44 px, nothing is cut or sticks out, and a finger on a slider may scroll the page."""
    yield from at.page.evaluate("""() => {
      const faults = [];
      const scrolls = (node, root) =>
        node !== root && (/auto|scroll/.test(getComputedStyle(node).overflowX) || scrolls(node.parentNode, root));
      for (const root of document.querySelectorAll("[data-ready]")) {
        const box = root.getBoundingClientRect();
        for (const node of root.querySelectorAll("input:not([type=checkbox], [type=radio]), button, .softlook-tick")) {
          const { width, height } = node.getBoundingClientRect();
          if (width && (width < 43.99 || height < 43.99))
            faults.push(["small", node.dataset.control ?? node.textContent, width, height]);
          if (node.type === "range" && getComputedStyle(node).touchAction !== "pan-y")
            faults.push(["touch", node.dataset.control]);
          // a sentence may be longer than a phone is wide: its field scrolls, as every search field does
          if (width && node.matches("[type=text]:not(.softlook-sentence)") && node.scrollWidth > node.clientWidth)
            faults.push(["cut", node.dataset.control, node.value]);
        }
        for (const node of root.querySelectorAll("*:not(.softlook-visually-hidden, .softlook-bar, svg *)")) {
          const { left, right, width } = node.getBoundingClientRect();
          if (width && !scrolls(node.parentNode, root) && (left < box.left - 1 || right > box.right + 1))
            faults.push(["out", node.className || node.tagName, left, right, box.right]);
        }
      }
      return faults;
    }""")


def what_is_drawn_lies_where_it_is_dragged(at):
    """The theme has rules for pictures of its own."""
    yield from at.page.evaluate("""() => [...document.querySelectorAll(".softlook-stage")].flatMap((stage) => {
      const [a, b] = [stage, stage.querySelector("svg")].map((node) => node.getBoundingClientRect());
      return ["left", "top", "width", "height"]
        .filter((side) => Math.abs(a[side] - b[side]) > 0.5)
        .map((side) => [stage.className, side, a[side], b[side]]);
    })""")


def each_number_of_a_window_stands_under_its_bar(at):
    distances = at.page.evaluate("""() => [...document.querySelectorAll('[data-widget="Window"]')].flatMap((root) => {
      const middles = (kind) => [...root.querySelectorAll(kind)].map((node) => {
        const { left, width } = node.getBoundingClientRect();
        return left + width / 2;
      });
      const bars = middles(".softlook-window-row .softlook-fill");
      return middles(".softlook-window-table thead th").map((at, j) => Math.abs(at - bars[j]));
    })""")
    if at.name in WITH_A_WINDOW and not distances:
        yield "no window"
    yield from (distance for distance in distances if distance >= 2)


def is_on_the_paper_of_the_page(at):
    """The theme paints outputs light: in the dark ours must not be."""
    if at.theme == "dark":
        grounds = at.page.evaluate("""() => {
          const ground = (node) => {
            for (; node; node = node.parentElement) {
              const c = getComputedStyle(node).backgroundColor;
              if (!/, 0\\)$|transparent/.test(c)) return c;
            }
          };
          return [...document.querySelectorAll(".softlook-box, .softlook-chart")].map((n) => ground(n));
        }""")
        yield from set(grounds) - {"rgb(20, 24, 30)"}
        if at.name in LIGHTEST and not grounds:
            yield "no box"


CHECKS = (
    is_titled,
    its_own_links_lead_somewhere,
    axe_finds_nothing,
    nothing_scrolls_sideways,
    pictures_have_words,
    charts_have_words_and_a_title,
    charts_and_pictures_can_be_read,
    widgets_keep_to_their_place,
    what_is_drawn_lies_where_it_is_dragged,
    each_number_of_a_window_stands_under_its_bar,
    is_on_the_paper_of_the_page,
)


def transferred(url):
    """The bytes that an answer takes, as a server sends it: gzip, but for what is packed already."""
    path = unquote(urlsplit(url).path)
    content = (drive.SITE / path.lstrip("/")).read_bytes()
    return len(content) if path.endswith(PACKED) else len(gzip.compress(content, 6))


def too_heavy(page, name):
    """What a first visit transfers, scrolled to the end, and which of it this project wrote."""
    sizes = {url: transferred(url) for url in page.ears.requests if url.startswith("http")}
    of_models = [size for url, size in sizes.items() if urlsplit(url).path.endswith(".safetensors")]
    models = sum(of_models)
    ours = {
        url: size
        for url, size in sizes.items()
        if "/_static/softlook/" in url
        and urlsplit(url).path.endswith((".js", ".css"))
        and not any(x in url for x in ("/vega", "/katex"))
    }
    total, own = sum(sizes.values()), sum(ours.values())
    print(f"\n{name}: {total} bytes in {len(sizes)} files, of them ours {own}, models {models}")
    for url, size in sorted(sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"  {size:>7} {urlsplit(url).path}")
    if models and "translator_desk" not in str(ours):
        yield f"{models} bytes of models, and no desk that asks for them"
    if total - models > (MOST_OF_LIGHTEST if name in LIGHTEST else MOST) or max(of_models, default=0) > MODEL:
        yield f"{total} bytes, of them models {models}"
    if not 0 < own <= (OURS_OF_LIGHTEST if name in LIGHTEST and "translator_desk" not in str(ours) else OURS):
        yield f"{own} bytes of ours"
    if name in LIGHTEST:
        yield from OF_A_TUNER - {urlsplit(url).path.rpartition("/")[2] for url in ours}


def test_the_contents_are_found():
    assert {INDEX, CHAPTER, "book/reference/api.html", *WITH_A_WINDOW} <= set(PAGES)


@pytest.mark.parametrize(("name", "width", "theme"), VISITS)
def test_a_visit_finds_no_fault(visit, name, width, theme):
    first = width == 1280 and theme == "dark"
    page = visit(name, width=width, height=800, theme=theme, own=first)
    drive.scroll_through(page)
    at = At(page, name, width, theme)
    faults = list(too_heavy(page, name)) if first else []
    faults += [[check.__name__, fault] for check in CHECKS for fault in check(at)]
    assert faults == []
    if name in LIGHTEST:
        tuner = page.locator('[data-widget="ScoreTuner"]').first
        tuner.locator('[data-control="mask"]').first.click()
        tuner.locator('[data-control="scores-number"]').first.fill("abc")
        tuner.locator('[data-control="temperature"]').focus()
        assert "abc" in tuner.locator(".softlook-message").text_content()
        assert drive.violations(page, '[data-widget="ScoreTuner"]') == "", "masked, refused, focused"


def test_every_chapter_is_visited():
    chapters = re.findall(r"file: (book/\d\d-\S+)", (drive.ROOT / "_toc.yml").read_text("utf-8"))
    assert chapters
    assert {f"{name}.html" for name in chapters} <= {name for name, *_ in VISITS}
