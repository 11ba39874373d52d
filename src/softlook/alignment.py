r"""Alignments read off the weights, and how they agree with links drawn by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from softlook import _check
from softlook.explain import check_weights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Float

    from softlook._array import Array

Link: TypeAlias = "tuple[int | None, ...]"  # (i, j), or (sentence, i, j); None stands for the empty word


def links(alpha: Float[Array, "t_y t_x"]) -> set[tuple[int, int]]:
    r"""Read an alignment off the weights: each row links to its largest.

    Parameters
    ----------
    alpha : (t_y, t_x) floating
        Weights.

    Returns
    -------
    set of (i, j)
        Of equal weights the first; no link from a row that attends nowhere (all 0).

    Raises
    ------
    TypeError
        If `alpha` is no array, or not of a floating dtype.
    ValueError
        If it has not two axes, or holds negative numbers or NaN.

    Examples
    --------
    >>> import numpy as np
    >>> sorted(links(np.array([[0.9, 0.1], [0.2, 0.8], [0.0, 0.0]])))
    [(0, 0), (1, 1)]
    """
    xp = check_weights(alpha)
    if alpha.ndim != 2:
        raise ValueError(f"alpha: shape {_check.shape(alpha)} given, (t_y, t_x) wanted: one sentence at a time")
    if alpha.shape[-1] == 0:
        return set()
    largest = xp.argmax(alpha, axis=-1)
    attends = xp.any(alpha > 0, axis=-1)
    return {(i, int(largest[i])) for i in range(alpha.shape[0]) if bool(attends[i])}


def alignment_error_rate(alignment: Iterable[Link], sure: Iterable[Link], possible: Iterable[Link] = ()) -> float:
    r"""Compare an alignment with links drawn by hand.

    .. math:: \mathrm{AER}(S, P; A) = 1 - \frac{|A \cap S| + |A \cap P|}{|A| + |S|}, \qquad S \subseteq P

    Parameters
    ----------
    alignment : iterable of links
        A: links (i, j) from target position i to source position j; (sentence, i, j) for a corpus.
    sure : iterable of links
        S: those that must be there.
    possible : iterable of links
        P: those that may be there. The sure ones are possible, whether they are given again or not.

    Returns
    -------
    float
        From 0 (every sure link is there, and none that is not possible) to 1. 0 where there is no link and none is
        sure.

    Raises
    ------
    TypeError
        If a link is no tuple of whole numbers (or None, for the empty word).
    ValueError
        If a link has not two or three members.

    Notes
    -----
    *Multiple links* count one by one: a word linked to three others gives three links to A (or S, or P). The same
    link given twice is one link. *Null links*, with None in the place of a position, are dropped on all sides: a word
    that is linked to the empty word has no link, and any link of it in A counts as wrong unless it is possible.
    *A corpus* is one set: the counts are added up before they are divided; it is no mean over sentences.

    References
    ----------
    Och & Ney 2003, the definition of AER (doi 10.1162/089120103321337421).

    Examples
    --------
    >>> alignment_error_rate({(0, 0), (1, 2)}, sure={(0, 0)}, possible={(1, 1)})
    0.33333333333333337
    """
    agreed, all_of_them = agreement(alignment, sure, possible)
    return 1 - agreed / all_of_them if all_of_them else 0.0


def agreement(alignment: Iterable[Link], sure: Iterable[Link], possible: Iterable[Link] = ()) -> tuple[int, int]:
    r"""Return the counts behind :func:`alignment_error_rate`, which takes the same: they add up over sentences.

    Returns
    -------
    (int, int)
        :math:`|A \cap S| + |A \cap P|` and :math:`|A| + |S|`.

    Examples
    --------
    >>> agreement({(0, 0), (1, 2)}, sure={(0, 0)}, possible={(1, 1)})
    (2, 3)
    """
    given = {"alignment": alignment, "sure": sure, "possible": possible}
    a, s, p = (_links(name, links) for name, links in given.items())
    p |= s
    return len(a & s) + len(a & p), len(a) + len(s)


def _links(name: str, given: Iterable[Link]) -> set[Link]:
    links = set()
    for link in given:
        if not isinstance(link, tuple) or not all(n is None or _check.is_whole(n) for n in link):
            raise TypeError(f"{name}: {link!r} given, a tuple of whole numbers wanted (or None, for the empty word)")
        if len(link) not in {2, 3}:
            raise ValueError(f"{name}: {link!r} given, (i, j) or (sentence, i, j) wanted")
        if None not in link:
            links.add(link)
    return links
