"""A vocabulary: words to ids and back."""

from __future__ import annotations

import json
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from jaxtyping import Int

SPECIAL = PAD, START, END, UNKNOWN = "<pad>", "<s>", "</s>", "<unk>"
PAD_ID, START_ID, END_ID, UNKNOWN_ID = range(len(SPECIAL))
"""The ids of the special words, in every vocabulary: the only place where they are written as numbers."""


class Padded(NamedTuple):
    """Sentences as ids, padded to one length."""

    ids: Int[np.ndarray, "n t"]
    lengths: Int[np.ndarray, " n"]
    """How many of the t positions hold a word, ``<s>`` or ``</s>``: the argument of :func:`softlook.padding`."""


class Vocabulary:
    """Words and their ids; the first four are ``<pad>``, ``<s>``, ``</s>`` and ``<unk>``.

    Parameters
    ----------
    words : iterable of str
        In the order of their ids, without the special ones.

    Raises
    ------
    ValueError
        If a word comes twice, is empty or special.

    Examples
    --------
    >>> vocabulary = Vocabulary(["i", "love", "you"])
    >>> vocabulary.encode(["i", "love", "you"])
    [4, 5, 6]
    >>> vocabulary.decode([1, 4, 5, 6, 2, 0])
    ('i', 'love', 'you')
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words: tuple[str, ...] = (*SPECIAL, *words)
        self._ids = {text: n for n, text in enumerate(self.words)}
        if len(self._ids) < len(self.words):
            twice = next(text for text, times in Counter(self.words).items() if times > 1)
            raise ValueError(f"words: {twice!r} given twice, distinct words wanted, none of them {', '.join(SPECIAL)}")
        if "" in self._ids:
            raise ValueError("words: '' given, words of at least one letter wanted")

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]], *, least: int = 1) -> Vocabulary:
        """Collect the words that come at least `least` times: the most frequent first, ties in alphabetical order."""
        counts = Counter(text for sentence in sentences for text in sentence)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return cls(text for text, times in ranked if times >= least)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, text: object) -> bool:
        return text in self._ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)

    def unknown(self, sentence: Sequence[str]) -> dict[str, list[str]]:
        """Return the words of a sentence that are not in the vocabulary, each with up to three similar words.

        Examples
        --------
        >>> Vocabulary(["garden", "love"]).unknown(["gardin", "love"])
        {'gardin': ['garden']}
        """
        known = self.words[len(SPECIAL) :]
        return {text: get_close_matches(text, known, n=3) for text in sentence if text not in self._ids}

    def encode(self, sentence: Sequence[str], *, strict: bool = True) -> list[int]:
        """Return the ids of the words.

        Parameters
        ----------
        sentence : sequence of str
            Words.
        strict : bool
            Whether to refuse unknown words; if not, they become ``<unk>``.

        Raises
        ------
        TypeError
            If the sentence is one str.
        ValueError
            If a word is unknown; the message names similar words.
        """
        if isinstance(sentence, str):
            raise TypeError(f"sentence: the str {sentence!r} given, a sequence of words wanted (say sentence.split())")
        missing = self.unknown(sentence) if strict else {}
        if missing:
            near = {text: f" (near: {', '.join(similar)})" if similar else "" for text, similar in missing.items()}
            named = "; ".join(f"{text!r}{hint}" for text, hint in near.items())
            raise ValueError(f"sentence: {named} given, words of the vocabulary wanted")
        return [self._ids.get(text, UNKNOWN_ID) for text in sentence]

    def encode_batch(
        self, sentences: Sequence[Sequence[str]], *, start: bool = False, end: bool = False, strict: bool = True
    ) -> Padded:
        """Return sentences as one padded array.

        Parameters
        ----------
        sentences : sequence of sequences of str
            n sentences.
        start, end : bool
            Whether to put ``<s>`` before and ``</s>`` behind each.
        strict : bool
            As in :meth:`encode`.

        Returns
        -------
        Padded
            ids (n, t) int64 and lengths (n,) int64, where t is the longest.
        """
        import numpy as np

        before, behind = [START_ID] * start, [END_ID] * end
        rows = [[*before, *self.encode(sentence, strict=strict), *behind] for sentence in sentences]
        ids = np.full((len(rows), max(map(len, rows), default=0)), PAD_ID, dtype=np.int64)
        for padded, row in zip(ids, rows, strict=True):
            padded[: len(row)] = row
        return Padded(ids, np.array([len(row) for row in rows], dtype=np.int64))

    def decode(self, ids: Iterable[int]) -> tuple[str, ...]:
        """Return the words up to the first ``</s>``, without ``<s>`` and ``<pad>``.

        Raises
        ------
        ValueError
            If an id has no word.
        """
        words: list[str] = []
        for id_ in map(int, ids):
            if not 0 <= id_ < len(self.words):
                raise ValueError(f"ids: {id_} given, each in [0, {len(self.words)}) wanted")
            if id_ == END_ID:
                break
            if id_ not in {PAD_ID, START_ID}:
                words.append(self.words[id_])
        return tuple(words)

    def to_json(self) -> str:
        """Return the vocabulary as JSON: the list of all words, special ones first."""
        return json.dumps(self.words, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Vocabulary:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not such a list.
        """
        try:
            words = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"text: no JSON given ({error}), a list of words wanted") from error
        if (
            not isinstance(words, list)
            or not all(isinstance(item, str) for item in words)
            or tuple(words[: len(SPECIAL)]) != SPECIAL
        ):
            raise ValueError(f"text: other JSON given, a list of words that begins with {', '.join(SPECIAL)} wanted")
        return cls(words[len(SPECIAL) :])
