"""Who does what to what: the noun phrases and predicates that go together, so that a sentence makes sense."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from softlook.translate.corpus.clauses import (
    AFRAID,
    HUNGRY,
    OFTEN,
    THIRSTY,
    TO_SCHOOL,
    TOO,
    VERY,
    WELL,
    Predicate,
    place,
)
from softlook.translate.corpus.grammar import join
from softlook.translate.corpus.lexicon import ADJECTIVES, NOUNS
from softlook.translate.corpus.noun_phrases import PRONOUNS, NounPhrase, both, friend, genitive, named, noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLURALS = {entry.en_plural: entry.en for entry in NOUNS.values() if entry.en_plural}
_POSSESSIVE = {"i": "my", "you": "your", "we": "our"}


@cache
def noun_phrase(text: str) -> NounPhrase:
    """Read an English noun phrase: a determiner or none, adjectives, a noun.

    Examples
    --------
    >>> " ".join(noun_phrase("the old trees").phrase.target)
    Traceback (most recent call last):
    ...
    ValueError: text: 'the old trees' given, a noun of the lexicon at its end wanted
    >>> " ".join(noun_phrase("an old tree").phrase.target)
    'un vieil arbre'
    """
    *front, last = text.split()
    if last not in NOUNS and last not in _PLURALS:
        raise ValueError(f"text: {text!r} given, a noun of the lexicon at its end wanted")
    determiner = front.pop(0) if front and front[0] not in ADJECTIVES else ""
    return noun(
        _PLURALS.get(last, last), "a" if determiner == "an" else determiner, " ".join(front), plural=last in _PLURALS
    )


def noun_phrases(text: str) -> list[NounPhrase]:
    """Read noun phrases between commas."""
    return [noun_phrase(part) for part in parts(text)]


def parts(text: str) -> list[str]:
    """Return the texts between commas."""
    return [part.strip() for part in text.split(",")]


PEOPLE = [PRONOUNS[name].subject for name in ("i", "you", "he", "she", "we", "they m")]
NAMED = [named("paul"), named("marie"), named("anna")]
FAMILY = noun_phrases(
    "my mother, my father, my brother, my sister, your mother, your father, your brother, your sister, "
    "his sister, her brother, our father"
)
FRIENDS = [friend(name, whose) for name, whose in product(("paul", "marie", "anna"), ("my", "your"))]
ADULTS = noun_phrases(
    "the man, the woman, the old man, the old woman, the young woman, "
    "the doctor, the young doctor, the teacher, the old teacher, our teacher"
)
YOUNG = noun_phrases("the boy, the girl, the child, the small boy, the small girl")
GROUPS = [
    *noun_phrases("the men, the women, the children, the boys, the girls"),
    *(
        both(a, b)
        for a, b in ((NAMED[0], NAMED[1]), (NAMED[2], NAMED[1]), (NAMED[1], FAMILY[3]), (FAMILY[4], NAMED[2]))
    ),
]
KIN = [
    *(genitive(owner, kin) for owner, kin in product((*NAMED, *YOUNG[:3]), ("mother", "father", "sister", "brother"))),
    *(genitive(owner, kin) for owner, kin in product(FRIENDS[:2], ("mother", "father"))),
]
HUMANS = [*NAMED, *FAMILY, *FRIENDS, *ADULTS, *YOUNG, *GROUPS]
SUBJECTS = [*PEOPLE, *PEOPLE, *HUMANS, *GROUPS, *KIN[::4]]
# Whose sister is *his sister*? Only a subject may leave that open.
OTHERS = [human for human in (*HUMANS, *KIN[::3]) if human.phrase.source[0] not in {"his", "her"}]
ANIMALS = noun_phrases(
    "the dog, the cat, the black dog, the small white cat, the old dog, my dog, your cat, "
    "the cats, the small dogs, the big dog"
)
CLITICS = [PRONOUNS[name] for name in ("i", "you", "he", "she", "we", "they m")]

YOUNGSTERS = {"child", "boy", "girl"}
OWNERS = [*NAMED, *FAMILY[:8], *FRIENDS[:3], *ADULTS[:3], *YOUNG[:3], ADULTS[5], ADULTS[7]]
PETS = (
    "the dog, the cat, own dog, own cat, the small black dog, the white cat, your dog, my cat, the old dog, "
    "the birds, your small dog, her black cat"
)
PLACES = (
    "the garden, the city, the school, the hotel, the beach, the park, the small hotel, your beautiful garden, "
    "the old city, the big garden"
)

OBJECTS = {
    "love": (
        f"{PETS}, own house, own garden, the red car, the flowers, the red flowers, own beautiful house, "
        f"the old tree, {PLACES}, the story, own school"
    ),
    "see": (
        f"{PETS}, a dog, a bird, a beautiful bird, birds, a small bird, the red car, a red car, a white house, "
        "the house, a flower, a beautiful flower, an old man, an old woman, a young woman, children, the garden, "
        "the tree, an old tree, a beautiful tree, a small boy, a small girl, the key, the hotel, the beach, "
        "a hotel, an old hotel, a beautiful hotel, a child, a beautiful child, flowers, white flowers, "
        "beautiful flowers, old books, a doctor, dogs, small dogs, black cats"
    ),
    "know": (
        "the city, the school, the hotel, the market, the garden, the beach, the park, the story, the book, "
        "the old hotel, the old city, a beautiful hotel, a small hotel, a beautiful beach, an old doctor, "
        "a young doctor, your house, my house, your garden, your dog, my cat"
    ),
    "eat": (
        "an apple, the apple, a red apple, the red apples, apples, an orange, the orange, oranges, bread, "
        "the bread, cheese, the cheese, the cake, a cake, a small cake, own cake, own apple, own bread, your cake, "
        "my orange, a small apple, the small orange, red apples"
    ),
    "drink": "water, milk, coffee, the coffee, the milk, the water, own coffee, your coffee, own milk",
    "read": (
        "a book, the book, own book, books, the books, a letter, the letter, your letter, my letter, letters, "
        "the letters, old books, old letters, the old book, a story, the story, a beautiful story, an old story, "
        "a beautiful book, own letters, your book, my book, a small book"
    ),
    "buy": (
        "a house, the house, a small house, a big house, the old house, a beautiful house, a car, the car, "
        "a red car, the black car, a small white car, an expensive car, a book, the books, old books, flowers, "
        "red flowers, beautiful flowers, white flowers, bread, cheese, milk, coffee, apples, oranges, red apples, "
        "a cake, a small cake, a dog, a small dog, an old hotel, a beautiful garden, an expensive house, "
        "the small hotel, the flowers, the cheese"
    ),
    "look for": (
        "the key, a key, own key, own dog, own cat, the black cat, the small dog, a book, own book, the old book, "
        "the letter, your letter, own car, the red car, a house, a small house, a hotel, the hotel, a small hotel, "
        "a doctor, the doctor, the school, your house, own black dog, own small cat, the park, the beach, "
        "an old book, a white cat"
    ),
    "have": (
        "a dog, a cat, a small dog, a black cat, a car, a red car, a house, a beautiful house, a big garden, "
        "a garden, a brother, a sister, an old car, a book, books, flowers, a small house, a key, an orange, "
        "an apple, bread, cheese, milk, coffee, water"
    ),
    "give": (
        "a book, the book, own book, a letter, the letter, an apple, a red apple, the apples, an orange, flowers, "
        "red flowers, beautiful flowers, the flowers, the key, own key, bread, cheese, water, milk, a cake, "
        "the cake, coffee, old books, own cake"
    ),
}
"""What each verb may have as its object: noun phrases between commas; *own* is the possessive of the subject."""
_POSSESSIONS = parts(
    "dog, cat, house, car, garden, book, small dog, black cat, old house, red car, beautiful garden, "
    "small house, old car"
)
_OWNED = {
    "love": _POSSESSIONS,
    "see": _POSSESSIONS,
    "know": ("dog", "house", "garden", "old house"),
    "look for": ("dog", "cat", "house", "key", "black cat", "small dog"),
}
_OWNED |= {
    "read": ("book", "letter", "old book"),
    "buy": ("house", "car", "old house", "red car"),
    "eat": ("cake", "apple", "bread"),
    "drink": ("coffee", "milk"),
}


def possessive_of(subject: NounPhrase) -> str:
    """Return the possessive that refers to a subject, or *the* where the lexicon has none (their)."""
    if subject.plural and subject.lemma != "we":
        return "the"
    return _POSSESSIVE.get(subject.lemma, "her" if subject.gender == "f" else "his")


Object: TypeAlias = str | NounPhrase
"""A direct object: a noun phrase, or its English text, in which *own* stands for the possessive of the subject."""


def objects_of(verb: str) -> list[Object]:
    """Return the objects that a verb may have, as texts (*own dog*)."""
    return [*parts(OBJECTS[verb])]


def belongings_of(verb: str) -> list[Object]:
    """Return the objects that a verb may have and that belong to somebody: *paul 's small dog*."""
    return [
        genitive(owner, text.split()[-1], " ".join(text.split()[:-1]))
        for owner, text in product(OWNERS, _OWNED.get(verb, ()))
        if _may_own(owner, text)
    ]


