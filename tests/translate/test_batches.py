from __future__ import annotations

import numpy as np
import pytest

from softlook.translate.batches import Batches
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.pair import Pair
from softlook.translate.vocabulary import Vocabulary


def test_an_epoch_holds_every_pair_once():
    pairs = dates(320)
    source, target = (
        Vocabulary.of(side) for side in zip(*[(pair.source, pair.target) for pair in pairs], strict=True)
    )
    batches = Batches(pairs, source, target, batch=7, seed=3)
    for epoch in range(2):
        seen = []
        for n in range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch):
            x, y, targets = batches[n]
            assert len(x) <= 7
            assert (x > 0).all()
            assert (y[:, 0] == 1).all()
            assert (y[:, 1:] == np.where(targets[:, :-1] == 2, 0, targets[:, :-1])).all()
            assert ((targets == 2).sum(1) == 1).all()
            seen += [(source.decode(one), target.decode(other)) for one, other in zip(x, targets, strict=True)]
        assert sorted(seen) == sorted((pair.source, pair.target) for pair in pairs)


def test_a_batch_hangs_on_the_seed_and_its_number_alone():
    pairs = dates(320)
    source, target = (
        Vocabulary.of(side) for side in zip(*[(pair.source, pair.target) for pair in pairs], strict=True)
    )
    batches, again, other = (Batches(pairs, source, target, batch=7, seed=seed) for seed in (3, 3, 4))
    assert any(batches[n].x.tolist() != other[n].x.tolist() for n in range(batches.per_epoch))
    assert batches[0].x.tolist() != batches[batches.per_epoch].x.tolist()
    far = batches.per_epoch + 2
    np.testing.assert_array_equal(again[far].x, batches[far].x)  # any batch at once


def test_targets_of_all_lengths_stand_in_a_batch():
    """Batches of one target length each would pull the weights to and fro: the same steps would reach less."""
    pairs = [Pair(("a", "b"), tuple("xyzuvw"[: 1 + n % 6])) for n in range(60)]
    batches = Batches(pairs, Vocabulary(["a", "b"]), Vocabulary(list("xyzuvw")), batch=10)
    for n in range(2 * batches.per_epoch):
        assert len(set((batches[n].targets > 0).sum(1))) > 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pairs": []}, "pairs: none given, at least one wanted"),
        ({"batch": 0}, "batch: 0 given"),
        ({"batch": 2.0}, "batch: float given"),
        ({"seed": -1}, "seed: -1 given"),
    ],
)
def test_errors(changes, message):
    words = Vocabulary(["a"])
    with pytest.raises((TypeError, ValueError), match=message):
        Batches(**{"pairs": [Pair(("a",), ("a",))], "source": words, "target": words} | changes)
