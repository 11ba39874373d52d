from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from softlook.experiments.translation import trained
from softlook.runs.job import Done, Job, do
from softlook.translate.corpus.pair import Pair
from softlook.translate.outcomes import Outcome
from softlook.translate.settings import Settings, preset


def test_a_job_for_each_seed():
    one, other = trained.jobs("dot", seeds=(3, 5), steps=7, hidden=8)
    assert (one.seed, other.seed) == (3, 5)
    assert one.settings == other.settings
    assert Settings(**one.settings["model"]) == preset("dot", hidden=8)
    assert (one.settings["steps"], one.settings["data"], one.settings["diagonal_bias"]) == (7, "sentences", 0.0)
    assert trained.jobs(preset("dot", hidden=8), seeds=(3, 5), steps=7) == [one, other]


@pytest.mark.needs_torch
@pytest.mark.usefixtures("few")
def test_the_same_job_gives_the_same_row():
    (job,) = trained.jobs("dot", seeds=[4], steps=3, hidden=8)
    one, other = do(job).row, do(job).row
    assert one.pop("training_cpu_seconds") > 0
    other.pop("training_cpu_seconds")
    assert one == other
    another = do(job._replace(seed=5)).row
    assert another["lengths"] != one["lengths"] or another["aer"] != one["aer"]


def test_window_facts_by_hand():
    """Two sure links: at i = 0 the gold word 3 is at the window's edge, at i = 1 the gold word 5 lies outside."""
    sure = frozenset({(0, 3), (1, 5)})
    pair = Pair(("a", "b", "c", "d", "e", "f"), ("x", "y"), sure, sure)
    settings = Settings(attention="general", timing="luong", window="local-m", half_width=3)
    straight = Outcome(pair, (), np.eye(6)[[3, 1]])
    assert trained.window_facts([straight], settings) == {"outside": 0.5, "found_inside": 1.0, "distance": 3.5}
    predicted = Outcome(pair, (), np.eye(6)[[2, 5]], np.array([3.5, 4.0, 0.0]))
    assert trained.window_facts([predicted], settings) == {
        "outside": 0.0,
        "found_inside": 0.5,
        "distance": 0.75,
    }
    nowhere = Outcome(pair, (), np.eye(6)[[3, 1]], np.array([9.0, 9.0]))
    assert trained.window_facts([nowhere], settings) == {"outside": 1.0, "found_inside": 0.0, "distance": 5.0}


@pytest.mark.needs_torch
def test_a_model_that_does_not_know_the_words_has_no_demonstration():
    model = SimpleNamespace(source=SimpleNamespace(unknown=lambda _: {"love": []}), target=None)
    assert trained.demonstration(model) == {}


def test_averaged_by_length():
    """Two seeds of one score, one of another."""
    done = [
        Done(
            Job("m:run", {"score": score}, seed),
            {"lengths": [{"length": 3, "n": 2, "exact_match": exact, "aer": None}]},
            2,
            "",
        )
        for score, seed, exact in [("dot", 0, 0.5), ("concat", 0, 0.2), ("dot", 1, 1.0)]
    ]
    assert trained.averaged_by_length(done, lambda settings: {"score": settings["score"]}, ["exact_match", "aer"]) == [
        {"score": "dot", "length": 3, "n": 2, "seeds": 2, "exact_match": 0.75, "aer": None},
        {"score": "concat", "length": 3, "n": 2, "seeds": 1, "exact_match": 0.2, "aer": None},
    ]
