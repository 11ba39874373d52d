"""Torch's own backends, loaded when an argument is a tensor: the one place of the core that may import torch.

Each module computes what a plain function says, and is tested equal to it: faster, or in less memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.utils.checkpoint import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def transformed() -> bool:
    """Whether torch.func is at work (vmap, jacrev, ...), which wants plain functions."""
    return bool(torch._C._are_functorch_transforms_active())  # noqa: SLF001 torch has no public name for it


def again(step: Callable[..., Tensor], *tile: Tensor | None) -> Tensor:
    """Take a step; where a gradient is wanted, take it again in the backward pass rather than keep its results."""
    if transformed() or not torch.is_grad_enabled():
        return step(*tile)
    c: Tensor = checkpoint(step, *tile, use_reentrant=False, preserve_rng_state=False)
    return c
