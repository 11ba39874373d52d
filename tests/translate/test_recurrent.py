from __future__ import annotations

import pytest
import torch

from softlook.translate.batches import Batches
from softlook.translate.corpus.dates import dates
from softlook.translate.recurrent import IN_CHECKPOINTS, Recurrent
from softlook.translate.regularisation import Regularisation
from softlook.translate.settings import Settings, preset
from softlook.translate.training import build

SMALL = {"hidden": 16, "embedding": 12}
PATHS = {
    "additive": preset("additive", **SMALL),
    "additive, after the step": preset("additive", timing="luong", **SMALL),
    "dot": preset("dot", **SMALL),
    "dot, before the step": Settings(attention="dot", readout="s;c", **SMALL),
    "dot, fed": preset("dot", input_feeding=True, **SMALL),
    "general, previous word": preset("general", previous_word=True, **SMALL),
    "local-p": preset("local-p", **SMALL),
    "local-p, fed": preset("local-p", input_feeding=True, **SMALL),
    "local-m, fed": preset("local-m", input_feeding=True, **SMALL),
}
STRENGTHS = [{"diagonal_bias": 2.0}, {"score_noise": 1.0}, {"state_dropout": 0.5}]


@pytest.fixture(scope="module")
def batch():
    """A model of some settings, with sources and decoder inputs."""
    pairs = [pair for pair in dates(400) if len(pair.source) == 9][:16]

    def make(settings):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = build(settings, pairs)
        return model, *map(torch.from_numpy, Batches(pairs, model.source, model.target)[0][:2])

    return make


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("strengths", STRENGTHS, ids=lambda strengths: next(iter(strengths)))
def test_every_way_through_is_regularised(name, strengths, batch):
    model, x, y = batch(PATHS[name])
    plain, other = model(x, y).logits, model(x, y, regularisation=Regularisation(**strengths)).logits
    assert float((plain - other).detach().abs().max()) > 1e-3
    torch.testing.assert_close(model(x, y).logits, plain, rtol=0, atol=0)  # nothing of it stays


@pytest.mark.parametrize("name", PATHS)
def test_a_forward_pass_leaves_nothing_behind(name, batch):
    model, x, y = batch(PATHS[name])
    before = dict(vars(model))
    model(x, y, regularisation=Regularisation(1.0, 1.0, 0.5))
    assert vars(model) == before


def test_without_attention_there_is_no_score_to_regularise(batch):
    model, x, y = batch(preset("none", **SMALL))
    plain = model(x, y).logits
    other = model(x, y, regularisation=Regularisation(diagonal_bias=2.0, score_noise=1.0)).logits
    torch.testing.assert_close(other, plain, rtol=0, atol=0)


def test_a_biased_step_attends_nearer_to_the_diagonal(batch):
    model, x, y = batch(preset("dot", **SMALL))
    alpha = model(x, y, regularisation=Regularisation(diagonal_bias=50.0)).alpha
    n = min(x.shape[1], y.shape[1])
    assert (alpha.argmax(-1)[:, :n] == torch.arange(n)).all()


@pytest.mark.parametrize("name", PATHS)
def test_parameters_have_the_names_of_checkpoints(name, batch):
    model, x, y = batch(PATHS[name])
    tensors = model.tensors()
    shapes = model.settings.shapes(len(model.source), len(model.target))
    assert {key: tuple(tensor.shape) for key, tensor in tensors.items()} == shapes
    other = Recurrent(model.settings, model.source, model.target)
    other.load_tensors(tensors)
    torch.testing.assert_close(other(x, y).logits, model(x, y).logits, rtol=0, atol=0)


def test_the_names_of_checkpoints_stand_in_one_place():
    assert IN_CHECKPOINTS == {"encoder": "reader", "decoder": "exploiter", "attention": "look"}


def test_both_grus_begin_with_long_memory(batch):
    model, *_ = batch(preset("additive"))
    for cell in (model.encoder, model.decoder):
        d = cell.hidden_size
        assert abs(float(cell.bias_hh_l0.detach()[d : 2 * d].mean()) - 1) < 0.1
        gate = cell.weight_hh_l0.detach()[:d]
        torch.testing.assert_close(gate @ gate.T, torch.eye(d), rtol=0, atol=1e-5)
