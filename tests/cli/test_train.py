from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from optional import torch

import softlook
from softlook.cli import main
from softlook.runs.fingerprint import used
from softlook.translate.checkpoints import load
from softlook.translate.decode import Decoder

SMALL = ["--steps", "6", "--batch", "8", "--hidden", "8", "--quiet"]
NOUNS = {"cat": "chat", "dog": "chien", "book": "livre", "garden": "jardin", "car": "camion"}
VERBS = {"see": "vois", "want": "veux", "sell": "vends", "take": "prends"}


def heed():
    """Let Ctrl+C count, though the tests themselves may run where a shell has switched it off (in the background)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def trains():
    """Say that a test trains, which needs torch."""
    return torch


@pytest.fixture
def there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [
        f"I {verb} the {noun}\tJe {verbe} le {nom}" for verb, verbe in VERBS.items() for noun, nom in NOUNS.items()
    ]
    (tmp_path / "mine.tsv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("trains")
def test_your_own_pairs(there, capsys):
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("mine.tsv: 20 pairs read from 20 lines, 0 refused")
    assert printed.out.startswith("dot-mine.safetensors: written; on ")
    assert "exact match" in printed.out
    checkpoint = load(there / "dot-mine.safetensors")
    assert checkpoint.training["steps"] == 6
    assert checkpoint.data["name"] == "mine.tsv"
    assert checkpoint.scores["split"] == "test"
    assert checkpoint.scores["aer"] is None  # there are no gold links
    assert 0 <= checkpoint.scores["exact_match"] <= 1
    assert Decoder(there / "dot-mine.safetensors").translate("i see the cat").alpha.shape[1] == 4
    assert sorted(path.name for path in there.iterdir()) == ["dot-mine.safetensors", "mine.tsv"]


@pytest.mark.usefixtures("trains")
def test_dates_have_gold_links(there, capsys):
    assert (
        main(["train", "general", "--data", "dates-fr", *SMALL, "--out", "d.safetensors", "--diagonal-bias", "1.5"])
        == 0
    )
    assert ", AER 0." in capsys.readouterr().out
    assert load(there / "d.safetensors").training["diagonal_bias"] == 1.5


@pytest.mark.usefixtures("trains")
def test_refused_lines_are_reported_and_the_rest_learned(there, capsys):
    text = (there / "mine.tsv").read_text()
    (there / "mine.tsv").write_text(text + "\n" + "\n".join(f"one column {n}" for n in range(14)))
    assert main(["train", "none", "--data", "mine.tsv", *SMALL]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "mine.tsv: 20 pairs read from 34 lines, 14 refused"
    assert lines[1] == "line 21: 1 column given, two wanted (source, tab, target)"
    assert lines[11] == "and 4 more"


@pytest.mark.usefixtures("trains")
def test_words_that_were_never_learned(there, capsys, monkeypatch):
    from softlook.translate.corpus import splits
    from softlook.translate.corpus.tsv import read_text

    pairs = read_text((there / "mine.tsv").read_text()).pairs
    strange = read_text("I see the cat\tJe vois le chaton\nI paint the cat\tJe peins le chat").pairs
    monkeypatch.setattr(splits, "split", lambda _: splits.Splits(pairs, (), strange))
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL]) == 0
    assert (
        "on 1 test pairs (of 2: the others are too long or have words that were never learned) exact match 0.000"
        in capsys.readouterr().out
    )
    monkeypatch.setattr(splits, "split", lambda _: splits.Splits(pairs, (), strange[1:]))
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL]) == 0
    assert "no test pair that the model can read, and so no score" in capsys.readouterr().out


@pytest.mark.usefixtures("trains")
def test_a_test_pair_longer_than_any_learned_is_left_out(there, capsys, monkeypatch):
    from softlook.translate.corpus import splits
    from softlook.translate.corpus.tsv import read_text

    pairs = read_text((there / "mine.tsv").read_text()).pairs
    long = pairs[0]._replace(source=pairs[0].source * 9)
    monkeypatch.setattr(splits, "split", lambda _: splits.Splits(pairs, (), (long, pairs[1])))
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL]) == 0
    assert "on 1 test pairs (of 2: the others are too long" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["dott"], 2, "softlook: MODEL: 'dott' given, one of none, additive,"),
        (["dot", "--hidden", "7"], 2, "softlook: hidden: 7 given, an even number wanted"),
        (
            ["dot", "--data", "datas"],
            2,
            (
                "softlook: data: 'datas' given, one of sentences, numbers, dates-de, dates-es, dates-fr, dates-iso "
                "wanted, or a file"
            ),
        ),
        (["dot", "--steps", "-3"], 2, "argument --steps: '-3' given, a whole number of at least 1 wanted"),
        (["dot", "--steps", "1e3"], 2, "argument --steps: '1e3' given, a whole number of at least 1 wanted"),
        (["dot", "--diagonal-bias", "nan"], 2, "argument --diagonal-bias: 'nan' given, a number of at least 0 wanted"),
        (
            ["dot", "--diagonal-bias", "much"],
            2,
            "argument --diagonal-bias: 'much' given, a number of at least 0 wanted",
        ),
        (["dot", "--data", "none.tsv"], 3, "softlook: none.tsv: no such file or directory"),
        (
            ["dot", "--data", "latin.tsv"],
            3,
            "softlook: latin.tsv: Latin-1 (or Windows-1252) given, as byte 0xe9 on line 1 shows",
        ),
        (["dot", "--data", "empty.tsv"], 3, "softlook: empty.tsv: 0 pairs given, some to learn from wanted"),
        (
            ["dot", "--data", "mine.tsv", "--out", "no/such/folder/x.safetensors"],
            4,
            "softlook: --out: no/such/folder/x.safetensors given, a file that can be written wanted (no such",
        ),
        (
            ["dot", "--data", "mine.tsv", "--out", "."],
            4,
            "softlook: --out: . given, a file that can be written wanted (is a directory)",
        ),
    ],
)
def test_mistakes(there, capsys, arguments, code, message):
    (there / "latin.tsv").write_bytes("été\tsummer\n".encode("latin-1"))
    (there / "empty.tsv").write_text("")
    assert main(["train", *arguments, *(SMALL if "--out" in arguments else [])]) == code
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err
    assert not list(there.glob("*.safetensors"))


@pytest.mark.usefixtures("there")
def test_without_torch(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "softlook.translate.training", None)
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL]) == 1
    assert "(pip install 'softlook[torch,translate]')" in capsys.readouterr().err


@pytest.mark.usefixtures("trains")
def test_stopped_and_gone_on_is_the_same_as_never_stopped(there):
    # Long enough to be stopped on the way on any machine.
    command = [
        sys.executable,
        "-m",
        "softlook",
        "train",
        "dot",
        "--data",
        "mine.tsv",
        "--steps",
        "600",
        "--batch",
        "8",
        "--hidden",
        "8",
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [*command, "--out", "stopped.safetensors"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=heed,  # noqa: PLW1509
    )
    state = there / "stopped.safetensors.state"
    while not state.exists():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, printed = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (
        "softlook: stopped; at most the last 25 steps are lost, "
        "the same command continues from stopped.safetensors.state" in printed
    )
    assert "Traceback" not in printed
    for out in ("stopped", "whole"):
        done = subprocess.run(
            [*command, "--out", f"{out}.safetensors"], capture_output=True, text=True, env=environment, timeout=300
        )
        assert done.returncode == 0, done.stderr
        assert ("continuing from stopped.safetensors.state" in done.stderr) == (out == "stopped")
    one, other = (load(there / f"{name}.safetensors") for name in ("stopped", "whole"))
    assert all((one.tensors[name] == other.tensors[name]).all() for name in one.tensors)
    assert one.scores == other.scores
    assert not state.exists()


@pytest.mark.usefixtures("trains")
def test_the_state_of_something_else_is_refused(there, capsys):
    (there / "foreign.safetensors.state").write_bytes(b"something else")
    assert main(["train", "dot", "--data", "mine.tsv", "--out", "foreign.safetensors", *SMALL]) == 2
    printed = capsys.readouterr().err
    assert "--fresh starts again" in printed
    assert "Traceback" not in printed
    assert not list(there.glob("*.safetensors"))


@pytest.mark.usefixtures("trains")
def test_fresh_starts_again(there, capsys):
    (there / "dot-mine.safetensors.state").write_bytes(b"something else")
    assert main(["train", "dot", "--data", "mine.tsv", *SMALL, "--fresh"]) == 0
    assert "going on" not in capsys.readouterr().err


@pytest.mark.usefixtures("trains")
def test_the_header_is_plain_json(there):
    main(["train", "dot", "--data", "mine.tsv", *SMALL, "--seed", "3"])
    raw = (there / "dot-mine.safetensors").read_bytes()
    metadata = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])["__metadata__"]
    assert json.loads(metadata["training"])["seed"] == 3


def test_its_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"softlook {softlook.__version__}\n"


def test_the_command_needs_no_experiment():
    """Its data and its scores come from the translation lab, not from what the experiments do with it."""
    modules = used("softlook.cli._train")
    assert "softlook.translate.corpus.named" in modules
    assert not [name for name in modules if name.startswith(("softlook.experiments", "softlook.runs"))]
