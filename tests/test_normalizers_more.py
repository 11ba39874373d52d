"""sparsemax, hard, sample and the sigmoid gates."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from softlook import attend, hard, sample, sigmoid, softmax, sparsemax
from softlook.normalizers import gumbel

rows = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 7)), elements=st.floats(-20, 20))
ALL = [softmax, sparsemax, hard, partial(sample, seed=0), sigmoid]


def project(z):
    """The nearest point of the simplex, by bisection on the threshold: independent of any sorting."""
    low, high = z.max() - 1, z.max()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(z - middle, 0).sum() > 1 else (low, middle)
    return np.maximum(z - low, 0)


@settings(deadline=None)
@given(rows, st.data())
def test_sparsemax_is_the_nearest_point_of_the_simplex(e, data):
    mask = data.draw(arrays(bool, e.shape))
    expected = np.zeros_like(e)
    for row, m, out in zip(e, mask, expected, strict=True):
        if m.any():
            out[m] = project(row[m])
    assert_allclose(sparsemax(e, mask), expected, atol=1e-12)
    assert_allclose(sparsemax(e + 5.0, mask), expected, atol=1e-12)


@settings(deadline=None)
@given(rows)
def test_sparsemax_without_a_mask_sums_to_one(e):
    assert_allclose(sparsemax(e).sum(-1), 1, rtol=1e-12)


@settings(deadline=None)
@given(rows, st.data())
def test_hard_takes_the_first_of_the_best(e, data):
    e = np.round(e / 8)  # many ties
    mask = data.draw(arrays(bool, e.shape))
    expected = np.zeros_like(e)
    for row, m, out in zip(e, mask, expected, strict=True):
        if m.any():
            out[max(np.flatnonzero(m), key=lambda j: (row[j], -j))] = 1
    assert_array_equal(hard(e, mask), expected)
    assert_array_equal(hard(torch.asarray(e), torch.asarray(mask)), expected)


@settings(deadline=None)
@given(arrays(np.float64, (2, 3), elements=st.floats(-800, 800)))
def test_sigmoid_is_torchs(e):
    assert_allclose(sigmoid(e), torch.sigmoid(torch.asarray(e)), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("normalize", ALL)
def test_on_every_library(xp, normalize):
    e = np.array([[1.0, 0.2, -3.0], [0.5, 0.5, 0.4], [1.0, 2.0, 3.0], [-np.inf, 0.0, -np.inf], [-np.inf] * 3])
    mask = np.array([[True, True, True], [False, True, True], [False] * 3, [True] * 3, [True] * 3])
    alpha = normalize(xp.asarray(e), xp.asarray(mask))
    assert_allclose(np.from_dlpack(alpha), normalize(e, mask), atol=1e-15)
    alpha = np.from_dlpack(alpha)
    assert alpha.tolist()[2] == alpha.tolist()[4] == [0, 0, 0]
    assert alpha.tolist()[1][0] == alpha.tolist()[3][0] == alpha.tolist()[3][2] == 0


@pytest.mark.parametrize("normalize", ALL)
@pytest.mark.parametrize("library", [np, torch])
def test_what_the_mask_hides_has_no_effect(normalize, library):
    e, mask = library.asarray([1.0, float("nan"), 0.5, float("inf")]), library.asarray([True, False, True, False])
    clean = library.asarray([1.0, 7.0, 0.5, 0.0])
    assert_array_equal(normalize(e, mask), normalize(clean, mask))


@pytest.mark.parametrize("normalize", ALL)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_dtype_stays_and_empty_rows_stay_empty(normalize, dtype):
    assert normalize(np.array([[1, 2]], dtype=dtype)).dtype == dtype
    assert normalize(np.zeros((3, 0), dtype=dtype)).shape == (3, 0)
    assert normalize(np.zeros((0, 3), dtype=dtype)).shape == (0, 3)
    assert (
        attend(
            np.ones((2, 1), dtype=dtype),
            np.ones((0, 1), dtype=dtype),
            np.ones((0, 4), dtype=dtype),
            normalize=normalize,
        ).c.tolist()
        == [[0] * 4] * 2
    )


@pytest.mark.parametrize("normalize", [softmax, sparsemax, sigmoid])
def test_gradient(normalize):
    e = torch.tensor([[1.0, 0.3, -0.4], [3.0, 0.0, 0.1], [1.0, 2.2, 3.0]], dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([[True, True, True], [True, False, True], [False, False, False]])
    assert torch.autograd.gradcheck(lambda e: normalize(e, mask), (e,))
    assert torch.autograd.gradcheck(normalize, (e,))
    blind = torch.full((2, 3), -torch.inf, requires_grad=True)
    normalize(blind).sum().backward()
    assert bool(torch.isfinite(blind.grad).all())


def test_sample_draws_by_the_softmax():
    e = np.broadcast_to(np.log(np.array([0.1, 0.2, 0.7, 0.5])), (20_000, 4))
    mask = np.array([True, True, True, False])
    for library, seed in (
        (np, np.random.default_rng(0)),
        (torch, torch.Generator().manual_seed(0)),
        (torch, np.random.default_rng(1)),
        (torch, 3),
    ):
        draws = sample(library.asarray(e.copy()), library.asarray(mask), seed=seed)
        assert_array_equal(np.asarray(draws.sum(-1)), np.ones(20_000))
        assert_allclose(np.asarray(draws).mean(0), [0.1, 0.2, 0.7, 0.0], atol=0.012)  # 3.7 standard errors at the most


def test_sample_repeats_with_an_int_and_goes_on_with_a_generator():
    e = np.zeros((50, 4))
    assert_array_equal(sample(e, seed=1), sample(e, seed=1))
    assert_array_equal(sample(e, seed=1), sample(torch.asarray(e), seed=1))
    draw = np.random.default_rng(1)
    first, second = sample(e, seed=draw), sample(e, seed=draw)
    assert_array_equal(first, sample(e, seed=1))
    assert not np.array_equal(first, second)


def test_gumbel_has_its_mean_and_variance():
    for noise in (gumbel(np.zeros(40_000), 0), gumbel(torch.zeros(40_000), torch.Generator().manual_seed(0))):
        assert_allclose(float(noise.mean()), np.euler_gamma, atol=0.03)
        assert_allclose(float(noise.var()), np.pi**2 / 6, rtol=0.05)


@pytest.mark.parametrize("normalize", ALL[1:])
@pytest.mark.parametrize(
    ("e", "mask", "error", "message"),
    [
        (np.array(1.0), None, ValueError, r"e: shape \(\) given, \(\.\.\., t_x\) wanted"),
        (np.array([1, 2]), None, TypeError, r"e: dtype int64 given, a floating dtype wanted"),
        (np.array([1.0, np.nan]), None, ValueError, r"e: NaN given among the scores that the mask lets through"),
        (np.array([1.0, np.inf]), None, ValueError, r"e: plus infinity given among the scores"),
        (np.array([1.0, 2.0]), np.array([1, 0]), TypeError, r"mask: dtype int64 given, a boolean mask wanted"),
        (
            np.array([1.0, 2.0]),
            np.ones((3, 2), bool),
            ValueError,
            r"mask: shape \(3, 2\) given, one that broadcasts to the scores' \(2,\) wanted",
        ),
    ],
)
def test_bad_scores_are_named(normalize, e, mask, error, message):
    with pytest.raises(error, match=message):
        normalize(e, mask)


@pytest.mark.parametrize(
    ("e", "seed", "error", "message"),
    [
        (np.zeros(2), -1, ValueError, r"seed: -1 given"),
        (
            np.zeros(2),
            True,
            TypeError,
            r"seed: bool given, an int, a numpy Generator or \(for tensors\) a torch Generator wanted",
        ),
        (np.zeros(2), torch.Generator(), TypeError, r"seed: Generator given"),
        (torch.zeros(2), "0", TypeError, r"seed: str given, an int, a numpy Generator or a torch Generator wanted"),
    ],
)
def test_bad_seeds_are_named(e, seed, error, message):
    with pytest.raises(error, match=message):
        sample(e, seed=seed)


def test_sparsemax_leaves_out_what_is_far_below_by_hand(array):
    assert_allclose(sparsemax(array([0, -0.1, -1])), [0.55, 0.45, 0], rtol=1e-12)
    assert_allclose(sparsemax(array([3, 1, 2.5, 2.5])), [2 / 3, 0, 1 / 6, 1 / 6], rtol=1e-12)
