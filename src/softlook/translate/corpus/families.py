"""The families of sentences, short ones first: each is a rule, what may fill it, and how many sentences it gives."""

# ruff: noqa: PLR0917 - a rule is called with one element of each axis, in order

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.translate.corpus import scenarios, world
from softlook.translate.corpus.clauses import (
    AND,
    BECAUSE,
    BUT,
    TOO,
    VERY,
    Predicate,
    clause,
    linked,
    place,
    predicate_of,
)
from softlook.translate.corpus.constraints import alike, clash, contrast, disjoint, gender_unknown, implausible
from softlook.translate.corpus.grammar import Phrase, join
from softlook.translate.corpus.noun_phrases import NounPhrase, Pronoun, both, pronoun_of
from softlook.translate.corpus.sampling import sample

if TYPE_CHECKING:
    from collections.abc import Iterator

RICH = 1100
"""How many sentences each long family gives: without them, a part of a long sentence would give the rest away."""


# -- one clause ------------------------------------------------------------------------------------------------------


def _statement(subject: NounPhrase, predicate: Predicate, negated: bool) -> Phrase | None:
    if predicate.state and gender_unknown(subject, predicate.state):
        return None
    if negated and ((predicate.adverb.source and predicate.tail.source) or predicate.very.source):
        return None  # not often in the garden: what is negated?
    if predicate.verb == "go" and predicate.past and not subject.gender:
        return None
    return clause(subject, predicate, negated=negated)


def _transitive(subject: NounPhrase, verb: str, obj: world.Object, negated: bool) -> Phrase | None:
    resolved = world.resolve(subject, obj)
    if verb == "know" and (resolved.persons & subject.persons or subject.plural):
        return None
    if subject.lemma == "we" and resolved.phrase.source[0] == "my":
        return None
    if implausible(subject, verb, resolved):
        return None
    if negated and verb in {"see", "know", "love"} and resolved.indefinite:
        return None  # he does not see a child: which one?
    return clause(subject, Predicate(verb, resolved), negated=negated)


def _meets(subject: NounPhrase, verb: str, other: NounPhrase, negated: bool) -> Phrase | None:
    if verb == "know" and (other.persons or (subject.persons and other.plural)):
        return None
    return None if clash(subject, other) else clause(subject, Predicate(verb, other), negated=negated)


def _clitic(subject: NounPhrase, verb: str, other: Pronoun, negated: bool) -> Phrase | None:
    return None if clash(subject, other) else clause(subject, Predicate(verb, clitic=other), negated=negated)


def _gives(subject: NounPhrase, obj: world.Object, other: NounPhrase | Pronoun, negated: bool) -> Phrase | None:
    resolved = world.resolve(subject, obj)
    if negated and resolved.indefinite:
        return None
    if isinstance(other, Pronoun) and resolved.indefinite and other.subject.gender == "f":
        return None  # gives her flowers: to her, or hers?
    if clash(subject, other):
        return None
    if not isinstance(other, Pronoun):
        return clause(subject, Predicate("give", resolved, tail=place("to", other)), negated=negated)
    if other.dative is None:
        return None
    return clause(subject, Predicate("give", resolved, dative=other), negated=negated)


def _saw(subject: NounPhrase, other: NounPhrase | Pronoun, negated: bool) -> Phrase | None:
    if clash(subject, other):
        return None
    if not isinstance(other, Pronoun):
        return clause(subject, Predicate("see", other, past=True), negated=negated)
    if not other.subject.gender:
        return None
    return clause(subject, Predicate("see", clitic=other, past=True), negated=negated)


def _is(trait: tuple[NounPhrase, str], very: Phrase, negated: bool) -> Phrase | None:
    subject, adjective = trait
    if very.source and (
        negated or adjective in {"red", "black", "white"} or (very == TOO and adjective == "beautiful")
    ):
        return None
    return clause(subject, Predicate("be", state=adjective, very=very), negated=negated)


# -- two clauses -----------------------------------------------------------------------------------------------------


def _two_clauses(
    subject: NounPhrase,
    first: Predicate,
    negated: bool,
    link: tuple[str, str],
    other: NounPhrase,
    second: Predicate,
    second_negated: bool,
) -> Phrase | None:
    if second_negated and (first.object is not None or first.verb == "go"):
        other = pronoun_of(subject).subject  # he drinks milk but he does not drink coffee
    if second_negated and not (contrast(first, second) and disjoint(subject, other)):
        return None
    if "and" in other.phrase.source or "and" in subject.phrase.source:
        return None  # he looks for the dog and paul and marie sing
    if not second_negated and first.verb == second.verb:
        return None  # he sings and she sings: they sing
    if implausible(subject, first.verb, first.object) or implausible(other, second.verb, second.object):
        return None
    a, b = _statement(subject, first, negated), _statement(other, second, second_negated)
    return None if a is None or b is None else linked(a, link, b)


