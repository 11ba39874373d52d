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
"""What a job found: names and numbers that JSON can hold."""

HERE = "softlook.experiments.translation"
NAMES = (
    "length",
    "bottleneck",
    "scores",
    "windows",
    "heads",
    "seeds",
    "alignment_offset",
    "dates",
    "alignment",
    "regularised",
)


class Job(NamedTuple):
    """One piece of work that knows nothing of the others."""

    run: str
    """What is called with settings and seed and returns a row: ``module:function``."""
    settings: dict[str, Any]
    seed: int

    @property
    def key(self) -> str:
        """A name for what is asked, the same in every process; two experiments that ask the same share the answer."""
        return sha256(json.dumps([self.run, self.settings, self.seed], sort_keys=True).encode()).hexdigest()[:20]

    @property
    def module(self) -> str:
        """Where its function stands."""
        return self.run.partition(":")[0]

    def __str__(self) -> str:
        """Name it in a line: what is set, and neither off nor left out."""
        flat = {
            name: value
            for told in (self.settings, *(it for it in self.settings.values() if isinstance(it, dict)))
            for name, value in told.items()
        }
        return " ".join(
            [
                *(
                    f"{name}={value}"
                    for name, value in flat.items()
                    if value is not None and value is not False and not isinstance(value, dict)
                ),
                f"seed={self.seed}",
            ]
        )


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
    """Takes the same; what is no row of the table."""


def find(name: str) -> Experiment:
    """Return an experiment by its name.

    Parameters
    ----------
    name : str
        One of NAMES, or the dotted name of a module that holds an EXPERIMENT.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in NAMES and "." not in name:
        raise ValueError(f"experiment: {name!r} given, one of {', '.join(NAMES)} wanted")
    found = import_module(name if "." in name else f"{HERE}.{name}").EXPERIMENT
    if not isinstance(found, Experiment):
        raise TypeError(f"experiment: EXPERIMENT of {name} is {type(found).__name__}, Experiment wanted")
    return found


def do(job: Job) -> Done:
    """Run a job, here and now."""
    start = time.process_time()
    row = getattr(import_module(job.module), job.run.partition(":")[2])(job.settings, job.seed)
    return Done(job, row, time.process_time() - start, fingerprint(job.module))
