"""Pop-out: how many looks the model needs to find the odd bar, against how many other bars there are.

Written to ``softlook/results/pop_out.json`` by ``python -m softlook.experiments.pop_out`` (minutes); a test searches a part of the
displays again and compares.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check, _files
from softlook.runs.results import FOLDER
from softlook.vision.displays import display
from softlook.vision.search import fixations_to_find

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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
    """Let the model search, and count its looks.

    Parameters
    ----------
    kinds : sequence of str
        What makes the odd bar odd, as in :func:`softlook.display`.
    distractors : sequence of int
        How many other bars, at most 63.
    displays : int
        How many displays of each, at least 1.
    seed : int
        The first display's; the next ones follow.

    Returns
    -------
    list of dict
        For each kind and number of `distractors`: the `mean` of the looks, the 95 % interval of that mean (`low`,
        `high`, by drawing the displays again with replacement), and the `looks` themselves.

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
    [{'kind': 'colour', 'distractors': 15, 'mean': 1.0, 'low': 1.0, 'high': 1.0, 'looks': [1, 1]}]
    """
    _check.count("displays", displays)
    if displays == 0:
        raise ValueError("displays: 0 given, at least 1 wanted")
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        for n in distractors:
            looks = [_search(kind, n, seed + nth) for nth in range(displays)]
            rng = np.random.default_rng([seed, n])
            means = rng.choice(looks, size=(DRAWN, displays)).mean(axis=1)
            low, high = (float(x) for x in np.percentile(means, [2.5, 97.5]))
            rows.append(
                {
                    "kind": kind,
                    "distractors": n,
                    "mean": float(np.mean(looks)),
                    "low": low,
                    "high": high,
                    "looks": looks,
                }
            )
    return rows


def slope(rows: Sequence[dict[str, Any]], kind: str) -> float:
    """Return how many looks one more distractor costs: the slope of the straight line that fits the means best.

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
    n, looks = np.asarray(points, dtype=float).T
    n = n - n.mean()
    return float(n @ looks / (n @ n))


def _search(kind: Kind, n: int, seed: int) -> int:
    drawn = display(kind, n, seed=seed)
    return fixations_to_find(drawn._replace(image=drawn.image.astype(np.float32)))


def write(target: Path, *, displays: int = DISPLAYS, seed: int = 0) -> None:
    """Measure, and keep the rows with the number of displays and the first seed, whole or not at all."""
    rows = pop_out(displays=displays, seed=seed)
    _files.write(target, json.dumps({"displays": displays, "seed": seed, "rows": rows}) + "\n")


if __name__ == "__main__":
    write(FOLDER / "pop_out.json")
