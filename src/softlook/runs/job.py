"""Experiments and their jobs: what is to be run, with which settings and seed."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from softlook.runs.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row: TypeAlias = "dict[str, Any]"
"""What a job returns: names, and numbers that JSON can hold."""


class Job(NamedTuple):
    """One piece of work, independent of all others."""

    run: str
    """What is called with settings and seed and returns a row: ``module:function``."""
    settings: dict[str, Any]
    seed: int

    @property
    def key(self) -> str:
        """A name for this work, the same in every process; two experiments with the same job share its row."""
        return sha256(json.dumps([self.run, self.settings, self.seed], sort_keys=True).encode()).hexdigest()[:20]

    @property
    def module(self) -> str:
        """Where its function stands."""
        return self.run.partition(":")[0]

    def __str__(self) -> str:
        """Name it in a line: the settings that are neither off nor left out, those of a nested dict too."""
        flat: dict[str, Any] = {}
        for name, value in self.settings.items():
            flat |= value if isinstance(value, dict) else {name: value}
        shown = [f"{name}={value}" for name, value in flat.items() if _is_on(value)]
        return " ".join([*shown, f"seed={self.seed}"])


class Done(NamedTuple):
    """A finished job."""

    job: Job
    row: Row
    cpu_seconds: float
    fingerprint: str
    """Of the code that ran it, where it ran."""


@dataclass(frozen=True)
class Experiment:
    """A question, the jobs that answer it, and how their rows become a table."""

    name: str
    module: str
    """Where it stands: its code, and what that imports, has the fingerprint."""
    about: str
    """One line."""
    jobs: Callable[[], Sequence[Job]]
    table: Callable[[Sequence[Done]], list[Row]]
    """Takes the finished jobs in their order."""
    summary: Callable[[Sequence[Done]], Row] | None = None
    """Takes the same, and returns what is no row of the table."""
    omitted: tuple[str, ...] = ()
    """Names in the jobs' rows that the kept list of runs leaves out, because the table has them."""
    repeatable: Callable[[Job], bool] = lambda _: True
    """Whether a job comes to the same row wherever it runs. One that works against the clock does not."""

    @property
    def fingerprint(self) -> str:
        """Of today's code: its own, and that of its jobs."""
        return fingerprint(self.module, *sorted({job.module for job in self.jobs()}))


def _is_on(value: Any) -> bool:
    return value is not None and value is not False and not isinstance(value, dict)


def do(job: Job) -> Done:
    """Run a job, here and now."""
    start = time.process_time()
    row = getattr(import_module(job.module), job.run.partition(":")[2])(job.settings, job.seed)
    return Done(job, row, time.process_time() - start, fingerprint(job.module))
