r"""How good a translator is: exact match, token accuracy, BLEU, chrF, and the error rate of its alignments.

:func:`score` judges a trained translator, on numpy or on torch; :func:`evaluate` judges the outcomes of anything that
translates (:mod:`softlook.translate.outcomes` defines how links are read off weights). The names of the figures are
the same in the headers of checkpoints, in the tables of the experiments and here: ``FIGURES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from softlook import _check
from softlook.alignment import agreement
from softlook.translate.outcomes import Outcome, Translator, decoded, word_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sacrebleu.metrics.base import Metric

    from softlook.translate.corpus.pair import Pair

FEWEST_RESAMPLES = 40
"""One for each 2.5 % tail at least."""
LONG = 12
"""Words of a source that counts as long in :func:`score`."""


class Interval(NamedTuple):
    """A figure with the middle 95 % of its resamples."""

    value: float
    low: float
    high: float


class Evaluation(NamedTuple):
    """Figures for a set of sentences; the error rates are None without weights or without gold links."""

    n: int
    """Sentences."""
    exact_match: Interval
    """Share of the sentences that are the same as the reference, word for word."""
    token_accuracy: Interval
    """Share of the reference's words, ``</s>`` included, that the translation has in the same position."""
    bleu: Interval
    """BLEU of the corpus, 0 to 100."""
    chrf: Interval
    """chrF of the corpus, 0 to 100."""
    aer: Interval | None
    """Alignment error rate of the straight reading."""
    aer_shifted: Interval | None
    """Alignment error rate where word i takes row i + 1."""

    def to_json(self) -> dict[str, Any]:
        """Return a dict of numbers and [value, low, high]."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()}

    def figures(self) -> dict[str, float | None]:
        """Return the figures without their intervals."""
        return {name: None if (interval := getattr(self, name)) is None else interval.value for name in FIGURES}


FIGURES = Evaluation._fields[1:]
"""The names of the figures, wherever they are kept."""


def score(translator: Translator, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Judge a trained translator: the scores in the header of a checkpoint.

    Parameters
    ----------
    translator : Decoder or TorchDecoder
        A translator on numpy, or one on torch.
    pairs : sequence of Pair
        Sentences that it did not learn from, with their references.

    Returns
    -------
    dict
        ``n``, the pairs that were judged; ``of``, the pairs given: :func:`softlook.translate.outcomes.decoded` leaves
        out sources that the translator cannot read. If n is above 0, every name of ``FIGURES``, and
        ``exact_match_of_12_or_more``, the exact match of sources of 12 words or more (None if there are none).

    Raises
    ------
    ImportError
        If sacrebleu is missing.

    Examples
    --------
    >>> from softlook.translate.corpus.sentences import demonstrations
    >>> from softlook.translate.decode import Decoder
    >>> scores = score(Decoder("additive"), [*demonstrations().values()])
    >>> scores["n"], scores["of"], scores["exact_match"]
    (8, 8, 1.0)
    """
    outcomes = decoded(translator, pairs)
    scores: dict[str, Any] = {"n": len(outcomes), "of": len(pairs)}
    if outcomes:
        scores |= evaluate(outcomes, resamples=FEWEST_RESAMPLES).figures()
        long = [_is_exact(outcome) for outcome in outcomes if len(outcome.pair.source) >= LONG]
        scores[f"exact_match_of_{LONG}_or_more"] = sum(long) / len(long) if long else None
    return scores


def evaluate(outcomes: Sequence[Outcome], *, resamples: int = 500, seed: int = 0) -> Evaluation:
    """Judge translations.

    Parameters
    ----------
    outcomes : sequence of Outcome
        n of them, at least 1.
    resamples : int
        Samples of n sentences, drawn with replacement, for the intervals; at least 40.
    seed : int
        Seed of the resampling.

    Returns
    -------
    Evaluation
        Each figure with the middle 95 % of its resamples.

    Raises
    ------
    ValueError
        If there is nothing to judge, or there are too few resamples.
    ImportError
        If sacrebleu is missing.

    References
    ----------
    Koehn 2004, Statistical significance tests for machine translation evaluation (EMNLP): the bootstrap over
    sentences.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> pair = Pair(("no", "thanks"), ("non", "merci"))
    >>> evaluation = evaluate([Outcome(pair, ("non", "merci")), Outcome(pair, ("non",))])
    >>> evaluation.exact_match.value, round(evaluation.token_accuracy.value, 2)
    (0.5, 0.67)
    """
    _check.count("seed", seed)
    _check.count("resamples", resamples, least=FEWEST_RESAMPLES)
    n = len(outcomes)
    if not n:
        raise ValueError("outcomes: none given, at least 1 wanted")
    draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=resamples)
    bleu, chrf = (_corpus(metric, outcomes, draws) for metric in _metrics().values())
    has_links = all(outcome.alpha is not None and outcome.pair.possible for outcome in outcomes)
    return Evaluation(
        n=n,
        exact_match=_ratio([(_is_exact(outcome), 1) for outcome in outcomes], draws),
        token_accuracy=_ratio([_in_place(outcome) for outcome in outcomes], draws),
        bleu=bleu,
        chrf=chrf,
        aer=_error([_agreement(outcome, 0) for outcome in outcomes], draws) if has_links else None,
        aer_shifted=_error([_agreement(outcome, 1) for outcome in outcomes], draws) if has_links else None,
    )


