"""The figures of an evaluation, by hand and against sacrebleu; and the one scorer of trained translators."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from gold_pairs import DRINK, LOVE, SLEEP, THREE, pair, weights
from numpy.testing import assert_allclose
from sacrebleu.metrics import BLEU, CHRF

from softlook.alignment import agreement, alignment_error_rate
from softlook.translate.corpus.pair import Pair
from softlook.translate.decode import Decoder
from softlook.translate.evaluation import FIGURES, Interval, by_length, evaluate, score, signatures
from softlook.translate.outcomes import Outcome, word_links


def test_alignment_error_rate_by_hand_on_three_sentences():
    assert_allclose([evaluate([outcome]).aer.value for outcome in THREE], [0, 1 - 5 / 7, 1 - 6 / 7], atol=1e-15)
    assert_allclose(evaluate(THREE).aer.value, 1 - (6 + 5 + 6) / (6 + 7 + 7))


def test_the_corpus_rate_is_that_of_the_pure_function():
    parts = [[], [], []]
    for n, (gold, _, alpha, _) in enumerate(THREE):
        drawn = word_links(alpha, len(gold.target), len(gold.source))
        for part, links in zip(parts, (drawn, gold.sure, gold.possible), strict=True):
            part += [(n, i, j) for i, j in links]
    assert_allclose(evaluate(THREE).aer.value, alignment_error_rate(*parts))
    assert agreement(*parts) == (17, 20)


def test_the_shifted_reading_takes_the_row_behind():
    columns = [1, 0, 2, 1]  # what is right for i love you, a row late: the last row is that of </s>
    late = Outcome(LOVE, (), weights(columns, 3))
    evaluation = evaluate([late])
    assert evaluation.aer_shifted.value == 0
    assert evaluation.aer.value == 1  # je-love, t'-i and aime-you: all wrong


def test_marks_behind_the_source_are_the_empty_word():
    evaluation = evaluate([Outcome(LOVE, (), weights([0, 3, 1], 4))])
    assert evaluation.aer.value == pytest.approx(1 - 4 / 5)


def test_an_unlinked_target_word_is_wrong_whatever_it_attends_to():
    dash = pair("a b", "a - b", {(0, 0), (2, 1)})
    assert evaluate([Outcome(dash, (), weights([0, 0, 1], 2))]).aer.value == pytest.approx(1 - 4 / 5)


def test_words_and_sentences():
    evaluation = evaluate(
        [
            Outcome(LOVE, ("je", "t'", "aime")),
            Outcome(LOVE, ("je", "aime")),  # je stands in its place, aime and </s> do not
            Outcome(LOVE, ("je", "t'", "aime", "bien")),  # three words, no </s>
        ]
    )
    assert evaluation.exact_match.value == pytest.approx(1 / 3)
    assert evaluation.token_accuracy.value == pytest.approx((4 + 1 + 3) / 12)
    assert evaluation.n == 3
    assert evaluation.aer is evaluation.aer_shifted is None


def test_no_rate_without_gold():
    assert evaluate([Outcome(pair("go", "va"), ("va",), np.ones((1, 1)))]).aer is None


def test_bleu_and_chrf_are_sacrebleus():
    hypotheses = ["je t' aime beaucoup trop", "il dort dans le jardin vert", "non merci"]
    references = ["je t' aime trop", "il dort dans le petit jardin", "non merci"]
    evaluation = evaluate(
        [
            Outcome(Pair(("x",), tuple(gold.split())), tuple(text.split()))
            for text, gold in zip(hypotheses, references, strict=True)
        ],
        resamples=100,
    )
    assert evaluation.bleu.value == pytest.approx(BLEU(tokenize="none").corpus_score(hypotheses, [references]).score)
    assert evaluation.chrf.value == pytest.approx(CHRF().corpus_score(hypotheses, [references]).score)
    assert evaluation.bleu.low < evaluation.bleu.value < evaluation.bleu.high
    assert signatures()["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:none|smooth:exp|version:")


def test_nothing_in_common_scores_nothing():
    evaluation = evaluate([Outcome(pair("go", "va"), ("x",))])
    assert evaluation.bleu == evaluation.chrf == evaluation.exact_match == Interval(0, 0, 0)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    yes, no = Outcome(LOVE, LOVE.target), Outcome(LOVE, ())
    hits = 0
    for _ in range(60):
        sample = [yes if rng.random() < 0.7 else no for _ in range(60)]
        interval = evaluate(sample, resamples=200).exact_match
        hits += interval.low <= 0.7 <= interval.high
    assert 50 <= hits <= 60


def test_intervals_are_those_of_their_seed():
    several = [Outcome(LOVE, LOVE.target, weights([0, 0, 0], 3)), *THREE, *THREE]
    assert evaluate(several, seed=3) == evaluate(several, seed=3)
    assert evaluate(several, seed=3).aer_shifted != evaluate(several, seed=4).aer_shifted
    assert evaluate(several).aer.low <= evaluate(several).aer.value <= evaluate(several).aer.high


def test_resamples_that_draw_nothing_to_align():
    nothing = Outcome(pair("a", "b", possible={(0, 0)}), (), np.zeros((1, 1)))
    assert evaluate([nothing, *THREE[:1]]).aer == Interval(0, 0, 0)


def test_by_length():
    short_ones_right = [Outcome(gold, gold.target if len(gold.source) < 4 else ()) for gold in (LOVE, DRINK, SLEEP)]
    evaluations = by_length(short_ones_right)
    assert {group: (each.n, each.exact_match.value) for group, each in evaluations.items()} == {
        (3, 3): (2, 1),
        (4, 4): (1, 0),
    }
    grouped = by_length(short_ones_right, [(1, 2), (3, 9)])
    assert {group: each.exact_match.value for group, each in grouped.items()} == {(3, 9): pytest.approx(2 / 3)}


def test_to_json():
    as_json = evaluate(THREE[:1]).to_json()
    assert as_json["exact_match"] == [1, 1, 1]
    assert as_json["n"] == 1
    assert evaluate([Outcome(LOVE, ())]).to_json()["aer"] is None


def test_figures_have_one_list_of_names():
    assert FIGURES == ("exact_match", "token_accuracy", "bleu", "chrf", "aer", "aer_shifted")
    evaluation = evaluate(THREE)
    assert tuple(evaluation.figures()) == FIGURES
    assert evaluation.figures()["aer"] == evaluation.aer.value
    assert evaluate([Outcome(LOVE, ())]).figures()["aer"] is None


def test_score_by_hand(draw):
    """Gold links are those of the weights themselves, or the word behind each; the references are the translations."""
    decoder = Decoder(draw("dot"))
    source = ("i", "love", "you")
    target = decoder.translate(source).words
    rows = decoder.align(source, target).alpha[:-1]
    gold = frozenset((i, int(row.argmax())) for i, row in enumerate(rows))
    right = Pair(source, target, gold, gold)
    shifted = frozenset((i, (j + 1) % 3) for i, j in gold)
    wrong = Pair(source, ("chat",), frozenset({(0, 0)}), frozenset({(0, 0)}))
    assert score(decoder, [right])["aer"] == 0
    assert score(decoder, [right._replace(sure=shifted, possible=shifted)])["aer"] == 1
    scores = score(decoder, [right, wrong, Pair(("hate",), ("je",))])
    assert (scores["n"], scores["of"], scores["exact_match"]) == (2, 3, 0.5)
    assert {"n", "of", "exact_match_of_12_or_more", *FIGURES} == set(scores)
    assert scores["exact_match_of_12_or_more"] is None
    assert score(decoder, [Pair(("hate",), ("je",))]) == {"n": 0, "of": 1}


def test_score_counts_long_sources_apart(draw):
    checkpoint = draw("dot")
    decoder = Decoder(replace(checkpoint, settings=replace(checkpoint.settings, longest=12)))
    long, short = ("i", "love", "you", "the") * 3, ("i", "love", "you", "the") * 2
    right = Pair(long, decoder.translate(long).words)
    pairs = [right, Pair(long, ("chat",)), Pair(short, ("chat",)), Pair(short, ("chat",))]
    scores = score(decoder, pairs)
    assert (scores["exact_match"], scores["exact_match_of_12_or_more"]) == (0.25, 0.5)


@pytest.mark.parametrize("name", ["dot", "local-p", "none"])
def test_score_is_the_same_on_numpy_and_on_torch(name, draw):
    import torch

    from softlook.translate.translator import TorchDecoder, from_checkpoint

    checkpoint = draw(name)
    target = Decoder(checkpoint).translate("i love you").words
    pairs = [Pair(("i", "love", "you"), target, LOVE.sure, LOVE.possible), Pair(("the", "cat"), ("le", "chat"))]
    ours = score(Decoder(checkpoint), pairs)
    theirs = score(TorchDecoder(from_checkpoint(checkpoint, dtype=torch.float64)), pairs)
    assert ours == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resamples": 39}, "^resamples: 39 given, a whole number of at least 40 wanted"),
        ({"resamples": True}, "^resamples: bool given"),
        ({"seed": -1}, "^seed: -1 given"),
    ],
)
def test_errors(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        evaluate(THREE, **options)


def test_nothing_to_judge():
    with pytest.raises(ValueError, match=r"^outcomes: none given, at least 1 wanted"):
        evaluate([])


def test_without_sacrebleu(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    with pytest.raises(ImportError, match=r"^sacrebleu: not installed, `pip install"):
        signatures()
