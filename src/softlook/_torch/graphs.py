"""Sums and maxima over the edges of each node by torch: no sorting, one pass, differentiable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from softlook._torch import transformed

if TYPE_CHECKING:
    from torch import Tensor


def total(x: Tensor, target: Tensor, n: int) -> Tensor:
    """Return, for each of n nodes, the sum of x over the edges that end there."""
    return x.new_zeros((n, *x.shape[1:])).index_add(0, target, x)


def largest(e: Tensor, target: Tensor, n: int) -> Tensor:
    """Return, for each of n nodes, the largest e over the edges that end there, or minus infinity. No gradient."""
    e = e.detach()
    index = target.reshape(-1, *[1] * (e.ndim - 1)).expand_as(e)
    return e.new_full((n, *e.shape[1:]), -torch.inf).scatter_reduce(0, index, e, "amax")


def weigh(alpha: Tensor, fresh: Tensor) -> Tensor:
    """Return alpha times what was just gathered.

    Where no gradient is wanted it is written over that: fresh memory costs more than the product.
    """
    wants_gradient = torch.is_grad_enabled() and (alpha.requires_grad or fresh.requires_grad)
    if wants_gradient or transformed() or alpha.shape[:-1] != fresh.shape[:-1]:
        return alpha * fresh
    return fresh.mul_(alpha)


def leaky_relu(x: Tensor, slope: float) -> Tensor:
    """Return x where it is above 0, slope times x elsewhere, in one pass."""
    return torch.nn.functional.leaky_relu(x, slope)
