from __future__ import annotations

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sacrebleu.metrics import BLEU, CHRF

from softlook.alignment import agreement, alignment_error_rate
from softlook.runs.tables import spread
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.evaluation import Interval, by_length, evaluate, signatures
from softlook.translate.outcomes import Outcome, offsets, outcomes, word_links


def pair(source, target, sure=(), possible=()):
    return Pair(tuple(source.split()), tuple(target.split()), frozenset(sure), frozenset({*sure, *possible}))


def looks(columns, t_x):
    """Weights whose row i is largest at columns[i]."""
    return np.full((len(columns), t_x), 0.1) + 0.5 * np.eye(t_x)[list(columns)]


LOVE = demonstrations()["i love you"]  # je-i, t'-you, aime-love: all sure
DRINK = pair("he drinks milk", "il boit du lait", {(0, 0), (1, 1), (3, 2)}, {(2, 2)})
SLEEP = pair("they do not sleep", "ils ne dorment pas", {(0, 0), (2, 3), (3, 2)}, {(1, 2), (1, 1), (2, 1)})
# By hand, |A & S| + |A & P| of |A| + |S|:
#   love  0 2 1: all three right                                  3 + 3 of 3 + 3
#   drink 0 1 2 1: du-milk is possible, lait-drinks is wrong      2 + 3 of 4 + 3
#   sleep 0 1 1 2: ne-do and dorment-do are possible, no more     2 + 4 of 4 + 3
BY_HAND = [
    Outcome(LOVE, LOVE.target, looks([0, 2, 1], 3)),
    Outcome(DRINK, (), looks([0, 1, 2, 1], 3)),
    Outcome(SLEEP, (), looks([0, 1, 1, 2], 4)),
]


def test_alignment_error_rate_by_hand_on_three_sentences():
    assert_allclose([evaluate([it]).aer.value for it in BY_HAND], [0, 1 - 5 / 7, 1 - 6 / 7], atol=1e-15)
    assert_allclose(evaluate(BY_HAND).aer.value, 1 - (6 + 5 + 6) / (6 + 7 + 7))


def test_the_corpus_rate_is_that_of_the_pure_function():
    parts = [[], [], []]
    for n, it in enumerate(BY_HAND):
        for part, links in zip(
            parts,
            (word_links(it.alpha, len(it.pair.target), len(it.pair.source)), it.pair.sure, it.pair.possible),
            strict=True,
        ):
            part += [(n, i, j) for i, j in links]
    assert_allclose(evaluate(BY_HAND).aer.value, alignment_error_rate(*parts))
    assert agreement(*parts) == (17, 20)


def test_the_shifted_reading_takes_the_row_behind():
    columns = [1, 0, 2, 1]  # what is right for i love you, a row late: the last row is that of </s>
    late = Outcome(LOVE, (), looks(columns, 3))
    judged = evaluate([late])
    assert judged.aer_shifted.value == 0
    assert judged.aer.value == 1  # je-love, t'-i and aime-you: all wrong
    assert word_links(late.alpha[:3], 3, 3, shift=1) == {(0, 0), (1, 2)}  # no row of </s>: the last word has no link


def test_marks_behind_the_source_are_the_empty_word():
    assert word_links(looks([0, 3, 1], 4), 3, 3) == {(0, 0), (2, 1)}
    assert word_links(np.zeros((2, 2)), 2, 2) == set()
    judged = evaluate([Outcome(LOVE, (), looks([0, 3, 1], 4))])
    assert judged.aer.value == pytest.approx(1 - 4 / 5)


def test_an_unlinked_target_word_is_wrong_wherever_it_looks():
    dash = pair("a b", "a - b", {(0, 0), (2, 1)})
    assert evaluate([Outcome(dash, (), looks([0, 0, 1], 2))]).aer.value == pytest.approx(1 - 4 / 5)


def test_offsets_count_from_the_sure_word():
    assert offsets(BY_HAND) == {-2: 1, -1: 1, 0: 7}
    assert offsets([Outcome(LOVE, (), looks([1, 2, 1], 3)), Outcome(LOVE, ())]) == {0: 2, 1: 1}


def test_words_and_sentences():
    found = [
        Outcome(LOVE, ("je", "t'", "aime")),
        Outcome(LOVE, ("je", "aime")),  # je stands in its place, aime and </s> do not
        Outcome(LOVE, ("je", "t'", "aime", "bien")),  # three words, no </s>
    ]
    judged = evaluate(found)
    assert judged.exact.value == pytest.approx(1 / 3)
    assert judged.token_accuracy.value == pytest.approx((4 + 1 + 3) / 12)
    assert judged.n == 3
    assert judged.aer is judged.aer_shifted is None


def test_no_rate_without_gold():
    assert evaluate([Outcome(pair("go", "va"), ("va",), np.ones((1, 1)))]).aer is None


