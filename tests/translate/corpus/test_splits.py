from __future__ import annotations

import pytest

from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.corpus.splits import fingerprint, shuffled, split


def test_splits_are_a_partition_by_source(corpus):
    parts = split(corpus)
    sources = [{pair.source for pair in part} for part in parts]
    assert sum(map(len, parts)) == len(corpus)
    assert sum(map(len, sources)) == len(set.union(*sources))
    assert [len(part) / len(corpus) for part in parts] == pytest.approx([0.8, 0.1, 0.1], abs=0.01)
    assert not {pair.source for pair in demonstrations().values()} & set.union(*sources)


def test_the_seed_orders_and_moves_nothing(corpus):
    one, two = split(corpus, 1), split(corpus, 2)
    assert [set(part) for part in one] == [set(part) for part in two]
    assert one.train != two.train
    assert split(reversed(corpus), 1) == one


def test_one_source_with_two_targets_stands_on_one_side():
    pairs = [Pair((str(n),), (target,)) for n in range(300) for target in ("a", "b")]
    for part in split(pairs, validation=0.3, test=0.3):
        assert all(Pair(pair.source, (other,)) in part for pair in part for other in ("a", "b"))


def test_the_same_everywhere():
    assert [fingerprint(part) for part in split(dates(300), 7)] == [
        "d5074776d9b1b96e",
        "5da55dee7a429efc",
        "84c8673ada6013c1",
    ]


def test_fingerprint_sees_words_links_and_order():
    a, b = Pair(("a",), ("b",)), Pair(("c",), ("d",))
    link = frozenset({(0, 0)})
    assert (
        len(
            {
                fingerprint(pairs)
                for pairs in ([a, b], [b, a], [a], [a._replace(possible=link)], [a._replace(sure=link, possible=link)])
            }
        )
        == 5
    )


def test_refusals():
    with pytest.raises(ValueError, match=r"^seed: -1 given, a whole number of at least 0 wanted$"):
        split([], -1)
    with pytest.raises(TypeError, match=r"^seed: float given"):
        shuffled([], 1.0)
    with pytest.raises(
        ValueError, match=r"^validation, test: 0\.5 and 0\.5 given, shares that leave some for training wanted$"
    ):
        split([], validation=0.5, test=0.5)
    with pytest.raises(ValueError, match=r"^test: 0 given, a finite number above 0 wanted$"):
        split([], test=0)
