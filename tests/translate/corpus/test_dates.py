from __future__ import annotations

import sys
from datetime import date

import pytest

from softlook.translate.corpus.dates import date_pair, dates
from softlook.translate.corpus.splits import fingerprint


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("fr", "mardi 3 mars 2 0 2 6"),
        ("es", "martes , 3 de marzo de 2 0 2 6"),
        ("de", "Dienstag , 3 . März 2 0 2 6"),
        ("iso", "2 0 2 6 - 0 3 - 0 3"),
    ],
)
def test_by_hand(language, wanted):
    pair = date_pair(date(2026, 3, 3), language=language)
    assert " ".join(pair.source) == "tuesday , march 3 , 2 0 2 6"
    assert " ".join(pair.target) == wanted


def test_the_first_is_premier_in_french_and_no_other_day_is():
    assert date_pair(date(2026, 8, 1)).target[:3] == ("samedi", "1er", "août")
    assert date_pair(date(2026, 8, 11)).target[1:4] == ("1", "1", "août")
    assert date_pair(date(2026, 8, 21)).target[1:4] == ("2", "1", "août")
    assert date_pair(date(2026, 8, 1), language="es").target[2] == "1"


@pytest.mark.parametrize("language", ["fr", "es", "de", "iso"])
def test_links(language):
    for pair in dates(500, language=language):
        assert pair.sure <= pair.possible
        assert all(0 <= i < len(pair.target) and 0 <= j < len(pair.source) for i, j in pair.possible)
        assert all(source == target or not (source + target).isdigit() for target, source in pair.words())
        links = [(t, s) for t, s in pair.words() if s.isdigit()]
        assert len(links) >= 5
        month = {s for t, s in pair.words() if not s.isdigit()}
        assert {pair.source[0], pair.source[2]} - month <= ({pair.source[0]} if language == "iso" else set())
        unlinked = {pair.target[i] for i in range(len(pair.target)) if i not in {i for i, _ in pair.possible}}
        assert unlinked <= {"-"}


def test_links_by_hand():
    pair = date_pair(date(2026, 12, 25), language="es")
    assert pair.words()[:5] == [("viernes", "friday"), (",", ","), ("2", "2"), ("5", "5"), ("diciembre", "december")]
    assert pair.possible - pair.sure == {(4, 2), (6, 6)}
    iso = date_pair(date(2026, 12, 25), language="iso")
    assert iso.words() == [
        ("2", "2"),
        ("0", "0"),
        ("2", "2"),
        ("6", "6"),
        ("1", "december"),
        ("2", "december"),
        ("2", "2"),
        ("5", "5"),
    ]


def test_days_are_distinct_and_the_same_everywhere():
    assert len(set(dates(2000))) == 2000
    assert fingerprint(dates(500)) == "d6ffccae5f7d2bf9"
    assert dates(100, 1) != dates(100, 2)


def test_refusals(monkeypatch):
    with pytest.raises(ValueError, match=r"^language: 'it' given, one of de, es, fr, iso wanted$"):
        dates(1, language="it")
    with pytest.raises(ValueError, match=r"^count: 80000 given, at most 73049 wanted, the days of 1900 to 2099$"):
        dates(80_000)
    with pytest.raises(TypeError, match=r"^seed: str given, a whole number of at least 0 wanted$"):
        dates(1, "a")
    monkeypatch.setitem(sys.modules, "babel.dates", None)
    with pytest.raises(ImportError, match=r"^babel: not installed, `pip install softlook\[translate\]` wanted$"):
        dates(1)


@pytest.mark.parametrize(
    ("language", "days", "months"),
    [
        (
            "fr",
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        ),
        (
            "es",
            "lunes martes miércoles jueves viernes sábado domingo",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        ),
        (
            "de",
            "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        ),
    ],
)
def test_names_of_days_and_months(language, days, months):
    assert [date_pair(date(2026, 6, day), language=language).target[0] for day in range(1, 8)] == days.split()
    written = [set(date_pair(date(2026, month, 2), language=language).target) for month in range(1, 13)]
    assert all(name in words for name, words in zip(months.split(), written, strict=True))
