"""Clauses: verbs, participles, negation and clitics; by hand, and over every sentence of the corpus."""

from __future__ import annotations

import re

import pytest
from french import CLITIC, FINITE, FORMS, SUBJECT, offenders, written

from softlook.translate.corpus.clauses import (
    AND,
    BECAUSE,
    BUT,
    OFTEN,
    VERY,
    WELL,
    Predicate,
    clause,
    linked,
    place,
    predicate_of,
)
from softlook.translate.corpus.grammar import finish
from softlook.translate.corpus.lexicon import VERBS
from softlook.translate.corpus.noun_phrases import PRONOUNS, both, named, noun
from softlook.translate.corpus.world import FEARS, FINE


@pytest.mark.parametrize("subject", ["i", "you", "he", "she", "we", "they m"])
@pytest.mark.parametrize(("negated", "pattern"), [(False, "{s} {v}"), (True, "{s} {n} {v} pas")])
def test_all_persons(subject, negated, pattern):
    forms = {
        "i": ("j'", "ai"),
        "you": ("tu", "as"),
        "he": ("il", "a"),
        "she": ("elle", "a"),
        "we": ("nous", "avons"),
        "they m": ("ils", "ont"),
    }
    s, v = forms[subject]
    s = "je" if negated and s == "j'" else s
    ne = "n'"
    dog = "de chien" if negated else "un chien"
    assert (
        written(clause(PRONOUNS[subject].subject, Predicate("have", noun("dog", "a")), negated=negated))
        == f"{pattern.format(s=s, v=v, n=ne)} {dog}"
    )


def test_participles_agree():
    women = noun("woman", plural=True)
    assert (
        written(clause(women, Predicate("go", tail=place("to", noun("park")), past=True), negated=True))
        == "les femmes ne sont pas allées au parc"
    )
    assert (
        written(clause(noun("man"), Predicate("see", clitic=PRONOUNS["they f"], past=True))) == "l' homme les a vues"
    )
    assert written(clause(women, Predicate("see", noun("girl"), past=True))) == "les femmes ont vu la fille"


def test_be_is_one_of_three_verbs():
    she = PRONOUNS["she"].subject
    assert written(clause(she, Predicate("be", state="happy", very=VERY))) == "elle est très heureuse"
    assert written(clause(she, FEARS[0])) == "elle a peur du chien"
    assert written(clause(she, FINE, negated=True)) == "elle ne va pas bien"


def test_together_a_man_makes_it_masculine():
    assert (
        written(clause(both(named("marie"), named("anna")), Predicate("be", state="happy")))
        == "marie et anna sont heureuses"
    )
    assert (
        written(clause(both(named("marie"), named("paul")), Predicate("be", state="happy")))
        == "marie et paul sont heureux"
    )


def test_because_elides():
    i = PRONOUNS["i"].subject
    pair = finish(linked(clause(i, Predicate("sleep")), BECAUSE, clause(named("anna"), Predicate("sing"))))
    assert " ".join(pair.target) == "je dors parce qu' anna chante"
    assert [source for target, source in pair.words() if target in {"parce", "qu'"}] == ["because", "because"]


@pytest.mark.parametrize("subject", ["i", "you", "we"])
def test_what_would_tell_an_unknown_gender_is_refused(subject):
    i_you_or_we = PRONOUNS[subject].subject
    with pytest.raises(
        ValueError,
        match=rf"^state: 'happy' given, an adjective that has one form for both genders wanted, for '{subject}'$",
    ):
        clause(i_you_or_we, Predicate("be", state="happy"))
    with pytest.raises(
        ValueError, match=rf"^past: a participle that agrees with '{subject}' given, a known gender wanted$"
    ):
        clause(i_you_or_we, Predicate("go", past=True))
    assert clause(i_you_or_we, Predicate("be", state="sad"))


@pytest.mark.parametrize(
    ("predicate", "negated", "english", "french"),
    [
        (Predicate("sing", adverb=OFTEN), False, "she often sings", "elle chante souvent"),
        (Predicate("sing", tail=WELL), True, "she does not sing well", "elle ne chante pas bien"),
        (Predicate("look for", noun("key")), False, "she looks for the key", "elle cherche la clé"),
        (Predicate("look for", noun("key")), True, "she does not look for the key", "elle ne cherche pas la clé"),
        (
            Predicate("give", noun("book"), dative=PRONOUNS["i"]),
            False,
            "she gives me the book",
            "elle me donne le livre",
        ),
        (Predicate("love", clitic=PRONOUNS["they m"]), True, "she does not love them", "elle ne les aime pas"),
        (Predicate("have", noun("dog", "a")), True, "she does not have a dog", "elle n' a pas de chien"),
        (Predicate("be", state="ill"), True, "she is not ill", "elle n' est pas malade"),
        (Predicate("see", noun("dog"), past=True), True, "she did not see the dog", "elle n' a pas vu le chien"),
    ],
)
def test_a_clause_in_both_languages(predicate, negated, english, french):
    pair = finish(clause(PRONOUNS["she"].subject, predicate, negated=negated))
    assert (" ".join(pair.source), " ".join(pair.target)) == (english, french)


