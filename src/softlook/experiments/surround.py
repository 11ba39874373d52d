"""One bar, four surrounds: salience belongs to a place among others, not to what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check
from softlook.vision.displays import display
from softlook.vision.saliency import STEP, saliency_map
from softlook.vision.search import winner_takes_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook.vision.displays import Kind

NEAR = 32.0  # pixels: half a bar's place
KINDS: tuple[Kind, ...] = ("alone", "colour", "orientation", "equal")


def same_bar(
    kinds: Sequence[Kind] = KINDS, *, distractors: int = 30, displays: int = 10, seed: int = 0
) -> list[dict[str, Any]]:
    """Put the same red tilted bar at the same places into different company, and read its salience off the map.

    Parameters
    ----------
    kinds : sequence of str
        The company, as in :func:`softlook.display`.
    distractors, displays, seed : int
        How many other bars, in how many displays, the first of which is drawn by that seed. The bar stands at the same
        place in the displays of all kinds.

    Returns
    -------
    list of dict
        For each kind: the mean `salience` of the bar, the mean of the `others` (0 where there are none), and in what
        share of the displays the first fixation falls on it (`first`).

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.display`; ValueError if no displays are asked for.

    References
    ----------
    Itti & Koch 2001 (doi 10.1038/35058500): what counts is the contrast with the surround.

    Examples
    --------
    >>> same_bar(("alone",), displays=1)
    [{'kind': 'alone', 'salience': 1.0, 'others': 0.0, 'first': 1.0}]
    """
    _check.count("displays", displays, least=1)
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        salience, others, first = [], [], []
        for nth in range(displays):
            drawn = display(kind, distractors, seed=seed + nth)
            s = saliency_map(drawn.image.astype(np.float32)).s
            target, *rest = (_peak(s, bar) for bar in drawn.bars)
            salience.append(target)
            others.append(float(np.mean(rest)) if rest else 0.0)
            (fixation,) = winner_takes_all(s, 1)
            first.append(float(np.hypot(*(fixation - drawn.target))) <= NEAR)
        rows.append(
            {
                "kind": kind,
                "salience": float(np.mean(salience)),
                "others": float(np.mean(others)),
                "first": float(np.mean(first)),
            }
        )
    return rows


def _peak(s: Any, bar: tuple[int, int]) -> float:
    """Return the largest salience within a map's entry of a bar's middle."""
    row, column = (round(at / STEP) for at in bar)
    return float(s[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2].max())
