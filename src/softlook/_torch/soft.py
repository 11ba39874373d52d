r"""Global soft attention by torch: SDPA for the contexts alone, one piece of memory where weights are wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import scaled_dot_product_attention

from softlook import _check
from softlook._array import autocasts, can_inspect
from softlook._torch import mapped, transformed

if TYPE_CHECKING:
    from torch import Tensor


def contexts(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None, bias: Tensor | None, mask: Tensor | None
) -> tuple[Tensor, None] | None:
    """Return c by SDPA and no alpha, or None where the plain backend has to report what is wrong, if anything is."""
    batch = _fit(q, k, v, bias, mask)
    if batch is None or mapped():
        return None
    shape, dtype = (*batch, q.shape[-2], v.shape[-1]), q.dtype
    if rounds := dtype.itemsize < 4 and q.device.type == "cpu":  # its kernel rounds the weights before it sums
        q, k, v = (x.float() for x in (q, k, v))
        bias = None if bias is None else bias.float()
    batch, (q, k, v), (bias, mask) = _without_groups(batch, (q, k, v), (bias, mask))
    lead = batch if len(batch) == 2 else (math.prod(batch), 1)  # its fast kernel on the CPU wants an axis of heads

    def headed(x: Tensor) -> Tensor:
        return x.expand(*batch, *x.shape[-2:]).reshape(*lead, *x.shape[-2:])

    pairs = mask
    if bias is not None:
        pairs = bias if mask is None else torch.where(mask, bias, bias.new_full((), -torch.inf))
    nowhere = None
    if pairs is not None:
        if not can_inspect(
            q
        ):  # rows that may attend nowhere cannot be told by their NaN: they attend, and are cleared
            nowhere = (pairs == (False if bias is None else -torch.inf)).all(-1, keepdim=True)
            pairs = torch.where(nowhere, pairs.new_zeros(()) if bias is not None else nowhere, pairs)
        pairs = headed(pairs) if pairs.ndim > 2 else torch.atleast_2d(pairs)  # type: ignore[no-untyped-call]
    c = scaled_dot_product_attention(headed(q), headed(k), headed(v), attn_mask=pairs, scale=scale)
    if nowhere is not None:
        c = c.reshape(*batch, *c.shape[-2:]).masked_fill(nowhere, 0)
    return None if has_nan(c) else ((c.to(dtype) if rounds else c).reshape(shape), None)


ONE_BLOCK = 32
"""As many queries as torch's kernel for contexts alone takes at once on the CPU; up to there products by batch win."""


def layer_of_torch(
    x: Tensor, heads: int, *, qkv: tuple[Tensor, Tensor | None], o: tuple[Tensor, Tensor | None], need_weights: bool
) -> tuple[Tensor, Tensor | None] | None:
    """Return c and alpha of one sequence (b, t, d) by the one call that is torch's own layer, where it is the fastest.

    `qkv` and `o` are the matrix and the bias of a projection. The call has no gradient: None where one is wanted,
    without a bias, for contexts alone of long sequences, and where a mode of torch follows the operations.
    """
    (w_qkv, b_qkv), (w_o, b_o) = qkv, o
    if b_qkv is None or b_o is None or not (need_weights or x.shape[-2] <= ONE_BLOCK):
        return None
    if torch._C._len_torch_dispatch_stack():  # noqa: SLF001 who counts the operations (FlopCounterMode) knows them singly
        return None
    if torch.is_grad_enabled() and any(p.requires_grad for p in (x, w_qkv, b_qkv, w_o, b_o)):
        return None
    d = x.shape[-1]
    c, alpha = torch._native_multi_head_attention(  # noqa: SLF001 what nn.MultiheadAttention calls in eval mode
        x, x, x, d, heads, w_qkv, b_qkv, w_o, b_o, None, need_weights, False, None
    )
    return c, alpha if need_weights else None


