"""The exercises of chapter 5: their references against the package, and what 5.4 says of other matrices."""

from __future__ import annotations

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose

from softlook.exercises import chapter_05, check
from softlook.exercises.chapter_05 import by_heads, causal_attention

CONTRACT = pytest.mark.parametrize("exercise", chapter_05.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


def test_the_divisor_is_the_deviation_of_the_products():
    """256 products of entries of variance 4 each."""
    (exercise,) = (exercise for exercise in chapter_05.EXERCISES if exercise.number == "5.1")
    q, k = 2 * np.random.default_rng(0).normal(size=(2, 10_000, 256))
    assert_allclose(exercise.solution, (q * k).sum(axis=-1).std(), rtol=0.03)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_causal_attention_is_torchs(rng):
    torch = pytest.importorskip("torch")
    x, w_q, w_k, w_v = rng.normal(size=(5, 3)), *rng.normal(size=(2, 4, 3)), rng.normal(size=(6, 3))
    q, k, v = (torch.tensor(x @ w.T) for w in (w_q, w_k, w_v))
    wanted = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert_allclose(causal_attention(x, w_q, w_k, w_v), wanted, rtol=1e-12)


def test_heads_are_torchs_one_by_one(rng):
    torch = pytest.importorskip("torch")
    q, k, v = (torch.tensor(rng.normal(size=shape)) for shape in ((2, 6), (5, 6), (5, 9)))
    parts = zip(*(x.chunk(3, dim=-1) for x in (q, k, v)), strict=True)
    wanted = torch.cat([torch.nn.functional.scaled_dot_product_attention(*part) for part in parts], dim=-1)
    assert_allclose(by_heads(q.numpy(), k.numpy(), v.numpy(), 3), wanted, rtol=1e-12)


ONE = np.eye(6)


@pytest.mark.parametrize(
    ("answer", "feedback"),
    [
        ("words", "two matrices of numbers are wanted"),
        ((ONE,), "two matrices of numbers are wanted"),
        ((ONE[:5], ONE), "w_q has the shape (5, 6)"),
        ((ONE, np.full((6, 6), np.nan)), "w_k has the shape (6, 6); (6, 6) is wanted, with finite numbers"),
        ((20 * np.roll(ONE, 2, axis=0), ONE), " of 6 puts"),
    ],
)
def test_what_it_says(answer, feedback):
    verdict = check("5.4", answer)
    assert not verdict
    assert feedback in verdict.feedback


def test_any_sharp_pair_passes():
    rng = np.random.default_rng(0)
    turn = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert check("5.4", (turn @ (30 * np.eye(6, k=1)), turn))
    assert check("5.4", (1e300 * np.eye(6, k=1), ONE))  # as sharp as numbers are
