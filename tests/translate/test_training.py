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
from safetensors.numpy import save_file

from softlook.nn import Reinforce
from softlook.translate.batches import Batch, Batches
from softlook.translate.checkpoints import load
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.splits import split
from softlook.translate.recurrent import diagonal_bias_matrix
from softlook.translate.settings import PRESETS, preset
from softlook.translate.training import Recipe, build, cost, one_thread, train
from softlook.translate.transformer import TransformerSettings
from softlook.translate.translator import translate, translate_all
from softlook.translate.vocabulary import Vocabulary

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
    assert [found.words for found in translate_all([pair.source for pair in pairs], trained.model)] == [
        pair.target for pair in pairs
    ]


@pytest.mark.parametrize("name", KINDS)
def test_a_masked_target_token_moves_no_loss(name, days):
    model = build(KINDS[name], days.train).eval()
    one, two = [pair for pair in days.train if len(pair.source) == 9][:2]
    batch = Batches([one, Pair(two.source, two.target[:3])], model.source, model.target)[0]
    assert (batch.wanted == 0).any()
    draw = (lambda: Reinforce(seed=3)) if name == "hard" else lambda: None
    whole, tokens, right = cost(model, batch, draw())
    y = batch.y.copy()
    y[batch.wanted == 0] = 7  # what is read behind the end
    other, *counts = cost(model, Batch(batch.x, y, batch.wanted), draw())
    torch.testing.assert_close(whole, other, rtol=1e-6, atol=0)
    assert counts == [tokens, right]
    assert int(tokens) == (batch.wanted > 0).sum()
    visible = batch.y.copy()
    visible[:, 1] = 7
    assert (
        float((cost(model, Batch(batch.x, visible, batch.wanted), draw())[0] - whole).detach().abs()) > 1e-5
    )  # where it is not masked it counts


def test_a_seed_says_everything(days):
    one, again, other = (train("dot", days, steps=12, batch=16, seed=seed, quiet=True) for seed in (1, 1, 2))
    assert equal(one, again)
    assert [point[:3] for point in one.curve] == [point[:3] for point in again.curve]
    assert not equal(one, other)


def test_training_leaves_torch_as_it_was(days):
    torch.manual_seed(5)
    wanted, threads = torch.rand(3), torch.get_num_threads()
    torch.manual_seed(5)
    train("dot", days, steps=2, batch=4, quiet=True)
    assert torch.equal(torch.rand(3), wanted)
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
    raw = state.read_bytes()
    for spoilt in (raw[:-5], raw[:50], b"", b"nonsense"):
        state.write_bytes(spoilt)
        with pytest.raises(ValueError, match="state: a truncated or damaged file given"):
            train("dot", days, **how, state=state)
    save_file({"w": np.zeros(3)}, state)
    with pytest.raises(ValueError, match="state: another safetensors file given"):
        train("dot", days, **how, state=state)


def test_saved_and_loaded(days, tmp_path):
    trained = train("dot", days, steps=3, batch=8, quiet=True, name="dates")
    assert trained.curve[-1].steps == 3
    found = load(trained.save(tmp_path / "x.safetensors", scores={"exact_match": 0.0}))
    assert found.data["name"] == "dates"
    assert found.data["pairs"] == len(days.train)
    assert found.training["steps"] == 3
    assert found.scores == {"exact_match": 0.0}


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
    assert Recipe().betas == (0.9, 0.98)


def test_an_epoch_holds_every_pair_once(days):
    source, target = (
        Vocabulary.of(side) for side in zip(*[(pair.source, pair.target) for pair in days.train], strict=True)
    )
    batches = Batches(days.train, source, target, batch=7, seed=3)
    for epoch in range(2):
        seen = []
        for n in range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch):
            x, y, wanted = batches[n]
            assert len(x) <= 7
            assert (x > 0).all()
            assert (y[:, 0] == 1).all()
            assert (y[:, 1:] == np.where(wanted[:, :-1] == 2, 0, wanted[:, :-1])).all()
            assert ((wanted == 2).sum(1) == 1).all()
            seen += [(source.decode(one), target.decode(other)) for one, other in zip(x, wanted, strict=True)]
        assert sorted(seen) == sorted((pair.source, pair.target) for pair in days.train)
    again = Batches(days.train, source, target, batch=7, seed=3)
    other = Batches(days.train, source, target, batch=7, seed=4)
    assert any(batches[n].x.tolist() != other[n].x.tolist() for n in range(batches.per_epoch))
    assert batches[0].x.tolist() != batches[batches.per_epoch].x.tolist()
    np.testing.assert_array_equal(
        again[batches.per_epoch + 2].x, batches[batches.per_epoch + 2].x
    )  # any batch at once
    with pytest.raises(ValueError, match="pairs: none given"):
        Batches([], source, target)


def test_targets_of_all_lengths_stand_in_a_batch():
    """Batches of one target length each would pull the weights to and fro: learned from so, the same steps reach less."""
    pairs = [Pair(("a", "b"), tuple("xyzuvw"[: 1 + n % 6])) for n in range(60)]
    batches = Batches(pairs, Vocabulary(["a", "b"]), Vocabulary(list("xyzuvw")), batch=10)
    for n in range(2 * batches.per_epoch):
        assert len(set((batches[n].wanted > 0).sum(1))) > 2


def test_grus_begin_with_long_memory():
    """Each gate's matrix keeps lengths, and the update gates favour the old state by one."""
    torch.manual_seed(0)
    model = build("additive", [Pair(("a",), ("b",))])
    for gru in (model.reader, model.exploiter):
        d = gru.hidden_size
        for name, value in gru.named_parameters():
            if name.startswith("weight_hh"):
                for gate in value.detach().chunk(3):
                    torch.testing.assert_close(gate @ gate.T, torch.eye(d), rtol=0, atol=1e-5)
            elif name.startswith("bias_hh"):
                update = value.detach()[d : 2 * d]
                assert abs(float(update.mean()) - 1) < 0.1
                assert float(value.detach()[:d].abs().max()) < 0.5


def test_the_bias_grows_with_the_distance_from_the_diagonal():
    found = diagonal_bias_matrix(7, 2, 2.0, torch.zeros(1))
    assert found.tolist() == [[-0.0, -0.5, -2.0, -4.5, -8.0, -8.0, -8.0], [-0.5, -0.0, -0.5, -2.0, -4.5, -8.0, -8.0]]


def test_the_words_of_a_translation_are_the_targets(days):
    model = train("dot", days, steps=5, batch=8, quiet=True).model
    assert set(translate(days.test[0].source, model).words) <= set(model.target.words)
