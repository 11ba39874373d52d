import re
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from optional import torch

from softlook import attend, gat, gatv2


def leaky(x, slope):
    return x if x > 0 else slope * x


@given(
    t_y=st.integers(0, 4),
    t_x=st.integers(0, 4),
    d=st.integers(1, 3),
    slope=st.sampled_from([0.2, 0.0, 1.0, -0.5]),
    seed=st.integers(0, 999),
)
def test_scores_equal_their_loops(t_y, t_x, d, slope, seed):
    rng = np.random.default_rng(seed)
    q, k, a_q, a_k = (
        rng.normal(size=(2, t_y, d)),
        rng.normal(size=(2, t_x, d)),
        rng.normal(size=(2, d)),
        rng.normal(size=(2, d)),
    )
    static, dynamic = gat(q, k, a_q=a_q, a_k=a_k, slope=slope), gatv2(q, k, a=a_q, slope=slope)
    assert static.shape == dynamic.shape == (2, t_y, t_x)
    for n in range(2):
        for i in range(t_y):
            for j in range(t_x):
                one = leaky(
                    sum(a_q[n, m] * q[n, i, m] for m in range(d)) + sum(a_k[n, m] * k[n, j, m] for m in range(d)),
                    slope,
                )
                two = sum(a_q[n, m] * leaky(q[n, i, m] + k[n, j, m], slope) for m in range(d))
                assert_allclose(static[n, i, j], one, atol=1e-12)
                assert_allclose(dynamic[n, i, j], two, atol=1e-12)


def test_every_library_gives_the_same(xp):
    rng = np.random.default_rng(0)
    q, k, a, b = (
        rng.normal(size=(2, 3, 4)),
        rng.normal(size=(2, 5, 4)),
        rng.normal(size=(2, 4)),
        rng.normal(size=(2, 4)),
    )
    x = [xp.asarray(y) for y in (q, k, a, b)]
    assert_allclose(np.from_dlpack(gat(x[0], x[1], a_q=x[2], a_k=x[3])), gat(q, k, a_q=a, a_k=b), atol=1e-12)
    assert_allclose(np.from_dlpack(gatv2(x[0], x[1], a=x[2])), gatv2(q, k, a=a), atol=1e-12)


def test_gradients():
    rng = np.random.default_rng(0)
    q, k, a, b = (torch.tensor(rng.normal(size=s), requires_grad=True) for s in ((3, 2), (4, 2), (2,), (2,)))
    assert torch.autograd.gradcheck(lambda q, k, a, b: gat(q, k, a_q=a, a_k=b), (q, k, a, b))
    assert torch.autograd.gradcheck(lambda q, k, a: gatv2(q, k, a=a), (q, k, a))


def test_a_tensor_is_bent_in_one_pass():
    q, k, a = (torch.ones(shape, requires_grad=True) for shape in ((3, 2), (4, 2), (2,)))
    assert gat(q, k, a_q=a, a_k=a).grad_fn.name() == "LeakyReluBackward0"


def test_the_static_score_ranks_the_keys_alike_for_every_query_and_the_dynamic_one_need_not():
    rng = np.random.default_rng(0)
    q, k, a, b = rng.normal(size=(50, 8)), rng.normal(size=(9, 8)), rng.normal(size=8), rng.normal(size=8)
    one = attend(q, k, k, score=partial(gat, a_q=a, a_k=b)).alpha.argmax(axis=1)
    two = attend(q, k, k, score=partial(gatv2, a=a)).alpha.argmax(axis=1)
    assert len(set(one.tolist())) == 1
    assert len(set(two.tolist())) > 1


