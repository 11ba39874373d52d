"""Time and memory against length: what is kept was measured on today's code."""

from __future__ import annotations

import multiprocessing
import re
from dataclasses import replace

import pytest
import torch
from numpy.testing import assert_allclose

from softlook import attend, band
from softlook.experiments import growth
from softlook.runs import engine, runners
from softlook.runs.fingerprint import used
from softlook.runs.results import read
from softlook.runs.store import Store


def test_what_is_kept_was_measured_on_this_code():
    """Where it fails: softlook experiments softlook.experiments.growth, with the benchmarks' requirements."""
    assert engine.is_current(read("growth"), growth.EXPERIMENT)


def test_the_fingerprint_covers_all_code_that_is_measured():
    """It is found by the imports: a list kept by hand had missed two modules."""
    code = {"attention", "local", "windows", "normalizers", "_torch.banded", "_torch.soft", "_torch.additive"}
    assert {f"softlook.{name}" for name in code} <= set(used(growth.EXPERIMENT.module))


def test_what_is_kept_is_whole():
    rows = read("growth")["rows"]
    wanted = {(name, n) for name in growth.CONTENDERS for n in growth.SIZES if n <= growth.AT_MOST.get(name, n)}
    assert {(row["name"], row["n"]) for row in rows} == wanted
    assert len(rows) == len(wanted)


def test_a_window_grows_with_n_and_full_attention_with_its_square():
    rows = read("growth")["rows"]
    assert 0.8 < growth.exponent(rows, "window") < 1.15
    assert 1.8 < growth.exponent(rows, "full attention, output only") < 2.2
    assert 1.9 < growth.exponent(rows, "full attention", "megabytes") < 2.1
    assert growth.exponent(rows, "window", "megabytes") < 1.3
    assert growth.ratio(rows, "full attention, output only", "window", n=65536) > 30
    assert growth.ratio(rows, "window", "window (local-attention)", n=65536) < 0.8
    assert growth.ratio(rows, "window", "window (local-attention)", "megabytes", n=65536) < 0.3


def test_the_contenders_compute_what_they_say():
    n = 300
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 1, n, growth.WIDTH)
    full = attend(q, k, v).c
    assert_allclose(growth.contender("full attention", n)(), full, atol=1e-5)
    assert_allclose(growth.contender("full attention, output only", n)(), full, atol=1e-5)
    near = torch.tensor(band(n, None, growth.HALF_WIDTH))
    assert_allclose(growth.contender("window", n)(), attend(q, k, v, mask=near).c, atol=1e-5)
    assert growth.contender("GRU", n)().shape == (1, n, growth.WIDTH)


def test_the_peer_attends_within_the_same_window():
    pytest.importorskip("local_attention")
    assert_allclose(growth.contender("window (local-attention)", 512)(), growth.contender("window", 512)(), atol=1e-5)


def test_measuring():
    rows = growth.growth([256, 1024], ["full attention"], rounds=1)
    assert [(row["name"], row["n"]) for row in rows] == [("full attention", 256), ("full attention", 1024)]
    assert 0 < rows[1]["seconds"] < 1 < rows[1]["megabytes"]  # its weights take four


def test_a_row_is_the_median_over_the_rounds(tmp_path, monkeypatch):
    measured = iter([(3.0, 30.0), (9.0, 90.0), (1.0, 10.0), (9.0, 90.0), (2.0, 50.0), (9.0, 90.0)])
    monkeypatch.setattr(growth, "run", lambda *_: dict(zip(("seconds", "megabytes"), next(measured), strict=True)))
    small = replace(growth.EXPERIMENT, jobs=lambda: growth._jobs([256], ["window", "GRU"], 3))
    failed = engine.perform([small], Store(tmp_path / "jobs"), runners.serial, tmp_path, lambda _line: None)
    table = read("growth", tmp_path)
    assert failed == []
    assert table["rows"][0] == {"name": "window", "n": 256, "seconds": 2.0, "megabytes": 30.0}
    assert [row["name"] for row in table["rows"]] == ["window", "GRU"]
    assert (table["settings"], table["seeds"]) == (growth.SETTINGS | {"n": 256}, [0, 1, 2])
    assert engine.is_current(table, small)


def test_full_attention_stops_where_its_weights_would_not_fit(monkeypatch):
    monkeypatch.setattr(growth, "AT_MOST", {"full attention": 256})
    rows = growth.growth([256, 512], ["full attention"], rounds=1)
    assert [row["n"] for row in rows] == [256]


def test_memory_is_seen():
    """Full attention's weights are four bytes a pair."""
    # In this process others have left memory behind, to be taken again unseen.
    with multiprocessing.get_context("spawn").Pool(1) as child:
        seconds, megabytes = child.apply(growth.measure, ("full attention", 2048))
    assert seconds > 0
    assert 0.5 * 16.8 < megabytes < 3 * 16.8


def test_an_unknown_contender_is_named():
    with pytest.raises(ValueError, match=re.escape("name: 'luck' given, one of full attention,")):
        growth.contender("luck", 1)


def test_where_linux_does_not_tell_the_peak_is_asked_of_the_system(monkeypatch):
    def nothing(*_):
        raise OSError

    before = growth._peak()
    monkeypatch.setattr(growth.Path, "read_text", nothing)
    monkeypatch.setattr(growth.Path, "write_text", nothing)
    assert_allclose(growth._peak(reset=True), before, rtol=0.5)
    monkeypatch.setattr(growth.Path, "read_text", lambda *_: "nothing of use")
    assert growth._peak() > 0
