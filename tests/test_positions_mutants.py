"""A named mutant survived the tests of positions: nothing looked at the base."""

from __future__ import annotations

import math

import numpy as np
from numpy.testing import assert_allclose

from softlook import sinusoidal


def test_the_base_sets_the_slowest_clock():
    positions = sinusoidal(3, 4, base=100.0)
    wanted = [[math.sin(i), math.cos(i), math.sin(i / 10), math.cos(i / 10)] for i in range(3)]
    assert_allclose(positions, np.array(wanted), rtol=0, atol=1e-15)
