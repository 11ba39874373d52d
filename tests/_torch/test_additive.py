from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

import softlook._tiling as tiling
from softlook import additive

rng = np.random.default_rng(0)


def normal(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def small_tiles(monkeypatch, size=256):
    monkeypatch.setattr(tiling, "TILE_BYTES", size)


@pytest.mark.parametrize("batch", [(), (2,)])
def test_additive_in_tiles_has_the_gradient(monkeypatch, batch):
    def plain(q, k, w_q, w_k, v_a):
        return torch.tanh((q @ w_q.T)[..., :, None, :] + (k @ w_k.T)[..., None, :, :]) @ v_a

    given_ = [torch.asarray(x).requires_grad_() for x in normal((*batch, 5, 2), (7, 3), (4, 2), (4, 3), (4,))]
    small_tiles(monkeypatch)
    e = additive(given_[0], given_[1], w_q=given_[2], w_k=given_[3], v_a=given_[4])
    weight = torch.asarray(rng.standard_normal(tuple(e.shape)))
    for tiled, whole in zip(
        torch.autograd.grad((e * weight).sum(), given_),
        torch.autograd.grad((plain(*given_) * weight).sum(), given_),
        strict=True,
    ):
        assert_allclose(tiled, whole, rtol=1e-10, atol=1e-10)
    call = lambda q, k, w_q, w_k, v_a: additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a)  # noqa: E731
    assert torch.autograd.gradcheck(call, given_)
    assert torch.autograd.gradgradcheck(call, given_)


def test_additive_in_tiles_works_under_torch_func(monkeypatch):
    q, k, v_a = map(torch.asarray, normal((5, 4), (7, 4), (4,)))
    eye = torch.eye(4, dtype=torch.float64)
    call = lambda q: additive(q, k, w_q=eye, w_k=None, v_a=v_a)  # noqa: E731
    whole = torch.func.jacrev(call)(q)
    small_tiles(monkeypatch)
    assert_allclose(torch.func.jacrev(call)(q), whole, rtol=1e-12)


def test_additive_gradient_takes_only_what_needs_it(monkeypatch):
    small_tiles(monkeypatch, 64)
    q, k, v_a = (torch.asarray(x) for x in normal((5, 4), (7, 4), (4,)))
    q.requires_grad_()
    eye = torch.eye(4, dtype=torch.float64)
    call = lambda q: additive(q, k, w_q=eye, w_k=None, v_a=v_a)  # noqa: E731
    assert torch.autograd.gradcheck(call, (q,))
    assert torch.autograd.gradgradcheck(call, (q,))
    assert math.isfinite(float(call(q).detach().sum()))
