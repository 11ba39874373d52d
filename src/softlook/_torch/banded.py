r"""Attention within a band, block by block, with its gradient; the backward pass computes the weights again.

Query i attends to keys i - left to i + right. B queries in a block see B + left + right keys; where these lie
wholly on the source, `as_strided` lays all of them out without a copy and one `bmm` takes a group of blocks. The few
blocks at the ends go one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

TILE = 2**17  # weights in a group of blocks: half a megabyte of float32


def banded(q: Tensor, k: Tensor, v: Tensor, sides: tuple[int, int], scale: float) -> Tensor:
    """Return c for (..., t_y, d), (..., t_x, d), (..., t_x, d_v); no sequence is empty. Differentiable once."""
    batch = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])  # type: ignore[no-untyped-call]
    q, k, v = (x.expand(*batch, *x.shape[-2:]).reshape(-1, *x.shape[-2:]).contiguous() for x in (q, k, v))
    band = _Band(*sides, scale, max(16, min(64, sum(sides))))
    c: Tensor = _Banded.apply(q, k, v, band)  # type: ignore[no-untyped-call]
    return c.reshape(*batch, *c.shape[-2:])


class _Band(NamedTuple):
    left: int
    right: int
    scale: float
    block: int

    @property
    def window(self) -> int:
        return self.block + self.left + self.right

    def bias(self, like: Tensor) -> Tensor:
        """Return 0 in the band and minus infinity beside it, for the rows and columns of a window."""
        r, c = torch.arange(self.block, device=like.device)[:, None], torch.arange(self.window, device=like.device)
        beside = (c < r) | (c > r + self.left + self.right)
        return like.new_zeros(self.block, self.window).masked_fill_(beside, -torch.inf)

    def groups(self, t_y: int, t_x: int) -> tuple[int, int, int]:
        """Return the first block whose window lies on the source, the first past those, and how many go together."""
        first = -(-self.left // self.block)
        past = max(first, min(t_y // self.block, (t_x - self.right) // self.block))
        return first, past, max(1, TILE // (self.block * self.window))

    def ends(self, t_y: int, t_x: int) -> Iterator[tuple[slice, slice, slice, slice]]:
        """Yield rows and columns of the blocks at both ends, and where the columns and rows lie in the window."""
        first, past, _ = self.groups(t_y, t_x)
        seeing = min(t_y, t_x + self.left)  # later queries see nothing
        for begin, end in ((0, min(first * self.block, seeing)), (past * self.block, seeing)):
            for r in range(begin, end, self.block):
                rows = slice(r, min(r + self.block, end))
                cols = slice(max(0, r - self.left), min(t_x, r + self.block + self.right))
                yield rows, cols, slice(0, rows.stop - r), slice(cols.start - r + self.left, cols.stop - r + self.left)

    def windows(self, x: Tensor, first: int, n: int) -> Tensor:
        """Lay out the windows of n blocks of one sequence (t_x, d), without a copy."""
        d = x.shape[1]
        offset = x.storage_offset() + (first * self.block - self.left) * d
        return x.as_strided((n, self.window, d), (self.block * d, d, 1), offset)


class _Banded(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, band: _Band) -> Tensor:
        c = v.new_zeros(q.shape[0], q.shape[1], v.shape[2])
        bias, (first, past, together) = band.bias(q), band.groups(q.shape[1], k.shape[1])
        tile = q.new_empty(together, band.block, band.window)
        for q_n, k_n, v_n, c_n in zip(q, k, v, c, strict=True):
            for b, n in _steps(first, past, together):
                rows = slice(b * band.block, (b + n) * band.block)
                q_b = q_n[rows].view(n, band.block, -1)
                alpha = _weights(q_b, band.windows(k_n, b, n), bias, band.scale, tile[:n])
                torch.bmm(alpha, band.windows(v_n, b, n), out=c_n[rows].view(n, band.block, -1))
            for rows, cols, r, w in band.ends(q.shape[1], k.shape[1]):
                c_n[rows] = _weights(q_n[None, rows], k_n[None, cols], bias[r, w], band.scale)[0] @ v_n[cols]
        ctx.save_for_backward(q, k, v, c)
        ctx.band = band
        return c

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, c = ctx.saved_tensors
        band: _Band = ctx.band
        g = g.contiguous()
        g_q, g_k, g_v = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
        mean = (g * c).sum(-1, keepdim=True)  # of each row's gradient, under its weights
        bias, (first, past, together) = band.bias(q), band.groups(q.shape[1], k.shape[1])
        tile, other = (q.new_empty(together, band.block, band.window) for _ in range(2))
        stride = -(-band.window // band.block)  # blocks this far from each other have windows that do not overlap
        for q_n, k_n, v_n, g_n, m_n, gq_n, gk_n, gv_n in zip(q, k, v, g, mean, g_q, g_k, g_v, strict=True):
            for b, n in _steps(first, past, together):
                rows = slice(b * band.block, (b + n) * band.block)
                q_b, g_b, m_b = (x[rows].view(n, band.block, -1) for x in (q_n, g_n, m_n))
                k_b, v_b = band.windows(k_n, b, n), band.windows(v_n, b, n)
                alpha = _weights(q_b, k_b, bias, band.scale, tile[:n])
                d_v = alpha.mT @ g_b
                d_e = torch.bmm(g_b, v_b.mT, out=other[:n]).sub_(m_b).mul_(alpha).mul_(band.scale)
                torch.bmm(d_e, k_b, out=gq_n[rows].view(n, band.block, -1))
                d_k = d_e.mT @ q_b
                for i in range(min(stride, n)):
                    for total, part in ((gk_n, d_k), (gv_n, d_v)):
                        band.windows(total, b, n)[i::stride].add_(part[i::stride])
            for rows, cols, r, w in band.ends(q.shape[1], k.shape[1]):
                alpha = _weights(q_n[None, rows], k_n[None, cols], bias[r, w], band.scale)[0]
                d_e = (g_n[rows] @ v_n[cols].T).sub_(m_n[rows]).mul_(alpha).mul_(band.scale)
                gq_n[rows] = d_e @ k_n[cols]
                gk_n[cols] += d_e.T @ q_n[rows]
                gv_n[cols] += alpha.T @ g_n[rows]
        return g_q, g_k, g_v, None


def _steps(first: int, past: int, together: int) -> Iterator[tuple[int, int]]:
    for b in range(first, past, together):
        yield b, min(together, past - b)


def _weights(q: Tensor, k: Tensor, bias: Tensor, scale: float, out: Tensor | None = None) -> Tensor:
    e = torch.baddbmm(bias, q, k.mT, alpha=scale, out=out)
    return torch.softmax(e, -1, out=e)
