r"""How good a translator is: whole sentences, words, BLEU, chrF, and the alignments that its weights show.

Anything that translates can be judged: a callable from words to words, and, for alignments, one from a pair to weights (:mod:`softlook.translate.outcomes` says how links are read off them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from softlook import _check
from softlook.alignment import agreement
from softlook.translate.outcomes import Outcome, word_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sacrebleu.metrics.base import Metric

METRICS = ("exact", "token_accuracy", "bleu", "chrf", "aer", "aer_shifted")


class Interval(NamedTuple):
    """A figure with the middle 95 % of its resamples."""

    value: float
    low: float
    high: float


class Evaluation(NamedTuple):
    """Figures for a set of sentences; None where there is nothing to read them from (no weights, or no gold links)."""

    n: int
    exact: Interval
    """Share of the sentences that came out as the reference, word for word."""
    token_accuracy: Interval
    """Share of the reference's words, ``</s>`` with them, that stand in their place."""
    bleu: Interval
    """Of the corpus, 0 to 100."""
    chrf: Interval
    """Of the corpus, 0 to 100."""
    aer: Interval | None
    """Alignment error rate of the straight reading."""
    aer_shifted: Interval | None
    """Alignment error rate where word i takes row i + 1."""

    def to_json(self) -> dict[str, Any]:
        """Return it as a dict of numbers and [value, low, high]."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()}


def evaluate(found: Sequence[Outcome], *, resamples: int = 500, seed: int = 0) -> Evaluation:
    """Judge translations.

    Parameters
    ----------
    found : sequence of Outcome
        n of them, at least 1.
    resamples : int
        Samples of n sentences, drawn with replacement, for the intervals; at least 40.
    seed : int
        Of the resampling.

    Returns
    -------
    Evaluation
        Each figure with the middle 95 % of its resamples.

    Raises
    ------
    ValueError
        If there is nothing to judge, or are too few resamples.
    ImportError
        If sacrebleu is missing.

    References
    ----------
    Koehn 2004, Statistical significance tests for machine translation evaluation (EMNLP): the bootstrap over sentences.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> pair = Pair(("no", "thanks"), ("non", "merci"))
    >>> judged = evaluate([Outcome(pair, ("non", "merci")), Outcome(pair, ("non",))])
    >>> judged.exact.value, round(judged.token_accuracy.value, 2)
    (0.5, 0.67)
    """
    _check.count("seed", seed)
    if not found:
        raise ValueError("found: 0 outcomes given, at least 1 wanted")
    _check.count("resamples", resamples, least=40)  # one for each 2.5 % tail at least
    draws = np.random.default_rng(seed).multinomial(len(found), np.full(len(found), 1 / len(found)), size=resamples)
    bleu, chrf = (_corpus(metric, found, draws) for metric in _metrics().values())
    looked = all(it.alpha is not None and it.pair.possible for it in found)
    return Evaluation(
        n=len(found),
        exact=_ratio([(it.words == it.pair.target, 1) for it in found], draws),
        token_accuracy=_ratio([_in_place(it) for it in found], draws),
        bleu=bleu,
        chrf=chrf,
        aer=_error([_agreement(it, 0) for it in found], draws) if looked else None,
        aer_shifted=_error([_agreement(it, 1) for it in found], draws) if looked else None,
    )


def by_length(
    found: Sequence[Outcome], groups: Sequence[tuple[int, int]] | None = None, *, resamples: int = 500, seed: int = 0
) -> dict[tuple[int, int], Evaluation]:
    """Judge translations by the length of their source.

    Parameters
    ----------
    found : sequence of Outcome
        What was translated.
    groups : sequence of (int, int), optional
        Shortest and longest of each group, in words; each length by itself if left out.
    resamples, seed : int
        As in :func:`evaluate`.

    Returns
    -------
    dict
        (shortest, longest) -> Evaluation, for the groups that have sentences.

    Examples
    --------
    >>> from softlook.translate.outcomes import outcomes
    >>> from softlook.translate.corpus.pair import Pair
    >>> pairs = [Pair(("no",), ("non",)), Pair(("no", "thanks"), ("non", "merci"))]
    >>> {group: judged.exact.value for group, judged in by_length(outcomes(pairs, lambda words: ["non"])).items()}
    {(1, 1): 1.0, (2, 2): 0.0}
    """
    lengths = sorted({len(it.pair.source) for it in found})
    parts = {
        (low, high): [it for it in found if low <= len(it.pair.source) <= high]
        for low, high in groups or [(n, n) for n in lengths]
    }
    return {group: evaluate(part, resamples=resamples, seed=seed) for group, part in parts.items() if part}


def signatures() -> dict[str, str]:
    """Return sacrebleu's signatures of the two scores: what has to be told with them (Post 2018, doi 10.18653/v1/W18-6319).

    Examples
    --------
    >>> signatures()["chrf"].split("|")[:3]
    ['nrefs:1', 'case:mixed', 'eff:yes']
    """
    metrics = _metrics()
    for metric in metrics.values():
        metric.corpus_score(["a"], [["a"]])  # from now on the signature knows the number of references
    return {name: str(metric.get_signature()) for name, metric in metrics.items()}


def _metrics() -> dict[str, Metric]:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise ImportError("sacrebleu: not installed, `pip install softlook[translate]` wanted") from error
    return {"bleu": BLEU(tokenize="none", force=True), "chrf": CHRF()}  # the words are tokens already


def _corpus(metric: Metric, found: Sequence[Outcome], draws: np.ndarray) -> Interval:
    """Score a corpus, and every resample of it from the same counts of n-grams.

    sacrebleu's own bootstrap stops with a TypeError where a resample has nothing in common with its references (2.6.0).
    """
    said, wanted = [" ".join(it.words) for it in found], [" ".join(it.pair.target) for it in found]
    counts = np.array(metric._extract_corpus_statistics(said, [wanted]))  # noqa: SLF001 - no public way to a sentence's counts
    score = metric._compute_score_from_stats  # noqa: SLF001
    value, *resampled = (float(score(row).score) for row in [counts.sum(axis=0).tolist(), *(draws @ counts).tolist()])
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _in_place(it: Outcome) -> tuple[int, int]:
    wanted = (*it.pair.target, None)
    return sum(a == b for a, b in zip((*it.words, None), wanted, strict=False)), len(wanted)


def _agreement(it: Outcome, shift: int) -> tuple[int, int]:
    return agreement(
        word_links(it.alpha, len(it.pair.target), len(it.pair.source), shift=shift), it.pair.sure, it.pair.possible
    )


def _ratio(counts: Sequence[tuple[int, int]], draws: np.ndarray) -> Interval:
    """Divide sums over sentences, those of every resample as well; nothing wanted and nothing found agree."""
    over, under = np.array(counts, dtype=np.float64).T
    overs, unders = np.append(over.sum(), draws @ over), np.append(under.sum(), draws @ under)
    ratios = np.where(unders > 0, overs / np.maximum(unders, 1), 1.0)
    low, high = np.quantile(ratios[1:], [0.025, 0.975])
    return Interval(float(ratios[0]), float(low), float(high))


def _error(counts: Sequence[tuple[int, int]], draws: np.ndarray) -> Interval:
    """Turn agreement into error: the ends of the interval change places."""
    value, low, high = _ratio(counts, draws)
    return Interval(1 - value, 1 - high, 1 - low)
