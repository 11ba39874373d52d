"""Templates, links, contraction and elision: by hand, and over every sentence of the corpus."""

from __future__ import annotations

import pytest
from french import VOWEL, offenders

from softlook.translate.corpus.grammar import EMPTY, elides, finish, join, word


def test_links_by_hand():
    boy = finish(join("{a} of#1 the#2 boy#3", "{a} de=1 le=2 garçon=3", a=word("afraid", "peur")))
    assert boy.target == ("peur", "du", "garçon")
    assert boy.sure == {(0, 0), (1, 1), (2, 3)}
    assert boy.possible == {(0, 0), (1, 1), (1, 2), (2, 3)}


def test_a_faulty_template_is_named():
    with pytest.raises(ValueError, match=r"^template: 'ne=' given, a word or a \{part\} with its marks wanted$"):
        join("not#1", "ne=")


def test_a_missing_part_is_a_key_error():
    with pytest.raises(KeyError, match="b"):
        join("{a} {b}", "{b} {a}", a=word("a", "a"))


def test_the_links_of_a_part_move_with_it():
    """The part stands second in one language and first in the other; the rule adds links to its head."""
    cat = join("black#1 cat#2", "chat=2 noir=1")
    phrase = join("i#1 see#2 {c}", "{c} je=1 vois=2~c", c=cat)
    assert phrase.source == ("i", "see", "black", "cat")
    assert phrase.target == ("chat", "noir", "je", "vois")
    assert phrase.sure == {(0, 3), (1, 2), (2, 0), (3, 1)}
    assert phrase.possible - phrase.sure == {(3, 2)}  # the head of the part is its first word with a sure link


def test_an_empty_part_writes_nothing():
    assert join("{a} go#1", "va=1 {a}", a=EMPTY) == word("go", "va")


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("à le parc", "au parc"),
        ("à le hôtel", "à l' hôtel"),
        ("à la école", "à l' école"),
        ("de les amis", "des amis"),
        ("parce que elle", "parce qu' elle"),
        ("je ne ai pas", "je n' ai pas"),
        ("je te aime", "je t' aime"),
        ("de le", "du"),
    ],
)
def test_contraction_and_elision_by_hand(target, wanted):
    assert " ".join(finish(join("", target)).target) == wanted


def test_a_contracted_word_keeps_the_links_of_its_preposition():
    pair = finish(join("to#1 the#2 park#3", "à=1 le=2 parc=3"))
    assert pair.sure == {(0, 0), (1, 2)}
    assert pair.possible == {(0, 0), (0, 1), (1, 2)}


@pytest.mark.parametrize("text", ["homme", "eau", "école", "œuf", "y"])
def test_vowels_and_the_mute_h_elide(text):
    assert elides(text)
    assert not elides("n" + text)


def test_what_elides_is_elided(lines):
    assert not offenders(lines, rf"(?:je|me|te|le|la|ne|de|que) {VOWEL}\S*")


def test_what_is_elided_stands_before_a_vowel(lines):
    assert not offenders(lines, r"\S*' [^aeiouyhàâéèêîôû]\S*")
    assert {word for line in lines for word in line.split() if word.endswith("'")} == {
        "j'",
        "m'",
        "t'",
        "l'",
        "n'",
        "d'",
        "qu'",
    }


def test_nothing_else_is_apostrophised_or_contracted(lines):
    assert not offenders(lines, r"(?:de|à) les?")
    assert not offenders(lines, rf"(?:du|au) {VOWEL}\S*")
    for contracted in ("du", "des", "au", "aux"):
        assert offenders(lines, contracted)
