from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import attend, hard, padding, sample, sigmoid, softmax, sparsemax
from softlook.normalizers import gumbel

INF = math.inf
SHAPE = array_shapes(max_dims=3, max_side=4)


def scores(shape):
    return arrays(np.float64, shape, elements=st.floats(-50, 50))


def masks(shape):
    return arrays(np.bool_, shape)


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_worked_example(array):
    e = [[0.63, -3.2, -2.5, 0.5, 0.5], [-1.5, -3.9, 0.57, 0.5, 0.5], [-2.8, 0.64, -3.2, 0.5, 0.5]]
    alpha = softmax(array(e), array([True, True, True, False, False], "bool"))
    assert_allclose(
        np.asarray(alpha).round(2),
        [[0.94, 0.02, 0.04, 0, 0], [0.11, 0.01, 0.88, 0, 0], [0.03, 0.95, 0.02, 0, 0]],
        rtol=0,
        atol=0,
    )


def test_pads_take_nearly_everything_where_no_mask_hides_them(array):
    e = array([[0.63, -3.2, -2.5] + 97 * [0.5]])
    alpha = np.asarray(softmax(e))
    assert_allclose(alpha[0, 3:].sum(), 0.988, rtol=0, atol=0.0005)
    assert_allclose(alpha[0, 0], 0.012, rtol=0, atol=0.0005)
    masked = np.asarray(softmax(e, padding(array(3, "int64"), 100)))
    assert_allclose(masked[0, 0], 0.94, rtol=0, atol=0.005)
    assert_array_equal(masked[0, 3:], np.zeros(97))


def test_softmax_by_hand(array):
    assert_allclose(softmax(array([math.log(4), 0])), [0.8, 0.2], rtol=1e-15, atol=0)
    assert_allclose(softmax(array([[0, 0], [math.log(3), 0]])), [[0.5, 0.5], [0.75, 0.25]], rtol=1e-15, atol=0)


@given(data=st.data(), t_y=st.integers(1, 4), t_x=st.integers(1, 4), temperature=st.floats(0.1, 10))
def test_softmax_as_loops(array, data, t_y, t_x, temperature):
    e, mask = data.draw(scores((t_y, t_x))), data.draw(masks((t_y, t_x)))
    wanted = np.zeros((t_y, t_x))
    for i in range(t_y):
        seen = [j for j in range(t_x) if mask[i, j]]
        for j in seen:
            wanted[i, j] = 1 / sum(math.exp(min((e[i, other] - e[i, j]) / temperature, 700)) for other in seen)
    assert_allclose(softmax(array(e), array(mask, "bool"), temperature), wanted, rtol=1e-10, atol=1e-300)


@given(e=SHAPE.flatmap(scores))
def test_softmax_as_torch(array, e):
    wanted = torch.softmax(torch.asarray(e), -1)
    assert_allclose(softmax(array(e)), wanted, rtol=1e-12, atol=0)


# -- invariants ------------------------------------------------------------------------------------------------------


@given(data=st.data(), shape=SHAPE)
def test_rows_sum_to_one_or_to_zero(array, data, shape):
    e, mask = data.draw(scores(shape)), data.draw(masks(shape))
    alpha = np.asarray(softmax(array(e), array(mask, "bool")))
    assert_allclose(alpha.sum(-1), mask.any(-1).astype(float), rtol=0, atol=1e-14)
    assert (alpha >= 0).all()
    assert_array_equal(alpha[~mask], np.zeros(np.sum(~mask)))


@given(data=st.data(), shape=SHAPE, shift=st.floats(-1000, 1000))
def test_a_shift_of_all_scores_changes_nothing(array, data, shape, shift):
    e, mask = data.draw(scores(shape)), array(data.draw(masks(shape)), "bool")
    assert_allclose(softmax(array(e + shift), mask), softmax(array(e), mask), rtol=1e-11, atol=0)


@given(data=st.data(), shape=SHAPE, other=st.floats(allow_nan=False) | st.just(math.nan))
def test_a_hidden_score_has_no_effect(array, data, shape, other):
    e, mask = data.draw(scores(shape)), data.draw(masks(shape))
    changed = np.where(mask, e, other)
    assert_array_equal(softmax(array(changed), array(mask, "bool")), softmax(array(e), array(mask, "bool")))


@given(data=st.data(), shape=SHAPE)
def test_minus_infinity_is_weight_zero(array, data, shape):
    e, mask = data.draw(scores(shape)), data.draw(masks(shape))
    assert_array_equal(softmax(array(np.where(mask, e, -INF))), softmax(array(e), array(mask, "bool")))


def test_a_fully_masked_row_is_zero(array):
    e = array([[1, 2], [3, 4]])
    assert_array_equal(softmax(e, array([[False, False], [True, False]], "bool")), [[0, 0], [1, 0]])
    assert_array_equal(softmax(array([[-INF, -INF], [3, -INF]])), [[0, 0], [1, 0]])


