"""attend's other roads, self- and cross-attention, heads, the cache, positions."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from torch.nn.functional import scaled_dot_product_attention as sdpa

from softlook import (
    Cache,
    additive,
    attend,
    attend_cached,
    causal,
    cross_attend,
    dot,
    general,
    hard,
    join_heads,
    multi_head,
    padding,
    read,
    self_attend,
    sigmoid,
    sinusoidal,
    softmax,
    sparsemax,
    split_heads,
)
from softlook._torch import soft

sizes = st.integers(1, 6)


def random(*shapes, seed=0, library=np):
    draw = np.random.default_rng(seed)
    return [library.asarray(draw.standard_normal(shape)) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


BATCHES = [
    ((), (), ()),
    ((2,), (2,), (2,)),
    ((2, 1), (3,), (2, 3)),
    ((), (2,), (2,)),
    ((2,), (2,), (3, 1)),
    ((2, 1, 2), (3, 1), (3, 2)),
    ((1,), (4,), ()),
]


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("masked", [None, "causal", "padding", "blind"])
def test_the_fast_roads_are_attend(monkeypatch, batch, masked):
    q, k, v = random((*batch[0], 5, 4), (*batch[1], 7, 4), (*batch[2], 7, 4), library=torch)
    scores = np.broadcast_shapes(batch[0], batch[1])
    mask = {
        None: None,
        "causal": causal(5, 7, like=q),
        "padding": padding(torch.full(scores, 3), 7),
        "blind": torch.zeros(5, 1, dtype=torch.bool),
    }[masked]
    plain = attend(q, k, v, mask=mask)
    calls = []
    for name in ("contexts", "in_place"):
        road = getattr(soft, name)
        monkeypatch.setattr(soft, name, lambda *args, road=road: calls.append(road(*args)) or calls[-1])
    c = attend(q, k, v, mask=mask, need_weights=False)
    weights = attend(q, k, v, mask=mask, need_scores=False)
    assert c.alpha is c.e is weights.e is None
    assert_allclose(c.c, plain.c, rtol=1e-12, atol=1e-12)
    assert_allclose(weights.c, plain.c, rtol=1e-12, atol=1e-12)
    assert_allclose(weights.alpha, plain.alpha, rtol=1e-12, atol=1e-12)
    assert calls[0] is not None
    assert calls[1] is not None or scores != np.broadcast_shapes(scores, batch[2])


@settings(deadline=None)
@given(sizes, sizes, sizes, st.integers(0, 99))
def test_attend_is_sdpa(t_y, t_x, d, seed):
    q, k, v = random((2, t_y, d), (2, t_x, d), (2, t_x, 3), seed=seed, library=torch)
    expected = sdpa(q, k, v)
    for options in ({}, {"need_weights": False}, {"need_scores": False}):
        assert_allclose(attend(q, k, v, **options).c, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("options", [{"need_weights": False}, {"need_scores": False}])
def test_the_fast_roads_have_the_gradient(options):
    q, k, v = (x.requires_grad_() for x in random((3, 4), (5, 4), (5, 4), library=torch))
    mask = causal(3, 5, like=q) & torch.tensor([[True], [False], [True]])
    assert torch.autograd.gradcheck(lambda *x: attend(*x, mask=mask, **options).c, (q, k, v))
    jacobian = torch.func.jacrev(lambda v: attend(q.detach(), k.detach(), v, **options).c)(v.detach())
    assert_allclose(jacobian[:, 0, :, 0], attend(q, k, v).alpha.detach(), rtol=1e-12)


def test_weights_written_in_place_leave_the_arguments_alone():
    q, k, v = random((3, 4), (5, 4), (5, 4), library=torch)
    copies = [x.clone() for x in (q, k, v)]
    attend(q, k, v, need_scores=False)
    for x, copy in zip((q, k, v), copies, strict=True):
        assert_array_equal(x, copy)


def test_on_every_library_what_is_not_asked_for_is_none(xp):
    q, k, v = random((3, 4), (5, 4), (5, 2))
    plain = attend(q, k, v)
    q, k, v = (xp.asarray(x) for x in (q, k, v))
    for score in ({}, {"score": dot}, {"normalize": sparsemax}):
        full, bare, weights = (
            attend(q, k, v, **score, **options) for options in ({}, {"need_weights": False}, {"need_scores": False})
        )
        assert bare.alpha is bare.e is weights.e is None
        assert_allclose(back(bare.c), back(full.c), rtol=1e-12)
        assert_allclose(back(weights.alpha), back(full.alpha), rtol=1e-12)
    assert_allclose(back(attend(q, k, v, need_weights=False).c), plain.c, rtol=1e-12)


@pytest.mark.parametrize("options", [{"need_weights": False}, {"need_scores": False}])
def test_the_fast_roads_hide_and_refuse_as_the_plain_one_does(options):
    q, k, v = random((3, 4), (5, 4), (5, 4), library=torch)
    mask = torch.tensor([True, True, True, True, False])
    clean = attend(q, k, v, mask=mask)
    k[4] = torch.nan
    assert_allclose(attend(q, k, v, mask=mask, **options).c, clean.c, rtol=1e-12)
    for bad, error, message in (
        (lambda: attend(q, k, v, **options), ValueError, "e: NaN given"),
        (lambda: attend(q, k[:4], v, **options), ValueError, r"v: shape \(5, 4\) given, 4 values wanted"),
        (lambda: attend(q[:, :3], k, v, **options), ValueError, r"k: shape \(5, 4\) given, a last axis of 3 wanted"),
        (lambda: attend(q, k, v.float(), mask=mask, **options), TypeError, r"alpha, v: dtypes"),
        (lambda: attend(q.int(), k.int(), v.int(), **options), TypeError, r"q: dtype torch.int32 given"),
        (lambda: attend(q[0], k, v, **options), ValueError, r"q: shape \(4,\) given"),
        (lambda: attend(q, k, v, mask=mask.int(), **options), TypeError, r"mask: dtype torch.int32 given"),
        (
            lambda: attend(q, k, v, mask=torch.ones(2, 3, 5, dtype=torch.bool), **options),
            ValueError,
            r"mask: shape \(2, 3, 5\) given",
        ),
        (lambda: attend(q, k, v, mask=mask.numpy(), **options), TypeError, r"e, mask: arrays of different libraries"),
        (
            lambda: attend(q.expand(2, 3, 4), k.expand(3, 5, 4), v, **options),
            ValueError,
            "leading axes that broadcast together wanted",
        ),
        (lambda: attend(q, k[:4], v[:4] * torch.nan, **options), ValueError, "v: NaN or infinity given"),
    ):
        with pytest.raises(error, match=message):
            bad()


@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
@pytest.mark.parametrize("library", [np, torch])
def test_empty_in_zeros_out(library, options):
    c = attend(library.ones((2, 3, 4)), library.ones((2, 0, 4)), library.ones((2, 0, 5)), **options).c
    assert_array_equal(c, np.zeros((2, 3, 5)))
    assert tuple(attend(library.ones((0, 4)), library.ones((3, 4)), library.ones((3, 5)), **options).c.shape) == (0, 5)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
def test_small_floats_stay_what_they_are(dtype, options):
    x = random((6, 4))[0]
    whole = attend(x, x, x).c
    for library in (np, torch):
        small = library.asarray(x, dtype=getattr(library, dtype))
        c = attend(small, small, small, **options).c
        assert c.dtype == small.dtype
        assert_allclose(np.asarray(c), whole, atol=5e-3)


def test_self_and_cross_project_and_attend(xp):
    x, h, w_q, w_k, w_v = random((2, 3, 4), (2, 5, 6), (3, 4), (3, 6), (2, 6))
    alpha = softmax(np.stack([(x[b] @ w_q.T) @ (h[b] @ w_k.T).T / math.sqrt(3) for b in range(2)]))
    put = [xp.asarray(a) for a in (x, h, w_q, w_k, w_v)]
    look = cross_attend(put[0], put[1], w_q=put[2], w_k=put[3], w_v=put[4])
    assert_allclose(back(look.c), read(alpha, h @ w_v.T), rtol=1e-12, atol=1e-12)
    mine = self_attend(put[1], w_q=put[3], w_k=put[3], w_v=put[4], mask=causal(5, like=put[1]), score=dot)
    assert_allclose(
        back(mine.c), attend(h @ w_k.T, h @ w_k.T, h @ w_v.T, mask=causal(5), score=dot).c, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    "score",
    [
        dot,
        partial(general, w_a=np.ones((4, 4))),
        partial(additive, w_q=np.ones((3, 4)), w_k=np.ones((3, 4)), v_a=np.ones(3)),
    ],
)
def test_without_a_mask_every_output_moves_and_under_it_only_later_ones(score):
    x = random((5, 4))[0]
    moved = x.copy()
    moved[2] += 1
    eye = np.eye(4)
    for mask, still in ((causal(5), 2), (None, 0)):
        before, after = (self_attend(y, w_q=eye, w_k=eye, w_v=eye, score=score, mask=mask).c for y in (x, moved))
        assert_array_equal(before[:still], after[:still])
        assert (np.abs(before - after)[still:].max(-1) > 1e-6).all()


@settings(deadline=None)
@given(sizes, st.integers(1, 4), sizes, st.integers(0, 99))
def test_heads_look_one_by_one(t, heads, width, seed):
    q, k, v = random((2, t, heads * width), (2, t + 1, heads * width), (2, t + 1, 2 * heads), seed=seed)
    assert_array_equal(join_heads(split_heads(q, heads)), q)
    mask = causal(t, t + 1, offset=1)
    for m in (None, mask, padding(np.array([t, 1]), t + 1)):
        look = multi_head(q, k, v, heads=heads, mask=m)
        for n in range(heads):
            part, wide = slice(n * width, (n + 1) * width), slice(2 * n, 2 * n + 2)
            own = attend(q[..., part], k[..., part], v[..., wide], mask=m)
            assert_allclose(look.c[..., wide], own.c, rtol=1e-12, atol=1e-12)
            assert_allclose(look.alpha[:, n], own.alpha, rtol=1e-12, atol=1e-12)


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
    q, k, v = random((2, 3, 6), (2, 4, 6), (2, 4, 6), library=torch)
    expected = join_heads(sdpa(*(split_heads(x, 3) for x in (q, k, v))))
    for options in ({}, {"need_weights": False}, {"need_scores": False}):
        assert_allclose(multi_head(q, k, v, heads=3, **options).c, expected, rtol=1e-12)


@pytest.mark.parametrize("steps", [[1] * 6, [2, 1, 3], [6], [0, 4, 2]])
def test_cached_equals_uncached(xp, steps):
    q, k, v = (xp.asarray(x) for x in random((2, 6, 4), (2, 6, 4), (2, 6, 3)))
    whole = attend(q, k, v, mask=causal(6, like=q))
    cache, done, parts = None, 0, []
    for n in steps:
        part = slice(done, done + n)
        look, cache = attend_cached(q[:, part, :], k[:, part, :], v[:, part, :], cache)
        parts.append(look.c)
        done += n
    assert_allclose(back(xp.concat(parts, axis=-2)), back(whole.c), rtol=1e-12, atol=1e-12)
    assert cache.k.shape == k.shape


def test_positions_are_clocks(xp):
    loop = [[(math.sin, math.cos)[j % 2](t / 10_000 ** ((j - j % 2) / 5)) for j in range(5)] for t in range(3, 7)]
    p = sinusoidal(4, 5, offset=3, like=xp.zeros(1, dtype=xp.float64))
    assert_allclose(back(p), loop, rtol=1e-12)
    assert_array_equal(sinusoidal(4, 5, offset=3), sinusoidal(7, 5)[3:])
    assert sinusoidal(4, 5, like=xp.zeros(1, dtype=xp.float32)).dtype == xp.float32
    assert sinusoidal(0, 0).shape == (0, 0)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 8))
def test_a_shift_of_positions_is_a_rotation(shift, half):
    p = sinusoidal(60, 2 * half)
    angle = shift / 10_000 ** (np.arange(half) / half)
    turned = np.stack(
        [
            p[0, ::2] * np.cos(angle) + p[0, 1::2] * np.sin(angle),
            p[0, 1::2] * np.cos(angle) - p[0, ::2] * np.sin(angle),
        ],
        -1,
    ).reshape(-1)
    assert_allclose(p[shift], turned, rtol=1e-9, atol=1e-12)


def test_the_newest_step_alone_needs_no_mask():
    """It may attend to all that went before: a mask would cost, and say nothing."""
    masks = []

    def normalize(e, mask):
        masks.append(mask)
        return softmax(e, mask)

    _, cache = attend_cached(X[:2], X[:2], X[:2], normalize=normalize)
    attend_cached(X[2:], X[2:], X[2:], cache, normalize=normalize)
    assert_array_equal(masks[0], np.tril(np.ones((2, 2), bool)))
    assert masks[1] is None


X = np.ones((3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: self_attend(X, w_q=X, w_k=np.ones((2, 3)), w_v=X),
            ValueError,
            r"w_k: shape \(2, 3\) given, \(d_out, 4\) wanted, from x's \(3, 4\)",
        ),
        (lambda: self_attend(X, w_q=X[0], w_k=X, w_v=X), ValueError, r"w_q: shape \(4,\) given"),
        (
            lambda: self_attend(np.array(1.0), w_q=X, w_k=X, w_v=X),
            ValueError,
            r"x: shape \(\) given, \(\.\.\., t, d\) wanted",
        ),
        (lambda: cross_attend(X, X, w_q=X, w_k=X, w_v=X.astype(int)), TypeError, r"w_v: dtype int64 given"),
        (
            lambda: cross_attend(X, X, w_q=X.astype(np.float32), w_k=X, w_v=X),
            TypeError,
            r"^s, h, w_q, w_k, w_v: dtypes float64, float64, float32, float64, float64 given",
        ),
        (
            lambda: cross_attend(X, X, w_q=torch.ones(3, 4), w_k=X, w_v=X),
            TypeError,
            r"^s, h, w_q, w_k, w_v: arrays of different libraries",
        ),
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
        (
            lambda: Cache(X, X).extend(X[:, :3], X),
            ValueError,
            r"k: shape \(3, 3\) given, \(3, 4\) wanted, as the cache's \(3, 4\) but for the time",
        ),
        (lambda: Cache(X, X).extend(X, X[None]), ValueError, r"v: shape \(1, 3, 4\) given, \(3, 4\) wanted"),
        (lambda: Cache(X, X).extend(X, X[0]), ValueError, r"v: shape \(4,\) given"),
        (lambda: Cache(X, X).extend(X.astype(np.float32), X), TypeError, r"cache, k: dtypes"),
        (lambda: Cache(X, X).extend(torch.ones(3, 4), X), TypeError, r"cache, k: arrays of different libraries"),
        (lambda: sinusoidal(-1, 4), ValueError, r"t: -1 given"),
        (lambda: sinusoidal(1, 4.0), TypeError, r"d: float given"),
        (lambda: sinusoidal(1, 4, base=0), ValueError, r"base: 0 given"),
        (lambda: sinusoidal(1, 4, offset=-1), ValueError, r"offset: -1 given"),
        (lambda: sinusoidal(1, 4, like=np.ones(1, int)), TypeError, r"like: dtype int64 given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("need_scores", [True, False])
def test_heads_hand_on_what_is_asked_of_them(need_scores):
    q = np.cos(np.arange(12.0)).reshape(3, 4)
    options = {} if need_scores else {"need_scores": False}
    look = multi_head(q, q, q, heads=2, normalize=hard, **options)
    assert_array_equal(np.sort(look.alpha, axis=-1), np.broadcast_to([0.0, 0.0, 1.0], (2, 3, 3)))
    assert (look.e is not None) == need_scores
    if need_scores:
        assert_allclose(look.e[1], q[:, 2:] @ q[:, 2:].T / math.sqrt(2), rtol=1e-12)
