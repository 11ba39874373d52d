from __future__ import annotations

import sys

import pytest
from num2words import num2words

from softlook.translate.corpus.numbers import is_right, number_pair, numbers
from softlook.translate.corpus.splits import fingerprint


@pytest.mark.parametrize(
    ("n", "german"),
    [
        (0, "null"),
        (1, "eins"),
        (16, "sechzehn"),
        (17, "siebzehn"),
        (21, "ein und zwanzig"),
        (30, "dreißig"),
        (66, "sechs und sechzig"),
        (77, "sieben und siebzig"),
        (101, "ein hundert eins"),
        (100_000, "ein hundert tausend"),
        (101_000, "ein hundert ein tausend"),
        (121_001, "ein hundert ein und zwanzig tausend eins"),
        (999_999, "neun hundert neun und neunzig tausend neun hundert neun und neunzig"),
    ],
)
def test_german_by_hand(n, german):
    assert " ".join(number_pair(n).target) == german


def test_our_rules_agree_with_num2words_below_a_hundred_thousand():
    assert all(is_right(n, number_pair(n)) for n in [*range(2200), *range(2200, 100_000, 97)])


def test_where_they_differ_num2words_says_eins_before_tausend():
    wrong = [n for n in range(100_000, 1_000_000, 500) if not is_right(n, number_pair(n))]
    assert wrong
    assert all(n // 1000 % 100 == 1 and "einstausend" in num2words(n, lang="de") for n in wrong)


def test_no_wrong_form_is_drawn():
    pairs = numbers(3000)
    assert len(set(pairs)) == 3000
    for pair in pairs:
        assert ("eins", "tausend") not in zip(pair.target, pair.target[1:], strict=False)
        assert "eins" not in pair.target[:-1]


def test_units_come_before_tens_and_are_linked():
    pair = number_pair(4_321)
    assert pair.words() == [
        ("vier", "four"),
        ("tausend", "thousand"),
        ("drei", "three"),
        ("hundert", "hundred"),
        ("ein", "one"),
        ("zwanzig", "twenty"),
    ]
    assert {(pair.target[i], pair.source[j]) for i, j in pair.possible - pair.sure} == {
        ("und", "twenty"),
        ("und", "one"),
    }


def test_links():
    for pair in numbers(1000):
        assert pair.sure <= pair.possible
        assert {i for i, _ in pair.possible} == set(range(len(pair.target)))
        assert {j for _, j in pair.sure} == {j for j, text in enumerate(pair.source) if text != "and"}


def test_the_same_everywhere():
    assert fingerprint(numbers(300)) == "e8ff48958a82ba9b"
    assert len(numbers(50, most=9)) == 10


def test_refusals(monkeypatch):
    with pytest.raises(ValueError, match=r"^most: 1000000 given, at most 999999 wanted$"):
        numbers(1, most=1_000_000)
    with pytest.raises(ValueError, match=r"^n: 1000000 given, at most 999999 wanted$"):
        number_pair(1_000_000)
    with pytest.raises(ValueError, match=r"^n: -1 given, a whole number of at least 0 wanted$"):
        number_pair(-1)
    monkeypatch.setitem(sys.modules, "num2words", None)
    with pytest.raises(ImportError, match=r"^num2words: not installed, `pip install softlook\[translate\]` wanted$"):
        numbers(1)
