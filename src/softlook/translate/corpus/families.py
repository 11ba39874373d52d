"""The families of sentences, short ones first: each is a rule, what may fill it, and how many are drawn from it."""

from __future__ import annotations

# ruff: noqa: PLR0917 -- a rule is called with one element of each axis, in order
from typing import TYPE_CHECKING

from softlook.translate.corpus import scenarios as plots
from softlook.translate.corpus import world
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
from softlook.translate.corpus.constraints import alike, apart, beyond, clash, contrast, odd
from softlook.translate.corpus.grammar import Phrase, join
from softlook.translate.corpus.noun_phrases import Nominal, Pronoun, both, pronoun_of
from softlook.translate.corpus.sampling import draw

if TYPE_CHECKING:
    from collections.abc import Iterator

RICH = 1100
"""The measure of the families whose sentences are long and say much: without them a translator could guess most of a long sentence from a part of it."""


# -- one clause ------------------------------------------------------------------------------------------------------


def _says(subject: Nominal, predicate: Predicate, negated: bool) -> Phrase | None:
    if predicate.state and odd(subject, predicate.state):
        return None
    if negated and ((predicate.adverb.source and predicate.tail.source) or predicate.very.source):
        return None  # not often in the garden: what is denied?
    if predicate.verb == "go" and predicate.past and not subject.gender:
        return None
    return clause(subject, predicate, negated=negated)


def _does(subject: Nominal, verb: str, thing: world.Thing, negated: bool) -> Phrase | None:
    it = world.resolve(subject, thing)
    if (verb == "know" and (it.persons & subject.persons or subject.plural)) or (
        subject.lemma == "we" and it.phrase.source[0] == "my"
    ):
        return None
    if beyond(subject, verb, it):
        return None
    if negated and verb in {"see", "know", "love"} and it.some:
        return None  # he does not see a child: which one?
    return clause(subject, Predicate(verb, it), negated=negated)


def _meets(subject: Nominal, verb: str, other: Nominal, negated: bool) -> Phrase | None:
    if verb == "know" and (other.persons or (subject.persons and other.plural)):
        return None
    return None if clash(subject, other) else clause(subject, Predicate(verb, other), negated=negated)


def _clitic(subject: Nominal, verb: str, other: Pronoun, negated: bool) -> Phrase | None:
    return None if clash(subject, other) else clause(subject, Predicate(verb, clitic=other), negated=negated)


def _gives(subject: Nominal, thing: world.Thing, other: Nominal | Pronoun, negated: bool) -> Phrase | None:
    it = world.resolve(subject, thing)
    if negated and it.some:
        return None
    if isinstance(other, Pronoun):
        if it.some and other.subject.gender == "f":
            return None  # gives her flowers: to her, or hers?
        return (
            None
            if clash(subject, other) or other.dative is None
            else clause(subject, Predicate("give", it, dative=other), negated=negated)
        )
    if clash(subject, other):
        return None
    return clause(subject, Predicate("give", it, tail=place("to", other)), negated=negated)


def _saw(subject: Nominal, other: Nominal | Pronoun, negated: bool) -> Phrase | None:
    if clash(subject, other):
        return None
    if isinstance(other, Pronoun):
        return (
            clause(subject, Predicate("see", clitic=other, past=True), negated=negated)
            if other.subject.gender
            else None
        )
    return clause(subject, Predicate("see", other, past=True), negated=negated)


def _is(trait: tuple[Nominal, str], very: Phrase, negated: bool) -> Phrase | None:
    subject, adjective = trait
    if very.source and (
        negated or adjective in {"red", "black", "white"} or (very == TOO and adjective == "beautiful")
    ):
        return None
    return clause(subject, Predicate("be", state=adjective, very=very), negated=negated)


# -- two clauses -----------------------------------------------------------------------------------------------------


def _two(
    subject: Nominal,
    first: Predicate,
    negated: bool,
    link: tuple[str, str],
    other: Nominal,
    second: Predicate,
    denied: bool,
) -> Phrase | None:
    if denied and (first.object is not None or first.verb == "go"):
        other = pronoun_of(subject).subject  # he drinks milk but he does not drink coffee
    if denied and not (contrast(first, second) and apart(subject, other)):
        return None
    if "and" in other.phrase.source or "and" in subject.phrase.source:
        return None  # he looks for the dog and paul and marie sing
    if not denied and first.verb == second.verb:
        return None  # he sings and she sings: they sing
    if any(beyond(who, what.verb, what.object) for who, what in ((subject, first), (other, second))):
        return None
    a, b = _says(subject, first, negated), _says(other, second, denied)
    return None if a is None or b is None else linked(a, link, b)


