"""What a translator said, and where it looked: what an evaluation counts.

**How links are read.** Row i of the weights belongs to the target word that is *predicted* from it, and links to its largest weight. In
the *shifted* reading it belongs to the word that was *read* in that step, the one before: word i takes row i + 1 (claim 17; Luong et al. 2015
differ from Bahdanau et al. 2015 in where in a step they look). Weights are taken while the model is made to say the gold target, as
in Luong et al. 2015 section 5.4; else there would be no gold link for what it said.

**What counts.** The row of ``</s>`` has no gold link: in the straight reading nobody reads it, in the shifted one it serves the last word. A row
that looks at a mark behind the source (an ``</s>`` there) more than at any word links to the empty word, that is, not at all; so does a row of
zeros. A target word without a gold link still reads one off its row, and that link is wrong: Och & Ney 2003, unchanged.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from softlook import _check
from softlook.alignment import links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jaxtyping import Float

    from softlook._array import Array
    from softlook.translate.corpus.pair import Link, Pair

Translate: TypeAlias = "Callable[[tuple[str, ...]], Any]"
"""Takes the source's words, returns the target's, or an object that holds them as ``words``."""
Align: TypeAlias = "Callable[[Pair], Array]"
"""Takes a pair, returns the weights (t_y or t_y + 1, t_x or t_x + 1) with which the target is read off the source."""


class Outcome(NamedTuple):
    """What a translator made of a source, and what it looked at while saying the gold target."""

    pair: Pair
    words: tuple[str, ...]
    """The translation, without marks of start and end."""
    alpha: Float[Array, "rows columns"] | None = None
    """Weights for the gold target: a row for each of its words, and one for ``</s>`` if there is one; None where it has none."""


def outcomes(pairs: Iterable[Pair], translate: Translate, align: Align | None = None) -> tuple[Outcome, ...]:
    """Have each source translated.

    Parameters
    ----------
    pairs : iterable of Pair
        n sources with their references.
    translate : callable
        From the source's words to the target's (or to an object that holds them as ``words``).
    align : callable, optional
        From a pair to its weights, for the error rate of alignments.

    Returns
    -------
    tuple of Outcome
        n of them.

    Raises
    ------
    TypeError
        If what comes back is one str: words are wanted.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> pair = Pair(("no",), ("non",))
    >>> outcomes([pair], lambda words: words)[0].words
    ('no',)
    """
    found = []
    for pair in pairs:
        said = translate(pair.source)
        words: Any = getattr(said, "words", said)
        if isinstance(words, str):
            raise TypeError(f"translate: the str {words!r} came back, a sequence of words wanted")
        found.append(Outcome(pair, tuple(words), None if align is None else align(pair)))
    return tuple(found)


def word_links(alpha: Float[Array, "rows columns"], t_y: int, t_x: int, *, shift: int = 0) -> set[Link]:
    """Read the links of a target of t_y words and a source of t_x words off the weights.

    Parameters
    ----------
    alpha : (t_y or more, t_x or more) floating
        Weights; what lies behind the words on either side are marks.
    t_y, t_x : int
        Words.
    shift : int
        Word i takes row i + shift: 0 for the straight reading, 1 for the shifted one. A word whose row is missing has no link.

    Returns
    -------
    set of (i, j)
        At the most one for each target word.

    Raises
    ------
    ValueError
        If there are fewer rows or columns than words.

    Examples
    --------
    >>> import numpy as np
    >>> alpha = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    >>> sorted(word_links(alpha, 2, 2)), sorted(word_links(alpha, 2, 2, shift=1))
    ([(0, 0), (1, 1)], [(0, 1), (1, 0)])
    """
    _check.count("shift", shift)
    shape = _check.shape(alpha)
    if len(shape) != 2 or shape[0] < t_y or shape[1] < t_x:
        raise ValueError(
            f"alpha: shape {shape} given, ({t_y} or more, {t_x} or more) wanted: a row for each target word, a column for each source word"
        )
    return {(i - shift, j) for i, j in links(alpha) if shift <= i < t_y + shift and j < t_x}


def offsets(found: Iterable[Outcome]) -> dict[int, int]:
    """Count how far from its sure gold word each target word looks: 0 at it, 1 at the source word behind it, -1 at the one before.

    Examples
    --------
    >>> import numpy as np
    >>> from softlook.translate.corpus.pair import Pair
    >>> sure = frozenset({(0, 0), (1, 1)})
    >>> offsets([Outcome(Pair(("a", "b"), ("c", "d"), sure, sure), (), np.array([[0.9, 0.1], [0.8, 0.2]]))])
    {-1: 1, 0: 1}
    """
    counts: Counter[int] = Counter()
    for it in found:
        if it.alpha is not None:
            looks = dict(word_links(it.alpha, len(it.pair.target), len(it.pair.source)))
            counts.update(looks[i] - j for i, j in it.pair.sure if i in looks)
    return dict(sorted(counts.items()))
