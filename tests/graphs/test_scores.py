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


def test_half_precision_stays():
    x = np.ones((2, 3), "f2")
    assert gat(x, x, a_q=x[0], a_k=x[0]).dtype == gatv2(x, x, a=x[0]).dtype == np.float16


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
        (lambda: gatv2(Q, K, a=A, slope="1"), TypeError, "slope: str given, a number wanted"),
        (lambda: gatv2(Q, K, a=A, slope=True), TypeError, "slope: bool given, a number wanted"),
        (lambda: gat(Q, K, a_q=A, a_k=A, slope=float("nan")), ValueError, "slope: nan given, a finite number wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
