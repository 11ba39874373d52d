r"""Several heads: the same attention step taken in several small subspaces, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace
from softlook.attention import Attention, attend
from softlook.normalizers import softmax
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace
    from softlook.attention import Normalizer, Score


def split_heads(x: Float[Array, "... t d"], heads: int) -> Float[Array, "... heads t d/heads"]:
    r"""Cut the features into `heads` equal parts, each a sequence of its own.

    .. math:: x_t \mapsto (x_t^{(1)}, \dots, x_t^{(h)})

    Raises
    ------
    TypeError, ValueError
        If `heads` is no int of at least 1 or does not divide d, or x is not (..., t, d).

    Examples
    --------
    >>> import numpy as np
    >>> split_heads(np.arange(4.0).reshape(1, 4), 2)
    array([[[0., 1.]],
    <BLANKLINE>
           [[2., 3.]]])
    """
    xp = namespace(x=x)
    heads = _check_heads(heads, x=x)
    return split_kernel(xp, x, heads)


def join_heads(x: Float[Array, "... heads t d"]) -> Float[Array, "... t heads*d"]:
    """Lay the heads' features side by side again: the inverse of :func:`split_heads`.

    Raises
    ------
    ValueError
        If x has fewer than three axes.
    """
    xp = namespace(x=x)
    if x.ndim < 3:
        raise ValueError(f"x: shape {_check.shape(x)} given, (..., heads, t, d) wanted")
    return join_kernel(xp, x)


def multi_head(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    heads: int,
    score: Score | Sequence[Score] = scaled_dot,
    mask: Bool[Array, "... t_y t_x"] | None = None,
    normalize: Normalizer = softmax,
    need_weights: bool = True,
    need_scores: bool = True,
) -> Attention:
    r"""Attend with several heads over any score, and lay their contexts side by side.

    .. math:: c_i = [c_i^{(1)}; \dots; c_i^{(h)}], \qquad c^{(n)} = \mathrm{attend}(q^{(n)}, k^{(n)}, v^{(n)})

    The projections before (each head's own, in one matrix) and after are the caller's: :class:`softlook.nn.MultiHead`.

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries of all heads, side by side.
    k : (..., t_x, d_k) floating
        Keys of all heads.
    v : (..., t_x, d_v) floating
        Values of all heads.
    heads : int
        How many; it divides d_q, d_k and d_v.
    score : callable (q, k) -> e, or a sequence of `heads` of them
        One for all heads, or each head's own.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may attend, with every head.
    normalize, need_weights, need_scores
        As :func:`attend`.

    Returns
    -------
    Attention
        c (..., t_y, d_v), alpha and e (..., heads, t_y, t_x).

    Raises
    ------
    TypeError, ValueError
        As :func:`attend`, and if the heads do not divide a width or the scores are not as many as the heads.

    References
    ----------
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762).

    Examples
    --------
    >>> import numpy as np
    >>> attention = multi_head(np.zeros((1, 2)), np.zeros((2, 2)), np.array([[1.0, 2.0], [3.0, 6.0]]), heads=2)
    >>> attention.c, attention.alpha.shape
    (array([[2., 4.]]), (2, 1, 2))
    """
    xp = namespace(q=q, k=k, v=v, mask=mask)
    heads = _check_heads(heads, q=q, k=k, v=v)
    if mask is not None and mask.ndim > 2:
        mask = xp.expand_dims(mask, axis=-3)
    c, alpha, e = attend(
        *(split_kernel(xp, x, heads) for x in (q, k, v)),
        score=score if callable(score) else per_head(score, heads),
        mask=mask,
        normalize=normalize,
        need_weights=need_weights,
        need_scores=need_scores,
    )
    return Attention(c=join_kernel(xp, c), alpha=alpha, e=e)


def split_kernel(xp: Namespace, x: Array, heads: int) -> Array:
    """Return what :func:`split_heads` does, for arguments that have been checked."""
    t, d = x.shape[-2:]
    return xp.moveaxis(xp.reshape(x, (*x.shape[:-2], t, heads, d // heads)), -2, -3)


def join_kernel(xp: Namespace, x: Array) -> Array:
    """Return what :func:`join_heads` does, for arguments that have been checked."""
    heads, t, d = x.shape[-3:]
    return xp.reshape(xp.moveaxis(x, -3, -2), (*x.shape[:-3], t, heads * d))


def per_head(scores: Sequence[Score], heads: int) -> Score:
    """Return one score over (..., heads, t, d) that takes each head's own.

    Raises
    ------
    ValueError
        If they are not as many as the heads.
    """
    if len(scores) != heads:
        raise ValueError(f"score: {len(scores)} scores given, {heads} wanted, one for each head")

    def score(q: Array, k: Array, /) -> Array:
        xp = namespace(q=q)
        return xp.stack([own(q[..., n, :, :], k[..., n, :, :]) for n, own in enumerate(scores)], axis=-3)

    return score


def _check_heads(heads: int, **sequences: Array) -> int:
    """Return how many heads, having refused a number of them that does not divide each width."""
    _check.sequence(**sequences)
    heads = _check.count("heads", heads, least=1)
    for name, x in sequences.items():
        _check.divisor("heads", heads, x.shape[-1], f"the width {x.shape[-1]} of {name}'s {_check.shape(x)}")
    return heads
