from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

import softlook._tiling as tiling
from softlook import additive, additive_keys, attend, concat, cosine, dot, general, location, scaled_dot

W_Q, W_K, V_A = [[1, 2], [0, -1], [1, 0]], [[0, 1], [3, 0], [-1, 1]], [1, -2, 0.5]
SIZE = st.integers(1, 4)


@pytest.fixture(params=["dot", "scaled_dot", "additive"])
def score(request, array):
    """Each score for q and k of width 2, its parameters bound."""
    if request.param == "additive":
        return partial(additive, w_q=array(W_Q), w_k=array(W_K), v_a=array(V_A))
    return {"dot": dot, "scaled_dot": scaled_dot}[request.param]


def floats(*shape):
    return arrays(np.float64, shape, elements=st.floats(-3, 3))


def randn(*shape):
    seeded = torch.Generator().manual_seed(sum(shape))
    return torch.randn(shape, generator=seeded, dtype=torch.float64, requires_grad=True)


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_dot_by_hand(array):
    e = dot(array([[1, 2], [0, -1]]), array([[3, 0], [0, 1], [1, 1]]))
    assert_allclose(e, [[3, 2, 3], [0, -1, -1]], rtol=0, atol=0)


def test_scaled_dot_by_hand(array):
    e = scaled_dot(array([[2, 0, 1, 0]]), array([[3, 9, 0, 9], [0, 0, 1, 0]]))
    assert_allclose(e, [[3, 0.5]], rtol=0, atol=0)


def test_additive_by_hand(array):
    # tanh(ln 2) = 0.6 and tanh(ln 3) = 0.8; the query feeds the first hidden unit, the keys the second
    q, k = array([[math.log(2)]]), array([[math.log(3)], [0]])
    e = additive(q, k, w_q=array([[1], [0]]), w_k=array([[0], [1]]), v_a=array([1, 10]))
    assert_allclose(e, [[8.6, 0.6]], rtol=1e-15, atol=0)


@given(data=st.data(), t_y=SIZE, t_x=SIZE, d_k=SIZE)
def test_dot_as_loops(array, data, t_y, t_x, d_k):
    q, k = data.draw(floats(t_y, d_k)), data.draw(floats(t_x, d_k))
    wanted = np.zeros((t_y, t_x))
    for i in range(t_y):
        for j in range(t_x):
            for d in range(d_k):
                wanted[i, j] += q[i, d] * k[j, d]
    assert_allclose(dot(array(q), array(k)), wanted, rtol=0, atol=1e-13)


@given(data=st.data(), t_y=SIZE, t_x=SIZE, d_k=SIZE)
def test_scaled_dot_as_loops(array, data, t_y, t_x, d_k):
    q, k = data.draw(floats(t_y, d_k)), data.draw(floats(t_x, d_k))
    wanted = np.zeros((t_y, t_x))
    for i in range(t_y):
        for j in range(t_x):
            for d in range(d_k):
                wanted[i, j] += q[i, d] * k[j, d] / d_k**0.5
    assert_allclose(scaled_dot(array(q), array(k)), wanted, rtol=0, atol=1e-13)


@given(data=st.data(), sizes=st.tuples(SIZE, SIZE, SIZE, SIZE, SIZE))
def test_additive_as_loops(array, data, sizes):
    t_y, t_x, d_q, d_k, d_a = sizes
    q, k = data.draw(floats(t_y, d_q)), data.draw(floats(t_x, d_k))
    w_q, w_k, v_a = data.draw(floats(d_a, d_q)), data.draw(floats(d_a, d_k)), data.draw(floats(d_a))
    wanted = np.zeros((t_y, t_x))
    for i in range(t_y):
        for j in range(t_x):
            for a in range(d_a):
                hidden = sum(w_q[a, d] * q[i, d] for d in range(d_q)) + sum(w_k[a, d] * k[j, d] for d in range(d_k))
                wanted[i, j] += v_a[a] * math.tanh(hidden)
    e = additive(array(q), array(k), w_q=array(w_q), w_k=array(w_k), v_a=array(v_a))
    assert_allclose(e, wanted, rtol=0, atol=1e-13)


def test_additive_stays_within_its_bound(array):
    e = additive(
        array([[1e6], [-1e6]]), array([[0]]), w_q=array([[1], [-1]]), w_k=array([[1], [1]]), v_a=array([1, -2])
    )
    assert_allclose(e, [[3], [-3]], rtol=0, atol=0)


