from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from softlook.nn import Reinforce
from softlook.translate.batches import Batch, Batches
from softlook.translate.checkpoints import load
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.splits import split
from softlook.translate.recipe import Recipe
from softlook.translate.recurrent import Predictions
from softlook.translate.settings import PRESETS, preset
from softlook.translate.training import Run, build, cost, one_thread, train
from softlook.translate.transformer import TransformerSettings
from softlook.translate.translator import translate, translate_all

KINDS = {
    **{name: preset(name, hidden=16, embedding=12) for name in PRESETS},
    "hard": preset("general", hidden=16, embedding=12, hard=True),
    "transformer": TransformerSettings(hidden=16, heads=2, layers=1, inner=16),
}


@pytest.fixture(scope="module")
def days():
    return split(dates(400))


def equal(one, two):
    mine, other = one.model.state_dict(), two.model.state_dict()
    return mine.keys() == other.keys() and all(torch.equal(mine[name], other[name]) for name in mine)


@pytest.mark.parametrize("name", ["none", "published", "additive", "dot", "local-p", "transformer"])
def test_one_batch_is_learned_by_heart(name, days):
    """Without attention too: eight sentences fit into any state."""
    settings = TransformerSettings() if name == "transformer" else preset(name)
    pairs = [pair for pair in days.train if len(pair.source) == 9][:8]
    trained = train(
        settings, pairs, steps=200, batch=8, quiet=True, learning_rate=3e-3 if name == "transformer" else 1e-2
    )
    assert trained.curve[-1].loss < 0.01
    assert trained.curve[-1].accuracy == 1
    assert [each.words for each in translate_all([pair.source for pair in pairs], trained.model)] == [
        pair.target for pair in pairs
    ]


@pytest.mark.parametrize("name", KINDS)
def test_a_masked_target_token_moves_no_loss(name, days):
    model = build(KINDS[name], days.train).eval()
    one, two = [pair for pair in days.train if len(pair.source) == 9][:2]
    batch = Batches([one, Pair(two.source, two.target[:3])], model.source, model.target)[0]
    assert (batch.targets == 0).any()
    draw = (lambda: Reinforce(seed=3)) if name == "hard" else lambda: None
    whole, tokens, correct = cost(model, batch, draw())
    y = batch.y.copy()
    y[batch.targets == 0] = 7  # what is read behind the end
    other, *counts = cost(model, Batch(batch.x, y, batch.targets), draw())
    torch.testing.assert_close(whole, other, rtol=1e-6, atol=0)
    assert counts == [tokens, correct]
    assert int(tokens) == (batch.targets > 0).sum()
    visible = batch.y.copy()
    visible[:, 1] = 7
    assert (
        float((cost(model, Batch(batch.x, visible, batch.targets), draw())[0] - whole).detach().abs()) > 1e-5
    )  # where it is not masked it counts


def test_a_seed_says_everything(days):
    one, again, other = (train("dot", days, steps=12, batch=16, seed=seed, quiet=True) for seed in (1, 1, 2))
    assert equal(one, again)
    assert [point[:3] for point in one.curve] == [point[:3] for point in again.curve]
    assert not equal(one, other)


def test_training_leaves_torch_as_it_was(days):
    torch.manual_seed(5)
    draws, threads = torch.rand(3), torch.get_num_threads()
    torch.manual_seed(5)
    train("dot", days, steps=2, batch=4, quiet=True)
    assert torch.equal(torch.rand(3), draws)
    assert torch.get_num_threads() == threads
    with one_thread():
        assert torch.get_num_threads() == 1


@pytest.mark.parametrize("name", ["additive", "hard", "transformer"])
def test_resumed_equals_uninterrupted(name, days, tmp_path):
    how = {"steps": 31, "batch": 16, "quiet": True}
    whole = train(KINDS[name], days, **how)
    state = tmp_path / "state"
    for stop in (7, 20, 20, None):
        parts = train(KINDS[name], days, **how, state=state, stop_after=stop, save_every=3)
        assert parts.steps == {7: 0, 20: 20, None: 31}[stop]
    assert equal(whole, parts)
    assert [point[:3] for point in whole.curve] == [point[:3] for point in parts.curve]
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


CODE = """
import sys
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.splits import split
from softlook.translate.training import train
train("dot", split(dates(400)), steps=4000, batch=16, quiet=True, state=sys.argv[1], save_every=5)
"""


def test_a_killed_training_goes_on(days, tmp_path):
    """Killed at a moment of its own choosing, as often as it takes: each time it goes on from a whole file."""
    state, reached = tmp_path / "state", []
    from safetensors import safe_open

    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(state)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "OMP_NUM_THREADS": "1"},
        )
        before, deadline = reached[-1] if reached else 0, time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
            if state.exists():
                with safe_open(state, framework="np") as file:
                    at = int(file.metadata()["step"])
                if at > before:
                    break
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        with safe_open(state, framework="np") as file:
            reached.append(int(file.metadata()["step"]))
    assert 0 < reached[0] < reached[1] < 4000
    how = {"steps": 4000, "batch": 16, "quiet": True, "stop_after": reached[1] + 10}
    assert equal(train("dot", days, **how), train("dot", days, **how, state=state))


