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


class Nominal(NamedTuple):
    """Someone or something that a sentence speaks of."""

    phrase: Phrase
    denied: Phrase
    """What it is as the object of a negated verb: *un chien* becomes *de chien*."""
    who: int = ONE
    gender: str = "m"
    """'m', 'f', or '' where nobody knows (i, you, we): agreement must then do without."""
    persons: frozenset[int] = frozenset()
    """Which of I, YOU and WE it speaks of, so that nobody sees himself."""
    lemma: str = ""

    @property
    def plural(self) -> bool:
        """Whether it is more than one."""
        return self.who in {WE, MANY}

    @property
    def some(self) -> bool:
        """Whether it is indefinite: *un chien*, *du pain*, *de vieux livres*."""
        return self.denied != self.phrase or self.phrase.target[0] == "de"


class Pronoun(NamedTuple):
    """A pronoun in its places: subject, and before the verb as direct or indirect object."""

    subject: Nominal
    object: Phrase
    dative: Phrase | None = None


def _pronoun(subject: tuple[str, str], objects: tuple[str, str], who: int, gender: str, dative: str = "") -> Pronoun:
    phrase = word(*subject)
    persons = frozenset({who} & {I, YOU, WE})
    nominal = Nominal(phrase, phrase, who, gender, persons, subject[0])
    return Pronoun(nominal, word(*objects), word(objects[0], dative) if dative else None)


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


def pronoun_of(nominal: Nominal, *, thing: bool = False) -> Pronoun:
    """Return the pronoun that takes up a nominal: *la maison* is *it*, *elle*."""
    if nominal.persons:
        return (
            PRONOUNS[{I: "i", YOU: "you", WE: "we"}[nominal.who]]
            if nominal.lemma in PRONOUNS
            else PRONOUNS[_third(nominal, thing)]
        )
    return PRONOUNS[_third(nominal, thing)]


def _third(nominal: Nominal, thing: bool) -> str:
    if nominal.plural:
        return f"they {nominal.gender}"
    return f"it {nominal.gender}" if thing else {"m": "he", "f": "she"}[nominal.gender]


def noun(lemma: str, determiner: str = "the", adjectives: str = "", *, plural: bool = False) -> Nominal:
    """Return a noun phrase.

    Parameters
    ----------
    lemma : str
        The English noun in the singular.
    determiner : str
        ``the``, ``a``, a possessive, or '' for none: *des fleurs*, *du pain*, which English leaves bare.
    adjectives : str
        English adjectives in English order, at most one that French sets before the noun and one behind.
    plural : bool
        Whether there are more than one.

    Returns
    -------
    Nominal
        It, affirmed and denied.

    Examples
    --------
    >>> " ".join(noun("cat", "the", "small black").phrase.target)
    'le petit chat noir'
    >>> " ".join(noun("flower", "", "beautiful", plural=True).phrase.target), " ".join(noun("cheese", "").denied.target)
    ('de belles fleurs', 'de fromage')
    """
    return _noun(NOUNS[lemma], determiner, [ADJECTIVES[name] for name in adjectives.split()], plural)


def friend(name: str, determiner: str) -> Nominal:
    """Return a friend, with the name that tells English whether it is *ami* or *amie*.

    Examples
    --------
    >>> " ".join(friend("marie", "my").phrase.target)
    'mon amie marie'
    """
    it = _noun(FRIENDS[NAMES[name]], determiner, [], plural=False)
    phrase = join("{n} {name}", "{n} {name}", n=it.phrase, name=word(name, name))
    return it._replace(phrase=phrase, denied=phrase)


def named(name: str) -> Nominal:
    """Return someone by name."""
    return Nominal(word(name, name), word(name, name), ONE, NAMES[name], lemma=name)


def genitive(owner: Nominal, lemma: str, adjectives: str = "") -> Nominal:
    """Return what belongs to someone: *the boy 's dog* is *le chien du garçon*.

    The possessive mark is surely the preposition; the French article has no English word, and possibly answers the noun or the mark,
    which is what makes the noun definite in English.
    """
    it = NOUNS[lemma]
    _, source, target = _core(it, [ADJECTIVES[name] for name in adjectives.split()], plural=False)
    article = "le" if it.gender == "m" else "la"
    phrase = join(f"{{o}} 's#s {source}", f"{article}~0~s {target} de=s {{o}}", o=owner.phrase)
    return Nominal(phrase, phrase, ONE, it.gender, owner.persons, lemma)


def both(first: Nominal, second: Nominal) -> Nominal:
    """Return the two together; one man among them makes them masculine."""
    phrase = join("{a} and#1 {b}", "{a} et=1 {b}", a=first.phrase, b=second.phrase)
    gender = "f" if (first.gender, second.gender) == ("f", "f") else "m"
    return Nominal(phrase, phrase, MANY, gender, first.persons | second.persons)


def _core(it: Noun, adjectives: list[Adjective], *, plural: bool) -> tuple[str, str, str]:
    """Return the first word behind the determiner, and the templates of the noun, marked 0, with its adjectives."""
    spelled = it.fr_plural if plural else it.fr
    front: list[str] = []
    back: list[str] = []
    for mark, adjective in enumerate(adjectives, start=1):
        form = adjective.form(it.gender, plural)
        if adjective.before and adjective.m_vowel and it.gender == "m" and not plural and elides(spelled):
            form = adjective.m_vowel
        (front if adjective.before else back).append(f"{form}={mark}")
    source = " ".join(
        [
            *(f"{adjective.en}#{mark}" for mark, adjective in enumerate(adjectives, start=1)),
            f"{it.en_plural if plural else it.en}#0",
        ]
    )
    target = [*front, f"{spelled}=0", *back]
    return target[0].split("=")[0], source, " ".join(target)


def _noun(it: Noun, determiner: str, adjectives: list[Adjective], plural: bool) -> Nominal:
    following, source, target = _core(it, adjectives, plural=plural)
    core = join(source, target)
    who = MANY if plural else ONE
    place = 2 if plural else int(it.gender == "f")
    definite = ("le", "la", "les")[place]
    persons = frozenset({"my": {I}, "your": {YOU}, "our": {WE}}.get(determiner, set()))
    if determiner == "":
        front = any(adjective.before for adjective in adjectives)
        article = ("de~0" if front else "des~0") if plural else f"de~0 {definite}~0"
        affirmed = join(source, f"{article} {target}")
        denied = join(source, f"de~0 {target}")
    elif determiner == "a":
        one = "an" if core.source[0][0] in "aeio" else "a"
        affirmed = join(f"{one}#d {{n}}", f"{('un', 'une')[place]}=d {{n}}", n=core)
        denied = join(f"{one}#d {{n}}", "de=d {n}", n=core)
    else:
        if determiner == "the":
            article = definite
        else:
            article = POSSESSIVES[determiner][place]
            if not plural and elides(following):  # ma amie -> mon amie
                article = POSSESSIVES[determiner][0]
        affirmed = denied = join(f"{determiner}#d {{n}}", f"{article}=d {{n}}", n=core)
    return Nominal(affirmed, denied, who, it.gender, persons, it.en)