def _has_couple(*noun_phrases: NounPhrase) -> bool:
    """Whether one of them is two people already: such a sentence takes no second *and*."""
    return any("and" in noun_phrase.phrase.source for noun_phrase in noun_phrases)


def _each(
    subject: NounPhrase, verb: str, obj: world.Object, link: tuple[str, str], other: NounPhrase, another: world.Object
) -> Phrase | None:
    """Paul eats an apple but my sister eats bread: one verb, two subjects, two objects."""
    if not disjoint(subject, other) or _has_couple(subject, other):
        return None
    if not alike(world.resolve(subject, obj), world.resolve(other, another)):
        return None
    a, b = _transitive(subject, verb, obj, False), _transitive(other, verb, another, False)
    return None if a is None or b is None else linked(a, link, b)


def _each_clitic(
    subject: NounPhrase,
    verb: str,
    one: Pronoun,
    link: tuple[str, str],
    other: NounPhrase,
    second: str,
    another: Pronoun,
) -> Phrase | None:
    """You help me and i know him; paul sees us but my sister does not see you."""
    negated = link == BUT
    if subject.lemma == other.lemma or _has_couple(subject, other) or one == another or negated != (verb == second):
        return None
    a, b = _clitic(subject, verb, one, False), _clitic(other, second, another, negated)
    return None if a is None or b is None else linked(a, link, b)


def _each_gives(
    subject: NounPhrase,
    obj: world.Object,
    to: NounPhrase,
    other: NounPhrase,
    another: world.Object,
    to_another: NounPhrase,
) -> Phrase | None:
    """Paul gives a book to the girl and my sister gives flowers to anna."""
    if _has_couple(subject, to, other, to_another):
        return None
    a, b = _gives(subject, obj, to, False), _gives(other, another, to_another, False)
    return None if a is None or b is None else linked(a, AND, b)


def _together(subject: NounPhrase, verb: str, obj: world.Object, another: world.Object) -> Phrase | None:
    """My brother and the doctor see a bird and the red car."""
    one, two = world.resolve(subject, obj), world.resolve(subject, another)
    if implausible(subject, verb, one) or not alike(one, two):
        return None
    return clause(subject, Predicate(verb, both(one, two)))


def _both_do(subject: NounPhrase, first: Predicate, second: Predicate) -> Phrase | None:
    if first.verb == second.verb or "sleep" in {first.verb, second.verb}:
        return None
    if any(predicate.object is None and not predicate.tail.source for predicate in (first, second)):
        return None
    return join(
        "{s} {a} and#1 {b}",
        "{s} {a} et=1 {b}",
        s=subject.phrase,
        a=predicate_of(subject, first),
        b=predicate_of(subject, second),
    )


def _not_returned(subject: NounPhrase, verb: str, other: NounPhrase) -> Phrase | None:
    """I love her but she does not love me."""
    if clash(subject, other) or subject.lemma == other.lemma:
        return None
    if other.lemma in {"i", "you", "we", "he", "she", "they"}:
        ambiguous = not subject.persons and not other.persons and subject.gender == other.gender
        if clash(subject, pronoun_of(other)) or ambiguous:
            return None
        first = clause(subject, Predicate(verb, clitic=pronoun_of(other)))
    else:
        # he loves paul but he does not love him: who?
        ambiguous = subject.gender == other.gender and not subject.plural and not other.plural
        if ambiguous or (subject.plural and other.plural):
            return None
        first = clause(subject, Predicate(verb, other))
    back = Predicate(verb, clitic=pronoun_of(subject))
    return linked(first, BUT, clause(pronoun_of(other).subject, back, negated=True))


def _with_pronoun(
    subject: NounPhrase, verb: str, obj: world.Object, second: str, link: tuple[str, str], negated: bool
) -> Phrase | None:
    """He looks for the key but he does not see it: the pronoun has the gender of its antecedent."""
    resolved = world.resolve(subject, obj)
    if implausible(subject, second, resolved):
        return None
    first = clause(subject, Predicate(verb, resolved))
    again = Predicate(second, clitic=pronoun_of(resolved, inanimate=True))
    return linked(first, link, clause(pronoun_of(subject).subject, again, negated=negated))


