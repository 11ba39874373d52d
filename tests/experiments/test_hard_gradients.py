"""Claim 6: hard selection is trained by REINFORCE (right on average, noisy) or a relaxation (steadier, off)."""

from __future__ import annotations

import pytest
import torch
from numpy.testing import assert_allclose

from softlook.experiments.hard_gradients import WAYS, hard_gradients, problem


@pytest.fixture(scope="module")
def estimates():
    return {row["way"]: row for row in hard_gradients()}


def test_every_way_is_there(estimates):
    assert tuple(estimates) == WAYS


@pytest.mark.parametrize("way", ["REINFORCE", "REINFORCE, baseline"])
def test_reinforce_is_right_on_average(estimates, way):
    assert estimates[way]["bias"] < 4 * estimates[way]["error"]


def test_a_baseline_leaves_the_mean_and_takes_most_of_the_variance(estimates):
    ratio = (estimates["REINFORCE"]["noise"] / estimates["REINFORCE, baseline"]["noise"]) ** 2
    assert_allclose(ratio, 5.0, rtol=0.1)


def test_the_variances_are_those_of_enumeration(estimates):
    """What the noise is exactly: the mean over places of the squared estimate, less the square of the mean."""
    e, v, goal = problem()
    p, costs = torch.softmax(e[0], 0), ((v - goal) ** 2).sum(-1)
    score = torch.eye(6, dtype=torch.float64) - p  # of a draw: one-hot minus p
    exact = ((p * costs)[:, None] * score).sum(0)
    for way, baseline in (("REINFORCE", 0.0), ("REINFORCE, baseline", float((p * costs).sum()))):
        square = (p * (costs - baseline) ** 2 * (score**2).sum(-1)).sum()
        noise = float((square - exact @ exact).sqrt() / exact.norm())
        assert_allclose(estimates[way]["noise"], noise, rtol=0.03)


def test_straight_through_draws_nothing_and_is_off(estimates):
    assert estimates["straight-through"]["noise"] == 0
    assert estimates["straight-through"]["bias"] > 0.5
    e, v, goal = problem()
    alpha = torch.softmax(e[0], 0)
    cost = 2 * (v[e[0].argmax()] - goal) @ v.T  # of alpha, where it attended
    mine = alpha * (cost - alpha @ cost)
    costs = ((v - goal) ** 2).sum(-1)
    exact = alpha * (costs - alpha @ costs)
    assert_allclose(estimates["straight-through"]["bias"], float((mine - exact).norm() / exact.norm()), rtol=1e-9)


def test_gumbel_trades_bias_for_noise(estimates):
    warm, cold = estimates["Gumbel-softmax, T = 1"], estimates["Gumbel-softmax, T = .1"]
    assert warm["bias"] > 4 * warm["error"]
    assert cold["bias"] < warm["bias"]
    assert cold["noise"] > 3 * warm["noise"]


def test_sizes_are_whole_numbers():
    with pytest.raises(ValueError, match=r"^draws: -1 given, a whole number of at least 0 wanted$"):
        hard_gradients(-1)
    with pytest.raises(ValueError, match=r"^places: -1 given"):
        problem(-1)
