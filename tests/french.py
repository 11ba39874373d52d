"""The rules of French, to be checked by the words alone, not by the grammar that wrote them."""

from __future__ import annotations

import re

from softlook.translate.corpus.grammar import finish
from softlook.translate.corpus.lexicon import ADJECTIVES, NOUNS, VERBS

VOWEL = "[aeiouyhàâéèêîôû]"
GENDER = {form: noun.gender for noun in NOUNS.values() for form in (noun.fr, noun.fr_plural) if form} | {
    "ami": "m",
    "amie": "f",
}
PLURAL = {noun.fr_plural for noun in NOUNS.values() if noun.fr_plural}
NOUN = "|".join(sorted(GENDER, key=len, reverse=True))
FORMS = {
    form: (adjective, gender, plural)
    for adjective in ADJECTIVES.values()
    for gender in "mf"
    for plural in (False, True)
    for form in [adjective.form(gender, plural)]
}
BEFORE = {
    "petit", "petite", "petits", "petites", "grand", "grande", "beau", "bel", "belle", "beaux", "belles",
    "vieux", "vieil", "vieille", "vieilles", "jeune", "jeunes",
}  # fmt: skip
BEHIND = {
    "rouge", "rouges", "noir", "noire", "noirs", "noires", "blanc", "blanche", "blancs", "blanches", "cher", "chère",
}  # fmt: skip
MASCULINE = {"un", "le", "mon", "ton", "son", "du", "au"}
FEMININE = {"une", "la", "ma", "ta", "sa"}
FINITE = {form for verb in VERBS.values() for form in verb.fr}
SUBJECT = {"je": 0, "j'": 0, "tu": 1, "il": 2, "elle": 2, "nous": 3, "ils": 4, "elles": 4}
CLITIC = {"me", "m'", "te", "t'", "le", "la", "l'", "les", "nous", "lui"}


def written(phrase):
    """Return the French of a phrase, contracted and elided."""
    return " ".join(finish(phrase).target)


def offenders(lines, pattern):
    """Return the lines in which the words match a pattern."""
    return [line for line in lines if re.search(rf"(?:^| )(?:{pattern})(?: |$)", line)]


def nouns(pair):
    """Yield each noun's place and the words of its phrase: determiner, adjectives before it, adjectives behind it."""
    words = pair.target
    for i, word in enumerate(words):
        if word not in GENDER:
            continue
        start = i
        while start and words[start - 1] in BEFORE:
            start -= 1
        end = i + 1
        while end < len(words) and words[end] in BEHIND:
            end += 1
        yield i, words[start - 1] if start else "", words[start:i], words[i + 1 : end]
