"""The corpus as a whole: its size, its words, its links, and that it is the same everywhere."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import LONGEST, demonstrations
from softlook.translate.corpus.splits import fingerprint, split

REVIEW = Path(__file__).with_name("review.tsv")
FINGERPRINT = "d43446d408ab265e"
GRAMMATICAL = {"the", "a", "an", "do", "does", "did", "for", "not"}


def test_there_are_enough(corpus):
    assert len(corpus) > 12_000
    assert len(set(corpus)) == len(corpus)


def test_a_source_has_one_translation(corpus):
    assert len({pair.source for pair in corpus}) == len(corpus)


def test_every_word_is_there_to_be_learned(corpus):
    train = split(corpus).train
    for side in ("source", "target"):
        often = Counter(text for pair in train for text in getattr(pair, side))
        assert {text for pair in corpus for text in getattr(pair, side)} == set(often)
        assert min(often.values()) >= 2


def test_one_in_five_has_a_genitive_at_the_most(corpus):
    """So that crossing over is learned, and does not rule what is said of alignments."""
    assert 0.1 < sum("'s" in pair.source for pair in corpus) / len(corpus) < 0.2


def test_most_long_sentences_say_two_things(corpus):
    """One half cannot be guessed from the other: it has no pronoun for it, does not negate it, and gives no reason."""
    long = [pair.source for pair in corpus if len(pair.source) >= 12]
    assert len(long) > 7_500
    assert sum(not {"it", "not", "because", "that"} & set(source) for source in long) / len(long) > 0.6


def test_short_and_long_ones(corpus):
    lengths = Counter(max(len(pair.source), len(pair.target)) for pair in corpus)
    assert max(lengths) == LONGEST
    assert min(lengths) == 2
    assert all(lengths[n] >= 80 for n in range(3, LONGEST + 1))


def test_the_lexicon_is_small(corpus):
    assert 90 <= len({text for pair in corpus for text in pair.source}) <= 200
    assert (
        90 <= len({text for pair in corpus for text in pair.target}) <= 240
    )  # forms: an English verb has two, a French one four or five


def test_tokens_are_lower_case_words(corpus):
    assert all(text == text.lower().strip() and text for pair in corpus for text in (*pair.source, *pair.target))


# -- links -----------------------------------------------------------------------------------------------------------


def test_links_are_within_the_sentence_and_sure_ones_possible(corpus):
    for pair in (*corpus, *demonstrations().values()):
        assert pair.sure <= pair.possible, str(pair)
        assert all(0 <= i < len(pair.target) and 0 <= j < len(pair.source) for i, j in pair.possible), str(pair)


def test_every_target_word_is_linked_and_surely_to_one_at_most(corpus):
    for pair in corpus:
        assert {i for i, _ in pair.possible} == set(range(len(pair.target))), str(pair)
        assert max(Counter(i for i, _ in pair.sure).values()) == 1, str(pair)


def test_every_source_word_is_linked_and_content_words_surely(corpus):
    for pair in corpus:
        assert {j for _, j in pair.possible} == set(range(len(pair.source))), str(pair)
        surely = {j for _, j in pair.sure}
        assert {text for j, text in enumerate(pair.source) if j not in surely} <= GRAMMATICAL, str(pair)


def test_words_that_are_always_linked_alike(corpus):
    wanted = {
        "pas": {"not"},
        "aime": {"love", "loves"},
        "faim": {"hungry"},
        "et": {"and"},
        "qu'": {"that", "because"},
        "vu": {"saw", "see"},
        "jardin": {"garden"},
        "cherche": {"look", "looks"},
    }
    seen = {text: set() for text in wanted}
    for pair in corpus:
        for target, source in pair.words():
            if target in seen:
                seen[target].add(source)
    assert seen == wanted


# -- demonstrations --------------------------------------------------------------------------------------------------


def test_i_love_you():
    pair = demonstrations()["i love you"]
    assert pair == Pair(
        ("i", "love", "you"),
        ("je", "t'", "aime"),
        frozenset({(0, 0), (1, 2), (2, 1)}),
        frozenset({(0, 0), (1, 2), (2, 1)}),
    )


def test_i_hope_you_are_well():
    pair = demonstrations()["i hope you are well"]
    assert pair.target == ("j'", "espère", "que", "tu", "vas", "bien")
    assert dict(pair.words()) == {"j'": "i", "espère": "hope", "tu": "you", "vas": "are", "bien": "well"}
    assert (2, 1) in pair.possible


def test_i_do_not_love_you():
    pair = demonstrations()["i do not love you"]
    assert " ".join(pair.target) == "je ne t' aime pas"
    assert pair.sure == {(0, 0), (2, 4), (3, 3), (4, 2)}
    assert pair.possible - pair.sure == {(1, 1), (1, 2), (3, 1)}


def test_no_sentence_contains_a_demonstration(corpus):
    lines = "\n".join(f" {' '.join(pair.source)} " for pair in corpus)
    assert not [text for text in demonstrations() if f" {text} " in lines]


def test_demonstrations_have_no_word_of_their_own(corpus):
    for side in ("source", "target"):
        known = {text for pair in corpus for text in getattr(pair, side)}
        assert {text for pair in demonstrations().values() for text in getattr(pair, side)} <= known


# -- the same everywhere ---------------------------------------------------------------------------------------------


def test_fingerprint(corpus):
    assert fingerprint(corpus) == FINGERPRINT


def test_a_fresh_process_gives_the_same(corpus):
    code = """
from softlook.translate.corpus.sentences import sentences
from softlook.translate.corpus.splits import fingerprint, split
print(fingerprint(sentences()), *(fingerprint(part) for part in split(sentences(), 3)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1"},  # sets come in another order there
        capture_output=True,
        text=True,
        check=True,
    )
    here = [fingerprint(corpus), *(fingerprint(part) for part in split(corpus, 3))]
    assert done.stdout.split() == here
    assert here[0] == FINGERPRINT


# -- the review ------------------------------------------------------------------------------------------------------


def test_what_was_reviewed_is_still_written(corpus):
    with REVIEW.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 200
    assert {row["verdict"] for row in rows} == {"right"}
    known = {" ".join(pair.source): " ".join(pair.target) for pair in corpus}
    assert {row["english"]: row["french"] for row in rows}.items() <= known.items()
