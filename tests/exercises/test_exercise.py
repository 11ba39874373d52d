"""The three kinds of exercise: what they say, and that they can say no."""

from __future__ import annotations

import numpy as np
import pytest

from softlook.exercises import Verdict, Wrong, function_exercise, property_exercise, value_exercise


def draw(rng):
    return rng.random((2, 3)), float(rng.random())


def scaled(x, by):
    return x * by


DOUBLE = function_exercise(
    "9.1", "scaled(x, by)", scaled, draw, (Wrong("scale", "it forgets by.", lambda x, by: x),), cases=3
)


def feedback(answer, exercise=DOUBLE):
    return exercise.check(answer, np.random.default_rng(0)).feedback


def test_a_right_function_passes():
    assert DOUBLE.check(lambda x, by: by * x, np.random.default_rng(5))
    assert feedback(scaled) == "it agrees with the reference in 3 random cases."


def test_right_in_some_cases_is_not_right():
    calls = []

    def tired(x, by):
        calls.append(1)
        return x * by if len(calls) < 3 else x * by + 1

    assert "is wanted" in feedback(tired)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, by: x, "it forgets by."),
        (3, "a function scaled(x, by) is wanted, and this is of type int."),
        (lambda x: x, "it raises TypeError: "),
        (lambda x, by: 1 / 0, "it raises ZeroDivisionError: division by zero (asked with shape (2, 3), "),
        (lambda x, by: (x * by).T, "shape (3, 2) given, (2, 3) wanted (asked with shape (2, 3), "),
        (lambda x, by: x * by * np.nan, "it gives NaN, which is no number: was something divided by 0?"),
        (lambda x, by: "words", "str given, numbers wanted"),
        (lambda x, by: [[1], [1, 2]], "2 results given, numbers wanted"),
        (lambda x, by: np.multiply(x, by, out=x), "it changes the arrays that it is given; work on new ones."),
        (lambda x, by: x * by + 1, "it gives "),
    ],
)
def test_what_is_wrong_is_said(answer, words):
    assert words in feedback(answer)


def test_what_is_begun_and_what_is_not():
    for answer in (..., None, lambda x, by: None, lambda x, by: ...):
        verdict = DOUBLE.check(answer, np.random.default_rng(0))
        assert (verdict.begun, verdict.passed) == (False, False)


def test_a_number_is_met_to_two_digits_and_not_given_away():
    third = value_exercise("9.2", "x", np.asarray(1 / 3), (Wrong("scale", "a third of 1, not of 100.", 33.3),))
    assert feedback(0.333, third) == "that is the number."
    assert feedback(0.34, third) == "it gives 0.34, and that is not it"
    assert feedback(33.33, third) == "a third of 1, not of 100."
    assert feedback("x", third) == "str given, numbers wanted"


def test_a_thing_is_judged_by_its_property():
    even = property_exercise("9.3", "n", 2, lambda n, rng: "" if n == 2 else "odd.", (), passes="even.")
    assert even.check(2, np.random.default_rng(0)) == Verdict("9.3", passed=True, feedback="even.")
    assert feedback(3, even) == "odd."
    broken = property_exercise("9.4", "n", 2, lambda n, rng: 1 / 0, (), passes="even.")
    assert feedback(3, broken) == "it cannot be judged: ZeroDivisionError: division by zero"


def test_a_verdict_in_words_and_in_html():
    verdict = Verdict("9.1", passed=False, feedback="a < b.")
    assert repr(verdict) == "Exercise 9.1. Not yet: a < b."
    assert verdict._repr_html_() == (
        '<p class="softlook-verdict" data-exercise="9.1" data-state="not yet" role="status">'
        "<strong>Exercise 9.1. Not yet:</strong> a &lt; b.</p>"
    )
    assert repr(Verdict("9.1", passed=True, feedback="well.")) == "Exercise 9.1. Passed: well."


def test_another_seed_asks_other_cases():
    factors = []

    def spy(x, by):
        factors.append(by)
        return x * by

    for seed in (0, 0, 1):
        DOUBLE.check(spy, np.random.default_rng(seed))
    assert factors[:3] == factors[3:6] != factors[6:]
