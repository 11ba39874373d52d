"""Why heads put their contexts side by side and do not average their scores: one head attends left, one right."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from softlook.attention import attend
from softlook.heads import multi_head

if TYPE_CHECKING:
    from jaxtyping import Float

SHARP = 20.0


def two_heads() -> dict[str, Float[np.ndarray, "2 features"]]:
    r"""Read the neighbours of a word with two heads, and with one whose scores are the mean of theirs.

    The word stands in the middle of three. One head scores the place to its left high, the other the place to its
    right. The values have one feature for "the neighbour is a" and one for "it is b", for each head.

    Returns
    -------
    dict
        The contexts that "heads" and "mean score" read between the neighbours a, b (first row) and b, a (second row):
        (2, 4) for the heads, two features each, and (2, 2) for the mean score.

    References
    ----------
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762): the heads' outputs are concatenated and projected.

    Examples
    --------
    >>> two_heads()["heads"].round(2)
    array([[1., 0., 0., 1.],
           [0., 1., 1., 0.]])
    >>> two_heads()["mean score"].round(2)
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    heads, mean = _read(np.array([[0, 1], [1, 0]]), symbols=2)
    return {"heads": heads, "mean score": mean}


def distinguished(symbols: int = 10) -> dict[str, int]:
    """Count the different contexts that all pairs of neighbours give: as many as there are pairs, if none is mistaken.

    Parameters
    ----------
    symbols : int
        How many symbols a neighbour may be.

    Returns
    -------
    dict
        How many "pairs" there are, and how many of them the "heads" and the "mean score" distinguish.

    Examples
    --------
    >>> distinguished(3)
    {'pairs': 9, 'heads': 9, 'mean score': 6}
    """
    pairs = np.array(list(product(range(symbols), repeat=2)))
    heads, mean = _read(pairs, symbols=symbols)
    distinct = [len(np.unique(c.round(6), axis=0)) for c in (heads, mean)]
    return {"pairs": len(pairs), "heads": distinct[0], "mean score": distinct[1]}


def _read(pairs: np.ndarray, *, symbols: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the contexts of the two heads, side by side, and of one attention step with their mean score."""
    value = np.zeros((len(pairs), 3, symbols))
    value[:, [0, 2]] = np.eye(symbols)[pairs]  # left and right of the word that attends
    q, k = np.ones((len(pairs), 1, 2)), np.zeros((len(pairs), 3, 2))
    e = SHARP * np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])  # (heads, t_x): where each attends
    scores = [lambda _q, _k, own=own: np.broadcast_to(own, (len(pairs), 1, 3)) for own in e]
    heads = multi_head(q, k, np.concatenate([value, value], axis=-1), heads=2, score=scores).c
    mean = attend(q, k, value, score=lambda _q, _k: np.broadcast_to(e.mean(axis=0), (len(pairs), 1, 3))).c
    return heads[:, 0], mean[:, 0]
