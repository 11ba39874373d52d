"""The answers of chapter 5's quiz."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from softlook import self_attend
from softlook.experiments.leaks import influence
from softlook.experiments.saturation import gradient_by_width


def test_quiz_5_heads():
    from softlook.experiments.head_costs import head_costs

    one, eight = head_costs([1, 8])
    assert (eight["parameters"], eight["multiply_adds"]) == (one["parameters"], one["multiply_adds"])
    assert eight["entries"] == 8 * one["entries"]
    assert eight["width"] * 8 == one["width"]


def test_quiz_5_leak():
    masked, unmasked = influence(5, masked=True), influence(5, masked=False)
    assert_array_equal(masked[:, 2] > 0, [False, False, True, True, True])
    assert (unmasked[:, 2] > 0).all()


def test_quiz_5_order():
    rng = np.random.default_rng(0)
    x, shuffle = rng.normal(size=(5, 3)), rng.permutation(5)
    w = {name: rng.normal(size=(3, 3)) for name in ("w_q", "w_k", "w_v")}
    before, after = self_attend(x, **w).c, self_attend(x[shuffle], **w).c
    assert_allclose(after, before[shuffle])
    assert np.abs(after - before).max() > 0.1


def test_quiz_5_scale():
    saturated = gradient_by_width([1024])[0]["saturated"]
    assert 0.5 < saturated < 1
