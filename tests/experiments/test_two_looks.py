"""Claim 20: heads lay contexts side by side; a mean of their scores could not tell left from right."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softlook.experiments.two_looks import told_apart, two_looks


def test_the_heads_keep_apart_what_the_mean_score_mixes():
    found = two_looks()
    assert_allclose(found["heads"], [[1, 0, 0, 1], [0, 1, 1, 0]], atol=1e-6)
    assert_allclose(found["mean score"], np.full((2, 2), 0.5), atol=1e-4)
    assert_allclose(found["mean score"][0], found["mean score"][1], rtol=1e-12)


@pytest.mark.parametrize("symbols", [1, 2, 10])
def test_pairs_told_apart(symbols):
    unordered = symbols * (symbols + 1) // 2
    assert told_apart(symbols) == {"pairs": symbols**2, "heads": symbols**2, "mean score": unordered}