def _too_expensive(subject: NounPhrase, obj: world.Object) -> Phrase | None:
    resolved = world.resolve(subject, obj)
    if implausible(subject, "buy", resolved):
        return None
    reason = clause(pronoun_of(resolved, inanimate=True).subject, world.TOO_EXPENSIVE)
    return linked(clause(subject, Predicate("buy", resolved), negated=True), BECAUSE, reason)


def _because(subject: NounPhrase, effect: tuple[Predicate, bool], reason: Predicate) -> Phrase | None:
    a, b = _statement(subject, effect[0], effect[1]), _statement(pronoun_of(subject).subject, reason, False)
    return None if a is None or b is None else linked(a, BECAUSE, b)


def _unloved(subject: NounPhrase, state: str, other: NounPhrase, verb: str) -> Phrase | None:
    """He is sad because she does not love him."""
    back = pronoun_of(subject)
    if gender_unknown(subject, state) or clash(other, back) or subject.lemma == other.lemma:
        return None
    if other.lemma in {"he", "she", "they"} and other.gender == subject.gender:
        return None
    reason = clause(other, Predicate(verb, clitic=back), negated=state == "sad")
    return linked(clause(subject, Predicate("be", state=state)), BECAUSE, reason)


def _that(
    subject: NounPhrase, verb: str, that: bool, other: NounPhrase, predicate: Predicate, negated: bool
) -> Phrase | None:
    """I hope (that) she is well: without *that*, que has a possible link to the verb."""
    if other.lemma == subject.lemma or {subject.lemma, other.lemma} == {"i", "we"}:
        return None
    if (verb, subject.lemma, other.lemma) == ("know that", "i", "you"):
        return None
    if other.lemma in {"he", "she", "they"} and (other.gender, other.plural) == (subject.gender, subject.plural):
        return None  # anna hopes that she is well: who?
    inner = _statement(other, predicate, negated)
    if inner is None:
        return None
    matrix = predicate_of(subject, Predicate(verb))
    if that:
        return join("{s} {v} that#1 {c}", "{s} {v} que=1 {c}", s=subject.phrase, v=matrix, c=inner)
    return join("{s} {v} {c}", "{s} {v} que~v {c}", s=subject.phrase, v=matrix, c=inner)


def _that_loves(
    subject: NounPhrase, verb: str, that: bool, other: NounPhrase, second: str, clitic: Pronoun, negated: bool
) -> Phrase | None:
    if clash(other, clitic) or other.lemma == clitic.subject.lemma:
        return None
    return _that(subject, verb, that, other, Predicate(second, clitic=clitic), negated)


