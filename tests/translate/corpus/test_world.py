"""Noun phrases and predicates that go together."""

from __future__ import annotations

import pytest
from french import written

from softlook.translate.corpus import world
from softlook.translate.corpus.clauses import WELL, Predicate, clause
from softlook.translate.corpus.noun_phrases import PRONOUNS, named, noun

SUBJECTS = {"i": "my", "you": "your", "we": "our", "he": "his", "she": "her", "they m": "the"}


@pytest.mark.parametrize(
    ("text", "lemma", "plural", "french"),
    [
        ("an old tree", "tree", False, "un vieil arbre"),
        ("a tree", "tree", False, "un arbre"),
        ("trees", None, None, None),
        ("children", "child", True, "des enfants"),
        ("old books", "book", True, "de vieux livres"),
        ("cheese", "cheese", False, "du fromage"),
        ("her black cat", "cat", False, "son chat noir"),
    ],
)
def test_an_english_noun_phrase_is_read(text, lemma, plural, french):
    if lemma is None:
        with pytest.raises(ValueError, match=rf"^text: '{text}' given, a noun of the lexicon at its end wanted$"):
            world.noun_phrase(text)
    else:
        phrase = world.noun_phrase(text)
        assert (phrase.lemma, phrase.plural, written(phrase.phrase)) == (lemma, plural, french)
        assert " ".join(phrase.phrase.source) == text


def test_texts_are_split_at_commas():
    assert world.parts("a dog, the cat,water") == ["a dog", "the cat", "water"]
    assert [phrase.lemma for phrase in world.noun_phrases("a dog, the cats, water")] == ["dog", "cat", "water"]


@pytest.mark.parametrize(("name", "possessive"), SUBJECTS.items())
def test_own_is_the_possessive_of_the_subject(name, possessive):
    subject = PRONOUNS[name].subject
    assert world.possessive_of(subject) == possessive
    assert " ".join(world.resolve(subject, "own small dog").phrase.source) == f"{possessive} small dog"
    assert world.resolve(subject, "a dog") == noun("dog", "a")
    assert world.resolve(subject, noun("cat")) == noun("cat")


@pytest.mark.parametrize("verb", world.OBJECTS)
def test_every_object_can_be_read_for_every_subject(verb):
    for subject in world.SUBJECTS:
        for obj in world.objects_of(verb):
            resolved = world.resolve(subject, obj)
            assert "own" not in resolved.phrase.source
            assert resolved.lemma in obj or resolved.plural


def test_belongings_have_an_owner_and_children_own_no_house():
    owners = {owner.lemma for owner in world.OWNERS}
    for verb in world.OBJECTS:
        for phrase in world.belongings_of(verb):
            source = phrase.phrase.source
            assert "'s" in source
            owner = source[: source.index("'s")][-1]
            assert owner in owners | {"friend", *("paul", "marie", "anna")}
            assert not (owner in world.YOUNGSTERS and source[-1] in {"house", "car", "garden", "key", "coffee"}), (
                source
            )
    assert len(world.belongings_of("love")) > 100
    assert not world.belongings_of("give")


def test_a_subject_alone_may_leave_open_whose_it_is():
    assert any(subject.phrase.source[0] in {"his", "her"} for subject in world.SUBJECTS)
    assert not any(other.phrase.source[0] in {"his", "her"} for other in world.OTHERS)


def test_predicates_of_a_place_and_with_their_verbs():
    garden, park = world.locations("in", "the garden, the park")
    assert garden.verb == park.verb == ""
    both = world.with_verbs(["sing", "work"], [garden, Predicate("", tail=WELL)])
    assert [predicate.verb for predicate in both] == ["sing", "sing", "work", "work"]
    assert written(clause(named("anna"), both[0])) == "anna chante dans le jardin"
    assert written(clause(named("anna"), both[3])) == "anna travaille bien"


def test_every_predicate_makes_a_clause():
    she = PRONOUNS["she"].subject
    many = [*world.ACTIVITIES, *world.JOURNEYS, *world.OFTEN_JOURNEYS, *world.FEARS, *world.NEEDS, world.FINE]
    many += [*world.MOODS, *world.DEEP_MOODS, world.TOO_EXPENSIVE]
    sentences = [" ".join(clause(she, predicate).source) for predicate in many]
    assert len(set(sentences)) == len(sentences)
    assert "she is afraid of the dog" in sentences
    assert "she often goes to the market" in sentences
    assert "she is very happy" in sentences


def test_traits_go_with_their_subjects():
    sentences = {" ".join(clause(subject, Predicate("be", state=state)).source) for subject, state in world.TRAITS}
    assert {"the house is expensive", "the dogs are black", "the apples are red"} & sentences == {
        "the dogs are black",
        "the apples are red",
        "the house is expensive",
    }
    assert "the dog is expensive" not in sentences
