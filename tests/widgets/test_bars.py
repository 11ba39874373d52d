"""Bars on a field: the same seed gives the same places, and each bar differs from the target as it should."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softlook.vision.displays import CELL, JITTER
from softlook.widgets import _bars


def test_mulberry_is_a_stream_of_its_seed():
    first, again, other = (_bars.mulberry(seed) for seed in (7, 7, 8))
    drawn = [first() for _ in range(1000)]
    assert drawn == [again() for _ in range(1000)]
    assert drawn[:10] != [other() for _ in range(10)]
    assert all(0 <= x < 1 for x in drawn)
    assert_allclose(np.mean(drawn), 0.5, atol=0.05)


def test_the_bars_differ_as_they_should():
    for differs, kinds in {"colour": 2, "orientation": 2, "conjunction": 3, "nothing": 1}.items():
        bars = _bars.arrange(36, 7, differs, 1)
        assert (bars[7].colour, bars[7].angle) == (_bars.RED, _bars.TILTED)
        assert len({(bar.colour, bar.angle) for bar in bars}) == kinds
        assert len({(bar.row // 64, bar.column // 64) for bar in bars}) == 36
    others = [bar.angle for n, bar in enumerate(_bars.arrange(35, 7, "conjunction", 1)) if n != 7]
    assert others.count(90) == others.count(45) == 17


def test_bars_stand_near_the_middles_of_their_places():
    for bar in _bars.arrange(36, 0, "nothing", 5):
        assert all(abs(middle % CELL - CELL / 2) <= JITTER for middle in (bar.row, bar.column))


def test_the_seed_and_nothing_else_places_them():
    places = [(bar.row, bar.column) for bar in _bars.arrange(24, 0, "colour", 3)]
    assert places == [(bar.row, bar.column) for bar in _bars.arrange(24, 9, "conjunction", 3)]
    assert places != [(bar.row, bar.column) for bar in _bars.arrange(24, 0, "colour", 4)]


@pytest.mark.parametrize("angle", [_bars.UPRIGHT, _bars.TILTED])
def test_a_bar_is_painted_in_its_colour_and_nowhere_else(angle):
    bar = _bars.Bar(100.0, 200.0, _bars.BLUE, angle)
    image = _bars.paint([bar])
    assert image.shape == (_bars.CELLS * CELL, _bars.CELLS * CELL, 3)
    assert_allclose(image[100, 200], _bars.BLUE)
    rows, columns = np.nonzero(image.sum(axis=-1))
    assert np.abs(rows - 100).max() <= 24
    assert np.abs(columns - 200).max() <= 24
    assert_allclose(image.max(axis=(0, 1)), _bars.BLUE)
