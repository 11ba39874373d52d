"""Checks that the image layers share. Images are (b, c, h, w) here, as among torch's convolutions."""

from __future__ import annotations

from torch import Tensor

from softlook import _check


def check_images(x: Tensor, channels: int) -> None:
    """Refuse what is no (b, channels, h, w) of floating numbers."""
    if not isinstance(x, Tensor):
        raise TypeError(f"x: {type(x).__name__} given, a torch tensor wanted")
    if not x.is_floating_point():
        raise TypeError(f"x: dtype {x.dtype} given, a floating dtype wanted (cast it to float32 or float64)")
    if x.ndim != 4 or x.shape[1] != channels:
        raise ValueError(f"x: shape {_check.shape(x)} given, (b, {channels}, h, w) wanted")


def check_window(window: int) -> int:
    """Return the side of a window, having refused one without a middle."""
    window = _check.count("window", window, least=1)
    if window % 2 == 0:
        raise ValueError(f"window: {window} given, an odd number wanted: a window has a middle")
    return window


def check_divisor(name: str, value: int, whole_name: str, whole: int) -> tuple[int, int]:
    """Return a count and the whole, having refused one that does not divide it."""
    value, whole = _check.counts(least=1, **{name: value, whole_name: whole})
    _check.divisor(name, value, whole, f"{whole_name} = {whole}")
    return value, whole
