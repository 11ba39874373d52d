"""The solutions as the pages show them: each passes its check, and its starter cell does not."""

from __future__ import annotations

import ast
import re

import pytest
from sources import CHAPTERS, number

from softlook.exercises import find

PAGES = {number(name): page for name, page in CHAPTERS.items()}
# Each with what its page opens with: its imports, by which `make core` knows whether it needs torch.
STARTERS = [
    pytest.param(chapter, cell.label, compile(page.cells[0].code, "opening", "exec"), id=f"{chapter}-{cell.label}")
    for chapter, page in PAGES.items()
    for cell in page.cells
    if cell.inside == "exercise"
]
CHECKED = re.compile(r'check\("(\d+\.\d+)", (.+)\)')


def run(cells, opening):
    """Run cells after the page's imports; return what their last lines give."""
    space: dict = {}
    exec(opening, space)  # noqa: S102  # a page's own code
    given = []
    for cell in cells:
        tree = ast.parse(cell.code)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), space)  # noqa: S102
        given.append(eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None)  # noqa: S307
    return given


@pytest.mark.parametrize(("chapter", "label", "opening"), STARTERS)
def test_a_starter_has_not_begun_and_its_solution_passes(chapter, label, opening):
    page = PAGES[chapter]
    starter = [cell for cell in page.cells if (cell.inside, cell.label) == ("exercise", label)]
    solution = [cell for cell in page.cells if (cell.inside, cell.label) == ("solution", label)]
    verdict = run(starter, opening)[-1]
    assert not verdict
    assert not verdict.begun, verdict
    run(solution, opening)
    exercise, answer = CHECKED.search(solution[-1].code).groups()
    assert find(exercise).prompt.partition("(")[0] == answer, "the exercise names what its cell names"
    assert CHECKED.search(starter[-1].code).groups() == (exercise, answer)


def test_every_check_has_its_place_in_a_page():
    from softlook.exercises.catalogue import exercises

    for chapter, page in PAGES.items():
        placed = {match[1] for cell in page.cells for match in CHECKED.finditer(cell.code)}
        try:
            there = {exercise.number for exercise in exercises(chapter)}
        except ValueError:
            there = set()
        assert placed == there
