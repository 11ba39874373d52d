from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import (
    attend,
    causal,
    dot,
    general,
    hard,
    join_heads,
    multi_head,
    padding,
    scaled_dot,
    sigmoid,
    split_heads,
)

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
        attention = multi_head(q, k, v, heads=heads, mask=m if m is None else m[..., None, :, :])
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


# -- a mask or a bias for each head ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(3, 5, 5), (1, 3, 5, 5), (3, 1, 1)], ids=str)
def test_a_head_that_is_hidden_reads_nothing(array, shape):
    x, mask = array(np.random.default_rng(0).random((1, 5, 6))), np.ones(shape, bool)
    mask[..., 1, :, :] = False
    attention = multi_head(x, x, x, heads=3, mask=array(mask, "bool"))
    assert_allclose(np.asarray(attention.alpha).sum(-1), np.broadcast_to([[[1], [0], [1]]], (1, 3, 5)))
    assert_allclose(np.asarray(attention.c)[..., 2:4], 0)
    biased = multi_head(x, x, x, heads=3, bias=array(np.where(mask, 0, -np.inf)))
    assert_allclose(np.asarray(biased.c), np.asarray(attention.c))


def test_a_mask_for_each_of_the_batch_stays_one(array):
    """With as many heads as sentences too, where its shape says it: one row for all queries, or an axis of heads."""
    x, padding = array(np.random.default_rng(0).random((3, 4, 6))), np.ones((3, 1, 4), bool)
    padding[0, :, 2:] = False
    alpha = np.asarray(multi_head(x, x, x, heads=3, mask=array(padding, "bool")).alpha)
    assert_allclose(alpha[0, :, :, 2:], 0)
    assert (alpha[1:] > 0).all()
    each = np.broadcast_to(padding, (3, 4, 4))[:, None]
    assert_allclose(np.asarray(multi_head(x, x, x, heads=3, mask=array(each, "bool")).alpha), alpha)


def test_three_axes_that_could_be_either_are_refused(array):
    x = array(np.ones((3, 4, 6)))
    message = (
        r"^mask: shape \(3, 4, 4\) given with a batch of 3 and 3 heads, which could be either; "
        r"mask\[:, None\] \(one for each of the batch\) or mask\[None\] \(one for each head\) wanted$"
    )
    with pytest.raises(ValueError, match=message):
        multi_head(x, x, x, heads=3, mask=array(np.ones((3, 4, 4)), "bool"))
    with pytest.raises(ValueError, match=r"^bias: shape \(3, 4, 4\) given with a batch of 3"):
        multi_head(x, x, x, heads=3, bias=array(np.ones((3, 4, 4))))
    for ways in (np.ones((3, 1, 4, 4)), np.ones((1, 3, 4, 4))):
        multi_head(x, x, x, heads=3, mask=array(ways, "bool"))
    multi_head(x, x, x, heads=2, mask=array(np.ones((3, 4, 4)), "bool"))


def test_three_axes_with_two_axes_of_a_batch(array):
    """The last axis of a batch is the one that three axes could mean; the first is none of a mask's business."""
    x, own = array(np.ones((3, 2, 4, 6))), np.ones((3, 4, 4))
    own[1] = 0
    alpha = np.asarray(multi_head(x, x, x, heads=3, mask=array(own, "bool")).alpha)
    assert (alpha[:, :, 1] == 0).all()
    assert (alpha[:, :, ::2] > 0).all()
    x = array(np.ones((2, 3, 4, 6)))
    with pytest.raises(ValueError, match=r"^mask: shape \(3, 4, 4\) given with a batch of \(2, 3\) and 3 heads"):
        multi_head(x, x, x, heads=3, mask=array(own, "bool"))


