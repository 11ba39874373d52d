"""The data sets by name."""

from __future__ import annotations

import pytest

from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.named import DATA, splits
from softlook.translate.corpus.numbers import numbers
from softlook.translate.corpus.splits import split


def test_a_name_gives_the_splits_of_its_data(corpus):
    assert splits("sentences") == split(corpus)
    assert splits("dates-iso") == split(dates(language="iso"))
    assert splits("numbers") == split(numbers())
    assert splits("numbers") is splits("numbers")


def test_there_is_a_name_for_each_language_of_the_dates():
    assert set(DATA) == {"sentences", "numbers", "dates-de", "dates-es", "dates-fr", "dates-iso"}


def test_another_name_is_refused():
    with pytest.raises(
        ValueError,
        match=r"^data: 'date' given, one of sentences, numbers, dates-de, dates-es, dates-fr, dates-iso wanted$",
    ):
        splits("date")
