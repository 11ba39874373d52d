from __future__ import annotations

import json

import pytest

from softlook.runs.fingerprint import fingerprint
from softlook.runs.job import Experiment, Job, do


def test_a_job_names_its_function():
    assert Job("m.n:f", {}, 0).module == "m.n"


def test_a_key_is_what_the_job_is():
    job = Job("m:f", {"a": 1, "b": 2}, 0)
    assert job.key == Job("m:f", {"b": 2, "a": 1}, 0).key
    others = [Job("m:g", job.settings, 0), Job("m:f", {"a": 1}, 0), Job("m:f", job.settings, 1)]
    assert len({job.key, *(other.key for other in others)}) == 4


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "seed=1"),
        ({"score": "dot", "query": None, "hard": False, "steps": 0}, "score=dot steps=0 seed=1"),
        ({"data": "dates", "model": {"hidden": 8, "window": None}}, "data=dates hidden=8 seed=1"),
        ({"model": {"deep": {"hidden": 8}}}, "seed=1"),
    ],
)
def test_a_job_in_a_line(settings, line):
    assert str(Job("m:f", settings, 1)) == line


def test_doing_a_job(toy):
    job = toy.experiment.jobs()[3]
    done = do(job)
    assert done.job == job
    assert done.row == {"square": 2}
    assert 0 <= done.cpu_seconds < 5
    assert done.fingerprint == fingerprint(toy.name)
    json.dumps(done.row)


def test_an_experiments_fingerprint_is_that_of_its_code_and_of_its_jobs(toy):
    experiment = toy.experiment
    assert experiment.fingerprint == fingerprint(toy.name, toy.name)
    masks, scores = (
        Experiment("x", toy.name, "about", lambda where=where: [Job(f"softlook.{where}:f", {}, 0)], list).fingerprint
        for where in ("masks", "scores")
    )
    assert len({experiment.fingerprint, masks, scores}) == 3
