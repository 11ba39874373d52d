"""Who does what to what: the nominals and predicates that go together, so that a sentence makes sense."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from softlook.translate.clauses import AFRAID, HUNGRY, OFTEN, THIRSTY, TO_SCHOOL, TOO, VERY, WELL, Predicate, place
from softlook.translate.grammar import join
from softlook.translate.lexicon import ADJECTIVES, NOUNS
from softlook.translate.nominal import PRONOUNS, Nominal, both, friend, genitive, named, noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PLURALS = {it.en_plural: it.en for it in NOUNS.values() if it.en_plural}
_OWN = {"i": "my", "you": "your", "we": "our"}


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
    return noun(_PLURALS.get(last, last), "a" if determiner == "an" else determiner, " ".join(front), plural=last in _PLURALS)


def nominals(text: str) -> list[Nominal]:
    """Read noun phrases between commas."""
    return [nominal(part) for part in text.split(",")]


PEOPLE = [PRONOUNS[name].subject for name in ("i", "you", "he", "she", "we", "they m")]
NAMED = [named("paul"), named("marie"), named("anna")]
FAMILY = nominals("my mother, my father, my brother, my sister, your mother, your father, your brother, your sister, his sister, her brother, our father")
FRIENDS = [friend(name, whose) for name, whose in product(("paul", "marie", "anna"), ("my", "your"))]
ADULTS = nominals("the man, the woman, the old man, the old woman, the young woman, the doctor, the young doctor, the teacher, the old teacher, our teacher")
YOUNG = nominals("the boy, the girl, the child, the small boy, the small girl")
GROUPS = [*nominals("the men, the women, the children, the boys, the girls"), both(NAMED[0], NAMED[1]), both(NAMED[2], NAMED[1])]
KIN = [
    *(genitive(owner, kin) for owner, kin in product((*NAMED, *YOUNG[:3]), ("mother", "father", "sister", "brother"))),
    *(genitive(owner, kin) for owner, kin in product(FRIENDS[:2], ("mother", "father"))),
]
HUMANS = [*NAMED, *FAMILY, *FRIENDS, *ADULTS, *YOUNG, *GROUPS]
SUBJECTS = [*PEOPLE, *PEOPLE, *HUMANS, *KIN[::3]]
OTHERS = [*HUMANS, *KIN]
ANIMALS = nominals("the dog, the cat, the black dog, the small white cat, the old dog, my dog, your cat, the cats, the small dogs, the big dog")
CLITICS = [PRONOUNS[name] for name in ("i", "you", "he", "she", "we", "they m")]

OWNERS = [*NAMED, *FAMILY[:8], *FRIENDS[:3], *ADULTS[:3], *YOUNG[:3], ADULTS[5], ADULTS[7]]
PETS = "the dog, the cat, own dog, own cat, the small black dog, the white cat, your dog, my cat, the old dog, the birds, your small dog, her black cat"
PLACES = "the garden, the city, the school, the hotel, the beach, the park, the small hotel, your beautiful garden, the old city, the big garden"

_THINGS = {
    "love": f"{PETS}, own house, own garden, the red car, the flowers, the red flowers, own beautiful house, the old tree, {PLACES}, the story, own school",
    "see": f"{PETS}, a dog, a bird, a beautiful bird, birds, a small bird, the red car, a red car, a white house, the house, a flower, a beautiful flower, "
    "an old man, an old woman, a young woman, children, the garden, the tree, an old tree, a beautiful tree, a small boy, a small girl, the key, the hotel, the beach, "
    "a hotel, an old hotel, a beautiful hotel, a child, a beautiful child, flowers, white flowers, beautiful flowers, old books, a doctor, dogs, small dogs, black cats",
    "know": f"the city, the school, the hotel, the market, the garden, the beach, the park, the story, the book, the old hotel, the old city, a beautiful hotel, "
    "a small hotel, a beautiful beach, an old doctor, a young doctor, your house, my house, your garden, your dog, my cat",
    "eat": "an apple, the apple, a red apple, the red apples, apples, an orange, the orange, oranges, bread, the bread, cheese, the cheese, the cake, a cake, a small cake, "
    "own cake, own apple, own bread, your cake, my orange, a big cake, a small apple, the small orange, red apples",
    "drink": "water, milk, coffee, the coffee, the milk, the water, own coffee, your coffee, own milk",
    "read": "a book, the book, own book, books, the books, a letter, the letter, your letter, my letter, letters, the letters, old books, old letters, the old book, "
    "a story, the story, a beautiful story, an old story, a beautiful book, own letters, your book, my book, a small book",
    "buy": "a house, the house, a small house, a big house, the old house, a beautiful house, a car, the car, a red car, the black car, a small white car, an expensive car, "
    "a book, the books, old books, flowers, red flowers, beautiful flowers, white flowers, bread, cheese, milk, coffee, apples, oranges, red apples, a cake, a big cake, "
    "a dog, a small dog, an old hotel, a beautiful garden, an expensive house, the small hotel, the flowers, the cheese",
    "look for": "the key, a key, own key, own dog, own cat, the black cat, the small dog, a book, own book, the old book, the letter, your letter, "
    "own car, the red car, a house, a small house, a hotel, the hotel, a small hotel, a doctor, the doctor, the school, your house, own black dog, own small cat, the park, "
    "the beach, a beautiful story, an old book, a white cat",
    "have": "a dog, a cat, a small dog, a black cat, a car, a red car, a house, a beautiful house, a big garden, a garden, a brother, a sister, an old car, a book, books, "
    "flowers, a small house, a key, an orange, an apple, bread, cheese, milk, coffee, water",
    "give": "a book, the book, own book, a letter, the letter, an apple, a red apple, the apples, an orange, flowers, red flowers, beautiful flowers, the flowers, the key, "
    "own key, bread, cheese, water, milk, a cake, the cake, coffee, old books, own cake",
}
_POSSESSIONS = ("dog", "cat", "house", "car", "garden", "book", "small dog", "black cat", "old house", "red car", "beautiful garden", "small house", "old car")
_OWNED = {"love": _POSSESSIONS, "see": _POSSESSIONS, "know": ("dog", "house", "garden", "old house"), "look for": ("dog", "cat", "house", "key", "black cat", "small dog")}
_OWNED |= {"read": ("book", "letter", "old book"), "buy": ("house", "car", "old house", "red car"), "eat": ("cake", "apple", "bread"), "drink": ("coffee", "milk")}


def own(subject: Nominal) -> str:
    """Return the possessive that takes up a subject, or *the* where the lexicon has none (their)."""
    if subject.plural and subject.lemma != "we":
        return "the"
    return _OWN.get(subject.lemma, "her" if subject.gender == "f" else "his")


Thing = str | Nominal


def things(verb: str) -> list[Thing]:
    """Return what a verb is said of: noun phrases to be read for a subject (*own dog*), and genitives."""
    written: list[Thing] = [part.strip() for part in _THINGS[verb].split(",")]
    owned: list[Thing] = [
        genitive(owner, what.split()[-1], " ".join(what.split()[:-1])) for owner, what in product(OWNERS, _OWNED.get(verb, ())) if _may_own(owner, what)
    ]
    return written + owned


def resolve(subject: Nominal, thing: Thing) -> Nominal:
    """Read a thing for a subject: *own dog* is *my dog* for i."""
    return nominal(thing.replace("own ", own(subject) + " ", 1)) if isinstance(thing, str) else thing


def _may_own(owner: Nominal, what: str) -> bool:
    return not (owner.phrase.source[-1] == "child" and what.split()[-1] in {"house", "car", "garden", "key", "coffee"})


def _wheres(preposition: str, text: str) -> list[Predicate]:
    return [Predicate("", tail=place(preposition, it)) for it in nominals(text)]


def _said(verbs: Sequence[str], shapes: Iterable[Predicate]) -> list[Predicate]:
    return [shape._replace(verb=verb) for verb, shape in product(verbs, shapes)]


_PLAIN = Predicate("")
_OFTEN = Predicate("", adverb=OFTEN)
_INDOORS = _wheres("in", "the garden, the house, the big garden, the old house")
_WITH = [Predicate("", tail=place("with", it)) for it in [*NAMED, *FAMILY[:6], *FRIENDS[:3], *YOUNG[:2], *GROUPS[:3], ADULTS[4]]]
ACTIVITIES = [
    *_said(["sleep", "sing", "work"], [_PLAIN, _OFTEN, *_INDOORS, *_wheres("in", "the park")]),
    *_said(["sing", "work"], _wheres("in", "the old school, the small hotel")),
    *_said(["sleep", "sing", "work"], [Predicate("", tail=WELL)]),
    *_said(["sleep", "sing"], _wheres("under", "the tree, the old tree, the big tree")),
    *_said(["sing", "work", "eat"], _WITH),
    *_said(["eat"], [_PLAIN, *_INDOORS, *_wheres("in", "the park, the small hotel")]),
]
ROADS = [
    *(Predicate("go", tail=place("to", it)) for it in nominals("the market, the park, the hotel, the beach, the small hotel, the old market, the old school, the big park")),
    Predicate("go", tail=TO_SCHOOL),
]


def _afraid(it: Nominal) -> Predicate:
    return Predicate("be (hungry)", tail=join("{a} {o}", "{a} {o}", a=AFRAID, o=place("of", it)))


FEARS = [_afraid(it) for it in nominals("the dog, the dogs, the big dog, the black dog, the cat, the cats, the doctor, the teacher, the water, the old man, the small dog, your dog, my dog")]
NEEDS = [Predicate("be (hungry)", tail=HUNGRY), Predicate("be (hungry)", tail=THIRSTY)]
FINE = Predicate("be (well)", tail=WELL)
MOODS = [Predicate("be", state=state) for state in ("happy", "sad", "tired", "ill")]
DEEP_MOODS = [mood._replace(very=very) for mood, very in product(MOODS, (VERY,))]
TOO_DEAR = Predicate("be", state="expensive", very=TOO)

QUALITIES = {
    "big small old beautiful": "the house, the car, the garden, the city, the hotel, the school, the tree, my house, your house, your garden, the beach",
    "expensive": "the house, the car, the hotel, the book, the cheese, the red car, the old house, your car, the small hotel, the books, the flowers, the small white car",
    "red white beautiful": "the flower, the flowers, your flowers, her flowers",
    "black small white old big beautiful": "the dog, the cat, the dogs, the cats, my dog, your cat, his dog, the bird, the birds",
    "red small big": "the apple, the apples, your apple",
}
TRAITS = [(it, adjective) for adjectives, its in QUALITIES.items() for it in nominals(its) for adjective in adjectives.split()]
THINGS = _THINGS
SLEEPS_WELL = Predicate("sleep", tail=WELL)
SHOPPING = {
    "buy": nominals("bread, cheese, milk, coffee, apples, oranges, flowers, a cake, red apples, beautiful flowers, a book, old books, white flowers"),
    "eat": nominals("bread, cheese, an apple, an orange, a cake, a small cake, apples, a red apple, oranges, red apples"),
    "see": nominals("the dog, the cat, the garden, the house, a bird, a beautiful flower, the old tree, a black cat, the red car, a small dog, the hotel, the old school, my brother"),
}


def _with_things(verb: str, text: str) -> list[Predicate]:
    return [Predicate(verb, it) for it in nominals(text)]


CHORES = [
    *_with_things("eat", "an apple, bread, the cake, a small cake, cheese, an orange, a red apple, oranges"),
    *_with_things("drink", "milk, water, coffee, the coffee"),
    *_with_things("read", "a book, the letter, an old book, a beautiful story, the old letters, a letter, your letter"),
    *_with_things("buy", "flowers, red flowers, bread, a cake, white flowers, an old car, old books"),
    *_with_things("look for", "the key, the dog, the black cat, the book"),
    *_said(["sleep", "sing", "work"], [_PLAIN, *_INDOORS[:2]]),
    Predicate("sleep", tail=place("under", nominal("the old tree"))),
    *ROADS[:5],
]
HABITS = [
    *_with_things("eat", "bread, the cake, cheese, oranges"),
    *_with_things("drink", "milk, coffee, water"),
    *_with_things("read", "the book, books, the letter, old books"),
    *_with_things("buy", "flowers, the house, the red car"),
    *_with_things("have", "a dog, a car, a garden, a small house, a sister, a brother"),
    *_said(["sleep", "sing", "work"], [_PLAIN, Predicate("", tail=WELL), Predicate("", tail=place("in", nominal("the garden")))]),
    *ROADS[:5],
    *FEARS[:3],
    *NEEDS,
]
BEASTLY = [
    *_said(["sleep"], [_PLAIN, *_INDOORS, *_wheres("under", "the tree, the old tree")]),
    *_with_things("drink", "water, milk, the milk"),
    *_with_things("see", "the bird, the birds, the children, the man"),
    *_with_things("love", "the child, the children, the girl, the old woman"),
    *_said(["be"], [Predicate("", state=state) for state in ("tired", "ill", "beautiful", "happy", "sad")]),
    *NEEDS,
    *FEARS[6:9],
]
SOUGHT = "the key|own key|the book|own book|the letter|your letter|own red car|the hotel|the small hotel|the school|the house|your house|the old book|the small house|the park".split("|")
READABLE = "a book|books|an old book|old books|the book|the old book|a beautiful book|the books".split("|")
EDIBLE = "an apple|an orange|a cake|a red apple|apples|oranges|a big cake|a small cake|bread|cheese|the cake|the bread|red apples".split("|")
COSTLY = "the house|the car|the red car|the big house|the old house|the book|the flowers|the red flowers|the black car|the cheese|the small house|the old books|the small hotel".split("|")

_NOT = True
CAUSES = {
    "tired": (
        [*((it, False) for it in _said(["sleep"], [_PLAIN, *_INDOORS[:2]])), (Predicate("work"), _NOT), (Predicate("sing"), _NOT), (ROADS[-1], _NOT), (ROADS[3], _NOT)],
        [MOODS[2], MOODS[3], DEEP_MOODS[2], DEEP_MOODS[3]],
    ),
    "hungry": ([*((it, False) for it in _with_things("eat", "bread, cheese, an apple, the cake, the bread, a big cake, an orange")), (Predicate("sleep"), _NOT)], NEEDS[:1]),
    "thirsty": ([*((it, False) for it in _with_things("drink", "water, milk, the water, the milk")), (Predicate("sleep"), _NOT)], NEEDS[1:]),
    "sad": ([(Predicate("sing"), _NOT), (Predicate("eat"), _NOT), (SLEEPS_WELL, _NOT), (Predicate("work"), _NOT)], [MOODS[1], DEEP_MOODS[1], MOODS[3]]),
    "happy": ([(Predicate("sing"), False), (Predicate("sing", tail=_INDOORS[0].tail), False), (SLEEPS_WELL, False)], [MOODS[0], DEEP_MOODS[0]]),
    "afraid": ([(Predicate("sleep"), _NOT), (ROADS[1], _NOT), (SLEEPS_WELL, _NOT)], FEARS[:5]),
    "afraid at school": ([(ROADS[-1], _NOT)], [FEARS[7]]),
}
