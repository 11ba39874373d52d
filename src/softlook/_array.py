"""The one place that knows array_namespace: numpy, torch and any other array library behind one face.

Everywhere else a function says ``xp = namespace(q=q, k=k)`` on its first line and is written once.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import array_api_compat

Array: TypeAlias = Any  # a numpy array, a torch tensor, or an array of another library that keeps the standard
Namespace: TypeAlias = Any  # the functions of that library, under the standard's names


def namespace(*, mask: Array | None = None, **arrays: Array) -> Namespace:
    """Return the array library that all the named arrays belong to; a mask may be None, nothing else.

    Raises
    ------
    TypeError
        If one is no array, or if they come from different libraries.
    """
    given = arrays if mask is None else {**arrays, "mask": mask}
    for name, array in given.items():
        if not array_api_compat.is_array_api_obj(array):
            raise TypeError(f"{name}: {type(array).__name__} given, an array of numpy or torch wanted")
    homes = {name: array_api_compat.array_namespace(array) for name, array in given.items()}
    if len(set(homes.values())) > 1:
        kinds = ", ".join(f"{name} from {_library(home)}" for name, home in homes.items())
        raise TypeError(f"{', '.join(homes)}: arrays of different libraries given ({kinds}), one library wanted")
    return next(iter(homes.values()))


def numpy_namespace() -> Namespace:
    """Return numpy, for what is made from plain numbers."""
    import array_api_compat.numpy as xp

    return xp


def is_numpy(xp: Namespace) -> bool:
    """Whether this library is numpy."""
    return bool(array_api_compat.is_numpy_namespace(xp))


def is_torch(xp: Namespace) -> bool:
    """Whether this library is torch."""
    return bool(array_api_compat.is_torch_namespace(xp))


def device(array: Array) -> object:
    """Return where the array lies, for what is to lie beside it."""
    return array_api_compat.device(array)


def detached(number: Array) -> float:
    """Return the one number of an array, for control and messages; gradients do not follow."""
    return float(number.detach() if hasattr(number, "detach") else number)


def _library(home: Namespace) -> str:
    return str(home.__name__).rsplit(".", 1)[-1]
