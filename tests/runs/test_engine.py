from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from importlib.metadata import version

import pytest

from softlook.runs.engine import collect, confirm, is_current, perform
from softlook.runs.job import Done, Experiment, Job
from softlook.runs.results import read
from softlook.runs.runners import serial
from softlook.runs.store import Store


@pytest.fixture
def lines():
    return []


@pytest.fixture
def go(toy, tmp_path, lines):
    """Perform the toy's jobs as often as called."""
    out = tmp_path / "out"
    out.mkdir()
    return partial(perform, [toy.experiment], Store(tmp_path / "kept"), serial, out, lines.append)


def test_a_table_and_its_making(toy, go, tmp_path, lines):
    assert go() == []
    table = read("toy", tmp_path / "out")
    assert [row["square"] for row in table["rows"]] == [n**2 + seed for n in range(4) for seed in range(2)]
    assert table["settings"] == {"kind": "toy"}  # n differs from job to job
    assert table["seeds"] == [0, 1]
    assert table["runs"][3] == {
        "settings": {"n": 1, "kind": "toy"},
        "seed": 1,
        "cpu_seconds": table["runs"][3]["cpu_seconds"],
        "square": 2,
    }
    assert "modules" not in table  # their names would not outlast a move
    assert table["versions"].keys() == {"python", "softlook"}  # the toy imports no library
    assert is_current(table, toy.experiment)
    assert not is_current(table | {"fingerprint": "0" * 16}, toy.experiment)
    assert not is_current({}, toy.experiment)
    assert lines[0] == "8 jobs, 0 of them finished before"
    assert lines[1].startswith("[1/8] n=0 kind=toy seed=0: 0.")
    assert lines[-1].startswith("toy: toy.json written, from 8 jobs")
    assert not list(tmp_path.rglob("*.part"))


def test_what_is_finished_is_not_run_again(toy, go, tmp_path, lines):
    running = serial(toy.experiment.jobs())
    kept = Store(tmp_path / "kept")
    for _ in range(3):
        kept.keep(next(running))
    go()
    go()
    assert set(toy.begun().values()) == {1}
    assert lines[0] == "8 jobs, 3 of them finished before"
    assert lines[-2:][0] == "8 jobs, 8 of them finished before"


def test_a_run_that_is_broken_off_goes_on_where_it_stood(toy, go, tmp_path):
    def broken_off(jobs):
        for n, done in enumerate(serial(jobs)):
            if n == 5:
                raise KeyboardInterrupt
            yield done

    with pytest.raises(KeyboardInterrupt):
        perform([toy.experiment], Store(tmp_path / "kept"), broken_off, tmp_path / "out", print)
    assert not list((tmp_path / "out").iterdir())
    go()
    assert sum(toy.begun().values()) == 9  # the sixth had been run, and not been handed over
    assert len(read("toy", tmp_path / "out")["rows"]) == 8


def test_a_job_that_fails_leaves_the_old_table(toy, go, tmp_path, lines):
    toy.set("TOY_FAILS", "1")
    failed = go()
    assert [(each.job.settings["n"], each.job.seed) for each in failed] == [(1, 0), (1, 1)]
    assert any("FAILED, ValueError: n: 1 given" in line for line in lines)
    assert not (tmp_path / "out" / "toy.json").exists()
    toy.set("TOY_FAILS", "-1")
    assert go() == []
    assert (tmp_path / "out" / "toy.json").exists()


def test_other_code_is_refused(toy, tmp_path, lines):
    def elsewhere(jobs):
        yield from (each._replace(fingerprint="f" * 16) for each in serial(jobs) if isinstance(each, Done))

    failed = perform([toy.experiment], Store(tmp_path / "kept"), elsewhere, tmp_path, lines.append)
    assert len(failed) == 8
    assert "other code" in failed[0].error


def test_a_job_of_two_experiments_is_run_once(toy, tmp_path, lines):
    from dataclasses import replace

    twice = [toy.experiment, replace(toy.experiment, name="again", jobs=lambda: toy.experiment.jobs()[:2])]
    assert perform(twice, Store(tmp_path / "kept"), serial, tmp_path, lines.append) == []
    assert set(toy.begun().values()) == {1}
    assert [len(read(name, tmp_path)["runs"]) for name in ("toy", "again")] == [8, 2]
    written = [line.partition(":")[0] for line in lines if "written" in line]
    assert written == ["again", "toy"]  # each as soon as its jobs are there


@pytest.fixture
def done():
    job = Job("softlook.masks:band", {"score": "dot"}, 0)
    return [Done(job, {"exact_match": exact, "lengths": [{"length": 3}]}, 2, "") for exact in (0.5, 1.0)]


