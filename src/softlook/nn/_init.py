"""How parameters begin."""

from __future__ import annotations

import math

import torch
from torch import nn


def matrix(*shape: int, device: torch.device | str | None = None, dtype: torch.dtype | None = None) -> nn.Parameter:
    """Draw a parameter uniformly in +-1/sqrt(width), as torch's linear layers begin."""
    bound = 1 / math.sqrt(shape[-1])
    return nn.Parameter(torch.empty(shape, device=device, dtype=dtype).uniform_(-bound, bound))
