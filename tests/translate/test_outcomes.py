"""Translations and their attention: how they are collected, and how links are read off weights."""

from __future__ import annotations

import numpy as np
import pytest
from gold_pairs import LOVE, THREE, pair, weights

from softlook.translate.corpus.pair import Pair
from softlook.translate.decode import Decoder
from softlook.translate.outcomes import Outcome, decoded, offsets, outcomes, word_links

KNOWN = Pair(("i", "love", "you"), ("je", "t'", "aime"))
UNKNOWN_SOURCE = Pair(("i", "hate", "you"), ("je", "t'", "aime"))
UNKNOWN_TARGET = Pair(("the", "cat"), ("la", "chatte"))
LONG_SOURCE = Pair(("i", "love", "the", "cat", "the", "cat", "you"), ("je",))
LONG_TARGET = Pair(("you",), ("je", "t'", "aime", "je", "t'", "aime", "chat"))


def test_anything_that_translates():
    class Translated:
        words = ("non",)

    pairs = [pair("no", "non", {(0, 0)})]
    assert outcomes(pairs, lambda _: Translated)[0].words == outcomes(pairs, lambda _: ["non"])[0].words == ("non",)
    (outcome,) = outcomes(pairs, lambda words: words, lambda given: np.ones((len(given.target), len(given.source))))
    assert outcome.alpha.shape == (1, 1)


def test_a_text_is_no_translation():
    with pytest.raises(TypeError, match=r"^translate: the str 'non' came back, a sequence of words wanted"):
        outcomes([LOVE], lambda _: "non")


@pytest.mark.parametrize("name", ["dot", "local-p", "none"])
def test_decoded_is_translated_greedily_and_aligned_with_the_gold_target(name, draw):
    decoder = Decoder(draw(name))
    (outcome,) = decoded(decoder, [KNOWN])
    assert outcome.pair is KNOWN
    assert outcome.words == decoder.translate(KNOWN.source).words
    forced = decoder.align(KNOWN.source, KNOWN.target)
    for given, wanted in ((outcome.alpha, forced.alpha), (outcome.p, forced.p)):
        assert (given is None) == (wanted is None)
        if wanted is not None:
            np.testing.assert_array_equal(given, wanted)


def test_decoded_leaves_out_what_cannot_be_read_and_aligns_what_can_be_written(draw):
    decoder = Decoder(draw("dot"))
    collected = decoded(decoder, [UNKNOWN_SOURCE, UNKNOWN_TARGET, LONG_SOURCE, KNOWN, LONG_TARGET])
    assert [outcome.pair for outcome in collected] == [UNKNOWN_TARGET, KNOWN, LONG_TARGET]
    assert [outcome.alpha is None for outcome in collected] == [True, False, True]
    assert decoded(decoder, [UNKNOWN_SOURCE]) == ()


def test_decoded_by_numpy_and_by_torch(draw):
    from softlook.translate.translator import TorchDecoder, from_checkpoint

    checkpoint = draw("local-p")
    pairs = [KNOWN, UNKNOWN_SOURCE, Pair(("the", "cat"), ("le", "chat"))]
    ours = decoded(Decoder(checkpoint), pairs)
    theirs = decoded(TorchDecoder(from_checkpoint(checkpoint)), pairs)
    assert [outcome[:2] for outcome in ours] == [outcome[:2] for outcome in theirs]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.alpha, other.alpha, atol=1e-4)
        np.testing.assert_allclose(one.p, other.p, atol=1e-4)


def test_the_shifted_reading_takes_the_row_behind():
    """Of a word whose row is missing there is no link: here the row of </s>, for the last word."""
    assert word_links(weights([1, 0, 2], 3), 3, 3) == {(0, 1), (1, 0), (2, 2)}
    assert word_links(weights([1, 0, 2], 3), 3, 3, shift=1) == {(0, 0), (1, 2)}
    assert word_links(weights([1, 0, 2, 1], 3), 3, 3, shift=1) == {(0, 0), (1, 2), (2, 1)}


def test_marks_behind_the_source_are_the_empty_word():
    assert word_links(weights([0, 3, 1], 4), 3, 3) == {(0, 0), (2, 1)}
    assert word_links(np.zeros((2, 2)), 2, 2) == set()


@pytest.mark.parametrize(
    ("alpha", "t_y", "shift", "message"),
    [
        (np.ones((1, 3)), 2, 0, r"^alpha: shape \(1, 3\) given, \(2 or more, 3 or more\) wanted"),
        (np.ones((2, 2)), 2, 0, r"^alpha: shape \(2, 2\) given"),
        (np.ones(3), 1, 0, r"^alpha: shape \(3,\) given"),
        (np.ones((2, 3)), 2, -1, r"^shift: -1 given"),
    ],
)
def test_weights_of_another_shape_are_refused(alpha, t_y, shift, message):
    with pytest.raises(ValueError, match=message):
        word_links(alpha, t_y, 3, shift=shift)


def test_offsets_count_from_the_sure_word():
    assert offsets(THREE) == {-2: 1, -1: 1, 0: 7}
    assert offsets([Outcome(LOVE, (), weights([1, 2, 1], 3)), Outcome(LOVE, ())]) == {0: 2, 1: 1}
