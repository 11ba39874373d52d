r"""Positions, to be added to embeddings: attention itself does not know the order of its keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import device, namespace, numpy_namespace

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array


def sinusoidal(
    t: int, d: int, *, offset: int = 0, base: float = 10_000.0, like: Array | None = None
) -> Float[Array, "t d"]:
    r"""Encode each position by d/2 sines and cosines, from high to low frequency.

    .. math:: P_{t, 2i} = \sin(t / b^{2i/d}), \qquad P_{t, 2i+1} = \cos(t / b^{2i/d})

    Parameters
    ----------
    t : int
        How many positions.
    d : int
        Width; of an odd width the last column is a sine.
    offset : int
        The first position.
    base : float
        b, above 0.
    like : array, optional
        An array whose library, dtype and device the positions take; numpy's float64 if left out.

    Returns
    -------
    positions : (t, d)
        To be added to the embeddings.

    Raises
    ------
    TypeError, ValueError
        If a size is no int of at least 0, the base not above 0, or `like` not of a floating dtype.

    References
    ----------
    Vaswani et al. 2017, section 3.5 (arXiv 1706.03762).

    Examples
    --------
    >>> sinusoidal(2, 4).round(2)
    array([[0.  , 1.  , 0.  , 1.  ],
           [0.84, 0.54, 0.01, 1.  ]])
    """
    t = _check.count("t", t)
    d = _check.count("d", d)
    offset = _check.count("offset", offset)
    base = _check.positive("base", base)
    xp = numpy_namespace() if like is None else namespace(like=like)
    where = None if like is None else device(like)
    if like is not None:
        _check.floating(xp, like=like)
    step = xp.arange(offset, offset + t, dtype=xp.float64, device=where)[:, None]
    clock = xp.arange(0, d, 2, dtype=xp.float64, device=where)[None, :]
    angle = step * xp.exp(-clock * (math.log(base) / max(d, 1)))  # (t, ceil(d / 2))
    pairs = xp.stack([xp.sin(angle), xp.cos(angle)], axis=-1)
    positions = xp.reshape(pairs, (t, 2 * angle.shape[1]))[:, :d]
    return positions if like is None else xp.astype(positions, like.dtype)
