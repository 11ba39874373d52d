"""Claim 19: soft attention computes the same for every position; windows and hard selection compute less."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from softlook.experiments.work import multiply_adds, work


def test_pairs_scored_and_values_read():
    t, d, half = 20, 3, 2
    near = sum(min(t, i + half + 1) - max(0, i - half) for i in range(t))
    rows = {(row["support"], row["selection"]): row for row in work(t, d=d, half_width=half)}
    assert {key: (row["scored"], row["read"]) for key, row in rows.items()} == {
        ("global", "soft"): (t * t, t * t),
        ("global", "hard"): (t * t, t),
        ("local", "soft"): (near, near),
        ("local", "hard"): (near, t),
    }
    for row in rows.values():
        assert row["multiply_adds"] == d * (row["scored"] + row["read"])


def test_torch_counts_what_we_count():
    assert work(64, d=16)[0]["multiply_adds"] == multiply_adds(1.0, t=64, d=16)["multiply_adds"]


def test_a_small_weight_costs_what_a_large_one_does():
    even, sharp = multiply_adds(0.0), multiply_adds(50.0)
    assert even["multiply_adds"] == sharp["multiply_adds"]
    assert_allclose(even["favourite"], 1 / 64)
    assert sharp["favourite"] > 0.9


def test_sizes_are_whole_numbers():
    for call in (lambda: work(-1), lambda: multiply_adds(1.0, t=-1)):
        with pytest.raises(ValueError, match=r"^t: -1 given, a whole number of at least 0 wanted$"):
            call()
    for call in (lambda: work(1, d=-1), lambda: multiply_adds(1.0, d=-1)):
        with pytest.raises(ValueError, match=r"^d: -1 given"):
            call()
