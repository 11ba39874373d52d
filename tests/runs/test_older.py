"""The code of another checkout, run beside today's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from toy import clear_caches

import softlook
from softlook.runs.engine import confirm, is_current
from softlook.runs.fingerprint import fingerprint
from softlook.runs.job import Done, Job
from softlook.runs.older import OlderCode
from softlook.runs.results import read
from softlook.runs.runners import Failed, serial
from softlook.runs.store import Store


@pytest.fixture
def source(toy, tmp_path):
    """Another checkout: today's package, and an older toy beside it."""
    folder = tmp_path / "older" / "src"
    (folder / "toy_lab").mkdir(parents=True)
    (folder / "softlook").symlink_to(Path(softlook.__file__).parent)
    (folder / "toy_lab" / "__init__.py").write_text("")
    text = (toy.folder / "path" / "toy_lab" / "squares.py").read_text()
    (folder / "toy_lab" / "squares.py").write_text(text.replace("return {", "kept = 1\n    return {"))
    return folder


def test_a_job_runs_by_the_older_code_in_a_process_of_its_own(toy, source):
    older = OlderCode(source)
    jobs = toy.experiment.jobs()[:4]
    outcomes = list(older.run(jobs, 2))
    assert sorted((each.job.settings["n"], each.job.seed, each.row["square"]) for each in outcomes) == [
        (n, seed, n**2 + seed) for n in range(2) for seed in range(2)
    ]
    assert all(isinstance(each, Done) and each.job in jobs for each in outcomes)
    assert {each.fingerprint for each in outcomes} == {older.fingerprint("toy_lab.squares")}
    assert older.fingerprint("toy_lab.squares") != fingerprint("toy_lab.squares")
    assert older.fingerprint("softlook.masks") == fingerprint("softlook.masks")


def test_what_the_older_code_lacks_or_refuses_is_a_failure_with_its_error(toy, source):
    toy.set("TOY_FAILS", "1")
    older = OlderCode(source)
    (failed,) = older.run([toy.experiment.jobs()[2]])
    assert failed == Failed(failed.job, "the older code: ValueError: n: 1 given, another wanted")
    (absent,) = older.run([Job("toy_lab.cubes:run", {}, 0)])
    assert absent.error == "the older code: ModuleNotFoundError: No module named 'toy_lab.cubes'"
    assert older.fingerprint("toy_lab.cubes") == ""


@pytest.mark.parametrize("place", ["", "nowhere"])
def test_a_folder_without_the_package_is_refused(tmp_path, place):
    with pytest.raises(ValueError, match=r"^against: '.*' given, the folder src of a checkout of softlook wanted$"):
        OlderCode(tmp_path / place)


@pytest.fixture
def hold(toy, source, tmp_path):
    """Hold a table that the older code made elsewhere (each square is one more there) to what both give here."""
    older, lines, out = OlderCode(source), [], tmp_path / "out"
    out.mkdir()
    runs = [
        {
            "settings": job.settings,
            "seed": job.seed,
            "cpu_seconds": 1.0,
            "square": job.settings["n"] ** 2 + job.seed + 1,
        }
        for job in toy.experiment.jobs()
    ]
    rows = [{"n": run["settings"]["n"], "square": run["square"]} for run in runs]
    table = {"fingerprint": older.fingerprint("toy_lab.squares", "toy_lab.squares"), "rows": rows, "runs": runs}

    def call(given=older, experiment=None, **changes):
        (out / "toy.json").write_text(json.dumps(table | changes))
        experiments = [experiment or toy.experiment]
        refusals = confirm(experiments, Store(tmp_path / "kept"), serial, out, lines.append, older=given, n=2)
        return refusals, read("toy", out), lines

    return call


def test_a_table_of_another_processor_is_confirmed_where_both_codes_give_the_same_here(toy, hold):
    assert hold(given=None)[0] == ["toy: n=0 kind=toy seed=0 comes out otherwise: square"]
    refusals, table, lines = hold()
    assert refusals == []
    assert is_current(table, toy.experiment)
    assert [run["square"] for run in table["runs"]][:3] == [1, 2, 2]  # as they were
    assert table["confirmed"]["jobs"] == 4
    assert table["confirmed"]["against"] == "what the code that made the table gives on the same machine"
    assert any(line.startswith("[4 of 4 by the older code] n=") for line in lines)


def test_what_the_older_code_gave_is_kept(toy, hold):
    hold()
    hold()
    assert toy.begun() == {f"{n}-0": 2 for n in range(4)}  # once by each code
    assert hold()[2][-2].startswith("1 tables of older code, 4 jobs to repeat, 0 of them to run")


def test_codes_that_differ_confirm_nothing(toy, hold, source):
    squares = source / "toy_lab" / "squares.py"
    squares.write_text(squares.read_text().replace("** 2", "** 3"))
    older = OlderCode(source)
    refusals, table, _ = hold(older, fingerprint=older.fingerprint("toy_lab.squares", "toy_lab.squares"))
    assert refusals == ["toy: n=2 kind=toy seed=0 comes out otherwise: square"]
    assert not is_current(table, toy.experiment)


def test_rows_that_need_what_is_not_kept_are_put_together_by_both_codes(toy, hold, source):
    """The table reads what its runs leave out: of the repeated jobs it can be made, and must be the same."""
    for folder in (source, toy.folder / "path"):
        squares = folder / "toy_lab" / "squares.py"
        squares.write_text(squares.read_text().replace("jobs, table)", 'jobs, table, omitted=("square",))'))
    del sys.modules["toy_lab.squares"]
    clear_caches()
    older = OlderCode(source)
    runs = [{"settings": job.settings, "seed": job.seed, "cpu_seconds": 1.0} for job in toy.experiment.jobs()]
    kept = {"fingerprint": older.fingerprint("toy_lab.squares", "toy_lab.squares"), "runs": runs}
    assert hold(older, **kept)[0] == []
    assert hold(None, **kept)[0] == ["toy: its rows need 'square', which is not kept with each run"]
    squares = source / "toy_lab" / "squares.py"
    whole = squares.read_text()
    for change, refusal in (
        (("table(done):", "table(done):\n    return []\n"), "its rows are put together otherwise"),
        (("table(done):", "table(done):\n    raise ValueError('rows')\n"), "the older code: ValueError: rows"),
    ):
        squares.write_text(whole.replace(*change))
        other = OlderCode(source)
        changed = kept | {"fingerprint": other.fingerprint("toy_lab.squares", "toy_lab.squares")}
        assert hold(other, **changed)[0] == [f"toy: {refusal}"]


def test_the_older_code_must_be_the_one_that_made_the_table(toy, hold):
    refusals, table, lines = hold(fingerprint="0" * 16)
    assert refusals == ["toy: the older code that was given is not the one that made it"]
    assert not is_current(table, toy.experiment)
    assert toy.begun() == {}  # nothing was run in vain
    assert lines[0] == "1 tables of older code, 0 jobs to repeat, 0 of them to run"
