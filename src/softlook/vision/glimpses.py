"""Glimpses and patches: an image in pieces.

Images are features last, (..., h, w, d): a grey picture has d = 1 (``x[..., None]``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import device, namespace

if TYPE_CHECKING:
    from jaxtyping import Float, Real

    from softlook._array import Array, Namespace


def glimpse(
    x: Float[Array, "... h w d"],
    at: Real[Array, "... 2"],
    *,
    size: int,
    scales: int = 3,
    fill: float = 0.0,
) -> Float[Array, "... scales size size d"]:
    r"""Cut out the windows around a place: sharp in the middle, coarse around it, nothing beyond.

    .. math:: g_{s, a, b} = \frac{1}{4^s} \sum_{y=0}^{2^s - 1} \sum_{x=0}^{2^s - 1}
        X_{\, r - 2^s n / 2 + 2^s a + y,\; c - 2^s n / 2 + 2^s b + x}

    with n the size and (r, c) the place: square windows of n, 2n, 4n, ... pixels around it, each brought to n x n by
    averaging. For an odd size the place is the middle pixel of the first window; where a half would be left, the
    window lies by half a pixel down and to the right.

    Parameters
    ----------
    x : (..., h, w, d) floating
        Images.
    at : (..., 2) integer or floating
        Row and column of the place, in pixels from the first one; rounded to the nearest (halves to even). May lie
        outside the image. Its leading axes broadcast with those of `x`. From :math:`l` in [-1, 1], as Mnih et al. have
        it: ``(l + 1) / 2 * (n - 1)``.
    size : int
        Pixels along a side of what is returned, at least 1.
    scales : int
        How many windows, each twice as wide as the one before, at least 1.
    fill : float
        What lies beyond the border.

    Returns
    -------
    (..., scales, size, size, d)
        The sharpest window first. Differentiable in `x`, not in `at`.

    Raises
    ------
    TypeError
        If `x` is not of a floating dtype, `at` no array of numbers, they differ in library, or a count is no int.
    ValueError
        If the shapes do not fit, a place is NaN or infinite, or a count is below 1.

    References
    ----------
    Larochelle & Hinton 2010 (NIPS 23), for a retina whose resolution falls off; Mnih et al. 2014,
    section 3.1, "glimpse sensor" (arXiv 1406.6247), for the windows that double.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(16.0).reshape(4, 4, 1)
    >>> glimpse(x, np.array([2, 2]), size=2, scales=2)[..., 0]
    array([[[ 5. ,  6. ],
            [ 9. , 10. ]],
    <BLANKLINE>
           [[ 2.5,  4.5],
            [10.5, 12.5]]])
    """
    xp = namespace(x=x, at=at)
    _image(xp, x)
    size, scales = _check.count("size", size, least=1), _check.count("scales", scales, least=1)
    _check.last_axis("at", at, 2, "a row and a column")
    if xp.isdtype(at.dtype, ("bool", "complex floating")):
        raise TypeError(f"at: dtype {at.dtype} given, integers or floating numbers wanted")
    if xp.isdtype(at.dtype, "real floating"):
        if not bool(xp.all(xp.isfinite(at))):
            raise ValueError("at: NaN or infinity given, finite places wanted")
        at = xp.round(at)
    leading = _check.broadcast(_check.shape(x)[:-3], _check.shape(at)[:-1])
    if leading is None:
        raise ValueError(
            f"at: shape {_check.shape(at)} given, "
            f"leading axes that broadcast with those of x's {_check.shape(x)} wanted"
        )
    h, w, d = _check.shape(x)[-3:]
    images = math.prod(leading)
    border = xp.full((1, d), fill, dtype=x.dtype, device=device(x))
    pixels = xp.reshape(xp.broadcast_to(x, (*leading, h, w, d)), (images * h * w, d))
    pixels = xp.concat((pixels, border), axis=0)  # what lies outside the image is the last one
    first = xp.reshape(xp.arange(images, device=device(at)) * (h * w), (*leading, 1, 1))  # where each image begins
    at = xp.astype(xp.broadcast_to(at, (*leading, 2)), xp.int64)
    windows = []
    for block in (2**s for s in range(scales)):
        n = size * block
        reach = xp.arange(n, device=device(at)) - n // 2
        row, column = (at[..., 0, None] + reach)[..., :, None], (at[..., 1, None] + reach)[..., None, :]
        inside = (row >= 0) & (row < h) & (column >= 0) & (column < w)  # (..., n, n)
        where = xp.where(inside, first + row * w + column, xp.full_like(first, images * h * w))
        window = xp.take(pixels, xp.reshape(where, (-1,)), axis=0)
        windows.append(xp.mean(xp.reshape(window, (*leading, size, block, size, block, d)), axis=(-4, -2)))
    return xp.stack(windows, axis=-4)


def patches(x: Float[Array, "... h w d"], size: int, *, fill: float = 0.0) -> Float[Array, "... n size*size*d"]:
    r"""Cut an image into squares, one feature vector each: an encoder for images.

    .. math:: p_{\,i \lceil w / n \rceil + j,\; (a n + b) d + k} = X_{\, i n + a,\; j n + b,\; k}

    Parameters
    ----------
    x : (..., h, w, d) floating
        Images.
    size : int
        Pixels n along a side, at least 1.
    fill : float
        What completes the last row and column of squares where the size does not divide the image.

    Returns
    -------
    (..., ceil(h / size) * ceil(w / size), size * size * d)
        Squares in reading order, each with its pixels in reading order.

    Raises
    ------
    TypeError
        If `x` is not of a floating dtype, or the size no int.
    ValueError
        If `x` has less than three axes, or the size is below 1.

    References
    ----------
    Dosovitskiy et al. 2021, section 3.1 (arXiv 2010.11929).

    Examples
    --------
    >>> import numpy as np
    >>> patches(np.arange(12.0).reshape(2, 6, 1), 2)
    array([[ 0.,  1.,  6.,  7.],
           [ 2.,  3.,  8.,  9.],
           [ 4.,  5., 10., 11.]])
    """
    xp = namespace(x=x)
    _image(xp, x)
    size = _check.count("size", size, least=1)
    *leading, h, w, d = _check.shape(x)
    down, across = -(-h // size), -(-w // size)
    below = xp.full((*leading, down * size - h, w, d), fill, dtype=x.dtype, device=device(x))
    x = xp.concat((x, below), axis=-3)
    beside = xp.full((*leading, down * size, across * size - w, d), fill, dtype=x.dtype, device=device(x))
    x = xp.concat((x, beside), axis=-2)
    x = xp.reshape(x, (math.prod(leading), down, size, across, size * d))
    return xp.reshape(xp.permute_dims(x, (0, 1, 3, 2, 4)), (*leading, down * across, size * size * d))


def _image(xp: Namespace, x: Array) -> None:
    _check.floating(xp, x=x)
    if x.ndim < 3:
        raise ValueError(
            f"x: shape {_check.shape(x)} given, (..., h, w, d) wanted: an image without channels has d = 1"
        )
