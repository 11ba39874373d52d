"""The tables that the book shows: put together from finished jobs, kept in ``softlook/results``, and held to the code that made them."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook.runs.fingerprint import fingerprint
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.runners import Failed
from softlook.runs.store import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from softlook.runs.store import Store

FOLDER = Path(__file__).parents[1] / "results"
PACKAGES = ("softlook", "numpy", "torch", "sacrebleu", "babel", "num2words")


def perform(
    experiments: Sequence[Experiment],
    store: Store,
    run: Callable[[Sequence[Job]], Iterator[Done | Failed]],
    folder: Path,
    tell: Callable[[str], None],
) -> list[Failed]:
    """Run what is not finished, keep each job as it comes, and write each table whose jobs are all there.

    Parameters
    ----------
    experiments : sequence of Experiment
        A job that two of them ask for is run once.
    store : Store
        Where finished jobs are kept, and looked for.
    run : callable
        A runner: :mod:`softlook.runs.runners`.
    folder : Path
        Where the tables go.
    tell : callable
        Takes a line about each job and each table.

    Returns
    -------
    list of Failed
        The jobs that raised an error: their experiments have no new table.
    """
    jobs = {job.key: job for it in experiments for job in it.jobs()}
    waiting = store.missing(jobs.values())
    tell(f"{len(jobs)} jobs, {len(jobs) - len(waiting)} of them finished before")
    failed: list[Failed] = []
    unwritten = _written(experiments, store, folder, tell)
    for n, found in enumerate(run(waiting), start=1):
        head = f"[{n}/{len(waiting)}] {found.job}"
        if isinstance(found, Done) and found.fingerprint != fingerprint(found.job.module):
            found = Failed(  # noqa: PLW2901
                found.job,
                "run by other code than today's here, the same wanted (install the same softlook on every worker)",
            )
        if isinstance(found, Failed):
            failed.append(found)
            tell(f"{head}: FAILED, {found.error}")
            continue
        store.keep(found)
        tell(f"{head}: {found.cpu_seconds:.1f} CPU s")
        unwritten = _written(unwritten, store, folder, tell, since=found.job)
    return failed


def collect(experiment: Experiment, done: Sequence[Done]) -> dict[str, Any]:
    """Return an experiment's table with its making: settings, seeds, versions, the fingerprint of its code, and every job's row."""
    every = [it.job.settings for it in done]
    return {
        "name": experiment.name,
        "about": experiment.about,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "fingerprint": fingerprint(experiment.module, *{it.job.module for it in done}),
        "modules": sorted({experiment.module, *(it.job.module for it in done)}),
        "settings": {
            name: value for name, value in every[0].items() if all(name in it and it[name] == value for it in every)
        },
        "seeds": sorted({it.job.seed for it in done}),
        "versions": {
            "python": platform.python_version(),
            **{name: its for name in PACKAGES if (its := _version(name))},
        },
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "system": platform.system(),
            "threads": 1,
        },
        "cpu_seconds": sum(it.cpu_seconds for it in done),
        "rows": experiment.table(done),
        **({} if experiment.summary is None else {"summary": experiment.summary(done)}),
        "runs": [
            {"settings": it.job.settings, "seed": it.job.seed, "cpu_seconds": it.cpu_seconds, **_short(it.row)}
            for it in done
        ],
    }


def _short(row: Row) -> Row:
    """Leave out what the table has, length by length."""
    return {name: value for name, value in row.items() if name != "lengths"}


def read(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Return what an experiment found.

    Raises
    ------
    ValueError
        If its table is not there.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        raise ValueError(f"name: {name!r} given, an experiment that was run wanted (softlook experiments {name})")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def is_current(found: dict[str, Any]) -> bool:
    """Say whether a table was made by today's code."""
    return bool(found["fingerprint"] == fingerprint(*found["modules"]))


def _written(
    experiments: Iterable[Experiment],
    store: Store,
    folder: Path,
    tell: Callable[[str], None],
    since: Job | None = None,
) -> list[Experiment]:
    """Write the tables that can be written, and return the experiments whose tables cannot be yet."""
    left = []
    for experiment in experiments:
        jobs = experiment.jobs()
        if since is not None and since not in jobs:
            left.append(experiment)
            continue
        done = [found for job in jobs if (found := store.get(job)) is not None]
        if len(done) < len(jobs):
            left.append(experiment)
            continue
        path = folder / f"{experiment.name}.json"
        write(path, json.dumps(collect(experiment, done), indent=1, ensure_ascii=False) + "\n")
        tell(
            f"{experiment.name}: {path.name} written, from {len(done)} jobs of {sum(it.cpu_seconds for it in done):.0f} CPU s"
        )
    return left


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
