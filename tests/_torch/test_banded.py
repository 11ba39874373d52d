from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from softlook import attend, attend_local_m, band, causal, dot, local_m, scaled_dot
from softlook._torch import banded as kernel


def random(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


@pytest.mark.parametrize("back_only", [False, True])
@pytest.mark.parametrize(
    ("t_y", "t_x", "half_width"), [(70, 70, 3), (100, 30, 5), (30, 100, 5), (50, 50, 100), (65, 200, 0)]
)
def test_gradient_of_the_band(monkeypatch, t_y, t_x, half_width, back_only):
    monkeypatch.setattr(kernel, "TILE", 1200)
    q, k, v = (torch.asarray(x).requires_grad_() for x in random((2, t_y, 3), (t_x, 3), (2, t_x, 2)))
    mask = band(t_y, t_x, half_width, like=q) & (causal(t_y, t_x, like=q) if back_only else torch.tensor(True))
    c, whole = attend_local_m(q, k, v, half_width=half_width, causal=back_only), attend(q, k, v, mask=mask).c
    (g,) = (torch.asarray(x) for x in random(tuple(c.shape), seed=1))
    for a, b in zip(torch.autograd.grad(c, (q, k, v), g), torch.autograd.grad(whole, (q, k, v), g), strict=True):
        assert_allclose(a, b, rtol=1e-10, atol=1e-10)


def test_the_band_works_under_torch_func():
    q, k, v = (torch.asarray(x) for x in random((20, 2), (20, 2), (20, 2)))
    jacobian = torch.func.jacrev(lambda v: attend_local_m(q, k, v, half_width=2))(v)
    alpha = attend(q, k, v, normalize=partial(local_m, half_width=2)).alpha
    assert_allclose(jacobian[:, 0, :, 0], alpha, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("score", [dot, scaled_dot])
def test_tensors_take_the_fast_backend(monkeypatch, score):
    taken = []
    monkeypatch.setattr(kernel, "banded", lambda *given: taken.append(given[3:]) or given[2])
    x = torch.ones(2, 3, 4)
    assert attend_local_m(x, x, x, half_width=1, score=score, causal=True) is x
    assert taken == [((1, 0), 0.5 if score is scaled_dot else 1.0)]
