"""The exercises of chapter 4, and their references against the package."""

from __future__ import annotations

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose

from softlook import attend, general, softmax
from softlook.exercises import chapter_04
from softlook.exercises.chapter_04 import additive_score, attention_step, error_rate, mend
from softlook.experiments.claims import example_scores

CONTRACT = pytest.mark.parametrize("exercise", chapter_04.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_with_that_score_love_takes_half():
    (exercise,) = (exercise for exercise in chapter_04.EXERCISES if exercise.number == "4.1")
    e = example_scores()[0, :3]
    e[1] = exercise.solution
    assert_allclose(softmax(e)[1], 0.5)


def test_mending_weights_is_masking_their_scores(rng):
    e, mask = rng.normal(size=(3, 5)), np.array([[True, True, False, True, False]] * 3)
    assert_allclose(mend(softmax(e), mask), softmax(e, mask))


def test_the_additive_score_word_by_word(rng):
    s, h, v_a = rng.normal(size=3), rng.normal(size=(4, 3)), rng.normal(size=2)
    w_q, w_k = rng.normal(size=(2, 2, 3))
    wanted = [v_a @ np.tanh(w_q @ s + w_k @ each) for each in h]
    assert_allclose(additive_score(s, h, w_q, w_k, v_a), wanted)


def test_a_step_is_attention_by_the_general_score_with_no_matrix(rng):
    s, h = rng.normal(size=3), rng.normal(size=(4, 3))
    wanted = attend(s[None], h, h, score=lambda q, k: general(q, k, w_a=np.eye(3))).c[0]
    assert_allclose(attention_step(s, h), wanted)


def test_an_error_rate_by_hand():
    """Of three links one is sure, one merely possible, and one is wrong; a sure link is missed."""
    alpha = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    sure = np.array([[True, False], [False, False], [False, True]])
    possible = np.array([[True, False], [False, True], [False, True]])
    assert_allclose(error_rate(alpha, sure, possible), 1 - (1 + 2) / (3 + 2))
