"""Claim 20: heads put contexts side by side; a mean of their scores could not tell left from right."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softlook.experiments.two_heads import distinguished, two_heads


def test_the_heads_keep_apart_what_the_mean_score_mixes():
    contexts = two_heads()
    assert_allclose(contexts["heads"], [[1, 0, 0, 1], [0, 1, 1, 0]], atol=1e-6)
    assert_allclose(contexts["mean score"], np.full((2, 2), 0.5), atol=1e-4)
    assert_allclose(contexts["mean score"][0], contexts["mean score"][1], rtol=1e-12)


@pytest.mark.parametrize("symbols", [1, 2, 10])
def test_pairs_told_apart(symbols):
    unordered = symbols * (symbols + 1) // 2
    assert distinguished(symbols) == {"pairs": symbols**2, "heads": symbols**2, "mean score": unordered}
