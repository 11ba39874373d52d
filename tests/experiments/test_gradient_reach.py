"""How far back a gradient reaches: against a recurrence whose answer is known, and the book's own finding."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from softlook.experiments.gradient_reach import READERS, gradient_reach


class Halving(torch.nn.Module):
    """h_j = h_(j-1) / 2 + x_j: the gradient halves with every step."""

    def forward(self, x):
        n = x.shape[1]
        steps = torch.arange(n)[:, None] - torch.arange(n)
        powers = torch.where(steps >= 0, 0.5 ** steps.clamp(min=0).to(x.dtype), torch.zeros((), dtype=x.dtype))
        return powers @ x, None


def column(rows, reader):
    return np.array([row.gradient for row in rows if row.reader == reader])


def test_a_recurrence_that_halves():
    assert_allclose(
        column(gradient_reach(12, seeds=2, recurrence=Halving()), "fixed vector"), 0.5 ** np.arange(12), rtol=1e-12
    )


def test_attention_on_one_word_follows_the_recurrence_from_there():
    there = column(gradient_reach(12, width=8, margin=200.0, seeds=2, recurrence=Halving()), READERS[2])
    assert_allclose(there[5:], 0.5 ** np.arange(7), rtol=1e-9)  # word 6 of 12 is 5 steps from the end
    assert (there[:5] < 1e-12).all()


def test_what_chapter_3_says():
    rows = gradient_reach()
    fixed, soft, one = (column(rows, reader) for reader in READERS)
    assert len(fixed) == 60
    assert fixed[59] < 1e-9  # gone
    assert soft.max() / soft.min() < 10  # flat
    assert soft[0] < 0.1  # and dearly bought: near the end it is the weaker one
    assert (soft[10:] > fixed[10:]).all()
    assert one[29] > 0.3
    assert one[:25].max() < 1e-3


def test_the_seed_outside_is_left_alone():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    gradient_reach(3, width=2, seeds=1)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"length": 0}, "length: 0 given, a whole number of at least 1 wanted"),
        ({"width": -1}, "width: -1 given, a whole number of at least 1 wanted"),
        ({"seeds": 0}, "seeds: 0 given, a whole number of at least 1 wanted"),
        ({"margin": 0.0}, "margin: 0.0 given, a finite number above 0 wanted"),
    ],
)
def test_refuses(given, message):
    with pytest.raises(ValueError, match=message):
        gradient_reach(**given)
