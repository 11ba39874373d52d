"""What fills the sentences of two clauses."""

from __future__ import annotations

import pytest
from french import written

from softlook.translate.corpus import scenarios
from softlook.translate.corpus.clauses import BECAUSE, clause, linked
from softlook.translate.corpus.grammar import finish
from softlook.translate.corpus.noun_phrases import PRONOUNS, noun
from softlook.translate.corpus.world import ESTATE, OBJECTS, resolve

SHE = PRONOUNS["she"].subject


@pytest.mark.parametrize("name", ["CHORES", "HABITS", "ANIMAL_PREDICATES"])
def test_every_predicate_makes_a_clause_of_its_own(name):
    predicates = getattr(scenarios, name)
    assert len({clause(SHE, predicate).source for predicate in predicates}) == len(predicates)


@pytest.mark.parametrize("verb", scenarios.SHOPPING)
def test_what_is_bought_eaten_and_seen_together_is_distinct(verb):
    phrases = [phrase.phrase.source for phrase in scenarios.SHOPPING[verb]]
    assert len(set(phrases)) == len(phrases)
    assert verb in OBJECTS


@pytest.mark.parametrize("name", ["SOUGHT", "READABLE", "EDIBLE", "COSTLY"])
def test_every_text_is_a_noun_phrase(name):
    texts = getattr(scenarios, name)
    assert len(set(texts)) == len(texts)
    assert all(resolve(SHE, text).lemma for text in texts)


def test_what_is_eaten_is_food_and_what_is_read_a_book():
    assert {resolve(SHE, text).lemma for text in scenarios.EDIBLE} == {"apple", "orange", "cake", "bread", "cheese"}
    assert {resolve(SHE, text).lemma for text in scenarios.READABLE} == {"book"}
    assert {resolve(SHE, text).lemma for text in scenarios.COSTLY} - ESTATE == {"book", "flower", "cheese"}


@pytest.mark.parametrize("name", scenarios.CAUSES)
def test_every_effect_has_a_reason(name):
    effects, reasons = scenarios.CAUSES[name]
    for predicate, negated in effects:
        for reason in reasons:
            pair = finish(linked(clause(SHE, predicate, negated=negated), BECAUSE, clause(SHE, reason)))
            assert pair.source.count("because") == 1
            assert ("not" in pair.source) is negated


def test_an_animal_drinks_and_sleeps_and_has_moods():
    dog = noun("dog")
    sentences = {written(clause(dog, predicate)) for predicate in scenarios.ANIMAL_PREDICATES}
    assert {"le chien boit de l' eau", "le chien dort sous l' arbre", "le chien est triste"} <= sentences
    assert not any("chante" in sentence or "lit" in sentence for sentence in sentences)
