"""How parameters begin."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def matrix(*shape: int, device: torch.device | str | None = None, dtype: torch.dtype | None = None) -> nn.Parameter:
    """Draw a parameter uniformly in +-1/sqrt(width), as torch's linear layers begin."""
    bound = 1 / math.sqrt(shape[-1])
    return nn.Parameter(torch.empty(shape, device=device, dtype=dtype).uniform_(-bound, bound))


def owners(functions: Iterable[Callable[..., Any]]) -> tuple[nn.ModuleList, nn.ParameterList]:
    """Return what has to be trained, saved and moved with a layer that calls these functions.

    That is the modules that they or their methods are, and the parameters that some were bound to by a partial.
    """
    modules, parameters = nn.ModuleList(), nn.ParameterList()
    for function in functions:
        bound = function
        while isinstance(bound, partial):
            parameters.extend(
                value for value in (*bound.args, *bound.keywords.values()) if isinstance(value, nn.Parameter)
            )
            bound = bound.func
        owner = getattr(bound, "__self__", bound)
        if isinstance(owner, nn.Module) and all(owner is not module for module in modules):
            modules.append(owner)
    return modules, parameters
