"""Pop-out: how many fixations the model needs to find the target, against how many other bars there are.

Written to ``softlook/results/pop_out.json`` by ``softlook experiments softlook.experiments.pop_out`` (minutes); a test
searches a part of the displays again and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.vision.displays import display
from softlook.vision.search import fixations_to_find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook.vision.displays import Kind

KINDS: tuple[Kind, ...] = ("colour", "orientation", "conjunction")
SIZES = (7, 15, 31, 47, 63)
DISPLAYS = 60  # of each kind and size
DRAWN = 4000  # how often the displays are drawn anew for an interval


def pop_out(
    kinds: Sequence[Kind] = ("colour", "conjunction"),
    distractors: Sequence[int] = SIZES,
    *,
    displays: int = 10,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """Let the model search, and count its fixations.

    Parameters
    ----------
    kinds : sequence of str
        What sets the target apart, as in :func:`softlook.display`.
    distractors : sequence of int
        How many other bars, at most 63.
    displays : int
        How many displays of each, at least 1.
    seed : int
        The first display's; the next ones follow.

    Returns
    -------
    list of dict
        For each kind and number of `distractors`: the `mean` of the fixations, the 95 % interval of that mean (`low`,
        `high`, by drawing the displays again with replacement), and the `fixations` themselves.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.display`; ValueError if no displays are asked for.

    References
    ----------
    Treisman & Gelade 1980 (doi 10.1016/0010-0285(80)90005-5), who measured people's time; Itti & Koch 2000
    (doi 10.1016/S0042-6989(99)00163-7), who let the model search.

    Examples
    --------
    >>> pop_out(("colour",), (15,), displays=2)
    [{'kind': 'colour', 'distractors': 15, 'mean': 1.0, 'low': 1.0, 'high': 1.0, 'fixations': [1, 1]}]
    """
    _check.count("displays", displays, least=1)
    return [run({"kind": kind, "distractors": n, "displays": displays}, seed) for kind in kinds for n in distractors]


def run(settings: dict[str, Any], seed: int) -> Row:
    """Let the model search the displays of one kind and size: a row of :func:`pop_out`."""
    kind, n, displays = (settings[name] for name in ("kind", "distractors", "displays"))
    fixations = [_search(kind, n, seed + nth) for nth in range(displays)]
    means = np.random.default_rng([seed, n]).choice(fixations, size=(DRAWN, displays)).mean(axis=1)
    low, high = (float(x) for x in np.percentile(means, [2.5, 97.5]))
    interval = {"mean": float(np.mean(fixations)), "low": low, "high": high}
    return {"kind": kind, "distractors": n, **interval, "fixations": fixations}


def slope(rows: Sequence[dict[str, Any]], kind: str) -> float:
    """Return how many fixations one more distractor costs: the slope of the straight line that fits the means best.

    Raises
    ------
    ValueError
        If the rows hold fewer than two numbers of distractors of that kind.

    Examples
    --------
    >>> slope([{"kind": "colour", "distractors": n, "mean": 1 + n / 4} for n in (4, 8, 12)], "colour")
    0.25
    """
    points = [(row["distractors"], row["mean"]) for row in rows if row["kind"] == kind]
    if len({n for n, _ in points}) < 2:
        raise ValueError(f"kind: {kind!r} given, one with at least two numbers of distractors wanted")
    n, fixations = np.asarray(points, dtype=float).T
    n = n - n.mean()
    return float(n @ fixations / (n @ n))


def _search(kind: Kind, n: int, seed: int) -> int:
    drawn = display(kind, n, seed=seed)
    return fixations_to_find(drawn._replace(image=drawn.image.astype(np.float32)))


def _jobs() -> list[Job]:
    settings = [{"kind": kind, "distractors": n, "displays": DISPLAYS} for kind in KINDS for n in SIZES]
    return [Job(f"{__name__}:run", each, seed=0) for each in settings]


def _table(done: Sequence[Done]) -> list[Row]:
    return [each.row for each in done]


EXPERIMENT = Experiment(
    "pop_out",
    __name__,
    "fixations until the target is found, against the number of distractors",
    _jobs,
    _table,
    omitted=("kind", "distractors", "mean", "low", "high", "fixations"),
)
