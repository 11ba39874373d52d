"""A score is no weight: the one moves with a constant, the other does not."""

from __future__ import annotations

import pytest

from softlook.experiments import shift as module
from softlook.experiments.shift import shift


def test_scores_move_and_weights_stay():
    moved = shift()
    assert moved.score >= 1
    assert moved.weight < 1e-12


def test_it_would_see_a_weight_that_follows_its_score(monkeypatch):
    """Were the scores the weights, both would move alike; a sigmoid's gates move as well."""
    monkeypatch.setattr(module, "softmax", lambda e: e)
    moved = shift()
    assert moved.weight >= moved.score >= 1


def test_another_seed_draws_others():
    assert shift(50, seed=1).score != shift(50).score


@pytest.mark.parametrize(
    ("given", "message"),
    [({"rows": 0}, "rows: 0 given, a finite number above 0 wanted"), ({"t_x": -1}, "t_x: -1 given, a whole number of at least 0 wanted")],
)
def test_refuses(given, message):
    with pytest.raises(ValueError, match=message):
        shift(**given)
