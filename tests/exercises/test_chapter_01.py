"""The exercises of chapter 1, and their references against the package."""

from __future__ import annotations

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose

from softlook import display, promote, winner_takes_all
from softlook.exercises import chapter_01, check
from softlook.exercises.chapter_01 import EARLY, FEW, HIDDEN, LATE, UNEQUAL, keeps, next_fixation
from softlook.vision.saliency import STEP

CONTRACT = pytest.mark.parametrize("exercise", chapter_01.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


@pytest.mark.parametrize("peaks", [[1.0], [1.0, 0.5], [0.3, 1.0, 0.4, 0.6]])
def test_what_a_map_keeps_is_what_the_operator_leaves(peaks):
    """A map of these peaks, each with nothing beside it, is multiplied by that much."""
    peaks = np.asarray(peaks)
    field = np.zeros((1, 2 * peaks.size + 1))
    field[0, 1::2] = peaks
    assert_allclose(promote(field), keeps(peaks) * field, atol=1e-12)


def test_the_next_fixation_is_the_searchs_own():
    s = np.random.default_rng(0).random((12, 16))
    seen = np.zeros(s.shape, dtype=bool)
    for fixation in winner_takes_all(s, 4, radius=1.0) // STEP:
        assert next_fixation(s, seen) == tuple(fixation)
        seen[tuple(fixation)] = True


FEATURE, CONJUNCTION = display("colour", 40), display("conjunction", 40, seed=7)


@pytest.mark.parametrize(
    ("displays", "feedback"),
    [
        ("words", "two displays are wanted, as softlook.display draws them, in a tuple."),
        ((FEATURE,), "two displays are wanted, as softlook.display draws them, in a tuple."),
        ((FEATURE, FEATURE.image), "two displays are wanted, as softlook.display draws them, in a tuple."),
        ((FEATURE, display("conjunction", 4)), FEW),
        ((FEATURE, display("conjunction", 41, seed=7)), UNEQUAL),
        ((display("equal", 40), CONJUNCTION), HIDDEN),
        ((FEATURE, FEATURE), EARLY),
        ((CONJUNCTION, CONJUNCTION), LATE),
    ],
    ids=["words", "one", "an image", "few", "unequal", "hidden", "early", "late"],
)
def test_what_two_displays_lack(displays, feedback):
    assert check("1.4", displays).feedback == feedback


def test_a_list_of_two_displays_passes_too():
    assert check("1.4", [FEATURE, CONJUNCTION])
