from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from softlook import additive, dot, scaled_dot

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


@pytest.mark.parametrize(("thing", "kind"), [([[1.0, 2.0]], "list"), (None, "NoneType")])
def test_only_arrays_have_scores(array, score, thing, kind):
    with pytest.raises(TypeError, match=f"^q: {kind} given, an array of numpy or torch wanted$"):
        score(thing, array([[3, 4]]))
    with pytest.raises(TypeError, match=f"^k: {kind} given, an array of numpy or torch wanted$"):
        score(array([[1, 2]]), thing)


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
        match=r"^q, k, w_q, w_k, v_a: .*\(q from numpy, k from numpy, w_q from numpy, w_k from torch, v_a from numpy\)",
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