def _couple(*its: Nominal) -> bool:
    """Whether one of them is two people already: no more *and* in such a sentence."""
    return any("and" in it.phrase.source for it in its)


def _each(
    subject: Nominal, verb: str, thing: world.Thing, link: tuple[str, str], other: Nominal, another: world.Thing
) -> Phrase | None:
    """Paul eats an apple but my sister eats bread: one verb, two subjects, two things."""
    if (
        not apart(subject, other)
        or _couple(subject, other)
        or not alike(world.resolve(subject, thing), world.resolve(other, another))
    ):
        return None
    a, b = _does(subject, verb, thing, False), _does(other, verb, another, False)
    return None if a is None or b is None else linked(a, link, b)


def _each_one(
    subject: Nominal, verb: str, one: Pronoun, link: tuple[str, str], other: Nominal, second: str, another: Pronoun
) -> Phrase | None:
    """You help me and i know him; paul sees us but my sister does not see you."""
    negated = link == BUT
    if subject.lemma == other.lemma or _couple(subject, other) or one == another or negated != (verb == second):
        return None
    a, b = _clitic(subject, verb, one, False), _clitic(other, second, another, negated)
    return None if a is None or b is None else linked(a, link, b)


def _each_gives(
    subject: Nominal, thing: world.Thing, to: Nominal, other: Nominal, another: world.Thing, to_another: Nominal
) -> Phrase | None:
    """Paul gives a book to the girl and my sister gives flowers to anna."""
    if _couple(subject, to, other, to_another):
        return None
    a, b = _gives(subject, thing, to, False), _gives(other, another, to_another, False)
    return None if a is None or b is None else linked(a, AND, b)


def _together(subject: Nominal, verb: str, thing: world.Thing, another: world.Thing) -> Phrase | None:
    """My brother and the doctor see a bird and the red car."""
    one, two = world.resolve(subject, thing), world.resolve(subject, another)
    return (
        None if beyond(subject, verb, one) or not alike(one, two) else clause(subject, Predicate(verb, both(one, two)))
    )


def _both_do(subject: Nominal, first: Predicate, second: Predicate) -> Phrase | None:
    if (
        first.verb == second.verb
        or "sleep" in {first.verb, second.verb}
        or any(it.object is None and not it.tail.source for it in (first, second))
    ):
        return None
    return join(
        "{s} {a} and#1 {b}",
        "{s} {a} et=1 {b}",
        s=subject.phrase,
        a=predicate_of(subject, first),
        b=predicate_of(subject, second),
    )


def _not_returned(subject: Nominal, verb: str, other: Nominal) -> Phrase | None:
    """I love her but she does not love me."""
    if clash(subject, other) or subject.lemma == other.lemma:
        return None
    back = pronoun_of(subject)
    if other.lemma in {"i", "you", "we", "he", "she", "they"}:
        target = pronoun_of(other)
        if clash(subject, target) or (
            not subject.persons
            and not other.persons
            and subject.lemma != other.lemma
            and subject.gender == other.gender
        ):
            return None
        first = clause(subject, Predicate(verb, clitic=target))
        return linked(first, BUT, clause(target.subject, Predicate(verb, clitic=back), negated=True))
    if subject.gender == other.gender and not subject.plural and not other.plural:
        return None  # he loves paul but he does not love him: who?
    if subject.plural and other.plural:
        return None
    return linked(
        clause(subject, Predicate(verb, other)),
        BUT,
        clause(pronoun_of(other).subject, Predicate(verb, clitic=back), negated=True),
    )


def _it(subject: Nominal, verb: str, thing: str, second: str, link: tuple[str, str], negated: bool) -> Phrase | None:
    """He looks for the key but he does not see it: the pronoun has the gender of what it takes up."""
    it = world.resolve(subject, thing)
    if beyond(subject, second, it):
        return None
    again = Predicate(second, clitic=pronoun_of(it, thing=True))
    return linked(
        clause(subject, Predicate(verb, it)), link, clause(pronoun_of(subject).subject, again, negated=negated)
    )


