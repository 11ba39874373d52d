"""Checks that the image modules share. Images are torch's here, (b, c, h, w): these modules stand among convolutions."""

from __future__ import annotations

from torch import Tensor

from softlook import _check


def images(x: Tensor, channels: int) -> None:
    """Refuse what is no (b, channels, h, w) of floating numbers."""
    if not isinstance(x, Tensor):
        raise TypeError(f"x: {type(x).__name__} given, a torch tensor wanted")
    if not x.is_floating_point():
        raise TypeError(f"x: dtype {x.dtype} given, a floating dtype wanted (cast it to float32 or float64)")
    if x.ndim != 4 or x.shape[1] != channels:
        raise ValueError(f"x: shape {_check.shape(x)} given, (b, {channels}, h, w) wanted")


def at_least_one(**counts: int) -> None:
    """Refuse counts below 1."""
    for name, value in counts.items():
        _check.count(name, value)
        if value == 0:
            raise ValueError(f"{name}: 0 given, at least 1 wanted")


def odd(name: str, value: int) -> None:
    """Refuse a window without a middle."""
    at_least_one(**{name: value})
    if value % 2 == 0:
        raise ValueError(f"{name}: {value} given, an odd number wanted: a window has a middle")


def divides(name: str, value: int, whole_name: str, whole: int) -> None:
    """Refuse a count that does not divide the whole."""
    at_least_one(**{name: value, whole_name: whole})
    if whole % value:
        raise ValueError(f"{name}: {value} given, a divisor of {whole_name} = {whole} wanted")
