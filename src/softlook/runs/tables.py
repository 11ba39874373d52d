"""Tables made of jobs' rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from softlook.runs.job import Done, Row


class Spread(NamedTuple):
    """A figure over several seeds."""

    mean: float
    deviation: float
    """Sample standard deviation (n - 1); 0 for one seed."""
    least: float
    most: float
    n: int


def spread(values: Iterable[float]) -> Spread:
    """Return mean, deviation and extremes of a figure over seeds.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> spread([0.9, 1.0])
    Spread(mean=0.95, deviation=0.07071067811865474, least=0.9, most=1.0, n=2)
    """
    given = [float(value) for value in values]
    if not given:
        raise ValueError("values: none given, at least 1 wanted")
    deviation = float(np.std(given, ddof=1)) if len(given) > 1 else 0.0
    return Spread(float(np.mean(given)), deviation, min(given), max(given), len(given))


def averaged(done: Iterable[Done], label: Callable[[dict[str, Any]], Row], figures: Sequence[str]) -> list[Row]:
    """Return a row for each label: its figures over the seeds.

    Parameters
    ----------
    done : iterable of Done
        Finished jobs.
    label : callable
        Takes a job's settings, returns what tells the rows apart.
    figures : sequence of str
        Names in the jobs' rows, or ``cpu_seconds``; None where a job has none.

    Returns
    -------
    list of dict
        The label, the number of seeds, and for each figure mean, deviation, least, most and n.
    """
    rows = []
    for name, group in grouped(done, label):
        row = name | {"seeds": len(group)}
        results = [each.row | {"cpu_seconds": each.cpu_seconds} for each in group]
        for figure in figures:
            given = [result[figure] for result in results if result.get(figure) is not None]
            row[figure] = spread(given)._asdict() if given else None
        rows.append(row)
    return rows


def grouped(done: Iterable[Done], label: Callable[[dict[str, Any]], Row]) -> list[tuple[Row, list[Done]]]:
    """Put jobs of one label together, in the order in which the labels come."""
    groups: list[tuple[Row, list[Done]]] = []
    for each in done:
        name = label(each.job.settings)
        same = next((group for known, group in groups if known == name), None)
        if same is None:
            groups.append((name, [each]))
        else:
            same.append(each)
    return groups
