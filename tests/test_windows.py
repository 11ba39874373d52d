"""Local attention: the weights against loops, the O(n D) roads against the weights."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import softlook.local as roads
from softlook import (
    additive,
    aligned_position,
    attend,
    attend_local_m,
    attend_local_p,
    band,
    causal,
    dot,
    gaussian,
    local_m,
    local_p,
    location,
    padding,
    scaled_dot,
)
from softlook._torch import banded as kernel

lengths = st.integers(1, 40)


def random(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


def normal(x):
    """The standard normal density, as math writes it: independent of the package."""
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def loop_local_p(e, p, half_width, *, truncate=True, renormalize=False, round_p=False):
    alpha = np.zeros_like(e)
    for i, row in enumerate(e):
        centre = math.floor(p[i] + 0.5) if round_p else p[i]
        window = [j for j in range(len(row)) if not truncate or abs(j - centre) <= half_width]
        total = sum(math.exp(row[j]) for j in window)
        for j in window:
            alpha[i, j] = math.exp(row[j]) / total * normal((j - p[i]) / (half_width / 2)) / normal(0)
        if renormalize and window:
            alpha[i] /= alpha[i].sum()
    return alpha


def test_aligned_position_follows_the_formula(xp):
    s, w_p, v_p = random((2, 3, 4), (5, 4), (5,))
    loop = [[8 / (1 + math.exp(-(v_p @ np.tanh(w_p @ s[b, i])))) for i in range(3)] for b in range(2)]
    put = [xp.asarray(x) for x in (s, w_p, v_p)]
    assert_allclose(back(aligned_position(put[0], 9, w_p=put[1], v_p=put[2])), loop, rtol=1e-12)
    own = aligned_position(put[0], xp.asarray([[9], [0]]), w_p=put[1], v_p=put[2])
    assert_allclose(back(own), [loop[0], [0, 0, 0]], rtol=1e-12)
    assert_array_equal(back(aligned_position(put[0], 0, w_p=put[1], v_p=put[2])), np.zeros((2, 3)))


def test_gaussian_has_half_the_width_as_its_deviation(xp):
    p = np.array([[0.0, 2.3], [4.0, 1.5]])
    loop = [[[normal((j - c) / 1.5) / normal(0) for j in range(5)] for c in row] for row in p]
    assert_allclose(back(gaussian(xp.asarray(p), 5, 3)), loop, rtol=1e-12)


@settings(deadline=None)
@given(lengths, lengths, st.integers(0, 9), st.integers(0, 99))
def test_local_m_is_softmax_in_the_band(t_y, t_x, half_width, seed):
    (e,) = random((t_y, t_x), seed=seed)
    alpha = np.zeros_like(e)
    for i in range(t_y):
        window = [j for j in range(t_x) if abs(j - i) <= half_width]
        for j in window:
            alpha[i, j] = math.exp(e[i, j]) / sum(math.exp(e[i, n]) for n in window)
    assert_allclose(local_m(e, half_width=half_width), alpha, rtol=1e-12, atol=1e-14)


@settings(deadline=None)
@given(lengths, lengths, st.integers(1, 9), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 99))
def test_local_p_follows_the_formula(t_y, t_x, half_width, truncate, renormalize, round_p, seed):  # noqa: PLR0917
    (e,) = random((t_y, t_x), seed=seed)
    p = np.random.default_rng(seed).uniform(0, t_x - 1, t_y)
    options = {"truncate": truncate, "renormalize": renormalize, "round_p": round_p}
    expected = loop_local_p(e, p, half_width, **({"truncate": True} | options))
    if renormalize and not truncate:
        expected = np.nan_to_num(expected)  # the loop's total underflows far away
    alpha = local_p(e, p=p, half_width=half_width, **options)
    assert_allclose(alpha, expected, rtol=1e-9, atol=1e-12)
    total = alpha.sum(-1)
    assert_allclose(total, 1, rtol=1e-12) if renormalize else np.testing.assert_array_less(total, 1 + 1e-12)


def test_local_p_jumps_where_an_edge_passes_a_word():
    e = np.zeros((1, 9))
    weight = lambda p, **options: local_p(e, p=np.array([p]), half_width=2, **options)[0, 6]  # noqa: E731
    assert weight(3.999) == 0 < weight(4.0)
    assert weight(3.499, round_p=True) == 0 < weight(3.5, round_p=True)
    assert_allclose(weight(3.999, truncate=False), weight(4.001, truncate=False), rtol=1e-2)


def test_local_weights_on_every_library_with_a_mask(xp):
    e = random((2, 3, 7))[0]
    p = np.array([[0.0, 3.2, 6.0], [1.0, 2.0, 0.5]])
    mask = padding(np.array([7, 2]), 7)
    for normalize in (
        partial(local_m, half_width=1),
        partial(local_p, half_width=2),
        partial(local_p, half_width=2, renormalize=True),
    ):
        place = {"p": p} if normalize.func is local_p else {}
        alpha = normalize(xp.asarray(e), xp.asarray(mask), **{name: xp.asarray(x) for name, x in place.items()})
        assert_allclose(back(alpha), normalize(e, mask, **place), rtol=1e-12, atol=1e-15)
        assert_array_equal(back(alpha)[1, :, 2:], np.zeros((3, 5)))


def test_local_p_gradient():
    e = torch.randn(3, 8, dtype=torch.float64, requires_grad=True)
    p = torch.tensor([0.3, 3.4, 6.6], dtype=torch.float64, requires_grad=True)
    for options in ({}, {"renormalize": True}, {"truncate": False}, {"round_p": True}):
        assert torch.autograd.gradcheck(lambda e, p: local_p(e, p=p, half_width=2, **options), (e, p))  # noqa: B023


@settings(max_examples=60, deadline=None)
@given(lengths, lengths, st.integers(0, 30), st.booleans(), st.integers(0, 99))
def test_the_band_equals_its_weights(t_y, t_x, half_width, back_only, seed):
    q, k, v = random((2, t_y, 3), (2, t_x, 3), (2, t_x, 2), seed=seed)
    mask = causal(t_y, t_x) if back_only else None
    for score in (scaled_dot, dot):
        whole = attend(q, k, v, score=score, mask=mask, normalize=partial(local_m, half_width=half_width)).c
        assert_allclose(
            attend_local_m(q, k, v, half_width=half_width, score=score, causal=back_only),
            whole,
            rtol=1e-12,
            atol=1e-12,
        )
        tensors = [torch.asarray(x) for x in (q, k, v)]
        assert_allclose(
            attend_local_m(*tensors, half_width=half_width, score=score, causal=back_only),
            whole,
            rtol=1e-12,
            atol=1e-12,
        )


@settings(max_examples=40, deadline=None)
@given(lengths, lengths, st.integers(1, 30), st.booleans(), st.booleans(), st.integers(0, 99))
def test_sorted_local_p_equals_its_weights(t_y, t_x, half_width, renormalize, round_p, seed):  # noqa: PLR0917
    q, k, v = random((2, t_y, 3), (2, t_x, 3), (2, t_x, 2), seed=seed)
    p = np.random.default_rng(seed).uniform(0, t_x - 1, (2, t_y))
    options = {"half_width": half_width, "renormalize": renormalize, "round_p": round_p}
    whole = attend(q, k, v, normalize=partial(local_p, p=p, **options)).c
    for block in (1, 7, 64):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(roads, "BLOCK", block)
            assert_allclose(attend_local_p(q, k, v, p, **options), whole, rtol=1e-12, atol=1e-12)
    tensors = [torch.asarray(x) for x in (q, k, v, p)]
    assert_allclose(attend_local_p(*tensors, **options), whole, rtol=1e-12, atol=1e-12)


def test_local_roads_on_every_library_with_any_score_and_padding(xp, monkeypatch):
    monkeypatch.setattr(roads, "PAIRS", 800)
    q, k, v, w, v_a = random((2, 1, 90, 3), (5, 70, 3), (5, 70, 2), (4, 3), (4,))
    p = np.random.default_rng(0).uniform(0, 69, (2, 5, 90))
    score = partial(additive, w_q=w, w_k=w + 1, v_a=v_a)
    mask = padding(np.array([70, 3, 0, 40, 69]), 70)
    put = {
        name: xp.asarray(x)
        for name, x in {"q": q, "k": k, "v": v, "p": p, "w": w, "w1": w + 1, "v_a": v_a, "mask": mask}.items()
    }
    there = partial(additive, w_q=put["w"], w_k=put["w1"], v_a=put["v_a"])
    for a, b, m, n in (
        (score, there, mask, put["mask"]),
        (scaled_dot, scaled_dot, None, None),
        (dot, dot, mask, put["mask"]),
    ):
        whole = attend(q, k, v, score=a, mask=m, normalize=partial(local_m, half_width=4)).c
        assert_allclose(
            back(attend_local_m(put["q"], put["k"], put["v"], score=b, mask=n, half_width=4)),
            whole,
            rtol=1e-12,
            atol=1e-12,
        )
        whole = np.stack(
            [attend(q[i], k, v, score=a, mask=m, normalize=partial(local_p, p=p[i], half_width=4)).c for i in range(2)]
        )
        assert_allclose(
            back(attend_local_p(put["q"], put["k"], put["v"], put["p"], score=b, mask=n, half_width=4)),
            whole,
            rtol=1e-12,
            atol=1e-12,
        )


@pytest.mark.parametrize("back_only", [False, True])
@pytest.mark.parametrize(
    ("t_y", "t_x", "half_width"), [(70, 70, 3), (100, 30, 5), (30, 100, 5), (50, 50, 100), (65, 200, 0)]
)
def test_gradient_of_the_band(monkeypatch, t_y, t_x, half_width, back_only):
    monkeypatch.setattr(kernel, "TILE", 1200)
    q, k, v = (torch.asarray(x).requires_grad_() for x in random((2, t_y, 3), (t_x, 3), (2, t_x, 2)))
    mask = band(t_y, t_x, half_width, like=q) & (causal(t_y, t_x, like=q) if back_only else torch.tensor(True))
    c, whole = attend_local_m(q, k, v, half_width=half_width, causal=back_only), attend(q, k, v, mask=mask).c
    (g,) = (torch.asarray(x) for x in random(tuple(c.shape), seed=1))
    for a, b in zip(torch.autograd.grad(c, (q, k, v), g), torch.autograd.grad(whole, (q, k, v), g), strict=True):
        assert_allclose(a, b, rtol=1e-10, atol=1e-10)


def test_gradient_of_local_p_and_of_a_scores_own_parameters():
    q, k, v, w, v_a = (torch.asarray(x).requires_grad_() for x in random((90, 3), (70, 3), (70, 2), (4, 3), (4,)))
    p = torch.rand(90, dtype=torch.float64).mul(69).requires_grad_()
    score = partial(additive, w_q=w, w_k=w, v_a=v_a)
    (g,) = (torch.asarray(x) for x in random((90, 2), seed=1))
    for c, whole, wanted in (
        (
            attend_local_p(q, k, v, p, half_width=3, score=score),
            partial(local_p, p=p, half_width=3),
            [q, k, v, w, v_a, p],
        ),
        (attend_local_m(q, k, v, half_width=3, score=score), partial(local_m, half_width=3), [q, k, v, w, v_a]),
    ):
        plain = attend(q, k, v, score=score, normalize=whole).c
        for a, b in zip(torch.autograd.grad(c, wanted, g), torch.autograd.grad(plain, wanted, g), strict=True):
            assert_allclose(a, b, rtol=1e-10, atol=1e-10)


def test_gradcheck_of_both_roads():
    q, k, v = (torch.asarray(x).requires_grad_() for x in random((18, 1), (18, 1), (18, 1)))
    p = torch.linspace(0.3, 16.6, 18, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(partial(attend_local_m, half_width=2), (q, k, v))
    assert torch.autograd.gradcheck(partial(attend_local_p, half_width=2), (q, k, v, p))


def test_the_band_works_under_torch_func():
    q, k, v = (torch.asarray(x) for x in random((20, 2), (20, 2), (20, 2)))
    jacobian = torch.func.jacrev(lambda v: attend_local_m(q, k, v, half_width=2))(v)
    alpha = attend(q, k, v, normalize=partial(local_m, half_width=2)).alpha
    assert_allclose(jacobian[:, 0, :, 0], alpha, rtol=1e-12, atol=1e-12)


def test_what_no_window_shows_has_no_effect_on_the_scores():
    q, k, v = (torch.asarray(x) for x in random((40, 2), (60, 2), (60, 2)))
    clean = attend_local_m(q, k, v, half_width=2)
    k[50] = torch.nan
    assert_allclose(attend_local_m(q, k, v, half_width=2), clean, rtol=1e-12)
    assert_allclose(attend_local_m(q.numpy(), k.numpy(), v.numpy(), half_width=2), clean, rtol=1e-12)


@pytest.mark.parametrize("library", [np, torch])
@pytest.mark.parametrize(("t_y", "t_x"), [(0, 3), (3, 0), (0, 0)])
def test_empty_in_zeros_out(library, t_y, t_x):
    q, x = library.zeros((2, t_y, 4)), library.zeros((2, t_x, 4))
    assert_array_equal(attend_local_m(q, x, x, half_width=1), np.zeros((2, t_y, 4)))
    assert_array_equal(attend_local_p(q, x, x, library.zeros((2, t_y)), half_width=1), np.zeros((2, t_y, 4)))
    assert tuple(local_p(library.zeros((t_y, t_x)), p=library.zeros(t_y), half_width=1).shape) == (t_y, t_x)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("library", [np, torch])
def test_small_floats_stay_what_they_are(library, dtype):
    kind = getattr(library, dtype)
    x = library.asarray(random((50, 4))[0], dtype=kind)
    p = library.asarray(np.linspace(0, 49, 50), dtype=kind)
    for c in (attend_local_m(x, x, x, half_width=2), attend_local_p(x, x, x, p, half_width=2)):
        assert c.dtype == kind
    whole = attend(*[np.asarray(x, dtype=np.float64)] * 3, normalize=partial(local_m, half_width=2)).c
    assert_allclose(np.asarray(attend_local_m(x, x, x, half_width=2)), whole, atol=5e-3)


X, P = np.ones((3, 2)), np.array([0.0, 1.0, 2.0])
W, V = np.ones((4, 2)), np.ones(4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: aligned_position(X, 3, w_p=W, v_p=W), ValueError, r"v_p: shape \(4, 2\) given, \(d_p,\) wanted"),
        (lambda: aligned_position(X, 3, w_p=X, v_p=V), ValueError, r"w_p: shape \(3, 2\) given, \(4, 2\) wanted"),
        (lambda: aligned_position(X, -3, w_p=W, v_p=V), ValueError, r"t_x: -3 given"),
        (
            lambda: aligned_position(X, P, w_p=W, v_p=V),
            TypeError,
            r"t_x: dtype float64 given, an integer dtype wanted",
        ),
        (
            lambda: aligned_position(X, np.array([1, -1, 1]), w_p=W, v_p=V),
            ValueError,
            r"t_x: shape \(3,\) given, lengths of at least 0",
        ),
        (
            lambda: aligned_position(X, np.array([1, 1]), w_p=W, v_p=V),
            ValueError,
            r"t_x: shape \(2,\) given, lengths .* that broadcast to \(3,\) wanted",
        ),
        (
            lambda: gaussian(P, 2, 1),
            ValueError,
            r"p: positions from 0 to 2 given, each in \[0, 1\] wanted \(t_x = 2\)",
        ),
        (lambda: gaussian(-P, 3, 1), ValueError, r"p: positions from -2 to 0 given, each in \[0, 2\] wanted"),
        (lambda: gaussian(P * np.nan, 3, 1), ValueError, r"p: positions from nan to nan given"),
        (lambda: gaussian(P, 3, 0), ValueError, r"half_width: 0 given, a whole number of at least 1 wanted"),
        (lambda: gaussian(P, 3, -1), ValueError, r"half_width: -1 given"),
        (lambda: gaussian(P.astype(int), 3, 1), TypeError, r"p: dtype int64 given"),
        (lambda: gaussian(P, 3.0, 1), TypeError, r"t_x: float given"),
        (lambda: local_m(X, half_width=-1), ValueError, r"half_width: -1 given, a whole number of at least 0 wanted"),
        (lambda: local_m(X, half_width=1.0), TypeError, r"half_width: float given"),
        (lambda: local_m(P, half_width=1), ValueError, r"e: shape \(3,\) given"),
        (lambda: local_m(X, X, half_width=1), TypeError, r"mask: dtype float64 given"),
        (
            lambda: local_p(X, p=P, half_width=1),
            ValueError,
            r"p: positions from 0 to 2 given, each in \[0, 1\] wanted",
        ),
        (
            lambda: local_p(np.ones((2, 4)), p=P, half_width=1),
            ValueError,
            r"p: shape \(3,\) given, one position for each query of \(2,\) wanted",
        ),
        (lambda: local_p(X, p=P.astype(np.float32), half_width=1), TypeError, r"e, p: dtypes float64, float32 given"),
        (lambda: local_p(X.astype(int), p=P, half_width=1), TypeError, r"e: dtype int64 given"),
        (lambda: attend_local_m(X, X, X, half_width=-1), ValueError, r"half_width: -1 given"),
        (lambda: attend_local_m(X, X, W, half_width=1), ValueError, r"v: shape \(4, 2\) given, 3 values wanted"),
        (
            lambda: attend_local_m(X, X, X, half_width=1, score=partial(location, w_a=W)),
            ValueError,
            r"score: location given",
        ),
        (lambda: attend_local_m(X, X, X, half_width=1, mask=X), TypeError, r"mask: dtype float64 given"),
        (
            lambda: attend_local_m(X, X, X, half_width=1, mask=causal(3)),
            ValueError,
            r"mask: shape \(3, 3\) given, .*\(1, 3\) wanted: the same for every",
        ),
        (
            lambda: attend_local_m(X, X, X, half_width=1, mask=np.ones(3, bool)),
            ValueError,
            r"mask: shape \(3,\) given",
        ),
        (lambda: attend_local_m(X, X, X * np.nan, half_width=1), ValueError, r"v: NaN or infinity given"),
        (
            lambda: attend_local_m(torch.ones(3, 2), torch.ones(3, 3), torch.ones(3, 2), half_width=1),
            ValueError,
            r"k: shape \(3, 3\) given, a last axis of 2",
        ),
        (
            lambda: attend_local_m(torch.ones(3, 2), torch.full((3, 2), torch.nan), torch.ones(3, 2), half_width=1),
            ValueError,
            r"e: NaN given",
        ),
        (lambda: attend_local_m(X.astype(int), X, X, half_width=1), TypeError, r"q: dtype int64 given"),
        (
            lambda: attend_local_p(X, X, X, P[:2], half_width=1),
            ValueError,
            r"p: shape \(2,\) given, one position for each query of q's \(3, 2\)",
        ),
        (lambda: attend_local_p(X, X, X, np.array(1.0), half_width=1), ValueError, r"p: shape \(\) given"),
        (lambda: attend_local_p(X, X, X, P + 1, half_width=1), ValueError, r"p: positions from 1 to 3 given"),
        (lambda: attend_local_p(X, X, X, P, half_width=0), ValueError, r"half_width: 0 given"),
        (lambda: attend_local_p(X, X, X, P.astype(np.float32), half_width=1), TypeError, r"q, k, v, p: dtypes"),
        (lambda: attend_local_p(X, X, X, torch.ones(3), half_width=1), TypeError, r"arrays of different libraries"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


class Counting:
    """A score that keeps how many queries and keys it is asked about at a time."""

    def __init__(self):
        self.asked = []

    def __call__(self, q, k):
        self.asked.append((tuple(q.shape[:-1]), tuple(k.shape[:-1])))
        return scaled_dot(q, k)


def test_local_p_scores_what_its_windows_hold_and_no_more():
    t_y, t_x, half_width, score = 150, 900, 3, Counting()
    rng = np.random.default_rng(0)
    q, k, v, p = rng.random((t_y, 4)), rng.random((t_x, 4)), rng.random((t_x, 2)), rng.random(t_y) * (t_x - 1)
    p[:2] = 0, t_x - 1
    attend_local_p(q, k, v, p, half_width=half_width, score=score)
    wanted = []
    for some in np.split(np.sort(p), [64, 128]):
        near, far = math.floor(some[0]) - half_width, math.ceil(some[-1]) + half_width
        wanted.append(((len(some),), (sum(near <= j <= far for j in range(t_x)),)))
    assert score.asked == wanted


@pytest.mark.parametrize(("half_width", "block"), [(0, 16), (1, 16), (20, 40), (32, 64), (50, 64)])
@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_local_m_scores_blocks_of_queries(monkeypatch, half_width, block, blocks):
    wide, t, score = block + 2 * half_width, 7 * block + 5, Counting()
    monkeypatch.setattr(roads, "PAIRS", blocks * block * wide)
    x = np.random.default_rng(0).random((t, 4))
    c = attend_local_m(x, x, x, half_width=half_width, score=score)
    whole = [min(blocks, 7 - done) for done in range(0, 7, blocks)]
    last = [((1, 5), (1, 5 + 2 * half_width))]
    assert score.asked == [((n, block), (n, wide)) for n in whole] + last
    monkeypatch.setattr(roads, "PAIRS", blocks * block * wide - 1)
    score.asked.clear()
    assert_allclose(attend_local_m(x, x, x, half_width=half_width, score=score), c, rtol=1e-12)
    assert len(score.asked) == -(-7 // max(1, blocks - 1)) + 1


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_tensors_take_the_fast_road(monkeypatch, score):
    taken = []
    monkeypatch.setattr(kernel, "banded", lambda *given: taken.append(given[3:]) or given[2])
    x = torch.ones(2, 3, 4)
    assert attend_local_m(x, x, x, half_width=1, score=score, causal=True) is x
    assert taken == [((1, 0), 0.5 if score is scaled_dot else 1.0)]


@pytest.mark.parametrize("batch", [(), (2,), (2, 5)])
@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_keys_without_width_are_all_alike(xp, score, batch):
    q, v = xp.zeros((*batch, 3, 0)), xp.broadcast_to(xp.asarray([[1.0], [2.0], [6.0]]), (*batch, 3, 1))
    c = attend_local_m(xp.astype(q, v.dtype), xp.astype(q, v.dtype), v, half_width=1, score=score)
    assert_allclose(c, np.broadcast_to([[1.5], [3], [4]], (*batch, 3, 1)), rtol=1e-6)


def test_values_without_width_give_contexts_without(xp):
    x = xp.ones((2, 3, 4))
    assert attend_local_m(x, x, x[..., :0], half_width=1).shape == (2, 3, 0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_keys_and_no_queries_keep_the_dtype(array, dtype):
    x, none, p = array(np.ones((2, 3)), dtype), array(np.ones((0, 3)), dtype), array([0, 0], dtype)
    for c in (
        attend_local_m(x, none, none, half_width=1),
        attend_local_m(none, x, x, half_width=1),
        attend_local_p(x, none, none, p, half_width=1),
        attend_local_p(none, x, x, p[:0], half_width=1),
    ):
        assert c.dtype == x.dtype
        assert c.shape[-1] == 3


def test_positions_may_have_a_batch_of_their_own():
    rng = np.random.default_rng(0)
    q, k, v, p = rng.random((4, 2)), rng.random((6, 2)), rng.random((6, 3)), 5 * rng.random((2, 3, 4))
    c = attend_local_p(q, k, v, p, half_width=2)
    for at in np.ndindex(2, 3):
        assert_allclose(c[at], attend_local_p(q, k, v, p[at], half_width=2), rtol=1e-12)


def test_what_a_window_cannot_do_is_refused_alike():
    x, p = torch.ones(3, 2), torch.ones(3)
    for look in (partial(attend_local_m, x, x, x), partial(attend_local_p, x, x, x, p)):
        for score in (location, partial(location, w_a=torch.ones(3, 2))):
            with pytest.raises(
                ValueError, match=r"^score: location given, a score of pairs wanted: a window does not know its place$"
            ):
                look(half_width=1, score=score)
    with pytest.raises(ValueError, match=r"^k: shape \(3, 4\) given, a last axis of 2 wanted, as q's \(3, 2\)$"):
        attend_local_m(x, torch.ones(3, 4), x, half_width=1)


@pytest.mark.parametrize(
    "look", [partial(attend_local_m, half_width=1), partial(attend_local_p, p=np.zeros(3), half_width=1)]
)
def test_the_local_roads_look_at_all_three(look):
    x, small, wide = np.ones((3, 2)), np.ones((3, 2), dtype=np.float32), np.ones((5, 3, 2))
    for q, k, v in ((small, x, x), (x, small, x), (x, x, small)):
        with pytest.raises(TypeError, match=r"^q, k, v(, p)?: dtypes .* given, one dtype wanted$"):
            look(q=q, k=k, v=v)
    for q, k, v in ((wide, wide[:4], x), (wide, x, wide[:4]), (x, wide, wide[:4])):
        with pytest.raises(
            ValueError, match=r"^q, k, v: shapes .* given, leading axes that broadcast together wanted$"
        ):
            look(q=q, k=k, v=v)


def test_infinite_values_are_refused_where_they_make_no_number():
    x, v, p = torch.ones(1, 1), torch.tensor([[math.inf, -math.inf]]), torch.zeros(1)
    assert_array_equal(attend_local_p(x, x, v, p, half_width=1), v)
    for look in (attend_local_m, partial(attend_local_p, p=p)):
        with pytest.raises(
            ValueError,
            match=r"^v: NaN or infinity given, finite numbers wanted \(a weight of 0 does not hide them: 0 x NaN is NaN\)$",
        ):
            look(x, x, torch.full((1, 1), math.nan), half_width=1)


def additive_of_one(q, k):
    one = torch.ones(1, 1)
    return additive(q, k, w_q=one, w_k=one, v_a=one[0])


def test_tensors_that_want_a_gradient_go_the_way_again(monkeypatch):
    again = []
    monkeypatch.setattr("softlook._torch.again", lambda step, *tile: again.append(step) or step(*tile))
    x = torch.ones(3, 1, requires_grad=True)
    attend_local_p(x, x, x, torch.zeros(3), half_width=1)
    attend_local_m(x, x, x, half_width=1, score=additive_of_one)
    assert len(again) == 2
    attend_local_m(np.ones((3, 1)), np.ones((3, 1)), np.ones((3, 1)), half_width=1)
    assert len(again) == 2
