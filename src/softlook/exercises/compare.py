"""Compare an answer with the right one, and say where they differ."""

from __future__ import annotations

from typing import Any

import numpy as np


def differs(given: Any, wanted: Any, rtol: float, *, reveal: bool = True) -> str:
    """Say where an answer differs from the wanted one; nothing where it doesn't.

    Parameters
    ----------
    given, wanted : number, string, array, tensor, or tuple of them
        The wanted one settles the kind.
    rtol : float
        How closely numbers have to agree, relative to the wanted array's largest.
    reveal : bool
        Whether the wanted number is named.

    Examples
    --------
    >>> differs([0.5, 0.5], (0.5, 0.5), 1e-6)
    ''
    >>> differs(2.0, 1.0, 1e-6)
    'it gives 2 where 1 is wanted'
    """
    if isinstance(wanted, tuple | list):
        if not isinstance(given, tuple | list) or len(given) != len(wanted):
            return f"{_kind(given)} given, {len(wanted)} results wanted"
        parts = zip(given, wanted, strict=True)
        faults = (differs(mine, right, rtol, reveal=reveal) for mine, right in parts)
        return next((f"result {n}: {fault}" for n, fault in enumerate(faults, 1) if fault), "")
    if isinstance(wanted, np.ndarray | np.number | int | float) or hasattr(wanted, "detach"):
        return _numbers(given, _array(wanted), rtol, reveal=reveal)
    if type(given) is type(wanted) and bool(given == wanted):
        return ""
    return f"{given!r} given" + (f", {wanted!r} wanted" if reveal else "")


def _numbers(given: Any, wanted: Any, rtol: float, *, reveal: bool) -> str:
    try:
        mine = _array(given)
    except (TypeError, ValueError, RuntimeError):
        mine = np.asarray("ragged")
    if mine.dtype.kind not in "buif":
        return f"{_kind(given)} given, numbers wanted"
    if mine.shape != wanted.shape:
        return f"shape {mine.shape} given, {wanted.shape} wanted"
    if wanted.dtype.kind == "b" and mine.dtype.kind != "b":
        return f"dtype {mine.dtype} given, True and False wanted"
    return _values(mine.astype(float), wanted.astype(float), rtol, reveal=reveal)


def _values(mine: Any, wanted: Any, rtol: float, *, reveal: bool) -> str:
    if np.isnan(mine).any():
        return "it gives NaN, which is no number: was something divided by 0?"
    infinite = np.isinf(wanted)
    far = np.where(infinite, np.where(mine == wanted, 0.0, np.inf), np.abs(mine - np.where(infinite, 0.0, wanted)))
    size = float(np.abs(wanted[~infinite]).max(initial=0.0))
    if not (far > rtol * size + 1e-12 * (rtol > 0)).any():
        return ""
    at = np.unravel_index(far.argmax(), far.shape)
    where = f"at {[int(i) for i in at]} it gives" if far.ndim else "it gives"
    return f"{where} {mine[at]:.4g}" + (f" where {wanted[at]:.4g} is wanted" if reveal else ", and that is not it")


def _array(x: Any) -> Any:
    return np.asarray(x.detach().cpu().numpy() if hasattr(x, "detach") else x)


def _kind(x: Any) -> str:
    return f"{len(x)} results" if isinstance(x, tuple | list) else type(x).__name__
