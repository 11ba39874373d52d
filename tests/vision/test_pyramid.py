from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.vision import _pyramid


def halve_by_loops(x):
    h, w = x.shape
    taps = [1, 4, 6, 4, 1]
    out = np.zeros((-(-h // 2), -(-w // 2)))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for a in range(5):
                for b in range(5):
                    out[i, j] += (
                        taps[a]
                        * taps[b]
                        / 256
                        * x[min(max(2 * i + a - 2, 0), h - 1), min(max(2 * j + b - 2, 0), w - 1)]
                    )
    return out


@given(h=st.integers(1, 9), w=st.integers(1, 9), seed=st.integers(0, 1000))
def test_a_level_is_the_smoothed_half_of_the_one_before(h, w, seed):
    x = np.random.default_rng(seed).normal(size=(h, w))
    assert_allclose(_pyramid.reduce_twofold(x), halve_by_loops(x), atol=1e-12)


def test_the_pyramid_has_nine_levels():
    assert [level.shape for level in _pyramid.pyramid(np.zeros((480, 640)))] == [
        (480, 640), (240, 320), (120, 160), (60, 80), (30, 40), (15, 20), (8, 10), (4, 5), (2, 3),
    ]  # fmt: skip


def test_stretching_interpolates_between_aligned_entries():
    coarse = np.array([[0.0, 4.0], [8.0, 12.0]])
    assert_allclose(_pyramid.stretch(coarse, (6, 5), 4)[0], [0, 1, 2, 3, 4])
    assert_allclose(_pyramid.stretch(coarse, (6, 5), 4)[:, 0], [0, 2, 4, 6, 8, 8])  # beyond the last it goes on


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_stretching_keeps_the_dtype(dtype):
    assert _pyramid.stretch(np.ones((2, 2), dtype), (6, 5), 4).dtype == dtype


def gabor_by_loops(x, angle):
    """The magnitude of a round Gabor filter for lines at `angle`: an explicit two-dimensional sum."""
    t = np.arange(-_pyramid.RADIUS, _pyramid.RADIUS + 1)
    rows, columns = np.meshgrid(t, t, indexing="ij")
    gauss = np.exp(-(rows**2 + columns**2) / (2 * _pyramid.SIGMA**2))
    gauss /= gauss.sum()
    theta = np.radians(angle)
    # across a line that rises at theta (rows grow downwards): the normal is (row, column) = (cos theta, sin theta)
    wave = np.exp(2j * np.pi / _pyramid.WAVELENGTH * (rows * np.cos(theta) + columns * np.sin(theta)))
    kernel = gauss * wave
    kernel -= gauss * kernel.real.sum()  # no answer to even light
    padded = np.pad(x, _pyramid.RADIUS, mode="edge")
    size = 2 * _pyramid.RADIUS + 1
    out = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = abs((padded[i : i + size, j : j + size] * kernel).sum())
    return out


def test_oriented_filters_equal_their_two_dimensional_sums():
    x = np.random.default_rng(0).normal(size=(13, 17))
    for angle, got in zip((0, 45, 90, 135), _pyramid.oriented(x), strict=True):
        assert_allclose(got, gabor_by_loops(x, angle), atol=1e-12)


def test_each_filter_answers_most_to_its_own_line():
    from softlook.vision.displays import bar

    for n, angle in enumerate((0, 45, 90, 135)):
        line = np.zeros((64, 64))
        line[8:56, 8:56] = bar((32, 32), slice(8, 56), slice(8, 56), angle)
        answers = [o[5:12, 5:12].sum() for o in _pyramid.oriented(_pyramid.pyramid(line)[2])]
        assert int(np.argmax(answers)) == n
