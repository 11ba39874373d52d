"""Training that keeps the looks to the word at hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from softlook.translate.batches import Batches
from softlook.translate.checkpoints import load
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder
from softlook.translate.recurrent import Recurrent
from softlook.translate.regularised import Regularised, RegularisedRecipe, train_regularised
from softlook.translate.settings import preset
from softlook.translate.training import Recipe, build, train
from softlook.translate.translator import align
from softlook.translate.vocabulary import Vocabulary

SMALL = {"hidden": 16, "embedding": 12}
FREE = {"diagonal_bias": 0.0, "state_dropout": 0.0, "score_noise": 0.0, "betas": Recipe().betas}


@pytest.fixture(scope="module")
def days():
    return split(dates(400))


@pytest.fixture
def prepared(days):
    """A translator in training, and what its forward takes."""

    def make(name, **strengths):
        torch.manual_seed(0)
        plain = build(preset(name, **SMALL), days.train)
        model = Regularised(plain.settings, plain.source, plain.target)
        model.load_state_dict(plain.state_dict())
        vars(model).update(strengths)
        batch = Batches([pair for pair in days.train if len(pair.source) == 9][:16], model.source, model.target)[0]
        return plain, model.train(), [torch.from_numpy(part) for part in batch[:2]]

    return make


def equal(one, two):
    mine, other = one.model.state_dict(), two.model.state_dict()
    return mine.keys() == other.keys() and all(torch.equal(mine[name], other[name]) for name in mine)


@pytest.mark.parametrize("name", ["additive", "dot", "local-p"])
@pytest.mark.parametrize("strengths", [{"state_dropout": 0.5}, {"score_noise": 1.0}])
def test_it_is_regularised_in_training_only(name, strengths, prepared):
    plain, model, batch = prepared(name)
    torch.testing.assert_close(model(*batch).logits, plain(*batch).logits, rtol=0, atol=0)
    vars(model).update(strengths)
    assert float((model(*batch).logits - plain(*batch).logits).detach().abs().max()) > 1e-3
    torch.testing.assert_close(model.eval()(*batch).logits, plain(*batch).logits, rtol=0, atol=0)


def test_a_state_is_dropped_whole(prepared):
    """The readout of such a step is what the context alone gives; so many are, and the others are as they were."""
    _, model, _ = prepared("dot", state_dropout=0.3)
    s, c = torch.randn(100, 20, 16), torch.randn(100, 20, 16)
    found = model._read_out(s, c)
    model.eval()
    gone, kept = ((found == model._read_out(state, c)).all(-1) for state in (torch.zeros_like(s), s))
    assert (gone ^ kept).all()
    assert abs(float(gone.float().mean()) - 0.3) < 0.04


def test_the_score_noise_has_its_deviation(prepared):
    plain, model, batch = prepared("dot", score_noise=0.7)
    noise = (model(*batch).e - plain(*batch).e).detach()
    assert abs(float(noise.std()) - 0.7) < 0.05
    assert abs(float(noise.mean())) < 0.05


def test_dropout_and_noise_fade_out_before_the_end():
    its = RegularisedRecipe(steps=1000)
    strengths = [(its.state_dropout_at(step), its.score_noise_at(step)) for step in range(1001)]
    assert all(a >= b for one, two in pairwise(strengths) for a, b in zip(one, two, strict=True))
    assert strengths[200] == (its.state_dropout, its.score_noise) > strengths[201]
    assert strengths[400] == pytest.approx((its.state_dropout / 2, its.score_noise / 2))
    assert strengths[600] == (0, 0) < strengths[599]
    assert its.diagonal_bias_at(149) > 0 == its.diagonal_bias_at(150)


def test_embeddings_begin_half_as_large(days):
    """The other parameters as those of any translator."""
    source, target = (
        Vocabulary.of(side) for side in zip(*[(pair.source, pair.target) for pair in days.train], strict=True)
    )
    models = []
    for kind in (Recurrent, Regularised):
        torch.manual_seed(5)
        models.append(kind(preset("additive", **SMALL), source, target).state_dict())
    plain, regularised = models
    halved = {"source_embedding.weight", "target_embedding.weight"}
    for name, value in plain.items():
        torch.testing.assert_close(regularised[name], value / 2 if name in halved else value, rtol=0, atol=0)


def test_a_run_sets_the_strengths_of_its_step(days, monkeypatch):
    seen = []
    monkeypatch.setattr(
        Regularised,
        "_read_out",
        lambda self, s, c: (
            seen.append((self.state_dropout, self.score_noise)),
            torch.tanh(self.readout(torch.cat((s, c), -1))),
        )[1],
    )
    train_regularised(preset("dot", **SMALL), days, steps=10, batch=8, quiet=True)
    its = RegularisedRecipe(steps=10)
    assert seen == [(its.state_dropout_at(step), its.score_noise_at(step)) for step in range(10)]
    assert len(set(seen)) > 4


def test_without_strengths_it_is_training(days):
    how = {"steps": 12, "batch": 16, "quiet": True, "seed": 3, "learning_rate": 5e-3}
    settings = preset("additive", **SMALL)
    torch.manual_seed(3)
    plain = build(settings, days.train)  # train_regularised draws first weights twice
    first = Regularised(plain.settings, plain.source, plain.target)
    free = train_regularised(settings, days, **how, **FREE)
    assert equal(free, train(first, days, **how))
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
    found = load(trained.save(tmp_path / "x.safetensors"))
    assert (found.training["state_dropout"], found.training["score_noise"], found.training["steps"]) == (0.2, 1.0, 5)
    pair = days.train[0]
    one, other = Decoder(found).align(pair.source, pair.target), align(pair.source, pair.target, trained.model)
    assert abs(one.alpha - other.alpha).max() < 0.01


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": []}, "data: no pairs given"),
        ({"steps": 0}, "steps: 0 given"),
        ({"steps": 1.5}, "steps: float given"),
        ({"save_every": 0}, "save_every: 0 given"),
        ({"diagonal_bias": -1}, "diagonal_bias: -1 given, a number of at least 0 wanted"),
        ({"score_noise": float("nan")}, "score_noise: nan given, a number of at least 0 wanted"),
        ({"state_dropout": 1}, "state_dropout: 1 given, a number of at least 0 and below 1 wanted"),
        ({"settings": preset("none")}, "attention: 'none' given, a look and the readout 's;c' wanted"),
        ({"settings": preset("published")}, "readout: 's' given, a look and the readout 's;c' wanted"),
    ],
)
def test_errors(changes, message, days):
    with pytest.raises((TypeError, ValueError), match=message):
        train_regularised(**{"settings": preset("dot"), "data": days.train, "quiet": True} | changes)
