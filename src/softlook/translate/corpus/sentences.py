"""The corpus of sentences, English to French, with gold alignments; and those held out for demonstrations.

A source has one translation, whatever the sentence. So *you* is always *tu*; *they* is *ils* unless it refers to a
feminine; *i*, *you* and *we* take no word that would show their gender; *it* has the gender of its antecedent.

**How links are drawn** (i, j): target word i, source word j.

- Words that translate each other have a sure link: nouns, verbs, adjectives, pronouns, names, prepositions, articles.
- A target word has one sure link at the most, so that the argmax of every row of weights can be correct.
- ``pas``: a sure link to *not*. ``ne``: possible links to *not*, and to *do* or *did*. The verb: a possible link to
  *do*.
- *look for* is one word, ``cherche``: a sure link to *look*, a possible one to *for*. *because* is two, ``parce que``:
  both have a sure link.
- ``du``, ``des``, ``au``, ``aux``: a sure link to the preposition, a possible one to the article. The mark *'s* has a
  sure link from ``de``.
- A French article or ``de`` without an English one (``du pain``, ``le chien de paul``) has a possible link to its
  noun, and in a genitive another to the mark *'s*, which is what makes the noun definite in English; ``de`` for *a*
  under negation (``pas de chien``) has a sure link to *a*.
- ``que``: a sure link to *that*, and a possible one to *hope* where English has no *that*.
- In the passé composé the participle has a sure link to *saw*, the auxiliary a possible one (under negation to *did*
  too).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from softlook.translate.corpus.clauses import BECAUSE, Predicate, clause, linked, place
from softlook.translate.corpus.families import phrases
from softlook.translate.corpus.grammar import finish, join
from softlook.translate.corpus.noun_phrases import PRONOUNS, friend, noun
from softlook.translate.corpus.world import FINE, TOO_EXPENSIVE

if TYPE_CHECKING:
    from softlook.translate.corpus.pair import Pair

LONGEST = 16
"""Words a side, at the most."""


@cache
def demonstrations() -> dict[str, Pair]:
    """Return the sentences that are held out of every split, by their English.

    No sentence of :func:`sentences` contains one of them. *i hope you are well* is ``j' espère que tu vas bien``, with
    *tu* as in ``je t' aime``: nothing in a sentence shows who is addressed, and a translator that must guess teaches
    nothing about attention.

    Examples
    --------
    >>> str(demonstrations()["i love you"])
    "i love you -> je t' aime"
    >>> demonstrations()["i love you"].words()
    [('je', 'i'), ("t'", 'you'), ('aime', 'love')]
    """
    i, you = PRONOUNS["i"], PRONOUNS["you"]
    well = {"i": i.subject.phrase, "c": clause(you.subject, FINE)}
    cat = clause(noun("cat", "the", "small black"), Predicate("sleep", tail=place("in", noun("garden"))))
    man = clause(noun("man", "the", "old"), Predicate("buy", noun("car", "the", "red")), negated=True)
    phrases_held_out = [
        clause(i.subject, Predicate("love", clitic=you)),
        clause(you.subject, Predicate("love", clitic=i)),
        clause(i.subject, Predicate("love", clitic=you), negated=True),
        join("{i} hope#1 {c}", "{i} espère=1 que~1 {c}", **well),
        join("{i} hope#1 that#2 {c}", "{i} espère=1 que=2 {c}", **well),
        cat,
        clause(friend("marie", "my"), Predicate("love", noun("house", "your", "beautiful"))),
        linked(man, BECAUSE, clause(PRONOUNS["it f"].subject, TOO_EXPENSIVE)),
    ]
    return {" ".join(pair.source): pair for pair in map(finish, phrases_held_out)}


@cache
def sentences() -> tuple[Pair, ...]:
    """Return the corpus: one pair for each source, up to 16 words a side, without the demonstrations.

    Examples
    --------
    >>> len(sentences()) > 12_000
    True
    """
    held_out = [f" {source} " for source in demonstrations()]
    pairs: dict[tuple[str, ...], Pair] = {}
    for phrase in phrases():
        source = f" {' '.join(phrase.source)} "
        too_long = max(len(phrase.source), len(phrase.target)) > LONGEST
        if not too_long and phrase.source not in pairs and not any(text in source for text in held_out):
            pairs[phrase.source] = finish(phrase)
    return tuple(pairs.values())
