"""Argument checks. One form of message: the argument's name, what was given, what was wanted.

A public function checks its arguments once, on its first lines; the kernels behind it do not check them again.
"""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from softlook._array import Array, Namespace


def shape(array: Array) -> tuple[int, ...]:
    return tuple(int(n) for n in array.shape)


def floating(xp: Namespace, **arrays: Array) -> None:
    """Refuse integers, booleans and complex numbers: what follows divides, exponentiates, takes gradients."""
    for name, array in arrays.items():
        if not xp.isdtype(array.dtype, "real floating"):
            raise TypeError(
                f"{name}: dtype {array.dtype} given, a floating dtype wanted (cast it to float32 or float64)"
            )


def sequence(**arrays: Array) -> None:
    """Each must be (..., t, d): at least two axes, time before features."""
    for name, array in arrays.items():
        if array.ndim < 2:
            raise ValueError(
                f"{name}: shape {shape(array)} given, (..., t, d) wanted: time before features, at least two axes"
            )


def last_axis(name: str, array: Array, size: int, because: str) -> None:
    if array.ndim == 0 or array.shape[-1] != size:
        raise ValueError(f"{name}: shape {shape(array)} given, a last axis of {size} wanted, {because}")


def exact(name: str, array: Array, wanted: tuple[int, ...], because: str) -> None:
    if shape(array) != wanted:
        raise ValueError(f"{name}: shape {shape(array)} given, {wanted} wanted, {because}")


def divisor(name: str, value: int, whole: int, what: str) -> None:
    if whole % value:
        raise ValueError(f"{name}: {value} given, a divisor of {what} wanted")


def one_value_each(name: str, v: Array, n: int, what: str) -> None:
    """There must be n values: one for each of what."""
    if v.shape[-2] != n:
        raise ValueError(f"{name}: shape {shape(v)} given, {n} values wanted, one for each {what}")


def projection(name: str, w: Array, x_name: str, x: Array, d_out: str = "d_out") -> None:
    """A matrix must be (d_out, d_in), with d_in the width of what it projects."""
    if w.ndim != 2 or w.shape[1] != x.shape[-1]:
        raise ValueError(
            f"{name}: shape {shape(w)} given, ({d_out}, {x.shape[-1]}) wanted, from {x_name}'s {shape(x)}"
        )


def parameter(name: str, w: Array, wanted: tuple[int, ...], letters: str, **sources: Array) -> None:
    """A parameter must have the shape that follows from those of other arrays."""
    *others, last = (f"{source}'s {shape(array)}" for source, array in sources.items())
    exact(name, w, wanted, f"{letters}, from {', '.join(others)} and {last}")


def vector(name: str, array: Array, letter: str) -> None:
    if array.ndim != 1:
        raise ValueError(f"{name}: shape {shape(array)} given, ({letter},) wanted")


def same_dtype(**arrays: Array) -> None:
    """All must share one dtype: torch refuses to mix them and numpy would widen without a word."""
    dtypes = {name: array.dtype for name, array in arrays.items()}
    if len(set(dtypes.values())) > 1:
        raise TypeError(f"{', '.join(dtypes)}: dtypes {', '.join(map(str, dtypes.values()))} given, one dtype wanted")


def batches(**arrays: Array) -> None:
    """The axes before the last two must broadcast together."""
    leading = {name: shape(array)[:-2] for name, array in arrays.items()}
    if broadcast(*leading.values()) is None:
        shapes = ", ".join(f"{name} {shape(array)}" for name, array in arrays.items())
        raise ValueError(f"{', '.join(arrays)}: shapes {shapes} given, leading axes that broadcast together wanted")


def boolean(xp: Namespace, mask: Array) -> None:
    if not xp.isdtype(mask.dtype, "bool"):
        raise TypeError(f"mask: dtype {mask.dtype} given, a boolean mask wanted, True where the query may attend")


def mask_fits(xp: Namespace, mask: Array | None, e: Array) -> None:
    """A mask must be boolean, True = may attend, and broadcast to the scores without widening them."""
    if mask is None:
        return
    boolean(xp, mask)
    if broadcast(shape(mask), shape(e)) != shape(e):
        raise ValueError(f"mask: shape {shape(mask)} given, one that broadcasts to the scores' {shape(e)} wanted")


def scores(xp: Namespace, e: Array, mask: Array | None) -> None:
    """What every normaliser takes: real numbers along at least one axis, and a mask that fits."""
    floating(xp, e=e)
    if e.ndim == 0:
        raise ValueError("e: shape () given, (..., t_x) wanted")
    mask_fits(xp, mask, e)


def visible(xp: Namespace, top: Array) -> None:
    """The largest score of a row must be neither NaN nor plus infinity: it is if any that the mask lets through is."""
    if bool(xp.any(xp.isnan(top))):
        raise ValueError("e: NaN given among the scores that the mask lets through, real numbers wanted")
    if bool(xp.any(top == math.inf)):
        raise ValueError(
            "e: plus infinity given among the scores, finite numbers (or minus infinity, for weight 0) wanted"
        )


def no_nan(xp: Namespace, c: Array, alpha: Array | None = None) -> None:
    """The contexts must hold no NaN: it comes from a NaN or an infinity among the weights, if any, or the values."""
    if bool(xp.any(xp.isnan(c))):
        name = "v" if alpha is None or bool(xp.all(xp.isfinite(alpha))) else "alpha"
        raise ValueError(
            f"{name}: NaN or infinity given, finite numbers wanted (a weight of 0 does not hide them: 0 x NaN is NaN)"
        )


def is_real(value: object) -> TypeIs[float]:
    """Whether this is one number, Python's or numpy's, and no array."""
    return isinstance(value, Real)


def is_whole(value: object) -> TypeIs[int]:
    """Whether this is a whole number, Python's or numpy's; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def number(name: str, value: object, wanted: str) -> float:
    """Return a number, Python's or numpy's, as Python's: a float64 would widen float32, an int8 would overflow."""
    if isinstance(value, bool) or not is_real(value):
        raise TypeError(f"{name}: {type(value).__name__} given, {wanted} wanted")
    return int(value) if is_whole(value) else float(value)


def positive(name: str, value: object) -> float:
    plain = number(name, value, "a number above 0")
    if not (plain > 0 and math.isfinite(plain)):
        raise ValueError(f"{name}: {value} given, a finite number above 0 wanted")
    return plain


def count(name: str, value: object, *, least: int = 0) -> int:
    """Return a whole number of at least `least`, Python's or numpy's, as Python's."""
    wanted = f"a whole number of at least {least} wanted"
    if not is_whole(value):
        raise TypeError(f"{name}: {type(value).__name__} given, {wanted}")
    if value < least:
        raise ValueError(f"{name}: {value} given, {wanted}")
    return int(value)


def counts(*, least: int = 0, **values: object) -> tuple[int, ...]:
    """Return whole numbers of at least `least`, Python's or numpy's, as Python's."""
    return tuple(count(name, value, least=least) for name, value in values.items())


def broadcast(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the shape that these broadcast to, or None."""
    out: list[int] = []
    for axis in range(-max(map(len, shapes), default=0), 0):
        sizes = {s[axis] for s in shapes if len(s) >= -axis} - {1}
        if len(sizes) > 1:
            return None
        out.append(sizes.pop() if sizes else 1)
    return tuple(out)
