from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softlook import attend, causal, dot, general, hard, join_heads, multi_head, padding, sigmoid, split_heads

sizes = st.integers(1, 6)


def random(*shapes, seed=0, library=np):
    draw = np.random.default_rng(seed)
    return [library.asarray(draw.standard_normal(shape)) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


@settings(deadline=None)
@given(sizes, st.integers(1, 4), sizes, st.integers(0, 99))
def test_heads_attend_one_by_one(t, heads, width, seed):
    q, k, v = random((2, t, heads * width), (2, t + 1, heads * width), (2, t + 1, 2 * heads), seed=seed)
    assert_array_equal(join_heads(split_heads(q, heads)), q)
    mask = causal(t, t + 1, offset=1)
    for m in (None, mask, padding(np.array([t, 1]), t + 1)):
        attention = multi_head(q, k, v, heads=heads, mask=m)
        for n in range(heads):
            part, wide = slice(n * width, (n + 1) * width), slice(2 * n, 2 * n + 2)
            own = attend(q[..., part], k[..., part], v[..., wide], mask=m)
            assert_allclose(attention.c[..., wide], own.c, rtol=1e-12, atol=1e-12)
            assert_allclose(attention.alpha[:, n], own.alpha, rtol=1e-12, atol=1e-12)


def test_heads_over_any_score_each_its_own(xp):
    q, k, v, w = random((2, 3, 6), (2, 4, 6), (2, 4, 6), (2, 3, 3))
    loop = np.concatenate(
        [
            attend(q[..., i : i + 3], k[..., i : i + 3], v[..., i : i + 3], score=partial(general, w_a=w[i // 3])).c
            for i in (0, 3)
        ],
        axis=-1,
    )
    put = [xp.asarray(x) for x in (q, k, v)]
    scores = [partial(general, w_a=xp.asarray(w[n])) for n in range(2)]
    assert_allclose(back(multi_head(*put, heads=2, score=scores).c), loop, rtol=1e-12)
    assert multi_head(*put, heads=2, normalize=sigmoid, need_weights=False).alpha is None


def test_heads_are_sdpa_on_split_heads():
    import torch
    from torch.nn.functional import scaled_dot_product_attention as sdpa

    q, k, v = random((2, 3, 6), (2, 4, 6), (2, 4, 6), library=torch)
    expected = join_heads(sdpa(*(split_heads(x, 3) for x in (q, k, v))))
    for options in ({}, {"need_weights": False}, {"need_scores": False}):
        assert_allclose(multi_head(q, k, v, heads=3, **options).c, expected, rtol=1e-12)


X = np.ones((3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: multi_head(X, X, X, heads=3),
            ValueError,
            r"heads: 3 given, a divisor of the width 4 of q's \(3, 4\) wanted",
        ),
        (lambda: multi_head(X, X, X, heads=0), ValueError, r"heads: 0 given"),
        (lambda: multi_head(X, X, X, heads=2.0), TypeError, r"heads: float given"),
        (
            lambda: multi_head(X, X, X, heads=2, score=[dot]),
            ValueError,
            r"score: 1 scores given, 2 wanted, one for each head",
        ),
        (lambda: split_heads(X[0], 2), ValueError, r"x: shape \(4,\) given"),
        (lambda: join_heads(X), ValueError, r"x: shape \(3, 4\) given, \(\.\.\., heads, t, d\) wanted"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("need_scores", [True, False])
def test_heads_hand_on_the_options(need_scores):
    q = np.cos(np.arange(12.0)).reshape(3, 4)
    options = {} if need_scores else {"need_scores": False}
    attention = multi_head(q, q, q, heads=2, normalize=hard, **options)
    assert_array_equal(np.sort(attention.alpha, axis=-1), np.broadcast_to([0.0, 0.0, 1.0], (2, 3, 3)))
    assert (attention.e is not None) == need_scores
    if need_scores:
        assert_allclose(attention.e[1], q[:, 2:] @ q[:, 2:].T / math.sqrt(2), rtol=1e-12)
