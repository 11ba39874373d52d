"""Time and memory against length: what is kept was measured on today's code."""

from __future__ import annotations

import json
import multiprocessing
import re

import pytest
import torch
from numpy.testing import assert_allclose

from softlook import attend, band
from softlook.experiments import growth
from softlook.runs.fingerprint import fingerprint, used
from softlook.runs.results import read


def test_what_is_kept_was_measured_on_this_code():
    """Where it fails: python -m softlook.experiments.growth, with the benchmarks' requirements."""
    assert read("growth")["fingerprint"] == fingerprint(growth.MODULE)


def test_the_fingerprint_covers_all_code_that_is_measured():
    """It is found by the imports: a list kept by hand had missed two modules."""
    code = {"attention", "local", "windows", "normalizers", "_torch.banded", "_torch.soft", "_torch.additive"}
    assert {f"softlook.{name}" for name in code} <= set(used(growth.MODULE))


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


def test_the_peer_looks_through_the_same_window():
    pytest.importorskip("local_attention")
    assert_allclose(growth.contender("window (local-attention)", 512)(), growth.contender("window", 512)(), atol=1e-5)


def test_measuring(tmp_path, monkeypatch):
    rows = growth.growth([256, 1024], ["full attention"], rounds=1)
    assert [(row["name"], row["n"]) for row in rows] == [("full attention", 256), ("full attention", 1024)]
    assert 0 < rows[1]["seconds"] < 1 < rows[1]["megabytes"]  # its weights take four
    monkeypatch.setattr(growth, "version", lambda name: f"{name}'s")
    growth.write(tmp_path / "growth.json", rows)
    found = json.loads((tmp_path / "growth.json").read_text())
    assert found["rows"] == rows
    assert found["fingerprint"] == fingerprint(growth.MODULE)
    assert [file.name for file in tmp_path.iterdir()] == ["growth.json"]


def test_full_attention_stops_where_its_weights_would_not_fit(monkeypatch):
    monkeypatch.setattr(growth, "AT_MOST", {"full attention": 256})
    rows = growth.growth([256, 512], ["full attention"], rounds=1)
    assert [row["n"] for row in rows] == [256]


def test_memory_is_seen():
    """Full attention's weights are four bytes a pair."""
    with multiprocessing.get_context("spawn").Pool(
        1
    ) as child:  # in this one others have left memory behind, to be taken again unseen
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
    assert_allclose(growth._peak(forget=True), before, rtol=0.5)
    monkeypatch.setattr(growth.Path, "read_text", lambda *_: "nothing of use")
    assert growth._peak() > 0