def _too_dear(subject: Nominal, thing: str) -> Phrase | None:
    it = world.resolve(subject, thing)
    if beyond(subject, "buy", it):
        return None
    reason = clause(pronoun_of(it, thing=True).subject, world.TOO_DEAR)
    return linked(clause(subject, Predicate("buy", it), negated=True), BECAUSE, reason)


def _because(subject: Nominal, effect: tuple[Predicate, bool], reason: Predicate) -> Phrase | None:
    a, b = _says(subject, effect[0], effect[1]), _says(pronoun_of(subject).subject, reason, False)
    return None if a is None or b is None else linked(a, BECAUSE, b)


def _unloved(subject: Nominal, state: str, other: Nominal, verb: str) -> Phrase | None:
    """He is sad because she does not love him."""
    me = pronoun_of(subject)
    if (
        odd(subject, state)
        or clash(other, me)
        or subject.lemma == other.lemma
        or (other.lemma in {"he", "she", "they"} and other.gender == subject.gender)
    ):
        return None
    reason = clause(other, Predicate(verb, clitic=me), negated=state == "sad")
    return linked(clause(subject, Predicate("be", state=state)), BECAUSE, reason)


def _that(
    subject: Nominal, verb: str, that: bool, said: Nominal, predicate: Predicate, negated: bool
) -> Phrase | None:
    """I hope (that) she is well: without *that*, que possibly answers the verb."""
    if said.lemma == subject.lemma or (
        said.persons
        and subject.lemma in {"i", "you", "we"}
        and said.lemma in {"i", "you", "we"}
        and said.persons & subject.persons
    ):
        return None
    if (subject.lemma, said.lemma) in {("i", "we"), ("we", "i")} or (
        verb == "know that" and subject.lemma == "i" and said.lemma == "you"
    ):
        return None
    if said.lemma in {"he", "she", "they"} and (said.gender, said.plural) == (subject.gender, subject.plural):
        return None  # anna hopes that she is well: who?
    inner = _says(said, predicate, negated)
    if inner is None:
        return None
    matrix = predicate_of(subject, Predicate(verb))
    if that:
        return join("{s} {v} that#1 {c}", "{s} {v} que=1 {c}", s=subject.phrase, v=matrix, c=inner)
    return join("{s} {v} {c}", "{s} {v} que~v {c}", s=subject.phrase, v=matrix, c=inner)


def _that_loves(
    subject: Nominal, verb: str, that: bool, said: Nominal, what: str, other: Pronoun, negated: bool
) -> Phrase | None:
    if clash(said, other) or said.lemma == other.subject.lemma:
        return None
    return _that(subject, verb, that, said, Predicate(what, clitic=other), negated)


