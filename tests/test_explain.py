import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softlook import ablate, ablation, entropy, rollout


def weights(seed, *shape):
    alpha = np.random.default_rng(seed).random(shape)
    alpha[alpha < 0.2] = 0
    return alpha / np.maximum(alpha.sum(axis=-1, keepdims=True), 1e-300)


@given(t_y=st.integers(0, 4), t_x=st.integers(0, 5), total=st.sampled_from([1.0, 0.4]), seed=st.integers(0, 999))
def test_ablation_equals_its_loops(t_y, t_x, total, seed):
    alpha, v = total * weights(seed, 2, t_y, t_x), np.random.default_rng(seed).normal(size=(2, t_x, 3))
    without, moved = ablate(alpha), ablation(alpha, v)
    for b in range(2):
        for i in range(t_y):
            for n in range(t_x):
                left = [0.0 if j == n else alpha[b, i, j] for j in range(t_x)]
                if sum(left) > 0:
                    left = [w * sum(alpha[b, i]) / sum(left) for w in left]
                assert_allclose(without[b, i, n], left, atol=1e-12)
                change = sum((alpha[b, i, j] - left[j]) * v[b, j] for j in range(t_x))
                assert_allclose(moved[b, i, n], np.sqrt((change**2).sum()), atol=1e-12)


def test_taking_away_all_there_is_leaves_zeros():
    assert_array_equal(ablate(np.array([[1.0, 0.0]])), [[[0, 0], [1, 0]]])


def test_ablation_of_one_sentence():
    alpha, v = weights(0, 3, 4), np.random.default_rng(0).normal(size=(4, 2))
    assert_allclose(ablation(alpha, v), ablation(alpha[None], v[None])[0], atol=1e-12)


@given(t=st.integers(1, 8), seed=st.integers(0, 999))
def test_entropy_equals_its_sum(t, seed):
    alpha = weights(seed, 3, t)
    assert_allclose(entropy(alpha), [-sum(a * np.log(a) for a in row if a > 0) for row in alpha], atol=1e-12)


def test_entropy_at_its_ends():
    import torch

    assert_allclose(entropy(np.full((1, 8), 1 / 8)), [np.log(8)])
    assert_array_equal(np.signbit(entropy(np.eye(3))), [False] * 3)
    assert_array_equal(entropy(np.zeros((2, 0))), [0, 0])
    alpha = torch.tensor([0.0, 0.3, 0.7], requires_grad=True)
    entropy(alpha).backward()
    assert bool(torch.isfinite(alpha.grad).all())


@given(
    layers=st.integers(1, 4),
    t=st.integers(1, 4),
    residual=st.sampled_from([0.5, 0.0, 1.0, 0.2]),
    seed=st.integers(0, 999),
)
def test_rollout_equals_its_product(layers, t, residual, seed):
    alphas = list(weights(seed, layers, t, t))
    wanted = np.eye(t)
    for alpha in alphas:
        layer = np.array([[(1 - residual) * alpha[i, j] + residual * (i == j) for j in range(t)] for i in range(t)])
        wanted = np.array([[sum(layer[i, m] * wanted[m, j] for m in range(t)) for j in range(t)] for i in range(t)])
    assert_allclose(rollout(alphas, residual=residual), wanted, atol=1e-12)


def test_every_library_gives_the_same(xp):
    alpha, v = weights(0, 2, 3, 3), np.random.default_rng(0).normal(size=(2, 3, 4))
    a = xp.asarray(alpha)
    assert_allclose(np.from_dlpack(ablation(a, xp.asarray(v))), ablation(alpha, v), atol=1e-12)
    assert_allclose(np.from_dlpack(entropy(a)), entropy(alpha), atol=1e-12)
    assert_allclose(np.from_dlpack(rollout([a, a])), rollout([alpha, alpha]), atol=1e-12)


def test_half_precision_stays():
    half = np.eye(2, dtype="f2")
    assert {ablate(half).dtype, entropy(half).dtype, rollout([half]).dtype} == {np.dtype("f2")}


I2 = np.eye(2)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: ablate([[1.0]]), TypeError, "alpha: list given, an array of numpy or torch wanted"),
        (lambda: ablate(np.eye(2, dtype=int)), TypeError, "alpha: dtype int64 given, a floating dtype wanted"),
        (lambda: ablate(np.ones(2)), ValueError, "alpha: shape (2,) given, (..., t_y, t_x) wanted"),
        (lambda: ablate(-I2), ValueError, "alpha: negative numbers or NaN given, weights of at least 0 wanted"),
        (lambda: ablate(I2 * np.nan), ValueError, "alpha: negative numbers or NaN given"),
        (lambda: ablation(I2, np.ones((3, 1))), ValueError, "v: shape (3, 1) given, 2 values wanted"),
        (lambda: entropy(np.array(1.0)), ValueError, "alpha: shape () given, (..., t_x) wanted"),
        (lambda: rollout([]), ValueError, "alphas: no layer given, at least one wanted"),
        (
            lambda: rollout([I2, np.eye(3)]),
            ValueError,
            "alphas[1]: shape (3, 3) given, (..., 2, 2) wanted: each layer has the positions",
        ),
        (lambda: rollout([np.ones((2, 3))]), ValueError, "alphas[0]: shape (2, 3) given, (..., 3, 3) wanted"),
        (
            lambda: rollout([I2[None].repeat(2, 0), I2[None].repeat(3, 0)]),
            ValueError,
            (
                "alphas[0], alphas[1]: shapes alphas[0] (2, 2, 2), alphas[1] (3, 2, 2) given, "
                "leading axes that broadcast together wanted"
            ),
        ),
        (lambda: rollout([I2, I2.astype("f4")]), TypeError, "alphas[0], alphas[1]: dtypes float64, float32 given"),
        (lambda: rollout([I2, -I2]), ValueError, "alphas[1]: negative numbers or NaN given"),
        (lambda: rollout([I2], residual=1.5), ValueError, "residual: 1.5 given, a number in [0, 1] wanted"),
        (lambda: rollout([I2], residual=float("nan")), ValueError, "residual: nan given, a number in [0, 1] wanted"),
        (lambda: rollout([I2], residual="half"), TypeError, "residual: str given, a number in [0, 1] wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
