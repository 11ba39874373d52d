from __future__ import annotations

import pytest

from softlook.runs.job import Done, Job
from softlook.runs.tables import averaged, grouped, spread


@pytest.fixture
def done():
    """Two seeds of one score, one of another."""
    rows = [("dot", 0, 0.5), ("concat", 0, 0.2), ("dot", 1, 1.0)]
    return [
        Done(Job("m:run", {"score": score, "query": None}, seed), {"exact_match": exact, "aer": None}, 2, "")
        for score, seed, exact in rows
    ]


def by_score(settings):
    return {"score": settings["score"]}


def test_averaged(done):
    dot, concat = averaged(done, by_score, ["exact_match", "aer", "cpu_seconds"])
    assert dot.pop("exact_match") == {
        "mean": 0.75,
        "deviation": pytest.approx(0.125**0.5),
        "least": 0.5,
        "most": 1.0,
        "n": 2,
    }
    assert dot.pop("cpu_seconds")["mean"] == 2
    assert dot == {"score": "dot", "seeds": 2, "aer": None}
    assert concat["exact_match"]["n"] == concat["seeds"] == 1


def test_grouped_keeps_the_order(done):
    groups = grouped(done, by_score)
    assert [(label, [each.job.seed for each in group]) for label, group in groups] == [
        ({"score": "dot"}, [0, 1]),
        ({"score": "concat"}, [0]),
    ]


def test_a_spread_has_mean_deviation_and_extremes():
    assert spread([2, 4, 9]) == (5, pytest.approx(13**0.5), 2, 9, 3)


def test_a_spread_of_one_has_no_deviation_and_one_of_none_is_refused():
    assert spread(iter([3])) == (3.0, 0.0, 3.0, 3.0, 1)
    with pytest.raises(ValueError, match="values: none given, at least 1 wanted"):
        spread([])
