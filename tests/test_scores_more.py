"""The scores with parameters of their own, against explicit loops."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from torch.utils._python_dispatch import TorchDispatchMode

import softlook._tiling as tiling
from softlook import additive, additive_keys, attend, concat, cosine, dot, general, location

rng = np.random.default_rng(0)
sizes = st.integers(1, 6)


def arrays(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def to(xp, *values):
    return [xp.asarray(value) for value in values]


def back(x):
    return np.from_dlpack(x)


@settings(deadline=None)
@given(sizes, sizes, sizes, sizes, st.integers(0, 99))
def test_general_is_the_bilinear_form(t_y, t_x, d_q, d_k, seed):
    q, k, w_a = arrays((2, t_y, d_q), (2, t_x, d_k), (d_q, d_k), seed=seed)
    loop = [
        [
            [sum(q[b, i, m] * w_a[m, n] * k[b, j, n] for m in range(d_q) for n in range(d_k)) for j in range(t_x)]
            for i in range(t_y)
        ]
        for b in range(2)
    ]
    assert_allclose(general(q, k, w_a=w_a), loop, rtol=1e-12, atol=1e-12)


def test_general_with_the_identity_is_dot(xp):
    q, k = to(xp, *arrays((3, 4), (5, 4)))
    assert_allclose(back(general(q, k, w_a=xp.eye(4, dtype=xp.float64))), back(dot(q, k)), rtol=1e-12)


@settings(deadline=None)
@given(sizes, sizes, sizes, sizes, sizes, st.integers(0, 99))
def test_concat_is_additive_with_its_matrix_split(  # noqa: PLR0917 sizes drawn one by one
    t_y, t_x, d_q, d_k, d_a, seed
):
    q, k, w_a, v_a = arrays((t_y, d_q), (t_x, d_k), (d_a, d_q + d_k), (d_a,), seed=seed)
    loop = [[v_a @ np.tanh(w_a @ np.concatenate([q[i], k[j]])) for j in range(t_x)] for i in range(t_y)]
    e = concat(q, k, w_a=w_a, v_a=v_a)
    assert_allclose(e, loop, rtol=1e-12, atol=1e-12)
    assert_array_equal(e, additive(q, k, w_q=w_a[:, :d_q], w_k=w_a[:, d_q:], v_a=v_a))


def test_concat_on_every_library(xp):
    given_ = arrays((2, 3, 2), (2, 4, 3), (4, 5), (4,))
    q, k, w_a, v_a = to(xp, *given_)
    assert_allclose(
        back(concat(q, k, w_a=w_a, v_a=v_a)), concat(given_[0], given_[1], w_a=given_[2], v_a=given_[3]), rtol=1e-12
    )


@settings(deadline=None)
@given(sizes, st.integers(0, 6), sizes, st.integers(0, 99))
def test_location_scores_positions_and_ignores_what_the_keys_hold(t_y, t_x, d_q, seed):
    q, k, w_a = arrays((t_y, d_q), (t_x, 3), (6, d_q), seed=seed)
    e = location(q, k, w_a=w_a)
    assert_allclose(
        e,
        np.array([[w_a[j] @ q[i] for j in range(t_x)] for i in range(t_y)]).reshape(t_y, t_x),
        rtol=1e-12,
        atol=1e-12,
    )
    assert_array_equal(location(q, k[::-1], w_a=w_a), e)


def test_location_has_the_batch_of_the_keys_too(xp):
    q, k, w_a = to(xp, *arrays((3, 2), (5, 4, 2), (4, 2)))
    assert tuple(location(q, k, w_a=w_a).shape) == (5, 3, 4)


@settings(deadline=None)
@given(sizes, sizes, sizes, st.floats(0.1, 10), st.integers(0, 99))
def test_cosine_is_the_angle(t_y, t_x, d_k, beta, seed):
    q, k = arrays((t_y, d_k), (t_x, d_k), seed=seed)
    loop = [
        [beta * (q[i] @ k[j]) / (np.linalg.norm(q[i]) * np.linalg.norm(k[j])) for j in range(t_x)] for i in range(t_y)
    ]
    assert_allclose(cosine(q, k, beta=beta), loop, rtol=1e-12, atol=1e-12)
    assert_allclose(cosine(q * 7, k * 1e-3, beta=beta), loop, rtol=1e-11, atol=1e-12)


def test_cosine_sharpens_each_query_on_its_own(xp):
    q, k = to(xp, *arrays((2, 3, 4), (2, 5, 4)))
    beta = xp.asarray([1.0, 2.0, 3.0], dtype=xp.float64)
    assert_allclose(back(cosine(q, k, beta=beta)), back(cosine(q, k)) * np.array([1.0, 2.0, 3.0])[:, None], rtol=1e-12)


def test_cosine_of_a_zero_vector_is_zero_with_finite_gradients():
    q, k = torch.zeros(2, 3, requires_grad=True), torch.tensor([[0.0, 0.0, 0.0], [3.0, 4.0, 0.0]], requires_grad=True)
    e = cosine(q, k)
    e.sum().backward()
    assert_array_equal(e.detach(), torch.zeros(2, 2))
    assert bool(torch.isfinite(q.grad).all())
    assert bool(torch.isfinite(k.grad).all())


def test_cosine_does_not_overflow_in_half_precision():
    q = np.full((1, 4), 3e4, dtype=np.float16)
    e = cosine(q, q)
    assert e.dtype == np.float16
    assert_allclose(e, [[1.0]], rtol=1e-3)


def test_cosine_of_no_features_is_zero():
    assert_array_equal(cosine(np.zeros((2, 0)), np.zeros((3, 0))), np.zeros((2, 3)))


def small_tiles(monkeypatch, size=256):
    monkeypatch.setattr(tiling, "TILE_BYTES", size)


@pytest.mark.parametrize("budget", [8, 64, 256, 2048])
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_additive_in_tiles_is_additive(monkeypatch, budget, library):
    q, k, w_q, w_k, v_a = arrays((2, 1, 5, 2), (3, 7, 3), (4, 2), (4, 3), (4,))
    whole = np.tanh((q @ w_q.T)[..., :, None, :] + (k @ w_k.T)[..., None, :, :]) @ v_a
    small_tiles(monkeypatch, budget)
    if library == "torch":
        q, k, w_q, w_k, v_a = map(torch.asarray, (q, k, w_q, w_k, v_a))
    assert_allclose(additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a), whole, rtol=1e-12, atol=1e-12)


class Recorder:
    """numpy, keeping what tanh is given."""

    def __init__(self):
        self.given = []

    def __getattr__(self, name):
        return getattr(np, name)

    def tanh(self, x, out):
        assert x is out
        self.given.append(x)
        return np.tanh(x, out=out)


@pytest.mark.parametrize(
    ("budget", "pairs", "tiles"),
    [(1, 1, 2 * 5 * 7), (4 * 4 * 3, 3, 2 * 5 * 3), (4 * 4 * 14, 14, 2 * 3), (4 * 4 * 35, 35, 2)],
)
def test_one_piece_of_memory_serves_all_tiles(monkeypatch, budget, pairs, tiles):
    small_tiles(monkeypatch, budget)
    q, k, v_a = (x.astype(np.float32) for x in arrays((2, 5, 4), (7, 4), (4,)))
    xp = Recorder()
    e = tiling._tiled(xp, q, k, v_a)
    assert e.dtype == np.float32
    assert_allclose(e, np.tanh(q[:, :, None] + k) @ v_a, rtol=1e-5, atol=1e-5)
    first = xp.given[0]
    assert (len(xp.given), first.dtype, first.size) == (tiles, np.float32, 4 * pairs)
    assert all(np.shares_memory(tile, first) for tile in xp.given)


@pytest.mark.parametrize(
    ("q", "k"),
    [((3, 4), (5, 4)), ((2, 3, 4), (5, 4)), ((3, 4), (2, 5, 4)), ((2, 1, 3, 4), (6, 5, 4)), ((6, 3, 4), (2, 1, 5, 4))],
)
def test_what_fits_in_one_tile_goes_at_once(monkeypatch, q, k):
    pairs = math.prod(np.broadcast_shapes(q[:-2], k[:-2])) * 3 * 5
    tiled = []
    monkeypatch.setattr(tiling, "_tiled", lambda *given: tiled.append(given))
    for budget in (pairs * 4 * 8, pairs * 4 * 8 - 1):
        small_tiles(monkeypatch, budget)
        additive(np.ones(q), np.ones(k), w_q=np.eye(4), w_k=None, v_a=np.ones(4))
        assert len(tiled) == (budget % 2)


class Calls(TorchDispatchMode):
    """Write down what torch is asked to do."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.names.append(str(function.overloadpacket))
        return function(*args, **kwargs or {})


