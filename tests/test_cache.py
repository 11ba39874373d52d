from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import Cache, attend, attend_cached, causal, softmax


def random(*shapes, seed=0, library=np):
    draw = np.random.default_rng(seed)
    return [library.asarray(draw.standard_normal(shape)) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


@pytest.mark.parametrize("steps", [[1] * 6, [2, 1, 3], [6], [0, 4, 2]])
def test_cached_equals_uncached(xp, steps):
    q, k, v = (xp.asarray(x) for x in random((2, 6, 4), (2, 6, 4), (2, 6, 3)))
    whole = attend(q, k, v, mask=causal(6, like=q))
    cache, done, parts = None, 0, []
    for n in steps:
        part = slice(done, done + n)
        attention, cache = attend_cached(q[:, part, :], k[:, part, :], v[:, part, :], cache)
        parts.append(attention.c)
        done += n
    assert_allclose(back(xp.concat(parts, axis=-2)), back(whole.c), rtol=1e-12, atol=1e-12)
    assert cache.k.shape == k.shape


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
            lambda: Cache(X, X).extend(X[:, :3], X),
            ValueError,
            r"k: shape \(3, 3\) given, \(3, 4\) wanted, as the cache's \(3, 4\) but for the time",
        ),
        (lambda: Cache(X, X).extend(X, X[None]), ValueError, r"v: shape \(1, 3, 4\) given, \(3, 4\) wanted"),
        (lambda: Cache(X, X).extend(X, X[0]), ValueError, r"v: shape \(4,\) given"),
        (lambda: Cache(X, X).extend(X.astype(np.float32), X), TypeError, r"cache, k: dtypes"),
        (lambda: Cache(X, X).extend(torch.ones(3, 4), X), TypeError, r"cache, k: arrays of different libraries"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("steps", [[1] * 6, [2, 1, 3], [6]])
@pytest.mark.parametrize("half_width", [None, 0, 2, 2**70])
def test_padding_and_a_window_are_those_of_the_whole(xp, steps, half_width):
    q, k, v = (xp.asarray(x) for x in random((2, 6, 4), (2, 6, 4), (2, 6, 3)))
    padding = np.ones((2, 1, 6), bool)
    padding[1, :, 3:5] = False
    seen = (
        np.tri(6, dtype=bool) & ~np.tri(6, k=-1 - min(half_width or 0, 6), dtype=bool)
        if half_width is not None
        else np.tri(6, dtype=bool)
    )
    whole = attend(q, k, v, mask=xp.asarray(seen & padding))
    cache, done, parts = None, 0, []
    for n in steps:
        part = slice(done, done + n)
        done += n
        attention, cache = attend_cached(
            q[:, part, :],
            k[:, part, :],
            v[:, part, :],
            cache,
            mask=xp.asarray(padding[..., :done]),
            half_width=half_width,
        )
        parts.append(attention.c)
    assert_allclose(back(xp.concat(parts, axis=-2)), back(whole.c), rtol=1e-12, atol=1e-12)


def test_grouped_heads_share_a_smaller_cache(xp):
    q, k, v = (xp.asarray(x) for x in random((4, 3, 2), (2, 3, 2), (2, 3, 2)))
    whole = attend(q, k, v, mask=causal(3, like=q), grouped=True).c
    cache = None
    for i in range(3):
        step = slice(i, i + 1)
        attention, cache = attend_cached(q[:, step, :], k[:, step, :], v[:, step, :], cache, grouped=True)
        assert_allclose(back(attention.c), back(whole[:, step, :]), rtol=1e-12, atol=1e-12)
    assert cache.k.shape == (2, 3, 2)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"mask": np.ones((3, 2), bool)},
            ValueError,
            r"mask: shape \(3, 2\) given, one that broadcasts to \(..., 3, 3\)",
        ),
        ({"mask": np.ones((2, 3), bool)}, ValueError, r"mask: shape \(2, 3\) given"),
        ({"mask": np.ones((3, 3))}, TypeError, "mask: dtype float64 given, a boolean mask wanted"),
        ({"mask": [[True]]}, TypeError, "mask: list given"),
        ({"half_width": -1}, ValueError, "half_width: -1 given"),
    ],
)
def test_a_bad_mask_or_window_is_named(options, error, message):
    with pytest.raises(error, match=f"^{message}"):
        attend_cached(X, X, X, **options)


@pytest.mark.parametrize("options", [{}, {"half_width": 0}])
def test_queries_are_as_many_as_the_newest_keys(xp, options):
    x = xp.asarray(np.ones((3, 2)))
    for rows in (slice(0, 1), slice(0, 2)):
        with pytest.raises(ValueError, match=r"^q: shape \(., 2\) given, 3 newest steps wanted, as k's \(3, 2\) has$"):
            attend_cached(x[rows, :], x, x, **options)