def test_a_state_of_another_training_is_refused(days, tmp_path):
    state, how = tmp_path / "state", {"steps": 9, "batch": 8, "quiet": True}
    train("dot", days, **how, state=state)
    for model, data, changes, message in (
        ("general", days, {}, "state: the state of a training with settings"),
        ("dot", days, {"seed": 1}, "state: the state of a training with recipe"),
        ("dot", days.validation, {}, "state: the state of a training with data"),
    ):
        with pytest.raises(ValueError, match=message):
            train(model, data, **how | changes, state=state)
    state.write_bytes(state.read_bytes()[:-5])
    with pytest.raises(ValueError, match="state: a truncated or damaged file given"):
        train("dot", days, **how, state=state)


def test_a_run_goes_on_from_the_state_of_another(days):
    """In memory, with no file between."""
    recipe = Recipe(steps=9, batch=8)
    runs = [Run(build(KINDS["hard"], days.train), recipe, days.train, "dates") for _ in range(3)]
    whole, begun, other = runs
    begun.load_state_dict(whole.state_dict())
    torch.manual_seed(0)
    tokens = [whole.take_step() for _ in range(4)]
    torch.manual_seed(0)
    assert [begun.take_step(), begun.take_step()] == tokens[:2]
    other.load_state_dict(begun.state_dict())
    assert [other.take_step(), other.take_step()] == tokens[2:]
    mine, theirs = whole.state_dict(), other.state_dict()
    assert mine.header == theirs.header
    assert mine.tensors.keys() == theirs.tensors.keys()
    assert all(torch.equal(mine.tensors[name], theirs.tensors[name]) for name in mine.tensors if name != "draws")


class Constant(torch.nn.Module):
    """A model that finds every word equally likely, but for some."""

    def __init__(self, words, unlikely=()):
        super().__init__()
        self.logits = torch.nn.Parameter(torch.zeros(words))
        self.logits.data[list(unlikely)] = -1

    def forward(self, _, y):
        return Predictions(self.logits.expand(*y.shape, -1))


def test_of_equally_likely_words_the_first_is_predicted():
    """As a translation takes it: not all of them are right."""
    batch = Batch(np.array([[4]]), np.array([[1, 4, 5]]), np.array([[4, 5, 2]]))
    for unlikely, correct in (((), 0), ((0, 1), 1), ((0, 1, 2), 0), ((0, 1, 2, 3), 1), ((0, 1, 2, 3, 4), 1)):
        loss, tokens, counted = cost(Constant(6, unlikely), batch)
        assert (int(tokens), int(counted)) == (3, correct)
    assert loss.item() > 0


def test_saved_and_loaded(days, tmp_path):
    trained = train("dot", days, steps=3, batch=8, quiet=True, name="dates")
    assert trained.curve[-1].steps == 3
    checkpoint = load(trained.save(tmp_path / "x.safetensors", scores={"exact_match": 0.0}))
    assert checkpoint.data["name"] == "dates"
    assert checkpoint.data["pairs"] == len(days.train)
    assert checkpoint.training["steps"] == 3
    assert checkpoint.scores == {"exact_match": 0.0}


def test_progress_is_shown_unless_quiet(days, capsys):
    train("dot", days, steps=10, batch=8)
    assert "loss" in capsys.readouterr().err
    train("dot", days, steps=10, batch=8, quiet=True)
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": []}, "data: no pairs given"),
        ({"steps": 0}, "steps: 0 given"),
        ({"steps": 1.5}, "steps: float given"),
        ({"batch": 0}, "batch: 0 given"),
        ({"learning_rate": -1.0}, "learning_rate: -1.0 given"),
        ({"diagonal_bias": -1.0}, "diagonal_bias: -1 given, a number of at least 0 wanted"),
        ({"save_every": 0}, "save_every: 0 given"),
        ({"model": "dott"}, "name: 'dott' given"),
    ],
)
def test_errors(changes, message, days):
    with pytest.raises((TypeError, ValueError), match=message):
        train(**{"model": "dot", "data": days.train, "quiet": True} | changes)


def test_a_model_takes_its_pairs_words_and_lengths():
    model = build("dot", [Pair(("a",) * 20, ("b",))])
    assert model.settings.longest == 20
    assert (model.source.words[4:], model.target.words[4:]) == (("a",), ("b",))
    assert build(model, []) is model


def test_the_words_of_a_translation_are_the_targets(days):
    model = train("dot", days, steps=5, batch=8, quiet=True).model
    assert set(translate(days.test[0].source, model).words) <= set(model.target.words)
