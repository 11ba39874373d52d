"""Masks: where may a query attend?

One convention everywhere: **True = may attend**, as in ``torch.nn.functional.scaled_dot_product_attention``. (The
masks of ``torch.nn.MultiheadAttention`` mean the opposite: :func:`to_torch_mha`.) Masks combine with ``&``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import device, namespace, numpy_namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

    from softlook._array import Array


def padding(lengths: Int[Array, " ..."] | int, t_x: int) -> Bool[Array, "... 1 t_x"]:
    r"""Let every query attend to the words of its sentence, and to none of the pads behind them.

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
    t_x = _check.count("t_x", t_x)
    if _check.is_whole(lengths):
        lengths = numpy_namespace().asarray(lengths)
    xp = namespace(lengths=lengths)
    if not xp.isdtype(lengths.dtype, "integral"):
        raise TypeError(f"lengths: dtype {lengths.dtype} given, an integer dtype wanted")
    lengths = xp.astype(lengths, xp.int64)  # a small dtype could not count to t_x
    outside = lengths[(lengths < 0) | (lengths > t_x)]
    if outside.shape[0]:
        raise ValueError(f"lengths: {int(outside[0])} given, each in [0, {t_x}] wanted (t_x = {t_x})")
    j = xp.arange(t_x, device=device(lengths))
    return j < lengths[..., None, None]


