from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from softlook.cli import main


def heed():
    """Let Ctrl+C count, though the tests themselves may run where a shell has switched it off (in the background)."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def call(toy, tmp_path, capsys):
    """Call the command line on the toy, with its own folders."""

    def run(*arguments, name=toy.name):
        code = main(
            ["experiments", name, "--keep", str(tmp_path / "kept"), "--out", str(tmp_path / "out"), *arguments]
        )
        return code, capsys.readouterr()

    return run


def test_serially_and_in_processes(call, tmp_path):
    code, printed = call()
    assert code == 0
    assert printed.out == ""
    assert "8 jobs, 0 of them finished before" in printed.err
    first = (tmp_path / "out" / "toy.json").read_text()
    assert call("--jobs", "2")[0] == 0
    assert (tmp_path / "out" / "toy.json").read_text() == first
    code, printed = call("--list")
    assert code == 0
    assert printed.out.split("  ")[0] == "toy"
    assert "8 jobs" in printed.out
    assert "up to date" in printed.out


def test_the_list_of_all(capsys):
    assert main(["experiments", "--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [
        "length",
        "bottleneck",
        "scores",
        "windows",
        "heads",
        "seeds",
        "alignment_offset",
        "dates",
        "alignment",
        "regularised",
    ]


def test_a_table_of_older_code_is_named(call, tmp_path):
    assert "no table yet" in call("--list")[1].out
    call()
    (tmp_path / "out" / "toy.json").write_text('{"fingerprint": "0"}')
    assert "of older code" in call("--list")[1].out


def test_a_table_of_older_code_is_confirmed_or_not(call, tmp_path):
    assert call("--confirm")[0] == 2  # there is no table yet
    call()
    path = tmp_path / "out" / "toy.json"
    kept = path.read_text()
    path.write_text(re.sub(r'"fingerprint": "\w+"', '"fingerprint": "0"', kept))
    code, printed = call("--confirm")
    assert (code, printed.out) == (0, "")
    assert "toy.json confirmed by 4 jobs" in printed.err
    assert "up to date" in call("--list")[1].out
    path.write_text(re.sub(r'"fingerprint": "\w+"', '"fingerprint": "0"', kept).replace('"square": 4', '"square": 5'))
    code, printed = call("--confirm")
    assert code == 1
    assert "softlook: not confirmed: toy: n=2 kind=toy seed=0 comes out otherwise: square" in printed.err
    assert "of older code" in call("--list")[1].out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["experiments", "lenght"], 2, "softlook: experiment: 'lenght' given, one of length, bottleneck,"),
        (["experiments", "no.such"], 2, "softlook: No module named 'no'"),
        (
            ["experiments", "softlook.masks"],
            2,
            "softlook: experiment: EXPERIMENT of softlook.masks is NoneType, Exper",
        ),
        (["experiments", "--jobs", "0"], 2, "argument --jobs: '0' given, a whole number of at least 1 wanted"),
        (["experiments", "--jobs", "2", "--scheduler", "x"], 2, "not allowed with argument"),
    ],
)
def test_mistakes_in_the_call(arguments, code, message, capsys):
    assert main(arguments) == code
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err


def test_a_job_that_fails(call, toy):
    toy.set("TOY_FAILS", "2")
    code, printed = call()
    assert code == 1
    assert "FAILED, ValueError: n: 2 given, another wanted" in printed.err
    assert "softlook: 2 jobs failed" in printed.err


@pytest.mark.parametrize("option", ["--out", "--keep"])
def test_a_place_that_cannot_be_written_to(call, toy, tmp_path, option):
    (tmp_path / "file").write_text("")
    code, printed = call(option, str(tmp_path / "file" / "below"))
    assert code == 4
    assert printed.err.startswith(f"softlook: {option}: ")
    assert "a folder that can be written to wanted (not a directory)" in printed.err
    assert toy.begun() == {}


def test_a_disk_that_is_full_on_the_way(call, monkeypatch, tmp_path):
    from softlook.runs import store

    written = store.write

    def full(path, text):
        if len(list((tmp_path / "kept").glob("*.json"))) == 3:
            raise OSError(28, "No space left on device", str(path))
        written(path, text)

    monkeypatch.setattr(store, "write", full)
    code, printed = call()
    assert code == 4
    assert "no space left on device; what is kept in" in printed.err


def test_no_scheduler_there(call, monkeypatch):
    pytest.importorskip("distributed")
    from functools import partial

    from softlook.runs import runners

    monkeypatch.setattr(runners, "cluster", partial(runners.cluster, patience=0.5))
    code, printed = call("--scheduler", "tcp://127.0.0.1:9")
    assert code == 5
    assert printed.err.splitlines()[-1].startswith(
        "softlook: --scheduler: 'tcp://127.0.0.1:9' given, the address of a Dask scheduler wanted"
    )


def test_what_is_not_installed_is_named(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, printed = call("--scheduler", "tcp://127.0.0.1:9")
    assert code == 1
    assert "softlook: distributed: not installed, `pip install softlook[cluster]` wanted" in printed.err


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", [[], ["--jobs", "2"]])
def test_stopped_and_gone_on(toy, tmp_path, sent, code, jobs):
    toy.set("TOY_SLEEP", "0.4")
    command = [
        sys.executable,
        "-m",
        "softlook",
        "experiments",
        toy.name,
        "--keep",
        str(tmp_path / "kept"),
        "--out",
        str(tmp_path / "out"),
        *jobs,
    ]
    pipe = {"stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, **pipe, start_new_session=True, preexec_fn=heed)  # noqa: PLW1509 - no threads
    for line in process.stderr:
        if line.startswith("[2/8]"):
            break
    os.killpg(process.pid, sent) if sent == signal.SIGINT else process.send_signal(sent)
    start = time.monotonic()
    _, printed = process.communicate(timeout=60)
    assert process.returncode == code
    assert time.monotonic() - start < 15
    assert "Traceback" not in printed
    assert " of 8 jobs are kept in " in printed
    assert "the same command continues" in printed
    kept = len(list((tmp_path / "kept").glob("*.json")))
    assert 2 <= kept < 8
    toy.set("TOY_SLEEP", "0")
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0
    assert f"8 jobs, {kept} of them finished before" in done.stderr
    assert (tmp_path / "out" / "toy.json").exists()