def test_a_predicate_without_its_subject_agrees_with_it():
    we = PRONOUNS["we"].subject
    assert written(predicate_of(we, Predicate("sing"))) == "chantons"
    assert written(predicate_of(we, Predicate("sing"), negated=True)) == "ne chantons pas"


@pytest.mark.parametrize(
    ("preposition", "wanted"),
    [
        ("in", "dans le parc"),
        ("under", "sous le parc"),
        ("to", "au parc"),
        ("with", "avec le parc"),
        ("of", "du parc"),
    ],
)
def test_a_place_by_its_preposition(preposition, wanted):
    assert written(place(preposition, noun("park"))) == wanted


def test_clauses_are_joined_by_a_conjunction_with_sure_links():
    he, she = (clause(PRONOUNS[name].subject, Predicate("sing")) for name in ("he", "she"))
    for link, wanted in ((AND, {("et", "and")}), (BUT, {("mais", "but")})):
        pair = finish(linked(he, link, she))
        assert wanted <= set(pair.words())
        assert len(pair.source) == len(pair.target) == 5


def test_predicates_agree_with_their_pronoun(corpus):
    """Il est fatigué, elles sont fatiguées; je, tu and nous with what has one form for both genders only."""
    of = {"il": ("m", False), "elle": ("f", False), "ils": ("m", True), "elles": ("f", True)}
    count = 0
    for pair in corpus:
        line = " ".join(pair.target)
        for subject, adjective in re.findall(
            r"(?:^| |')(je|tu|il|elle|nous|ils|elles) (?:n' |ne )?(?:suis|es|est|sommes|sont) "
            r"(?:pas )?(?:très |trop )?(\S+)",
            line,
        ):
            if adjective.startswith("allé"):
                assert adjective == "allé" + {"m": "", "f": "e"}[of[subject][0]] + "s" * of[subject][1], line
            elif subject in of:
                assert adjective == FORMS[adjective][0].form(*of[subject]), line
            else:
                assert FORMS[adjective][0].epicene, line
            count += 1
    assert count > 500


@pytest.mark.parametrize(("clitic", "ending"), [("her", "e"), ("him", ""), ("them", "s")])
def test_participles_agree_with_the_object_before_them(corpus, clitic, ending):
    pairs = [
        pair
        for pair in corpus
        if pair.source[-2:] == ("saw", clitic) or (pair.source[-2:] == ("see", clitic) and "did" in pair.source)
    ]
    assert pairs
    assert all(pair.target[-1] == "vu" + ending for pair in pairs)


def test_participles_do_not_agree_with_an_object_behind(corpus):
    assert all(
        pair.target[i + 1 : i + 2]
        for pair in corpus
        for i, word in enumerate(pair.target)
        if word == "vu" and "l'" not in pair.target[:i] and "les" not in pair.target[:i]
    )


def test_verbs_agree_with_their_pronoun(corpus):
    for pair in corpus:
        words = list(pair.target)
        for i, word in enumerate(words):
            if word not in SUBJECT or (word == "nous" and i and words[i - 1] not in {"mais", "et", "que", "qu'"}):
                continue
            rest = [text for text in words[i + 1 : i + 6] if text not in CLITIC | {"ne", "n'"}]
            assert any(verb.fr[SUBJECT[word]] == rest[0] for verb in VERBS.values()), str(pair)


def test_ne_and_pas_stand_around_the_verb_and_its_clitics(corpus):
    count = 0
    for pair in corpus:
        words = pair.target
        assert sum(word in {"ne", "n'"} for word in words) == words.count("pas") == pair.source.count("not"), str(pair)
        for i, word in enumerate(words):
            if word in {"ne", "n'"}:
                pas = words.index("pas", i)
                between = words[i + 1 : pas]
                assert between[-1] in FINITE, str(pair)
                assert len(between) <= 2, str(pair)
                assert set(between[:-1]) <= CLITIC, str(pair)
                count += 1
    assert count > 4000


def test_clitics_stand_before_the_verb(corpus):
    count = 0
    for pair in corpus:
        for i, j in pair.sure:
            if pair.source[j] in {"me", "him", "it", "us", "them"} and pair.target[i] in CLITIC:
                assert pair.target[i + 1] in FINITE, str(pair)
                count += 1
        for i, text in enumerate(pair.target):
            assert text not in {"me", "m'", "te", "t'", "lui"} or pair.target[i + 1] in FINITE, str(pair)
    assert count > 2000


def test_un_and_du_become_de_under_negation(lines):
    assert not offenders(lines, r"pas (?:un|une|du|des)")
    assert not offenders(lines, r"pas de la|pas de l' eau")
    assert offenders(lines, "pas de chien") or offenders(lines, "pas de voiture")
    assert offenders(lines, "pas d' eau")


def test_hope_takes_the_indicative_and_is_not_denied(lines):
    assert not offenders(lines, r"(?:n' )(?:espère|espères|espérons|espèrent)")
