"""Move all the scores of a row by as much, and read the weights again: is a score a weight?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from softlook import _check
from softlook.normalizers import softmax


class Moved(NamedTuple):
    """How far the two moved."""

    score: float
    """The least by which any score moved."""
    weight: float
    """The most by which any weight moved."""


def shift(rows: int = 1000, *, t_x: int = 12, seed: int = 0) -> Moved:
    r"""Add a number of its own to each row of scores, and see what becomes of scores and weights.

    .. math:: e'_{ij} = e_{ij} + b_i, \qquad 1 \le |b_i| \le 20

    Parameters
    ----------
    rows, t_x : int
        How many rows, of how many scores, both above 0. Scores are drawn from a normal distribution, with deviation 3.
    seed : int
        Where scores and numbers come from.

    Returns
    -------
    Moved
        The least move of a score and the largest of a weight.

    Raises
    ------
    TypeError, ValueError
        If a count is no whole number, or not above 0.

    References
    ----------
    Bahdanau et al. 2015, equation 6 (arXiv 1409.0473): a row's common factor cancels.

    Examples
    --------
    >>> moved = shift(10)
    >>> moved.score > 1, moved.weight < 1e-12
    (True, True)
    """
    for name, given in (("rows", rows), ("t_x", t_x)):
        _check.count(name, given)
        _check.positive(name, given)
    rng = np.random.default_rng(seed)
    e = 3 * rng.standard_normal((rows, t_x))
    b = rng.uniform(1, 20, size=(rows, 1)) * rng.choice([-1, 1], size=(rows, 1))
    return Moved(float(np.abs((e + b) - e).min()), float(np.abs(softmax(e + b) - softmax(e)).max()))
