"""A vocabulary: words to numbers and back."""

from __future__ import annotations

import json
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from jaxtyping import Int

PAD, START, END, UNKNOWN = "<pad>", "<s>", "</s>", "<unk>"
SPECIAL = (PAD, START, END, UNKNOWN)


class Batch(NamedTuple):
    """Sentences as numbers, padded to one length."""

    ids: Int[np.ndarray, "n t"]
    lengths: Int[np.ndarray, " n"]
    """How many of the t positions hold a word (or a mark of start or end): what :func:`softlook.padding` takes."""


class Vocabulary:
    """Words and their numbers; the first four are ``<pad>``, ``<s>``, ``</s>`` and ``<unk>``.

    Parameters
    ----------
    words : iterable of str
        In the order of their numbers, without the special ones.

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
        """Collect the words of some sentences that come at least so often, the commonest first, equals by the alphabet."""
        counts = Counter(text for sentence in sentences for text in sentence)
        return cls(
            text for text, times in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if times >= least
        )

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, text: object) -> bool:
        return text in self._ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)

    def unknown(self, sentence: Sequence[str]) -> dict[str, list[str]]:
        """Return the words of a sentence that are not in the vocabulary, each with up to three near ones.

        Examples
        --------
        >>> Vocabulary(["garden", "love"]).unknown(["gardin", "love"])
        {'gardin': ['garden']}
        """
        return {
            text: get_close_matches(text, self.words[len(SPECIAL) :], n=3)
            for text in sentence
            if text not in self._ids
        }

    def encode(self, sentence: Sequence[str], *, strict: bool = True) -> list[int]:
        """Return the numbers of the words.

        Parameters
        ----------
        sentence : sequence of str
            Words.
        strict : bool
            Refuse unknown words, or write ``<unk>`` for them.

        Raises
        ------
        TypeError
            If the sentence is one str.
        ValueError
            If a word is unknown; near ones are offered.
        """
        if isinstance(sentence, str):
            raise TypeError(f"sentence: the str {sentence!r} given, a sequence of words wanted (say sentence.split())")
        missing = self.unknown(sentence) if strict else {}
        if missing:
            named = "; ".join(
                f"{text!r}" + (f" (near: {', '.join(near)})" if near else "") for text, near in missing.items()
            )
            raise ValueError(f"sentence: {named} given, words of the vocabulary wanted")
        return [self._ids.get(text, SPECIAL.index(UNKNOWN)) for text in sentence]

    def encode_batch(
        self, sentences: Sequence[Sequence[str]], *, start: bool = False, end: bool = False, strict: bool = True
    ) -> Batch:
        """Return sentences as one padded array.

        Parameters
        ----------
        sentences : sequence of sequences of str
            n sentences.
        start, end : bool
            Whether to write ``<s>`` before and ``</s>`` behind each.
        strict : bool
            As in :meth:`encode`.

        Returns
        -------
        Batch
            ids (n, t) int64 and lengths (n,) int64, where t is the longest.
        """
        import numpy as np

        rows = [
            [*([1] if start else []), *self.encode(sentence, strict=strict), *([2] if end else [])]
            for sentence in sentences
        ]
        ids = np.zeros((len(rows), max(map(len, rows), default=0)), dtype=np.int64)
        for row, numbers in zip(ids, rows, strict=True):
            row[: len(numbers)] = numbers
        return Batch(ids, np.array([len(row) for row in rows], dtype=np.int64))

    def decode(self, ids: Iterable[int]) -> tuple[str, ...]:
        """Return the words up to the first ``</s>``, without ``<s>`` and ``<pad>``.

        Raises
        ------
        ValueError
            If a number has no word.
        """
        words: list[str] = []
        for given in ids:
            n = int(given)
            if not 0 <= n < len(self.words):
                raise ValueError(f"ids: {n} given, each in [0, {len(self.words)}) wanted")
            if self.words[n] == END:
                break
            if self.words[n] not in {PAD, START}:
                words.append(self.words[n])
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
            If it is no such list.
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
