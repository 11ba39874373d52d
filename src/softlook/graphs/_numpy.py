"""Sums and maxima over the edges of each node by numpy: sort the edges by node, reduce each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from softlook._array import Array


def total(x: Array, target: Array, n: int) -> Array:
    """Return, for each of n nodes, the sum of x over the edges that end there."""
    return _reduce(np.add, x, target, np.zeros((n, *x.shape[1:]), x.dtype))


def largest(e: Array, target: Array, n: int) -> Array:
    """Return, for each of n nodes, the largest e over the edges that end there, or minus infinity."""
    return _reduce(np.maximum, e, target, np.full((n, *e.shape[1:]), -np.inf, e.dtype))


def weigh(alpha: Array, fresh: Array) -> Array:
    """Return alpha times what was just gathered."""
    product: Array = alpha * fresh
    return product


def _reduce(ufunc: np.ufunc, x: Array, target: Array, out: Array) -> Array:
    order = np.argsort(target, kind="stable")
    nodes, starts = np.unique(target[order], return_index=True)
    if nodes.size:
        out[nodes] = ufunc.reduceat(x[order], starts, axis=0)
    return out
