"""Exercises that check themselves: one module a chapter.

Each exercise has its reference, its random inputs and its named wrong answers.

In a chapter: ``from softlook.exercises import check``, and at the end of a starter cell ``check("2.2", context)``.
"""

from __future__ import annotations

from softlook.exercises.catalogue import check, find
from softlook.exercises.exercise import Exercise, Verdict, Wrong, function_exercise, property_exercise, value_exercise

__all__ = ["Exercise", "Verdict", "Wrong", "check", "find", "function_exercise", "property_exercise", "value_exercise"]
