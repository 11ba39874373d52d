"""The built pages show the figures that the claims state, as the code finds them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from softlook.book.reading import parse_chapter
from softlook.experiments.claims import FIGURES

pytestmark = pytest.mark.book
GLUED = re.compile(r"\{glue:text\}`([\w]+)`")


def shown(site, root):
    """What each page shows in the place of each glued name, in the order of the text."""
    for source in sorted(root.glob("book/**/*.md")):
        file = site / source.relative_to(root).with_suffix(".html")
        if not file.is_file():
            continue
        names = GLUED.findall(
            re.sub(r"````.*?````", "", parse_chapter(source.read_text("utf-8")).text, flags=re.DOTALL)
        )
        texts = [
            unescape(text) for text in re.findall(r'<span class="pasted-text">(.*?)</span>', file.read_text("utf-8"))
        ]
        assert len(texts) == len(names), f"{source.name}: {len(names)} names, {len(texts)} numbers"
        yield from ((source.name, name, text) for name, text in zip(names, texts, strict=True))


def test_every_glued_number_is_there(site, root):
    found = list(shown(site, root))
    assert len(found) > 10
    assert [where for where, _, text in found if not re.search(r"\d", text)] == []


def test_a_claims_figure_in_a_page_is_the_codes_own(site, root):
    found = [(where, name, text) for where, name, text in shown(site, root) if name in FIGURES]
    assert found
    for where, name, text in found:
        assert text == FIGURES[name].shown == FIGURES[name].stated, f"{where}: {name}"
