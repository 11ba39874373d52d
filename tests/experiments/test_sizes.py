"""What goes into the documents' machine, and what comes out: counted on its parts."""

from __future__ import annotations

import pytest
import torch

from softlook.experiments.sizes import Sizes, sizes


def test_what_chapter_3_says():
    assert sizes() == Sizes(encoder=800, decoder=1300, scores=100, context=500, out=10_000)


def test_each_size_follows_what_it_is_made_of():
    assert sizes(vocabulary=7, embedding=2, hidden=3, t_x=4) == Sizes(encoder=5, decoder=8, scores=4, context=3, out=7)


def test_the_seed_outside_is_left_alone():
    before = torch.get_rng_state()
    sizes(vocabulary=7, embedding=2, hidden=3, t_x=4)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"vocabulary": 0}, "vocabulary: 0 given, a whole number of at least 1 wanted"),
        ({"t_x": -1}, "t_x: -1 given, a whole number of at least 1 wanted"),
    ],
)
def test_refuses(given, message):
    with pytest.raises(ValueError, match=message):
        sizes(**given)
