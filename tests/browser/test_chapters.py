"""Charts and pictures of every chapter: they fit a telephone, and say what they show."""

from __future__ import annotations

import re

import drive
import pytest

CHAPTERS = re.findall(r"file: (book/\d\d-\S+)", (drive.ROOT / "_toc.yml").read_text("utf-8"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_charts_and_pictures_fit_a_telephone(visit, name):
    page = visit(f"{name}.html", width=360)
    small = page.locator(".softlook-chart svg text").evaluate_all("""(texts) => texts.filter((t) => t.textContent.trim()).map((t) => {
      const { a, b } = t.getScreenCTM();
      return [t.textContent, parseFloat(getComputedStyle(t).fontSize) * Math.hypot(a, b)];
    }).filter(([, size]) => size < 11)""")
    assert small == []
    wide = page.locator(".softlook-picture, .softlook-chart").evaluate_all(
        "(nodes) => nodes.filter((n) => n.getBoundingClientRect().right > 360).length"
    )
    assert wide == 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_picture_has_a_caption_and_words(visit, name):
    page = visit(f"{name}.html")
    bare = page.locator(
        "figure"
    ).evaluate_all("""(figures) => figures.filter((f) =>
      !(f.querySelector("figcaption")?.textContent.trim() && [...f.querySelectorAll("img")].every((i) => i.alt.trim()))).length""")
    assert bare == 0
    untitled = page.locator(".softlook-chart").evaluate_all("""(charts) => charts.filter((c) =>
      !(c.getAttribute("aria-label")?.length > 20 && c.querySelector(".role-title text"))).length""")
    assert untitled == 0
