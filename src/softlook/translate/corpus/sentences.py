"""The corpus of sentences, English to French, with gold alignments; and those kept for demonstrations.

The same source has one translation, whatever the sentence. So *you* is always *tu*; *they* is *ils* unless a feminine stands before it;
*i*, *you* and *we* take no word that would tell their gender; *it* has the gender of what it takes up.

**How links are drawn** (i, j): target word i, source word j.

- Words that translate each other are surely linked: nouns, verbs, adjectives, pronouns, names, prepositions, article to article.
- A target word has one sure link at the most, so that the argmax of a row of weights can be all right.
- ``pas`` answers *not* surely; ``ne`` answers *not*, and *do* or *did*, possibly; *do* possibly answers the verb.
- *look for* is one word, ``cherche``: *look* surely, *for* possibly. *because* is two, ``parce que``: both surely.
- ``du``, ``des``, ``au``, ``aux``: the preposition surely, the article in them possibly. The mark *'s* is surely ``de``.
- A French article or ``de`` without an English one (``du pain``, ``le chien de paul``) possibly answers its noun, and that of a genitive
  the mark *'s* as well, which is what makes the noun definite in English; ``de`` for *a* under
  negation (``pas de chien``) answers *a* surely.
- ``que`` answers *that* surely, and *hope* possibly where English has no *that*.
- In the passé composé the participle answers *saw* surely, the auxiliary possibly (under negation *did* too, possibly).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from softlook.translate.corpus.clauses import BECAUSE, Predicate, clause, linked, place
from softlook.translate.corpus.families import phrases
from softlook.translate.corpus.grammar import finish, join
from softlook.translate.corpus.noun_phrases import PRONOUNS, friend, noun
from softlook.translate.corpus.world import FINE, TOO_DEAR

if TYPE_CHECKING:
    from softlook.translate.corpus.pair import Pair

LONGEST = 16
"""Words a side, at the most."""


@cache
def demonstrations() -> dict[str, Pair]:
    """Return the sentences kept out of every split, by their English.

    No sentence of :func:`sentences` contains one of them. *i hope you are well* is ``j' espère que tu vas bien``, with *tu* as in
    ``je t' aime``: a sentence has no sign of who is spoken to, and a translator that must guess teaches nothing about attention.

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
    found = [
        clause(i.subject, Predicate("love", clitic=you)),
        clause(you.subject, Predicate("love", clitic=i)),
        clause(i.subject, Predicate("love", clitic=you), negated=True),
        join("{i} hope#1 {c}", "{i} espère=1 que~1 {c}", **well),
        join("{i} hope#1 that#2 {c}", "{i} espère=1 que=2 {c}", **well),
        cat,
        clause(friend("marie", "my"), Predicate("love", noun("house", "your", "beautiful"))),
        linked(man, BECAUSE, clause(PRONOUNS["it f"].subject, TOO_DEAR)),
    ]
    return {" ".join(pair.source): pair for pair in map(finish, found)}


@cache
def sentences() -> tuple[Pair, ...]:
    """Return the corpus: distinct pairs, one for each source, up to 16 words a side, without the demonstrations.

    Examples
    --------
    >>> len(sentences()) > 12_000
    True
    """
    kept = [f" {source} " for source in demonstrations()]
    pairs: dict[tuple[str, ...], Pair] = {}
    for phrase in phrases():
        source = f" {' '.join(phrase.source)} "
        if (
            max(len(phrase.source), len(phrase.target)) > LONGEST
            or phrase.source in pairs
            or any(text in source for text in kept)
        ):
            continue
        pairs[phrase.source] = finish(phrase)
    return tuple(pairs.values())
