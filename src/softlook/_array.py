"""The one place that knows array_namespace: numpy, torch and any other array library behind one face.

Everywhere else a function says ``xp = namespace(q=q, k=k)`` on its first line and is written once.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import array_api_compat
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Array: TypeAlias = Any  # a numpy array, a torch tensor, or an array of another library that keeps the standard
Namespace: TypeAlias = Any  # the functions of that library, under the standard's names


def namespace(*, mask: Array | None = None, **arrays: Array) -> Namespace:
    """Return the array library that all the named arrays belong to; a mask may be None, nothing else.

    Raises
    ------
    TypeError
        If one is no array, or of a class that computes otherwise than an array does (a masked array would lose its
        mask), or if they come from different libraries.
    """
    given = arrays if mask is None else {**arrays, "mask": mask}
    if given and all(_is_tensor(array) for array in given.values()):
        import array_api_compat.torch as xp

        return xp
    for name, array in given.items():
        if not array_api_compat.is_array_api_obj(array):
            raise TypeError(f"{name}: {type(array).__name__} given, an array of numpy or torch wanted")
        if isinstance(array, np.ma.MaskedArray):
            raise TypeError(
                f"{name}: {type(array).__name__} given, a plain array wanted (numpy.asarray makes one; "
                "what is not to be attended to goes into mask=)"
            )
    homes = {name: array_api_compat.array_namespace(array) for name, array in given.items()}
    if len(set(homes.values())) > 1:
        kinds = ", ".join(f"{name} from {_library(home)}" for name, home in homes.items())
        raise TypeError(f"{', '.join(homes)}: arrays of different libraries given ({kinds}), one library wanted")
    return next(iter(homes.values()))


def is_array(value: object) -> TypeGuard[Array]:
    """Whether this is an array of any library (or numpy's number, which counts as one of no axis)."""
    return bool(array_api_compat.is_array_api_obj(value))


def numpy_namespace() -> Namespace:
    """Return numpy, for what is made from plain numbers."""
    import array_api_compat.numpy as xp

    return xp


def is_numpy(xp: Namespace) -> bool:
    """Whether this library is numpy."""
    return bool(xp.__name__ == "array_api_compat.numpy")


def is_torch(xp: Namespace) -> bool:
    """Whether this library is torch."""
    return bool(xp.__name__ == "array_api_compat.torch")


def device(array: Array) -> object:
    """Return where the array lies, for what is to lie beside it."""
    return array.device if _is_tensor(array) else array_api_compat.device(array)


def can_inspect(*arrays: Array | None) -> bool:
    """Whether a function may look at the numbers in these arrays, to refuse some or to choose its way by them.

    Not while torch transforms or traces it (``vmap``, ``torch.compile``, ``torch.export``: there are no numbers yet),
    and not where the numbers lie on another device than the CPU, which would have to be waited for.
    """
    tensors: list[Any] = [array for array in arrays if _is_tensor(array)]
    if not tensors:
        return True
    return not transformed() and all(tensor.device.type == "cpu" for tensor in tensors)


def transformed() -> bool:
    """Whether torch wants plain functions of tensors, without a look at their numbers.

    So it does where ``torch.compile``, ``torch.export``, ``torch.jit.trace`` or ``make_fx`` traces, where the tensors
    are fake (``FakeTensorMode``), and where it is :func:`mapped`.
    """
    torch = sys.modules["torch"]
    return bool(torch.compiler.is_compiling() or torch.jit.is_tracing() or mapped() or _has_no_numbers(torch))


def _has_no_numbers(torch: Any) -> bool:
    """Whether a mode of torch is on under which tensors are fake, or stand for any numbers."""
    if not torch._C._len_torch_dispatch_stack():  # noqa: SLF001 torch has no public name for this,
        return False
    modes = torch._C._TorchDispatchModeKey  # noqa: SLF001 nor for these
    return any(torch._C._get_dispatch_mode(mode) is not None for mode in (modes.FAKE, modes.PROXY))  # noqa: SLF001


def mapped() -> bool:
    """Whether torch puts other tensors into a function's place: ``torch.func`` (vmap, jacrev, ...), forward mode."""
    torch = sys.modules["torch"]
    return bool(
        torch._C._are_functorch_transforms_active()  # noqa: SLF001 torch has no public name for it
        or torch.autograd.forward_ad._current_level >= 0  # noqa: SLF001 nor for this
    )


def autocasts(*arrays: Array) -> bool:
    """Whether these are tensors, and torch casts on their device as it goes (``torch.autocast``)."""
    torch = sys.modules.get("torch")
    if torch is None or not torch._C._is_any_autocast_enabled():  # noqa: SLF001 quicker than to ask for each device
        return False
    if not all(_is_tensor(array) for array in arrays):
        return False
    devices = {array.device.type for array in arrays}
    return any(torch.amp.is_autocast_available(kind) and torch.is_autocast_enabled(kind) for kind in devices)


def detached(number: Array) -> float:
    """Return the one number of an array, for control and messages; gradients do not follow."""
    return float(number.detach() if hasattr(number, "detach") else number)


def widened(xp: Namespace, x: Array) -> Array:
    """Return a half-precision array in float32, any other as it is: what sums many terms sums them there."""
    return xp.astype(x, xp.float32) if is_half(xp, x) else x


def rounded(xp: Namespace, x: Array, dtype: object) -> Array:
    """Return an array in that dtype; what lies beyond its range becomes infinity, without a word."""
    with no_overflow_warnings(xp):
        return xp.astype(x, dtype, copy=False)


def no_overflow_warnings(xp: Namespace) -> AbstractContextManager[object]:
    """Let numbers become infinite without numpy's warning, where infinity is right: e to its power is 0."""
    return nullcontext() if is_torch(xp) else np.errstate(over="ignore")


def in_float32(xp: Namespace, function: Callable[..., Array], dtype: object) -> Callable[..., Array] | None:
    """Return a function of this package with its parameters, of that dtype, in float32.

    None for a function that is not known, which gets what the caller gave, and for parameters of several dtypes, which
    the function itself refuses.
    """
    if isinstance(function, FunctionType):
        is_ours = function.__module__.startswith("softlook.") and "<locals>" not in function.__qualname__
        return function if is_ours else None
    if isinstance(function, partial) and not function.args and in_float32(xp, function.func, dtype) is not None:
        arrays = {name: x for name, x in function.keywords.items() if _holds(xp, x)}
        if all(x.dtype == dtype for x in arrays.values() if xp.isdtype(x.dtype, "real floating")):
            return partial(function.func, **{**function.keywords, **{n: widened(xp, x) for n, x in arrays.items()}})
    return None


def is_half(xp: Namespace, x: Array) -> bool:
    """Whether the array is of half precision, float16 or bfloat16."""
    return getattr(x.dtype, "itemsize", 4) < 4 and bool(xp.isdtype(x.dtype, "real floating"))


def _holds(xp: Namespace, value: object) -> bool:
    """Whether this is an array of that library; numpy's numbers, which are Python's too, are none."""
    return is_array(value) and is_torch(xp) == _is_tensor(value) and not isinstance(value, np.generic)


def _is_tensor(array: object) -> bool:
    """Whether it is one of torch's tensors; where nobody has imported torch, nothing is."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(array, torch.Tensor)


def _library(home: Namespace) -> str:
    return str(home.__name__).rsplit(".", 1)[-1]


def as_int64(xp: Namespace, x: Array) -> Array:
    """Return whole numbers in int64; one of uint64 that int64 cannot hold becomes the largest that it can."""
    numbers = xp.astype(x, xp.int64, copy=False)
    if xp.isdtype(x.dtype, "unsigned integer"):
        numbers = xp.where(numbers < 0, xp.full_like(numbers, 2**63 - 1), numbers)
    return numbers
