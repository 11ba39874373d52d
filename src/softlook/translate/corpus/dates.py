"""Dates, English to French, Spanish, German or ISO 8601, as the CLDR writes them (through Babel).

Tokens are words, signs and single digits: *tuesday , march 3 , 2 0 2 6*. A day of two digits is two tokens. English is
in lower case as in the sentences; the others keep the case of their language (German: *Dienstag*).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from hashlib import sha256

from softlook import _check
from softlook.translate.corpus.pair import Link, Pair

FIRST = date(1900, 1, 1)
DAYS = (date(2100, 1, 1) - FIRST).days
LANGUAGES = ("de", "es", "fr", "iso")


def dates(count: int = 12_000, seed: int = 0, *, language: str = "fr") -> tuple[Pair, ...]:
    """Draw distinct days from 1900 to 2099.

    Parameters
    ----------
    count : int
        How many, at most 73049.
    seed : int
        Seed of the draw, at least 0.
    language : {'fr', 'es', 'de', 'iso'}
        Language of the target.

    Returns
    -------
    tuple of Pair
        With gold links.

    Raises
    ------
    TypeError, ValueError
        If count or seed is no whole number of at least 0, there are not so many days, or the language is another.
    ImportError
        If Babel is missing.

    Examples
    --------
    >>> len(dates(10, language="iso"))
    10
    """
    _check.count("count", count)
    _check.count("seed", seed)
    if count > DAYS:
        raise ValueError(f"count: {count} given, at most {DAYS} wanted, the days of 1900 to 2099")
    drawn: dict[int, None] = {}
    tick = 0
    while len(drawn) < count:
        drawn[int.from_bytes(sha256(f"{seed}:{tick}".encode()).digest()[:8], "big") % DAYS] = None
        tick += 1
    return tuple(date_pair(FIRST + timedelta(days=n), language=language) for n in drawn)


def date_pair(day: date, *, language: str = "fr") -> Pair:
    """Write a day in English and in another language, with gold links.

    Month to month, weekday to weekday, digit to digit and comma to comma are sure links; both digits of an ISO month
    answer its name. A zero before the day, the Spanish *de* and the German full stop have only possible links (to the
    day's digit; to the word or digit behind; to the digit before). The ISO dashes have none. Babel writes *1 mars*,
    but French is *1er mars*, as here.

    Raises
    ------
    ValueError
        If the language is none of the four.
    ImportError
        If Babel is missing.

    Examples
    --------
    >>> for language in ("fr", "es", "de", "iso"):
    ...     print(date_pair(date(2026, 3, 1), language=language))
    sunday , march 1 , 2 0 2 6 -> dimanche 1er mars 2 0 2 6
    sunday , march 1 , 2 0 2 6 -> domingo , 1 de marzo de 2 0 2 6
    sunday , march 1 , 2 0 2 6 -> Sonntag , 1 . März 2 0 2 6
    sunday , march 1 , 2 0 2 6 -> 2 0 2 6 - 0 3 - 0 1
    """
    if language not in LANGUAGES:
        raise ValueError(f"language: {language!r} given, one of {', '.join(LANGUAGES)} wanted")
    source = _tokens(_full(day, "en").lower())
    if language == "iso":
        target = tuple(day.isoformat())
    else:
        text = _full(day, language)
        target = _tokens(text.replace(" 1 ", " 1er ") if language == "fr" else text)
    digits = len(str(day.day))
    sites = {"weekday": 0, "comma": 1, "month": 2, "day": 3, "year": 4 + digits}  # where they stand in English
    sure, possible = _iso_links(sites, digits) if language == "iso" else _links(target, language, sites, digits)
    return Pair(source, target, frozenset(sure), frozenset(sure | possible))


def _full(day: date, language: str) -> str:
    try:
        from babel.dates import format_date
    except ImportError as error:
        raise ImportError("babel: not installed, `pip install softlook[translate]` wanted") from error
    return format_date(day, "full", locale="en_US" if language == "en" else language)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"1er|\d|[^\W\d]+|[^\w\s]", text))


def _links(target: tuple[str, ...], language: str, sites: dict[str, int], digits: int) -> tuple[set[Link], set[Link]]:
    year = len(target) - 4
    comma = language != "fr"
    day = 1 + comma
    month = day + digits + (language in {"es", "de"})
    sure = {(0, sites["weekday"]), (month, sites["month"])}
    sure |= {(day + n, sites["day"] + n) for n in range(digits)} | {(year + n, sites["year"] + n) for n in range(4)}
    possible: set[Link] = set()
    if comma:
        sure.add((1, sites["comma"]))
    if language == "es":
        possible = {(day + digits, sites["month"]), (month + 1, sites["year"])}
    if language == "de":
        possible = {(day + digits, sites["day"] + digits - 1)}
    return sure, possible


def _iso_links(sites: dict[str, int], digits: int) -> tuple[set[Link], set[Link]]:
    sure = {(n, sites["year"] + n) for n in range(4)} | {(5, sites["month"]), (6, sites["month"])}
    sure |= {(9, sites["day"] + 1), (8, sites["day"])} if digits == 2 else {(9, sites["day"])}
    return sure, set() if digits == 2 else {(8, sites["day"])}
