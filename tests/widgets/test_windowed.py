"""The numbers of Window: rows of weights around p, their jumps at the edges, and REINFORCE."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook.widgets import _windowed
from softlook.widgets._windowed import Setting

SCORES = np.array([0.2, 0.6, -0.4, 0.8, 1.5, 0.1, -0.4, 2.6, 1.0])
VALUES = np.array([0.1, 0.2, 0.0, 0.4, 1.0, 0.0, 0.0, 0.1, 0.6])
EVERYWHERE = np.ones(9, dtype=bool)


def setting(window="local-p", **changes):
    plain = {"half_width": 2, "truncate": True, "renormalize": False, "round_p": False, "selection": "soft"}
    return Setting(window, **plain | changes)


def test_what_cuts_off_and_what_stands_on_a_word():
    assert [setting(window).cuts for window in ("global", "local-m", "local-p")] == [False, True, True]
    assert not setting(truncate=False).cuts
    assert [setting(window).whole for window in ("global", "local-m", "local-p")] == [False, True, False]
    assert setting(round_p=True).whole


@pytest.mark.parametrize(
    ("changes", "p", "inside"),
    [
        ({}, 4.0, [2, 3, 4, 5, 6]),
        ({}, 4.6, [3, 4, 5, 6]),
        ({"round_p": True}, 4.6, [3, 4, 5, 6, 7]),
        ({"window": "local-m"}, 4.4, [2, 3, 4, 5, 6]),
        ({"half_width": 1}, 0.0, [0, 1]),
        ({"truncate": False}, 4.0, list(range(9))),
        ({"window": "global"}, 4.0, list(range(9))),
    ],
)
def test_near(changes, p, inside):
    assert np.flatnonzero(_windowed.near(9, p, setting(**changes))).tolist() == inside


def test_soft_weights_are_the_packages():
    mask = _windowed.near(9, 4.6, setting())
    wanted = softlook.local_p(SCORES[None], p=np.array([4.6]), half_width=2)[0]
    assert_allclose(_windowed.soft(SCORES, 4.6, mask, setting()), wanted, atol=1e-15)
    assert_allclose(_windowed.soft(SCORES, 4.6, mask, setting("local-m")), softlook.softmax(SCORES, mask))
    assert_allclose(_windowed.soft(SCORES, 4.6, mask, setting(renormalize=True)).sum(), 1)


def test_the_favoured_scores_hold_the_gaussian():
    """Their softmax is local-p's row, brought back to a sum of 1."""
    e = _windowed.favoured(SCORES, 4.6, setting())
    row = _windowed.soft(SCORES, 4.6, EVERYWHERE, setting())
    assert_allclose(softlook.softmax(e), row / row.sum(), rtol=1e-12)
    assert_allclose(_windowed.favoured(SCORES, 4.6, setting("local-m")), SCORES, atol=0)


def test_what_is_expected_of_each_selection():
    mask = _windowed.near(9, 4.6, setting())
    soft, hard, draw = (
        _windowed.expected(SCORES, 4.6, mask, setting(selection=selection)) for selection in ("soft", "hard", "draw")
    )
    assert_allclose(draw, soft / soft.sum(), rtol=1e-12)
    assert hard.tolist() == np.eye(9)[4].tolist()


@pytest.mark.parametrize(
    ("changes", "p", "edge"),
    [
        ({}, 0.0, 1.0),
        ({}, 4.4, 4.0),
        ({}, 4.5, 5.0),
        ({}, 8.0, 7.0),
        ({"round_p": True}, 4.4, 4.5),
        ({"window": "local-m"}, 8.0, 7.5),
        ({"truncate": False}, 4.4, None),
        ({"window": "global"}, 4.4, None),
    ],
)
def test_nearest_edge(changes, p, edge):
    assert _windowed.nearest_edge(9, p, setting(**changes)) == edge


@given(edge=st.integers(1, 7), half_width=st.integers(1, 4), selection=st.sampled_from(["soft", "draw"]))
def test_the_jump_is_the_context_on_both_sides(edge, half_width, selection):
    chosen = setting(half_width=half_width, selection=selection)

    def context(p):
        return _windowed.expected(SCORES, p, _windowed.near(9, p, chosen), chosen) @ VALUES

    jump = _windowed.jump(SCORES, VALUES, float(edge), chosen)
    assert_allclose(jump, [context(edge - 1e-9), context(float(edge)), context(edge + 1e-9)], atol=1e-6)


def test_a_centre_on_a_word_jumps_once():
    chosen = setting(round_p=True)
    before, here, after = _windowed.jump(SCORES, VALUES, 4.5, chosen)
    assert before != here == after


def test_draws_are_softlooks_own():
    mask = _windowed.near(9, 4.6, setting())
    drawn = _windowed.draws(SCORES, mask, 500, 7)
    assert drawn.tolist() == softlook.sample(np.tile(SCORES, (500, 1)), mask, seed=7).tolist()
    assert_allclose(drawn.mean(axis=0), softlook.softmax(SCORES, mask), atol=0.06)


@pytest.mark.parametrize("baseline", [0.0, 0.4])
def test_reinforce_is_torchs_gradient(baseline):
    import torch

    from softlook.nn import Reinforce, expected_cost

    e = torch.tensor(SCORES, requires_grad=True)
    costs = torch.tensor((VALUES - 0.3) ** 2)
    (exact,) = torch.autograd.grad(expected_cost(e, costs), e)
    pi = softlook.softmax(SCORES)
    mean, variance = _windowed.reinforce(pi, costs.numpy(), baseline, pi)
    assert_allclose(mean, exact, atol=1e-12)
    layer = Reinforce(seed=0).eval()
    layer.baseline.fill_(baseline)
    square = 0.0
    for j, weight in enumerate(pi):
        (g,) = torch.autograd.grad(layer.surrogate(costs[j], e, torch.eye(9, dtype=torch.float64)[j]), e)
        square += float(weight * g @ g)
    assert_allclose(variance, square - float(exact @ exact), rtol=1e-5)  # torch keeps the baseline in float32


def test_reinforce_without_chance_has_no_variance():
    pi = np.eye(3)[1]
    mean, variance = _windowed.reinforce(pi, np.array([1.0, 2.0, 3.0]), 0.5, pi)
    assert_allclose(mean, 0, atol=0)
    assert variance == 0