def causal(t_y: int, t_x: int | None = None, *, offset: int = 0, like: Array | None = None) -> Bool[Array, "t_y t_x"]:
    r"""Let position i attend to itself and to what came before it, never ahead.

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
    i, j = _grid(t_y, t_x, offset, like)
    return j <= i


def band(
    t_y: int, t_x: int | None, half_width: int, *, offset: int = 0, like: Array | None = None
) -> Bool[Array, "t_y t_x"]:
    r"""Let position i attend to its neighbours, at most `half_width` away on either side.

    .. math:: m_{ij} = [\, |j - (i + \mathrm{offset})| \le D \,]

    Parameters
    ----------
    t_y : int
        Number of queries.
    t_x : int or None
        Number of keys; None for as many as queries.
    half_width : int
        D: 0 lets a position see itself alone.
    offset : int
        How many keys lie before the first query.
    like : array, optional
        An array whose library and device the mask takes; numpy if left out.

    Returns
    -------
    mask : (t_y, t_x) bool
        True in the band. With ``& causal(t_y)`` each position attends back only.

    Raises
    ------
    TypeError
        If a size is no int.
    ValueError
        If a size is below 0.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.2, "local-m" (arXiv 1508.04025).

    Examples
    --------
    >>> band(3, 4, 1)
    array([[ True,  True, False, False],
           [ True,  True,  True, False],
           [False,  True,  True,  True]])
    """
    half_width = _check.count("half_width", half_width)
    i, j = _grid(t_y, t_x, offset, like)
    return (j >= i - half_width) & (j <= i + half_width)


def from_edges(edges: Int[Array, "2 n_edges"], t_y: int, t_x: int | None = None) -> Bool[Array, "t_y t_x"]:
    r"""Let a node attend to where its edges come from.

    .. math:: m_{ij} = [\, (j, i) \in \mathrm{edges} \,]

    Parameters
    ----------
    edges : (2, n_edges) integer
        Sources j above, targets i below, as torch-geometric writes them; a repeated edge counts once.
    t_y : int
        Number of targets (queries).
    t_x : int, optional
        Number of sources (keys); as many as targets if left out.

    Returns
    -------
    mask : (t_y, t_x) bool
        True at the edges.

    Raises
    ------
    TypeError
        If the edges are no integers, or a size is no int.
    ValueError
        If the edges are not (2, n_edges), or a node lies out of range.

    References
    ----------
    Velickovic et al. 2018, section 2.1, "masked attention" (arXiv 1710.10903).

    Examples
    --------
    >>> import numpy as np
    >>> from_edges(np.array([[0, 2], [1, 1]]), 3)
    array([[False, False, False],
           [ True, False,  True],
           [False, False, False]])
    """
    xp = namespace(edges=edges)
    t_y = _check.count("t_y", t_y)
    t_x = t_y if t_x is None else _check.count("t_x", t_x)
    if not xp.isdtype(edges.dtype, "integral"):
        raise TypeError(f"edges: dtype {edges.dtype} given, an integer dtype wanted")
    if edges.ndim != 2 or edges.shape[0] != 2:
        raise ValueError(
            f"edges: shape {_check.shape(edges)} given, (2, n_edges) wanted: sources above, targets below"
        )
    if edges.shape[1] == 0:
        return xp.zeros((t_y, t_x), dtype=xp.bool, device=device(edges))
    for name, nodes, n in (("sources", edges[0, :], t_x), ("targets", edges[1, :], t_y)):
        least, most = int(xp.min(nodes)), int(xp.max(nodes))
        if least < 0 or most >= n:
            raise ValueError(f"edges: {name} from {least} to {most} given, each in [0, {n - 1}] wanted")
    flat = xp.sort(xp.astype(edges[1, :], xp.int64) * t_x + xp.astype(edges[0, :], xp.int64))
    cell = xp.arange(t_y * t_x, device=device(edges))
    before, up_to = (xp.searchsorted(flat, cell, side=side) for side in ("left", "right"))
    return xp.reshape(up_to > before, (t_y, t_x))  # where an edge is, there is one more of them


def to_torch_mha(mask: Bool[Array, " ..."]) -> Bool[Array, " ..."]:
    r"""Turn a mask into the convention of ``torch.nn.MultiheadAttention``: True = may **not** attend.

    .. math:: m \mapsto \lnot m

    ``torch.nn.functional.scaled_dot_product_attention`` takes our masks as they are.

    Parameters
    ----------
    mask : bool
        True where a query may attend. As `attn_mask` a (t_y, t_x) mask serves as it is; as `key_padding_mask` drop the
        axis of the queries first: ``padding(lengths, t_x)[:, 0]``.

    Returns
    -------
    mask : bool
        True where it may not.

    Raises
    ------
    TypeError
        If the mask is not boolean.

    Examples
    --------
    >>> from softlook import causal
    >>> to_torch_mha(causal(2))
    array([[False,  True],
           [False, False]])
    """
    xp = namespace(mask=mask)
    _check.boolean(xp, mask)
    return ~mask


def from_torch_mha(mask: Bool[Array, " ..."]) -> Bool[Array, " ..."]:
    """Turn a boolean mask of ``torch.nn.MultiheadAttention`` into ours: the inverse of :func:`to_torch_mha`.

    Raises
    ------
    TypeError
        If the mask is not boolean; a float mask is :func:`from_additive`'s.
    """
    return to_torch_mha(mask)


def to_additive(mask: Bool[Array, " ..."], like: Float[Array, " ..."]) -> Float[Array, " ..."]:
    r"""Turn a mask into numbers to add to the scores.

    .. math:: m \mapsto 0 \text{ where True}, \; -\infty \text{ where False}

    Parameters
    ----------
    mask : bool
        True where a query may attend.
    like : floating
        An array, such as the scores, whose dtype the result takes.

    Returns
    -------
    bias : floating, of the shape of `mask`
        0 or minus infinity.

    Raises
    ------
    TypeError
        If the mask is not boolean, or `like` not floating.

    Examples
    --------
    >>> import numpy as np
    >>> from softlook import causal
    >>> to_additive(causal(2), np.zeros(1))
    array([[  0., -inf],
           [  0.,   0.]])
    """
    xp = namespace(mask=mask, like=like)
    _check.boolean(xp, mask)
    _check.floating(xp, like=like)
    zero = xp.zeros((), dtype=like.dtype, device=device(mask))
    return xp.where(mask, zero, zero - math.inf)


def from_additive(bias: Float[Array, " ..."]) -> Bool[Array, " ..."]:
    """Turn a bias of zeros and minus infinities into a mask: the inverse of :func:`to_additive`.

    Raises
    ------
    TypeError
        If the bias is not floating.
    ValueError
        If it holds anything but 0 and minus infinity: such a bias moves scores, and a mask cannot.
    """
    xp = namespace(bias=bias)
    _check.floating(xp, bias=bias)
    if not bool(xp.all((bias == 0) | (bias == -math.inf))):
        raise ValueError(
            "bias: numbers besides 0 and minus infinity given, only these wanted (add other biases to the scores)"
        )
    return bias == 0


def _grid(
    t_y: int, t_x: int | None, offset: int, like: Array | None
) -> tuple[Int[Array, "t_y 1"], Int[Array, "1 t_x"]]:
    """Return where each query stands among the keys, and the keys' positions."""
    t_y = _check.count("t_y", t_y)
    t_x = t_y if t_x is None else _check.count("t_x", t_x)
    offset = _check.count("offset", offset)
    xp = numpy_namespace() if like is None else namespace(like=like)
    where = None if like is None else device(like)
    i = offset + xp.arange(t_y, device=where)
    j = xp.arange(t_x, device=where)
    return i[:, None], j[None, :]
