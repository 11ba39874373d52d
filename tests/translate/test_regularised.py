"""Training that keeps attention to the word at hand."""

from __future__ import annotations

import pytest
import torch

from softlook.translate import recurrent
from softlook.translate.checkpoints import load
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder
from softlook.translate.recipe import Recipe, RegularisedRecipe
from softlook.translate.regularised import EMBEDDING_SCALE, _begun, train_regularised
from softlook.translate.settings import preset
from softlook.translate.training import build, train
from softlook.translate.translator import align

SMALL = {"hidden": 16, "embedding": 12}
FREE = {"diagonal_bias": 0.0, "state_dropout": 0.0, "score_noise": 0.0, "betas": Recipe().betas}


@pytest.fixture(scope="module")
def days():
    return split(dates(400))


def equal(one, two):
    mine, other = one.model.state_dict(), two.model.state_dict()
    return mine.keys() == other.keys() and all(torch.equal(mine[name], other[name]) for name in mine)


def test_embeddings_begin_half_as_large(days):
    """The other parameters begin as those of any translator."""
    settings = preset("additive", **SMALL)
    torch.manual_seed(5)
    regularised = _begun(settings, days.train).state_dict()
    torch.manual_seed(5)
    _, plain = build(settings, days.train), build(settings, days.train).state_dict()
    smaller = {"source_embedding.weight", "target_embedding.weight"}
    for name, value in plain.items():
        scale = EMBEDDING_SCALE if name in smaller else 1
        torch.testing.assert_close(regularised[name], scale * value, rtol=0, atol=0)


def test_each_step_has_the_strengths_of_the_recipe(days, monkeypatch):
    forward, seen = recurrent.Recurrent.forward, []

    def spy(model, x, y, *, regularisation):
        seen.append(regularisation)
        return forward(model, x, y, regularisation=regularisation)

    monkeypatch.setattr(recurrent.Recurrent, "forward", spy)
    train_regularised(preset("dot", **SMALL), days, steps=10, batch=8, quiet=True)
    recipe = RegularisedRecipe(steps=10)
    assert seen == [recipe.at(step) for step in range(10)]
    assert len(set(seen)) > 4


def test_without_strengths_it_is_training(days):
    how = {"steps": 12, "batch": 16, "quiet": True, "seed": 3, "learning_rate": 5e-3}
    settings = preset("additive", **SMALL)
    torch.manual_seed(3)
    begun = _begun(settings, days.train)
    free = train_regularised(settings, days, **how, **FREE)
    assert equal(free, train(begun, days, **how))
    assert not equal(free, train_regularised(settings, days, **how))


def test_resumed_equals_uninterrupted(days, tmp_path):
    settings, how = preset("additive", **SMALL), {"steps": 31, "batch": 16, "quiet": True}
    whole = train_regularised(settings, days, **how)
    state = tmp_path / "state"
    for stop in (7, 20, None):
        parts = train_regularised(settings, days, **how, state=state, stop_after=stop, save_every=3)
    assert equal(whole, parts)
    assert equal(whole, train_regularised(settings, list(days.train), **how))
    with pytest.raises(ValueError, match="state: the state of a training with recipe"):
        train_regularised(settings, days, **how, score_noise=2.0, state=state)


def test_it_is_saved_like_any_other(days, tmp_path):
    trained = train_regularised(preset("additive", **SMALL), days, steps=5, batch=16, quiet=True, name="dates")
    checkpoint = load(trained.save(tmp_path / "x.safetensors"))
    strengths = [checkpoint.training[name] for name in ("state_dropout", "score_noise", "steps")]
    assert strengths == [0.2, 1.0, 5]
    pair = days.train[0]
    one, other = Decoder(checkpoint).align(pair.source, pair.target), align(pair.source, pair.target, trained.model)
    assert abs(one.alpha - other.alpha).max() < 0.01


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": []}, "data: no pairs given"),
        ({"steps": 0}, "steps: 0 given"),
        ({"save_every": 0}, "save_every: 0 given"),
        ({"score_noise": float("nan")}, "score_noise: nan given, a number of at least 0 wanted"),
        ({"settings": preset("none")}, "attention: 'none' given, attention and the readout 's;c' wanted"),
        ({"settings": preset("published")}, "readout: 's' given, attention and the readout 's;c' wanted"),
    ],
)
def test_errors(changes, message, days):
    with pytest.raises((TypeError, ValueError), match=message):
        train_regularised(**{"settings": preset("dot"), "data": days.train, "quiet": True} | changes)
