"""What word order alone explains of an alignment, and how often trained attention adds to it (claims 12 and 16)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook.alignment import alignment_error_rate, links
from softlook.runs.results import read as results
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import sentences
from softlook.translate.corpus.splits import split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jaxtyping import Float

HOPE = Pair(
    ("i", "hope", "you", "are", "doing", "well"),
    ("espero", "que", "estés", "bien"),
    frozenset({(0, 1), (2, 3), (3, 5)}),
    frozenset({(0, 0), (0, 1), (2, 2), (2, 3), (2, 4), (3, 5)}),
)
"""*I hope you are doing well*.

The subjunctive *estés* answers *are*, and may answer *you* and *doing*; *que* answers nothing.
"""

TRANSLATION = ("je", "t'", "aime")
GOLD = {"je": "i", "t'": "you", "aime": "love"}


def diagonal(t_y: int, t_x: int, *, stretched: bool = False) -> Float[np.ndarray, "t_y t_x"]:
    r"""Return the weights of an attention that knows word order and nothing else.

    .. math:: \alpha_{ij} = 1 \;\text{for}\; j = \min(i, T_x - 1), \quad\text{or}\quad
        j = \left\lfloor \left(i + \tfrac12\right) \frac{T_x}{T_y} \right\rfloor \;\text{if stretched}

    Parameters
    ----------
    t_y, t_x : int
        How many words each side has; t_x above 0.
    stretched : bool
        Whether the diagonal runs from corner to corner. Otherwise word i attends to word i, and what is left to the
        last.

    Returns
    -------
    (t_y, t_x)
        One 1 a row.

    Raises
    ------
    TypeError, ValueError
        If a length is not an int of at least 0, or there is nothing to attend to.

    Examples
    --------
    >>> diagonal(4, 2).argmax(-1), diagonal(4, 2, stretched=True).argmax(-1)
    (array([0, 1, 1, 1]), array([0, 0, 1, 1]))
    """
    _check.count("t_y", t_y)
    _check.count("t_x", t_x, least=1)
    i = np.arange(t_y)
    weights: np.ndarray = np.eye(t_x)[(2 * i + 1) * t_x // (2 * t_y) if stretched else np.minimum(i, t_x - 1)]
    return weights


def diagonal_error(pairs: Sequence[Pair] | None = None, *, stretched: bool = False) -> float:
    """Return the alignment error rate of a diagonal, over a corpus: what attention has to be better than.

    Parameters
    ----------
    pairs : sequence of Pair, optional
        With gold links; the test split of the sentences if left out.
    stretched : bool
        As :func:`diagonal`.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.alignment.alignment_error_rate`.

    Examples
    --------
    >>> round(diagonal_error([HOPE]), 2), round(diagonal_error([HOPE], stretched=True), 2)
    (0.71, 0.29)
    """
    pairs = _test() if pairs is None else pairs
    matrices = [diagonal(len(pair.target), len(pair.source), stretched=stretched) for pair in pairs]
    predicted = [(n, *link) for n, alpha in enumerate(matrices) for link in links(alpha)]
    sure = [(n, *link) for n, pair in enumerate(pairs) for link in pair.sure]
    possible = [(n, *link) for n, pair in enumerate(pairs) for link in pair.possible]
    return alignment_error_rate(predicted, sure, possible)


def alignments_over_trainings(folder: Path | None = None) -> dict[str, int]:
    """Count where the attention of all trainings of the experiments goes while *je t' aime* is written.

    Parameters
    ----------
    folder : Path, optional
        Where ``alignment.json`` lies; ``softlook/results`` if left out.

    Returns
    -------
    dict
        How many `runs` there are; how many have `written` the three words; in how many of these *t'* attends most to
        `you` and to `love`; and in how many `all` three words attend most to the right one.

    Raises
    ------
    ValueError
        If the table is not there.

    Examples
    --------
    >>> counts = alignments_over_trainings()
    >>> counts["runs"] >= counts["written"] >= counts["you"] >= counts["all"]
    True
    """
    runs = [run["i love you"] for run in results("alignment", folder)["runs"]]
    right = [run for run in runs if run["translation"] == " ".join(TRANSLATION)]
    alignments = [{target: source for target, source, _ in run["most_attended"]} for run in right]
    return {
        "runs": len(runs),
        "written": len(alignments),
        "you": sum(aligned["t'"] == "you" for aligned in alignments),
        "love": sum(aligned["t'"] == "love" for aligned in alignments),
        "all": sum(aligned == GOLD for aligned in alignments),
    }


@cache
def _test() -> list[Pair]:
    return list(split(sentences()).test)
