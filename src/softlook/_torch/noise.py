"""Gumbel noise from torch's own generators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def gumbel(like: Tensor, seed: object) -> Tensor:
    """Draw standard Gumbel noise: minus the logarithm of an exponential draw, which is never 0."""
    if not isinstance(seed, torch.Generator):
        raise TypeError(f"seed: {type(seed).__name__} given, an int, a numpy Generator or a torch Generator wanted")
    draw = torch.empty(like.shape, dtype=torch.float64, device=like.device).exponential_(generator=seed)
    return -draw.log().to(like.dtype)
