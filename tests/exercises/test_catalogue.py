"""Exercises are found by their numbers, and checked."""

from __future__ import annotations

from importlib.resources import files

import pytest

from softlook.exercises import check, find
from softlook.exercises.catalogue import exercises

CHAPTERS = sorted(
    int(file.name[8:10]) for file in files("softlook.exercises").iterdir() if file.name.startswith("chapter_")
)


def test_a_number_finds_its_exercise():
    for chapter in CHAPTERS:
        for exercise in exercises(chapter):
            assert find(exercise.number) is exercise


def test_numbers_are_unique():
    numbers = [exercise.number for chapter in CHAPTERS for exercise in exercises(chapter)]
    assert len(set(numbers)) == len(numbers)


def test_a_check_tells_what_is_begun_from_what_is_not():
    assert not check("2.2", lambda e, mask, h: None).begun
    assert check("2.2", lambda e, mask, h: 0).begun


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("2", "number: '2' given, chapter and exercise wanted, such as '2.2'"),
        ("2.x", "number: '2.x' given, chapter and exercise wanted, such as '2.2'"),
        ("2.99", "number: '2.99' given, one of 2.2"),
        ("99.1", "chapter: 99 given, a chapter with exercises wanted"),
    ],
)
def test_there_is_no_such_exercise(number, words):
    with pytest.raises(ValueError, match=words):
        find(number)


def test_a_seed_is_a_whole_number():
    with pytest.raises(TypeError, match="seed: float given"):
        check("2.2", None, seed=0.5)
    assert exercises(2)