@pytest.mark.parametrize("e", [1e4, -1e4, 1e300, -1e300])
def test_large_scores_do_not_overflow(array, e):
    assert_allclose(softmax(array([e, e])), [0.5, 0.5], rtol=0, atol=0)


def test_the_scores_stay_as_they_were(array):
    e, mask = array([[1, 2, 3]]), array([[True, False, True]], "bool")
    softmax(e, mask, 2.0)
    assert_array_equal(e, [[1, 2, 3]])
    assert_array_equal(mask, [[True, False, True]])


@pytest.mark.parametrize("mask", [True, [True], [[True]], [True, True, True], [[True], [True]]])
def test_a_mask_broadcasts_to_the_scores(array, mask):
    e = array([[1, 2, 3], [3, 2, 1]])
    assert_array_equal(softmax(e, array(mask, "bool")), softmax(e))


# -- temperature -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("temperature", "wanted"), [(2, [2 / 3, 1 / 3]), (1, [0.8, 0.2]), (0.5, [16 / 17, 1 / 17])])
def test_temperature_by_hand(array, temperature, wanted):
    assert_allclose(softmax(array([math.log(4), 0]), temperature=temperature), wanted, rtol=1e-15, atol=0)


def test_cold_picks_the_best_and_hot_evens_out(array):
    e, mask = array([1, 3, 2, 9]), array([True, True, True, False], "bool")
    assert_allclose(softmax(e, mask, 1e-3), [0, 1, 0, 0], rtol=0, atol=0)
    assert_allclose(softmax(e, mask, 1e12), [1 / 3, 1 / 3, 1 / 3, 0], rtol=1e-11, atol=0)


# -- shapes, libraries, dtypes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 2), (2, 0, 3)])
def test_empty_scores(array, shape):
    assert softmax(array(np.ones(shape))).shape == shape
    assert softmax(array(np.ones(shape)), array(np.ones(shape), "bool"), 2.0).shape == shape


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("temperature", "wanted"),
    [(5e-324, [0, 0.5, 0.5, 0]), (1e-30, [0, 0.5, 0.5, 0]), (1e300, [1 / 3, 1 / 3, 1 / 3, 0])],
)
def test_no_temperature_overflows(array, dtype, temperature, wanted):
    e, mask = array([-1e30, 1e30, 1e30, 2e30], dtype), array([True, True, True, False], "bool")
    assert_allclose(softmax(e, mask, temperature), wanted, rtol=1e-6, atol=0)


def test_half_precision_takes_any_temperature():
    e = np.array([-30000, 30000, 30000], dtype=np.float16)
    for temperature, wanted in ((1e-300, [0, 0.5, 0.5]), (1e-7, [0, 0.5, 0.5]), (1e6, [0.167, 0.417, 0.417])):
        alpha = softmax(e, temperature=temperature)
        assert alpha.dtype == np.float16
        assert_allclose(alpha, wanted, atol=1e-3)


def test_the_smallest_temperatures_tell_the_smallest_scores_apart(array):
    assert_allclose(softmax(array([1e-300, 0]), temperature=1e-300), softmax(array([1, 0])), rtol=1e-12)


@pytest.mark.parametrize("temperature", [1e-300, 1e-3, 0.999, 1, 1.001])
def test_a_score_far_below_weighs_nothing(array, temperature):
    assert_allclose(softmax(array([0, -740 * temperature]), temperature=temperature), [1, math.exp(-740)], rtol=1e-2)
    assert_array_equal(softmax(array([0, -1e5 * temperature]), temperature=temperature), [1, 0])


def test_a_tiny_temperature_has_finite_gradients():
    e = torch.tensor([[1.0, 2.0, 2.0], [0.0, 0.0, 0.0]], requires_grad=True)
    mask = torch.tensor([[True, True, True], [False, False, False]])
    softmax(e, mask, 1e-30).square().sum().backward()
    assert torch.isfinite(e.grad).all()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("temperature", [1.0, 2, 0.5])
def test_library_and_dtype_stay(xp, array, dtype, temperature):
    if not hasattr(xp, dtype):
        pytest.skip(f"{xp.__name__} has no {dtype}")
    e, mask = array([[1, 2]], dtype), array([[True, False]], "bool")
    for alpha in (softmax(e, None, temperature), softmax(e, mask, temperature)):
        assert type(alpha) is type(e)
        assert alpha.dtype == e.dtype


def test_a_temperature_of_numpy_does_not_widen():
    assert softmax(np.ones(2, dtype=np.float32), temperature=np.float64(2)).dtype == np.float32


# -- gradients -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(
    "mask",
    [None, [[True, True, False, True], [False, False, False, False], [True, True, True, True]]],
    ids=["all", "masked"],
)
def test_gradients(mask, temperature):
    e = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64, requires_grad=True)
    mask = None if mask is None else torch.tensor(mask)
    assert torch.autograd.gradcheck(lambda e: softmax(e, mask, temperature), e)


