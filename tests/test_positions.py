from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softlook import sinusoidal


def back(x):
    return np.from_dlpack(x)


def test_positions_are_sines_and_cosines(xp):
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


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
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


def test_the_base_sets_the_lowest_frequency():
    positions = sinusoidal(3, 4, base=100.0)
    wanted = [[math.sin(i), math.cos(i), math.sin(i / 10), math.cos(i / 10)] for i in range(3)]
    assert_allclose(positions, np.array(wanted), rtol=0, atol=1e-15)
