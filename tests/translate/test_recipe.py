from __future__ import annotations

from dataclasses import astuple
from itertools import pairwise

import pytest

from softlook.translate.recipe import Recipe, RegularisedRecipe
from softlook.translate.regularisation import Regularisation


def test_the_diagonal_bias_fades_to_nothing():
    recipe = Recipe(steps=100, diagonal_bias=2.0)
    assert recipe.at(0) == Regularisation(diagonal_bias=2.0)
    assert recipe.at(25) == Regularisation(diagonal_bias=1.0)
    assert recipe.at(49).diagonal_bias > 0
    assert {recipe.at(step) for step in (50, 99, 1000)} == {Regularisation()}
    assert Recipe().at(0) == Regularisation()


def test_dropout_and_noise_fade_out_before_the_end():
    recipe = RegularisedRecipe(steps=1000)
    strengths = [astuple(recipe.at(step))[1:] for step in range(1001)]
    full = (recipe.score_noise, recipe.state_dropout)
    assert all(a >= b for one, two in pairwise(strengths) for a, b in zip(one, two, strict=True))
    assert strengths[200] == full > strengths[201]
    assert strengths[400] == pytest.approx([strength / 2 for strength in full])
    assert set(strengths[600:]) == {(0, 0)}
    assert strengths[599] > (0, 0)
    assert recipe.at(149).diagonal_bias > 0 == recipe.at(150).diagonal_bias


@pytest.mark.parametrize("kind", [Recipe, RegularisedRecipe])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": 0}, "steps: 0 given"),
        ({"steps": 1.5}, "steps: float given"),
        ({"batch": 0}, "batch: 0 given"),
        ({"batch": "many"}, "batch: str given"),
        ({"learning_rate": -1.0}, "learning_rate: -1.0 given"),
        ({"diagonal_bias": -1}, "diagonal_bias: -1 given, a number of at least 0 wanted"),
        ({"diagonal_bias": float("inf")}, "diagonal_bias: inf given, a number of at least 0 wanted"),
        ({"diagonal_bias": None}, "diagonal_bias: NoneType given, a number of at least 0 wanted"),
    ],
)
def test_errors(kind, changes, message):
    with pytest.raises((TypeError, ValueError), match=message):
        kind(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"score_noise": float("nan")}, "score_noise: nan given, a number of at least 0 wanted"),
        ({"state_dropout": 1}, "state_dropout: 1 given, a number of at least 0 and below 1 wanted"),
        ({"state_dropout": -0.1}, "state_dropout: -0.1 given, a number of at least 0 and below 1 wanted"),
    ],
)
def test_strengths_out_of_range(changes, message):
    with pytest.raises(ValueError, match=message):
        RegularisedRecipe(**changes)
