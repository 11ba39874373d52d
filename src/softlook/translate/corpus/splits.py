"""Training, validation and test split: by a hash of the source, so that a pair is in the same split everywhere."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from softlook import _check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from softlook.translate.corpus.pair import Pair


class Splits(NamedTuple):
    """Three lists of pairs: train on the first, choose by the second, report the third."""

    train: tuple[Pair, ...]
    validation: tuple[Pair, ...]
    test: tuple[Pair, ...]


def split(pairs: Iterable[Pair], seed: int = 0, *, validation: float = 0.1, test: float = 0.1) -> Splits:
    """Split pairs by their source sentence.

    The split of a pair depends on its source alone: two pairs with one source are never in different splits, and
    neither the seed nor the other pairs move a pair. The seed sets the order.

    Parameters
    ----------
    pairs : iterable of Pair
        All pairs.
    seed : int
        Sets the order within each split; at least 0.
    validation, test : float
        Shares of the sources, each above 0, together below 1.

    Returns
    -------
    Splits
        Training, validation and test pairs, in the seed's order.

    Raises
    ------
    TypeError, ValueError
        If the seed is not a whole number of at least 0, or the shares leave nothing to train on.

    Examples
    --------
    >>> from softlook.translate.corpus.dates import dates
    >>> [len(part) for part in split(dates(1000))]
    [809, 103, 88]
    """
    _check.count("seed", seed)
    _check.positive("validation", validation)
    _check.positive("test", test)
    if validation + test >= 1:
        raise ValueError(
            f"validation, test: {validation} and {test} given, shares that leave some for training wanted"
        )
    parts: tuple[list[Pair], list[Pair], list[Pair]] = ([], [], [])
    for pair in pairs:
        share = _digest("split", " ".join(pair.source)) / 2**64
        parts[1 if share < validation else 2 if share < validation + test else 0].append(pair)
    return Splits(*(shuffled(part, seed) for part in parts))


def shuffled(pairs: Iterable[Pair], seed: int = 0) -> tuple[Pair, ...]:
    """Return the pairs in the order of a seed: sorted by SHA-256, the same on every platform and from any order.

    Examples
    --------
    >>> from softlook.translate.corpus.dates import dates
    >>> shuffled(dates(9), 1) == shuffled(reversed(dates(9)), 1)
    True
    """
    _check.count("seed", seed)
    return tuple(sorted(pairs, key=lambda pair: (_digest(str(seed), str(pair)), pair.source, pair.target)))


def fingerprint(pairs: Iterable[Pair]) -> str:
    """Return 16 hexadecimal digits that change if a word, a link or the order does.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> fingerprint([Pair(("hello",), ("bonjour",))])
    'bf6b49b4e29325b6'
    """
    state = sha256()
    for pair in pairs:
        state.update(repr((pair.source, pair.target, sorted(pair.sure), sorted(pair.possible))).encode())
    return state.hexdigest()[:16]


def _digest(salt: str, text: str) -> int:
    return int.from_bytes(sha256(f"{salt}\0{text}".encode()).digest()[:8], "big")
