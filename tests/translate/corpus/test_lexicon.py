"""The forms of the lexicon, against rules of English and French that it does not know."""

from __future__ import annotations

import re

import pytest

from softlook.translate.corpus.lexicon import (
    ADJECTIVES,
    AVOIR,
    ETRE,
    FRIENDS,
    MANY,
    NAMES,
    NOUNS,
    ONE,
    POSSESSIVES,
    VERBS,
    WE,
    YOU,
    Adjective,
    I,
    Verb,
)

VOWEL = re.compile("[aeiouyhâàéèêîôœ]")
REGULAR = ["love", "help", "eat", "buy", "look for", "give", "sing", "work", "hope"]


def test_an_entry_is_found_by_its_english():
    for entries in (NOUNS, ADJECTIVES):
        assert all(name == entry.en for name, entry in entries.items())


def test_nouns_have_a_gender_and_both_plurals_or_none():
    for noun in NOUNS.values():
        assert noun.gender in {"m", "f"}
        assert bool(noun.en_plural) == bool(noun.fr_plural)
        assert noun.fr_plural in {"", f"{noun.fr}s", f"{noun.fr}x"}
    assert (NOUNS["bird"].fr_plural, NOUNS["child"].en_plural) == ("oiseaux", "children")
    assert {noun.gender for noun in FRIENDS.values()} == set(NAMES.values()) == {"m", "f"}


def test_plurals_of_adjectives_and_the_form_before_a_vowel():
    for adjective in ADJECTIVES.values():
        assert adjective.f_plural == f"{adjective.f}s"
        assert adjective.m_plural in {f"{adjective.m}s", f"{adjective.m}x", adjective.m}
        assert bool(adjective.m_vowel) == (adjective.m in {"beau", "vieux"})


def test_forms_agree_and_an_epicene_adjective_has_one_for_both():
    red = ADJECTIVES["red"]
    assert [red.form(gender, plural) for gender in "mf" for plural in (False, True)] == [
        "rouge",
        "rouges",
        "rouge",
        "rouges",
    ]
    assert red.epicene
    assert not ADJECTIVES["happy"].epicene
    assert Adjective("x", "a", "b", "c", "d").form("f", plural=True) == "d"


@pytest.mark.parametrize("name", REGULAR)
def test_verbs_in_er_take_the_regular_endings(name):
    je, tu, il, nous, ils = VERBS[name].fr
    assert (tu, il, ils) == (f"{je}s", je, f"{je}nt")
    assert re.fullmatch(r"\w+e?ons", nous)


def test_english_has_an_s_in_the_third_person_alone():
    for name, verb in VERBS.items():
        assert len(verb.fr) == 5
        if verb.is_be:
            assert [verb.english(who) for who in (I, YOU, ONE, WE, MANY)] == ["am", "are", "is", "are", "are"]
        else:
            assert verb.english(ONE).endswith("s"), name
            assert {verb.english(who) for who in (I, YOU, WE, MANY)} == {verb.en[0]}, name
    assert Verb(("go", "goes"), ()).english(ONE) == "goes"


def test_avoir_and_etre_build_the_past():
    assert (AVOIR[ONE], ETRE[MANY]) == ("a", "sont")
    assert {name: (verb.past, verb.participle) for name, verb in VERBS.items() if verb.past or verb.participle} == {
        "see": ("saw", "vu"),
        "go": ("went", "allé"),
    }


def test_possessives_have_masculine_feminine_and_plural():
    for masculine, feminine, plural in POSSESSIVES.values():
        assert plural.endswith("s")
        assert masculine[0] == feminine[0] == plural[0]