def phrases() -> Iterator[Phrase]:
    """Yield the sentences of every family, not yet elided."""
    no, yes, either = [False], [True], [False, True]
    people, subjects, others = world.PEOPLE, world.SUBJECTS, world.OTHERS
    everybody = [*people, *world.HUMANS, *world.GROUPS, *world.GROUPS]
    single = [other for other in others if not other.plural]
    verbs = ["love", "see", "know", "help", "look for"]
    yield from sample("clitic", 330, _clitic, people, verbs, world.CLITICS, either)
    yield from sample(
        "clitic of others",
        2400,
        _clitic,
        [*world.HUMANS, *world.GROUPS, *world.KIN[::4]],
        verbs,
        world.CLITICS,
        either,
    )
    yield from sample("meet", 2600, _meets, subjects, verbs, others, either)
    for verb in ("love", "see", "know", "eat", "drink", "read", "buy", "look for", "have"):
        yield from sample(
            f"{verb} things",
            800 if verb in {"drink", "know"} else 1000,
            _transitive,
            subjects,
            [verb],
            world.objects_of(verb),
            either,
        )
        yield from sample(f"{verb} belongings", 160, _transitive, subjects, [verb], world.belongings_of(verb), either)
    yield from sample("activities", 2200, _statement, subjects, world.ACTIVITIES, either)
    yield from sample("roads", 600, _statement, subjects, world.JOURNEYS, either)
    yield from sample("often roads", 240, _statement, subjects, world.OFTEN_JOURNEYS, no)
    yield from sample(
        "went", 800, _statement, subjects, [journey._replace(past=True) for journey in world.JOURNEYS], either
    )
    yield from sample("saw", 900, _saw, subjects, [*others, *world.CLITICS[2:4], *world.CLITICS[5:]], either)
    yield from sample("saw them", 320, _saw, subjects, [*world.CLITICS[2:4], *world.CLITICS[5:]], either)
    gifts = world.objects_of("give")
    yield from sample("give", 1200, _gives, subjects, gifts, others, either)
    yield from sample("give them", 800, _gives, subjects, gifts, world.CLITICS, either)
    yield from sample(
        "moods",
        1800,
        _statement,
        [*everybody, *everybody, *world.KIN[::2]],
        [*world.MOODS, *world.DEEP_MOODS, *world.NEEDS, world.FINE],
        either,
    )
    yield from sample("fears", 600, _statement, everybody, world.FEARS, either)
    yield from sample("animals", 400, _statement, world.ANIMALS, scenarios.ANIMAL_PREDICATES, either)
    yield from sample("traits", 600, _is, world.TRAITS, [Phrase((), ()), VERY, TOO], either)
    couples = [
        both(a, b)
        for a in [*world.NAMED, *world.FAMILY[:8], *world.ADULTS[:4]]
        for b in [*world.FRIENDS, *world.FAMILY, *world.YOUNG]
    ]
    yield from sample("two do", 1400, _statement, couples, [*world.ACTIVITIES, *world.JOURNEYS, *world.MOODS], no)
    for verb in ("buy", "eat", "see"):
        pairs = [both(a, b) for a in scenarios.SHOPPING[verb] for b in scenarios.SHOPPING[verb]]
        yield from sample(f"{verb} both", 600, lambda s, v, o: clause(s, Predicate(v, o)), subjects, [verb], pairs)
    yield from sample("do both", 2400, _both_do, [*people, *people, *subjects], scenarios.CHORES, scenarios.CHORES)
    yield from sample("and", 1400, _two_clauses, subjects, scenarios.CHORES, no, [AND], others, scenarios.CHORES, no)
    yield from sample(
        "but not", 900, _two_clauses, subjects, scenarios.HABITS, no, [BUT], others, scenarios.HABITS, yes
    )
    for verb in ("see", "love", "eat", "read", "look for", "buy"):
        yield from sample(
            f"{verb} each",
            RICH // 2,
            _each,
            subjects,
            [verb],
            world.objects_of(verb),
            [AND, BUT],
            single,
            world.objects_of(verb),
        )
        yield from sample(
            f"{verb} together", RICH // 3, _together, couples, [verb], world.objects_of(verb), world.objects_of(verb)
        )
    yield from sample("give each", RICH * 2, _each_gives, subjects, gifts, single, single, gifts, single)
    loved = ["love", "see", "know", "help"]
    yield from sample(
        "each one",
        1600,
        _each_clitic,
        [*people, *subjects],
        loved,
        world.CLITICS,
        [AND, AND, BUT],
        [*people, *single],
        loved,
        world.CLITICS,
    )
    yield from sample(
        "not returned", 1000, _not_returned, subjects, ["love", "know", "see", "help"], [*others, *people]
    )
    yield from sample(
        "seek in vain", 400, _with_pronoun, subjects, ["look for"], scenarios.SOUGHT, ["see"], [BUT], yes
    )
    yield from sample("buy and use", 360, _with_pronoun, subjects, ["buy"], scenarios.READABLE, ["read"], [AND], no)
    yield from sample("buy and eat", 600, _with_pronoun, subjects, ["buy"], scenarios.EDIBLE, ["eat"], [AND], no)
    yield from sample("love, not buy", 300, _with_pronoun, subjects, ["see"], scenarios.COSTLY, ["buy"], [BUT], yes)
    yield from sample("too expensive", 320, _too_expensive, subjects, scenarios.COSTLY)
    for name, (effects, reasons) in scenarios.CAUSES.items():
        yield from sample(f"because {name}", 480, _because, everybody, effects, reasons)
    yield from sample(
        "unloved", 900, _unloved, everybody, ["sad", "happy"], [*people, *world.HUMANS], ["love", "help"]
    )
    hopes = [*people, *people, *world.HUMANS[:30]]
    news = [*world.MOODS[1:], world.MOODS[0], *world.DEEP_MOODS, *world.NEEDS]
    yield from sample(
        "hope well",
        800,
        _that,
        hopes,
        ["hope"],
        either,
        everybody,
        [world.FINE, scenarios.SLEEPS_WELL, world.FINE],
        no,
    )
    yield from sample(
        "hope not", 700, _that, hopes, ["hope"], either, everybody, [*world.MOODS[1:], *world.NEEDS], yes
    )
    yield from sample(
        "know that", 1400, _that, hopes, ["know that"], yes, everybody, [*news, *world.ACTIVITIES, *world.JOURNEYS], no
    )
    yield from sample(
        "that loves",
        1400,
        _that_loves,
        hopes,
        ["hope", "know that"],
        either[1:],
        everybody,
        ["love", "help"],
        world.CLITICS,
        no,
    )
