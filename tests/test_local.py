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
    additive,
    attend,
    attend_local_m,
    attend_local_p,
    causal,
    dot,
    local,
    local_m,
    local_p,
    location,
    padding,
    scaled_dot,
)

lengths = st.integers(1, 40)


def random(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


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
            patch.setattr(local, "BLOCK", block)
            assert_allclose(attend_local_p(q, k, v, p, **options), whole, rtol=1e-12, atol=1e-12)
    tensors = [torch.asarray(x) for x in (q, k, v, p)]
    assert_allclose(attend_local_p(*tensors, **options), whole, rtol=1e-12, atol=1e-12)


def test_on_every_library_with_any_score_and_padding(xp, monkeypatch):
    monkeypatch.setattr(local, "PAIRS", 800)
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


def test_gradcheck_of_both():
    q, k, v = (torch.asarray(x).requires_grad_() for x in random((18, 1), (18, 1), (18, 1)))
    p = torch.linspace(0.3, 16.6, 18, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(partial(attend_local_m, half_width=2), (q, k, v))
    assert torch.autograd.gradcheck(partial(attend_local_p, half_width=2), (q, k, v, p))


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
    """A score that keeps how many queries and keys it scores at a time."""

    def __init__(self):
        self.shapes = []

    def __call__(self, q, k):
        self.shapes.append((tuple(q.shape[:-1]), tuple(k.shape[:-1])))
        return scaled_dot(q, k)


def test_local_p_scores_what_its_windows_hold_and_no_more():
    t_y, t_x, half_width, score = 150, 900, 3, Counting()
    rng = np.random.default_rng(0)
    q, k, v, p = rng.random((t_y, 4)), rng.random((t_x, 4)), rng.random((t_x, 2)), rng.random(t_y) * (t_x - 1)
    p[:2] = 0, t_x - 1
    attend_local_p(q, k, v, p, half_width=half_width, score=score)
    wanted = []
    for block in np.split(np.sort(p), [64, 128]):
        near, far = math.floor(block[0]) - half_width, math.ceil(block[-1]) + half_width
        wanted.append(((len(block),), (sum(near <= j <= far for j in range(t_x)),)))
    assert score.shapes == wanted


@pytest.mark.parametrize(("half_width", "block"), [(0, 16), (1, 16), (20, 40), (32, 64), (50, 64)])
@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_local_m_scores_blocks_of_queries(monkeypatch, half_width, block, blocks):
    wide, t, score = block + 2 * half_width, 7 * block + 5, Counting()
    monkeypatch.setattr(local, "PAIRS", blocks * block * wide)
    x = np.random.default_rng(0).random((t, 4))
    c = attend_local_m(x, x, x, half_width=half_width, score=score)
    whole = [min(blocks, 7 - done) for done in range(0, 7, blocks)]
    last = [((1, 5), (1, 5 + 2 * half_width))]
    assert score.shapes == [((n, block), (n, wide)) for n in whole] + last
    monkeypatch.setattr(local, "PAIRS", blocks * block * wide - 1)
    score.shapes.clear()
    assert_allclose(attend_local_m(x, x, x, half_width=half_width, score=score), c, rtol=1e-12)
    assert len(score.shapes) == -(-7 // max(1, blocks - 1)) + 1


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
    for function in (partial(attend_local_m, x, x, x), partial(attend_local_p, x, x, x, p)):
        for score in (location, partial(location, w_a=torch.ones(3, 2))):
            with pytest.raises(
                ValueError, match=r"^score: location given, a score of pairs wanted: a window does not know its place$"
            ):
                function(half_width=1, score=score)
    with pytest.raises(ValueError, match=r"^k: shape \(3, 4\) given, a last axis of 2 wanted, as q's \(3, 2\)$"):
        attend_local_m(x, torch.ones(3, 4), x, half_width=1)


@pytest.mark.parametrize(
    "function", [partial(attend_local_m, half_width=1), partial(attend_local_p, p=np.zeros(3), half_width=1)]
)
def test_queries_keys_and_values_are_all_checked(function):
    x, small, wide = np.ones((3, 2)), np.ones((3, 2), dtype=np.float32), np.ones((5, 3, 2))
    for q, k, v in ((small, x, x), (x, small, x), (x, x, small)):
        with pytest.raises(TypeError, match=r"^q, k, v(, p)?: dtypes .* given, one dtype wanted$"):
            function(q=q, k=k, v=v)
    for q, k, v in ((wide, wide[:4], x), (wide, x, wide[:4]), (x, wide, wide[:4])):
        with pytest.raises(
            ValueError, match=r"^q, k, v: shapes .* given, leading axes that broadcast together wanted$"
        ):
            function(q=q, k=k, v=v)


def test_infinite_values_are_refused_where_they_make_no_number():
    x, v, p = torch.ones(1, 1), torch.tensor([[math.inf, -math.inf]]), torch.zeros(1)
    assert_array_equal(attend_local_p(x, x, v, p, half_width=1), v)
    for function in (attend_local_m, partial(attend_local_p, p=p)):
        reason = r"\(a weight of 0 does not hide them: 0 x NaN is NaN\)"
        with pytest.raises(ValueError, match=f"^v: NaN or infinity given, finite numbers wanted {reason}$"):
            function(x, x, torch.full((1, 1), math.nan), half_width=1)


def additive_of_one(q, k):
    one = torch.ones(1, 1)
    return additive(q, k, w_q=one, w_k=one, v_a=one[0])


def test_tensors_that_want_a_gradient_are_computed_again(monkeypatch):
    again = []
    monkeypatch.setattr("softlook._torch.again", lambda step, *tile: again.append(step) or step(*tile))
    x = torch.ones(3, 1, requires_grad=True)
    attend_local_p(x, x, x, torch.zeros(3), half_width=1)
    attend_local_m(x, x, x, half_width=1, score=additive_of_one)
    assert len(again) == 2
    attend_local_m(np.ones((3, 1)), np.ones((3, 1)), np.ones((3, 1)), half_width=1)
    assert len(again) == 2
