"""Monotonic attention against the process itself: every way it can go, with its probability."""

from __future__ import annotations

import math
from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import attend, dot, hard_monotonic_attention, monotonic_attention, padding

INF = math.inf
both = pytest.mark.parametrize("parallel", [True, False], ids=["parallel", "recursive"])
each = pytest.mark.parametrize("normalize", [monotonic_attention, hard_monotonic_attention], ids=["soft", "hard"])


def back(x):
    return np.from_dlpack(x)


def probability(e):
    return 0.0 if e == -INF else 1 / (1 + math.exp(-e))


def walk(stops, start=0):
    """Where each step stops, given the decision at each key; None from the first step on that passes the end."""
    places = []
    for row in stops:
        start = None if start is None else next((j for j in range(start, len(row)) if row[j]), None)
        places.append(start)
    return places


def enumerate_process(e, start=0):
    """Add up the probabilities of all ways that the process can go: 2^(t_y t_x) of them."""
    alpha = np.zeros(e.shape)
    p = np.array([[probability(x) for x in row] for row in e])
    for decisions in product([False, True], repeat=e.size):
        stops = np.array(decisions).reshape(e.shape)
        chance = np.where(stops, p, 1 - p).prod()
        for i, j in enumerate(walk(stops, start)):
            if j is not None:
                alpha[i, j] += chance
    return alpha


def negative_binomial(t_y, t_x, p):
    """The weights where every probability is p: i + 1 stops and j moves, in any order that ends with a stop."""
    stop, move, lgamma = math.log(p), math.log1p(-p), math.lgamma
    log = [
        [lgamma(i + j + 1) - lgamma(i + 1) - lgamma(j + 1) + (i + 1) * stop + j * move for j in range(t_x)]
        for i in range(t_y)
    ]
    return np.exp(log)


# -- the expectation -------------------------------------------------------------------------------------------------


@both
@settings(max_examples=25)
@given(data=st.data(), shape=st.sampled_from([(1, 1), (1, 5), (2, 3), (3, 3), (5, 1), (2, 4)]))
def test_the_weights_are_those_of_the_process(parallel, data, shape):
    e = data.draw(arrays(np.float64, shape, elements=st.floats(-6, 6) | st.sampled_from([-INF, 0.0, 30.0, -30.0])))
    assert_allclose(monotonic_attention(e, parallel=parallel), enumerate_process(e), rtol=1e-12, atol=1e-15)


@both
@settings(max_examples=15)
@given(data=st.data())
def test_the_process_passes_what_the_mask_hides(parallel, data):
    e = data.draw(arrays(np.float64, (2, 4), elements=st.floats(-6, 6)))
    mask = data.draw(arrays(bool, (2, 4)))
    wanted = enumerate_process(np.where(mask, e, -INF))
    hidden = np.where(mask, e, data.draw(st.sampled_from([math.nan, INF, -INF, 7.0])))
    alpha = monotonic_attention(hidden, mask, parallel=parallel)
    assert_allclose(alpha, wanted, rtol=1e-12, atol=1e-15)
    assert_array_equal(alpha[~mask], np.zeros(np.sum(~mask)))


@both
def test_by_hand(array, parallel):
    alpha = monotonic_attention(array([[0, math.log(3), 0], [math.log(3), 0, 0]]), parallel=parallel)
    assert_allclose(np.asarray(alpha), [[1 / 2, 3 / 8, 1 / 16], [3 / 8, 1 / 4, 5 / 32]], rtol=1e-15)