def test_bleu_and_chrf_are_sacrebleus():
    said = ["je t' aime beaucoup trop", "il dort dans le jardin vert", "non merci"]
    wanted = ["je t' aime trop", "il dort dans le petit jardin", "non merci"]
    judged = evaluate(
        [
            Outcome(Pair(("x",), tuple(gold.split())), tuple(text.split()))
            for text, gold in zip(said, wanted, strict=True)
        ],
        resamples=100,
    )
    assert judged.bleu.value == pytest.approx(BLEU(tokenize="none").corpus_score(said, [wanted]).score)
    assert judged.chrf.value == pytest.approx(CHRF().corpus_score(said, [wanted]).score)
    assert judged.bleu.low < judged.bleu.value < judged.bleu.high
    assert signatures()["bleu"].startswith("nrefs:1|case:mixed|eff:no|tok:none|smooth:exp|version:")


def test_nothing_in_common_scores_nothing():
    judged = evaluate([Outcome(pair("go", "va"), ("x",))])
    assert judged.bleu == judged.chrf == judged.exact == Interval(0, 0, 0)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    yes, no = Outcome(LOVE, LOVE.target), Outcome(LOVE, ())
    hits = sum(
        judged.low <= 0.7 <= judged.high
        for judged in (
            evaluate([yes if rng.random() < 0.7 else no for _ in range(60)], resamples=200).exact for _ in range(60)
        )
    )
    assert 50 <= hits <= 60


def test_intervals_are_those_of_their_seed():
    found = [Outcome(LOVE, LOVE.target, looks([0, 0, 0], 3)), *BY_HAND, *BY_HAND]
    assert evaluate(found, seed=3) == evaluate(found, seed=3)
    assert evaluate(found, seed=3).aer_shifted != evaluate(found, seed=4).aer_shifted
    assert evaluate(found).aer.low <= evaluate(found).aer.value <= evaluate(found).aer.high


def test_resamples_that_draw_nothing_to_align():
    nothing = Outcome(pair("a", "b", possible={(0, 0)}), (), np.zeros((1, 1)))
    assert evaluate([nothing, *BY_HAND[:1]]).aer == Interval(0, 0, 0)


def test_by_length():
    found = [Outcome(it, it.target if len(it.source) < 4 else ()) for it in (LOVE, DRINK, SLEEP)]
    assert {group: (its.n, its.exact.value) for group, its in by_length(found).items()} == {
        (3, 3): (2, 1),
        (4, 4): (1, 0),
    }
    assert {group: its.exact.value for group, its in by_length(found, [(1, 2), (3, 9)]).items()} == {
        (3, 9): pytest.approx(2 / 3)
    }


def test_to_json():
    told = evaluate(BY_HAND[:1]).to_json()
    assert told["exact"] == [1, 1, 1]
    assert told["n"] == 1
    assert evaluate([Outcome(LOVE, ())]).to_json()["aer"] is None


def test_anything_that_translates():
    class Said:
        words = ("non",)

    pairs = [pair("no", "non", {(0, 0)})]
    assert outcomes(pairs, lambda _: Said)[0].words == outcomes(pairs, lambda _: ["non"])[0].words == ("non",)
    (found,) = outcomes(pairs, lambda words: words, lambda given: np.ones((len(given.target), len(given.source))))
    assert found.alpha.shape == (1, 1)


def test_spread():
    assert spread([2, 4, 9]) == (5, pytest.approx(13**0.5), 2, 9, 3)
    assert spread([2]) == (2, 0, 2, 2, 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: outcomes([LOVE], lambda _: "non"),
            TypeError,
            "^translate: the str 'non' came back, a sequence of words wanted",
        ),
        (
            lambda: word_links(np.ones((1, 3)), 2, 3),
            ValueError,
            r"^alpha: shape \(1, 3\) given, \(2 or more, 3 or more\) wanted",
        ),
        (lambda: word_links(np.ones((2, 2)), 2, 3), ValueError, r"^alpha: shape \(2, 2\) given"),
        (lambda: word_links(np.ones(3), 1, 3), ValueError, r"^alpha: shape \(3,\) given"),
        (lambda: word_links(np.ones((2, 2)), 2, 2, shift=-1), ValueError, "^shift: -1 given"),
        (lambda: evaluate([]), ValueError, "^found: 0 outcomes given, at least 1 wanted"),
        (
            lambda: evaluate(BY_HAND, resamples=39),
            ValueError,
            "^resamples: 39 given, a whole number of at least 40 wanted",
        ),
        (lambda: evaluate(BY_HAND, resamples=True), TypeError, "^resamples: bool given"),
        (lambda: evaluate(BY_HAND, seed=-1), ValueError, "^seed: -1 given"),
        (lambda: spread([]), ValueError, "^values: none given, at least 1 wanted"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_without_sacrebleu(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    with pytest.raises(ImportError, match=r"^sacrebleu: not installed, `pip install"):
        signatures()
