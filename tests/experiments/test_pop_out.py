from __future__ import annotations

import re

import numpy as np
import pytest

from softlook import display, fixations_to_find
from softlook.experiments import pop_out as module
from softlook.experiments.pop_out import pop_out, slope, write
from softlook.runs.results import read


@pytest.fixture(scope="module")
def rows():
    return pop_out(("colour", "conjunction"), (7, 63), displays=8)


def test_a_feature_pops_out_whatever_stands_around_it(rows):
    assert {look for row in rows if row["kind"] == "colour" for look in row["looks"]} == {1}
    assert abs(slope(rows, "colour")) < 1e-9


def test_a_conjunction_is_searched_for_the_longer_the_more_there_is(rows):
    few, many = (row for row in rows if row["kind"] == "conjunction")
    assert 2 < few["mean"] < many["low"]
    assert 0.05 < slope(rows, "conjunction") < 0.5


def test_the_looks_are_the_searchs_own(rows):
    assert rows[0]["looks"] == [fixations_to_find(display("colour", 7, seed=seed)) for seed in range(8)]
    (again,) = pop_out(("conjunction",), (7,), displays=3, seed=2)
    assert again["looks"] == rows[2]["looks"][2:5]


def test_the_interval_holds_the_mean(rows):
    for row in rows:
        assert row["low"] <= row["mean"] == pytest.approx(np.mean(row["looks"]))
        assert row["mean"] <= row["high"]
    assert rows[3]["low"] < rows[3]["high"]


def test_the_slope_is_that_of_least_squares():
    rng = np.random.default_rng(0)
    rows = [{"kind": "x", "distractors": n, "mean": y} for n, y in enumerate(rng.random(6))]
    assert slope([*rows, {"kind": "y", "distractors": 9, "mean": 99.0}], "x") == pytest.approx(
        np.polyfit(range(6), [row["mean"] for row in rows], 1)[0]
    )


def test_what_is_refused():
    with pytest.raises(ValueError, match="displays: 0 given, at least 1 wanted"):
        pop_out(displays=0)
    with pytest.raises(
        ValueError, match=re.escape("kind: 'x' given, one with at least two numbers of distractors wanted")
    ):
        slope([{"kind": "x", "distractors": 1, "mean": 1.0}] * 2, "x")


def test_what_was_kept_is_what_the_code_finds_today():
    """Six displays of each kind, at the smallest and the largest field."""
    kept = {(row["kind"], row["distractors"]): row["looks"] for row in read("pop_out")["rows"]}
    assert {kind for kind, _ in kept} == {"colour", "orientation", "conjunction"}
    for row in pop_out(distractors=(7, 63), displays=6, seed=read("pop_out")["seed"]):
        assert row["looks"] == kept[row["kind"], row["distractors"]][:6]
    for row in read("pop_out")["rows"]:
        assert len(row["looks"]) == read("pop_out")["displays"]
        assert row["low"] <= row["mean"] == pytest.approx(np.mean(row["looks"]))
        assert row["mean"] <= row["high"]


def test_what_the_chapter_says_of_it():
    rows = read("pop_out")["rows"]
    assert slope(rows, "colour") == pytest.approx(0, abs=1e-9)
    assert 0 <= slope(rows, "orientation") < 0.3 * slope(rows, "conjunction")
    assert slope(rows, "conjunction") > 0.1
    first, *_, last = (row for row in rows if row["kind"] == "conjunction")
    assert first["high"] < last["low"]
    for kind in ("orientation", "conjunction"):  # "the fullest fields come out no harder than the next ones"
        *_, next_to_last, fullest = (row["mean"] for row in rows if row["kind"] == kind)
        assert fullest <= next_to_last


def test_it_is_written_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "pop_out", lambda **given: [given])
    target = tmp_path / "x.json"
    write(target, displays=2, seed=3)
    assert target.read_text("utf-8") == '{"displays": 2, "seed": 3, "rows": [{"displays": 2, "seed": 3}]}\n'
    assert list(tmp_path.iterdir()) == [target]
