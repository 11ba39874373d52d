r"""Alignments read off the weights or from files, joined, and how they agree with links drawn by hand.

**A link** is (i, j), from target position i to source position j, in the order of the weights' axes; in a corpus it is
(sentence, i, j). Numbers may be Python's or numpy's and count from 0. An alignment is any iterable of links: a set, a
list (of tuples or lists), or an integer array (n, 2) or (n, 3), as ``np.argwhere`` returns. All the links that one
call takes have the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from softlook import _check
from softlook._array import is_array, namespace
from softlook.explain import check_weights

if TYPE_CHECKING:
    from jaxtyping import Float
    from typing_extensions import TypeIs

    from softlook._array import Array

Link: TypeAlias = "tuple[int | None, ...]"  # (i, j), or (sentence, i, j); None stands for the empty word
Positions: TypeAlias = "tuple[int, ...]"  # a link that is none of the empty word
Method: TypeAlias = Literal["intersection", "union", "grow-diag", "grow-diag-final", "grow-diag-final-and"]
METHODS: tuple[Method, ...] = ("intersection", "union", "grow-diag", "grow-diag-final", "grow-diag-final-and")
NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))  # as Moses goes through them
TOKEN = re.compile("([0-9]{1,640})([-p?])([0-9]{1,640})")  # Python reads 640 digits under any setting


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
        If an argument is no iterable of links, or a link no tuple of whole numbers (or None, for the empty word).
    ValueError
        If a link has not two or three members, or other links have another number of them, or a position is negative.

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
    counts = _counts(alignment, sure, possible)
    return counts.sure_hits + counts.possible_hits, counts.links + counts.sure


def alignment_precision(alignment: Iterable[Link], sure: Iterable[Link], possible: Iterable[Link] = ()) -> float:
    r"""Return the share of an alignment's links that are possible.

    .. math:: \mathrm{precision}(P; A) = \frac{|A \cap P|}{|A|}, \qquad S \subseteq P

    Parameters
    ----------
    alignment, sure, possible : iterable of links
        A, S and P, as :func:`alignment_error_rate` takes them.

    Returns
    -------
    float
        From 0 to 1. 1 where the alignment has no link: none of them is wrong.

    Raises
    ------
    TypeError, ValueError
        As :func:`alignment_error_rate`.

    References
    ----------
    Och & Ney 2003, the definition of precision (doi 10.1162/089120103321337421).

    Examples
    --------
    >>> alignment_precision({(0, 0), (1, 1), (1, 2), (2, 2)}, sure={(0, 0), (2, 1)}, possible={(1, 1)})
    0.5
    """
    return _counts(alignment, sure, possible).precision()


def alignment_recall(alignment: Iterable[Link], sure: Iterable[Link], possible: Iterable[Link] = ()) -> float:
    r"""Return the share of the sure links that an alignment has.

    .. math:: \mathrm{recall}(S; A) = \frac{|A \cap S|}{|S|}

    Parameters
    ----------
    alignment, sure : iterable of links
        A and S, as :func:`alignment_error_rate` takes them.
    possible : iterable of links
        P: checked, so that every measure takes the same three, but not counted. A possible link may be left out.

    Returns
    -------
    float
        From 0 to 1. 1 where no link is sure: none of them is missed.

    Raises
    ------
    TypeError, ValueError
        As :func:`alignment_error_rate`.

    References
    ----------
    Och & Ney 2003, the definition of recall (doi 10.1162/089120103321337421).

    Examples
    --------
    >>> alignment_recall({(0, 0), (1, 1), (1, 2), (2, 2)}, sure={(0, 0), (2, 1)}, possible={(1, 1)})
    0.5
    """
    return _counts(alignment, sure, possible).recall()


def alignment_f_measure(
    alignment: Iterable[Link],
    sure: Iterable[Link],
    possible: Iterable[Link] = (),
    *,
    precision_weight: float = 0.5,
) -> float:
    r"""Join precision and recall into one number, their weighted harmonic mean.

    .. math:: F_w(S, P; A) = \left( \frac{w}{\mathrm{precision}(P; A)}
        + \frac{1 - w}{\mathrm{recall}(S; A)} \right)^{-1}

    Parameters
    ----------
    alignment, sure, possible : iterable of links
        A, S and P, as :func:`alignment_error_rate` takes them.
    precision_weight : float
        w in [0, 1], the paper's alpha: 1 gives the precision, 0 the recall, 0.5 their harmonic mean.

    Returns
    -------
    float
        From 0 to 1. 0 where precision or recall is 0 and has any weight.

    Raises
    ------
    TypeError
        As :func:`alignment_error_rate`, or if `precision_weight` is no number.
    ValueError
        As :func:`alignment_error_rate`, or if `precision_weight` lies outside [0, 1].

    Notes
    -----
    Where every possible link is sure, :math:`F_{0.5}` is 1 minus the alignment error rate. Where some links are only
    possible it is not: the error rate does not punish an alignment that leaves precision and recall far apart, which
    is why Fraser & Marcu prefer F, with all links sure and a w that is chosen for the task.

    References
    ----------
    Fraser & Marcu 2007, the F-measure with a weight (doi 10.1162/coli.2007.33.3.293); Och & Ney 2003 for precision and
    recall (doi 10.1162/089120103321337421).

    Examples
    --------
    >>> gold = {(0, 0), (1, 1), (2, 2), (3, 3)}
    >>> alignment_f_measure({(0, 0)}, gold), round(alignment_f_measure({(0, 0)}, gold, precision_weight=0.2), 2)
    (0.4, 0.29)
    """
    weight = _check.number("precision_weight", precision_weight, "a number in [0, 1]")
    if not 0 <= weight <= 1:
        raise ValueError(f"precision_weight: {precision_weight} given, a number in [0, 1] wanted")
    counts = _counts(alignment, sure, possible)
    shares = [(share, w) for share, w in ((counts.precision(), weight), (counts.recall(), 1 - weight)) if w]
    return 1 / sum(w / share for share, w in shares) if all(share for share, _ in shares) else 0.0


def symmetrise(
    forward: Iterable[Link], reverse: Iterable[Link], method: Method = "grow-diag-final-and"
) -> set[Positions]:
    r"""Join the alignments of two models, one for each direction of translation, into one.

    The *intersection* :math:`F \cap R` holds the links that both have, the *union* :math:`F \cup R` those that either
    has. The other methods lie between. *grow-diag* starts from the intersection and adds a link of the union where it
    is next to one already there, in a row, a column or a diagonal, and one of its two words has no link yet. *final*
    then adds further links of the union, next to another or not, where one of their words has no link yet: first those
    of F, then those of R. *final-and* does so only where both words have none.

    Parameters
    ----------
    forward : iterable of links
        F: links of the model from source to target, as :func:`links` reads them off its weights. Each target word has
        one link at most there; here it may have more.
    reverse : iterable of links
        R: links of the model from target to source, turned around: (i, j) as in `forward`.
    method : {"intersection", "union", "grow-diag", "grow-diag-final", "grow-diag-final-and"}
        How to join them.

    Returns
    -------
    set of links
        (i, j), or (sentence, i, j) if so given: each sentence is symmetrised by itself. Null links are dropped.

    Raises
    ------
    TypeError
        As :func:`alignment_error_rate`.
    ValueError
        As :func:`alignment_error_rate`, or if the method is unknown.

    Notes
    -----
    *Order.* A link that is added may leave another without a word to cover, so the order counts. It is that of Moses
    (``symal``): the links are visited in the order of (i, j), the neighbours of each above, left, below, right, then
    above left, above right, below left, below right. A link that is added is visited in the same pass if it comes
    later in that order, and in the next pass otherwise. Which alignment is the first matters to *final* only.

    *Other programs.* ``atools`` of fast_align goes through the candidates instead of the neighbours of what is there,
    and may add others. NLTK's ``grow_diag_final_and`` adds the whole union, as far as the lengths that it is given: it
    looks the words up in the wrong table.

    References
    ----------
    Koehn, Och & Marcu 2003, section 3.1 (doi 10.3115/1073445.1073462), for growing from the intersection; Koehn et al.
    2005, Edinburgh System Description for the 2005 IWSLT Speech Translation Evaluation, for the methods' names.

    Examples
    --------
    >>> import numpy as np
    >>> forward = links(np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.6, 0.3]]))
    >>> reverse = {(i, j) for j, i in links(np.array([[0.8, 0.2, 0.0], [0.1, 0.8, 0.1], [0.7, 0.1, 0.2]]))}
    >>> sorted(forward), sorted(reverse)
    ([(0, 0), (1, 1), (2, 1)], [(0, 0), (0, 2), (1, 1)])
    >>> sorted(symmetrise(forward, reverse, "intersection")), sorted(symmetrise(forward, reverse))
    ([(0, 0), (1, 1)], [(0, 0), (0, 2), (1, 1), (2, 1)])
    """
    if method not in METHODS:
        raise ValueError(f"method: {method!r} given, one of {', '.join(map(repr, METHODS))} wanted")
    f, r = _sets(forward=forward, reverse=reverse)
    if method == "union":
        return f | r
    alignment = f & r
    if method != "intersection":
        rows, columns = {_row(link) for link in alignment}, {_column(link) for link in alignment}
        _grow(alignment, f | r, rows, columns)
        if method != "grow-diag":
            for directed in (f, r):
                _finish(alignment, directed, rows, columns, both=method == "grow-diag-final-and")
    return alignment


def _grow(alignment: set[Positions], union: set[Positions], rows: set[Positions], columns: set[Positions]) -> None:
    """Add the links next to one that is there, as long as they cover a word: a heap of (pass, link) keeps the order.

    One visit of each link is enough: both words of a neighbour that is refused have a link, and keep it.
    """
    ahead = [(0, link) for link in sorted(alignment)]
    while ahead:
        sweep, link = heappop(ahead)
        *sentence, i, j = link
        for up, right in NEIGHBOURS:
            new = (*sentence, i + up, j + right)
            if new in union and not (_row(new) in rows and _column(new) in columns):
                _add(new, alignment, rows, columns)
                heappush(ahead, (sweep + (new < link), new))


def _finish(
    alignment: set[Positions], directed: set[Positions], rows: set[Positions], columns: set[Positions], *, both: bool
) -> None:
    """Add the links of one direction that cover a word, or two."""
    for link in sorted(directed):
        uncovered = _row(link) not in rows, _column(link) not in columns
        if all(uncovered) if both else any(uncovered):
            _add(link, alignment, rows, columns)


def _add(link: Positions, alignment: set[Positions], rows: set[Positions], columns: set[Positions]) -> None:
    alignment.add(link)
    rows.add(_row(link))
    columns.add(_column(link))


def _row(link: Positions) -> Positions:
    return link[:-1]  # the target word, in its sentence


def _column(link: Positions) -> Positions:
    return (*link[:-2], link[-1])  # the source word, in its sentence


def from_pharaoh(
    text: str, *, target_first: bool = False, one_based: bool = False
) -> tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]]:
    r"""Read links in the Pharaoh format: a sentence on each line, a link as the source's and the target's position.

    ``0-0 1-2 2p1`` says that the source's word 0 belongs to the target's 0, word 1 to 2, and that word 2 may belong to
    1: the sign between two positions is ``-`` for a sure link, ``p`` or ``?`` for one that is only possible.

    Parameters
    ----------
    text : str
        What the file holds: ``Path("gold.align").read_text("utf-8")``. Any line ends and a byte-order mark are read.
        An empty line is a sentence without a link.
    target_first : bool
        Whether the target's position stands before the sign. Moses, fast_align and eflomal write the source's first;
        which side a gold standard begins with, its description says.
    one_based : bool
        Whether the first word is number 1, as in some gold standards, and not 0.

    Returns
    -------
    sure : set of (sentence, i, j)
        The sentence is the line's number from 0; i is the target's position and j the source's, from 0: ``1-2`` on the
        first line is (0, 2, 1).
    possible : set of (sentence, i, j)
        All links, as those that are sure are possible too. Both go into :func:`alignment_error_rate` as they are.

    Raises
    ------
    TypeError
        If `text` is no string.
    ValueError
        If a token is no link: the message names it and its line (from 1).

    See Also
    --------
    to_pharaoh : The way back.

    References
    ----------
    Koehn 2004 (doi 10.1007/978-3-540-30194-3_13), for the decoder that gave the format its name; Zenkel, Wuebker &
    DeNero 2019 (arXiv 1901.11359), for gold standards with ``p``.

    Examples
    --------
    >>> sure, possible = from_pharaoh("0-0 1-2\n\n2p1\n")
    >>> sorted(sure), sorted(possible)
    ([(0, 0, 0), (0, 2, 1)], [(0, 0, 0), (0, 2, 1), (2, 1, 2)])
    """
    if not isinstance(text, str):
        raise TypeError(f"text: {type(text).__name__} given, a string wanted: what the file holds")
    origin = 1 if one_based else 0
    sure, possible = set(), set()
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for sentence, line in enumerate(lines):
        for token in line.split():
            match = TOKEN.fullmatch(token)
            if match is None:
                raise ValueError(
                    f"text: {token!r} given on line {sentence + 1}, a link as '0-1' (sure), '0p1' or '0?1' (possible) "
                    "wanted"
                )
            first, second = int(match[1]) - origin, int(match[3]) - origin
            if first < 0 or second < 0:
                raise ValueError(f"text: {token!r} given on line {sentence + 1}, positions from 1 wanted (one_based)")
            link = (sentence, first, second) if target_first else (sentence, second, first)
            possible.add(link)
            if match[2] == "-":
                sure.add(link)
    return sure, possible


def to_pharaoh(
    sure: Iterable[Link],
    possible: Iterable[Link] = (),
    *,
    sentences: int = 1,
    target_first: bool = False,
    one_based: bool = False,
) -> str:
    r"""Write links in the Pharaoh format, which :func:`from_pharaoh` describes.

    Parameters
    ----------
    sure : iterable of links
        (i, j) of one sentence, or (sentence, i, j); an alignment that knows no other links is sure of all.
    possible : iterable of links
        Those that are not sure are written with a ``p``.
    sentences : int
        How many lines to write: a sentence without a link has one too, so that the file keeps step with the text.
    target_first, one_based : bool
        As :func:`from_pharaoh`.

    Returns
    -------
    str
        A line for each sentence, its links in the order of their numbers.

    Raises
    ------
    TypeError
        As :func:`alignment_error_rate`, or if `sentences` is no whole number.
    ValueError
        As :func:`alignment_error_rate`, or if there are more sentences than lines.

    Examples
    --------
    >>> to_pharaoh({(0, 0), (2, 1)}, possible={(1, 2)})
    '0-0 1-2 2p1\n'
    >>> to_pharaoh({(0, 0, 0), (2, 1, 1)}, sentences=4)
    '0-0\n\n1-1\n\n'
    """
    sentences = _check.count("sentences", sentences)
    s, p = _sets(sure=sure, possible=possible)
    origin = 1 if one_based else 0
    lines: list[list[tuple[int, int, str]]] = [[] for _ in range(sentences)]
    for link in s | p:
        *before, i, j = link
        sentence = before[0] if before else 0
        if sentence >= sentences or not (before or sentences == 1):
            wanted = f"a sentence below {sentences}" if before else "(sentence, i, j)"
            name = "sure" if link in s else "possible"
            raise ValueError(f"{name}: {link} given, {wanted} wanted: sentences = {sentences}")
        first, second = (i, j) if target_first else (j, i)
        lines[sentence].append((first + origin, second + origin, "-" if link in s else "p"))
    return "".join(" ".join(f"{first}{sign}{second}" for first, second, sign in sorted(line)) + "\n" for line in lines)


class _Counts(NamedTuple):
    """What the measures divide: the sizes of A and S, and of what A shares with S and P."""

    links: int
    sure: int
    sure_hits: int
    possible_hits: int

    def precision(self) -> float:
        return self.possible_hits / self.links if self.links else 1.0

    def recall(self) -> float:
        return self.sure_hits / self.sure if self.sure else 1.0


def _counts(alignment: Iterable[Link], sure: Iterable[Link], possible: Iterable[Link]) -> _Counts:
    a, s, p = _sets(alignment=alignment, sure=sure, possible=possible)
    return _Counts(len(a), len(s), len(a & s), len(a & (s | p)))


def _sets(**given: Iterable[Link]) -> list[set[Positions]]:
    """Return the links of each argument, all of one form, without the null links."""
    sets = {name: _links(name, links) for name, links in given.items()}
    forms: dict[int, Link] = {}
    for name, links in sets.items():
        for link in links:
            forms.setdefault(len(link), link)
            if len(forms) > 1:
                raise ValueError(
                    f"{name}: {link} given beside {next(iter(forms.values()))}, "
                    "links of one form wanted: all (i, j), or all (sentence, i, j)"
                )
    return [{link for link in links if _is_placed(link)} for links in sets.values()]


def _is_placed(link: Link) -> TypeIs[Positions]:
    return None not in link


def _links(name: str, given: Iterable[Link]) -> set[Link]:
    links = set()
    for each in _listed(name, given):
        link = _members(each)
        if link is None:
            raise TypeError(f"{name}: {each!r} given, a tuple of whole numbers wanted (or None, for the empty word)")
        if len(link) not in {2, 3}:
            raise ValueError(f"{name}: {link} given, (i, j) or (sentence, i, j) wanted")
        if any(n is not None and n < 0 for n in link):
            raise ValueError(f"{name}: {link} given, positions of at least 0 wanted")
        links.add(link)
    return links


def _listed(name: str, given: Iterable[object]) -> Iterable[object]:
    if is_array(given) and given.ndim == 2 and namespace(links=given).isdtype(given.dtype, "integral"):
        rows: list[object] = given.tolist() if hasattr(given, "tolist") else np.asarray(given).tolist()
        return rows
    if is_array(given) and given.ndim:
        return [given[n, ...] for n in range(given.shape[0])]  # not all arrays can be iterated over
    if is_array(given) or isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise TypeError(f"{name}: {type(given).__name__} given, links wanted, as {{(0, 0), (1, 2)}}")
    return given


def _members(link: object) -> Link | None:
    """Return a link as a tuple of Python's numbers; None if this is no tuple, list or row of whole numbers."""
    if isinstance(link, tuple | list):
        whole = all(n is None or _check.is_whole(n) for n in link)
        return tuple(None if n is None else int(n) for n in link) if whole else None
    if is_array(link) and link.ndim == 1 and namespace(link=link).isdtype(link.dtype, "integral"):
        return tuple(int(link[n]) for n in range(link.shape[0]))
    return None
