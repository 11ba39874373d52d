"""What keeps a sentence from making sense, by hand."""

from __future__ import annotations

import pytest

from softlook.translate.corpus.clauses import Predicate, place
from softlook.translate.corpus.constraints import alike, clash, contrast, disjoint, gender_unknown, implausible
from softlook.translate.corpus.noun_phrases import PRONOUNS, both, named, noun

JE, TU, IL, ELLE, NOUS = (PRONOUNS[name] for name in ("i", "you", "he", "she", "we"))


@pytest.mark.parametrize(
    ("subject", "other", "wanted"),
    [
        (JE.subject, JE, True),
        (JE.subject, NOUS, True),
        (NOUS.subject, JE, True),
        (JE.subject, TU, False),
        (IL.subject, IL, False),  # he sees him: another
        (noun("dog", "my"), JE, False),
        (JE.subject, JE.subject, True),
        (JE.subject, noun("dog", "my"), False),
        (IL.subject, IL.subject, False),
    ],
)
def test_nobody_meets_himself(subject, other, wanted):
    assert clash(subject, other) is wanted


@pytest.mark.parametrize(
    ("subject", "state", "wanted"),
    [
        (JE.subject, "happy", True),
        (JE.subject, "sad", False),
        (ELLE.subject, "happy", False),
        (NOUS.subject, "tired", True),
    ],
)
def test_an_unknown_gender_takes_no_adjective_that_shows_it(subject, state, wanted):
    assert gender_unknown(subject, state) is wanted


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (noun("child"), noun("girl"), False),
        (noun("boy"), noun("child", plural=True), False),
        (noun("boy"), noun("girl"), True),
        (noun("child"), noun("man"), True),
        (noun("child"), noun("child"), True),
    ],
)
def test_girls_are_children(one, other, wanted):
    assert disjoint(one, other) is wanted
    assert disjoint(other, one) is wanted


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (Predicate("sing"), Predicate("sing"), True),
        (Predicate("sing"), Predicate("work"), False),
        (Predicate("eat", noun("apple", "a")), Predicate("eat", noun("orange", "a")), True),
        (Predicate("eat", noun("apple", "a")), Predicate("eat", noun("cake")), False),  # one, and the one
        (Predicate("buy", noun("house")), Predicate("buy", noun("car")), True),
        (Predicate("buy", noun("house")), Predicate("buy", noun("book")), False),  # of another price
        (Predicate("eat", noun("cake")), Predicate("buy", noun("cake")), False),
        (Predicate("go", tail=place("to", noun("park"))), Predicate("go", tail=place("to", noun("beach"))), True),
    ],
)
def test_a_contrast_is_of_one_kind(first, second, wanted):
    assert contrast(first, second) is wanted


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (noun("dog", "a"), noun("cat", "a"), True),
        (noun("dog", "a"), noun("dog", "a", "black"), False),
        (noun("dog", "a"), noun("cat"), False),
        (noun("key"), noun("park"), False),
        (noun("key"), noun("letter"), True),
        (noun("house"), noun("garden"), True),
    ],
)
def test_objects_that_go_together_are_alike(one, other, wanted):
    assert alike(one, other) is wanted
    assert alike(other, one) is wanted


@pytest.mark.parametrize(
    ("subject", "verb", "obj", "wanted"),
    [
        (noun("girl"), "buy", noun("house"), True),
        (noun("child", plural=True), "have", noun("car", "a"), True),
        (noun("girl"), "see", noun("house"), False),
        (noun("girl"), "buy", noun("book"), False),
        (noun("woman"), "buy", noun("house"), False),
        (noun("girl"), "sing", None, False),
    ],
)
def test_no_child_buys_a_house(subject, verb, obj, wanted):
    assert implausible(subject, verb, obj) is wanted


def test_a_couple_has_no_lemma_and_so_nothing_forbids_it():
    couple = both(named("paul"), named("anna"))
    assert not clash(couple, JE)
    assert not implausible(couple, "buy", noun("house"))
