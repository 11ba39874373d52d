from __future__ import annotations

import pytest

from softlook.runs.runners import serial
from softlook.runs.store import Store


@pytest.fixture
def done(toy):
    (done,) = serial(toy.experiment.jobs()[:1])
    return done


def test_what_is_kept_is_found_again(done, tmp_path):
    kept = Store(tmp_path / "kept")
    assert kept.get(done.job) is None
    kept.keep(done)
    assert Store(tmp_path / "kept").get(done.job) == done
    assert kept.missing([done.job, done.job._replace(seed=7), done.job._replace(seed=7)]) == [
        done.job._replace(seed=7)
    ]
    assert sorted(path.suffix for path in (tmp_path / "kept").iterdir()) == [".json", ".txt"]


def test_rows_of_other_code_and_damaged_files_are_run_again(done, tmp_path):
    kept, job = Store(tmp_path / "kept"), done.job
    kept.keep(done._replace(fingerprint="0" * 16))
    assert kept.missing([job, job]) == [job]
    (path,) = (tmp_path / "kept").glob("*.json")
    for damaged in ("", "{", "[]", "{}", '{"job": {}}'):
        path.write_text(damaged)
        assert kept.get(job) is None
    kept.keep(done)
    path.write_text(path.read_text().replace('"seed": 0', '"seed": 7'))
    assert kept.get(job) is None


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        Store(tmp_path / "file" / "below")
