from __future__ import annotations

import json
from functools import partial

import pytest

from softlook.runs import results, store
from softlook.runs.job import NAMES, Done, Experiment, Job, find
from softlook.runs.results import collect, is_current, perform, read
from softlook.runs.runners import serial
from softlook.runs.store import Store
from softlook.runs.tables import averaged, averaged_by_length


@pytest.fixture
def lines():
    return []


@pytest.fixture
def go(toy, tmp_path, lines):
    """Perform the toy's jobs as often as asked."""
    out = tmp_path / "out"
    out.mkdir()
    return partial(perform, [toy.experiment], Store(tmp_path / "kept"), serial, out, lines.append)


def test_a_table_and_its_making(toy, go, tmp_path, lines):
    assert go() == []
    found = read("toy", tmp_path / "out")
    assert [row["square"] for row in found["rows"]] == [n**2 + seed for n in range(4) for seed in range(2)]
    assert found["settings"] == {"kind": "toy"}  # n differs from job to job
    assert found["seeds"] == [0, 1]
    assert found["runs"][3] == {
        "settings": {"n": 1, "kind": "toy"},
        "seed": 1,
        "cpu_seconds": found["runs"][3]["cpu_seconds"],
        "square": 2,
    }
    assert found["modules"] == [toy.name]
    assert {"python", "numpy"} <= found["versions"].keys()
    assert is_current(found)
    assert not is_current(found | {"fingerprint": "0" * 16})
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
    assert [(it.job.settings["n"], it.job.seed) for it in failed] == [(1, 0), (1, 1)]
    assert any("FAILED, ValueError: n: 1 given" in line for line in lines)
    assert not (tmp_path / "out" / "toy.json").exists()
    toy.set("TOY_FAILS", "-1")
    assert go() == []
    assert (tmp_path / "out" / "toy.json").exists()


def test_other_code_is_refused(toy, tmp_path, lines):
    def elsewhere(jobs):
        yield from (it._replace(fingerprint="f" * 16) for it in serial(jobs) if isinstance(it, Done))

    failed = perform([toy.experiment], Store(tmp_path / "kept"), elsewhere, tmp_path, lines.append)
    assert len(failed) == 8
    assert "other code" in failed[0].error


def test_rows_of_other_code_and_damaged_files_are_run_again(toy, tmp_path):
    kept = Store(tmp_path / "kept")
    job = toy.experiment.jobs()[0]
    (done,) = serial([job])
    kept.keep(done)
    assert kept.get(job) == done
    kept.keep(done._replace(fingerprint="0" * 16))
    assert kept.missing([job, job]) == [job]
    (path,) = (tmp_path / "kept").glob("*.json")
    for damaged in ("", "{", "[]", "{}", '{"job": {}}'):
        path.write_text(damaged)
        assert kept.get(job) is None
    kept.keep(done)
    path.write_text(path.read_text().replace('"seed": 0', '"seed": 7'))
    assert kept.get(job) is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    store.write(path, "old")

    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        store.write(path, "new")
    assert [it.name for it in tmp_path.iterdir()] == ["x.json"]
    assert path.read_text() == "old"


@pytest.fixture
def done():
    """Two seeds of one score, one of another."""
    rows = [("dot", 0, 0.5), ("concat", 0, 0.2), ("dot", 1, 1.0)]
    return [
        Done(
            Job("m:run", {"score": score, "query": None}, seed),
            {"exact": exact, "aer": None, "lengths": [{"length": 3, "n": 2, "exact": exact, "aer": None}]},
            2,
            "",
        )
        for score, seed, exact in rows
    ]


def test_averaged(done):
    dot, concat = averaged(done, lambda settings: {"score": settings["score"]}, ["exact", "aer", "cpu_seconds"])
    assert dot.pop("exact") == {
        "mean": 0.75,
        "deviation": pytest.approx(0.125**0.5),
        "least": 0.5,
        "most": 1.0,
        "n": 2,
    }
    assert dot.pop("cpu_seconds")["mean"] == 2
    assert dot == {"score": "dot", "seeds": 2, "aer": None}
    assert concat["exact"]["n"] == concat["seeds"] == 1
    assert str(done[2].job) == "score=dot seed=1"


def test_averaged_by_length(done):
    assert averaged_by_length(done, lambda settings: {"score": settings["score"]}, ["exact", "aer"]) == [
        {"score": "dot", "length": 3, "n": 2, "seeds": 2, "exact": 0.75, "aer": None},
        {"score": "concat", "length": 3, "n": 2, "seeds": 1, "exact": 0.2, "aer": None},
    ]


def test_a_summary_stands_beside_the_table(done):
    experiment = Experiment(
        "x",
        "softlook.masks",
        "about",
        tuple,
        lambda done: [{"rows": len(done)}],
        lambda done: {"most": max(it.row["exact"] for it in done)},
    )
    found = collect(experiment, [it._replace(job=it.job._replace(run="softlook.masks:band")) for it in done])
    assert found["summary"] == {"most": 1.0}
    assert "lengths" not in found["runs"][0]


def test_names():
    with pytest.raises(ValueError, match=r"^experiment: 'lenght' given, one of length, bottleneck, "):
        find("lenght")
    with pytest.raises(ValueError, match=r"^name: 'none' given, an experiment that was run wanted"):
        read("none")


def test_a_module_without_an_experiment(toy):
    path = toy.folder / "path" / "toy_lab" / "wrong.py"
    path.write_text("EXPERIMENT = 3")
    with pytest.raises(TypeError, match=r"^experiment: EXPERIMENT of toy_lab\.wrong is int, Experiment wanted"):
        find("toy_lab.wrong")


@pytest.mark.parametrize("name", NAMES)
def test_the_books_tables_were_made_by_todays_code(name):
    path = results.FOLDER / f"{find(name).name}.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    assert is_current(found), f"{name}: made by other code; `make experiments` makes it anew"
    jobs = find(name).jobs()
    assert [(it["settings"], it["seed"]) for it in found["runs"]] == [(job.settings, job.seed) for job in jobs]
