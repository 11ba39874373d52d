import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import glimpse, patches


def glimpse_by_loops(x, at, size, scales, fill):
    """One image (h, w, d), one place, one pixel at a time."""
    h, w, d = x.shape
    out = np.zeros((scales, size, size, d))
    for s in range(scales):
        n, block = size * 2**s, 2**s
        for a in range(n):
            for b in range(n):
                row, column = int(at[0]) - n // 2 + a, int(at[1]) - n // 2 + b
                pixel = x[row, column] if 0 <= row < h and 0 <= column < w else fill
                out[s, a // block, b // block] += pixel / block**2
    return out


@given(
    shape=st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3)),
    size=st.integers(1, 4),
    scales=st.integers(1, 3),
    at=st.tuples(st.integers(-9, 14), st.integers(-9, 14)),
    fill=st.sampled_from([0.0, -1.5]),
)
def test_a_glimpse_equals_its_loops(shape, size, scales, at, fill):
    x = np.random.default_rng(0).normal(size=shape)
    got = glimpse(x, np.array(at), size=size, scales=scales, fill=fill)
    assert_allclose(got, glimpse_by_loops(x, at, size, scales, fill), atol=1e-12)


def test_every_library_gives_the_same(xp):
    rng = np.random.default_rng(0)
    x, at = rng.normal(size=(5, 1, 9, 8, 2)), rng.uniform(-2, 10, size=(3, 2))
    got = np.from_dlpack(glimpse(xp.asarray(x), xp.asarray(at), size=3, scales=2))
    assert got.shape == (5, 3, 2, 3, 3, 2)
    for b in range(5):
        for n in range(3):
            assert_allclose(got[b, n], glimpse_by_loops(x[b, 0], np.round(at[n]), 3, 2, 0.0), atol=1e-12)
    assert_array_equal(np.from_dlpack(patches(xp.asarray(x), 4)), patches(x, 4))


def test_places_are_rounded_to_the_nearest():
    x = np.arange(25.0).reshape(5, 5, 1)
    pixels = [glimpse(x, np.array([2.0, at]), size=1, scales=1).item() for at in (0.4, 0.6, 1.5, 2.5)]
    assert pixels == [10, 11, 12, 12]


def test_an_odd_window_has_the_place_in_its_middle():
    x = np.zeros((7, 7, 1))
    x[3, 4] = 1
    assert glimpse(x, np.array([3, 4]), size=3, scales=1)[0, 1, 1, 0] == 1


def test_the_image_gets_the_gradient():
    x = torch.randn(2, 5, 6, 2, dtype=torch.float64, requires_grad=True)
    at = torch.tensor([[0, 0], [3, 5]])
    assert torch.autograd.gradcheck(lambda x: glimpse(x, at, size=3, scales=2), (x,))
    assert torch.autograd.gradcheck(lambda x: patches(x, 4), (x,))


def patches_by_loops(x, size, fill):
    h, w, d = x.shape
    out = []
    for top in range(0, h, size):
        for left in range(0, w, size):
            word = []
            for row in range(top, top + size):
                for column in range(left, left + size):
                    word.extend(x[row, column] if row < h and column < w else [fill] * d)
            out.append(word)
    return np.asarray(out).reshape(-1, size * size * d)


@given(
    h=st.integers(0, 7),
    w=st.integers(0, 7),
    d=st.integers(1, 3),
    size=st.integers(1, 4),
    fill=st.sampled_from([0.0, 2.0]),
)
def test_patches_equal_their_loops(h, w, d, size, fill):
    x = np.random.default_rng(0).normal(size=(2, h, w, d))
    got = patches(x, size, fill=fill)
    assert_array_equal(got[1], patches_by_loops(x[1], size, fill))


def test_beyond_the_image_there_is_nothing_unless_told_otherwise():
    one = np.ones((1, 1, 1))
    assert_array_equal(patches(one, 2), [[1, 0, 0, 0]])
    assert_array_equal(glimpse(one, np.zeros(2), size=2, scales=1)[0, ..., 0], [[0, 0], [0, 1]])


def test_no_images_give_no_pieces():
    assert patches(np.zeros((0, 4, 5, 1)), 2).shape == (0, 6, 4)
    assert glimpse(np.zeros((0, 4, 5, 1)), np.zeros((0, 2)), size=2).shape == (0, 3, 2, 2, 1)
    assert glimpse(np.zeros((4, 5, 0)), np.zeros(2), size=2).shape == (3, 2, 2, 0)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_dtype_stays(dtype):
    assert glimpse(np.ones((4, 4, 1), dtype), np.array([1, 1], "i4"), size=2).dtype == dtype
    assert patches(np.ones((4, 4, 1), dtype), 3).dtype == dtype
    x = torch.ones(4, 4, 1, dtype=getattr(torch, dtype))
    assert glimpse(x, torch.tensor([1, 1]), size=2).dtype == x.dtype


X, AT = np.ones((4, 4, 1)), np.array([1, 1])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: glimpse([[1.0]], AT, size=1), TypeError, "x: list given, an array of numpy or torch wanted"),
        (lambda: glimpse(X, (1, 1), size=1), TypeError, "at: tuple given, an array of numpy or torch wanted"),
        (lambda: glimpse(X, torch.tensor(AT), size=1), TypeError, "x, at: arrays of different libraries given"),
        (lambda: glimpse(X.astype(np.uint8), AT, size=1), TypeError, "x: dtype uint8 given, a floating dtype wanted"),
        (lambda: glimpse(X[..., 0], AT, size=1), ValueError, "x: shape (4, 4) given, (..., h, w, d) wanted"),
        (
            lambda: glimpse(X, np.ones(3), size=1),
            ValueError,
            "at: shape (3,) given, a last axis of 2 wanted, a row and a column",
        ),
        (lambda: glimpse(X, AT > 0, size=1), TypeError, "at: dtype bool given, integers or floating numbers wanted"),
        (
            lambda: glimpse(X, np.array([np.nan, 1]), size=1),
            ValueError,
            "at: NaN or infinity given, finite places wanted",
        ),
        (
            lambda: glimpse(X[None].repeat(2, 0), np.ones((3, 2)), size=1),
            ValueError,
            "at: shape (3, 2) given, leading axes that broadcast",
        ),
        (lambda: glimpse(X, AT, size=0), ValueError, "size: 0 given, a whole number of at least 1 wanted"),
        (lambda: glimpse(X, AT, size=1, scales=0), ValueError, "scales: 0 given, a whole number of at least 1 wanted"),
        (lambda: glimpse(X, AT, size=1.0), TypeError, "size: float given, a whole number"),
        (lambda: patches(X.astype(int), 2), TypeError, "x: dtype int64 given, a floating dtype wanted"),
        (lambda: patches(X[0], 2), ValueError, "x: shape (4, 1) given, (..., h, w, d) wanted"),
        (lambda: patches(X, 0), ValueError, "size: 0 given, a whole number of at least 1 wanted"),
        (lambda: patches(X, -2), ValueError, "size: -2 given, a whole number of at least 1 wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