def test_scaled_dot_keeps_variance_one():
    rng = np.random.default_rng(0)
    e = scaled_dot(rng.standard_normal((300, 256)), rng.standard_normal((300, 256)))
    assert_allclose(e.var(), 1, rtol=0.05)


# -- shapes, libraries, dtypes ---------------------------------------------------------------------------------------


def test_batch_axes_broadcast(array, score):
    rng = np.random.default_rng(0)
    q, k = rng.standard_normal((3, 1, 4, 2)), rng.standard_normal((2, 5, 2))
    e = score(array(q), array(k))
    assert e.shape == (3, 2, 4, 5)
    for a in range(3):
        for b in range(2):
            assert_allclose(e[a, b, ...], score(array(q[a, 0]), array(k[b])), rtol=0, atol=1e-14)


@pytest.mark.parametrize(("t_y", "t_x"), [(0, 3), (3, 0), (0, 0)])
def test_empty_sequences(array, score, t_y, t_x):
    assert score(array(np.ones((2, t_y, 2))), array(np.ones((2, t_x, 2)))).shape == (2, t_y, t_x)


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_no_width_scores_zero(array, score):
    assert_allclose(score(array(np.ones((2, 0))), array(np.ones((3, 0)))), np.zeros((2, 3)), rtol=0, atol=0)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_library_and_dtype_stay(xp, array, dtype):
    if not hasattr(xp, dtype):
        pytest.skip(f"{xp.__name__} has no {dtype}")
    q, k = array([[1, 2]], dtype), array([[3, 4]], dtype)
    bound = partial(additive, w_q=array(W_Q, dtype), w_k=array(W_K, dtype), v_a=array(V_A, dtype))
    for score in (dot, scaled_dot, bound):
        e = score(q, k)
        assert type(e) is type(q)
        assert e.dtype == q.dtype


# -- gradients -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_gradients(score):
    assert torch.autograd.gradcheck(score, (randn(2, 3, 4), randn(5, 4)))


def test_gradients_of_additive():
    def score(q, k, w_q, w_k, v_a):
        return additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a)

    assert torch.autograd.gradcheck(score, (randn(2, 3, 4), randn(5, 2), randn(6, 4), randn(6, 2), randn(6)))


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "kind"), [([[1.0, 2.0]], "list"), (None, "NoneType")])
def test_only_arrays_have_scores(array, score, value, kind):
    with pytest.raises(TypeError, match=f"^q: {kind} given, an array of numpy or torch wanted$"):
        score(value, array([[3, 4]]))
    with pytest.raises(TypeError, match=f"^k: {kind} given, an array of numpy or torch wanted$"):
        score(array([[1, 2]]), value)


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_libraries_do_not_mix(score):
    with pytest.raises(
        TypeError,
        match=r"^q, k: arrays of different libraries given \(q from numpy, k from torch\), one library wanted$",
    ):
        score(np.ones((1, 2)), torch.ones((1, 2)))
    with pytest.raises(
        TypeError,
        match=r"^q, k: arrays of different libraries given \(q from torch, k from numpy\), one library wanted$",
    ):
        score(torch.ones((1, 2)), np.ones((1, 2)))


def test_libraries_do_not_mix_in_parameters():
    one = np.ones((1, 1))
    with pytest.raises(
        TypeError,
        match=r"^q, k, w_q, w_k, v_a: .*"
        r"\(q from numpy, k from numpy, w_q from numpy, w_k from torch, v_a from numpy\)",
    ):
        additive(one, one, w_q=one, w_k=torch.ones((1, 1)), v_a=one[0])


