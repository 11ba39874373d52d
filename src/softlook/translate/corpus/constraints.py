"""What keeps a sentence from making sense.

Examples: somebody who meets himself, a child who buys a house, a contrast between two objects of different kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.translate.corpus.lexicon import ADJECTIVES
from softlook.translate.corpus.noun_phrases import NounPhrase, Pronoun
from softlook.translate.corpus.world import ESTATE, KINDS, YOUNGSTERS

if TYPE_CHECKING:
    from softlook.translate.corpus.clauses import Predicate


def clash(subject: NounPhrase, other: NounPhrase | Pronoun) -> bool:
    """Whether both name one person: i and me, i and us."""
    if isinstance(other, Pronoun):
        selves = subject.persons if subject.lemma in {"i", "you", "we"} else frozenset[int]()
        return bool(
            other.subject.persons
            and (selves & other.subject.persons or {subject.lemma, other.subject.lemma} == {"i", "we"})
        )
    return bool(other.lemma in {"i", "you", "we"} and other.lemma == subject.lemma)


def gender_unknown(subject: NounPhrase, state: str) -> bool:
    """Whether an adjective would have to agree with a gender that nobody knows (i, you, we)."""
    return not (subject.gender or ADJECTIVES[state].epicene)


def disjoint(one: NounPhrase, other: NounPhrase) -> bool:
    """Whether neither noun phrase includes the other: girls are children."""
    lemmas = {one.lemma, other.lemma}
    return not ("child" in lemmas and lemmas & {"boy", "girl"})


def _kind(predicate: Predicate) -> tuple[bool, bool] | None:
    """Return whether the object is expensive, and whether it is indefinite; None without an object."""
    obj = predicate.object
    return None if obj is None else (obj.lemma in ESTATE, obj.indefinite)


def contrast(first: Predicate, second: Predicate) -> bool:
    """Whether *but ... not* contrasts two of a kind: he works but she does not work."""
    if first.object is None and first.verb != "go":
        return first == second
    return first.verb == second.verb and _kind(first) == _kind(second)


def alike(one: NounPhrase, other: NounPhrase) -> bool:
    """Whether two objects go together: different nouns of one kind, both definite or both indefinite."""
    return (
        one.lemma != other.lemma
        and one.indefinite == other.indefinite
        and all((one.lemma in kind) == (other.lemma in kind) for kind in KINDS)
    )


def implausible(subject: NounPhrase, verb: str, obj: NounPhrase | None) -> bool:
    """Whether a child would buy or have a house, a car, a hotel or a garden."""
    return obj is not None and verb in {"buy", "have"} and subject.lemma in YOUNGSTERS and obj.lemma in ESTATE
