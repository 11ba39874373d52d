"""Comparing translations with all that led to them."""

from __future__ import annotations

import numpy as np
import pytest

PARTS = ("e", "alpha", "c", "logits", "p")


def same(one, two, atol=1e-9):
    assert one.words == two.words
    assert one.log_p == pytest.approx(two.log_p, abs=max(atol, 1e-9) * 100)
    for name in PARTS:
        a, b = getattr(one, name), getattr(two, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_allclose(a, b, rtol=0, atol=atol)
