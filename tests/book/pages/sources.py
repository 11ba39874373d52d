"""The pages as their authors wrote them, read once for all the tests that look at them."""

from __future__ import annotations

import re
from pathlib import Path

from softlook.book.reading import parse_chapter

ROOT = Path(__file__).resolve().parents[3]
BOOK = ROOT / "book"
NAMES = re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
PAGES = {name: parse_chapter((ROOT / f"{name}.md").read_text("utf-8")) for name in NAMES}
CHAPTERS = {name: page for name, page in PAGES.items() if re.match(r"book/\d\d-", name)}
QUIZZES = {name: question for page in PAGES.values() for name, question in page.quizzes.items()}


def number(name):
    """Return the chapter's number: 4 for ``book/04-bahdanau-luong``."""
    return int(re.search(r"/(\d\d)-", name)[1])


def right(quiz):
    """Return for each option of a question whether its author calls it right."""
    return [option.right for option in QUIZZES[quiz].options]
