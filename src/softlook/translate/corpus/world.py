"""Who does what to what: the nominals and predicates that go together, so that a sentence makes sense."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

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
from softlook.translate.corpus.noun_phrases import PRONOUNS, Nominal, both, friend, genitive, named, noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLURALS = {it.en_plural: it.en for it in NOUNS.values() if it.en_plural}
_OWN = {"i": "my", "you": "your", "we": "our"}


@cache
def nominal(text: str) -> Nominal:
    """Read an English noun phrase: a determiner or none, adjectives, a noun.

    Examples
    --------
    >>> " ".join(nominal("the old trees").phrase.target)
    Traceback (most recent call last):
    ...
    ValueError: text: 'the old trees' given, a noun of the lexicon at its end wanted
    >>> " ".join(nominal("an old tree").phrase.target)
    'un vieil arbre'
    """
    *front, last = text.split()
    if last not in NOUNS and last not in _PLURALS:
        raise ValueError(f"text: {text!r} given, a noun of the lexicon at its end wanted")
    determiner = front.pop(0) if front and front[0] not in ADJECTIVES else ""
    return noun(
        _PLURALS.get(last, last), "a" if determiner == "an" else determiner, " ".join(front), plural=last in _PLURALS
    )


def nominals(text: str) -> list[Nominal]:
    """Read noun phrases between commas."""
    return [nominal(part) for part in text.split(",")]


PEOPLE = [PRONOUNS[name].subject for name in ("i", "you", "he", "she", "we", "they m")]
NAMED = [named("paul"), named("marie"), named("anna")]
FAMILY = nominals(
    "my mother, my father, my brother, my sister, your mother, your father, your brother, your sister, his sister, her brother, our father"
)
FRIENDS = [friend(name, whose) for name, whose in product(("paul", "marie", "anna"), ("my", "your"))]
ADULTS = nominals(
    "the man, the woman, the old man, the old woman, the young woman, the doctor, the young doctor, the teacher, the old teacher, our teacher"
)
YOUNG = nominals("the boy, the girl, the child, the small boy, the small girl")
GROUPS = [
    *nominals("the men, the women, the children, the boys, the girls"),
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
OTHERS = [
    it for it in (*HUMANS, *KIN[::3]) if it.phrase.source[0] not in {"his", "her"}
]  # whose? only a subject may leave it open
ANIMALS = nominals(
    "the dog, the cat, the black dog, the small white cat, the old dog, my dog, your cat, the cats, the small dogs, the big dog"
)
CLITICS = [PRONOUNS[name] for name in ("i", "you", "he", "she", "we", "they m")]

OWNERS = [*NAMED, *FAMILY[:8], *FRIENDS[:3], *ADULTS[:3], *YOUNG[:3], ADULTS[5], ADULTS[7]]
PETS = "the dog, the cat, own dog, own cat, the small black dog, the white cat, your dog, my cat, the old dog, the birds, your small dog, her black cat"
PLACES = "the garden, the city, the school, the hotel, the beach, the park, the small hotel, your beautiful garden, the old city, the big garden"

THINGS = {
    "love": f"{PETS}, own house, own garden, the red car, the flowers, the red flowers, own beautiful house, the old tree, {PLACES}, the story, own school",
    "see": f"{PETS}, a dog, a bird, a beautiful bird, birds, a small bird, the red car, a red car, a white house, the house, a flower, a beautiful flower, "
    "an old man, an old woman, a young woman, children, the garden, the tree, an old tree, a beautiful tree, a small boy, a small girl, the key, the hotel, the beach, "
    "a hotel, an old hotel, a beautiful hotel, a child, a beautiful child, flowers, white flowers, beautiful flowers, old books, a doctor, dogs, small dogs, black cats",
    "know": "the city, the school, the hotel, the market, the garden, the beach, the park, the story, the book, the old hotel, the old city, a beautiful hotel, "
    "a small hotel, a beautiful beach, an old doctor, a young doctor, your house, my house, your garden, your dog, my cat",
    "eat": "an apple, the apple, a red apple, the red apples, apples, an orange, the orange, oranges, bread, the bread, cheese, the cheese, the cake, a cake, a small cake, "
    "own cake, own apple, own bread, your cake, my orange, a small apple, the small orange, red apples",
    "drink": "water, milk, coffee, the coffee, the milk, the water, own coffee, your coffee, own milk",
    "read": "a book, the book, own book, books, the books, a letter, the letter, your letter, my letter, letters, the letters, old books, old letters, the old book, "
    "a story, the story, a beautiful story, an old story, a beautiful book, own letters, your book, my book, a small book",
    "buy": "a house, the house, a small house, a big house, the old house, a beautiful house, a car, the car, a red car, the black car, a small white car, an expensive car, "
    "a book, the books, old books, flowers, red flowers, beautiful flowers, white flowers, bread, cheese, milk, coffee, apples, oranges, red apples, a cake, a small cake, "
    "a dog, a small dog, an old hotel, a beautiful garden, an expensive house, the small hotel, the flowers, the cheese",
    "look for": "the key, a key, own key, own dog, own cat, the black cat, the small dog, a book, own book, the old book, the letter, your letter, "
    "own car, the red car, a house, a small house, a hotel, the hotel, a small hotel, a doctor, the doctor, the school, your house, own black dog, own small cat, the park, "
    "the beach, an old book, a white cat",
    "have": "a dog, a cat, a small dog, a black cat, a car, a red car, a house, a beautiful house, a big garden, a garden, a brother, a sister, an old car, a book, books, "
    "flowers, a small house, a key, an orange, an apple, bread, cheese, milk, coffee, water",
    "give": "a book, the book, own book, a letter, the letter, an apple, a red apple, the apples, an orange, flowers, red flowers, beautiful flowers, the flowers, the key, "
    "own key, bread, cheese, water, milk, a cake, the cake, coffee, old books, own cake",
}
_POSSESSIONS = (
    "dog",
    "cat",
    "house",
    "car",
    "garden",
    "book",
    "small dog",
    "black cat",
    "old house",
    "red car",
    "beautiful garden",
    "small house",
    "old car",
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


def own(subject: Nominal) -> str:
    """Return the possessive that takes up a subject, or *the* where the lexicon has none (their)."""
    if subject.plural and subject.lemma != "we":
        return "the"
    return _OWN.get(subject.lemma, "her" if subject.gender == "f" else "his")


Thing = str | Nominal


def things(verb: str) -> list[Thing]:
    """Return what a verb is said of: noun phrases to be read for a subject (*own dog*)."""
    return [part.strip() for part in THINGS[verb].split(",")]


def belongings(verb: str) -> list[Thing]:
    """Return what a verb is said of that is somebody's: *paul 's small dog*."""
    return [
        genitive(owner, what.split()[-1], " ".join(what.split()[:-1]))
        for owner, what in product(OWNERS, _OWNED.get(verb, ()))
        if _may_own(owner, what)
    ]


def resolve(subject: Nominal, thing: Thing) -> Nominal:
    """Read a thing for a subject: *own dog* is *my dog* for i."""
    return nominal(thing.replace("own ", own(subject) + " ", 1)) if isinstance(thing, str) else thing


def _may_own(owner: Nominal, what: str) -> bool:
    return not (
        owner.lemma in {"child", "boy", "girl"}
        and what.rsplit(maxsplit=1)[-1] in {"house", "car", "garden", "key", "coffee"}
    )


def wheres(preposition: str, text: str) -> list[Predicate]:
    """Return predicates of a place, still without a verb."""
    return [Predicate("", tail=place(preposition, it)) for it in nominals(text)]


def said(verbs: Sequence[str], shapes: Iterable[Predicate]) -> list[Predicate]:
    """Return each shape with each verb."""
    return [shape._replace(verb=verb) for verb, shape in product(verbs, shapes)]


PLAIN = Predicate("")
_OFTEN = Predicate("", adverb=OFTEN)
INDOORS = wheres("in", "the garden, the house, the big garden, the old house")
_WITH = [
    Predicate("", tail=place("with", it))
    for it in [*NAMED, *FAMILY[:6], *FRIENDS[:3], *YOUNG[:2], *GROUPS[:3], ADULTS[4]]
]
ACTIVITIES = [
    *said(["sing", "work"], [_OFTEN]),
    *said(["sleep", "sing", "work"], [PLAIN, *INDOORS, *wheres("in", "the park")]),
    *said(["sing", "work"], wheres("in", "the old school, the small hotel")),
    *said(["sleep", "sing", "work"], [Predicate("", tail=WELL)]),
    *said(["sleep", "sing"], wheres("under", "the tree, the old tree, the big tree")),
    *said(["sing", "work", "eat"], _WITH),
    *said(["eat"], [PLAIN, *INDOORS, *wheres("in", "the park, the small hotel")]),
]
ROADS = [
    *(
        Predicate("go", tail=place("to", it))
        for it in nominals(
            "the market, the park, the hotel, the beach, the small hotel, the old market, the old school, the big park"
        )
    ),
    Predicate("go", tail=TO_SCHOOL),
]


def _afraid(it: Nominal) -> Predicate:
    return Predicate("be (hungry)", tail=join("{a} {o}", "{a} {o}", a=AFRAID, o=place("of", it)))


OFTEN_ROADS = [road._replace(adverb=OFTEN) for road in ROADS]
FEARS = [
    _afraid(it)
    for it in nominals(
        "the dog, the dogs, the big dog, the black dog, the cat, the cats, the doctor, the teacher, the water, the old man, the small dog, your dog, my dog"
    )
]
NEEDS = [Predicate("be (hungry)", tail=HUNGRY), Predicate("be (hungry)", tail=THIRSTY)]
FINE = Predicate("be (well)", tail=WELL)
MOODS = [Predicate("be", state=state) for state in ("happy", "sad", "tired", "ill")]
DEEP_MOODS = [mood._replace(very=very) for mood, very in product(MOODS, (VERY,))]
TOO_DEAR = Predicate("be", state="expensive", very=TOO)

QUALITIES = {
    "big small old beautiful": "the house, the car, the garden, the city, the hotel, the school, the tree, my house, your house, your garden, the beach",
    "expensive": "the house, the car, the hotel, the book, the cheese, the red car, the old house, your car, the small hotel, the books, the flowers, the small white car",
    "red white beautiful": "the flower, the flowers, your flowers, her flowers",
    "black small white old beautiful": "the dog, the cat, the dogs, the cats, my dog, your cat, his dog, the bird, the birds",
    "red small": "the apple, the apples, your apple",
    "big": "the dog, the dogs, my dog, his dog, our dog",
}
_ALIVE = {
    "man",
    "woman",
    "boy",
    "girl",
    "child",
    "doctor",
    "teacher",
    "mother",
    "father",
    "brother",
    "sister",
    "dog",
    "cat",
    "bird",
}
YOUNGSTERS = {"child", "boy", "girl"}
ESTATE = {"house", "car", "hotel", "garden"}
"""What no child buys."""
KINDS = (ESTATE, {"garden", "city", "school", "hotel", "market", "beach", "park", "house"}, _ALIVE)
"""Sets that set things apart: who looks for a key does not look for a park in the same breath."""
TRAITS = [
    (it, adjective)
    for adjectives, its in QUALITIES.items()
    for it in nominals(its)
    for adjective in adjectives.split()
]