@pytest.mark.parametrize("dtype", ["int64", "bool", "complex128"])
def test_only_floats_have_scores(array, score, dtype):
    with pytest.raises(
        TypeError, match=rf"^q: dtype \S*{dtype} given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        score(array([[1, 2]], dtype), array([[3, 4]]))
    with pytest.raises(
        TypeError, match=rf"^k: dtype \S*{dtype} given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        score(array([[1, 2]]), array([[3, 4]], dtype))


def test_dtypes_do_not_mix(array, score):
    with pytest.raises(TypeError, match=r"^q, k.*: dtypes \S*float32, \S*float64.* given, one dtype wanted$"):
        score(array([[1, 2]], "float32"), array([[3, 4]]))


def test_one_axis_is_no_sequence(array, score):
    with pytest.raises(
        ValueError, match=r"^q: shape \(2,\) given, \(\.\.\., t, d\) wanted: time before features, at least two axes$"
    ):
        score(array([1, 2]), array([[3, 4]]))
    with pytest.raises(
        ValueError, match=r"^k: shape \(2,\) given, \(\.\.\., t, d\) wanted: time before features, at least two axes$"
    ):
        score(array([[1, 2]]), array([3, 4]))


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_widths_agree(array, score):
    with pytest.raises(ValueError, match=r"^k: shape \(1, 3\) given, a last axis of 2 wanted, as q's \(1, 2\)$"):
        score(array([[1, 2]]), array([[3, 4, 5]]))


def test_batches_agree(array, score):
    with pytest.raises(
        ValueError,
        match=r"^q, k: shapes q \(2, 1, 2\), k \(3, 1, 2\) given, leading axes that broadcast together wanted$",
    ):
        score(array(np.ones((2, 1, 2))), array(np.ones((3, 1, 2))))


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("v_a", (3, 1), r"v_a: shape \(3, 1\) given, \(d_a,\) wanted"),
        (
            "w_q",
            (3, 4),
            r"w_q: shape \(3, 4\) given, \(3, 2\) wanted, \(d_a, d_q\), from v_a's \(3,\) and q's \(1, 2\)",
        ),
        ("w_q", (2,), r"w_q: shape \(2,\) given, \(3, 2\) wanted, \(d_a, d_q\), from v_a's \(3,\) and q's \(1, 2\)"),
        (
            "w_k",
            (4, 2),
            r"w_k: shape \(4, 2\) given, \(3, 2\) wanted, \(d_a, d_k\), from v_a's \(3,\) and k's \(1, 2\)",
        ),
    ],
)
def test_parameters_of_additive_fit(array, name, shape, message):
    parameters = {"w_q": array(W_Q), "w_k": array(W_K), "v_a": array(V_A), name: array(np.ones(shape))}
    with pytest.raises(ValueError, match=f"^{message}$"):
        additive(array([[1, 2]]), array([[3, 4]]), **parameters)


@pytest.mark.parametrize("name", ["w_q", "w_k", "v_a"])
def test_parameters_of_additive_are_float_arrays_of_one_dtype(array, name):
    parameters = {"w_q": W_Q, "w_k": W_K, "v_a": V_A}
    bound = {each: array(values) for each, values in parameters.items()}
    q, k = array([[1, 2]]), array([[3, 4]])
    with pytest.raises(TypeError, match=f"^{name}: list given, an array of numpy or torch wanted$"):
        additive(q, k, **{**bound, name: parameters[name]})
    if name != "w_k":  # None says that the keys are projected already
        with pytest.raises(TypeError, match=f"^{name}: NoneType given, an array of numpy or torch wanted$"):
            additive(q, k, **{**bound, name: None})
    with pytest.raises(TypeError, match=rf"^{name}: dtype \S*int64 given, a floating dtype wanted"):
        additive(q, k, **{**bound, name: array(parameters[name], "int64")})
    with pytest.raises(TypeError, match=r"^q, k, w_q, w_k, v_a: dtypes .*float32.* given, one dtype wanted$"):
        additive(q, k, **{**bound, name: array(parameters[name], "float32")})


def test_parameters_of_additive_go_by_keyword(array):
    with pytest.raises(TypeError, match="takes 2 positional arguments but 5 were given"):
        additive(array([[1, 2]]), array([[3, 4]]), array(W_Q), array(W_K), array(V_A))


sizes = st.integers(1, 6)


