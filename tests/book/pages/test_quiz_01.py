"""What settles the quiz of chapter 1; a question's right options are those that the code makes true."""

from __future__ import annotations

import numpy as np
import pytest
from sources import QUIZZES, right

from softlook import Display, display, promote, saliency_map, winner_takes_all
from softlook.vision.displays import CELL, RED, TILTED, UPRIGHT, bar
from softlook.vision.search import fixations_to_find


def field(colour_of, angle_of, seed=0):
    """A full field of bars, the first of them the one that was changed."""
    bars = display("equal", 40, seed=seed).bars
    image = np.zeros((512, 512, 3))
    for n, middle in enumerate(bars):
        rows, columns = (slice(m - CELL // 2 + 4, m + CELL // 2 - 4) for m in middle)
        image[rows, columns] += bar(middle, rows, columns, angle_of(n))[..., None] * colour_of(n)
    return Display(image, bars[0], bars)


def test_quiz_1_surround():
    blue = RED[::-1]
    stronger = field(lambda n: tuple(1.15 * c for c in RED), lambda n: UPRIGHT)
    slanted = field(lambda n: RED, lambda n: TILTED if n == 0 else UPRIGHT)
    halves = field(lambda n: RED if n % 2 == 0 else blue, lambda n: UPRIGHT if n % 2 == 0 else TILTED)
    assert [fixations_to_find(one, limit=30) == 1 for one in (stronger, slanted, halves)] == right("quiz-1-surround")


def test_quiz_1_promote():
    four, three = (promote(np.array([[1, 0, 0.5, 0, 0.5, 0] + [0.5, 0] * more])) for more in (1, 0))
    assert [four.max() == 0.25, four.max() == 0.5, four.max() < three.max()] == right("quiz-1-promote")


def test_quiz_1_inhibition():
    s = saliency_map(display("conjunction", 40).image).s
    with_it, without = winner_takes_all(s, 2), winner_takes_all(s, 2, inhibit=False)
    again = winner_takes_all(s, 2, inhibit=False)
    same = bool((without[1] == without[0]).all())
    truth = [bool((without[1] == with_it[1]).all()), same, not (without == again).all()]
    assert truth == right("quiz-1-inhibition")


def test_the_questions_are_there():
    assert len([name for name in QUIZZES if name.startswith("quiz-1-")]) == 4
    with pytest.raises(KeyError):
        right("quiz-1-nothing")
