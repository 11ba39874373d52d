"""Noun phrases: articles and possessives that agree, adjectives in their place, genitives, names and pronouns."""

from __future__ import annotations

from typing import NamedTuple

from softlook.translate.corpus.grammar import Phrase, elides, join, word
from softlook.translate.corpus.lexicon import (
    ADJECTIVES,
    FRIENDS,
    MANY,
    NAMES,
    NOUNS,
    ONE,
    POSSESSIVES,
    WE,
    YOU,
    Adjective,
    I,
    Noun,
)


class NounPhrase(NamedTuple):
    """A noun phrase, a name or a pronoun, with what agreement needs to know of it."""

    phrase: Phrase
    negated: Phrase
    """The form that it has as the object of a negated verb: *un chien* becomes *de chien*."""
    who: int = ONE
    """Person and number: one of I, YOU, ONE, WE and MANY (:mod:`softlook.translate.corpus.lexicon`)."""
    gender: str = "m"
    """'m', 'f', or '' where nobody knows (i, you, we): then nothing may agree with it."""
    persons: frozenset[int] = frozenset()
    """Which of I, YOU and WE it includes or names (*my* dog), so that nobody sees himself."""
    lemma: str = ""
    """The English noun in the singular, the name or the pronoun; '' for two people."""

    @property
    def plural(self) -> bool:
        """Whether it stands for more than one."""
        return self.who in {WE, MANY}

    @property
    def indefinite(self) -> bool:
        """Whether it is indefinite: *un chien*, *du pain*, *de vieux livres*."""
        return self.negated != self.phrase or self.phrase.target[0] == "de"


class Pronoun(NamedTuple):
    """A pronoun as a subject, and before the verb as a direct or an indirect object."""

    subject: NounPhrase
    object: Phrase
    dative: Phrase | None = None


def _pronoun(subject: tuple[str, str], objects: tuple[str, str], who: int, gender: str, dative: str = "") -> Pronoun:
    phrase = word(*subject)
    persons = frozenset({who} & {I, YOU, WE})
    as_subject = NounPhrase(phrase, phrase, who, gender, persons, subject[0])
    return Pronoun(as_subject, word(*objects), word(objects[0], dative) if dative else None)


PRONOUNS = {
    "i": _pronoun(("i", "je"), ("me", "me"), I, "", "me"),
    "you": _pronoun(("you", "tu"), ("you", "te"), YOU, "", "te"),
    "he": _pronoun(("he", "il"), ("him", "le"), ONE, "m", "lui"),
    "she": _pronoun(("she", "elle"), ("her", "la"), ONE, "f", "lui"),
    "it m": _pronoun(("it", "il"), ("it", "le"), ONE, "m"),
    "it f": _pronoun(("it", "elle"), ("it", "la"), ONE, "f"),
    "we": _pronoun(("we", "nous"), ("us", "nous"), WE, "", "nous"),
    "they m": _pronoun(("they", "ils"), ("them", "les"), MANY, "m"),
    "they f": _pronoun(("they", "elles"), ("them", "les"), MANY, "f"),
}


def pronoun_of(noun_phrase: NounPhrase, *, inanimate: bool = False) -> Pronoun:
    """Return the pronoun that refers to a noun phrase: for *la maison*, inanimate, *it* and *elle*."""
    if noun_phrase.persons and noun_phrase.lemma in PRONOUNS:
        return PRONOUNS[{I: "i", YOU: "you", WE: "we"}[noun_phrase.who]]
    if noun_phrase.plural:
        return PRONOUNS[f"they {noun_phrase.gender}"]
    return PRONOUNS[f"it {noun_phrase.gender}" if inanimate else {"m": "he", "f": "she"}[noun_phrase.gender]]


def noun(lemma: str, determiner: str = "the", adjectives: str = "", *, plural: bool = False) -> NounPhrase:
    """Return a noun phrase.

    Parameters
    ----------
    lemma : str
        The English noun in the singular.
    determiner : str
        ``the``, ``a``, a possessive, or '' for none: *des fleurs*, *du pain*, which English leaves bare.
    adjectives : str
        English adjectives in English order, at most one that stands before the noun in French and one behind it.
    plural : bool
        Whether there is more than one.

    Returns
    -------
    NounPhrase
        With the form that it has under negation.

    Examples
    --------
    >>> " ".join(noun("cat", "the", "small black").phrase.target)
    'le petit chat noir'
    >>> " ".join(noun("flower", "", "beautiful", plural=True).phrase.target)
    'de belles fleurs'
    >>> " ".join(noun("cheese", "").negated.target)
    'de fromage'
    """
    return _noun(NOUNS[lemma], determiner, [ADJECTIVES[name] for name in adjectives.split()], plural)