@pytest.mark.parametrize("name", ["mask", "bias"])
def test_each_way_that_an_error_names_is_taken_as_it_says(array, name):
    x, own = array(np.ones((5, 2, 4, 6))), np.ones((2, 4, 4))
    own[1, :, 0] = 0
    given = {"mask": array(own, "bool"), "bias": array(np.where(own, 0, -np.inf))}[name]
    with pytest.raises(
        ValueError,
        match=rf"^{name}: shape \(2, 4, 4\) given with a batch of \(5, 2\) and 2 heads, which could be either; "
        rf"{name}\[None, :, None\] \(one for each of the batch\) or {name}\[None, None\] \(one for each head\) wanted",
    ):
        multi_head(x, x, x, heads=2, **{name: given})
    by_sentence, by_head = (
        np.asarray(multi_head(x, x, x, heads=2, **{name: given[index]}).alpha)
        for index in ((None, slice(None), None, ...), (None, None, ...))
    )
    assert (by_sentence[:, 1, :, :, 0] == 0).all()
    assert (by_sentence[:, 0] > 0).all()
    assert (by_head[:, :, 1, :, 0] == 0).all()
    assert (by_head[:, :, 0] > 0).all()


def test_an_axis_of_heads_behind_one_of_the_batch(array):
    """(3, 2, 4, 4) beside a batch of (4, 3) and two heads can be one thing only."""
    x, own = array(np.ones((4, 3, 4, 6))), np.ones((3, 2, 4, 4))
    own[2, 1, :, 0] = 0
    alpha = np.asarray(multi_head(x, x, x, heads=2, mask=array(own, "bool")).alpha)
    assert (alpha[:, 2, 1, :, 0] == 0).all()
    assert (alpha[:, :2] > 0).all()
    assert (alpha[:, 2, 0] > 0).all()


def test_one_row_is_padding_where_it_can_be_nothing_else(array):
    """A bias of one row may be each head's own, and so may a mask where there is one query."""
    x = array(np.ones((2, 3, 4)))
    with pytest.raises(ValueError, match=r"^bias: shape \(2, 1, 3\) given with a batch of 2 and 2 heads"):
        multi_head(x, x, x, heads=2, bias=array(np.zeros((2, 1, 3))))
    with pytest.raises(ValueError, match=r"^mask: shape \(2, 1, 3\) given with a batch of 2 and 2 heads"):
        multi_head(x[:, :1, :], x, x, heads=2, mask=array(np.ones((2, 1, 3)), "bool"))
    multi_head(x, x, x, heads=2, mask=array(np.ones((2, 1, 3)), "bool"))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_scores_of_heads_are_computed_in_float32_each(dtype):
    q, w = torch.randn(2, 5, 8).to(getattr(torch, dtype)), torch.randn(4, 4).to(getattr(torch, dtype))
    several = multi_head(q, q, q, heads=2, score=[partial(general, w_a=w)] * 2)
    for one, other in zip(several, multi_head(q, q, q, heads=2, score=partial(general, w_a=w)), strict=True):
        assert_array_equal(one.float(), other.float())


# -- grouped-query attention -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_fewer_heads_of_keys_and_values_serve_groups(xp, kv_heads):
    random = np.random.default_rng(0)
    q, k, v = random.random((2, 3, 8)), random.random((2, 5, 2 * kv_heads)), random.random((2, 5, 3 * kv_heads))
    many = [np.repeat(x.reshape(2, 5, kv_heads, -1), 4 // kv_heads, axis=2).reshape(2, 5, -1) for x in (k, v)]
    wanted = multi_head(*(xp.asarray(x) for x in (q, *many)), heads=4)
    scores = [scaled_dot] * 4
    for score in (scaled_dot, scores):
        grouped = multi_head(*(xp.asarray(x) for x in (q, k, v)), heads=4, kv_heads=kv_heads, score=score)
        for one, other in zip(grouped, wanted, strict=True):
            assert_allclose(np.from_dlpack(one), np.from_dlpack(other), atol=1e-12)


@pytest.mark.parametrize(
    ("kv_heads", "error", "message"),
    [
        (3, ValueError, "kv_heads: 3 given, a divisor of the 4 heads of the queries wanted"),
        (0, ValueError, "kv_heads: 0 given, a whole number of at least 1 wanted"),
        (2.0, TypeError, "kv_heads: float given"),
        (2, ValueError, r"kv_heads: 2 given, a divisor of the width 5 of v's \(1, 5\) wanted"),
    ],
)
def test_bad_groups_are_named(kv_heads, error, message):
    with pytest.raises(error, match=f"^{message}"):
        multi_head(np.ones((1, 8)), np.ones((1, 4)), np.ones((1, 5)), heads=4, kv_heads=kv_heads)
