"""Finished jobs, each in a file of its own: what was done is not done again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook._files import write
from softlook.runs.fingerprint import fingerprint
from softlook.runs.job import Done, Job

if TYPE_CHECKING:
    from collections.abc import Iterable


class Store:
    """A folder of finished jobs.

    A job counts as finished if the code that ran it is today's.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there.

    Raises
    ------
    OSError
        If it cannot be made or written to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> job = Job("softlook.masks:band", {"half_width": 1}, 0)
    >>> with TemporaryDirectory() as folder:
    ...     Store(folder).keep(Done(job, {"n": 3}, 0.1, fingerprint("softlook.masks")))
    ...     Store(folder).get(job).row
    {'n': 3}
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.folder / "README.txt", "Finished jobs. This folder may be deleted: they are run again then.\n")

    def keep(self, done: Done) -> None:
        """Write a finished job, whole or not at all."""
        content = done._asdict() | {"job": done.job._asdict()}
        write(self._path(done.job), json.dumps(content, indent=1, ensure_ascii=False) + "\n")

    def get(self, job: Job) -> Done | None:
        """Return a finished job, or None if it is not there, was run by other code, or its file is damaged."""
        try:
            content: dict[str, Any] = json.loads(self._path(job).read_text(encoding="utf-8"))
            done = Done(Job(**content.pop("job")), **content)
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return done if done.job == job and done.fingerprint == fingerprint(job.module) else None

    def missing(self, jobs: Iterable[Job]) -> list[Job]:
        """Return the jobs that are not finished, each once."""
        return list({job.key: job for job in jobs if self.get(job) is None}.values())

    def _path(self, job: Job) -> Path:
        return self.folder / f"{job.key}.json"
