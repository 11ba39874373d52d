"""``softlook experiments``: run the papers' experiments, and write their tables."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from softlook.cli._common import (
    CODES,
    FAILED,
    MISTAKE,
    NO_SCHEDULER,
    OK,
    STOPPED,
    UNWRITABLE,
    Commands,
    Plain,
    Refused,
    at_least_one,
    because,
    say,
    show,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from softlook.runs.job import Done, Experiment, Job
    from softlook.runs.runners import Failed

HELP = """Run the papers' experiments on the translation lab, and write their tables.

examples:
  softlook experiments --list                        what there is, and which tables are of today's code
  softlook experiments dates                         one of them: a minute
  softlook experiments length scores --jobs 4        two of them, in four processes
  softlook experiments --jobs                        all, on all cores
  softlook experiments --scheduler tcp://host:8786   all, on a Dask cluster

An experiment is a list of trainings that know nothing of each other. Each finished one is kept at once (in
--keep): stop with Ctrl+C, and the same command goes on where it stopped. What is kept counts as long as the code
that made it is today's. All of them together take the better part of an hour on one core.

A cluster by hand: `dask scheduler` here, `dask worker tcp://host:8786` on each machine, with the same softlook
installed. Whoever reaches a scheduler can run code on its workers: keep it inside a network that you trust.
"""


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    it = commands.add_parser(
        "experiments",
        help="run the papers' experiments and write their tables",
        description=HELP,
        epilog=CODES,
        formatter_class=Plain,
    )
    it.add_argument("names", nargs="*", metavar="NAME", help="which; all, if none is named")
    where = it.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs",
        type=at_least_one,
        nargs="?",
        const=os.cpu_count() or 1,
        metavar="N",
        help="in N processes; without N, as many as there are cores",
    )
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="on the Dask cluster of this scheduler, say tcp://127.0.0.1:8786"
    )
    it.add_argument(
        "--keep",
        type=Path,
        default=Path("_build/experiments"),
        metavar="DIR",
        help="where finished jobs are kept (_build/experiments)",
    )
    it.add_argument("--out", type=Path, metavar="DIR", help="where the tables go (softlook/results)")
    it.add_argument("--list", action="store_true", help="name the experiments and stop")
    it.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Run what the options say."""
    from softlook.experiments.translation.catalogue import NAMES, find
    from softlook.runs.engine import perform
    from softlook.runs.results import FOLDER
    from softlook.runs.store import Store

    try:
        experiments = [find(name) for name in dict.fromkeys(options.names or NAMES)]
    except (ValueError, ModuleNotFoundError) as error:
        raise Refused(MISTAKE, str(error)) from error
    out = FOLDER if options.out is None else options.out
    if options.list:
        show(
            "\n".join(
                f"{it.name:<11} {len(it.jobs()):>3} jobs  {_state(it, out):<13}  {it.about}" for it in experiments
            )
        )
        return OK
    _writable(out, "--out")
    _writable(options.keep, "--keep")
    store = Store(options.keep)
    try:
        failed = perform(experiments, store, _runner(options), out, say)
    except ConnectionError as error:
        raise Refused(NO_SCHEDULER, f"--{error}") from error
    except OSError as error:
        raise Refused(
            UNWRITABLE,
            f"{error.filename or options.keep}: {because(error)}; what is kept in {options.keep} counts, run the same command again",
        ) from error
    except BaseException as error:
        if not isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        jobs = {job.key: job for it in experiments for job in it.jobs()}
        say(
            f"\nsoftlook: stopped; {len(jobs) - len(store.missing(jobs.values()))} of {len(jobs)} jobs are kept in {options.keep}, the same command goes on"
        )
        if isinstance(error, KeyboardInterrupt):
            return STOPPED
        raise
    if failed:
        say(
            f"softlook: {len(failed)} jobs failed, their experiments have no new table; what is done is kept in {options.keep}"
        )
    return FAILED if failed else OK


def _runner(options: argparse.Namespace) -> Callable[[Sequence[Job]], Iterator[Done | Failed]]:
    from softlook.runs import runners

    if options.scheduler is not None:
        return partial(runners.cluster, address=options.scheduler)
    if options.jobs is not None:
        return partial(runners.processes, n=options.jobs)
    return runners.serial


def _state(experiment: Experiment, folder: Path) -> str:
    from softlook.runs.engine import is_current
    from softlook.runs.results import read

    try:
        return "up to date" if is_current(read(experiment.name, folder), experiment) else "of older code"
    except ValueError:
        return "no table yet"


def _writable(folder: Path, option: str) -> None:
    """Find out before the work begins, not behind it."""
    probe = folder / f".{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            UNWRITABLE, f"{option}: {folder} given, a folder that can be written to wanted ({because(error)})"
        ) from error
