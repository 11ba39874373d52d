"""Words and scores as people paste them."""

from __future__ import annotations

import re

import pytest

from softlook.widgets._lines import read_lines


@pytest.mark.parametrize(
    ("text", "labels", "scores"),
    [
        ("I 0.63\nlove -3.2", ["I", "love"], [0.63, -3.2]),
        ("ice cream\t2", ["ice cream"], [2.0]),
        ("tea, 1,5", ["tea"], [1.5]),
        ("tea;−0,5", ["tea"], [-0.5]),
        ("a 1\r\n\r\nb 2\rc 1e3", ["a", "b", "c"], [1.0, 2.0, 1000.0]),
        ("a, b 3", ["a, b"], [3.0]),
    ],
)
def test_words_and_scores(text, labels, scores):
    assert read_lines(text) == (labels, scores)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 lines given, 1 to 40 wanted"),
        ("\n".join(["w 1"] * 41), "41 lines given, 1 to 40 wanted"),
        ("a 1\n\nb", "line 3: “b” given, a word and a score wanted, as in “love 0.5”"),
        ("a 1_0", "line 1: “a 1_0” given, a word and a score wanted"),
        ("a ١", "line 1: “a ١” given, a word and a score wanted"),
        ("a 1e999", "line 1: “a 1e999” given, a word and a score wanted"),
        ("0.5", "line 1: “0.5” given, a word and a score wanted"),
        ("a 1000001", "a score between −1000000 and 1000000"),
    ],
)
def test_lines_that_are_none(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_lines(text)
