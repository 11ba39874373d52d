"""A typed sentence as words."""

from __future__ import annotations

from itertools import islice

import pytest

from softlook.translate.corpus.sentences import sentences
from softlook.widgets._words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I LOVE you!", "i love you"),
        ("it’s too old; we're late", "it is too old we are late"),
        ("He can't, won't, isn't.", "he can not will not is not"),
        ("Paul's dog", "paul 's dog"),
        ("'quoted' -x- o'clock", "quoted x o'clock"),
        ("e\u0301te\u0301", "été"),
        ("I love\u00a0you\u200b", "i love you"),
        ("?! …", ""),
    ],
)
def test_case_punctuation_and_short_forms_are_forgiven(text, expected):
    assert words(text) == expected.split()


def test_a_sentence_of_the_corpus_stays_as_it_is():
    for pair in islice(sentences(), 0, None, 97):
        assert words(" ".join(pair.source).capitalize() + ".") == list(pair.source)