@given(t_y=st.integers(0, 3), t_x=st.integers(0, 3), d=st.integers(0, 3), heads=st.sampled_from([(), (2,)]))
def test_features_of_edges_equal_their_loops(t_y, t_x, d, heads):
    rng = np.random.default_rng(0)
    q, k, r = (rng.normal(size=(*heads, *shape)) for shape in ((t_y, d), (t_x, d), (t_y, t_x, d)))
    wide = rng.normal(size=(*heads, t_y, t_x, 4))  # the static score reads features of any width
    a_q, a_k, a_r = (rng.normal(size=(*heads, n)) for n in (d, d, 4))
    static, dynamic = gat(q, k, a_q=a_q, a_k=a_k, r=wide, a_r=a_r), gatv2(q, k, a=a_q, r=r)
    assert static.shape == dynamic.shape == (*heads, t_y, t_x)
    for n in np.ndindex(heads):
        for i in range(t_y):
            for j in range(t_x):
                one = leaky(q[n][i] @ a_q[n] + k[n][j] @ a_k[n] + wide[n][i, j] @ a_r[n], 0.2)
                two = sum(a_q[n][m] * leaky(q[n][i, m] + k[n][j, m] + r[n][i, j, m], 0.2) for m in range(d))
                assert_allclose(static[n][i, j], one, atol=1e-12)
                assert_allclose(dynamic[n][i, j], two, atol=1e-12)


def test_every_library_takes_features(xp):
    rng = np.random.default_rng(0)
    q, k, a, r = (rng.normal(size=shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 4), (3, 5, 4)))
    x = [xp.asarray(y) for y in (q, k, a, r)]
    for ours, wanted in (
        (gat(*x[:2], a_q=x[2], a_k=x[2], r=x[3], a_r=x[2]), gat(q, k, a_q=a, a_k=a, r=r, a_r=a)),
        (gatv2(*x[:2], a=x[2], r=x[3]), gatv2(q, k, a=a, r=r)),
    ):
        assert_allclose(np.from_dlpack(ours), wanted, atol=1e-12)


@pytest.mark.parametrize(("library", "dtype"), [("numpy", "float16"), ("torch", "float16"), ("torch", "bfloat16")])
def test_half_precision_is_rounded_once(library, dtype):
    """Half a unit in the last place, and what float32 loses on sums of 500 terms on the way there."""
    rng, unit = np.random.default_rng(0), {"float16": 2.0**-11, "bfloat16": 2.0**-8}[dtype]
    arrays = [rng.normal(size=shape) for shape in ((9, 500), (7, 500), (9, 7, 500), (500,), (500,))]
    half = [x.astype(dtype) if library == "numpy" else torch.tensor(x, dtype=getattr(torch, dtype)) for x in arrays]
    wide = [x.astype("f8") if library == "numpy" else x.double().numpy() for x in half]

    def both(q, k, r, a, b):
        return gat(q, k, a_q=a, a_k=b, r=r, a_r=a), gatv2(q, k, a=a, r=r), gat(q, k, a_q=a, a_k=b), gatv2(q, k, a=a)

    for ours, wanted in zip(both(*half), both(*wide), strict=True):
        assert ours.dtype == half[0].dtype
        error = np.abs((ours.astype("f8") if library == "numpy" else ours.double().numpy()) - wanted)
        assert np.all(error <= unit * np.abs(wanted) + 1e-3 * unit * 500)


def test_a_score_beyond_half_precision_is_infinite():
    x = np.full((1, 64), 600, "f2")
    assert gat(x, x, a_q=x[0], a_k=x[0]).tolist() == gatv2(x, x, a=x[0]).tolist() == [[np.inf]]


def test_under_autocast_dtypes_may_differ():
    q, a = torch.ones(3, 2), torch.full((2,), 2.0)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert gat(q.bfloat16(), q, a_q=a, a_k=a.bfloat16(), r=torch.ones(3, 3, 2), a_r=a).tolist() == [[12] * 3] * 3
        assert gatv2(q.bfloat16(), q, a=a, r=torch.ones(3, 3, 2, dtype=torch.bfloat16)).tolist() == [[12] * 3] * 3
        assert gatv2(q.bfloat16(), q, a=a).dtype == torch.float32


