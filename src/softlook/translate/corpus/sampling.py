"""Drawing from all the combinations that a rule allows, the same on every platform."""

from __future__ import annotations

from hashlib import sha256
from math import prod
from typing import TYPE_CHECKING

from softlook.translate.corpus.lexicon import NAMES, NOUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from softlook.translate.corpus.grammar import Phrase

_SINGULAR = {it.en_plural: it.en for it in NOUNS.values() if it.en_plural}
_NAMED_THINGS = {*NAMES, *NOUNS, *_SINGULAR}


def draw(name: str, quota: int, make: Callable[..., Phrase | None], *axes: Sequence[object]) -> Iterator[Phrase]:
    """Draw from all combinations of the axes, by a counter under SHA-256: the same on every platform.

    Combinations for which `make` gives None (nobody sees himself) or that name a thing twice are passed over.

    Parameters
    ----------
    name : str
        The family's name, which seeds the counter.
    quota : int
        How many are wanted; all of them if there are no more.
    make : callable
        From one element of each axis to a sentence.
    *axes : sequences
        What may stand in each place.

    Yields
    ------
    Phrase
        Sentences, not yet elided; some may be equal.
    """
    size = prod(map(len, axes))
    seen: set[int] = set()
    count = made = 0
    while made < quota and len(seen) < size and count < 30 * quota + 4 * size:
        index = (
            count if size <= quota else int.from_bytes(sha256(f"{name}:{count}".encode()).digest()[:8], "big") % size
        )
        count += 1
        if index in seen:
            continue
        seen.add(index)
        chosen: list[object] = []
        for axis in axes:
            index, k = divmod(index, len(axis))
            chosen.append(axis[k])
        phrase = make(*chosen)
        if phrase is not None and not _repeats(phrase):
            made += 1
            yield phrase


def _repeats(phrase: Phrase) -> bool:
    things = [_SINGULAR.get(text, text) for text in phrase.source if text in _NAMED_THINGS]
    return len(set(things)) < len(things)
