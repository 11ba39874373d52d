r"""Global soft attention by torch: SDPA for the contexts alone, one piece of memory where weights are wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import scaled_dot_product_attention

from softlook import _check
from softlook._torch import transformed

if TYPE_CHECKING:
    from torch import Tensor


def contexts(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> tuple[Tensor, None] | None:
    """Return c by SDPA and no alpha, or None where the plain backend has to report what is wrong, if anything is."""
    batch = _fit(q, k, v, mask)
    if batch is None or transformed():
        return None
    lead = batch if len(batch) == 2 else (math.prod(batch), 1)  # its fast kernel on the CPU wants an axis of heads

    def headed(x: Tensor) -> Tensor:
        return x.expand(*batch, *x.shape[-2:]).reshape(*lead, *x.shape[-2:])

    if mask is not None:
        mask = headed(mask) if mask.ndim > 2 else torch.atleast_2d(mask)  # type: ignore[no-untyped-call]
    c = scaled_dot_product_attention(headed(q), headed(k), headed(v), attn_mask=mask)
    c = c.reshape(*batch, q.shape[-2], v.shape[-1])
    return None if math.isnan(float(c.detach().sum())) else (c, None)


def in_place(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor] | None:
    """Return c and alpha, which is written over the scores, or None as above and where a gradient is wanted."""
    batch = _fit(q, k, v, mask)
    wants_gradient = torch.is_grad_enabled() and (q.requires_grad or k.requires_grad or v.requires_grad)
    if batch is None or wants_gradient or transformed():
        return None
    q_k = _check.broadcast(tuple(q.shape[:-2]), tuple(k.shape[:-2]))
    if q_k != batch:  # only the values have these axes: the weights lack them
        return None
    flat_q, flat_k, flat_v = (x.expand(*batch, *x.shape[-2:]).reshape(-1, *x.shape[-2:]) for x in (q, k, v))
    alpha = torch.bmm(flat_q / math.sqrt(q.shape[-1]), flat_k.mT).view(*batch, q.shape[-2], k.shape[-2])
    if mask is not None:
        torch.where(mask, alpha, torch.tensor(-torch.inf, dtype=alpha.dtype, device=alpha.device), out=alpha)
    torch.softmax(alpha, -1, out=alpha)
    if mask is not None:
        alpha.masked_fill_(~mask.any(-1, keepdim=True), 0)
    c = torch.bmm(alpha.view(-1, *alpha.shape[-2:]), flat_v).view(*batch, q.shape[-2], v.shape[-1])
    return None if math.isnan(float(c.sum())) else (c, alpha)


def _fit(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> tuple[int, ...] | None:
    """Return the leading axes if all fits and nothing is empty; else None: the plain backend reports what does not."""
    arrays = (q, k, v) if mask is None else (q, k, v, mask)
    if not all(isinstance(x, torch.Tensor) for x in arrays) or min(x.ndim for x in (q, k, v)) < 2:
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
    if mask is not None:
        scores = (*(_check.broadcast(tuple(q.shape[:-2]), tuple(k.shape[:-2])) or ()), q.shape[-2], k.shape[-2])
        if mask.dtype != torch.bool or _check.broadcast(tuple(mask.shape), scores) != scores:
            return None
    return batch
