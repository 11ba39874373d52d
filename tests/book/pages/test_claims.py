"""The built pages show the figures that the claims state, as the code finds them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from softlook.experiments.claims import FIGURES

pytestmark = pytest.mark.book
GLUED = re.compile(r"\{glue:text\}`([\w]+)`")


def shown(site, root):
    """What each page shows in the place of each glued name, in the order of the text."""
    for source in sorted(root.glob("book/**/*.md")):
        file = site / source.relative_to(root).with_suffix(".html")
        if not file.is_file():
            continue
        names = GLUED.findall(re.sub(r"````.*?````", "", source.read_text("utf-8"), flags=re.DOTALL))
        spans = re.findall(r'<span class="pasted-text">(.*?)</span>', file.read_text("utf-8"))
        texts = [unescape(text).replace("\u00a0%", " %") for text in spans]  # a number and its sign stay together
        assert len(texts) == len(names), f"{source.name}: {len(names)} names, {len(texts)} numbers"
        yield from ((source.name, name, text) for name, text in zip(names, texts, strict=True))


def test_every_glued_number_is_there(site, root):
    glued = list(shown(site, root))
    assert len(glued) > 10
    assert [where for where, _, text in glued if not re.search(r"\d", text)] == []


def test_a_claims_figure_in_a_page_is_the_codes_own(site, root):
    figures = [(where, name, text) for where, name, text in shown(site, root) if name in FIGURES]
    assert figures
    for where, name, text in figures:
        assert text == FIGURES[name].shown == FIGURES[name].stated, f"{where}: {name}"
