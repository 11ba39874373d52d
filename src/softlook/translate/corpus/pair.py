"""A pair of sentences, and which word of the target answers which word of the source."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Link: TypeAlias = tuple[int, int]
"""(i, j): target word i answers source word j, in the order of alpha's axes."""


class Pair(NamedTuple):
    """A sentence in two languages, with gold alignments where they are known.

    The links are those of Och & Ney 2003 (doi 10.1162/089120103321337421): an alignment should have every *sure* link
    and may have every *possible* one. Where none is known both sets are empty.

    Examples
    --------
    >>> links = frozenset({(0, 0), (1, 2), (2, 1)})
    >>> pair = Pair(("i", "love", "you"), ("je", "t'", "aime"), links, links)
    >>> str(pair)
    "i love you -> je t' aime"
    >>> pair.words()
    [('je', 'i'), ("t'", 'you'), ('aime', 'love')]
    """

    source: tuple[str, ...]
    """Words of the source, t_x of them."""
    target: tuple[str, ...]
    """Words of the target, t_y of them; neither side has a mark of start or end."""
    sure: frozenset[Link] = frozenset()
    """The links that any reader would draw."""
    possible: frozenset[Link] = frozenset()
    """The links that a reader may draw; the sure ones are among them."""

    def __str__(self) -> str:
        """Write both sides as a line."""
        return f"{' '.join(self.source)} -> {' '.join(self.target)}"

    def words(self) -> list[tuple[str, str]]:
        """Return the sure links as words: (target, source), in the target's order."""
        return [(self.target[i], self.source[j]) for i, j in sorted(self.sure)]
