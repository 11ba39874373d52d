"""A pair and its links."""

from __future__ import annotations

from softlook.translate.corpus.pair import Pair

SURE, POSSIBLE = frozenset({(0, 0), (2, 1)}), frozenset({(0, 0), (2, 1), (1, 1)})


def test_a_pair_is_written_as_a_line():
    assert str(Pair(("no",), ("non", "merci"))) == "no -> non merci"


def test_words_of_the_sure_links_come_in_the_order_of_the_target():
    pair = Pair(("drinks", "milk"), ("boit", "du", "lait"), frozenset({(2, 1), (0, 0)}), POSSIBLE)
    assert pair.words() == [("boit", "drinks"), ("lait", "milk")]


def test_without_gold_there_are_no_links():
    pair = Pair(("no",), ("non",))
    assert pair.sure == pair.possible == frozenset()
    assert pair.words() == []


def test_pairs_are_equal_by_value_and_can_be_kept_in_a_set():
    one, two = (Pair(("no",), ("non",), SURE, POSSIBLE) for _ in range(2))
    assert one == two
    assert len({one, two, one._replace(sure=frozenset())}) == 2
