import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from optional import torch

from softlook import attend, attend_jacobian, causal, self_attention_jacobian, sensitivity, softmax, softmax_jacobian

SIZES = st.integers(1, 4)


@given(t=SIZES, temperature=st.sampled_from([1.0, 0.3, 4.0]), seed=st.integers(0, 999))
def test_softmax_equals_torchs_derivative(t, temperature, seed):
    e = torch.tensor(np.random.default_rng(seed).normal(size=t))
    wanted = torch.func.jacrev(lambda e: torch.softmax(e / temperature, -1))(e)
    assert_allclose(softmax_jacobian(softmax(e, temperature=temperature).numpy(), temperature), wanted, atol=1e-12)


def test_the_temperature_is_1_unless_told_otherwise():
    alpha = np.array([0.25, 0.75])
    assert_allclose(softmax_jacobian(alpha), softmax_jacobian(alpha, 1), rtol=0)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_the_dtype_stays(dtype):
    x = np.ones((2, 3), dtype)
    jacobians = [
        softmax_jacobian(x),
        *attend_jacobian(x, x, x),
        self_attention_jacobian(x),
        self_attention_jacobian(x, w_q=x, w_k=x, w_v=x),
    ]
    assert [jacobian.dtype for jacobian in jacobians] == [np.dtype(dtype)] * 6
    assert sensitivity(jacobians[-1]).dtype == dtype


def reference(q, k, v, mask):
    """Attention in plain torch, for torch to differentiate."""
    e = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(~mask, -torch.inf)
    return torch.softmax(e, -1) @ v


@given(t_y=SIZES, t_x=SIZES, d_k=SIZES, d_v=SIZES, masked=st.booleans(), seed=st.integers(0, 999))
def test_attention_equals_torchs_derivative(**case):
    t_y, t_x, d_k, d_v = (case[name] for name in ("t_y", "t_x", "d_k", "d_v"))
    rng = np.random.default_rng(case["seed"])
    q, k, v = rng.normal(size=(t_y, d_k)), rng.normal(size=(t_x, d_k)), rng.normal(size=(t_x, d_v))
    mask = (np.ones((t_y, t_x), bool) if not case["masked"] else rng.random((t_y, t_x)) < 0.5) | (np.arange(t_x) == 0)
    tensors = [torch.tensor(x) for x in (q, k, v, mask)]
    wanted = torch.func.jacrev(reference, argnums=(0, 1, 2))(*tensors)
    got = attend_jacobian(q, k, v, mask=mask)
    others = wanted[0].clone()
    for i in range(t_y):
        assert_allclose(got.by_q[i], wanted[0][i, :, i], atol=1e-10)
        others[i, :, i] = 0
    assert_allclose(others, 0 * others)  # no context depends on another's query
    assert_allclose(got.by_k, wanted[1], atol=1e-10)
    assert_allclose(got.by_v, wanted[2], atol=1e-10)


@given(t=SIZES, d=SIZES, projected=st.booleans(), seed=st.integers(0, 999))
def test_self_attention_equals_torchs_derivative(t, d, projected, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(t, d))
    w = [rng.normal(size=shape) for shape in ((3, d), (3, d), (2, d))] if projected else [np.eye(d)] * 3
    mask = causal(t)
    wanted = torch.func.jacrev(lambda x: reference(*(x @ torch.tensor(m).T for m in w), torch.tensor(mask)))(
        torch.tensor(x)
    )
    names = dict(zip(("w_q", "w_k", "w_v"), w, strict=True)) if projected else {}
    assert_allclose(self_attention_jacobian(x, mask=mask, **names), wanted, atol=1e-10)


def test_batches_and_libraries(xp):
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 5))
    got = attend_jacobian(*(xp.asarray(x) for x in (q, k, v)))
    x = self_attention_jacobian(xp.asarray(v))
    for n in range(2):
        for one, all_of_them in zip(attend_jacobian(q[n], k[n], v[n]), got, strict=True):
            assert_allclose(np.from_dlpack(all_of_them)[n], one, atol=1e-12)
        assert_allclose(np.from_dlpack(x)[n], self_attention_jacobian(v[n]), atol=1e-12)
    assert_allclose(
        np.from_dlpack(sensitivity(x)),
        np.linalg.norm(np.moveaxis(self_attention_jacobian(v), 2, 3), axis=(-2, -1)),
        atol=1e-12,
    )


def test_a_large_weight_need_not_mean_a_large_derivative():
    k, v = np.array([[9.0], [0.0]]), np.ones((2, 1))
    assert attend(np.ones((1, 1)), k, v).alpha[0, 0] > 0.99
    assert_allclose(sensitivity(attend_jacobian(np.ones((1, 1)), k, v).by_k), [[0, 0]], atol=1e-12)


def test_no_keys_change_nothing():
    jacobian = attend_jacobian(np.ones((2, 3)), np.ones((0, 3)), np.ones((0, 4)))
    assert_allclose(jacobian.by_q, np.zeros((2, 4, 3)))
    assert jacobian.by_k.shape == (2, 4, 0, 3)
    hidden = attend_jacobian(np.ones((2, 3)), np.ones((1, 3)), np.ones((1, 4)), mask=np.zeros((2, 1), bool))
    for part in hidden:
        assert_allclose(part, 0 * part)
    assert attend_jacobian(np.ones((2, 0)), np.ones((1, 0)), np.ones((1, 4))).by_q.shape == (2, 4, 0)


X = np.ones((3, 2))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: softmax_jacobian(np.ones(3, int)), TypeError, "alpha: dtype int64 given, a floating dtype wanted"),
        (lambda: softmax_jacobian(np.array(1.0)), ValueError, "alpha: shape () given, (..., t_x) wanted"),
        (lambda: softmax_jacobian(np.ones(3), 0), ValueError, "temperature: 0 given, a finite number above 0 wanted"),
        (lambda: attend_jacobian(X, X, X[:2]), ValueError, "v: shape (2, 2) given, 3 values wanted"),
        (lambda: attend_jacobian(X.astype(int), X, X), TypeError, "q: dtype int64 given, a floating dtype wanted"),
        (
            lambda: self_attention_jacobian(X, mask=[True] * 3),
            TypeError,
            "mask: list given, an array of numpy or torch wanted",
        ),
        (
            lambda: self_attention_jacobian(X, mask=torch.ones(3, 3) > 0),
            TypeError,
            "x, mask: arrays of different libraries given",
        ),
        (lambda: self_attention_jacobian(X[0]), ValueError, "x: shape (2,) given, (..., t, d) wanted"),
        (lambda: self_attention_jacobian(X.astype(int)), TypeError, "x: dtype int64 given, a floating dtype wanted"),
        (
            lambda: self_attention_jacobian(X, w_q=X[:, :1]),
            ValueError,
            "w_q: shape (3, 1) given, (d_out, 2) wanted, from x's (3, 2)",
        ),
        (lambda: self_attention_jacobian(X, w_v=X[0]), ValueError, "w_v: shape (2,) given, (d_out, 2) wanted"),
        (
            lambda: self_attention_jacobian(X, w_k=X.astype("f4")),
            TypeError,
            "x, w_k: dtypes float64, float32 given, one dtype wanted",
        ),
        (lambda: sensitivity(X), ValueError, "jacobian: shape (3, 2) given, (..., t_y, d_v, t_x, d) wanted"),
        (
            lambda: sensitivity(np.ones((1, 1, 1, 1), int)),
            TypeError,
            "jacobian: dtype int64 given, a floating dtype wanted",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
