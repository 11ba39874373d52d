"""Masks: where may a query look?

One sense everywhere: **True = may look**, as in ``torch.nn.functional.scaled_dot_product_attention``. (The masks of
``torch.nn.MultiheadAttention`` mean the opposite.) Masks combine with ``&``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace, numpy_namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Int

    from softlook._array import Array


def padding(lengths: Int[Array, " ..."] | int, t_x: int) -> Bool[Array, "... 1 t_x"]:
    r"""Let every query look at the words of its sentence, and at none of the pads behind them.

    .. math:: m_{ij} = [\, j < \mathrm{length} \,]

    Parameters
    ----------
    lengths : (...) integer, or one int
        How many of the t_x positions hold a word, for each sentence; each in [0, t_x].
    t_x : int
        The padded length.

    Returns
    -------
    mask : (..., 1, t_x) bool
        True at the words; it broadcasts over the queries. numpy for an int, else the library of `lengths`.

    Raises
    ------
    TypeError
        If `lengths` is not of an integer dtype, or `t_x` is no int.
    ValueError
        If a length lies outside [0, t_x], or t_x < 0.

    Examples
    --------
    >>> import numpy as np
    >>> padding(np.array([3, 1]), 4)
    array([[[ True,  True,  True, False]],
    <BLANKLINE>
           [[ True, False, False, False]]])
    """
    _check.count("t_x", t_x)
    if isinstance(lengths, int) and not isinstance(lengths, bool):
        lengths = numpy_namespace().asarray(lengths)
    xp = namespace(lengths=lengths)
    if not xp.isdtype(lengths.dtype, "integral"):
        raise TypeError(f"lengths: dtype {lengths.dtype} given, an integer dtype wanted")
    lengths = xp.astype(lengths, xp.int64)  # a small dtype could not count to t_x
    outside = lengths[(lengths < 0) | (lengths > t_x)]
    if outside.shape[0]:
        raise ValueError(f"lengths: {int(outside[0])} given, each in [0, {t_x}] wanted (t_x = {t_x})")
    j = xp.arange(t_x, dtype=xp.int64, device=_device(lengths))
    return j < lengths[..., None, None]


def causal(t_y: int, t_x: int | None = None, *, offset: int = 0, like: Array | None = None) -> Bool[Array, "t_y t_x"]:
    r"""Let position i look at itself and at what came before it, never ahead.

    .. math:: m_{ij} = [\, j \le i + \mathrm{offset} \,]

    Parameters
    ----------
    t_y : int
        Number of queries.
    t_x : int, optional
        Number of keys; as many as queries if left out.
    offset : int
        How many keys lie before the first query (the length of a cache).
    like : array, optional
        An array whose library and device the mask takes; numpy if left out.

    Returns
    -------
    mask : (t_y, t_x) bool
        True on and below the diagonal.

    Raises
    ------
    TypeError
        If a size is no int.
    ValueError
        If a size is below 0.

    References
    ----------
    Vaswani et al. 2017, section 3.2.3 (arXiv 1706.03762).

    Examples
    --------
    >>> causal(3)
    array([[ True, False, False],
           [ True,  True, False],
           [ True,  True,  True]])
    """
    t_x = t_y if t_x is None else t_x
    _check.count("t_y", t_y)
    _check.count("t_x", t_x)
    _check.count("offset", offset)
    xp = numpy_namespace() if like is None else namespace(like=like)
    device = None if like is None else _device(like)
    i = xp.arange(t_y, device=device)
    j = xp.arange(t_x, device=device)
    return j[None, :] <= i[:, None] + offset


def _device(array: Array) -> object:
    import array_api_compat

    return array_api_compat.device(array)
