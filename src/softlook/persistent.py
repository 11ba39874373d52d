r"""Persistent memory: keys and values that belong to the layer, not to the sentence, under one joint softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook import _check
from softlook._array import device, namespace
from softlook.attention import Attention, attend

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array


def attend_persistent(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    k_p: Float[Array, "... n d_k"],
    v_p: Float[Array, "... n d_v"],
    mask: Bool[Array, "... t_y t_x"] | None = None,
    **options: Any,
) -> Attention:
    r"""Attend to the sentence and to the layer's own persistent vectors, under one joint softmax.

    .. math:: c = \mathrm{attend}(q, [k; k_p], [v; v_p])

    With an empty sentence, the score :func:`dot` and a ReLU in the softmax's place it is a feed-forward layer without
    biases: the rows of :math:`k_p` are its first matrix, those of :math:`v_p` the columns of its second.

    Parameters
    ----------
    q, k, v : (..., t_y, d_q), (..., t_x, d_k), (..., t_x, d_v) floating
        Queries, keys and values.
    k_p, v_p : (..., n, d_k), (..., n, d_v)
        Persistent keys and values; the same for every sentence.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may attend in the sentence; the persistent vectors are always seen.
    **options
        What else :func:`attend` takes by keyword.

    Returns
    -------
    Attention
        c (..., t_y, d_v), alpha and e (..., t_y, t_x + n): the sentence first.

    Raises
    ------
    TypeError, ValueError
        As :func:`attend`, and if the persistent vectors do not fit the keys and values.

    References
    ----------
    Sukhbaatar et al. 2019, section 4 (arXiv 1907.01470).

    Examples
    --------
    >>> import numpy as np
    >>> zero = np.zeros((1, 1))
    >>> attend_persistent(zero, zero, np.array([[2.0]]), k_p=zero, v_p=np.array([[6.0]])).c
    array([[4.]])
    """
    xp = namespace(q=q, k=k, v=v, k_p=k_p, v_p=v_p, mask=mask)
    _check.floating(xp, k=k, v=v, k_p=k_p, v_p=v_p)  # q is attend's to check
    _check.same_dtype(k=k, v=v, k_p=k_p, v_p=v_p)
    _check.sequence(k=k, v=v, k_p=k_p, v_p=v_p)
    _check.one_value_each("v_p", v_p, k_p.shape[-2], f"key of k_p's {_check.shape(k_p)}")
    joint = []
    for name, x, own in (("k_p", k, k_p), ("v_p", v, v_p)):
        _check.last_axis(name, own, x.shape[-1], f"as the sentence's {_check.shape(x)}")
        _check.batches(sentence=x, **{name: own})
        batch = _check.broadcast(_check.shape(x)[:-2], _check.shape(own)[:-2]) or ()
        joint.append(xp.concat([xp.broadcast_to(part, (*batch, *part.shape[-2:])) for part in (x, own)], axis=-2))
    if mask is not None:
        if mask.ndim == 0 or mask.shape[-1] not in (1, k.shape[-2]):
            raise ValueError(
                f"mask: shape {_check.shape(mask)} given, a last axis of {k.shape[-2]} wanted, "
                f"as k's {_check.shape(k)}"
            )
        seen = xp.broadcast_to(mask, (*mask.shape[:-1], k.shape[-2]))
        always = xp.ones((*mask.shape[:-1], k_p.shape[-2]), dtype=mask.dtype, device=device(mask))
        mask = xp.concat([seen, always], axis=-1)
    return attend(q, joint[0], joint[1], mask=mask, **options)
