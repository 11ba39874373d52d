"""Claim 6: the truncated window jumps, the Gaussian's row does not sum to 1."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softlook import gaussian
from softlook.experiments.window_edge import SCORES, VARIANTS, jump, sweep


@pytest.mark.parametrize("p", [4.0, 5.0, 6.0])
def test_with_a_whole_half_width_it_jumps_at_integers(p):
    assert jump(p) > 0.01
    assert jump(p + 0.5) < 1e-6
    assert jump(p, truncate=False) < 1e-6


@pytest.mark.parametrize("p", [3.5, 4.5, 5.5])
def test_with_a_rounded_centre_it_jumps_at_halves(p):
    assert jump(p, round_p=True) > 0.003
    assert jump(p + 0.5, round_p=True) < 1e-6


def test_the_jump_by_hand():
    """At p = 5 the loud word (7) comes in and word 3 goes, each at distance D = 2, where the Gaussian is exp(-2)."""
    g = np.exp(-2 * (np.array([-2, -1, 0, 1, 2]) / 2) ** 2)  # words 3 to 7
    before = np.array([1, 1, 1, 1, 0]) / 4 * g
    after = np.array([0, 1, 1, 1, np.e**3]) / (3 + np.e**3) * g
    assert_allclose(jump(5.0), np.abs(after - before).sum(), rtol=1e-6)
    assert_allclose(jump(5.0), 0.609, atol=5e-4)


def test_even_scores_jump_less():
    assert_allclose(jump(5.0, scores=[0.0] * 10), 2 * np.exp(-2) / 4, rtol=1e-6)
    assert jump(5.0, scores=[0.0] * 10) < jump(5.0)


def test_a_row_sums_to_less_than_one_unless_brought_back():
    rows = sweep()
    assert len(rows) == 400 * len(VARIANTS)
    for row in rows:
        assert row["sum"] == pytest.approx(1) if row["variant"] == "brought back to 1" else row["sum"] < 1
    sums = {row["p"]: row["sum"] for row in rows if row["variant"] == "as published"}
    assert_allclose(sums[min(sums, key=lambda p: abs(p - 4.995))], 0.587, atol=0.002)
    assert_allclose(sums[min(sums, key=lambda p: abs(p - 5.005))], 0.21, atol=0.01)


def test_the_sum_is_the_mean_of_the_gaussian_by_the_softmax():
    (row,) = [row for row in sweep(start=5.25, stop=5.25, steps=1) if row["variant"] == "no cut"]
    alpha = np.exp(SCORES) / np.exp(SCORES).sum()
    assert_allclose(row["sum"], (alpha * gaussian(np.array([5.25]), len(SCORES), 2)[0]).sum())
    assert_allclose(row["loudest"], (alpha * gaussian(np.array([5.25]), len(SCORES), 2)[0])[7])
