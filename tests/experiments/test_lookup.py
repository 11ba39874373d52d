"""Hard attention learns, by every way, and a baseline makes REINFORCE learn sooner."""

from __future__ import annotations

import re

import pytest
import torch

from softlook import softmax
from softlook.experiments import lookup
from softlook.nn import Reinforce


def test_how_many_steps_each_way_takes():
    rows = {way: lookup.learn(way, steps=240, every=20) for way in lookup.WAYS}
    needed = {way: lookup.steps_to(runs, way, 0.95) for way, runs in rows.items()}
    assert needed["every place tried"] <= 20
    assert needed["straight-through"] <= 20
    assert needed["Gumbel, straight-through"] <= 20
    assert 60 <= needed["REINFORCE, baseline"] <= 120
    assert needed["REINFORCE"] >= 1.5 * needed["REINFORCE, baseline"]
    for runs in rows.values():
        assert {row["right"] for row in runs if row["step"] == 0} == {runs[0]["right"]}
        assert runs[0]["right"] < 0.2  # about one in eight, before anything is learned


def test_steps_to_is_the_mean_of_the_runs():
    rows = [
        {"way": "a", "step": n, "right": right} for n, right in ((20, 0.5), (0, 0.2), (20, 0.9), (0, 0.1), (40, 1.0))
    ]
    rows.append({"way": "b", "step": 0, "right": 1.0})
    assert lookup.steps_to(rows, "a", 0.7) == 20
    assert lookup.steps_to(rows, "a", 0.71) == 40
    assert lookup.steps_to(rows, "b", 2) is None


def test_only_with_a_baseline_the_baseline_moves(monkeypatch):
    selections = []

    class Spy(Reinforce):
        def __init__(self, **options):
            super().__init__(**options)
            selections.append(self)

    monkeypatch.setattr(lookup, "Reinforce", Spy)
    for way in ("REINFORCE", "REINFORCE, baseline"):
        lookup.learn(way, steps=2, seeds=[0])
    without, with_one = (float(selection.baseline) for selection in selections)
    assert without == 0
    assert with_one > 0.5


def test_a_game_is_sound():
    q, k, v, place = lookup._deal(5, torch.Generator().manual_seed(1))
    assert q.shape == (5, 4, 12)
    assert k.shape == (5, 8, 12)
    assert v.shape == (5, 8, 4)
    assert (k.sum(1) <= 1).all()  # no symbol twice
    assert ((q @ k.mT).argmax(-1) == place).all()  # the identity would win every game
    assert lookup._right(torch.eye(12)) == 1


def test_every_card_tried_is_the_mean_over_draws():
    _, _, v, place = lookup._deal(2, torch.Generator().manual_seed(1))
    e = torch.randn(2, 4, 8, generator=torch.Generator().manual_seed(0))
    goal = torch.stack([v[n, place[n]] for n in range(2)])
    wanted = sum((softmax(e)[..., j] * ((v[:, j, None] - goal) ** 2).sum(-1)).sum(-1) for j in range(8))
    torch.testing.assert_close(lookup._cost(None, e, v, place), wanted)


def test_errors_name_given_and_wanted():
    with pytest.raises(
        ValueError, match=re.escape("way: 'luck' given, one of every place tried, REINFORCE, baseline, REINFORCE")
    ):
        lookup.learn("luck")
    with pytest.raises(ValueError, match=r"^steps: -1 given"):
        lookup.learn("REINFORCE", steps=-1)
    with pytest.raises(ValueError, match=r"^every: 0 given, a whole number of at least 1 wanted$"):
        lookup.learn("REINFORCE", every=0)
