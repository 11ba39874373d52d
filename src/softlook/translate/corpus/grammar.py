"""A synchronous grammar: one rule writes both languages at once and links the words that answer each other.

A rule is two templates over the same parts. ``{name}`` is a part, which stands where each language needs it; the rest
are words. A source word may carry a mark, ``not#1``; a target word names the mark that it answers, ``pas=1`` for a
sure link and ``ne~1`` for a possible one. ``le~n`` is a possible link to the head of part n, and ``{v}~1`` a possible
one from the head of part v; the head is the first word with a sure link.

French is written without contraction or elision (``de le``, ``je aime``), which :func:`finish` adds.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from softlook.translate.corpus.pair import Link, Pair

VOWELS = "aeiouyhàâéèêëîïôœù"
"""Letters before which a word is elided; every h of the lexicon is mute."""

_CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
_ELIDED = {"je": "j'", "me": "m'", "te": "t'", "le": "l'", "la": "l'", "ne": "n'", "de": "d'", "que": "qu'"}


class Phrase(NamedTuple):
    """A piece of a sentence in both languages, with its links."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    sure: frozenset[Link] = frozenset()
    possible: frozenset[Link] = frozenset()


class _Item(NamedTuple):
    text: str  # a word, or the name of a part
    part: bool
    mark: str  # of a source word
    answers: tuple[tuple[str, str], ...]  # of a target word: (= or ~, mark or part)


EMPTY = Phrase((), ())


def join(source: str, target: str, **parts: Phrase) -> Phrase:
    """Apply a rule: write both templates with the parts in their places, and link the words.

    Parameters
    ----------
    source, target : str
        The templates, in the notation of this module.
    **parts : Phrase
        One for each ``{name}`` of the templates.

    Returns
    -------
    Phrase
        Both sides, with the links of the parts moved to their new places and those of the rule added.

    Raises
    ------
    KeyError
        If a part or a mark is missing.

    Examples
    --------
    >>> je, te = join("i#1", "je=1"), join("you#1", "te=1")
    >>> love = join("love#1", "aime=1")
    >>> clause = join("{s} do#1 not#2 {v} {o}", "{s} ne~1~2 {o} {v}~1 pas=2", s=je, v=love, o=te)
    >>> " ".join(clause.target)
    'je ne te aime pas'
    >>> str(finish(clause))
    "i do not love you -> je ne t' aime pas"
    """
    words: list[str] = []
    at: dict[str, int] = {}
    for item in _items(source):
        at[item.text if item.part else item.mark] = len(words)
        words.extend(parts[item.text].source if item.part else (item.text,))
    out: list[str] = []
    sure: set[Link] = set()
    possible: set[Link] = set()
    for item in _items(target):
        here = len(out)
        if item.part:
            part, there = parts[item.text], at[item.text]
            out.extend(part.target)
            sure.update((i + here, j + there) for i, j in part.sure)
            possible.update((i + here, j + there) for i, j in part.possible)
            here += min(part.sure)[0] if part.sure else 0
        else:
            out.append(item.text)
        for sign, name in item.answers:
            j = at[name] + (min(j for _, j in parts[name].sure) if name in parts else 0)
            (sure if sign == "=" else possible).add((here, j))
    return Phrase(tuple(words), tuple(out), frozenset(sure), frozenset(possible | sure))


def word(source: str, target: str) -> Phrase:
    """Return a word and its translation, surely linked.

    Examples
    --------
    >>> word("cat", "chat").sure
    frozenset({(0, 0)})
    """
    return Phrase((source,), (target,), frozenset({(0, 0)}), frozenset({(0, 0)}))


def finish(phrase: Phrase) -> Pair:
    """Contract, then elide: *de le* is *du*, *je aime* is *j' aime*, but *de le homme* is *de l' homme*.

    A contracted word keeps the sure links of its preposition; those of its article become possible ones, so that a
    word of the target has one sure link at the most.

    Examples
    --------
    >>> finish(join("to#1 the#2 park#3", "à=1 le=2 parc=3")).words()
    [('au', 'to'), ('parc', 'park')]
    """
    words: list[str] = []
    place: list[int] = []  # of each old word, its place among the new
    articles: set[int] = set()
    for i, text in enumerate(phrase.target):
        following = phrase.target[i + 1] if i + 1 < len(phrase.target) else "."
        whole = _CONTRACTED.get((words[-1], text)) if words else None
        if whole is not None and not (text == "le" and elides(following)):
            words[-1] = whole
            articles.add(i)
        else:
            words.append(_ELIDED[text] if text in _ELIDED and elides(following) else text)
        place.append(len(words) - 1)
    sure = frozenset((place[i], j) for i, j in phrase.sure if i not in articles)
    possible = frozenset((place[i], j) for i, j in phrase.possible)
    return Pair(phrase.source, tuple(words), sure, possible)


def elides(text: str) -> bool:
    """Return whether the word before `text` is elided: je -> j', ma -> mon, beau -> bel.

    Examples
    --------
    >>> elides("homme"), elides("chat")
    (True, False)
    """
    return text[0] in VOWELS


@cache
def _items(template: str) -> tuple[_Item, ...]:
    return tuple(map(_item, template.split()))


def _item(text: str) -> _Item:
    match = re.fullmatch(
        r"(?:\{(?P<part>\w+)\}|(?P<word>[^#=~{}]+))(?:#(?P<mark>\w+))?(?P<answers>(?:[=~]\w+)*)", text
    )
    if match is None:
        raise ValueError(f"template: {text!r} given, a word or a {{part}} with its marks wanted")
    answers = tuple(re.findall(r"([=~])(\w+)", match["answers"]))
    return _Item(match["part"] or match["word"], match["part"] is not None, match["mark"] or "", answers)
