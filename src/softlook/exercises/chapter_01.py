"""The exercises of chapter 1: what a map keeps, where the next fixation falls, and two displays of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from softlook.exercises.exercise import Wrong, function_exercise, property_exercise
from softlook.vision.displays import REACH, Display, display
from softlook.vision.search import fixations_to_find

if TYPE_CHECKING:
    from softlook._array import Array

BARS, LONG = 21, 5


def _peaks(rng: np.random.Generator) -> tuple[Array]:
    """Return some peaks in any order, of which the largest is 1; now and then only that one."""
    peaks = np.append(rng.uniform(0.1, 0.9, size=int(rng.integers(5))), 1.0)
    return (rng.permutation(peaks),)


def keeps(peaks: Array) -> float:
    """Return by how much the operator N multiplies a map with these peaks: (1 - mean of the others)^2."""
    others = np.sort(peaks)[:-1]
    return float((1 - others.mean()) ** 2) if others.size else 1.0


def _others(peaks: Array) -> Array:
    return np.sort(peaks)[:-1] if peaks.size > 1 else np.zeros(1)


_KEEPS = function_exercise(
    "1.2",
    "keeps(peaks)",
    keeps,
    _peaks,
    (
        Wrong(
            "misconception",
            "the largest peak itself is in the mean; it is compared with the others.",
            lambda p: (1 - p.mean()) ** 2,
        ),
        Wrong("scale", "the difference is not squared.", lambda p: 1 - _others(p).mean()),
        Wrong(
            "scale",
            "it takes the sum of the other peaks; their mean is wanted.",
            lambda p: (1 - _others(p).sum()) ** 2,
        ),
        Wrong(
            "misconception",
            "it takes the second largest alone; all the others count.",
            lambda p: (1 - _others(p).max()) ** 2,
        ),
        Wrong(
            "axis", "the largest peak need not come last.", lambda p: (1 - p[:-1].mean()) ** 2 if p.size > 1 else 1.0
        ),
    ),
    cases=40,
)


def _seen(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a map, and where the eye has been: often at the largest value, and at some others."""
    s = rng.random((int(rng.integers(3, 6)), int(rng.integers(6, 9))))
    seen = rng.random(s.shape) < 0.4
    seen[np.unravel_index(s.argmax(), s.shape)] = rng.random() < 0.6
    seen[0, int(rng.integers(s.shape[1]))] = False
    return s, seen


def next_fixation(s: Array, seen: Array) -> tuple[int, int]:
    """Return row and column of the largest value that was not seen."""
    row, column = np.unravel_index(np.where(seen, -np.inf, s).argmax(), s.shape)
    return int(row), int(column)


_NEXT_FIXATION = function_exercise(
    "1.3",
    "next_fixation(s, seen)",
    next_fixation,
    _seen,
    (
        Wrong(
            "mask",
            "it goes back to where it has been: nothing is inhibited.",
            lambda s, seen: next_fixation(s, np.zeros_like(seen)),
        ),
        Wrong("mask", "it goes only where it has been: True means seen.", lambda s, seen: next_fixation(s, ~seen)),
        Wrong("axis", "row and column have changed places.", lambda s, seen: next_fixation(s, seen)[::-1]),
        Wrong(
            "axis",
            "it counts places through the rows; a row and a column are wanted.",
            lambda s, seen: int(np.where(seen, -np.inf, s).argmax()),
        ),
        Wrong("misconception", "it takes the least salient of what is left.", lambda s, seen: next_fixation(-s, seen)),
    ),
)


FEW = (
    f"at least {BARS - 1} distractors each are wanted: among few, even a conjunction may be the only one of its kind."
)
UNEQUAL = "the two have different numbers of bars; then nobody can tell what made the difference."
HIDDEN = "in one of them the target looks just like another bar: there is nothing to find."
EARLY = (
    f"the second is found in fewer than {LONG} fixations; give its target no feature of its own, "
    "and if it has none, try another seed."
)
LATE = "the first does not pop out: its target is not where the first fixation goes."


def _judge_displays(given: Any, _rng: np.random.Generator) -> str:
    """Say what two displays lack: the first pops out, the second is searched for, both have equally many bars."""
    if not (isinstance(given, tuple | list) and len(given) == 2 and all(isinstance(one, Display) for one in given)):
        return "two displays are wanted, as softlook.display draws them, in a tuple."
    return _lack(*given)


def _lack(first: Display, second: Display) -> str:
    if min(len(first.bars), len(second.bars)) < BARS:
        return FEW
    if len(first.bars) != len(second.bars):
        return UNEQUAL
    if not (_is_unique(first) and _is_unique(second)):
        return HIDDEN
    if fixations_to_find(second, limit=LONG) < LONG:
        return EARLY
    return LATE if fixations_to_find(first, limit=2) > 1 else ""


def _is_unique(drawn: Display) -> bool:
    """Return whether the target's pixels are unlike those of every other bar."""
    target, *others = (
        drawn.image[row - REACH : row + REACH, column - REACH : column + REACH] for row, column in drawn.bars
    )
    return all(np.abs(target - other).max() > 0.1 for other in others)


_FEATURE, _CONJUNCTION = display("colour", 40), display("conjunction", 40, seed=7)

_TWO_DISPLAYS = property_exercise(
    "1.4",
    "displays",
    (_FEATURE, _CONJUNCTION),
    _judge_displays,
    (
        Wrong("axis", EARLY, (_CONJUNCTION, _FEATURE)),
        Wrong("scale", FEW, (display("colour", 4), display("conjunction", 4))),
        Wrong("misconception", HIDDEN, (_FEATURE, display("equal", 40))),
        Wrong("misconception", LATE, (_CONJUNCTION, _CONJUNCTION)),
        Wrong("scale", UNEQUAL, (display("colour", 20), display("conjunction", 60, seed=7))),
    ),
    passes="the first is found at once, the second is not, and both have equally many bars.",
)

EXERCISES = (_KEEPS, _NEXT_FIXATION, _TWO_DISPLAYS)