def by_length(
    outcomes: Sequence[Outcome],
    groups: Iterable[tuple[int, int]] | None = None,
    *,
    resamples: int = 500,
    seed: int = 0,
) -> dict[tuple[int, int], Evaluation]:
    """Judge translations by the length of their source.

    Parameters
    ----------
    outcomes : sequence of Outcome
        All translations.
    groups : iterable of (int, int), optional
        Shortest and longest of each group, in words; a group for each length if left out.
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
    >>> evaluations = by_length(outcomes(pairs, lambda words: ["non"]))
    >>> {group: evaluation.exact_match.value for group, evaluation in evaluations.items()}
    {(1, 1): 1.0, (2, 2): 0.0}
    """
    lengths = sorted({len(outcome.pair.source) for outcome in outcomes})
    parts = {
        (low, high): [outcome for outcome in outcomes if low <= len(outcome.pair.source) <= high]
        for low, high in groups or [(n, n) for n in lengths]
    }
    return {group: evaluate(part, resamples=resamples, seed=seed) for group, part in parts.items() if part}


def signatures() -> dict[str, str]:
    """Return sacrebleu's signatures of BLEU and chrF, to be reported with them (Post 2018, doi 10.18653/v1/W18-6319).

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


def _corpus(metric: Metric, outcomes: Sequence[Outcome], draws: np.ndarray) -> Interval:
    """Score a corpus, and every resample of it from the same counts of n-grams.

    sacrebleu has no public way to the counts of a sentence, and its own bootstrap stops with a TypeError where a
    resample has nothing in common with its references (2.6.0).
    """
    hypotheses = [" ".join(outcome.words) for outcome in outcomes]
    references = [" ".join(outcome.pair.target) for outcome in outcomes]
    counts = np.array(metric._extract_corpus_statistics(hypotheses, [references]))  # noqa: SLF001
    score_of = metric._compute_score_from_stats  # noqa: SLF001
    samples = [counts.sum(axis=0).tolist(), *(draws @ counts).tolist()]
    value, *resampled = (float(score_of(sample).score) for sample in samples)
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _is_exact(outcome: Outcome) -> bool:
    return outcome.words == outcome.pair.target


def _in_place(outcome: Outcome) -> tuple[int, int]:
    reference = (*outcome.pair.target, None)
    return sum(a == b for a, b in zip((*outcome.words, None), reference, strict=False)), len(reference)


def _agreement(outcome: Outcome, shift: int) -> tuple[int, int]:
    pair = outcome.pair
    return agreement(
        word_links(outcome.alpha, len(pair.target), len(pair.source), shift=shift), pair.sure, pair.possible
    )


def _ratio(counts: Sequence[tuple[int, int]], draws: np.ndarray) -> Interval:
    """Divide sums over the sentences, and over those of every resample; 0 of 0 counts as full agreement."""
    over, under = np.array(counts, dtype=np.float64).T
    overs, unders = np.append(over.sum(), draws @ over), np.append(under.sum(), draws @ under)
    ratios = np.where(unders > 0, overs / np.maximum(unders, 1), 1.0)
    low, high = np.quantile(ratios[1:], [0.025, 0.975])
    return Interval(float(ratios[0]), float(low), float(high))


def _error(counts: Sequence[tuple[int, int]], draws: np.ndarray) -> Interval:
    """Return 1 minus the ratio: the ends of the interval change places."""
    value, low, high = _ratio(counts, draws)
    return Interval(1 - value, 1 - high, 1 - low)
