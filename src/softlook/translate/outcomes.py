"""What a translator wrote, and where it attended: what an evaluation counts.

**How links are read.** Row i of the weights belongs to the target word that is *predicted* from it, and links to its
largest weight. In the *shifted* reading it belongs to the word that is the *input* of that step, the one before: word
i takes row i + 1 (claim 17; Luong et al. 2015 differ from Bahdanau et al. 2015 in where attention stands in a step).
The weights are those of forced decoding, in which the model writes the gold target, as in Luong et al. 2015 section
5.4: there are no gold links for its own words.

**What counts.** The row of ``</s>`` has no gold link: the straight reading ignores it, the shifted reading uses it
for the last word. A row whose largest weight lies on a mark behind the source (an ``</s>`` there) links to the empty
word, that is, it has no link; neither has a row of zeros. A target word without a gold link still takes one from its
row, and that link is wrong: Och & Ney 2003, unchanged.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from softlook import _check
from softlook.alignment import links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jaxtyping import Float

    from softlook._array import Array
    from softlook.translate.corpus.pair import Link, Pair
    from softlook.translate.step import Translation
    from softlook.translate.vocabulary import Vocabulary

Translate: TypeAlias = "Callable[[tuple[str, ...]], Any]"
"""Takes the source's words, returns the target's, or an object that holds them as ``words``."""
Align: TypeAlias = "Callable[[Pair], Array]"
"""Takes a pair, returns the weights (t_y or t_y + 1, t_x or t_x + 1) of forced decoding."""


class Translator(Protocol):
    """A trained translator: :class:`softlook.translate.decode.Decoder`, or a torch model in ``TorchDecoder``."""

    settings: Any
    source: Vocabulary
    target: Vocabulary

    def translate_all(self, sentences: Sequence[Sequence[str]]) -> list[Translation]:
        """Translate many sentences greedily."""
        ...

    def align_all(self, sentences: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[Translation]:
        """Force the target given for each sentence."""
        ...


class Outcome(NamedTuple):
    """The translation of a source, and the attention in forced decoding of the gold target."""

    pair: Pair
    words: tuple[str, ...]
    """The translation, without marks of start and end."""
    alpha: Float[Array, "rows columns"] | None = None
    """Weights: a row for each word of the gold target, perhaps one more for ``</s>``; None without attention."""
    p: Float[Array, " rows"] | None = None
    """The positions that local-p predicts, one for each row; None for other translators."""


def outcomes(pairs: Iterable[Pair], translate: Translate, align: Align | None = None) -> tuple[Outcome, ...]:
    """Translate each source by a callable: anything that translates can be judged.

    Parameters
    ----------
    pairs : iterable of Pair
        n sources with their references.
    translate : callable
        From the source's words to the target's (or to an object that holds them as ``words``).
    align : callable, optional
        From a pair to its weights, for the alignment error rate.

    Returns
    -------
    tuple of Outcome
        n of them.

    Raises
    ------
    TypeError
        If `translate` returns a str: words are wanted.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> pair = Pair(("no",), ("non",))
    >>> outcomes([pair], lambda words: words)[0].words
    ('no',)
    """
    collected = []
    for pair in pairs:
        translation = translate(pair.source)
        words: Any = getattr(translation, "words", translation)
        if isinstance(words, str):
            raise TypeError(f"translate: the str {words!r} came back, a sequence of words wanted")
        collected.append(Outcome(pair, tuple(words), None if align is None else align(pair)))
    return tuple(collected)


def decoded(translator: Translator, pairs: Iterable[Pair]) -> tuple[Outcome, ...]:
    """Translate sources greedily, and read the weights off forced decoding of their gold targets.

    Parameters
    ----------
    translator : Decoder or TorchDecoder
        A translator on numpy, or one on torch.
    pairs : iterable of Pair
        Sources with their references.

    Returns
    -------
    tuple of Outcome
        For the pairs whose source the translator can read: all its words are known, and it is not too long. Where
        that is not so for the target, the weights are None.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> from softlook.translate.decode import Decoder
    >>> readable, other = Pair(("i", "sing"), ("je", "chante")), Pair(("hello",), ("bonjour",))
    >>> [outcome.words for outcome in decoded(Decoder("dot"), [readable, other])]
    [('je', 'chante')]
    """
    longest = translator.settings.longest
    readable = [pair for pair in pairs if _fits(pair.source, translator.source, longest)]
    translations = translator.translate_all([pair.source for pair in readable])
    collected = [Outcome(pair, translation.words) for pair, translation in zip(readable, translations, strict=True)]
    can_force = [n for n, pair in enumerate(readable) if _fits(pair.target, translator.target, longest)]
    sources, targets = ([getattr(readable[n], side) for n in can_force] for side in ("source", "target"))
    for n, forced in zip(can_force, translator.align_all(sources, targets), strict=True):
        collected[n] = collected[n]._replace(alpha=forced.alpha, p=forced.p)
    return tuple(collected)


def word_links(alpha: Float[Array, "rows columns"], t_y: int, t_x: int, *, shift: int = 0) -> set[Link]:
    """Read the links of a target of t_y words and a source of t_x words off the weights.

    Parameters
    ----------
    alpha : (t_y or more, t_x or more) floating
        Weights; rows and columns behind the words belong to marks.
    t_y, t_x : int
        Words.
    shift : int
        Word i takes row i + shift: 0 for the straight reading, 1 for the shifted one. A word whose row is missing has
        no link.

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
            f"alpha: shape {shape} given, ({t_y} or more, {t_x} or more) wanted: "
            "a row for each target word, a column for each source word"
        )
    return {(i - shift, j) for i, j in links(alpha) if shift <= i < t_y + shift and j < t_x}


def offsets(outcomes: Iterable[Outcome]) -> dict[int, int]:
    """Count how far each target word's link lies from its sure gold word: 0 on it, 1 one word behind, -1 one before.

    Examples
    --------
    >>> import numpy as np
    >>> from softlook.translate.corpus.pair import Pair
    >>> sure = frozenset({(0, 0), (1, 1)})
    >>> offsets([Outcome(Pair(("a", "b"), ("c", "d"), sure, sure), (), np.array([[0.9, 0.1], [0.8, 0.2]]))])
    {-1: 1, 0: 1}
    """
    counts: Counter[int] = Counter()
    for pair, _, alpha, _ in outcomes:
        if alpha is not None:
            attended = dict(word_links(alpha, len(pair.target), len(pair.source)))
            counts.update(attended[i] - j for i, j in pair.sure if i in attended)
    return dict(sorted(counts.items()))


def _fits(words: Sequence[str], vocabulary: Vocabulary, longest: int) -> bool:
    return len(words) <= longest and all(word in vocabulary for word in words)
