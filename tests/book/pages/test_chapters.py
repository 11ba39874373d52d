"""What holds for all pages, and what for all chapters, as their authors wrote them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rules
from sources import CHAPTERS, PAGES, QUIZZES, number


@pytest.mark.parametrize("rule", rules.PAGE, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_every_page(name, rule):
    assert list(rule(PAGES[name])) == []


@pytest.mark.parametrize("rule", [*rules.CHAPTER, *rules.NUMBERED], ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter(name, rule):
    given = (CHAPTERS[name],) if rule in rules.CHAPTER else (CHAPTERS[name], number(name))
    assert list(rule(*given)) == []


def settled():
    """The questions that a test settles: test_quiz_1_popout in test_quiz_01.py settles quiz-1-popout."""
    files = sorted(Path(__file__).parent.glob("test_quiz_*.py"))
    return {
        name.replace("_", "-")
        for file in files
        for name in re.findall(r"^def test_(quiz_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_quiz_answer_is_settled_by_code_or_says_why_not(name):
    quizzes = {block.options.get("name", ""): block.options for block in CHAPTERS[name].named("quiz")}
    tested = settled()
    for quiz, options in quizzes.items():
        assert (quiz in tested) != bool(options.get("unchecked")), (
            f"{quiz}: one of a test and a reason under :unchecked: wanted"
        )


def test_no_quiz_is_tested_that_is_not_there():
    assert settled() <= set(QUIZZES)


def test_labels_are_unique_over_the_book():
    labels = [label for page in PAGES.values() for label in re.findall(r"^\(([\w-]+)\)=$", page.text, re.MULTILINE)]
    labels += [
        name
        for page in PAGES.values()
        for block in page.blocks
        if (name := block.options.get("name") or block.options.get("label"))
    ]
    assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_a_claim_has_one_place():
    """A claim stands in an admonition of class claim, named claim-N, titled Claim N."""
    claims = [
        block for page in PAGES.values() for block in page.named("admonition") if block.options.get("class") == "claim"
    ]
    numbers = []
    for block in claims:
        title = re.fullmatch(r"Claim (\d+): .+[.?]", block.argument)
        assert title, block.argument
        assert block.options.get("name") == f"claim-{title[1]}"
        assert re.search(r"\*\*Verdict[.:]?\*\*", block.body), block.argument
        numbers.append(int(title[1]))
    assert len(numbers) == len(set(numbers))
    assert all(1 <= claim <= 20 for claim in numbers)
