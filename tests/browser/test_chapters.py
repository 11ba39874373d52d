"""Every chapter, whole: what it transfers, who can read it, and that it fits a telephone."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import unquote, urlsplit

import drive
import pytest

AXE = (drive.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
CHAPTERS = re.findall(r"file: (book/\d\d-\S+)", (drive.ROOT / "_toc.yml").read_text("utf-8"))
MOST = 450_000  # bytes, photographs included


def transferred(url):
    """The bytes that an answer takes, as a server sends it: gzip, but for what is packed already."""
    content = (drive.SITE / unquote(urlsplit(url).path).lstrip("/")).read_bytes()
    return len(content) if url.partition("?")[0].endswith((".woff2", ".png", ".jpg", ".webp")) else len(gzip.compress(content, 6))


@pytest.mark.parametrize("name", CHAPTERS)
def test_it_is_light(visit, name):
    page = visit(f"{name}.html")
    drive.scroll_through(page)
    total = sum(transferred(url) for url in {*page.ears.requests} if url.startswith("http"))
    print(f"\n{name}: {total} bytes")
    assert total <= MOST


@pytest.mark.parametrize("name", CHAPTERS)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_everybody_can_read_it(visit, name, width, theme):
    page = visit(f"{name}.html", width=width, theme=theme)
    drive.scroll_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))]))")
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("name", CHAPTERS)
def test_charts_and_pictures_fit_a_telephone(visit, name):
    page = visit(f"{name}.html", width=360)
    small = page.locator(".softlook-chart svg text").evaluate_all("""(texts) => texts.filter((t) => t.textContent.trim()).map((t) => {
      const { a, b } = t.getScreenCTM();
      return [t.textContent, parseFloat(getComputedStyle(t).fontSize) * Math.hypot(a, b)];
    }).filter(([, size]) => size < 11)""")
    assert small == []
    wide = page.locator(".softlook-picture, .softlook-chart").evaluate_all("(nodes) => nodes.filter((n) => n.getBoundingClientRect().right > 360).length")
    assert wide == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_picture_has_a_caption_and_words(visit, name):
    page = visit(f"{name}.html")
    bare = page.locator("figure").evaluate_all("""(figures) => figures.filter((f) =>
      !(f.querySelector("figcaption")?.textContent.trim() && [...f.querySelectorAll("img")].every((i) => i.alt.trim()))).length""")
    assert bare == 0
    untitled = page.locator(".softlook-chart").evaluate_all("""(charts) => charts.filter((c) =>
      !(c.getAttribute("aria-label")?.length > 20 && c.querySelector(".role-title text"))).length""")
    assert untitled == 0