def phrases() -> Iterator[Phrase]:
    """Yield the sentences of every family, not yet elided."""
    no, yes, either = [False], [True], [False, True]
    people, subjects, others = world.PEOPLE, world.SUBJECTS, world.OTHERS
    everybody = [*people, *world.HUMANS, *world.GROUPS, *world.GROUPS]
    single = [it for it in others if not it.plural]
    verbs = ["love", "see", "know", "help", "look for"]
    yield from draw("clitic", 330, _clitic, people, verbs, world.CLITICS, either)
    yield from draw(
        "clitic of others",
        2400,
        _clitic,
        [*world.HUMANS, *world.GROUPS, *world.KIN[::4]],
        verbs,
        world.CLITICS,
        either,
    )
    yield from draw("meet", 2600, _meets, subjects, verbs, others, either)
    for verb in ("love", "see", "know", "eat", "drink", "read", "buy", "look for", "have"):
        yield from draw(
            f"{verb} things",
            800 if verb in {"drink", "know"} else 1000,
            _does,
            subjects,
            [verb],
            world.things(verb),
            either,
        )
        yield from draw(f"{verb} belongings", 160, _does, subjects, [verb], world.belongings(verb), either)
    yield from draw("activities", 2200, _says, subjects, world.ACTIVITIES, either)
    yield from draw("roads", 600, _says, subjects, world.ROADS, either)
    yield from draw("often roads", 240, _says, subjects, world.OFTEN_ROADS, no)
    yield from draw("went", 800, _says, subjects, [road._replace(past=True) for road in world.ROADS], either)
    yield from draw("saw", 900, _saw, subjects, [*others, *world.CLITICS[2:4], *world.CLITICS[5:]], either)
    yield from draw("saw them", 320, _saw, subjects, [*world.CLITICS[2:4], *world.CLITICS[5:]], either)
    gifts = world.things("give")
    yield from draw("give", 1200, _gives, subjects, gifts, others, either)
    yield from draw("give them", 800, _gives, subjects, gifts, world.CLITICS, either)
    yield from draw(
        "moods",
        1800,
        _says,
        [*everybody, *everybody, *world.KIN[::2]],
        [*world.MOODS, *world.DEEP_MOODS, *world.NEEDS, world.FINE],
        either,
    )
    yield from draw("fears", 600, _says, everybody, world.FEARS, either)
    yield from draw("animals", 400, _says, world.ANIMALS, plots.BEASTLY, either)
    yield from draw("traits", 600, _is, world.TRAITS, [Phrase((), ()), VERY, TOO], either)
    couples = [
        both(a, b)
        for a in [*world.NAMED, *world.FAMILY[:8], *world.ADULTS[:4]]
        for b in [*world.FRIENDS, *world.FAMILY, *world.YOUNG]
    ]
    yield from draw("two do", 1400, _says, couples, [*world.ACTIVITIES, *world.ROADS, *world.MOODS], no)
    for verb in ("buy", "eat", "see"):
        pairs = [both(a, b) for a in plots.SHOPPING[verb] for b in plots.SHOPPING[verb]]
        yield from draw(f"{verb} both", 600, lambda s, v, o: clause(s, Predicate(v, o)), subjects, [verb], pairs)
    yield from draw("do both", 2400, _both_do, [*people, *people, *subjects], plots.CHORES, plots.CHORES)
    yield from draw("and", 1400, _two, subjects, plots.CHORES, no, [AND], others, plots.CHORES, no)
    yield from draw("but not", 900, _two, subjects, plots.HABITS, no, [BUT], others, plots.HABITS, yes)
    for verb in ("see", "love", "eat", "read", "look for", "buy"):
        yield from draw(
            f"{verb} each",
            RICH // 2,
            _each,
            subjects,
            [verb],
            world.things(verb),
            [AND, BUT],
            single,
            world.things(verb),
        )
        yield from draw(
            f"{verb} together", RICH // 3, _together, couples, [verb], world.things(verb), world.things(verb)
        )
    yield from draw("give each", RICH * 2, _each_gives, subjects, gifts, single, single, gifts, single)
    loved = ["love", "see", "know", "help"]
    yield from draw(
        "each one",
        1600,
        _each_one,
        [*people, *subjects],
        loved,
        world.CLITICS,
        [AND, AND, BUT],
        [*people, *single],
        loved,
        world.CLITICS,
    )
    yield from draw("not returned", 1000, _not_returned, subjects, ["love", "know", "see", "help"], [*others, *people])
    yield from draw("seek in vain", 400, _it, subjects, ["look for"], plots.SOUGHT, ["see"], [BUT], yes)
    yield from draw("buy and use", 360, _it, subjects, ["buy"], plots.READABLE, ["read"], [AND], no)
    yield from draw("buy and eat", 600, _it, subjects, ["buy"], plots.EDIBLE, ["eat"], [AND], no)
    yield from draw("love, not buy", 300, _it, subjects, ["see"], plots.COSTLY, ["buy"], [BUT], yes)
    yield from draw("too expensive", 320, _too_dear, subjects, plots.COSTLY)
    for name, (effects, reasons) in plots.CAUSES.items():
        yield from draw(f"because {name}", 480, _because, everybody, effects, reasons)
    yield from draw("unloved", 900, _unloved, everybody, ["sad", "happy"], [*people, *world.HUMANS], ["love", "help"])
    hopes = [*people, *people, *world.HUMANS[:30]]
    news = [*world.MOODS[1:], world.MOODS[0], *world.DEEP_MOODS, *world.NEEDS]
    yield from draw(
        "hope well", 800, _that, hopes, ["hope"], either, everybody, [world.FINE, plots.SLEEPS_WELL, world.FINE], no
    )
    yield from draw("hope not", 700, _that, hopes, ["hope"], either, everybody, [*world.MOODS[1:], *world.NEEDS], yes)
    yield from draw(
        "know that", 1400, _that, hopes, ["know that"], yes, everybody, [*news, *world.ACTIVITIES, *world.ROADS], no
    )
    yield from draw(
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
