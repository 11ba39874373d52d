from __future__ import annotations

import pytest
import torch

from softlook.translate.regularisation import Regularisation


def test_the_bias_grows_with_the_distance_from_the_diagonal():
    e = Regularisation(diagonal_bias=2.0).scores(torch.zeros(2, 7))
    assert e.tolist() == [[-0.0, -0.5, -2.0, -4.5, -8.0, -8.0, -8.0], [-0.5, -0.0, -0.5, -2.0, -4.5, -8.0, -8.0]]


def test_the_bias_of_a_step_is_that_of_its_row():
    regularisation, e = Regularisation(diagonal_bias=1.5), torch.randn(3, 5, 7)
    whole = regularisation.scores(e)
    for i in range(5):
        torch.testing.assert_close(regularisation.scores(e[:, i : i + 1], i), whole[:, i : i + 1], rtol=0, atol=0)


def test_the_noise_has_its_deviation():
    e = torch.randn(50, 20, 30)
    noise = Regularisation(score_noise=0.7).scores(e) - e
    assert abs(float(noise.std()) - 0.7) < 0.02
    assert abs(float(noise.mean())) < 0.02


def test_a_state_is_dropped_whole():
    s = torch.randn(100, 20, 16)
    dropped = Regularisation(state_dropout=0.3).states(s)
    gone, kept = ((dropped == each).all(-1) for each in (torch.zeros_like(s), s))
    assert (gone ^ kept).all()
    assert abs(float(gone.float().mean()) - 0.3) < 0.04


def test_none_changes_nothing_and_draws_nothing():
    regularisation, e = Regularisation(), torch.randn(2, 3)
    before = torch.get_rng_state()
    assert regularisation.scores(e, 1) is e
    assert regularisation.states(e) is e
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_scores_keep_their_type_and_their_gradient(dtype):
    e = torch.randn(2, 3, dtype=dtype, requires_grad=True)
    biased = Regularisation(diagonal_bias=1.0).scores(e)
    assert biased.dtype == dtype
    (gradient,) = torch.autograd.grad(biased.sum(), e)
    assert torch.equal(gradient, torch.ones_like(e))