def test_a_tensors_hidden_layer_is_bent_where_it_lies():
    q, k, w, v_a = (torch.ones(shape) for shape in ((2, 3), (4, 3), (5, 3), (5,)))
    with Calls() as calls:
        additive(q, k, w_q=w, w_k=w, v_a=v_a)
    assert "aten.tanh_" in calls.names
    assert "aten.tanh" not in calls.names


def test_a_misfit_in_a_batch_names_the_width():
    with pytest.raises(ValueError, match=r"^w_k: shape \(4, 3\) given, \(d_a, 4\) wanted, from k's \(2, 3, 4\)$"):
        additive_keys(np.ones((2, 3, 4)), np.ones((4, 3)))


@pytest.mark.parametrize("batch", [(), (2,)])
def test_additive_in_tiles_has_the_gradient(monkeypatch, batch):
    def plain(q, k, w_q, w_k, v_a):
        return torch.tanh((q @ w_q.T)[..., :, None, :] + (k @ w_k.T)[..., None, :, :]) @ v_a

    given_ = [torch.asarray(x).requires_grad_() for x in arrays((*batch, 5, 2), (7, 3), (4, 2), (4, 3), (4,))]
    small_tiles(monkeypatch)
    e = additive(given_[0], given_[1], w_q=given_[2], w_k=given_[3], v_a=given_[4])
    weight = torch.asarray(rng.standard_normal(tuple(e.shape)))
    for tiled, whole in zip(
        torch.autograd.grad((e * weight).sum(), given_),
        torch.autograd.grad((plain(*given_) * weight).sum(), given_),
        strict=True,
    ):
        assert_allclose(tiled, whole, rtol=1e-10, atol=1e-10)
    call = lambda q, k, w_q, w_k, v_a: additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a)  # noqa: E731
    assert torch.autograd.gradcheck(call, given_)
    assert torch.autograd.gradgradcheck(call, given_)


