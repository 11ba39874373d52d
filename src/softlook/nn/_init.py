"""How parameters begin."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def matrix(*shape: int, device: torch.device | str | None = None, dtype: torch.dtype | None = None) -> nn.Parameter:
    """Draw a parameter uniformly in +-1/sqrt(width), as torch's linear layers begin."""
    bound = 1 / math.sqrt(shape[-1])
    return nn.Parameter(torch.empty(shape, device=device, dtype=dtype).uniform_(-bound, bound))


def registered(functions: Iterable[Callable[..., Any]]) -> tuple[nn.ModuleList, nn.ParameterList]:
    """Return what has to be trained, saved and moved with a layer that calls these functions.

    That is the modules that they or their methods are, and the parameters that some were bound to by a partial.
    """
    modules, parameters = nn.ModuleList(), nn.ParameterList()
    for function in functions:
        if isinstance(function, partial):
            parameters.extend(value for value in _bound(function) if isinstance(value, nn.Parameter))
        called = function.func if isinstance(function, partial) else function
        owner = getattr(called, "__self__", called)
        if isinstance(owner, nn.Module) and all(owner is not module for module in modules):
            modules.append(owner)
    return modules, parameters


def with_parameters(function: Callable[..., Any], parameters: Iterator[nn.Parameter]) -> Callable[..., Any]:
    """Return the function with the layer's parameters, in their order, where a partial had bound parameters.

    What was bound is not what the layer has any more once a checkpoint was loaded in its place, or ``torch.func`` has
    put tensors there.
    """
    if not isinstance(function, partial):
        return function
    values = [next(parameters) if isinstance(value, nn.Parameter) else value for value in _bound(function)]
    n = len(function.args)
    return partial(function.func, *values[:n], **dict(zip(function.keywords, values[n:], strict=True)))


def _bound(function: partial[Any]) -> tuple[Any, ...]:
    return (*function.args, *function.keywords.values())
