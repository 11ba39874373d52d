"""The answers of chapter 6's quiz."""

from __future__ import annotations

import numpy as np
import pytest

from softlook import local_m, local_p


def test_quiz_6_axes():
    alpha = local_p(np.zeros((1, 20)), p=np.array([9.0]), half_width=3)[0]
    assert (alpha > 0).sum() == 7  # a mixture, within a window
    assert (alpha[:6] == 0).all()


def test_quiz_6_sum():
    assert local_p(np.zeros((1, 20)), p=np.array([9.0]), half_width=2).sum() < 0.5
    at_the_end = local_p(np.zeros((1, 20)), p=np.array([0.0]), half_width=2)
    assert at_the_end.sum() > 0.5  # more, not less
    assert local_m(np.zeros((5, 5)), half_width=2).sum(-1) == pytest.approx(np.ones(5))


def test_quiz_6_baseline():
    from softlook.experiments.hard_gradients import hard_gradients

    without, baseline = hard_gradients(5_000)[:2]
    for row in (without, baseline):
        assert row["bias"] < 4 * row["error"]
    assert baseline["noise"] < without["noise"] / 2


def test_quiz_6_work():
    from softlook.experiments.work import multiply_adds, work

    rows = {(row["support"], row["selection"]): row for row in work()}
    assert multiply_adds(0.0)["multiply_adds"] == multiply_adds(50.0)["multiply_adds"]
    assert rows["global", "hard"]["scored"] == rows["global", "soft"]["scored"] > rows["local", "soft"]["scored"]
    assert rows["global", "hard"]["read"] < rows["global", "soft"]["read"]
