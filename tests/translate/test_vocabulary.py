from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from softlook import padding
from softlook.translate.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def small():
    return Vocabulary(["i", "love", "you", "garden"])


def test_special_words_come_first(small):
    assert small.words[:4] == ("<pad>", "<s>", "</s>", "<unk>")
    assert len(small) == 8
    assert "love" in small
    assert "hate" not in small


def test_of_counts_and_breaks_ties_by_the_alphabet():
    assert Vocabulary.of([["b", "a"], ["c", "c"]]).words[4:] == ("c", "a", "b")
    assert Vocabulary.of([["b", "a"], ["c", "c"]], least=2).words[4:] == ("c",)


def test_batch(small):
    batch = small.encode_batch([["i", "love", "you"], ["you"], []], start=True, end=True)
    assert_array_equal(
        batch.ids, np.array([[1, 4, 5, 6, 2], [1, 6, 2, 0, 0], [1, 2, 0, 0, 0]], dtype=np.int64), strict=True
    )
    assert_array_equal(batch.lengths, np.array([5, 3, 2], dtype=np.int64), strict=True)
    assert_array_equal(padding(batch.lengths, batch.ids.shape[1])[:, 0], batch.ids != 0)
    assert small.encode_batch([]).ids.shape == (0, 0)


def test_decode_stops_at_the_end(small):
    assert small.decode(np.array([1, 4, 3, 2, 6])) == ("i", "<unk>")


@given(sentence=st.lists(st.sampled_from(["i", "love", "you", "garden"])))
def test_decode_undoes_encode(small, sentence):
    assert small.decode(small.encode_batch([sentence], start=True, end=True).ids[0]) == tuple(sentence)


def test_the_corpus_goes_round(corpus):
    vocabulary = Vocabulary.of(pair.target for pair in corpus)
    assert all(vocabulary.decode(vocabulary.encode(pair.target)) == pair.target for pair in corpus[::50])


def test_unknown_words_are_named_with_near_ones(small):
    with pytest.raises(
        ValueError, match=r"^sentence: 'gardin' \(near: garden\); 'xyz' given, words of the vocabulary wanted$"
    ):
        small.encode(["i", "gardin", "xyz"])
    assert small.unknown(["i", "gardin"]) == {"gardin": ["garden"]}
    assert small.encode(["i", "xyz"], strict=False) == [4, 3]


def test_json_round_trip(small):
    accents = Vocabulary(["é", "œ", "'s", "t'"])
    for vocabulary in (small, accents):
        again = Vocabulary.from_json(vocabulary.to_json())
        assert again == vocabulary
        assert hash(again) == hash(vocabulary)
    assert "é" in accents.to_json()
    assert small != accents


@pytest.mark.parametrize("text", ['{"a": 1}', '["a"]', "[1]", '["<pad>", "<s>", "</s>", "<unk>", 3]'])
def test_other_json_is_refused(text):
    with pytest.raises(
        ValueError, match=r"^text: other JSON given, a list of words that begins with <pad>, <s>, </s>, <unk> wanted$"
    ):
        Vocabulary.from_json(text)


def test_no_json_is_refused():
    with pytest.raises(ValueError, match=r"^text: no JSON given \("):
        Vocabulary.from_json("[")


def test_refusals(small):
    with pytest.raises(
        ValueError, match=r"^words: 'a' given twice, distinct words wanted, none of them <pad>, <s>, </s>, <unk>$"
    ):
        Vocabulary(["a", "a"])
    with pytest.raises(ValueError, match=r"^words: '<s>' given twice"):
        Vocabulary(["<s>"])
    with pytest.raises(ValueError, match=r"^words: '' given, words of at least one letter wanted$"):
        Vocabulary([""])
    with pytest.raises(
        TypeError, match=r"^sentence: the str 'i love' given, a sequence of words wanted \(say sentence\.split\(\)\)$"
    ):
        small.encode("i love")
    with pytest.raises(ValueError, match=r"^ids: 8 given, each in \[0, 8\) wanted$"):
        small.decode([8])
