r"""The additive score of all pairs through one small tile, with its gradient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch

from softlook._torch import transformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


def tiled(q: Tensor, k: Tensor, v_a: Tensor, budget: int) -> Tensor:
    r"""Return :math:`v_a^\top \tanh(q_i + k_j)` for (..., t_y, d_a) and (..., t_x, d_a), in `budget` bytes.

    Differentiable once. Under :mod:`torch.func`, and where a second derivative is wanted, the formula is taken as it
    stands.
    """
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2])  # type: ignore[no-untyped-call]
    q, k = (x.expand(*batch, *x.shape[-2:]).reshape(-1, *x.shape[-2:]) for x in (q, k))
    if transformed():
        return _plain(q, k, v_a).reshape(*batch, q.shape[-2], k.shape[-2])
    e: Tensor = _Tiled.apply(q, k, v_a, budget)  # type: ignore[no-untyped-call]
    return e.reshape(*batch, q.shape[-2], k.shape[-2])


def _plain(q: Tensor, k: Tensor, v_a: Tensor) -> Tensor:
    return torch.tanh(q[..., :, None, :] + k[..., None, :, :]) @ v_a


class _Tiled(torch.autograd.Function):
    """The hidden layer is computed again in the backward pass, tile by tile, rather than kept."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v_a: Tensor, budget: int) -> Tensor:
        ctx.save_for_backward(q, k, v_a)
        ctx.budget = budget
        e = q.new_empty(q.shape[0], q.shape[1], k.shape[1])
        for b, rows, cols, hidden in _tiles(q, k, budget):
            torch.add(q[b, rows, None], k[b, None, cols], out=hidden)
            e[b, rows, cols] = hidden.tanh_() @ v_a
        return e

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v_a = ctx.saved_tensors
        if torch.is_grad_enabled():  # a second derivative is wanted
            inputs = [x for x in (q, k, v_a) if x.requires_grad]
            gradients = iter(torch.autograd.grad(_plain(q, k, v_a), inputs, g, create_graph=True))
            return (*(next(gradients) if x.requires_grad else None for x in (q, k, v_a)), None)
        g_q, g_k, g_v = (torch.zeros_like(x, memory_format=torch.contiguous_format) for x in (q, k, v_a))
        for b, rows, cols, hidden in _tiles(q, k, ctx.budget):
            torch.add(q[b, rows, None], k[b, None, cols], out=hidden)
            hidden.tanh_()
            g_tile = g[b, rows, cols]
            g_v += torch.einsum("ij,ija->a", g_tile, hidden)
            hidden.square_().neg_().add_(1).mul_(g_tile[..., None])  # the gradient before tanh, but for v_a
            g_q[b, rows] += hidden.sum(1)
            g_k[b, cols] += hidden.sum(0)
        return g_q.mul_(v_a), g_k.mul_(v_a), g_v, None


def _tiles(q: Tensor, k: Tensor, budget: int) -> Iterator[tuple[int, slice, slice, Tensor]]:
    """Go over all pairs; each step lends the same preallocated memory for the hidden layer of its own pairs."""
    n, t_y, d_a = q.shape
    t_x = k.shape[1]
    pairs = max(1, budget // max(1, d_a * q.element_size()))
    wide = max(1, min(t_x, pairs))
    tall = max(1, min(t_y, pairs // wide))
    memory = q.new_empty(tall * wide * d_a)
    for b in range(n):
        for i in range(0, t_y, tall):
            for j in range(0, t_x, wide):
                rows, cols = slice(i, min(i + tall, t_y)), slice(j, min(j + wide, t_x))
                size = (rows.stop - i, cols.stop - j, d_a)
                yield b, rows, cols, memory[: math.prod(size)].view(size)
