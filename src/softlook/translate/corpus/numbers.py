"""Numbers, English to German, through num2words: German has the units before the tens (*einundzwanzig*).

Tokens are the words that a number is made of, whether written as one word or not: *twenty one* and *ein und zwanzig*.
English loses its hyphens and commas. German is written a second time, by rules of our own that carry the gold links,
and a number for which the two forms differ is dropped: num2words writes 101000 as *einhunderteinstausend*, where
German has *einhunderteintausend*.
"""

from __future__ import annotations

import re
from hashlib import sha256

from softlook import _check
from softlook.translate.corpus.grammar import Phrase, join, word
from softlook.translate.corpus.pair import Pair

MOST = 1_000_000

_EN = tuple(
    re.findall(
        r"\S+",
        "zero one two three four five six seven eight nine ten "
        "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
        "- - twenty thirty forty fifty sixty seventy eighty ninety",
    )
)
_DE = tuple(
    re.findall(
        r"\S+",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn "
        "elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn "
        "- - zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    )
)


def numbers(count: int = 12_000, seed: int = 0, *, most: int = MOST - 1) -> tuple[Pair, ...]:
    """Draw distinct numbers, small ones as often as large ones: the count of digits is drawn first.

    Parameters
    ----------
    count : int
        How many.
    seed : int
        Seed of the draw, at least 0.
    most : int
        The largest, at most 999999.

    Returns
    -------
    tuple of Pair
        With gold links; fewer than `count` if there are no more numbers that num2words writes correctly.

    Raises
    ------
    TypeError, ValueError
        If an argument is no whole number of at least 0, or `most` is too large.
    ImportError
        If num2words is missing.

    Examples
    --------
    >>> len(numbers(50, most=20))
    21
    """
    _check.count("count", count)
    _check.count("seed", seed)
    _check.count("most", most)
    if most >= MOST:
        raise ValueError(f"most: {most} given, at most {MOST - 1} wanted")
    pairs: list[Pair] = []
    seen: set[int] = set()
    tick = 0
    while len(pairs) < count and len(seen) <= most:
        digits = 1 + _hash(seed, tick, "digits") % len(str(most))
        low, high = 10 ** (digits - 1) * (digits > 1), min(10**digits - 1, most)
        n = low + _hash(seed, tick, "number") % (high - low + 1)
        tick += 1
        if n in seen:
            continue
        seen.add(n)
        pair = number_pair(n)
        if is_right(n, pair):
            pairs.append(pair)
    return tuple(pairs)


def number_pair(n: int) -> Pair:
    """Write a number in both languages by our own rules, with gold links.

    Each word has a sure link to its translation. *und*, which English lacks there, has possible links to both of its
    neighbours; the English *and* has no link.

    Raises
    ------
    TypeError, ValueError
        If n is no whole number from 0 to 999999.

    Examples
    --------
    >>> str(number_pair(21_345))
    'twenty one thousand three hundred and forty five -> ein und zwanzig tausend drei hundert fünf und vierzig'
    """
    _check.count("n", n)
    if n >= MOST:
        raise ValueError(f"n: {n} given, at most {MOST - 1} wanted")
    phrase = _phrase(n)
    return Pair(*phrase)


def is_right(n: int, pair: Pair) -> bool:
    """Return whether num2words writes the number as our rules do, in both languages.

    Examples
    --------
    >>> is_right(21, number_pair(21)), is_right(101_000, number_pair(101_000))
    (True, False)
    """
    try:
        from num2words import num2words
    except ImportError as error:
        raise ImportError("num2words: not installed, `pip install softlook[translate]` wanted") from error
    english = tuple(re.findall(r"[a-z]+", num2words(n, lang="en")))
    return english == pair.source and num2words(n, lang="de") == "".join(pair.target)


def _hash(seed: int, tick: int, what: str) -> int:
    return int.from_bytes(sha256(f"{what}:{seed}:{tick}".encode()).digest()[:8], "big")


def _phrase(n: int, *, last: bool = True) -> Phrase:
    """Write n; *eins* only where nothing follows."""
    if n < 20:
        return word(_EN[n], "ein" if n == 1 and not last else _DE[n])
    if n < 100:
        tens, unit = divmod(n, 10)
        ten = word(_EN[20 + tens], _DE[20 + tens])
        return join("{t} {u}", "{u} und~u~t {t}", t=ten, u=_phrase(unit, last=False)) if unit else ten
    size, en, de = (1000, "thousand", "tausend") if n >= 1000 else (100, "hundred", "hundert")
    head, rest = divmod(n, size)
    front = join(f"{{h}} {en}#1", f"{{h}} {de}=1", h=_phrase(head, last=False))
    if not rest:
        return front
    between = "and" if rest < 100 else ""
    return join(f"{{f}} {between} {{r}}", "{f} {r}", f=front, r=_phrase(rest, last=last))
