from __future__ import annotations

import os
import signal

import pytest

from softlook.runs.job import Done, Job
from softlook.runs.runners import THREADS, Failed, cluster, processes, serial


def rows(outcomes):
    return {(done.job.settings["n"], done.job.seed): done.row["square"] for done in outcomes}


WANTED = {(n, seed): n**2 + seed for n in range(4) for seed in range(2)}


def test_serial(toy):
    assert rows(serial(toy.experiment.jobs())) == WANTED
    assert set(toy.begun().values()) == {1}


def test_a_job_that_fails_is_named_and_the_others_run(toy):
    toy.set("TOY_FAILS", "2")
    outcomes = list(serial(toy.experiment.jobs()))
    failed = [each for each in outcomes if isinstance(each, Failed)]
    assert [each.job.settings["n"] for each in failed] == [2, 2]
    assert failed[0].error == "ValueError: n: 2 given, another wanted"
    assert len(rows(each for each in outcomes if isinstance(each, Done))) == 6


def test_processes(toy):
    outcomes = list(processes(toy.experiment.jobs(), 2))
    assert rows(outcomes) == WANTED
    assert len({each.fingerprint for each in outcomes}) == 1
    marks = {path.read_text() for path in (toy.folder / "marks").iterdir()}
    assert str(os.getpid()) not in {mark.strip() for mark in marks}


def test_processes_leave_the_environment_as_it_was(toy, monkeypatch):
    monkeypatch.setenv(THREADS[0], "7")
    monkeypatch.delenv(THREADS[1], raising=False)
    list(processes(toy.experiment.jobs()[:1], 1))
    assert os.environ[THREADS[0]] == "7"
    assert THREADS[1] not in os.environ


def test_a_process_that_dies_loses_nothing_of_the_others(toy):
    toy.set("TOY_DIES", "3")
    outcomes = list(processes(toy.experiment.jobs(), 2))
    failed = [each for each in outcomes if isinstance(each, Failed)]
    assert rows(each for each in outcomes if isinstance(each, Done)).items() <= WANTED.items()
    assert {each.job.settings["n"] for each in failed} >= {3}
    assert all("BrokenProcessPool" in each.error for each in failed)
    assert len(outcomes) == len({each.job.key for each in outcomes}) == 8


def test_processes_that_are_broken_off_end(toy):
    toy.set("TOY_SLEEP", "0.2")
    running = processes(toy.experiment.jobs(), 2)
    next(running)
    running.close()
    assert len(toy.begun()) < 8


@pytest.fixture
def local_cluster(toy):
    toy.set("TOY_SLEEP", "0.3")
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local


def test_a_worker_that_is_killed_on_the_way_loses_nothing(toy, local_cluster):
    running = cluster(toy.experiment.jobs(), local_cluster.scheduler_address)
    outcomes = [next(running)]
    victim = next(iter(local_cluster.workers.values())).pid
    os.kill(victim, signal.SIGKILL)
    outcomes += running
    assert rows(outcomes) == WANTED
    assert (
        9 <= sum(toy.begun().values()) <= 10
    )  # what it had begun was begun again (and what it had not yet handed over)


def test_a_job_that_fails_on_a_worker_is_named(toy, local_cluster):
    outcomes = list(
        cluster(
            [Job("toy_lab.squares:nothing", {"n": 1}, 0), *toy.experiment.jobs()[:1]], local_cluster.scheduler_address
        )
    )
    (failed,) = [each for each in outcomes if isinstance(each, Failed)]
    assert failed.job.run == "toy_lab.squares:nothing"
    assert failed.error.startswith("AttributeError")
    assert len(outcomes) == 2


def test_no_scheduler(toy):
    with pytest.raises(
        ConnectionError, match=r"^scheduler: 'tcp://127\.0\.0\.1:9' given, the address of a Dask scheduler wanted"
    ):
        next(cluster(toy.experiment.jobs(), "tcp://127.0.0.1:9", patience=0.5))
    with pytest.raises(ConnectionError, match=r"^scheduler: 'nonsense://x' given"):
        next(cluster(toy.experiment.jobs(), "nonsense://x", patience=0.5))
