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
from softlook.runs.job import Done
from softlook.runs.results import plain, read
from softlook.runs.runners import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from softlook.runs.job import Experiment, Job, Row
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


def confirm(
    experiments: Sequence[Experiment],
    store: Store,
    run: Callable[[Sequence[Job]], Iterator[Done | Failed]],
    folder: Path,
    report: Callable[[str], None],
) -> list[str]:
    """Hold kept tables of older code to today's: rename or rearrange code, and its tables need no new run.

    One seed of each setting is run again. Where every row comes out as it was kept, to the last bit (times apart), and
    today's code makes the same table of the kept rows, the table takes today's fingerprint, and says how it got it. A
    table that differs in one number is left as it is: it wants a new run.

    Parameters
    ----------
    experiments, store, run, folder, report
        As in :func:`perform`. Tables that are current are passed over.

    Returns
    -------
    list of str
        For each table that could not be confirmed, its name and why.

    Raises
    ------
    ValueError
        If an experiment has no table yet.
    """
    tables = {each.name: read(each.name, folder) for each in experiments}
    older = [each for each in experiments if not is_current(tables[each.name], each)]
    samples = {each.name: _sample(each) for each in older}
    jobs = {job.key: job for sample in samples.values() for job in sample}
    waiting = store.missing(jobs.values())
    report(f"{len(older)} tables of older code, {len(jobs)} jobs to repeat, {len(waiting)} of them to run")
    failed = {}
    for n, outcome in enumerate(map(_checked, run(waiting)), start=1):
        if isinstance(outcome, Failed):
            failed[outcome.job.key] = outcome.error
        else:
            store.keep(outcome)
        report(f"[{n}/{len(waiting)}] {outcome.job}")
    refusals = []
    for experiment in older:
        table, sample = tables[experiment.name], samples[experiment.name]
        reason = next((failed[job.key] for job in sample if job.key in failed), None)
        reason = reason or _difference(experiment, table, [row for job in sample if (row := store.get(job))])
        if reason is not None:
            refusals.append(f"{experiment.name}: {reason}")
            continue
        kept = {name: value for name, value in table.items() if name != "modules"}  # names do not outlast a move
        confirmed = {"date": dt.datetime.now(dt.UTC).date().isoformat(), "jobs": len(sample)}
        path = folder / f"{experiment.name}.json"
        current = kept | {"fingerprint": experiment.fingerprint, "confirmed": confirmed}
        write(path, json.dumps(current, indent=1, ensure_ascii=False) + "\n")
        report(f"{experiment.name}: {path.name} confirmed by {len(sample)} jobs")
    return refusals


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


def _sample(experiment: Experiment) -> list[Job]:
    """Return a job for each setting, of its first seed, but for those that work against the clock."""
    first: dict[str, Job] = {}
    for job in experiment.jobs():
        if experiment.repeatable(job):
            first.setdefault(json.dumps([job.run, job.settings], sort_keys=True), job)
    return list(first.values())


def _difference(experiment: Experiment, table: dict[str, Any], repeated: Sequence[Done]) -> str | None:
    """Say where a kept table differs from what today's code makes; None where it does not."""
    kept = {_identity(run): run for run in table["runs"]}
    jobs = experiment.jobs()
    runs = [kept.get(_identity({"settings": job.settings, "seed": job.seed})) for job in jobs]
    if len(runs) != len(kept) or any(each is None for each in runs):
        return "its jobs are others than those that were kept"
    for each in repeated:
        ours, theirs = _run(each, experiment.omitted), kept[_identity(each.job._asdict())]
        if _untimed(ours) != _untimed(theirs):
            names = [name for name, value in _untimed(theirs).items() if _untimed(ours).get(name) != value]
            return f"{each.job} comes out otherwise: {', '.join(names) or 'more figures'}"
    done = [Done(job, _row(run), run["cpu_seconds"], "") for job, run in zip(jobs, runs, strict=True) if run]
    try:
        rows = plain(experiment.table(done))
        summary = None if experiment.summary is None else plain(experiment.summary(done))
    except KeyError as error:
        return f"its rows need {error}, which is not kept with each run"
    return None if rows == table["rows"] and summary == table.get("summary") else "its rows are put together otherwise"


def _identity(run: dict[str, Any]) -> str:
    return json.dumps([run["settings"], run["seed"]], sort_keys=True)


def _row(run: dict[str, Any]) -> Row:
    return {name: value for name, value in run.items() if name not in {"settings", "seed", "cpu_seconds"}}


def _untimed(run: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain(run).items() if not name.endswith("cpu_seconds")}


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