def heads(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, *, need_weights: bool, need_scores: bool
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    """Return c, alpha and e of arrays (b, heads, t, d) that have been checked, none of them empty.

    What is not needed is None. The default score and normalizer in as few passes as torch's own layer takes. A NaN
    comes out where one goes in, and where a row may attend nowhere while a gradient is wanted.
    """
    if not need_weights:
        return scaled_dot_product_attention(q, k, v, attn_mask=mask), None, None
    learned = torch.is_grad_enabled() and (q.requires_grad or k.requires_grad or v.requires_grad)
    e = (q / math.sqrt(q.shape[-1])) @ k.mT
    hidden = e if mask is None else e.masked_fill(~mask, -torch.inf)
    in_its_place = not learned and (mask is not None or not need_scores)
    alpha = torch.softmax(hidden, -1, out=hidden) if in_its_place else torch.softmax(hidden, -1)
    c = alpha @ v
    if mask is not None and not learned and has_nan(c):
        nowhere = ~mask.any(-1, keepdim=True)
        c, alpha = c.masked_fill(nowhere, 0), alpha.masked_fill(nowhere, 0)
    return c, alpha, e if need_scores else None


def has_nan(c: Tensor) -> bool:
    """Whether there is a NaN among numbers that may be looked at."""
    return can_inspect(c) and math.isnan(float(c.detach().sum()))


def in_place(
    q: Tensor, k: Tensor, v: Tensor, *, scale: float | None, bias: Tensor | None, mask: Tensor | None
) -> tuple[Tensor, Tensor] | None:
    """Return c and alpha, which is written over the scores, or None as above and where a gradient is wanted."""
    batch = _fit(q, k, v, bias, mask)
    learned = any(x is not None and x.requires_grad for x in (q, k, v, bias))
    if batch is None or transformed() or autocasts(q) or (learned and torch.is_grad_enabled()):
        return None
    q_k = _check.broadcast(tuple(q.shape[:-2]), tuple(k.shape[:-2]))
    if q_k != batch:  # only the values have these axes: the weights lack them
        return None
    shape, dtype = (*batch, q.shape[-2]), q.dtype
    batch, (q, k, v), (bias, mask) = _without_groups(batch, (q, k, v), (bias, mask))
    wide = torch.promote_types(dtype, torch.float32)
    flat_q, flat_k, flat_v = (x.expand(*batch, *x.shape[-2:]).reshape(-1, *x.shape[-2:]).to(wide) for x in (q, k, v))
    # what is scaled lives for the product alone: the weights are all that takes memory
    alpha = torch.bmm(flat_q / math.sqrt(q.shape[-1]) if scale is None else flat_q * scale, flat_k.mT).view(
        *batch, q.shape[-2], k.shape[-2]
    )
    if bias is not None:
        alpha.add_(bias)
    if mask is not None:
        torch.where(mask, alpha, torch.tensor(-torch.inf, dtype=alpha.dtype, device=alpha.device), out=alpha)
    nowhere = torch.isneginf(alpha.amax(-1, keepdim=True)) if mask is not None or bias is not None else None
    torch.softmax(alpha, -1, out=alpha)
    if nowhere is not None:
        alpha.masked_fill_(nowhere, 0)
    c = torch.bmm(alpha.view(-1, *alpha.shape[-2:]), flat_v)
    return None if has_nan(c) else (c.to(dtype).view(*shape, -1), alpha.to(dtype).view(*shape, -1))


def _without_groups(
    batch: tuple[int, ...], sequences: tuple[Tensor, ...], pairs: tuple[Tensor | None, ...]
) -> tuple[tuple[int, ...], tuple[Tensor, ...], tuple[Tensor | None, ...]]:
    """Join the queries that meet the same keys and values along the third axis from the end, as those of a group do.

    They become one sequence of queries: then nothing of k and v need be repeated.
    """
    q, k, v = sequences
    if not (q.ndim == k.ndim == v.ndim > 2 and q.shape[-3] > 1 and k.shape[-3] == v.shape[-3] == 1):
        return batch, sequences, pairs

    def joined(x: Tensor | None) -> Tensor | None:
        if x is None:
            return None
        x = x[(None,) * max(3 - x.ndim, 0)]
        return x.expand(*x.shape[:-3], *q.shape[-3:-1], x.shape[-1]).flatten(-3, -2)

    return batch[:-1], (q.flatten(-3, -2), k.squeeze(-3), v.squeeze(-3)), tuple(joined(x) for x in pairs)


def _fit(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None, mask: Tensor | None) -> tuple[int, ...] | None:
    """Return the leading axes if all fits and nothing is empty; else None: the plain backend reports what does not."""
    pairs = [x for x in (bias, mask) if x is not None]
    if not all(isinstance(x, torch.Tensor) for x in (q, k, v, *pairs)) or min(x.ndim for x in (q, k, v)) < 2:
        return None
    batch = _check.broadcast(*(tuple(x.shape[:-2]) for x in (q, k, v)))
    fits = (
        q.shape[-1] == k.shape[-1]
        and k.shape[-2] == v.shape[-2]
        and q.dtype == k.dtype == v.dtype
        and q.dtype.is_floating_point
    )
    if batch is None or not fits or 0 in (*batch, *q.shape, *k.shape, *v.shape):
        return None
    scores = (*(_check.broadcast(tuple(q.shape[:-2]), tuple(k.shape[:-2])) or ()), q.shape[-2], k.shape[-2])
    if any(_check.broadcast(tuple(x.shape), scores) != scores for x in pairs):
        return None
    if (mask is not None and mask.dtype != torch.bool) or (bias is not None and bias.dtype != q.dtype):
        return None
    return batch