@pytest.mark.parametrize("hidden", [math.nan, INF, -INF, 1.0])
def test_gradients_are_zero_where_nothing_is_seen(hidden):
    e = torch.tensor([[1.0, hidden, 2.0], [hidden, hidden, hidden]], dtype=torch.float64, requires_grad=True)
    mask = torch.tensor([[True, False, True], [False, False, False]])
    (softmax(e, mask) * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    spread = 2 * math.exp(1) / (1 + math.exp(1)) ** 2  # (3 - 1) alpha (1 - alpha)
    assert_allclose(e.grad, [[-spread, 0, spread], [0, 0, 0]], rtol=1e-14, atol=0)


def test_gradients_are_zero_at_minus_infinity():
    e = torch.tensor([[1.0, -INF, 1.0], [-INF, -INF, -INF]], dtype=torch.float64, requires_grad=True)
    (softmax(e) * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert_allclose(e.grad, [[-0.5, 0, 0.5], [0, 0, 0]], rtol=0, atol=1e-15)


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "kind"), [([1.0, 2.0], "list"), (1.0, "float"), (None, "NoneType")])
def test_scores_are_an_array(array, value, kind):
    with pytest.raises(TypeError, match=f"^e: {kind} given, an array of numpy or torch wanted$"):
        softmax(value)
    with pytest.raises(TypeError, match=f"^e: {kind} given, an array of numpy or torch wanted$"):
        softmax(value, array([True, False], "bool"))


def test_a_mask_is_an_array(array):
    with pytest.raises(TypeError, match=r"^mask: list given, an array of numpy or torch wanted$"):
        softmax(array([1, 2]), [True, False])


def test_libraries_do_not_mix():
    with pytest.raises(
        TypeError,
        match=r"^e, mask: arrays of different libraries given \(e from numpy, mask from torch\), one library wanted$",
    ):
        softmax(np.ones(2), torch.ones(2, dtype=torch.bool))


@pytest.mark.parametrize("dtype", ["int64", "bool", "complex128"])
def test_scores_are_floats(array, dtype):
    with pytest.raises(
        TypeError, match=rf"^e: dtype \S*{dtype} given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        softmax(array([1, 0], dtype))


def test_one_number_is_no_row(array):
    with pytest.raises(ValueError, match=r"^e: shape \(\) given, \(\.\.\., t_x\) wanted$"):
        softmax(array(1))


@pytest.mark.parametrize("dtype", ["float64", "int64"])
def test_a_mask_is_boolean(array, dtype):
    with pytest.raises(
        TypeError, match=rf"^mask: dtype \S*{dtype} given, a boolean mask wanted, True where the query may attend$"
    ):
        softmax(array([1, 2]), array([1, 0], dtype))


@pytest.mark.parametrize("shape", [(3,), (2, 2), (3, 1), (2, 1, 2), (0,)])
def test_a_mask_fits_and_does_not_widen(array, shape):
    given = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    with pytest.raises(
        ValueError, match=rf"^mask: shape \({given}\) given, one that broadcasts to the scores' \(1, 2\) wanted$"
    ):
        softmax(array([[1, 2]]), array(np.ones(shape), "bool"))


@pytest.mark.parametrize("mask", [None, [True, True, False]])
def test_a_visible_nan_is_refused(array, mask):
    mask = None if mask is None else array(mask, "bool")
    with pytest.raises(
        ValueError, match=r"^e: NaN given among the scores that the mask lets through, real numbers wanted$"
    ):
        softmax(array([[1, 2, 3], [1, math.nan, 3]]), mask)


@pytest.mark.parametrize("mask", [None, [True, True, False]])
def test_a_visible_plus_infinity_is_refused(array, mask):
    mask = None if mask is None else array(mask, "bool")
    with pytest.raises(
        ValueError,
        match=r"^e: plus infinity given among the scores, finite numbers \(or minus infinity, for weight 0\) wanted$",
    ):
        softmax(array([[1, 2, 3], [1, INF, 3]]), mask)


@pytest.mark.parametrize("temperature", [0, 0.0, -1.5, math.nan, INF])
def test_a_temperature_is_above_zero_and_finite(array, temperature):
    with pytest.raises(ValueError, match=f"^temperature: {temperature} given, a finite number above 0 wanted$"):
        softmax(array([1, 2]), temperature=temperature)


@pytest.mark.parametrize(("temperature", "kind"), [("1", "str"), (True, "bool"), (None, "NoneType")])
def test_a_temperature_is_a_number(array, temperature, kind):
    with pytest.raises(TypeError, match=f"^temperature: {kind} given, a number above 0 wanted$"):
        softmax(array([1, 2]), temperature=temperature)


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
