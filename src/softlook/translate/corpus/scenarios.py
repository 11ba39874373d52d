"""What makes a story of two clauses: errands, habits, things looked for or too expensive, causes."""

from __future__ import annotations

from softlook.translate.corpus.clauses import WELL, Predicate, place
from softlook.translate.corpus.world import (
    DEEP_MOODS,
    FEARS,
    INDOORS,
    MOODS,
    NEEDS,
    PLAIN,
    ROADS,
    nominal,
    nominals,
    said,
    wheres,
)

SLEEPS_WELL = Predicate("sleep", tail=WELL)
SHOPPING = {
    "buy": nominals(
        "bread, cheese, milk, coffee, apples, oranges, flowers, a cake, red apples, beautiful flowers, a book, old books, white flowers"
    ),
    "eat": nominals(
        "bread, cheese, an apple, an orange, a cake, a small cake, apples, a red apple, oranges, red apples"
    ),
    "see": nominals(
        "the dog, the cat, the garden, the house, a bird, a beautiful flower, the old tree, a black cat, the red car, a small dog, the hotel, the old school, my brother"
    ),
}


def _with_things(verb: str, text: str) -> list[Predicate]:
    return [Predicate(verb, it) for it in nominals(text)]


CHORES = [
    *_with_things("eat", "an apple, bread, the cake, a small cake, cheese, an orange, a red apple, oranges"),
    *_with_things("drink", "milk, water, coffee, the coffee"),
    *_with_things(
        "read", "a book, the letter, an old book, a beautiful story, the old letters, a letter, your letter"
    ),
    *_with_things("buy", "flowers, red flowers, bread, a cake, white flowers, old books"),
    *_with_things("look for", "the key, the dog, the black cat, the book"),
    *said(["sleep", "sing", "work"], [PLAIN, *INDOORS[:2]]),
    Predicate("sleep", tail=place("under", nominal("the old tree"))),
    *ROADS[:5],
]
HABITS = [
    *_with_things("eat", "bread, the cake, cheese, oranges"),
    *_with_things("drink", "milk, coffee, water"),
    *_with_things("read", "the book, books, the letter, old books"),
    *_with_things("buy", "flowers, the house, the red car"),
    *_with_things("have", "a dog, a cat, a small dog, a black cat"),
    *said(
        ["sleep", "sing", "work"],
        [PLAIN, Predicate("", tail=WELL), Predicate("", tail=place("in", nominal("the garden")))],
    ),
    *ROADS[:5],
    *FEARS[:3],
    *NEEDS,
]
BEASTLY = [
    *said(["sleep"], [PLAIN, *INDOORS, *wheres("under", "the tree, the old tree")]),
    *_with_things("drink", "water, milk, the milk"),
    *_with_things("see", "the bird, the birds, the children, the man"),
    *_with_things("love", "the child, the children, the girl, the old woman"),
    *said(["be"], [Predicate("", state=state) for state in ("tired", "ill", "beautiful", "happy", "sad")]),
    *NEEDS,
    *FEARS[6:9],
]
SOUGHT = [
    "the key",
    "own key",
    "the book",
    "own book",
    "the letter",
    "your letter",
    "own red car",
    "the hotel",
    "the small hotel",
    "the school",
    "the house",
    "your house",
    "the old book",
    "the small house",
    "the park",
]
READABLE = ["a book", "books", "an old book", "old books", "the book", "the old book", "a beautiful book", "the books"]
EDIBLE = [
    "an apple",
    "an orange",
    "a cake",
    "a red apple",
    "apples",
    "oranges",
    "a small cake",
    "bread",
    "cheese",
    "the cake",
    "the bread",
    "red apples",
]
COSTLY = [
    "the house",
    "the car",
    "the red car",
    "the big house",
    "the old house",
    "the book",
    "the flowers",
    "the red flowers",
    "the black car",
    "the cheese",
    "the small house",
    "the old books",
    "the small hotel",
]

_NOT = True
CAUSES = {
    "tired": (
        [
            *((it, False) for it in said(["sleep"], [PLAIN, INDOORS[1]])),
            (Predicate("work"), _NOT),
            (Predicate("sing"), _NOT),
            (ROADS[-1], _NOT),
            (ROADS[3], _NOT),
        ],
        [MOODS[2], MOODS[3], DEEP_MOODS[2], DEEP_MOODS[3]],
    ),
    "hungry": (
        [
            *((it, False) for it in _with_things("eat", "bread, cheese, an apple, the cake, the bread, an orange")),
            (Predicate("sleep"), _NOT),
        ],
        NEEDS[:1],
    ),
    "thirsty": (
        [
            *((it, False) for it in _with_things("drink", "water, milk, the water, the milk")),
            (Predicate("sleep"), _NOT),
        ],
        NEEDS[1:],
    ),
    "sad": (
        [(Predicate("sing"), _NOT), (Predicate("eat"), _NOT), (SLEEPS_WELL, _NOT), (Predicate("work"), _NOT)],
        [MOODS[1], DEEP_MOODS[1], MOODS[3]],
    ),
    "happy": (
        [(Predicate("sing"), False), (Predicate("sing", tail=INDOORS[0].tail), False), (SLEEPS_WELL, False)],
        [MOODS[0], DEEP_MOODS[0]],
    ),
    "afraid": ([(Predicate("sleep"), _NOT), (ROADS[1], _NOT), (SLEEPS_WELL, _NOT)], FEARS[:4]),
    "afraid at school": ([(ROADS[-1], _NOT)], [FEARS[7]]),
}
