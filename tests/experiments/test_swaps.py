from __future__ import annotations

import numpy as np
import pytest

from softlook import Lookup
from softlook.experiments.swaps import Trio, facts, replace_state, swapped, trios, wilson


@pytest.fixture(scope="module")
def right():
    return {row["variant"]: row["right"] for row in swapped(stories=60)}


def test_the_baseline_finds_all(right):
    assert right["as above"] == 1.0


def test_a_reader_with_too_few_numbers_confuses_words(right):
    assert right["2 numbers a word"] < right["4 numbers a word"] - 0.3
    assert 0.6 < right["4 numbers a word"] < 0.95


def test_a_memory_that_does_not_choose_finds_next_to_nothing(right):
    assert right["best fact alone"] == 1.0
    assert right["all facts alike"] < 0.2


def test_an_exploiter_of_one_step_or_that_keeps_the_question_stops_short(right):
    assert right["one step"] == 0.0
    assert right["adds"] == 0.0


def test_each_trio_differs_from_the_first_in_one_component():
    first, *others = trios()
    for trio in others:
        same = {
            "reader": np.array_equal(trio.reader.table, first.reader.table),
            "memory": trio.memory is first.memory,
            "exploiter": trio.exploiter == first.exploiter,
        }
        assert [name for name, kept in same.items() if not kept] == [trio.component]


def test_facts_are_found_by_the_first_word_and_say_the_second():
    h = np.eye(4)[[0, 1, 2, 3]]
    memory = facts(h)
    np.testing.assert_allclose(memory(np.eye(4)[[2]]).c, [[0, 0, 0, 1]], atol=1e-4)
    np.testing.assert_allclose(facts(h, sharpness=0.0)(np.eye(4)[[2]]).alpha, [[0.5, 0.5]])


def test_the_default_trio():
    trio = Trio("none", "x", Lookup(np.eye(2)))
    assert trio.exploiter.steps == 2
    assert trio.exploiter.update is replace_state


def test_the_interval_is_wilsons():
    """Values: Wilson 1927's formula, worked by hand for 7 of 10."""
    assert wilson(7, 10) == pytest.approx((0.3968, 0.8922), abs=1e-4)
    assert wilson(0, 10)[0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"stories": 0}, "stories: 0 given, a whole number of at least 1 wanted"),
        ({"n_facts": 1}, "n_facts: 1 given, a whole number of at least 2 wanted"),
        ({"words": 2}, "words: 2 given, a whole number of at least 3 wanted"),
        ({"words": 5, "n_facts": 5}, "n_facts: 5 given, fewer than the 5 words wanted"),
    ],
)
def test_what_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        swapped(**given)
