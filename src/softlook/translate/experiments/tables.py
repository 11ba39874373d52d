"""Tables made of jobs' rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.translate.evaluation import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from softlook.translate.experiments.job import Done, Row


def averaged(done: Iterable[Done], keys: Sequence[str], figures: Sequence[str]) -> list[Row]:
    """Return a row for each combination of settings: its figures as mean, least and most over the seeds, and the mean CPU time.

    Parameters
    ----------
    done : iterable of Done
        Finished jobs.
    keys : sequence of str
        Settings that tell the rows apart.
    figures : sequence of str
        Names in the jobs' rows; None where a job has none.
    """
    groups: dict[tuple[Any, ...], list[Done]] = {}
    for it in done:
        groups.setdefault(tuple(it.job.settings.get(key) for key in keys), []).append(it)
    rows = []
    for values, its in groups.items():
        row: Row = dict(zip(keys, values, strict=True)) | {"seeds": len(its)}
        for name in figures:
            given = [it.row[name] for it in its if it.row.get(name) is not None]
            row[name] = spread(given)._asdict() if given else None
        rows.append(row)
    return rows