def normal(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def to(xp, *values):
    return [xp.asarray(value) for value in values]


def back(x):
    return np.from_dlpack(x)


@settings(deadline=None)
@given(sizes, sizes, sizes, sizes, st.integers(0, 99))
def test_general_is_the_bilinear_form(t_y, t_x, d_q, d_k, seed):
    q, k, w_a = normal((2, t_y, d_q), (2, t_x, d_k), (d_q, d_k), seed=seed)
    loop = [
        [
            [sum(q[b, i, m] * w_a[m, n] * k[b, j, n] for m in range(d_q) for n in range(d_k)) for j in range(t_x)]
            for i in range(t_y)
        ]
        for b in range(2)
    ]
    assert_allclose(general(q, k, w_a=w_a), loop, rtol=1e-12, atol=1e-12)


def test_general_with_the_identity_is_dot(xp):
    q, k = to(xp, *normal((3, 4), (5, 4)))
    assert_allclose(back(general(q, k, w_a=xp.eye(4, dtype=xp.float64))), back(dot(q, k)), rtol=1e-12)


@settings(deadline=None)
@given(st.tuples(sizes, sizes, sizes, sizes, sizes), st.integers(0, 99))
def test_concat_is_additive_with_its_matrix_split(lengths, seed):
    t_y, t_x, d_q, d_k, d_a = lengths
    q, k, w_a, v_a = normal((t_y, d_q), (t_x, d_k), (d_a, d_q + d_k), (d_a,), seed=seed)
    loop = [[v_a @ np.tanh(w_a @ np.concatenate([q[i], k[j]])) for j in range(t_x)] for i in range(t_y)]
    e = concat(q, k, w_a=w_a, v_a=v_a)
    assert_allclose(e, loop, rtol=1e-12, atol=1e-12)
    assert_array_equal(e, additive(q, k, w_q=w_a[:, :d_q], w_k=w_a[:, d_q:], v_a=v_a))


def test_concat_on_every_library(xp):
    given_ = normal((2, 3, 2), (2, 4, 3), (4, 5), (4,))
    q, k, w_a, v_a = to(xp, *given_)
    assert_allclose(
        back(concat(q, k, w_a=w_a, v_a=v_a)), concat(given_[0], given_[1], w_a=given_[2], v_a=given_[3]), rtol=1e-12
    )


@settings(deadline=None)
@given(sizes, st.integers(0, 6), sizes, st.integers(0, 99))
def test_location_scores_positions_and_ignores_what_the_keys_hold(t_y, t_x, d_q, seed):
    q, k, w_a = normal((t_y, d_q), (t_x, 3), (6, d_q), seed=seed)
    e = location(q, k, w_a=w_a)
    assert_allclose(
        e,
        np.array([[w_a[j] @ q[i] for j in range(t_x)] for i in range(t_y)]).reshape(t_y, t_x),
        rtol=1e-12,
        atol=1e-12,
    )
    assert_array_equal(location(q, k[::-1], w_a=w_a), e)


def test_location_has_the_batch_of_the_keys_too(xp):
    q, k, w_a = to(xp, *normal((3, 2), (5, 4, 2), (4, 2)))
    assert tuple(location(q, k, w_a=w_a).shape) == (5, 3, 4)


@settings(deadline=None)
@given(sizes, sizes, sizes, st.floats(0.1, 10), st.integers(0, 99))
def test_cosine_is_the_angle(t_y, t_x, d_k, beta, seed):
    q, k = normal((t_y, d_k), (t_x, d_k), seed=seed)
    loop = [
        [beta * (q[i] @ k[j]) / (np.linalg.norm(q[i]) * np.linalg.norm(k[j])) for j in range(t_x)] for i in range(t_y)
    ]
    assert_allclose(cosine(q, k, beta=beta), loop, rtol=1e-12, atol=1e-12)
    assert_allclose(cosine(q * 7, k * 1e-3, beta=beta), loop, rtol=1e-11, atol=1e-12)


def test_cosine_sharpens_each_query_on_its_own(xp):
    q, k = to(xp, *normal((2, 3, 4), (2, 5, 4)))
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


def test_a_misfit_in_a_batch_names_the_width():
    with pytest.raises(ValueError, match=r"^w_k: shape \(4, 3\) given, \(d_a, 4\) wanted, from k's \(2, 3, 4\)$"):
        additive_keys(np.ones((2, 3, 4)), np.ones((4, 3)))


def test_additive_takes_keys_projected_once(xp):
    q, k, w_q, w_k, v_a = to(xp, *normal((3, 2), (5, 3), (4, 2), (4, 3), (4,)))
    keys = additive_keys(k, w_k)
    assert_allclose(
        back(additive(q, keys, w_q=w_q, w_k=None, v_a=v_a)),
        back(additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a)),
        rtol=1e-12,
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_score_keeps_the_dtype_and_serves_attend(dtype):
    q, k, v, w_a, w_wide, v_a = (x.astype(dtype) for x in normal((3, 4), (5, 4), (5, 2), (4, 4), (6, 8), (6,)))
    for score in (
        partial(general, w_a=w_a),
        partial(location, w_a=np.concatenate([w_a, w_a])),
        cosine,
        partial(concat, w_a=w_wide, v_a=v_a),
        partial(additive, w_q=w_wide[:, :4], w_k=w_wide[:, 4:], v_a=v_a),
    ):
        attention = attend(q, k, v, score=score)
        assert attention.e.dtype == attention.c.dtype == dtype
        assert attention.e.shape == (3, 5)


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
