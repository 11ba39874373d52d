"""Local attention: the weights against loops."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softlook import aligned_position, gaussian, local_m, local_p, padding

lengths = st.integers(1, 40)


def random(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


def normal(x):
    """The standard normal density, as math writes it: independent of the package."""
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def loop_local_p(e, p, half_width, *, truncate=True, renormalize=False, round_p=False):
    alpha = np.zeros_like(e)
    for i, row in enumerate(e):
        centre = math.floor(p[i] + 0.5) if round_p else p[i]
        window = [j for j in range(len(row)) if not truncate or abs(j - centre) <= half_width]
        total = sum(math.exp(row[j]) for j in window)
        for j in window:
            alpha[i, j] = math.exp(row[j]) / total * normal((j - p[i]) / (half_width / 2)) / normal(0)
        if renormalize and window:
            alpha[i] /= alpha[i].sum()
    return alpha


def test_aligned_position_follows_the_formula(xp):
    s, w_p, v_p = random((2, 3, 4), (5, 4), (5,))
    loop = [[8 / (1 + math.exp(-(v_p @ np.tanh(w_p @ s[b, i])))) for i in range(3)] for b in range(2)]
    put = [xp.asarray(x) for x in (s, w_p, v_p)]
    assert_allclose(back(aligned_position(put[0], 9, w_p=put[1], v_p=put[2])), loop, rtol=1e-12)
    own = aligned_position(put[0], xp.asarray([[9], [0]]), w_p=put[1], v_p=put[2])
    assert_allclose(back(own), [loop[0], [0, 0, 0]], rtol=1e-12)
    assert_array_equal(back(aligned_position(put[0], 0, w_p=put[1], v_p=put[2])), np.zeros((2, 3)))


def test_gaussian_has_half_the_width_as_its_deviation(xp):
    p = np.array([[0.0, 2.3], [4.0, 1.5]])
    loop = [[[normal((j - c) / 1.5) / normal(0) for j in range(5)] for c in row] for row in p]
    assert_allclose(back(gaussian(xp.asarray(p), 5, 3)), loop, rtol=1e-12)


@settings(deadline=None)
@given(lengths, lengths, st.integers(0, 9), st.integers(0, 99))
def test_local_m_is_softmax_in_the_band(t_y, t_x, half_width, seed):
    (e,) = random((t_y, t_x), seed=seed)
    alpha = np.zeros_like(e)
    for i in range(t_y):
        window = [j for j in range(t_x) if abs(j - i) <= half_width]
        for j in window:
            alpha[i, j] = math.exp(e[i, j]) / sum(math.exp(e[i, n]) for n in window)
    assert_allclose(local_m(e, half_width=half_width), alpha, rtol=1e-12, atol=1e-14)


@settings(deadline=None)
@given(lengths, lengths, st.integers(1, 9), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 99))
def test_local_p_follows_the_formula(t_y, t_x, half_width, truncate, renormalize, round_p, seed):  # noqa: PLR0917
    (e,) = random((t_y, t_x), seed=seed)
    p = np.random.default_rng(seed).uniform(0, t_x - 1, t_y)
    options = {"truncate": truncate, "renormalize": renormalize, "round_p": round_p}
    expected = loop_local_p(e, p, half_width, **({"truncate": True} | options))
    if renormalize and not truncate:
        expected = np.nan_to_num(expected)  # the loop's total underflows far away
    alpha = local_p(e, p=p, half_width=half_width, **options)
    assert_allclose(alpha, expected, rtol=1e-9, atol=1e-12)
    total = alpha.sum(-1)
    assert_allclose(total, 1, rtol=1e-12) if renormalize else np.testing.assert_array_less(total, 1 + 1e-12)


def test_local_p_jumps_where_an_edge_passes_a_word():
    e = np.zeros((1, 9))
    weight = lambda p, **options: local_p(e, p=np.array([p]), half_width=2, **options)[0, 6]  # noqa: E731
    assert weight(3.999) == 0 < weight(4.0)
    assert weight(3.499, round_p=True) == 0 < weight(3.5, round_p=True)
    assert_allclose(weight(3.999, truncate=False), weight(4.001, truncate=False), rtol=1e-2)


def test_local_weights_on_every_library_with_a_mask(xp):
    e = random((2, 3, 7))[0]
    p = np.array([[0.0, 3.2, 6.0], [1.0, 2.0, 0.5]])
    mask = padding(np.array([7, 2]), 7)
    for normalize in (
        partial(local_m, half_width=1),
        partial(local_p, half_width=2),
        partial(local_p, half_width=2, renormalize=True),
    ):
        place = {"p": p} if normalize.func is local_p else {}
        alpha = normalize(xp.asarray(e), xp.asarray(mask), **{name: xp.asarray(x) for name, x in place.items()})
        assert_allclose(back(alpha), normalize(e, mask, **place), rtol=1e-12, atol=1e-15)
        assert_array_equal(back(alpha)[1, :, 2:], np.zeros((3, 5)))


def test_local_p_gradient():
    import torch

    e = torch.randn(3, 8, dtype=torch.float64, requires_grad=True)
    p = torch.tensor([0.3, 3.4, 6.6], dtype=torch.float64, requires_grad=True)
    for options in ({}, {"renormalize": True}, {"truncate": False}, {"round_p": True}):
        assert torch.autograd.gradcheck(lambda e, p: local_p(e, p=p, half_width=2, **options), (e, p))  # noqa: B023


X, P = np.ones((3, 2)), np.array([0.0, 1.0, 2.0])
W, V = np.ones((4, 2)), np.ones(4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: aligned_position(X, 3, w_p=W, v_p=W), ValueError, r"v_p: shape \(4, 2\) given, \(d_p,\) wanted"),
        (lambda: aligned_position(X, 3, w_p=X, v_p=V), ValueError, r"w_p: shape \(3, 2\) given, \(4, 2\) wanted"),
        (lambda: aligned_position(X, -3, w_p=W, v_p=V), ValueError, r"t_x: -3 given"),
        (
            lambda: aligned_position(X, P, w_p=W, v_p=V),
            TypeError,
            r"t_x: dtype float64 given, an integer dtype wanted",
        ),
        (
            lambda: aligned_position(X, np.array([1, -1, 1]), w_p=W, v_p=V),
            ValueError,
            r"t_x: shape \(3,\) given, lengths of at least 0",
        ),
        (
            lambda: aligned_position(X, np.array([1, 1]), w_p=W, v_p=V),
            ValueError,
            r"t_x: shape \(2,\) given, lengths .* that broadcast to \(3,\) wanted",
        ),
        (
            lambda: gaussian(P, 2, 1),
            ValueError,
            r"p: positions from 0 to 2 given, each in \[0, 1\] wanted \(t_x = 2\)",
        ),
        (lambda: gaussian(-P, 3, 1), ValueError, r"p: positions from -2 to 0 given, each in \[0, 2\] wanted"),
        (lambda: gaussian(P * np.nan, 3, 1), ValueError, r"p: positions from nan to nan given"),
        (lambda: gaussian(P, 3, 0), ValueError, r"half_width: 0 given, a whole number of at least 1 wanted"),
        (lambda: gaussian(P, 3, -1), ValueError, r"half_width: -1 given"),
        (lambda: gaussian(P.astype(int), 3, 1), TypeError, r"p: dtype int64 given"),
        (lambda: gaussian(P, 3.0, 1), TypeError, r"t_x: float given"),
        (lambda: local_m(X, half_width=-1), ValueError, r"half_width: -1 given, a whole number of at least 0 wanted"),
        (lambda: local_m(X, half_width=1.0), TypeError, r"half_width: float given"),
        (lambda: local_m(P, half_width=1), ValueError, r"e: shape \(3,\) given"),
        (lambda: local_m(X, X, half_width=1), TypeError, r"mask: dtype float64 given"),
        (
            lambda: local_p(X, p=P, half_width=1),
            ValueError,
            r"p: positions from 0 to 2 given, each in \[0, 1\] wanted",
        ),
        (
            lambda: local_p(np.ones((2, 4)), p=P, half_width=1),
            ValueError,
            r"p: shape \(3,\) given, one position for each query of \(2,\) wanted",
        ),
        (lambda: local_p(X, p=P.astype(np.float32), half_width=1), TypeError, r"e, p: dtypes float64, float32 given"),
        (lambda: local_p(X.astype(int), p=P, half_width=1), TypeError, r"e: dtype int64 given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
