"""Claim 9: several heads cost no more parameters and multiply-adds than one, but more entries."""

from __future__ import annotations

import pytest
import torch

from softlook.experiments.head_costs import HEADS, head_costs
from softlook.nn import MultiHead


def test_heads_share_parameters_and_multiply_adds_and_the_entries_grow():
    rows = head_costs(d=64, t=32)
    assert [row["heads"] for row in rows] == list(HEADS)
    assert {row["parameters"] for row in rows} == {4 * 64 * 64 + 4 * 64}
    assert {row["multiply_adds"] for row in rows} == {4 * 32 * 64**2 + 2 * 32**2 * 64}
    assert [row["entries"] for row in rows] == [h * 32 * 32 for h in HEADS]
    assert [row["width"] * row["heads"] for row in rows] == [64] * len(HEADS)


def test_it_counts_as_many_parameters_as_torch_has():
    (row,) = head_costs([3], d=24, t=2)
    for layer in (torch.nn.MultiheadAttention(24, 3), MultiHead(24, 3)):
        assert row["parameters"] == sum(parameter.numel() for parameter in layer.parameters())


def test_heads_must_divide_the_width():
    with pytest.raises(ValueError, match=r"^heads: 5 given, a divisor of the width 64 wanted$"):
        head_costs([5])
    with pytest.raises(ValueError, match=r"^t: -1 given, a whole number of at least 0 wanted$"):
        head_costs([1], t=-1)
