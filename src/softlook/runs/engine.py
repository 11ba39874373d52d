"""The engine: run the jobs that are not finished, and make tables of the finished ones."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from importlib.metadata import packages_distributions, version
from typing import TYPE_CHECKING, Any

from softlook._files import write
from softlook.runs.fingerprint import fingerprint, libraries
from softlook.runs.runners import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from softlook.runs.job import Done, Experiment, Job
    from softlook.runs.store import Store

OTHER_CODE = "run by other code than today's here, the same wanted (install the same softlook on every worker)"


def perform(
    experiments: Sequence[Experiment],
    store: Store,
    run: Callable[[Sequence[Job]], Iterator[Done | Failed]],
    folder: Path,
    report: Callable[[str], None],
) -> list[Failed]:
    """Run what is not finished, keep each job as it comes, and write each table whose jobs are all there.

    Parameters
    ----------
    experiments : sequence of Experiment
        A job that two of them share is run once.
    store : Store
        Where finished jobs are kept, and looked for.
    run : callable
        A runner: :mod:`softlook.runs.runners`.
    folder : Path
        Where the tables go.
    report : callable
        Takes a line about each job and each table.

    Returns
    -------
    list of Failed
        The jobs that raised an error: their experiments have no new table.
    """
    jobs = {job.key: job for experiment in experiments for job in experiment.jobs()}
    waiting = store.missing(jobs.values())
    report(f"{len(jobs)} jobs, {len(jobs) - len(waiting)} of them finished before")
    failed: list[Failed] = []
    unwritten = _write_tables(experiments, store, folder, report)
    for n, outcome in enumerate(map(_checked, run(waiting)), start=1):
        head = f"[{n}/{len(waiting)}] {outcome.job}"
        if isinstance(outcome, Failed):
            failed.append(outcome)
            report(f"{head}: FAILED, {outcome.error}")
            continue
        store.keep(outcome)
        report(f"{head}: {outcome.cpu_seconds:.1f} CPU s")
        unwritten = _write_tables(unwritten, store, folder, report, since=outcome.job)
    return failed


def collect(experiment: Experiment, done: Sequence[Done]) -> dict[str, Any]:
    """Return an experiment's table with how it was made: settings, seeds, versions, fingerprint, every job's row."""
    every = [each.job.settings for each in done]
    shared = {name: value for name, value in every[0].items() if all(name in s and s[name] == value for s in every)}
    return {
        "name": experiment.name,
        "about": experiment.about,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "fingerprint": experiment.fingerprint,
        "settings": shared,
        "seeds": sorted({each.job.seed for each in done}),
        "versions": {"python": platform.python_version(), **_versions(experiment.module, *_modules(done))},
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "system": platform.system(),
            "threads": 1,
        },
        "cpu_seconds": sum(each.cpu_seconds for each in done),
        "rows": experiment.table(done),
        **({} if experiment.summary is None else {"summary": experiment.summary(done)}),
        "runs": [_run(each, experiment.omitted) for each in done],
    }


def is_current(table: dict[str, Any], experiment: Experiment) -> bool:
    """Return whether a table was made by today's code."""
    return bool(table.get("fingerprint") == experiment.fingerprint)


def _checked(outcome: Done | Failed) -> Done | Failed:
    """Refuse a row that other code made."""
    if isinstance(outcome, Failed) or outcome.fingerprint == fingerprint(outcome.job.module):
        return outcome
    return Failed(outcome.job, OTHER_CODE)


def _write_tables(
    experiments: Iterable[Experiment],
    store: Store,
    folder: Path,
    report: Callable[[str], None],
    since: Job | None = None,
) -> list[Experiment]:
    """Write the tables whose jobs are all finished, and return the experiments that still wait for some."""
    waiting = []
    for experiment in experiments:
        jobs = experiment.jobs()
        done = (
            [] if since is not None and since not in jobs else [row for row in map(store.get, jobs) if row is not None]
        )
        if len(done) < len(jobs):
            waiting.append(experiment)
            continue
        path = folder / f"{experiment.name}.json"
        write(path, json.dumps(collect(experiment, done), indent=1, ensure_ascii=False) + "\n")
        seconds = sum(each.cpu_seconds for each in done)
        report(f"{experiment.name}: {path.name} written, from {len(done)} jobs of {seconds:.0f} CPU s")
    return waiting


def _run(done: Done, omitted: tuple[str, ...]) -> dict[str, Any]:
    row = {name: value for name, value in done.row.items() if name not in omitted}
    return {"settings": done.job.settings, "seed": done.job.seed, "cpu_seconds": done.cpu_seconds, **row}


def _modules(done: Sequence[Done]) -> set[str]:
    return {each.job.module for each in done}


def _versions(*modules: str) -> dict[str, str]:
    """Return the versions of softlook and of the installed libraries that the code of these modules imports."""
    installed = packages_distributions()
    names = sorted({name for library in libraries(*modules) for name in installed.get(library, ())} - {"softlook"})
    return {name: version(name) for name in ("softlook", *names)}