def test_additive_in_tiles_works_under_torch_func(monkeypatch):
    q, k, v_a = map(torch.asarray, arrays((5, 4), (7, 4), (4,)))
    eye = torch.eye(4, dtype=torch.float64)
    call = lambda q: additive(q, k, w_q=eye, w_k=None, v_a=v_a)  # noqa: E731
    whole = torch.func.jacrev(call)(q)
    small_tiles(monkeypatch)
    assert_allclose(torch.func.jacrev(call)(q), whole, rtol=1e-12)


def test_additive_takes_keys_projected_once(xp):
    q, k, w_q, w_k, v_a = to(xp, *arrays((3, 2), (5, 3), (4, 2), (4, 3), (4,)))
    keys = additive_keys(k, w_k)
    assert_allclose(
        back(additive(q, keys, w_q=w_q, w_k=None, v_a=v_a)),
        back(additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a)),
        rtol=1e-12,
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_score_keeps_the_dtype_and_serves_attend(dtype):
    q, k, v, w_a, w_wide, v_a = (x.astype(dtype) for x in arrays((3, 4), (5, 4), (5, 2), (4, 4), (6, 8), (6,)))
    for score in (
        partial(general, w_a=w_a),
        partial(location, w_a=np.concatenate([w_a, w_a])),
        cosine,
        partial(concat, w_a=w_wide, v_a=v_a),
        partial(additive, w_q=w_wide[:, :4], w_k=w_wide[:, 4:], v_a=v_a),
    ):
        look = attend(q, k, v, score=score)
        assert look.e.dtype == look.c.dtype == dtype
        assert look.e.shape == (3, 5)


