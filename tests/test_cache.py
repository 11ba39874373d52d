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
