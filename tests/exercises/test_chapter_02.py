"""The exercises of chapter 2, and their references against the package."""

from __future__ import annotations

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose

from softlook import KeyValueMemory, Lookup, Stepper, attend, perform
from softlook.exercises import chapter_02
from softlook.exercises.chapter_02 import exploit, read_memory, read_pairs
from softlook.experiments.swaps import replace_state
from softlook.scores import dot

CONTRACT = pytest.mark.parametrize("exercise", chapter_02.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_reading_is_attention_by_given_scores(rng):
    e, h = rng.normal(size=(2, 5)), rng.normal(size=(5, 3))
    mask = np.array([[True, False, True, True, False]] * 2)
    wanted = attend(np.zeros((2, 1)), np.zeros((5, 1)), h, mask=mask, score=lambda _q, _k: e).c
    assert_allclose(read_memory(e, mask, h), wanted)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_exploiting_is_the_packages_own_walk(rng, steps):
    k, v, q = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), rng.normal(size=4)
    walk = perform(
        np.arange(6),
        q[None],
        reader=Lookup(np.eye(6)),
        memory=lambda _h: KeyValueMemory(k, v, score=dot),
        exploiter=Stepper(replace_state, steps=steps),
    )
    assert_allclose(exploit(k, v, q, steps), walk.s[0])


def test_pairs_hold_the_word_and_the_one_before():
    table = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    assert_allclose(read_pairs(np.array([2, 0]), table), [[3.0, 30.0, 0.0, 0.0], [1.0, 10.0, 3.0, 30.0]])
