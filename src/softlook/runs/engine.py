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
from softlook.runs.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from softlook.runs.job import Experiment, Job, Row
    from softlook.runs.older import OlderCode

PUT_TOGETHER = "its rows are put together otherwise"
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
    *,
    older: OlderCode | None = None,
    n: int = 1,
) -> list[str]:
    """Hold kept tables of older code to today's: rename or rearrange code, and its tables need no new run.

    One seed of each setting is run again. Where every row comes out as it was kept, to the last bit (times apart), and
    today's code makes the same table of the kept rows, the table takes today's fingerprint, and says how it got it. A
    table that differs in one number is left as it is: it wants a new run.

    Another kind of processor rounds otherwise, and a training comes out otherwise there by any code. With the code
    that made the tables at hand, its rows on this machine are taken for the kept ones, and its table of them for the
    kept table.

    Parameters
    ----------
    experiments, store, run, folder, report
        As in :func:`perform`. Tables that are current are passed over.
    older : OlderCode, optional
        The code that made the tables.
    n : int
        How many jobs the older code runs at a time.

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
    stale = [each for each in experiments if not is_current(tables[each.name], each)]
    strange = {each.name for each in stale if older is not None and not _made_by(older, tables[each.name], each)}
    samples = {each.name: [] if each.name in strange else _sample(each) for each in stale}
    jobs = {job.key: job for sample in samples.values() for job in sample}
    waiting = store.missing(jobs.values())
    report(f"{len(stale)} tables of older code, {len(jobs)} jobs to repeat, {len(waiting)} of them to run")
    failed = _keep(map(_checked, run(waiting)), store, report, f"of {len(waiting)}")
    before = None
    if older is not None:
        before = Store(store.folder / "older", older.fingerprint)
        others = before.missing(jobs.values())
        failed = _keep(older.run(others, n), before, report, f"of {len(others)} by the older code") | failed
    refusals = []
    for experiment in stale:
        table, sample = tables[experiment.name], samples[experiment.name]
        reason = next((failed[job.key] for job in sample if job.key in failed), None)
        if experiment.name in strange:
            reason = "the older code that was given is not the one that made it"
        pairs = [(store.get(job), None if before is None else before.get(job)) for job in sample]
        held = [(row, other) for row, other in pairs if row is not None]
        reason = reason or _difference(experiment, table, held, older)
        if reason is not None:
            refusals.append(f"{experiment.name}: {reason}")
            continue
        kept = {name: value for name, value in table.items() if name != "modules"}  # names do not outlast a move
        confirmed = {
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "jobs": len(sample),
            **({} if older is None else {"against": "what the code that made the table gives on the same machine"}),
        }
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


def _made_by(older: OlderCode, table: dict[str, Any], experiment: Experiment) -> bool:
    modules = (experiment.module, *sorted({job.module for job in experiment.jobs()}))
    return bool(table.get("fingerprint") == older.fingerprint(*modules))


def _keep(outcomes: Iterable[Done | Failed], store: Store, report: Callable[[str], None], of: str) -> dict[str, str]:
    """Keep what is finished, with a line for each; return the errors of what failed, by the job's key."""
    failed = {}
    for n, outcome in enumerate(outcomes, start=1):
        if isinstance(outcome, Failed):
            failed[outcome.job.key] = outcome.error
        else:
            store.keep(outcome)
        report(f"[{n} {of}] {outcome.job}")
    return failed


def _difference(
    experiment: Experiment,
    table: dict[str, Any],
    repeated: Sequence[tuple[Done, Done | None]],
    older: OlderCode | None,
) -> str | None:
    """Say where a kept table differs from what today's code makes; None where it does not.

    A repeated job comes with what the older code gave for it here, if that is to be held against it: all of its row.
    """
    kept = {_identity(run): run for run in table["runs"]}
    jobs = experiment.jobs()
    runs = [kept.get(_identity({"settings": job.settings, "seed": job.seed})) for job in jobs]
    if len(runs) != len(kept) or any(each is None for each in runs):
        return "its jobs are others than those that were kept"
    for each, before in repeated:
        omitted = experiment.omitted if before is None else ()
        ours = _run(each, omitted)
        theirs = kept[_identity(each.job._asdict())] if before is None else _run(before, omitted)
        if _untimed(ours) != _untimed(theirs):
            names = [name for name, value in _untimed(theirs).items() if _untimed(ours).get(name) != value]
            return f"{each.job} comes out otherwise: {', '.join(names) or 'more figures'}"
    if older is not None:
        return _table_difference(experiment, [each for each, _ in repeated], older)
    done = [Done(job, _row(run), run["cpu_seconds"], "") for job, run in zip(jobs, runs, strict=True) if run]
    try:
        rows = plain(experiment.table(done))
        summary = None if experiment.summary is None else plain(experiment.summary(done))
    except KeyError as error:
        return f"its rows need {error}, which is not kept with each run"
    return None if rows == table["rows"] and summary == table.get("summary") else PUT_TOGETHER


def _table_difference(experiment: Experiment, done: Sequence[Done], older: OlderCode) -> str | None:
    """Say whether the older code makes another table of the same rows; None where it does not."""
    summary = None if experiment.summary is None else experiment.summary(done)
    try:
        theirs = older.table(experiment.module, done)
    except RuntimeError as error:
        return str(error)
    return None if plain([experiment.table(done), summary]) == theirs else PUT_TOGETHER


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