Q, K, A = np.ones((3, 2)), np.ones((4, 2)), np.ones(2)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: gat([[1.0]], K, a_q=A, a_k=A), TypeError, "q: list given, an array of numpy or torch wanted"),
        (lambda: gat(Q, K, a_q=A.astype(int), a_k=A), TypeError, "a_q: dtype int64 given, a floating dtype wanted"),
        (
            lambda: gat(Q, K, a_q=A, a_k=A.astype("f4")),
            TypeError,
            "q, k, a_q, a_k: dtypes float64, float64, float64, float32 given",
        ),
        (
            lambda: gat(Q, torch.tensor(K), a_q=A, a_k=A),
            TypeError,
            "q, k, a_q, a_k: arrays of different libraries given",
        ),
        (lambda: gat(Q[0], K, a_q=A, a_k=A), ValueError, "q: shape (2,) given, (..., t, d) wanted"),
        (
            lambda: gat(Q, K[:, :1], a_q=A, a_k=A),
            ValueError,
            "k: shape (4, 1) given, a last axis of 2 wanted, as q's (3, 2)",
        ),
        (lambda: gatv2(Q, K, a=A[:1]), ValueError, "a: shape (1,) given, a last axis of 2 wanted, as q's (3, 2)"),
        (
            lambda: gatv2(Q[None].repeat(2, 0), K[None].repeat(3, 0), a=A),
            ValueError,
            "q, k: shapes q (2, 3, 2), k (3, 4, 2) given, leading axes",
        ),
        (
            lambda: gatv2(Q[None].repeat(2, 0), K, a=np.ones((3, 2))),
            ValueError,
            "a: shape (3, 2) given, heads that broadcast with those",
        ),
        (
            lambda: gat(Q, K, a_q=A, a_k=A, r=np.ones((3, 4, 2))),
            ValueError,
            "a_r: None given beside r, both or neither wanted",
        ),
        (
            lambda: gat(Q, K, a_q=A, a_k=A, a_r=A),
            ValueError,
            "r: None given beside a_r, both or neither wanted",
        ),
        (
            lambda: gat(Q, K, a_q=A, a_k=A, a_r=A, r=np.ones((3, 4, 5))),
            ValueError,
            "a_r: shape (2,) given, a last axis of 5 wanted, as r's (3, 4, 5)",
        ),
        (
            lambda: gatv2(Q, K, a=A, r=np.ones((3, 4, 5))),
            ValueError,
            "r: shape (3, 4, 5) given, a last axis of 2 wanted, as q's (3, 2)",
        ),
        (
            lambda: gatv2(Q, K, a=A, r=np.ones((4, 3, 2))),
            ValueError,
            "r: shape (4, 3, 2) given, (..., 3, 4, d_r) wanted: features of each key for each query",
        ),
        (lambda: gatv2(Q, K, a=A, r=np.ones(2)), ValueError, "r: shape (2,) given, (..., 3, 4, d_r) wanted"),
        (lambda: gatv2(Q, K, a=A, r=[1.0]), TypeError, "r: list given, an array of numpy or torch wanted"),
        (
            lambda: gatv2(Q[None].repeat(2, 0), K, a=A, r=np.ones((3, 3, 4, 2))),
            ValueError,
            "q, k, r, a: heads q (2,), k (), r (3,), a () given, heads that broadcast together wanted",
        ),
        (
            lambda: gat(Q, K, a_q=np.ones((2, 2)), a_k=np.ones((3, 2))),
            ValueError,
            "q, k, a_q, a_k: heads q (), k (), a_q (2,), a_k (3,) given, heads that broadcast together wanted",
        ),
        (lambda: gatv2(Q, K, a=A, slope="1"), TypeError, "slope: str given, a number wanted"),
        (lambda: gatv2(Q, K, a=A, slope=True), TypeError, "slope: bool given, a number wanted"),
        (lambda: gat(Q, K, a_q=A, a_k=A, slope=float("nan")), ValueError, "slope: nan given, a finite number wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
