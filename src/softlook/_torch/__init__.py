"""Torch's own backends, loaded when an argument is a tensor: the one place of the core that may import torch.

Each module computes what a plain function says, and is tested equal to it: faster, or in less memory.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING

from softlook._array import autocasts
from softlook._array import mapped as mapped
from softlook._array import transformed as transformed
from softlook._extras import extra

with extra("torch"):
    import torch
    from torch.utils.checkpoint import checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor


@contextmanager
def full_precision(*tensors: Tensor) -> Iterator[tuple[Tensor, ...]]:
    """Lend the tensors to a function with a gradient of its own: in one dtype, without autocast between its steps."""
    if not autocasts(*tensors):
        yield tensors
        return
    dtype = reduce(torch.promote_types, (tensor.dtype for tensor in tensors))
    with torch.autocast(tensors[0].device.type, enabled=False):
        yield tuple(tensor.to(dtype) for tensor in tensors)


def check_dtype(name: str, x: Tensor, dtype: torch.dtype) -> None:
    """Refuse what a layer's projection would refuse; autocast lets half precision and float32 go together."""
    if x.dtype == dtype:
        return
    if not (autocasts(x) and x.is_floating_point() and torch.float64 not in {x.dtype, dtype}):
        raise TypeError(f"{name}: dtype {x.dtype} given, the layer's {dtype} wanted")


def derivative_of(function: Callable[..., Tensor], inputs: tuple[Tensor, ...], g: Tensor) -> list[Tensor | None]:
    """Return a function's gradient at its inputs, weighted by g, as something that has a gradient itself."""
    wanted = [x for x in inputs if x.requires_grad]
    with torch.autocast(g.device.type, enabled=False):
        gradients = iter(torch.autograd.grad(function(*inputs), wanted, g, create_graph=True))
    return [next(gradients) if x.requires_grad else None for x in inputs]


def checkpointed(step: Callable[..., Tensor], *tile: Tensor | None) -> Tensor:
    """Take a step; where a gradient is wanted, take it again in the backward pass rather than keep its results."""
    if transformed() or not torch.is_grad_enabled():
        return step(*tile)
    c: Tensor = checkpoint(step, *tile, use_reentrant=False, preserve_rng_state=False)
    return c
