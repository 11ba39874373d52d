"""Dyadic Gaussian pyramids and their oriented filters, on numpy and scipy.

An entry i of level n sits at pixel i * 2**n of the image: levels are aligned at their first entries, not at their
middles, and `stretch` knows it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from softlook._array import Array

LEVELS = 9  # scales 0 to 8, from 1:1 to 1:256
WAVELENGTH, SIGMA, RADIUS = 5.0, 1.75, 4  # of the Gabor filters, in pixels of their level


def pyramid(image: Array) -> tuple[Array, ...]:
    """Return the nine levels, each the smoothed half of the one before (never less than one entry)."""
    levels = [image]
    for _ in range(LEVELS - 1):
        levels.append(reduce_twofold(levels[-1]))
    return tuple(levels)


def reduce_twofold(x: Array) -> Array:
    """Smooth by (1, 4, 6, 4, 1) / 16 along both axes and keep every second entry, beginning with the first."""
    return _halve(_halve(x).T).T


def _halve(x: Array) -> Array:
    """Smooth and halve along the first axis, at the kept rows only; the border's rows go on beyond it."""
    n = x.shape[0]
    kept, between = x[0::2], x[1::2]
    m, pairs = kept.shape[0], between.shape[0]
    out = kept * x.dtype.type(6 / 16)
    near = between * x.dtype.type(4 / 16)
    out[:pairs] += near  # i + 1
    out[1:] += near[: m - 1]  # i - 1
    far = kept * x.dtype.type(1 / 16)
    out[:-1] += far[1:]  # i + 2
    out[1:] += far[:-1]  # i - 2
    out[0] += x[0] * x.dtype.type(5 / 16)
    out[-1] += x[n - 1] * x.dtype.type(1 / 16 if pairs == m else 5 / 16)
    return out


def stretch(x: Array, shape: tuple[int, int], factor: int) -> Array:
    """Interpolate linearly to a level that is `factor` times finer, and has that shape."""
    across = _between(x.shape[0], shape[0], factor).astype(x.dtype) @ x
    return across @ _between(x.shape[1], shape[1], factor).astype(x.dtype).T


@cache
def _between(coarse: int, fine: int, factor: int) -> Array:
    """Return the matrix (fine, coarse) that interpolates; beyond the last coarse entry it goes on."""
    at = np.minimum(np.arange(fine) / factor, coarse - 1)
    return np.maximum(1 - np.abs(at[:, None] - np.arange(coarse)), 0)


def oriented(x: Array) -> tuple[Array, Array, Array, Array]:
    """Return the magnitudes of Gabor filters for lines at 0, 45, 90 and 135 degrees, counterclockwise from horizontal.

    A round Gabor is a product of one along the rows and one along the columns; at the diagonals, a sum of such
    products, because cos(a + b) = cos a cos b - sin a sin b.
    """
    from scipy.ndimage import convolve1d

    def along(axis: int, x: Array, kernel: Array) -> Array:
        return convolve1d(x, kernel, axis=axis, mode="nearest")

    flat, cos, sin = _gabor(2 * np.pi / WAVELENGTH)
    _, cos_d, sin_d = _gabor(2 * np.pi / WAVELENGTH / np.sqrt(2))
    rows, columns = along(1, x, flat), along(0, x, flat)
    smooth = along(0, rows, flat)
    # a horizontal line changes from row to row: the wave runs along axis 0
    horizontal = np.hypot(along(0, rows, cos) - float(cos.sum()) * smooth, along(0, rows, sin))
    vertical = np.hypot(along(1, columns, cos) - float(cos.sum()) * smooth, along(1, columns, sin))
    x_cos, x_sin = along(1, x, cos_d), along(1, x, sin_d)
    cc, ss, sc, cs = along(0, x_cos, cos_d), along(0, x_sin, sin_d), along(0, x_cos, sin_d), along(0, x_sin, cos_d)
    cc -= float(cos_d.sum()) ** 2 * smooth
    # the wave runs along (1, 1) of (row, column), downwards and to the right: its lines rise to the right
    return horizontal, np.hypot(cc - ss, sc + cs), vertical, np.hypot(cc + ss, sc - cs)


@cache
def _gabor(frequency: float) -> tuple[Array, Array, Array]:
    """Return the Gaussian of sum 1, and the Gaussian times cosine and sine."""
    t = np.arange(-RADIUS, RADIUS + 1)
    gauss = np.exp(-(t**2) / (2 * SIGMA**2))
    gauss /= gauss.sum()
    return gauss, gauss * np.cos(frequency * t), gauss * np.sin(frequency * t)
