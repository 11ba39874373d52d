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
    writable_folder,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from softlook.runs.job import Done, Experiment, Job
    from softlook.runs.runners import Failed
    from softlook.runs.store import Store

HELP = """Run the papers' experiments on the translation lab, and write their tables.

examples:
  softlook experiments --list                        names, and whether each table was made by today's code
  softlook experiments dates                         one of them: a minute
  softlook experiments length scores --jobs 4        two of them, in four processes
  softlook experiments --jobs                        all, on all cores
  softlook experiments --confirm --jobs              after code was only moved or renamed: see below
  softlook experiments --scheduler tcp://host:8786   all, on a Dask cluster

An experiment is a list of independent trainings. Each finished one is saved at once (in --keep): stop with
Ctrl+C, and the same command continues where it stopped. A saved training counts as long as the code that made it
has not changed. All experiments together take the better part of an hour on one core.

--confirm repeats one seed of each setting of the tables that older code made. Where all comes out the same to the
last bit, a table takes today's fingerprint; where a number differs, it is named and wants a new run.

To set up a cluster: start `dask scheduler` here, and `dask worker tcp://host:8786` on each machine, with the same
softlook installed. Anyone who can reach a scheduler can run code on its workers, so keep it inside a network that
you trust.
"""


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "experiments",
        help="run the papers' experiments and write their tables",
        description=HELP,
        epilog=CODES,
        formatter_class=Plain,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which experiments; all, if none is named")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs",
        type=at_least_one,
        nargs="?",
        const=os.cpu_count() or 1,
        metavar="N",
        help="run in N processes; without N, in as many as there are cores",
    )
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on the Dask cluster with this scheduler, for example tcp://127.0.0.1:8786",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        default=Path("_build/experiments"),
        metavar="DIR",
        help="where finished trainings are saved (default: _build/experiments)",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the tables go (default: softlook/results)")
    parser.add_argument(
        "--confirm", action="store_true", help="hold kept tables of older code to today's, by one seed of each setting"
    )
    parser.add_argument("--list", action="store_true", help="list the experiments and stop")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do what the options say."""
    from softlook.experiments.translation.catalogue import NAMES, find
    from softlook.runs.engine import confirm, perform
    from softlook.runs.results import FOLDER
    from softlook.runs.store import Store

    try:
        experiments = [find(name) for name in dict.fromkeys(options.names or NAMES)]
    except (TypeError, ValueError, ModuleNotFoundError) as error:
        raise Refused(MISTAKE, str(error)) from error
    out = FOLDER if options.out is None else options.out
    if options.list:
        show("\n".join(_line(experiment, out) for experiment in experiments))
        return OK
    writable_folder(out, "--out")
    writable_folder(options.keep, "--keep")
    store = Store(options.keep)
    try:
        if options.confirm:
            return _confirm(experiments, partial(confirm, store=store, run=_runner(options), folder=out, report=say))
        failed = perform(experiments, store, _runner(options), out, say)
    except ConnectionError as error:
        raise Refused(NO_SCHEDULER, f"--{error}") from error
    except OSError as error:
        place = f"{error.filename or options.keep}: {because(error)}"
        message = f"{place}; what is kept in {options.keep} counts, run the same command again"
        raise Refused(UNWRITABLE, message) from error
    except (KeyboardInterrupt, SystemExit) as stop:
        say(f"\nsoftlook: stopped; {_kept(experiments, store)}, the same command continues")
        if isinstance(stop, KeyboardInterrupt):
            return STOPPED
        raise
    if failed:
        say(
            f"softlook: {len(failed)} jobs failed, their experiments have no new table; "
            f"finished jobs are kept in {options.keep}"
        )
    return FAILED if failed else OK


def _confirm(experiments: Sequence[Experiment], confirm: Callable[[Sequence[Experiment]], list[str]]) -> int:
    try:
        refusals = confirm(experiments)
    except ValueError as error:  # one has no table yet
        raise Refused(MISTAKE, str(error)) from error
    for refusal in refusals:
        say(f"softlook: not confirmed: {refusal}")
    return FAILED if refusals else OK


def _runner(options: argparse.Namespace) -> Callable[[Sequence[Job]], Iterator[Done | Failed]]:
    from softlook.runs import runners

    if options.scheduler is not None:
        return partial(runners.cluster, address=options.scheduler)
    if options.jobs is not None:
        return partial(runners.processes, n=options.jobs)
    return runners.serial


def _line(experiment: Experiment, folder: Path) -> str:
    jobs = f"{len(experiment.jobs()):>3} jobs"
    return f"{experiment.name:<16} {jobs}  {_state(experiment, folder):<13}  {experiment.about}"


def _state(experiment: Experiment, folder: Path) -> str:
    from softlook.runs.engine import is_current
    from softlook.runs.results import read

    try:
        return "up to date" if is_current(read(experiment.name, folder), experiment) else "of older code"
    except ValueError:
        return "no table yet"


def _kept(experiments: Sequence[Experiment], store: Store) -> str:
    jobs = {job.key: job for experiment in experiments for job in experiment.jobs()}
    return f"{len(jobs) - len(store.missing(jobs.values()))} of {len(jobs)} jobs are kept in {store.folder}"