def resolve(subject: NounPhrase, obj: Object) -> NounPhrase:
    """Return an object as a noun phrase: for *i*, *own dog* is *my dog*."""
    return noun_phrase(obj.replace("own ", possessive_of(subject) + " ", 1)) if isinstance(obj, str) else obj


def _may_own(owner: NounPhrase, text: str) -> bool:
    noun_of_text = text.rsplit(maxsplit=1)[-1]
    return owner.lemma not in YOUNGSTERS or noun_of_text not in {"house", "car", "garden", "key", "coffee"}


def locations(preposition: str, text: str) -> list[Predicate]:
    """Return predicates of a place, still without a verb."""
    return [Predicate("", tail=place(preposition, where)) for where in noun_phrases(text)]


def with_verbs(verbs: Sequence[str], predicates: Iterable[Predicate]) -> list[Predicate]:
    """Return each predicate with each of the verbs."""
    return [predicate._replace(verb=verb) for verb, predicate in product(verbs, predicates)]


PLAIN = Predicate("")
_OFTEN = Predicate("", adverb=OFTEN)
INDOORS = locations("in", "the garden, the house, the big garden, the old house")
_WITH = [
    Predicate("", tail=place("with", companion))
    for companion in [*NAMED, *FAMILY[:6], *FRIENDS[:3], *YOUNG[:2], *GROUPS[:3], ADULTS[4]]
]
ACTIVITIES = [
    *with_verbs(["sing", "work"], [_OFTEN]),
    *with_verbs(["sleep", "sing", "work"], [PLAIN, *INDOORS, *locations("in", "the park")]),
    *with_verbs(["sing", "work"], locations("in", "the old school, the small hotel")),
    *with_verbs(["sleep", "sing", "work"], [Predicate("", tail=WELL)]),
    *with_verbs(["sleep", "sing"], locations("under", "the tree, the old tree, the big tree")),
    *with_verbs(["sing", "work", "eat"], _WITH),
    *with_verbs(["eat"], [PLAIN, *INDOORS, *locations("in", "the park, the small hotel")]),
]
JOURNEYS = [
    *(
        Predicate("go", tail=place("to", destination))
        for destination in noun_phrases(
            "the market, the park, the hotel, the beach, the small hotel, the old market, the old school, the big park"
        )
    ),
    Predicate("go", tail=TO_SCHOOL),
]


