"""What exercise 5.4 says of matrices that are none of its named wrong answers."""

from __future__ import annotations

import numpy as np
import pytest

from softlook.exercises import check

ONE = np.eye(6)


@pytest.mark.parametrize(
    ("answer", "feedback"),
    [
        ("words", "two matrices of numbers are wanted"),
        ((ONE,), "two matrices of numbers are wanted"),
        ((ONE[:5], ONE), "w_q has the shape (5, 6)"),
        ((ONE, np.full((6, 6), np.nan)), "w_k has the shape (6, 6); (6, 6) is wanted, with finite numbers"),
        ((20 * np.roll(ONE, 2, axis=0), ONE), " of 6 puts"),
    ],
)
def test_what_it_says(answer, feedback):
    verdict = check("5.4", answer)
    assert not verdict
    assert feedback in verdict.feedback


def test_any_sharp_pair_passes():
    rng = np.random.default_rng(0)
    turn = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert check("5.4", (turn @ (30 * np.eye(6, k=1)), turn))
    assert check("5.4", (1e300 * np.eye(6, k=1), ONE))  # as sharp as numbers are
