"""How parameters begin."""

from __future__ import annotations

import math

import torch
from torch import nn

from softlook import _check


def matrix(*shape: int, device: torch.device | str | None = None, dtype: torch.dtype | None = None) -> nn.Parameter:
    """Draw a parameter uniformly in +-1/sqrt(width), as torch's linear layers begin."""
    for n in shape:
        size("width", n)
    bound = 1 / math.sqrt(shape[-1])
    return nn.Parameter(torch.empty(shape, device=device, dtype=dtype).uniform_(-bound, bound))


def size(name: str, value: object) -> None:
    """Refuse what is no int above 0."""
    _check.count(name, value)
    _check.positive(name, value)
