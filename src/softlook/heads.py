r"""Several heads: the same attention step taken in several small subspaces, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace
from softlook.attention import Attention, attend, wide_scores
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
    kv_heads: int | None = None,
    score: Score | Sequence[Score] = scaled_dot,
    scale: float | None = None,
    bias: Float[Array, "... t_y t_x"] | None = None,
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
        How many; it divides d_q.
    kv_heads : int, optional
        How many heads the keys and values have, where they are fewer: it divides `heads`, d_k and d_v, and each serves
        a group of the queries' heads (grouped-query attention). As many as `heads` if left out.
    score : callable (q, k) -> e, or a sequence of `heads` of them
        One for all heads, or each head's own.
    scale, normalize, need_weights, need_scores
        As :func:`attend`.
    bias : broadcastable to (..., t_y, t_x) or (..., heads, t_y, t_x), floating, optional
        Added to the scores of every head, or of each head its own.
    mask : broadcastable to (..., t_y, t_x) or (..., heads, t_y, t_x), bool, optional
        True where a query may attend, with every head, or with each head its own. Where the third axis from the end
        could be the batch's or the heads', it is refused: ``mask[:, None]`` is the former, ``mask[None]`` the latter.
        (One row for all of several queries is padding, and the batch's.)

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
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762); Ainslie et al. 2023, section 2.2 (arXiv 2305.13245), for
    fewer heads of keys and values.

    Examples
    --------
    >>> import numpy as np
    >>> attention = multi_head(np.zeros((1, 2)), np.zeros((2, 2)), np.array([[1.0, 2.0], [3.0, 6.0]]), heads=2)
    >>> attention.c, attention.alpha.shape
    (array([[2., 4.]]), (2, 1, 2))
    """
    xp = namespace(q=q, k=k, v=v, mask=mask)
    heads = _check_heads(heads, q=q)
    if kv_heads is None:
        kv_heads = heads
        _check_widths("heads", heads, k=k, v=v)
    else:
        kv_heads = _check.count("kv_heads", kv_heads, least=1)
        _check.divisor("kv_heads", kv_heads, heads, f"the {heads} heads of the queries")
        _check_widths("kv_heads", kv_heads, k=k, v=v)
    batch = _check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()
    q, k, v = split_kernel(xp, q, heads), split_kernel(xp, k, kv_heads), split_kernel(xp, v, kv_heads)
    if not callable(score) and kv_heads < heads:  # each head has a score of its own: there is nothing to share
        k, v = (xp.repeat(x, heads // kv_heads, axis=-3) for x in (k, v))
    c, alpha, e = attend(
        q,
        k,
        v,
        score=score if callable(score) else per_head(score, heads),
        scale=scale,
        bias=None if bias is None else of_heads("bias", bias, batch=batch, heads=heads, t_y=q.shape[-2]),
        mask=None if mask is None else of_heads("mask", mask, batch=batch, heads=heads, t_y=q.shape[-2]),
        grouped=callable(score) and kv_heads < heads,
        normalize=normalize,
        need_weights=need_weights,
        need_scores=need_scores,
    )
    return Attention(c=join_kernel(xp, c), alpha=alpha, e=e)


def split_kernel(xp: Namespace, x: Array, heads: int) -> Array:
    """Return what :func:`split_heads` does, for arguments that have been checked."""
    t, d = x.shape[-2:]
    return _swap(xp, xp.reshape(x, (*x.shape[:-2], t, heads, d // heads)))


def join_kernel(xp: Namespace, x: Array) -> Array:
    """Return what :func:`join_heads` does, for arguments that have been checked."""
    heads, t, d = x.shape[-3:]
    return xp.reshape(_swap(xp, x), (*x.shape[:-3], t, heads * d))


def _swap(xp: Namespace, x: Array) -> Array:
    """Return the array with its second and third axis from the end exchanged."""
    n = x.ndim
    return xp.permute_dims(x, (*range(n - 3), n - 2, n - 3, n - 1))


def of_heads(name: str, x: Array, *, batch: tuple[int, ...], heads: int, t_y: int) -> Array:
    """Return a mask or a bias with an axis of heads, from one for each query and key or one for each head too.

    Where it has fewer axes than the scores, its third axis from the end may be the last of the batch or the heads. A
    mask of one row for more than one query is padding, which belongs to a sentence.

    Raises
    ------
    ValueError
        If that axis could be either.
    """
    if x.ndim <= 2 or x.ndim > len(batch) + 2:
        return x
    xp = namespace(**{name: x})
    lead = _check.shape(x)[:-2]
    by_sentence = _check.broadcast(lead, batch) == batch
    by_head = lead[-1] in {1, heads} and _check.broadcast(lead[:-1], batch) == batch
    is_padding = x.shape[-2] == 1 < t_y and xp.isdtype(x.dtype, "bool")
    if by_sentence and by_head and max(lead) > 1 and not is_padding:
        missing = len(batch) + 3 - x.ndim
        of_sentence = ", ".join([*["None"] * (missing - 1), *[":"] * len(lead), "None"])
        of_head = ", ".join(["None"] * missing)
        raise ValueError(
            f"{name}: shape {_check.shape(x)} given with a batch of {batch if len(batch) > 1 else batch[0]} and "
            f"{heads} heads, which could be either; {name}[{of_sentence}] (one for each of the batch) or "
            f"{name}[{of_head}] (one for each head) wanted"
        )
    return xp.expand_dims(x, axis=-3) if by_sentence else x


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
        each = (wide_scores(xp, own, q[..., n, :, :], k[..., n, :, :]) for n, own in enumerate(scores))
        return xp.stack(list(each), axis=-3)

    return score


def _check_heads(heads: int, **sequences: Array) -> int:
    """Return how many heads, having refused a number of them that does not divide each width."""
    heads = _check.count("heads", heads, least=1)
    _check_widths("heads", heads, **sequences)
    return heads


def _check_widths(name: str, heads: int, **sequences: Array) -> None:
    """Refuse sequences whose width the heads do not divide."""
    _check.sequence(**sequences)
    for letter, x in sequences.items():
        _check.divisor(name, heads, x.shape[-1], f"the width {x.shape[-1]} of {letter}'s {_check.shape(x)}")
