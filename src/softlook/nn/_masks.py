"""What a layer may attend to: a mask of queries and keys, and one of the keys of each sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace
from softlook.heads import of_heads

if TYPE_CHECKING:
    from jaxtyping import Bool
    from torch import Tensor


def joined(
    q: Tensor,
    k: Tensor,
    *,
    mask: Bool[Tensor, "... t_y t_x"] | None,
    key_mask: Bool[Tensor, "... t_x"] | None,
    heads: int | None = None,
) -> Tensor | None:
    """Return one mask that says both, with an axis of heads where there are heads.

    Parameters
    ----------
    q, k : (..., t_y, d), (..., t_x, d)
        The queries and keys that a layer was called with.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may attend.
    key_mask : (..., t_x) bool, optional
        True at the keys that any query of that sentence may attend to.
    heads : int, optional
        How many; None for a layer without.

    Raises
    ------
    TypeError, ValueError
        If `key_mask` is not boolean or not of the keys' shape, or if two axes of `mask` could be (t_y, t_x) as well as
        (batch, t_x), or three as well a batch as heads.
    """
    if mask is None and key_mask is None:
        return None
    xp = namespace(q=q, k=k, mask=mask)
    _check.sequence(q=q, k=k)
    batch = _check.broadcast(tuple(q.shape[:-2]), tuple(k.shape[:-2])) or ()
    t_y, t_x = q.shape[-2], k.shape[-2]
    if mask is not None:
        _check.boolean(xp, mask)
        if batch == (t_y,) and t_y > 1 and tuple(mask.shape) == (t_y, t_x):
            raise ValueError(
                f"mask: shape {tuple(mask.shape)} given with a batch of {t_y}, "
                "which could be (t_y, t_x) or (batch, t_x); mask[None] or key_mask=mask wanted"
            )
        if heads is not None:
            mask = of_heads(mask=mask, batch=batch, heads=heads)
    if key_mask is None:
        return mask
    xp = namespace(q=q, key_mask=key_mask)
    if not xp.isdtype(key_mask.dtype, "bool"):
        raise TypeError(
            f"key_mask: dtype {key_mask.dtype} given, a boolean mask wanted, True at the keys to attend to"
        )
    wanted = (*batch, t_x)
    if not key_mask.ndim or _check.broadcast(tuple(key_mask.shape), wanted) != wanted:
        raise ValueError(f"key_mask: shape {tuple(key_mask.shape)} given, one that broadcasts to {wanted} wanted")
    keys = key_mask[..., None, :] if heads is None else key_mask[..., None, None, :]
    if mask is None:
        return keys
    scores = (*batch, t_y, t_x) if heads is None else (*batch, heads, t_y, t_x)
    if _check.broadcast(tuple(mask.shape), scores) != scores:
        return mask  # attend says what is wrong with it
    return mask & keys
