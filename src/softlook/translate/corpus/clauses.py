"""Clauses: a verb that agrees, its objects and clitics in their places, negation around it, the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from softlook.translate.corpus.grammar import EMPTY, Phrase, join, word
from softlook.translate.corpus.lexicon import ADJECTIVES, AVOIR, ETRE, ONE, VERBS

if TYPE_CHECKING:
    from softlook.translate.corpus.noun_phrases import Nominal, Pronoun


class Predicate(NamedTuple):
    """What is said of a subject: a verb with at most one object, one clitic and one thing behind."""

    verb: str
    object: Nominal | None = None
    clitic: Pronoun | None = None
    dative: Pronoun | None = None
    adverb: Phrase = EMPTY
    """Before the English verb and behind the French one: she *often* sings."""
    tail: Phrase = EMPTY
    """What stands last in both languages: a place, how well."""
    state: str = ""
    """An adjective that agrees with the subject."""
    very: Phrase = EMPTY
    past: bool = False


def clause(subject: Nominal, predicate: Predicate, *, negated: bool = False) -> Phrase:
    """Return a subject with what is said of it.

    Raises
    ------
    ValueError
        If an adjective or a participle should agree with a subject of no known gender.

    Examples
    --------
    >>> from softlook.translate.corpus.grammar import finish
    >>> from softlook.translate.corpus.noun_phrases import PRONOUNS
    >>> str(finish(clause(PRONOUNS["i"].subject, Predicate("see", clitic=PRONOUNS["she"], past=True), negated=True)))
    "i did not see her -> je ne l' ai pas vue"
    """
    return join("{s} {p}", "{s} {p}", s=subject.phrase, p=predicate_of(subject, predicate, negated=negated))


def predicate_of(subject: Nominal, predicate: Predicate, *, negated: bool = False) -> Phrase:
    """Return what is said of a subject, without it: the half of *she eats and drinks*."""
    behind = _behind(subject, predicate, negated=negated)
    clitic = next(
        (c for c in (predicate.clitic and predicate.clitic.object, predicate.dative and predicate.dative.dative) if c),
        EMPTY,
    )
    if predicate.past:
        return _past(subject, predicate, clitic, behind, negated=negated)
    verb = VERBS[predicate.verb]
    en = verb.en[0] if negated and not verb.is_be else verb.english(subject.who)
    said = (
        join(f"{en}#1 {verb.rest}#2", f"{verb.fr[subject.who]}=1~2") if verb.rest else word(en, verb.fr[subject.who])
    )
    parts = {"v": said, "c": clitic, "a": predicate.adverb, "o": behind}
    if not negated:
        return join("{a} {v} {c} {o}", "{c} {v} {a} {o}", **parts)
    if verb.is_be:
        return join("{v} not#2 {c} {a} {o}", "ne~2 {c} {v} pas=2 {a} {o}", **parts)
    return join(
        "do#1 not#2 {a} {v} {c} {o}".replace("do", "does" if subject.who == ONE else "do", 1),
        "ne~1~2 {c} {v}~1 pas=2 {a} {o}",
        **parts,
    )


def _behind(subject: Nominal, predicate: Predicate, *, negated: bool) -> Phrase:
    """Return what follows the verb in both languages: object, state, tail."""
    it = predicate.object
    object_ = EMPTY if it is None else it.denied if negated else it.phrase
    state = EMPTY
    if predicate.state:
        adjective = ADJECTIVES[predicate.state]
        if not (subject.gender or adjective.epicene):
            raise ValueError(
                f"state: {predicate.state!r} given, an adjective that has one form for both genders wanted, for '{subject.lemma}'"
            )
        state = word(adjective.en, adjective.form(subject.gender or "m", subject.plural))
    return join("{o} {x} {s} {t}", "{o} {x} {s} {t}", o=object_, x=predicate.very, s=state, t=predicate.tail)


def _past(subject: Nominal, predicate: Predicate, clitic: Phrase, behind: Phrase, *, negated: bool) -> Phrase:
    """Return the passé composé: with être the participle agrees with the subject, with avoir with an object before it."""
    verb = VERBS[predicate.verb]
    moves = predicate.verb == "go"
    leader = subject if moves else predicate.clitic.subject if predicate.clitic else None
    if leader is not None and not leader.gender:
        raise ValueError(f"past: a participle that agrees with '{leader.lemma}' given, a known gender wanted")
    ending = "" if leader is None else ("e" if leader.gender == "f" else "") + ("s" if leader.plural else "")
    auxiliary = (ETRE if moves else AVOIR)[subject.who]
    participle = verb.participle + ending
    parts = {"c": clitic, "o": behind}
    if not negated:
        return join(f"{verb.past}#1 {{c}} {{o}}", f"{{c}} {auxiliary}~1 {participle}=1 {{o}}", **parts)
    return join(
        f"did#1 not#2 {verb.en[0]}#3 {{c}} {{o}}", f"ne~1~2 {{c}} {auxiliary}~1~3 pas=2 {participle}=3 {{o}}", **parts
    )


def linked(a: Phrase, link: tuple[str, str], b: Phrase) -> Phrase:
    """Join two clauses by a word or two: *because* is *parce que*, both surely linked."""
    return join(
        f"{{a}} {link[0]}#1 {{b}}", f"{{a}} {' '.join(f'{part}=1' for part in link[1].split())} {{b}}", a=a, b=b
    )


def place(preposition: str, it: Nominal) -> Phrase:
    """Return where: *in the garden*, *to the park*, *with my sister*."""
    french = {"in": "dans", "under": "sous", "to": "à", "with": "avec", "of": "de"}[preposition]
    return join(f"{preposition}#1 {{n}}", f"{french}=1 {{n}}", n=it.phrase)


TO_SCHOOL = join("to#1 school#2", "à=1 la~2 école=2")
WELL = word("well", "bien")
OFTEN = word("often", "souvent")
VERY = word("very", "très")
TOO = word("too", "trop")
HUNGRY = word("hungry", "faim")
THIRSTY = word("thirsty", "soif")
AFRAID = word("afraid", "peur")
AND, BUT, BECAUSE = ("and", "et"), ("but", "mais"), ("because", "parce que")
