"""Claim 11: who moves whom, with a causal mask and without."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softlook import causal, self_attend
from softlook.experiments.leaks import influence, predict_next


def test_under_a_mask_only_what_came_before_moves_an_output():
    assert_array_equal(influence(7, masked=True) > 0, causal(7))


def test_without_a_mask_every_token_moves_every_output():
    assert (influence(7, masked=False) > 0.01).all()


def test_one_entry_by_hand():
    rng = np.random.default_rng(2)
    x, other = rng.normal(size=(2, 3, 4))
    w = {name: rng.normal(size=(4, 4)) / 2 for name in ("w_q", "w_k", "w_v")}
    changed = x.copy()
    changed[1] = other[1]
    moved = np.linalg.norm(self_attend(changed, **w).c[2] - self_attend(x, **w).c[2])
    assert_allclose(influence(3, masked=False, d=4, seed=2)[2, 1], moved)


def test_attention_ahead_predicts_what_nobody_can():
    assert predict_next(masked=False) == 1
    assert_allclose(
        predict_next(masked=True), 0.1, atol=4 * (0.1 * 0.9 / (40 * 49)) ** 0.5
    )  # chance, within four standard errors


def test_sizes_are_whole_numbers():
    for call in (lambda: influence(-1, masked=True), lambda: predict_next(masked=True, t=-1)):
        with pytest.raises(ValueError, match=r"^t: -1 given, a whole number of at least 0 wanted$"):
            call()
    with pytest.raises(ValueError, match=r"^d: -1 given"):
        influence(2, masked=True, d=-1)
    with pytest.raises(ValueError, match=r"^sequences: -1 given"):
        predict_next(masked=True, sequences=-1)
    with pytest.raises(ValueError, match=r"^symbols: -1 given"):
        predict_next(masked=True, symbols=-1)
