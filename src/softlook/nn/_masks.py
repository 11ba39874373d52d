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
    key_mask : broadcastable to (..., t_x), bool, optional
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
    xp = namespace(q=q, k=k)
    _check.floating(xp, q=q, k=k)
    _check.sequence(q=q, k=k)
    batch = _check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()
    t_y, t_x = int(q.shape[-2]), int(k.shape[-2])
    scores = (*batch, t_y, t_x) if heads is None else (*batch, heads, t_y, t_x)
    if mask is not None:
        mask = _of_pairs(q, mask, batch=batch, scores=scores, heads=heads)
    if key_mask is None:
        return mask
    keys = _of_keys(q, key_mask, wanted=(*batch, t_x))
    keys = keys[..., None, :] if heads is None else keys[..., None, None, :]
    if mask is None:
        return keys
    if _check.broadcast(_check.shape(mask), scores) != scores:
        return mask  # attend says what is wrong with it
    return mask & keys


def _of_pairs(
    q: Tensor, mask: Tensor, *, batch: tuple[int, ...], scores: tuple[int, ...], heads: int | None
) -> Tensor:
    """Return a mask of queries and keys; with an axis of heads, and all others of the scores, where it has three."""
    xp = namespace(q=q, mask=mask)
    _check.boolean(xp, mask)
    shape, (t_y, t_x) = _check.shape(mask), scores[-2:]
    if batch == (t_y,) and t_y > 1 and shape == (t_y, t_x):
        raise ValueError(
            f"mask: shape {shape} given with a batch of {t_y}, "
            "which could be (t_y, t_x) or (batch, t_x); mask[None] or key_mask=mask wanted"
        )
    if heads is None or mask.ndim <= 2:
        return mask
    placed: Tensor = of_heads("mask", mask, batch=batch, heads=heads, t_y=t_y)
    return placed[(None,) * (len(scores) - placed.ndim)]  # so that nobody asks again which axis is the heads'


def _of_keys(q: Tensor, key_mask: Tensor, *, wanted: tuple[int, ...]) -> Tensor:
    """Return a mask of the keys of each sentence with all its axes."""
    xp = namespace(q=q, key_mask=key_mask)
    if not xp.isdtype(key_mask.dtype, "bool"):
        raise TypeError(
            f"key_mask: dtype {key_mask.dtype} given, a boolean mask wanted, True at the keys to attend to"
        )
    shape = _check.shape(key_mask)
    if not shape or _check.broadcast(shape, wanted) != wanted:
        raise ValueError(f"key_mask: shape {shape} given, one that broadcasts to {wanted} wanted")
    return key_mask[(None,) * (len(wanted) - len(shape))]