@both
@pytest.mark.parametrize("p", [1e-9, 1e-6, 1e-3, 0.5, 0.999, 1 - 1e-6, 1 - 1e-9])
def test_a_thousand_keys_underflow_nowhere(parallel, p):
    t_y = 100 if parallel else 5
    e = np.full((t_y, 1000), math.log(p) - math.log1p(-p))
    wanted = negative_binomial(t_y, 1000, p)
    # a score near 20 is itself rounded to 2e-15, and that error grows with the number of factors
    assert_allclose(monotonic_attention(e, parallel=parallel), wanted, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("scale", [1.0, 10.0, 100.0, 1e4])
def test_both_forms_agree_on_a_thousand_keys(scale):
    e = np.random.default_rng(0).standard_normal((8, 1000)) * scale
    assert_allclose(
        monotonic_attention(e), monotonic_attention(e, parallel=False), rtol=1e-11, atol=np.finfo(float).tiny
    )


@pytest.mark.parametrize("t_x", range(1, 18))
def test_both_forms_agree_at_every_length(xp, t_x):
    e = xp.asarray(np.random.default_rng(t_x).standard_normal((2, 3, t_x)))
    assert_allclose(
        back(monotonic_attention(e)), back(monotonic_attention(e, parallel=False)), rtol=1e-13, atol=1e-300
    )


def test_mass_that_passes_the_end_is_lost(array):
    e = array(np.random.default_rng(0).standard_normal((6, 7)) - 1)
    total = np.asarray(monotonic_attention(e)).sum(-1)
    assert (np.diff(total) < 0).all()
    assert total[0] < 1


@each
def test_a_fully_masked_row_is_zero_and_ends_the_process(array, normalize):
    mask = array([[True, True], [False, False], [True, True]], "bool")
    alpha = np.asarray(normalize(array([[9, 9], [9, 9], [9, 9]]), mask))
    assert alpha[0].sum() > 0.5
    assert_array_equal(alpha[1:], np.zeros((2, 2)))


# -- the decision ----------------------------------------------------------------------------------------------------


@given(data=st.data(), shape=st.tuples(st.integers(1, 5), st.integers(1, 6)))
def test_a_step_stops_at_the_first_score_above_zero(array, data, shape):
    e = data.draw(arrays(np.float64, shape, elements=st.sampled_from([-INF, -3.0, -1e-300, 0.0, 1e-300, 2.0])))
    mask = data.draw(arrays(bool, shape))
    wanted = np.zeros(shape)
    for i, j in enumerate(walk((e > 0) & mask)):
        if j is not None:
            wanted[i, j] = 1
    assert_array_equal(hard_monotonic_attention(array(np.where(mask, e, math.nan)), array(mask, "bool")), wanted)


def test_decision_and_expectation_agree_where_scores_are_far_from_zero(array):
    e = np.random.default_rng(0).choice([-1e4, 1e4], size=(3, 6, 12), p=[0.7, 0.3])
    assert_array_equal(monotonic_attention(array(e)), hard_monotonic_attention(array(e)))


# -- step by step, in a batch, inside an attention step --------------------------------------------------------------


@each
def test_a_decoder_goes_on_from_the_row_before(array, normalize):
    e = np.random.default_rng(0).standard_normal((2, 5, 6))
    whole = np.asarray(normalize(array(e)))
    row = None
    for i in range(5):
        row = normalize(array(e[:, i : i + 1]), previous=None if row is None else row[:, 0, :])
        assert_allclose(np.asarray(row)[:, 0], whole[:, i], rtol=1e-15)


@each
def test_a_row_before_broadcasts(array, normalize):
    e, previous = array(np.random.default_rng(0).standard_normal((2, 3, 4))), np.array([0.0, 1.0, 0.0, 0.0])
    alpha = np.asarray(normalize(e, previous=array(previous)))
    assert_array_equal(alpha, np.asarray(normalize(e, previous=array([previous, previous]))))
    assert_array_equal(alpha[..., 0], np.zeros((2, 3)))


def test_a_row_before_may_stand_anywhere():
    e = np.random.default_rng(0).standard_normal((2, 4))
    for start in range(4):
        assert_allclose(monotonic_attention(e, previous=np.eye(4)[start]), enumerate_process(e, start), rtol=1e-13)


@each
def test_nothing_follows_a_row_of_zeros(array, normalize):
    assert_array_equal(normalize(array(np.ones((2, 3))), previous=array(np.zeros(3))), np.zeros((2, 3)))


@both
def test_a_gradient_goes_back_to_the_row_before(parallel):
    e = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    previous = torch.tensor([0.25, 0.5, 0.0625, 0.125], dtype=torch.float64, requires_grad=True)
    function = lambda e, previous: monotonic_attention(e, previous=previous, parallel=parallel)  # noqa: E731
    assert torch.autograd.gradcheck(function, (e, previous))


@each
def test_an_attention_step_takes_it(array, normalize):
    draw = np.random.default_rng(0)
    q, k, v = (draw.standard_normal(shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 5, 6)))
    mask = padding(np.array([5, 2]), 5)
    c, alpha, e = attend(array(q), array(k), array(v), score=dot, mask=array(mask, "bool"), normalize=normalize)
    assert_array_equal(alpha, normalize(e, array(mask, "bool")))
    assert_allclose(np.asarray(c), np.asarray(alpha) @ v, rtol=1e-12, atol=1e-15)
    assert_array_equal(np.asarray(alpha)[1, :, 2:], np.zeros((3, 3)))