def _afraid(cause: NounPhrase) -> Predicate:
    return Predicate("be (hungry)", tail=join("{a} {o}", "{a} {o}", a=AFRAID, o=place("of", cause)))


OFTEN_JOURNEYS = [journey._replace(adverb=OFTEN) for journey in JOURNEYS]
FEARS = [
    _afraid(cause)
    for cause in noun_phrases(
        "the dog, the dogs, the big dog, the black dog, the cat, the cats, the doctor, the teacher, the water, "
        "the old man, the small dog, your dog, my dog"
    )
]
NEEDS = [Predicate("be (hungry)", tail=HUNGRY), Predicate("be (hungry)", tail=THIRSTY)]
FINE = Predicate("be (well)", tail=WELL)
MOODS = [Predicate("be", state=state) for state in ("happy", "sad", "tired", "ill")]
DEEP_MOODS = [mood._replace(very=VERY) for mood in MOODS]
TOO_EXPENSIVE = Predicate("be", state="expensive", very=TOO)

QUALITIES = {
    "big small old beautiful": (
        "the house, the car, the garden, the city, the hotel, the school, the tree, my house, your house, "
        "your garden, the beach"
    ),
    "expensive": (
        "the house, the car, the hotel, the book, the cheese, the red car, the old house, your car, the small hotel, "
        "the books, the flowers, the small white car"
    ),
    "red white beautiful": "the flower, the flowers, your flowers, her flowers",
    "black small white old beautiful": (
        "the dog, the cat, the dogs, the cats, my dog, your cat, his dog, the bird, the birds"
    ),
    "red small": "the apple, the apples, your apple",
    "big": "the dog, the dogs, my dog, his dog, our dog",
}
_ALIVE = set(parts("man, woman, boy, girl, child, doctor, teacher, mother, father, brother, sister, dog, cat, bird"))
ESTATE = {"house", "car", "hotel", "garden"}
"""What no child buys."""
KINDS = (ESTATE, {"garden", "city", "school", "hotel", "market", "beach", "park", "house"}, _ALIVE)
"""Objects of which one is in such a set and one is not do not go together: who looks for a key and a park?"""
TRAITS = [
    (subject, adjective)
    for adjectives, texts in QUALITIES.items()
    for subject in noun_phrases(texts)
    for adjective in adjectives.split()
]
