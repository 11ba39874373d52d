"""Clauses: a verb that agrees, its objects and clitics in their places, negation around it, the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from softlook.translate.corpus.grammar import EMPTY, Phrase, join, word
from softlook.translate.corpus.lexicon import ADJECTIVES, AVOIR, ETRE, ONE, VERBS

if TYPE_CHECKING:
    from softlook.translate.corpus.noun_phrases import NounPhrase, Pronoun


class Predicate(NamedTuple):
    """A predicate: a verb with at most one object, one clitic and one complement at the end."""

    verb: str
    object: NounPhrase | None = None
    clitic: Pronoun | None = None
    dative: Pronoun | None = None
    adverb: Phrase = EMPTY
    """Before the English verb and behind the French one: she *often* sings."""
    tail: Phrase = EMPTY
    """The complement at the end in both languages: a place, or an adverb such as *well*."""
    state: str = ""
    """An adjective that agrees with the subject."""
    very: Phrase = EMPTY
    past: bool = False


def clause(subject: NounPhrase, predicate: Predicate, *, negated: bool = False) -> Phrase:
    """Return a subject with its predicate.

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


def predicate_of(subject: NounPhrase, predicate: Predicate, *, negated: bool = False) -> Phrase:
    """Return a predicate that agrees with its subject, without the subject: *drinks* in *she eats and drinks*."""
    behind = _behind(subject, predicate, negated=negated)
    direct, indirect = predicate.clitic and predicate.clitic.object, predicate.dative and predicate.dative.dative
    clitic = direct or indirect or EMPTY
    if predicate.past:
        return _past(subject, predicate, clitic, behind, negated=negated)
    verb = VERBS[predicate.verb]
    en = verb.en[0] if negated and not verb.is_be else verb.english(subject.who)
    fr = verb.fr[subject.who]
    finite = join(f"{en}#1 {verb.rest}#2", f"{fr}=1~2") if verb.rest else word(en, fr)
    parts = {"v": finite, "c": clitic, "a": predicate.adverb, "o": behind}
    if not negated:
        return join("{a} {v} {c} {o}", "{c} {v} {a} {o}", **parts)
    if verb.is_be:
        return join("{v} not#2 {c} {a} {o}", "ne~2 {c} {v} pas=2 {a} {o}", **parts)
    do = "does" if subject.who == ONE else "do"
    return join(f"{do}#1 not#2 {{a}} {{v}} {{c}} {{o}}", "ne~1~2 {c} {v}~1 pas=2 {a} {o}", **parts)


def _behind(subject: NounPhrase, predicate: Predicate, *, negated: bool) -> Phrase:
    """Return what follows the verb in both languages: object, state, tail."""
    obj, state = EMPTY, EMPTY
    if predicate.object is not None:
        obj = predicate.object.negated if negated else predicate.object.phrase
    if predicate.state:
        adjective = ADJECTIVES[predicate.state]
        if not (subject.gender or adjective.epicene):
            raise ValueError(
                f"state: {predicate.state!r} given, "
                f"an adjective that has one form for both genders wanted, for '{subject.lemma}'"
            )
        state = word(adjective.en, adjective.form(subject.gender or "m", subject.plural))
    return join("{o} {x} {s} {t}", "{o} {x} {s} {t}", o=obj, x=predicate.very, s=state, t=predicate.tail)


def _past(subject: NounPhrase, predicate: Predicate, clitic: Phrase, behind: Phrase, *, negated: bool) -> Phrase:
    """Return the passé composé.

    With être the participle agrees with the subject, with avoir it agrees with an object that stands before it.
    """
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
    """Join two clauses by a conjunction: *because* is *parce que*, both words with a sure link."""
    english, french = link[0], " ".join(f"{part}=1" for part in link[1].split())
    return join(f"{{a}} {english}#1 {{b}}", f"{{a}} {french} {{b}}", a=a, b=b)


def place(preposition: str, noun_phrase: NounPhrase) -> Phrase:
    """Return a prepositional phrase: *in the garden*, *to the park*, *with my sister*."""
    french = {"in": "dans", "under": "sous", "to": "à", "with": "avec", "of": "de"}[preposition]
    return join(f"{preposition}#1 {{n}}", f"{french}=1 {{n}}", n=noun_phrase.phrase)


TO_SCHOOL = join("to#1 school#2", "à=1 la~2 école=2")
WELL = word("well", "bien")
OFTEN = word("often", "souvent")
VERY = word("very", "très")
TOO = word("too", "trop")
HUNGRY = word("hungry", "faim")
THIRSTY = word("thirsty", "soif")
AFRAID = word("afraid", "peur")
AND, BUT, BECAUSE = ("and", "et"), ("but", "mais"), ("because", "parce que")
