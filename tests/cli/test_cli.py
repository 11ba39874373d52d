"""The command line as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

import softlook
from softlook.cli import build_parser, main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["experiment"], "invalid choice: 'experiment'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_mistakes_in_the_call(arguments, message, capsys):
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], "train experiments"),
        (["experiments", "--help"], "examples: --scheduler softlook"),
        (["train", "--help"], "examples: --data dates-fr --diagonal-bias"),
    ],
)
def test_help_teaches(arguments, words, capsys):
    assert main(arguments) == 0
    text = capsys.readouterr().out
    assert all(word in text for word in [*words.split(), "exit codes:"])
    assert max(map(len, text.splitlines())) <= 120


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"softlook {softlook.__version__}\n"


def test_every_command_can_be_run():
    for arguments in (["train"], ["experiments"]):
        assert callable(build_parser().parse_args(arguments).command)


def test_a_reader_that_has_enough(toy):
    process = subprocess.Popen(
        [sys.executable, "-m", "softlook", "experiments", toy.name, "--list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 0
    process.stderr.close()


def test_stopped_before_anything_began(monkeypatch):
    from softlook.cli import _experiments

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_experiments, "run", interrupted)
    assert main(["experiments"]) == 130
