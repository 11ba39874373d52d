"""What keeps a sentence from making sense: somebody who meets himself, a child who buys a house, a contrast of unlike things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.translate.corpus.lexicon import ADJECTIVES
from softlook.translate.corpus.noun_phrases import Nominal, Pronoun
from softlook.translate.corpus.world import ESTATE, KINDS, YOUNGSTERS

if TYPE_CHECKING:
    from softlook.translate.corpus.clauses import Predicate


def clash(subject: Nominal, other: Nominal | Pronoun) -> bool:
    """Whether the two speak of one person: i and me, i and us, he and his own name."""
    if isinstance(other, Pronoun):
        selves = subject.persons if subject.lemma in {"i", "you", "we"} else frozenset[int]()
        return bool(
            other.subject.persons
            and (selves & other.subject.persons or {subject.lemma, other.subject.lemma} == {"i", "we"})
        )
    return bool(other.lemma in {"i", "you", "we"} and other.lemma == subject.lemma)


def odd(subject: Nominal, state: str) -> bool:
    """Whether an adjective would have to tell a gender that nobody knows."""
    return not (subject.gender or ADJECTIVES[state].epicene)


def apart(one: Nominal, other: Nominal) -> bool:
    """Whether neither is among the other: girls are children."""
    return not ({one.lemma, other.lemma} & {"child"} and {one.lemma, other.lemma} & {"boy", "girl"})


def _kind(predicate: Predicate) -> str:
    it = predicate.object
    if it is None:
        return ""
    return f"{it.lemma in ESTATE} {it.some}"  # dear or not, the one or some


def contrast(first: Predicate, second: Predicate) -> bool:
    """Whether *but ... not* sets like against like: he works but she does not work."""
    if first.object is None and first.verb != "go":
        return first == second
    return first.verb == second.verb and _kind(first) == _kind(second)


def alike(one: Nominal, other: Nominal) -> bool:
    """Whether two things may stand in one breath: not the same, of one kind, both *the* or both *some*."""
    return (
        one.lemma != other.lemma
        and one.some == other.some
        and all((one.lemma in kind) == (other.lemma in kind) for kind in KINDS)
    )


def beyond(subject: Nominal, verb: str, it: Nominal | None) -> bool:
    """Whether a child would buy a house."""
    return it is not None and verb in {"buy", "have"} and subject.lemma in YOUNGSTERS and it.lemma in ESTATE