def test_the_score_may_add_noise():
    noise = np.random.default_rng(0).standard_normal((2, 3))
    x, y = np.ones((2, 1)), np.ones((3, 1))
    noisy = attend(x, y, y, score=lambda q, k: dot(q, k) + noise, normalize=monotonic_attention)
    assert_allclose(noisy.alpha, monotonic_attention(1 + noise), rtol=1e-15)


# -- gradients -------------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("masked", [False, True])
def test_gradients(parallel, masked):
    e = torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    e[0, 0, 0] = 0  # where both formulas of the sigmoid meet
    e.requires_grad_()
    mask = torch.tensor([True, False, True, True, False]) if masked else None
    function = partial(monotonic_attention, mask=mask, parallel=parallel)
    assert torch.autograd.gradcheck(function, e)
    assert torch.autograd.gradgradcheck(function, e)


@both
@pytest.mark.parametrize("value", [0.0, 30.0, -30.0, 1e4, -1e4, 1e300, -1e300, -INF])
def test_gradients_are_finite_wherever_the_scores_lie(parallel, value):
    e = torch.full((3, 40), value, dtype=torch.float64, requires_grad=True)
    monotonic_attention(e, parallel=parallel).square().sum().backward()
    assert bool(torch.isfinite(e.grad).all())


