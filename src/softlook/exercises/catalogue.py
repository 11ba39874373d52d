"""Find an exercise by its number, and check an answer to it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check

if TYPE_CHECKING:
    from softlook.exercises.exercise import Exercise, Verdict


def exercises(chapter: int) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter that have a check, in the chapter's order.

    Raises
    ------
    ValueError
        If no chapter of that number has any.
    """
    home = f"softlook.exercises.chapter_{chapter:02d}"
    if find_spec(home) is None:
        raise ValueError(f"chapter: {chapter} given, a chapter with exercises wanted")
    listed: tuple[Exercise, ...] = import_module(home).EXERCISES
    return listed


def find(number: str) -> Exercise:
    """Return the exercise of that number.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> find("2.2").prompt
    'read_memory(e, mask, h)'
    """
    chapter, _, nth = str(number).partition(".")
    if not (chapter.isdecimal() and nth.isdecimal()):
        raise ValueError(f"number: {number!r} given, chapter and exercise wanted, such as '2.2'")
    known = {exercise.number: exercise for exercise in exercises(int(chapter))}
    if number not in known:
        raise ValueError(f"number: {number!r} given, one of {', '.join(known)} wanted (the others have no check)")
    return known[number]


def check(number: str, answer: Any, *, seed: int = 0) -> Verdict:
    """Check an answer, and say in words what is wrong with it.

    Parameters
    ----------
    number : str
        The exercise's, such as ``"2.2"``.
    answer : callable or value
        What the exercise asks for. Dots (``...``), or a function that returns nothing, count as not begun.
    seed : int
        Draws the inputs.

    Returns
    -------
    Verdict
        True if the answer passes. It never raises for what is wrong with the answer.

    Raises
    ------
    TypeError, ValueError
        If there is no such exercise, or the seed is not a whole number of at least 0.

    Examples
    --------
    >>> check("2.2", ...)
    Exercise 2.2. Not begun: write your answer where the dots are, and run the cell again.
    """
    _check.count("seed", seed)
    return find(number).check(answer, np.random.default_rng(seed))