def friend(name: str, determiner: str) -> NounPhrase:
    """Return a friend, with the name that shows whether French has *ami* or *amie*.

    Examples
    --------
    >>> " ".join(friend("marie", "my").phrase.target)
    'mon amie marie'
    """
    nameless = _noun(FRIENDS[NAMES[name]], determiner, [], plural=False)
    phrase = join("{n} {name}", "{n} {name}", n=nameless.phrase, name=word(name, name))
    return nameless._replace(phrase=phrase, negated=phrase)


def named(name: str) -> NounPhrase:
    """Return a person by name."""
    return NounPhrase(word(name, name), word(name, name), ONE, NAMES[name], lemma=name)


def genitive(owner: NounPhrase, lemma: str, adjectives: str = "") -> NounPhrase:
    """Return what belongs to somebody: *the boy 's dog* is *le chien du garçon*.

    The link from the preposition to the possessive mark is sure. The French article has no English word: it has
    possible links to the noun and to the mark, which is what makes the noun definite in English.
    """
    entry = NOUNS[lemma]
    _, source, target = _core(entry, [ADJECTIVES[name] for name in adjectives.split()], plural=False)
    article = "le" if entry.gender == "m" else "la"
    phrase = join(f"{{o}} 's#s {source}", f"{article}~0~s {target} de=s {{o}}", o=owner.phrase)
    return NounPhrase(phrase, phrase, ONE, entry.gender, owner.persons, lemma)


def both(first: NounPhrase, second: NounPhrase) -> NounPhrase:
    """Return two people together: masculine, unless both are feminine."""
    phrase = join("{a} and#1 {b}", "{a} et=1 {b}", a=first.phrase, b=second.phrase)
    gender = "f" if (first.gender, second.gender) == ("f", "f") else "m"
    return NounPhrase(phrase, phrase, MANY, gender, first.persons | second.persons)


def _core(entry: Noun, adjectives: list[Adjective], *, plural: bool) -> tuple[str, str, str]:
    """Return the first word behind the determiner, and the templates of the noun, marked 0, with its adjectives."""
    en, fr = (entry.en_plural, entry.fr_plural) if plural else (entry.en, entry.fr)
    front: list[str] = []
    back: list[str] = []
    for mark, adjective in enumerate(adjectives, start=1):
        form = adjective.form(entry.gender, plural)
        if adjective.before and adjective.m_vowel and entry.gender == "m" and not plural and elides(fr):
            form = adjective.m_vowel
        (front if adjective.before else back).append(f"{form}={mark}")
    source = [*(f"{adjective.en}#{mark}" for mark, adjective in enumerate(adjectives, start=1)), f"{en}#0"]
    target = [*front, f"{fr}=0", *back]
    return target[0].split("=")[0], " ".join(source), " ".join(target)


def _noun(entry: Noun, determiner: str, adjectives: list[Adjective], plural: bool) -> NounPhrase:
    following, source, target = _core(entry, adjectives, plural=plural)
    core = join(source, target)
    who = MANY if plural else ONE
    place = 2 if plural else int(entry.gender == "f")
    definite = ("le", "la", "les")[place]
    persons = frozenset({"my": {I}, "your": {YOU}, "our": {WE}}.get(determiner, set()))
    if determiner == "":
        front = any(adjective.before for adjective in adjectives)
        article = ("de~0" if front else "des~0") if plural else f"de~0 {definite}~0"
        affirmed = join(source, f"{article} {target}")
        negated = join(source, f"de~0 {target}")
    elif determiner == "a":
        one = "an" if core.source[0][0] in "aeio" else "a"
        affirmed = join(f"{one}#d {{n}}", f"{('un', 'une')[place]}=d {{n}}", n=core)
        negated = join(f"{one}#d {{n}}", "de=d {n}", n=core)
    else:
        if determiner == "the":
            article = definite
        else:
            article = POSSESSIVES[determiner][place]
            if not plural and elides(following):  # ma amie -> mon amie
                article = POSSESSIVES[determiner][0]
        affirmed = negated = join(f"{determiner}#d {{n}}", f"{article}=d {{n}}", n=core)
    return NounPhrase(affirmed, negated, who, entry.gender, persons, entry.en)
