"""Greedy search, beam search and forced decoding: by hand on a translator of a table, and on all kinds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optional import torch
from translations import PARTS, same

from softlook.translate import search
from softlook.translate.decode import Decoder
from softlook.translate.step import DecodingOptions, Override, Step
from softlook.translate.vocabulary import END_ID, PAD_ID, START_ID, UNKNOWN_ID, Vocabulary

SENTENCES = ["i love you", "the cat", "you love the cat", "i"]


class Table:
    """A translator whose probabilities of the next word depend on the last word alone: a row of a table."""

    def __init__(self, rows, longest=4):
        self.source, self.target = Vocabulary(["i"]), Vocabulary(["a", "b"])
        self.settings = SimpleNamespace(longest=longest)
        self.rows = {START_ID: [-9, -9, -9, -9, 0, 0]} | rows

    def read(self, x):
        return (np.zeros((len(x), 1)),)

    def begin(self, memory):
        return (np.zeros((len(memory[0]), 1)),)

    def step(self, _memory, state, y, _i, _options):
        logits = np.array([self.rows[int(word)] for word in y], dtype=float)
        return Step((state[0] + 1,), None, None, np.zeros((len(y), 1)), logits)


A, B = 4, 5
OPTIONS = DecodingOptions()


def logs(rest=1e-9, **probabilities):
    """Logits of the six words; those that are not named have hardly a chance, or none at all."""
    names = {"pad": PAD_ID, "start": START_ID, "end": END_ID, "unknown": UNKNOWN_ID, "a": A, "b": B}
    row = np.full(6, float(rest))
    for name, probability in probabilities.items():
        row[names[name]] = probability
    with np.errstate(divide="ignore"):
        return np.log(row / row.sum()).tolist()


# Greedily a (.6), then b (.4): Pr .24 times .9; the beam finds b (.4) and </s> (1): .4 in one step less.
GARDEN_PATH = {START_ID: logs(a=0.6, b=0.4), A: logs(a=0.3, b=0.4, end=0.3), B: logs(end=1)}


def test_greedy_takes_the_most_probable_word_and_a_beam_the_most_probable_sentence():
    table = Table(GARDEN_PATH)
    greedy, beam = (search.translate(table, "i", options=OPTIONS, beam=beam) for beam in (1, 2))
    assert greedy.words == ("a", "b")
    assert greedy.log_p == pytest.approx(np.log(0.6 * 0.4))
    assert beam.words == ("b",)
    assert beam.log_p == pytest.approx(np.log(0.4))


def test_special_words_are_never_written_and_of_equals_the_first_wins():
    first = logs(pad=0.3, start=0.3, unknown=0.3, a=0.05, b=0.05)
    table = Table({START_ID: first, A: logs(end=0.4, unknown=0.6), B: logs(end=0.4, unknown=0.6)})
    for beam in (1, 3):
        assert search.translate(table, "i", options=OPTIONS, beam=beam).words == ("a",)


def test_a_translation_without_an_end_has_at_most_longest_and_one_words():
    table = Table({START_ID: logs(rest=0, a=1), A: logs(rest=0, a=1)}, longest=3)
    for beam in (1, 2):
        translation = search.translate(table, "i", options=OPTIONS, beam=beam)
        assert translation.words == ("a",) * 4
        assert len(translation.logits) == 4


def test_a_hypothesis_that_ended_is_preferred_to_one_that_did_not():
    table = Table({START_ID: logs(rest=0, a=0.9, end=0.1), A: logs(rest=0, a=1)}, longest=3)
    assert search.translate(table, "i", options=OPTIONS, beam=2).words == ()


def test_forced_words_are_written_whatever_their_probability():
    translation = search.translate(Table(GARDEN_PATH), "i", options=OPTIONS, beam=3, forced=["b", "a"])
    assert translation.words == ("b", "a")
    assert translation.log_p < -18  # a behind b has hardly a chance
    assert len(translation.logits) == 3


def test_sentences_are_words_or_a_text():
    table = Table(GARDEN_PATH)
    for sentence in ("i", ["i"], ("i",)):
        assert search.translate(table, sentence, options=OPTIONS).words == ("a", "b")
    with pytest.raises(ValueError, match="sentence: no words given, 1 to 4 wanted"):
        search.translate(table, " ", options=OPTIONS)
    with pytest.raises(ValueError, match="target: 5 words given, at most 4 wanted"):
        search.translate(table, "i", options=OPTIONS, forced=["a"] * 5)


def test_many_at_once_are_each_alone(kind, draw, monkeypatch):
    from softlook.translate.translator import align_all, from_checkpoint, translate_all

    monkeypatch.setattr(search, "BATCH", 2)
    checkpoint = draw(kind)
    decoder, model = Decoder(checkpoint), from_checkpoint(checkpoint, dtype=torch.float64)
    sentences = [*SENTENCES, "love the cat", "you love i", "the cat the"]
    for one, two, three in zip(
        sentences, decoder.translate_all(sentences), translate_all(sentences, model), strict=True
    ):
        same(decoder.translate(one), two)
        same(two, three)
    targets = [["je"], ["le", "chat"], [], ["je", "t'", "aime"], ["le"], ["je"], ["chat"]]
    for one, target, two, three in zip(
        sentences, targets, decoder.align_all(sentences, targets), align_all(sentences, targets, model), strict=True
    ):
        same(decoder.align(one, target), two)
        same(two, three)
        assert two.words == tuple(target)
        assert len(two.logits) == len(target) + 1


@pytest.mark.parametrize("name", ["additive", "dot", "location", "local-m", "local-p", "hard", "input feeding"])
@given(step=st.integers(0, 4), seed=st.integers(0, 9), beam=st.integers(1, 3), scores=st.booleans())
def test_an_override_changes_nothing_before(draw, name, step, seed, **drawn):
    beam, scores = drawn["beam"], drawn["scores"]
    decoder = Decoder(draw(name, seed))
    rows = {step: np.random.default_rng(seed).uniform(size=3)}
    plain = decoder.translate("i love you", beam=beam)
    changed = decoder.translate("i love you", beam=beam, override=Override(e=rows) if scores else Override(alpha=rows))
    before = min(step, len(plain.logits))
    assert plain.words[:before] == changed.words[:before]
    for part in PARTS:
        if getattr(plain, part) is not None:
            np.testing.assert_allclose(getattr(plain, part)[:before], getattr(changed, part)[:before], atol=1e-12)
    if len(changed.logits) > step:
        np.testing.assert_array_equal((changed.e if scores else changed.alpha)[step], rows[step])
        if not scores:
            np.testing.assert_allclose(
                changed.c[step], rows[step] @ decoder.read(np.array([[4, 5, 6]]))[0][0], atol=1e-12
            )


def test_a_beam_wide_enough_finds_the_best_of_all(kind, draw):
    checkpoint = draw(kind, 1)
    decoder = Decoder(checkpoint)
    decoder.settings = replace(checkpoint.settings, longest=2)
    words = decoder.target.words[4:]
    every = [decoder.align("i love", target) for length in range(3) for target in product(words, repeat=length)]
    best = max(every, key=lambda each: each.log_p / len(each.logits))
    same(decoder.translate("i love", beam=99), best)


def test_log_p_is_that_of_the_words(draw, french):
    translation = Decoder(draw("dot")).align("i love you", "je t'")
    log_p = translation.logits - np.log(np.exp(translation.logits).sum(-1, keepdims=True))
    assert translation.log_p == pytest.approx(log_p[[0, 1, 2], [*french.encode(["je", "t'"]), END_ID]].sum())