def test_a_summary_stands_beside_the_table(done):
    experiment = Experiment(
        "x",
        "softlook.masks",
        "about",
        tuple,
        lambda done: [{"rows": len(done)}],
        lambda done: {"most": max(each.row["exact_match"] for each in done)},
        omitted=("lengths",),
    )
    table = collect(experiment, done)
    assert table["summary"] == {"most": 1.0}
    assert table["runs"][0].keys() == {"settings", "seed", "cpu_seconds", "exact_match"}


def test_the_versions_are_those_of_the_libraries_that_the_code_imports(done):
    elsewhere = [each._replace(job=each.job._replace(run="softlook._files:write")) for each in done]
    one = collect(Experiment("x", "softlook.runs.tables", "about", tuple, list), elsewhere)["versions"]
    assert one["numpy"] == version("numpy")
    assert one["softlook"] == version("softlook")
    other = collect(Experiment("x", "softlook._files", "about", tuple, list), elsewhere)["versions"]
    assert other.keys() == {"python", "softlook"}


@pytest.fixture
def older(toy, go, tmp_path, lines):
    """Confirm the toy's table, which older code made; ``older(name=value)`` changes the kept table first."""
    go()
    path = tmp_path / "out" / "toy.json"
    lines.clear()

    def call(experiment=None, **changes):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"fingerprint": "0" * 16} | changes))
        experiment = experiment or toy.experiment
        return confirm([experiment], Store(tmp_path / "again"), serial, path.parent, lines.append)

    return call


def test_a_table_that_comes_out_the_same_is_confirmed(toy, older, tmp_path, lines):
    before = read("toy", tmp_path / "out")
    assert older(modules=["softlook.gone"]) == []
    table = read("toy", tmp_path / "out")
    assert is_current(table, toy.experiment)
    assert table["confirmed"]["jobs"] == 4  # one seed of each setting
    assert toy.begun() == {f"{n}-{seed}": 2 - seed for n in range(4) for seed in range(2)}
    assert {name: value for name, value in table.items() if name != "confirmed"} == before
    assert lines[0] == "1 tables of older code, 4 jobs to repeat, 4 of them to run"
    assert lines[-1] == "toy: toy.json confirmed by 4 jobs"


def test_a_table_that_is_current_is_passed_over(toy, go, tmp_path, lines):
    go()
    assert confirm([toy.experiment], Store(tmp_path / "again"), serial, tmp_path / "out", lines.append) == []
    assert set(toy.begun().values()) == {1}
    assert "confirmed" not in read("toy", tmp_path / "out")


def test_times_may_differ_and_nothing_else(toy, older, tmp_path):
    runs = read("toy", tmp_path / "out")["runs"]
    assert older(runs=[run | {"cpu_seconds": 99.0} for run in runs]) == []
    runs[2]["square"] += 1  # n = 1, seed 0
    before = (tmp_path / "out" / "toy.json").read_text()
    assert older(runs=runs) == ["toy: n=1 kind=toy seed=0 comes out otherwise: square"]
    table = read("toy", tmp_path / "out")
    assert not is_current(table, toy.experiment)
    assert table["rows"] == json.loads(before)["rows"]


def test_a_figure_more_is_a_difference(older, tmp_path):
    runs = read("toy", tmp_path / "out")["runs"]
    del runs[0]["square"]
    assert older(runs=runs) == ["toy: n=0 kind=toy seed=0 comes out otherwise: more figures"]


def test_other_jobs_or_another_table_are_not_confirmed(toy, older, tmp_path):
    runs = read("toy", tmp_path / "out")["runs"]
    assert older(runs=runs[:-1]) == ["toy: its jobs are others than those that were kept"]
    assert older(runs=[*runs, runs[0] | {"seed": 7}]) == ["toy: its jobs are others than those that were kept"]
    assert older(runs=runs, rows=[]) == ["toy: its rows are put together otherwise"]
    needs = replace(toy.experiment, table=lambda done: [each.row["lengths"] for each in done])
    assert older(needs, runs=runs) == ["toy: its rows need 'lengths', which is not kept with each run"]
    summed = replace(toy.experiment, summary=len)
    assert older(summed) == ["toy: its rows are put together otherwise"]


def test_work_against_the_clock_is_not_repeated(toy, older):
    assert older(replace(toy.experiment, repeatable=lambda job: job.settings["n"] > 0)) == []
    assert toy.begun()["0-0"] == 1


def test_a_job_that_fails_confirms_nothing(toy, older):
    toy.set("TOY_FAILS", "2")
    assert older() == ["toy: ValueError: n: 2 given, another wanted"]


def test_a_table_that_is_not_there_cannot_be_confirmed(toy, tmp_path, lines):
    with pytest.raises(ValueError, match="'toy' given, an experiment that was run wanted: none are kept yet"):
        confirm([toy.experiment], Store(tmp_path / "kept"), serial, tmp_path, lines.append)
