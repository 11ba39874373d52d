from __future__ import annotations

import re

import numpy as np
import pytest

from softlook import display, fixations_to_find
from softlook.experiments.pop_out import EXPERIMENT, pop_out, slope
from softlook.runs import engine
from softlook.runs.results import read


@pytest.fixture(scope="module")
def rows():
    return pop_out(("colour", "conjunction"), (7, 63), displays=8)


def test_a_feature_pops_out_whatever_stands_around_it(rows):
    assert {n for row in rows if row["kind"] == "colour" for n in row["fixations"]} == {1}
    assert abs(slope(rows, "colour")) < 1e-9


def test_a_conjunction_is_searched_for_the_longer_the_more_there_is(rows):
    few, many = (row for row in rows if row["kind"] == "conjunction")
    assert 2 < few["mean"] < many["low"]
    assert 0.05 < slope(rows, "conjunction") < 0.5


def test_the_fixations_are_the_searchs_own(rows):
    assert rows[0]["fixations"] == [fixations_to_find(display("colour", 7, seed=seed)) for seed in range(8)]
    (again,) = pop_out(("conjunction",), (7,), displays=3, seed=2)
    assert again["fixations"] == rows[2]["fixations"][2:5]


def test_the_interval_holds_the_mean(rows):
    for row in rows:
        assert row["low"] <= row["mean"] == pytest.approx(np.mean(row["fixations"]))
        assert row["mean"] <= row["high"]
    assert rows[3]["low"] < rows[3]["high"]


def test_the_slope_is_that_of_least_squares():
    rng = np.random.default_rng(0)
    rows = [{"kind": "x", "distractors": n, "mean": y} for n, y in enumerate(rng.random(6))]
    assert slope([*rows, {"kind": "y", "distractors": 9, "mean": 99.0}], "x") == pytest.approx(
        np.polyfit(range(6), [row["mean"] for row in rows], 1)[0]
    )


def test_what_is_refused():
    with pytest.raises(ValueError, match="displays: 0 given, a whole number of at least 1 wanted"):
        pop_out(displays=0)
    with pytest.raises(
        ValueError, match=re.escape("kind: 'x' given, one with at least two numbers of distractors wanted")
    ):
        slope([{"kind": "x", "distractors": 1, "mean": 1.0}] * 2, "x")


def test_what_was_kept_is_what_the_code_finds_today():
    """Six displays of each kind, at the smallest and the largest field."""
    table = read("pop_out")
    kept = {(row["kind"], row["distractors"]): row["fixations"] for row in table["rows"]}
    assert {kind for kind, _ in kept} == {"colour", "orientation", "conjunction"}
    (seed,) = table["seeds"]
    for row in pop_out(distractors=(7, 63), displays=6, seed=seed):
        assert row["fixations"] == kept[row["kind"], row["distractors"]][:6]
    for row in table["rows"]:
        assert len(row["fixations"]) == table["settings"]["displays"]
        assert row["low"] <= row["mean"] == pytest.approx(np.mean(row["fixations"]))
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


def test_the_table_was_made_by_todays_code_and_answers_todays_jobs():
    """Where it fails: softlook experiments softlook.experiments.pop_out."""
    table = read("pop_out")
    assert engine.is_current(table, EXPERIMENT)
    assert [(run["settings"], run["seed"]) for run in table["runs"]] == [
        (job.settings, job.seed) for job in EXPERIMENT.jobs()
    ]
    assert all(run.keys() == {"settings", "seed", "cpu_seconds"} for run in table["runs"])
