"""What fills the sentences of two clauses: errands, habits, objects sought or too expensive, causes."""

from __future__ import annotations

from softlook.translate.corpus.clauses import WELL, Predicate, place
from softlook.translate.corpus.world import (
    DEEP_MOODS,
    FEARS,
    INDOORS,
    JOURNEYS,
    MOODS,
    NEEDS,
    PLAIN,
    locations,
    noun_phrase,
    noun_phrases,
    parts,
    with_verbs,
)

SLEEPS_WELL = Predicate("sleep", tail=WELL)
SHOPPING = {
    "buy": noun_phrases(
        "bread, cheese, milk, coffee, apples, oranges, flowers, a cake, red apples, beautiful flowers, a book, "
        "old books, white flowers"
    ),
    "eat": noun_phrases(
        "bread, cheese, an apple, an orange, a cake, a small cake, apples, a red apple, oranges, red apples"
    ),
    "see": noun_phrases(
        "the dog, the cat, the garden, the house, a bird, a beautiful flower, the old tree, a black cat, the red car, "
        "a small dog, the hotel, the old school, my brother"
    ),
}


def _with_objects(verb: str, text: str) -> list[Predicate]:
    return [Predicate(verb, obj) for obj in noun_phrases(text)]


CHORES = [
    *_with_objects("eat", "an apple, bread, the cake, a small cake, cheese, an orange, a red apple, oranges"),
    *_with_objects("drink", "milk, water, coffee, the coffee"),
    *_with_objects(
        "read", "a book, the letter, an old book, a beautiful story, the old letters, a letter, your letter"
    ),
    *_with_objects("buy", "flowers, red flowers, bread, a cake, white flowers, old books"),
    *_with_objects("look for", "the key, the dog, the black cat, the book"),
    *with_verbs(["sleep", "sing", "work"], [PLAIN, *INDOORS[:2]]),
    Predicate("sleep", tail=place("under", noun_phrase("the old tree"))),
    *JOURNEYS[:5],
]
HABITS = [
    *_with_objects("eat", "bread, the cake, cheese, oranges"),
    *_with_objects("drink", "milk, coffee, water"),
    *_with_objects("read", "the book, books, the letter, old books"),
    *_with_objects("buy", "flowers, the house, the red car"),
    *_with_objects("have", "a dog, a cat, a small dog, a black cat"),
    *with_verbs(
        ["sleep", "sing", "work"],
        [PLAIN, Predicate("", tail=WELL), Predicate("", tail=place("in", noun_phrase("the garden")))],
    ),
    *JOURNEYS[:5],
    *FEARS[:3],
    *NEEDS,
]
ANIMAL_PREDICATES = [
    *with_verbs(["sleep"], [PLAIN, *INDOORS, *locations("under", "the tree, the old tree")]),
    *_with_objects("drink", "water, milk, the milk"),
    *_with_objects("see", "the bird, the birds, the children, the man"),
    *_with_objects("love", "the child, the children, the girl, the old woman"),
    *with_verbs(["be"], [Predicate("", state=state) for state in ("tired", "ill", "beautiful", "happy", "sad")]),
    *NEEDS,
    *FEARS[6:9],
]
SOUGHT = parts(
    "the key, own key, the book, own book, the letter, your letter, own red car, the hotel, the small hotel, "
    "the school, the house, your house, the old book, the small house, the park"
)
READABLE = parts("a book, books, an old book, old books, the book, the old book, a beautiful book, the books")
EDIBLE = parts(
    "an apple, an orange, a cake, a red apple, apples, oranges, a small cake, bread, cheese, the cake, the bread, "
    "red apples"
)
COSTLY = parts(
    "the house, the car, the red car, the big house, the old house, the book, the flowers, the red flowers, "
    "the black car, the cheese, the small house, the old books, the small hotel"
)

_NEGATED = True
CAUSES = {
    "tired": (
        [
            *((effect, False) for effect in with_verbs(["sleep"], [PLAIN, INDOORS[1]])),
            (Predicate("work"), _NEGATED),
            (Predicate("sing"), _NEGATED),
            (JOURNEYS[-1], _NEGATED),
            (JOURNEYS[3], _NEGATED),
        ],
        [MOODS[2], MOODS[3], DEEP_MOODS[2], DEEP_MOODS[3]],
    ),
    "hungry": (
        [
            *(
                (effect, False)
                for effect in _with_objects("eat", "bread, cheese, an apple, the cake, the bread, an orange")
            ),
            (Predicate("sleep"), _NEGATED),
        ],
        NEEDS[:1],
    ),
    "thirsty": (
        [
            *((effect, False) for effect in _with_objects("drink", "water, milk, the water, the milk")),
            (Predicate("sleep"), _NEGATED),
        ],
        NEEDS[1:],
    ),
    "sad": (
        [
            (Predicate("sing"), _NEGATED),
            (Predicate("eat"), _NEGATED),
            (SLEEPS_WELL, _NEGATED),
            (Predicate("work"), _NEGATED),
        ],
        [MOODS[1], DEEP_MOODS[1], MOODS[3]],
    ),
    "happy": (
        [(Predicate("sing"), False), (Predicate("sing", tail=INDOORS[0].tail), False), (SLEEPS_WELL, False)],
        [MOODS[0], DEEP_MOODS[0]],
    ),
    "afraid": ([(Predicate("sleep"), _NEGATED), (JOURNEYS[1], _NEGATED), (SLEEPS_WELL, _NEGATED)], FEARS[:4]),
    "afraid at school": ([(JOURNEYS[-1], _NEGATED)], [FEARS[7]]),
}
"""By name: effects, each with whether it is negated, and the reasons that may stand behind *because*."""
