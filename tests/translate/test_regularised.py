"""Training that keeps the looks to the word at hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from softlook.translate.batches import Lessons
from softlook.translate.checkpoints import load
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder
from softlook.translate.recurrent import Recurrent
from softlook.translate.regularised import Coached, Coaching, coach
from softlook.translate.settings import preset
from softlook.translate.training import Recipe, build, train
from softlook.translate.translator import align
from softlook.translate.vocabulary import Vocabulary

SMALL = {"hidden": 16, "embedding": 12}
FREE = {"lean": 0.0, "forget": 0.0, "blur": 0.0, "betas": Recipe().betas}


@pytest.fixture(scope="module")
def days():
    return split(dates(400))


@pytest.fixture
def taught(days):
    """A translator in training, and what its forward takes."""

    def make(name, **strengths):
        torch.manual_seed(0)
        plain = build(preset(name, **SMALL), days.train)
        model = Coached(plain.settings, plain.source, plain.target)
        model.load_state_dict(plain.state_dict())
        vars(model).update(strengths)
        lesson = Lessons([pair for pair in days.train if len(pair.source) == 9][:16], model.source, model.target)[0]
        return plain, model.train(), [torch.from_numpy(part) for part in lesson[:2]]

    return make


def equal(one, two):
    mine, other = one.model.state_dict(), two.model.state_dict()
    return mine.keys() == other.keys() and all(torch.equal(mine[name], other[name]) for name in mine)


@pytest.mark.parametrize("name", ["additive", "dot", "local-p"])
@pytest.mark.parametrize("strengths", [{"forget": 0.5}, {"blur": 1.0}])
def test_in_training_it_is_coached_and_else_like_any_other(name, strengths, taught):
    plain, model, lesson = taught(name)
    torch.testing.assert_close(model(*lesson).logits, plain(*lesson).logits, rtol=0, atol=0)
    vars(model).update(strengths)
    assert float((model(*lesson).logits - plain(*lesson).logits).detach().abs().max()) > 1e-3
    torch.testing.assert_close(model.eval()(*lesson).logits, plain(*lesson).logits, rtol=0, atol=0)


def test_a_forgotten_state_is_gone_whole(taught):
    """The readout of such a step is what the context alone gives; so many are, and the others are as they were."""
    _, model, _ = taught("dot", forget=0.3)
    s, c = torch.randn(100, 20, 16), torch.randn(100, 20, 16)
    found = model._read_out(s, c)
    model.eval()
    gone, kept = ((found == model._read_out(state, c)).all(-1) for state in (torch.zeros_like(s), s))
    assert (gone ^ kept).all()
    assert abs(float(gone.float().mean()) - 0.3) < 0.04


def test_a_blur_has_its_deviation(taught):
    plain, model, lesson = taught("dot", blur=0.7)
    noise = (model(*lesson).e - plain(*lesson).e).detach()
    assert abs(float(noise.std()) - 0.7) < 0.05
    assert abs(float(noise.mean())) < 0.05


def test_forgetting_and_blur_fade_before_the_end():
    its = Coaching(steps=1000)
    strengths = [(its.forget_at(step), its.blur_at(step)) for step in range(1001)]
    assert all(a >= b for one, two in pairwise(strengths) for a, b in zip(one, two, strict=True))
    assert strengths[200] == (its.forget, its.blur) > strengths[201]
    assert strengths[400] == pytest.approx((its.forget / 2, its.blur / 2))
    assert strengths[600] == (0, 0) < strengths[599]
    assert its.lean_at(149) > 0 == its.lean_at(150)


def test_embeddings_begin_half_as_large(days):
    """The other parameters as those of any translator."""
    source, target = (
        Vocabulary.of(side) for side in zip(*[(pair.source, pair.target) for pair in days.train], strict=True)
    )
    models = []
    for kind in (Recurrent, Coached):
        torch.manual_seed(5)
        models.append(kind(preset("additive", **SMALL), source, target).state_dict())
    plain, coached = models
    halved = {"source_embedding.weight", "target_embedding.weight"}
    for name, value in plain.items():
        torch.testing.assert_close(coached[name], value / 2 if name in halved else value, rtol=0, atol=0)


def test_a_run_sets_the_strengths_of_its_step(days, monkeypatch):
    seen = []
    monkeypatch.setattr(
        Coached,
        "_read_out",
        lambda self, s, c: (seen.append((self.forget, self.blur)), torch.tanh(self.readout(torch.cat((s, c), -1))))[1],
    )
    coach(preset("dot", **SMALL), days, steps=10, batch=8, quiet=True)
    its = Coaching(steps=10)
    assert seen == [(its.forget_at(step), its.blur_at(step)) for step in range(10)]
    assert len(set(seen)) > 4


def test_without_strengths_it_is_training(days):
    how = {"steps": 12, "batch": 16, "quiet": True, "seed": 3, "learning_rate": 5e-3}
    settings = preset("additive", **SMALL)
    torch.manual_seed(3)
    plain = build(settings, days.train)  # coach draws first weights twice
    first = Coached(plain.settings, plain.source, plain.target)
    free = coach(settings, days, **how, **FREE)
    assert equal(free, train(first, days, **how))
    assert not equal(free, coach(settings, days, **how))


def test_resumed_equals_uninterrupted(days, tmp_path):
    settings, how = preset("additive", **SMALL), {"steps": 31, "batch": 16, "quiet": True}
    whole = coach(settings, days, **how)
    state = tmp_path / "state"
    for stop in (7, 20, None):
        parts = coach(settings, days, **how, state=state, stop_after=stop, save_every=3)
    assert equal(whole, parts)
    assert equal(whole, coach(settings, list(days.train), **how))
    with pytest.raises(ValueError, match="state: the state of a training with recipe"):
        coach(settings, days, **how, blur=2.0, state=state)


def test_it_is_saved_like_any_other(days, tmp_path):
    trained = coach(preset("additive", **SMALL), days, steps=5, batch=16, quiet=True, name="dates")
    found = load(trained.save(tmp_path / "x.safetensors"))
    assert (found.training["forget"], found.training["blur"], found.training["steps"]) == (0.2, 1.0, 5)
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
        ({"lean": -1}, "lean: -1 given, a number of at least 0 wanted"),
        ({"blur": float("nan")}, "blur: nan given, a number of at least 0 wanted"),
        ({"forget": 1}, "forget: 1 given, a number of at least 0 and below 1 wanted"),
        ({"settings": preset("none")}, "attention: 'none' given, a look and the readout 's;c' wanted"),
        ({"settings": preset("published")}, "readout: 's' given, a look and the readout 's;c' wanted"),
    ],
)
def test_errors(changes, message, days):
    with pytest.raises((TypeError, ValueError), match=message):
        coach(**{"settings": preset("dot"), "data": days.train, "quiet": True} | changes)
