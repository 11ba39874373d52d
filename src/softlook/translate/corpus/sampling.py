"""Sampling from all the combinations that a rule allows, the same on every platform."""

from __future__ import annotations

from hashlib import sha256
from math import prod
from typing import TYPE_CHECKING

from softlook.translate.corpus.lexicon import NAMES, NOUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from softlook.translate.corpus.grammar import Phrase

_SINGULAR = {noun.en_plural: noun.en for noun in NOUNS.values() if noun.en_plural}
_NAMES_AND_NOUNS = {*NAMES, *NOUNS, *_SINGULAR}


def sample(name: str, quota: int, rule: Callable[..., Phrase | None], *axes: Sequence[object]) -> Iterator[Phrase]:
    """Sample from all combinations of the axes, by a counter under SHA-256: the same on every platform.

    A combination is skipped if the rule gives None for it (nobody sees himself), or if its sentence names a person or
    a noun twice.

    Parameters
    ----------
    name : str
        The family's name, which seeds the counter.
    quota : int
        How many sentences are wanted. All combinations are tried in turn where there are no more of them.
    rule : callable
        From one element of each axis to a sentence, or to None.
    *axes : sequences
        What may stand in each place.

    Yields
    ------
    Phrase
        Sentences, not yet elided; some may be equal.

    Examples
    --------
    >>> from softlook.translate.corpus.grammar import word
    >>> [phrase.target for phrase in sample("colours", 9, word, ["red"], ["rouge", "rouges"])]
    [('rouge',), ('rouges',)]
    """
    size = prod(map(len, axes))
    seen: set[int] = set()
    tick = given = 0
    while given < quota and len(seen) < size and tick < 30 * quota + 4 * size:
        index = tick if size <= quota else _digest(f"{name}:{tick}") % size
        tick += 1
        if index in seen:
            continue
        seen.add(index)
        chosen: list[object] = []
        for axis in axes:
            index, k = divmod(index, len(axis))
            chosen.append(axis[k])
        phrase = rule(*chosen)
        if phrase is not None and not _repeats(phrase):
            given += 1
            yield phrase


def _digest(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _repeats(phrase: Phrase) -> bool:
    lemmas = [_SINGULAR.get(text, text) for text in phrase.source if text in _NAMES_AND_NOUNS]
    return len(set(lemmas)) < len(lemmas)
