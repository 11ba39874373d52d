"""Masks in other libraries' senses: torch's nn.MultiheadAttention (True = may not look), and numbers to add to scores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import device, namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace


def to_torch_mha(mask: Bool[Array, " ..."]) -> Bool[Array, " ..."]:
    r"""Turn a mask into the sense of ``torch.nn.MultiheadAttention``: True = may **not** look.

    .. math:: m \mapsto \lnot m

    ``torch.nn.functional.scaled_dot_product_attention`` takes our masks as they are.

    Parameters
    ----------
    mask : bool
        True where a query may look. As `attn_mask` a (t_y, t_x) mask serves as it is; as `key_padding_mask` drop the
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
    _boolean(xp, mask)
    return ~mask


def from_torch_mha(mask: Bool[Array, " ..."]) -> Bool[Array, " ..."]:
    """Turn a boolean mask of ``torch.nn.MultiheadAttention`` into ours: the inverse of :func:`to_torch_mha`, and the same act.

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
        True where a query may look.
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
    _boolean(xp, mask)
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


def _boolean(xp: Namespace, mask: Array) -> None:
    if not xp.isdtype(mask.dtype, "bool"):
        raise TypeError(f"mask: dtype {mask.dtype} given, a boolean mask wanted, True where the query may look")