def test_gradients_of_a_thousand_keys_are_finite_and_those_of_the_recursion():
    for scale in (1.0, 10.0, 1e3):
        e = torch.randn(4, 1000, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * scale
        e.requires_grad_()
        weight = torch.arange(1000, dtype=torch.float64)
        grads = [
            torch.autograd.grad((monotonic_attention(e, parallel=parallel) * weight).sum(), e)[0]
            for parallel in (True, False)
        ]
        assert bool(torch.isfinite(grads[0]).all())
        assert_allclose(grads[0], grads[1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("hidden", [math.nan, INF, -INF, 1.0])
def test_what_the_mask_hides_has_no_gradient(hidden):
    e = torch.tensor([[0.5, hidden, 1.0], [hidden, hidden, hidden]], dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([[True, False, True], [False, False, False]])
    monotonic_attention(e, mask).square().sum().backward()
    assert_array_equal(e.grad[~mask], np.zeros(4))
    assert bool((e.grad[mask] != 0).all())


# -- dtypes, shapes, errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_every_dtype_of_torch(dtype):
    e = torch.randn(3, 300, generator=torch.Generator().manual_seed(0)).to(dtype)
    eps = float(torch.finfo(dtype).eps)
    alpha = monotonic_attention(e)
    assert alpha.dtype == dtype
    wanted = monotonic_attention(e.double(), parallel=False)
    # in float32 at the least, then rounded once; what is below the least float16 is lost
    assert_allclose(alpha.double(), wanted, rtol=max(eps, 1e-14), atol=1e-6 if eps > 1e-4 else 1e-8 * (eps > 1e-10))
    decided = hard_monotonic_attention(e)
    assert decided.dtype == dtype
    assert_array_equal(decided.double(), hard_monotonic_attention(e.double()))
    again = monotonic_attention(e[1:], previous=alpha[0])
    assert again.dtype == dtype
    assert_allclose(again.double(), wanted[1:], rtol=4 * max(eps, 1e-14), atol=1e-6)


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_dtype_of_numpy(normalize, dtype):
    e = np.random.default_rng(0).standard_normal((3, 300)).astype(dtype)
    alpha = normalize(e)
    assert alpha.dtype == dtype
    eps = float(np.finfo(dtype).eps)
    assert_allclose(alpha.astype(float), normalize(e.astype(float)), rtol=64 * max(eps, 1e-7), atol=1e-6)


@each
def test_the_library_stays(xp, normalize):
    for dtype in (xp.float32, xp.float64):
        e = xp.asarray([[0.5, -1.0], [2.0, 0.0]], dtype=dtype)
        alpha = normalize(e, xp.asarray([[True, False], [True, True]]), previous=xp.asarray([1.0, 0.0], dtype=dtype))
        assert type(alpha) is type(e)
        assert alpha.dtype == dtype


@each
@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (0, 0), (0, 2, 3), (2, 0, 3), (2, 3, 0)])
def test_empty_scores(array, normalize, shape):
    e = array(np.ones(shape))
    assert normalize(e).shape == shape
    assert normalize(e, array(np.ones(shape), "bool"), previous=array(np.ones(shape[-1]))).shape == shape


def test_empty_scores_have_a_gradient():
    e = torch.ones(2, 0, requires_grad=True)
    monotonic_attention(e).sum().backward()
    assert e.grad.shape == (2, 0)


@each
def test_the_arguments_stay_as_they_were(array, normalize):
    e, previous = array([[1, 2], [3, 4]]), array([0, 1])
    normalize(e, previous=previous)
    assert_array_equal(e, [[1, 2], [3, 4]])
    assert_array_equal(previous, [0, 1])


E = np.ones((2, 3))


@each
@pytest.mark.parametrize(
    ("e", "mask", "previous", "error", "message"),
    [
        ([[1.0]], None, None, TypeError, r"^e: list given, an array of numpy or torch wanted$"),
        (E[0], None, None, ValueError, r"^e: shape \(3,\) given, \(\.\.\., t, d\) wanted"),
        (E.astype(int), None, None, TypeError, r"^e: dtype int64 given, a floating dtype wanted"),
        (E * math.nan, None, None, ValueError, r"^e: NaN given among the scores that the mask lets through"),
        (E * INF, None, None, ValueError, r"^e: plus infinity given among the scores"),
        (E, E, None, TypeError, r"^mask: dtype float64 given, a boolean mask wanted"),
        (E, np.ones(2, bool), None, ValueError, r"^mask: shape \(2,\) given, one that broadcasts to the scores'"),
        (E, None, [1.0], TypeError, r"^previous: list given, an array of numpy or torch wanted$"),
        (E, None, np.ones(3, int), TypeError, r"^previous: dtype int64 given, a floating dtype wanted"),
        (
            E,
            None,
            np.ones(3, np.float32),
            TypeError,
            r"^e, previous: dtypes float64, float32 given, one dtype wanted$",
        ),
        (E, None, E, ValueError, r"^previous: shape \(2, 3\) given, one that broadcasts to \(3,\) wanted$"),
        (E, None, -E[0], ValueError, r"^previous: negative numbers, NaN or infinity given, weights of at least 0"),
        (E, None, E[0] * math.nan, ValueError, r"^previous: negative numbers, NaN or infinity given"),
        (E, None, E[0] * INF, ValueError, r"^previous: negative numbers, NaN or infinity given"),
    ],
)
def test_bad_arguments_are_named(normalize, e, mask, previous, error, message):  # noqa: PLR0917
    with pytest.raises(error, match=message):
        normalize(e, mask, previous=previous)
