"""What holds for every experiment that is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from softlook.experiments import translation
from softlook.experiments.translation.catalogue import NAMES, find
from softlook.runs import engine
from softlook.runs.job import Experiment, do
from softlook.runs.results import read


def test_every_module_that_holds_an_experiment_is_listed():
    modules = [path for path in Path(translation.__file__).parent.glob("*.py") if "EXPERIMENT = " in path.read_text()]
    assert sorted(NAMES) == sorted(path.stem for path in modules)
    assert [find(name).name for name in NAMES] == list(NAMES)
    assert all(find(name).module == f"softlook.experiments.translation.{name}" for name in NAMES)


def test_a_module_elsewhere_is_found_by_its_dotted_name(toy):
    assert isinstance(find(toy.name), Experiment)
    assert find("softlook.experiments.translation.dates") is find("dates")


def test_what_is_no_experiment(toy):
    with pytest.raises(ValueError, match=r"^experiment: 'lenght' given, one of length, bottleneck, "):
        find("lenght")
    path = toy.folder / "path" / "toy_lab" / "wrong.py"
    path.write_text("EXPERIMENT = 3")
    with pytest.raises(TypeError, match=r"^experiment: EXPERIMENT of toy_lab\.wrong is int, Experiment wanted"):
        find("toy_lab.wrong")


@pytest.mark.parametrize("name", NAMES)
def test_jobs_are_distinct_and_plain(name):
    jobs = find(name).jobs()
    assert len({job.key for job in jobs}) == len(jobs) > 0
    assert all(json.loads(json.dumps(job.settings)) == job.settings for job in jobs)
    assert {job.seed for job in jobs} >= ({0, 1} if name == "bottleneck" else {0, 1, 2})


def small(job):
    return job._replace(settings=job.settings | ({"steps": 3} if "steps" in job.settings else {"cpu_budget": 0.05}))


@pytest.mark.needs_torch
@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("name", [name for name in NAMES if name != "alignment"])
def test_every_job_of_the_first_seed_runs_and_makes_a_table(name):
    experiment = find(name)
    done = [do(small(job)) for job in experiment.jobs() if job.seed == 0]
    assert experiment.table(done)
    table = engine.collect(experiment, done)
    json.dumps(table)
    assert all("lengths" not in run for run in table["runs"])
    figures = {"exact_match", "token_accuracy", "bleu", "chrf", "lengths", "training_cpu_seconds", "parameters"}
    for each in done:
        assert figures <= each.row.keys()
        attends = each.job.settings.get("model", {}).get("attention") != "none"
        assert (each.row["aer"] is not None) == (each.row["aer_shifted"] is not None) == attends


def test_what_two_experiments_share_is_one_job():
    """Luong's general without a residual: a score, and a window that is none."""
    names = ("scores", "windows", "length", "bottleneck", "seeds", "alignment_offset")
    keys = {name: {job.key for job in find(name).jobs()} for name in names}
    assert len(keys["scores"] & keys["windows"]) == 3
    assert len(keys["length"] & keys["bottleneck"]) == 4
    assert len(keys["seeds"] & keys["alignment_offset"]) == 6


@pytest.mark.parametrize("name", NAMES)
def test_the_books_tables_were_made_by_todays_code(name):
    table, experiment = read(name), find(name)
    assert engine.is_current(table, experiment), f"{name}: made by other code; `make experiments` makes it anew"


@pytest.mark.parametrize("name", NAMES)
def test_the_books_tables_answer_todays_jobs(name):
    runs = [(run["settings"], run["seed"]) for run in read(name)["runs"]]
    assert runs == [(job.settings, job.seed) for job in find(name).jobs()]