@pytest.mark.parametrize("t_y", [0, 2])
@pytest.mark.parametrize("t_x", [0, 3])
def test_empty_sequences_give_empty_scores(monkeypatch, t_y, t_x):
    small_tiles(monkeypatch, 1)
    q, k, w, v_a = np.ones((t_y, 2)), np.ones((t_x, 2)), np.ones((4, 4)), np.ones(4)
    tensors = [torch.asarray(x) for x in (q, k, w, v_a)]
    assert tuple(concat(tensors[0], tensors[1], w_a=tensors[2], v_a=tensors[3]).shape) == (t_y, t_x)
    for e in (general(q, k, w_a=w[:2, :2]), location(q, k, w_a=w[:, :2]), cosine(q, k), concat(q, k, w_a=w, v_a=v_a)):
        assert e.shape == (t_y, t_x)


Q, K, EYE, ONE = np.ones((3, 2)), np.ones((4, 2)), np.eye(2), np.ones(2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: general(Q, K, w_a=np.eye(3)),
            ValueError,
            r"w_a: shape \(3, 3\) given, \(2, 2\) wanted, \(d_q, d_k\), from q's \(3, 2\) and k's \(4, 2\)",
        ),
        (
            lambda: general(Q, K, w_a=np.eye(2, dtype=int)),
            TypeError,
            r"w_a: dtype int64 given, a floating dtype wanted",
        ),
        (
            lambda: general(Q, K, w_a=np.eye(2, dtype=np.float32)),
            TypeError,
            r"q, k, w_a: dtypes float64, float64, float32 given, one dtype wanted",
        ),
        (lambda: general(Q, ONE, w_a=EYE), ValueError, r"k: shape \(2,\) given, \(\.\.\., t, d\) wanted"),
        (
            lambda: general(np.ones((2, 3, 2)), np.ones((3, 4, 2)), w_a=EYE),
            ValueError,
            r"leading axes that broadcast together wanted",
        ),
        (lambda: general(Q, torch.ones(4, 2), w_a=EYE), TypeError, r"arrays of different libraries given"),
        (
            lambda: location(Q, K, w_a=np.ones((4, 3))),
            ValueError,
            r"w_a: shape \(4, 3\) given, \(d_out, 2\) wanted, from q's \(3, 2\)",
        ),
        (lambda: location(Q, K, w_a=ONE), ValueError, r"w_a: shape \(2,\) given, \(d_out, 2\) wanted"),
        (
            lambda: location(Q, K, w_a=np.ones((3, 2))),
            ValueError,
            r"k: 4 positions given, at most 3 wanted, one for each row of w_a's \(3, 2\)",
        ),
        (lambda: cosine(Q, K, beta=0.0), ValueError, r"beta: 0\.0 given, a finite number above 0 wanted"),
        (lambda: cosine(Q, K, beta="2"), TypeError, r"beta: str given"),
        (
            lambda: cosine(Q, K, beta=np.array([1.0, -1.0, 1.0])),
            ValueError,
            r"beta: \[1\.0, -1\.0, 1\.0\] given, finite numbers above 0 wanted",
        ),
        (
            lambda: cosine(Q, K, beta=np.ones(4)),
            ValueError,
            r"beta: shape \(4,\) given, one number for each query of \(3,\) wanted",
        ),
        (lambda: cosine(Q, K, beta=np.ones(3, dtype=np.float32)), TypeError, r"^q, k, beta: dtypes"),
        (lambda: cosine(Q.astype(int), K), TypeError, r"q: dtype int64 given"),
        (lambda: cosine(np.array(1.0), K), ValueError, r"q: shape \(\) given"),
        (
            lambda: concat(Q, K, w_a=np.ones((2, 3)), v_a=ONE),
            ValueError,
            r"w_a: shape \(2, 3\) given, \(2, 4\) wanted, \(d_a, d_q \+ d_k\)",
        ),
        (
            lambda: concat(Q, K, w_a=np.ones((2, 4)), v_a=EYE),
            ValueError,
            r"v_a: shape \(2, 2\) given, \(d_a,\) wanted",
        ),
        (lambda: concat(Q, K, w_a=np.ones((2, 4), dtype=int), v_a=ONE), TypeError, r"w_a: dtype int64 given"),
        (lambda: concat(Q, K, w_a=np.ones((2, 4), dtype=np.float32), v_a=ONE), TypeError, r"q, k, w_a, v_a: dtypes"),
        (
            lambda: additive(Q, np.ones((4, 3)), w_q=EYE, w_k=None, v_a=ONE),
            ValueError,
            r"k: shape \(4, 3\) given, a last axis of 2 wanted, .*projected already",
        ),
        (
            lambda: additive_keys(K, np.ones((2, 3))),
            ValueError,
            r"w_k: shape \(2, 3\) given, \(d_a, 2\) wanted, from k's \(4, 2\)",
        ),
        (lambda: additive_keys(K, ONE), ValueError, r"w_k: shape \(2,\) given"),
        (lambda: additive_keys(K, np.ones((2, 2), dtype=int)), TypeError, r"w_k: dtype int64 given"),
        (lambda: additive_keys(K, np.ones((2, 2), dtype=np.float32)), TypeError, r"k, w_k: dtypes"),
        (lambda: additive_keys(ONE, EYE), ValueError, r"k: shape \(2,\) given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_additive_gradient_takes_only_what_needs_it(monkeypatch):
    small_tiles(monkeypatch, 64)
    q, k, v_a = (torch.asarray(x) for x in arrays((5, 4), (7, 4), (4,)))
    q.requires_grad_()
    eye = torch.eye(4, dtype=torch.float64)
    call = lambda q: additive(q, k, w_q=eye, w_k=None, v_a=v_a)  # noqa: E731
    assert torch.autograd.gradcheck(call, (q,))
    assert torch.autograd.gradgradcheck(call, (q,))
    assert math.isfinite(float(call(q).detach().sum()))


def test_a_sharpness_that_does_not_fit_is_named_whatever_the_library(xp):
    q, k = to(xp, np.ones((2, 3, 4)), np.ones((2, 5, 4)))
    for beta in ([1.0, 0.0, 1.0], [1.0, math.inf, 1.0]):
        with pytest.raises(ValueError, match=r"^beta: .*(0|inf).* given, finite numbers above 0 wanted$"):
            cosine(q, k, beta=xp.asarray(beta, dtype=xp.float64))
    with pytest.raises(ValueError, match=r"^beta: shape \(4,\) given, one number for each query of \(2, 3\) wanted$"):
        cosine(q, k, beta=xp.ones(4, dtype=xp.float64))


def test_a_sharpness_of_another_library_is_refused():
    with pytest.raises(TypeError, match=r"^q, k, beta: arrays of different libraries given"):
        cosine(np.ones((3, 4)), np.ones((5, 4)), beta=torch.ones(3, dtype=torch.float64))


def test_location_names_the_width_that_it_wants():
    for wrong in (np.ones((6, 2)), np.ones(4)):
        with pytest.raises(
            ValueError, match=rf"^w_a: shape \({wrong.shape[0]},.*\) given, \(d_out, 4\) wanted, from q's \(2, 3, 4\)$"
        ):
            location(np.ones((2, 3, 4)), np.ones((5, 4)), w_a=wrong)


@pytest.mark.parametrize("width", [0, 1])
def test_a_batch_of_no_width(xp, width):
    q, k = to(xp, np.ones((2, 3, width)), np.ones((2, 5, width)))
    assert_array_equal(back(cosine(q, k)), np.full((2, 3, 5), width))
