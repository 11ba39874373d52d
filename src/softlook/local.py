r"""Local attention in O(n D): the contexts of :mod:`softlook.windows`, scoring no pair that no window holds.

Queries that stand near each other attend to nearly the same keys. So they go in blocks, and a block scores one slice
of the keys: the windows of all its queries together.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import detached, device, is_torch, namespace
from softlook.normalizers import softmax_kernel
from softlook.scores import dot, location, scaled_dot
from softlook.windows import check_positions, local_p_kernel, window_centre

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace
    from softlook.attention import Score

BLOCK = 64  # queries that share one slice of the keys in local-p
PAIRS = 2**17  # pairs scored at once in local-m


def attend_local_m(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    half_width: int,
    score: Score = scaled_dot,
    mask: Bool[Array, "... 1 t_x"] | None = None,
    causal: bool = False,
) -> Float[Array, "... t_y d_v"]:
    r"""Attend within a window that moves on by one position a step (a band), in O(n D) time and memory.

    .. math:: c_i = \sum_{|j - i| \le D} \alpha_{ij} v_j, \qquad \alpha_{ij} = \mathrm{softmax}(e_{ij}, |j - i| \le D)

    It equals ``attend(q, k, v, score=score, normalize=partial(local_m, half_width=half_width)).c``.

    Parameters
    ----------
    q, k, v : (..., t_y, d_q), (..., t_x, d_k), (..., t_x, d_v) floating
        Queries, keys and values.
    half_width : int
        D.
    score : callable (q, k) -> e
        Any score of one pair at a time (not :func:`softlook.location`, which counts positions). For tensors the
        fastest backend, which computes its weights again for the gradient rather than keep them, takes over with
        :func:`softlook.dot` and :func:`softlook.scaled_dot` and without a mask.
    mask : broadcastable to (..., 1, t_x), bool, optional
        True where any query may attend: :func:`softlook.padding`.
    causal : bool
        Whether the window ends at the query's own position.

    Returns
    -------
    c : (..., t_y, d_v)
        Contexts; zeros where the window has run off the source.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.attend` does, and if the width is no int of at least 0 or the mask differs between queries.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.2, "local-m" (arXiv 1508.04025); Beltagy, Peters & Cohan 2020, section 3.1,
    "sliding window" (arXiv 2004.05150).

    Examples
    --------
    >>> import numpy as np
    >>> attend_local_m(np.zeros((3, 1)), np.zeros((3, 1)), np.array([[1.0], [2.0], [6.0]]), half_width=1)
    array([[1.5],
           [3. ],
           [4. ]])
    """
    xp, batch = _check_arguments(q, k, v, mask, score)
    half_width = _check.count("half_width", half_width)
    sides = (half_width, 0 if causal else half_width)
    t_y, t_x = q.shape[-2], k.shape[-2]
    if t_x == 0 or t_y == 0:
        return xp.zeros((*batch, t_y, v.shape[-1]), dtype=v.dtype, device=device(v))
    if is_torch(xp) and mask is None and score in (dot, scaled_dot) and q.shape[-1] and v.shape[-1]:
        from softlook._torch import transformed
        from softlook._torch.banded import banded

        _check.last_axis("k", k, q.shape[-1], f"as q's {_check.shape(q)}")
        if not transformed():
            c = banded(q, k, v, sides, 1 / math.sqrt(q.shape[-1]) if score is scaled_dot else 1.0)
            if not math.isnan(detached(xp.sum(c))):
                return c
            # a NaN may come from what no window shows, or be a fault: the plain backend tells them apart
    c = _band(xp, q, k, v, mask, sides=sides, score=score)
    _check.no_nan(xp, c)
    return c


def attend_local_p(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    p: Float[Array, "... t_y"],
    *,
    half_width: int,
    score: Score = scaled_dot,
    mask: Bool[Array, "... 1 t_x"] | None = None,
    renormalize: bool = False,
    round_p: bool = False,
) -> Float[Array, "... t_y d_v"]:
    r"""Attend within windows around predicted positions, in O(n D) time and memory: the queries go in the order of p.

    .. math:: c_i = \sum_{|j - p_i| \le D} \mathrm{softmax}(e_{ij}, |j - p_i| \le D)
        \exp\left(-\frac{(j - p_i)^2}{2 \sigma^2}\right) v_j, \qquad \sigma = D / 2

    It equals ``attend(q, k, v, score=score, normalize=partial(local_p, p=p, half_width=half_width)).c``, with its
    gradient in p; the window always cuts off.

    Parameters
    ----------
    q, k, v : (..., t_y, d_q), (..., t_x, d_k), (..., t_x, d_v) floating
        Queries, keys and values.
    p : (..., t_y)
        Predicted positions, in [0, t_x - 1]: :func:`softlook.aligned_position`.
    half_width : int
        D, at least 1.
    score : callable (q, k) -> e
        Any score of one pair at a time (not :func:`softlook.location`).
    mask : broadcastable to (..., 1, t_x), bool, optional
        True where any query may attend: :func:`softlook.padding`.
    renormalize, round_p : bool
        As :func:`softlook.local_p`.

    Returns
    -------
    c : (..., t_y, d_v)
        Contexts.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.attend` and :func:`softlook.local_p` do, and if the mask differs between queries.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.2, equation 10 (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> x, v, p = np.zeros((3, 1)), np.array([[3.0], [3.0], [6.0]]), np.array([2.0, 1.0, 0.0])
    >>> attend_local_p(x, x, v, p, half_width=1, renormalize=True).round(2)
    array([[5.64],
           [3.32],
           [3.  ]])
    """
    xp, batch = _check_arguments(q, k, v, mask, score, p=p)
    half_width = _check.count("half_width", half_width, least=1)
    t_y, t_x = q.shape[-2], k.shape[-2]
    check_positions(xp, p, t_x)
    wide = _check.broadcast(batch, _check.shape(p)[:-1]) if p.ndim and p.shape[-1] in (1, t_y) else None
    if wide is None:
        raise ValueError(
            f"p: shape {_check.shape(p)} given, one position for each query of q's {_check.shape(q)} wanted"
        )
    batch, c_shape = wide, (*wide, t_y, v.shape[-1])
    if 0 in c_shape or t_x == 0:
        return xp.zeros(c_shape, dtype=v.dtype, device=device(v))
    p = xp.reshape(xp.broadcast_to(p, (*batch, t_y)), (-1, t_y))
    q, k, v = (xp.reshape(xp.broadcast_to(x, (*batch, *x.shape[-2:])), (-1, *x.shape[-2:])) for x in (q, k, v))
    visible = None if mask is None else xp.reshape(xp.broadcast_to(mask, (*batch, 1, t_x)), (-1, 1, t_x))

    def attend_block(q: Array, p: Array, k: Array, v: Array, *, seen: Array | None, j: Array) -> Array:
        away, steps = j - p[:, None], j - window_centre(xp, p, round_p=round_p)[:, None]
        e = score(q, k)
        alpha = local_p_kernel(xp, e, seen, away, steps, half_width=half_width, renormalize=renormalize)
        return xp.matmul(alpha, v)

    rows = []
    j = xp.arange(t_x, dtype=p.dtype, device=device(p))
    for n in range(p.shape[0]):
        order = xp.argsort(p[n, :])
        q_n, p_n = xp.take(q[n, ...], order, axis=0), xp.take(p[n, :], order, axis=0)
        blocks = []
        for i in range(0, t_y, BLOCK):
            block = slice(i, min(i + BLOCK, t_y))
            first, last = detached(p_n[i]), detached(p_n[block.stop - 1])
            cols = slice(max(0, math.floor(first) - half_width), min(t_x, math.ceil(last) + half_width + 1))
            seen = None if visible is None else visible[n, :, cols]
            step = partial(attend_block, seen=seen, j=j[cols])
            blocks.append(_again(xp, step, q_n[block, :], p_n[block], k[n, cols, :], v[n, cols, :]))
        rows.append(xp.take(xp.concat(blocks, axis=0), xp.argsort(order), axis=0))
    c = xp.reshape(xp.stack(rows), c_shape)
    _check.no_nan(xp, c)
    return c


def _band(
    xp: Namespace, q: Array, k: Array, v: Array, mask: Array | None, *, sides: tuple[int, int], score: Score
) -> Array:
    """Attend from i - left to i + right, some blocks of queries at a time."""
    t_y, block = q.shape[-2], max(16, min(64, sum(sides)))
    step = block * max(1, PAIRS // (block * (block + sum(sides))))  # queries that go together
    whole = t_y - t_y % block
    cuts = [*range(0, whole, step), whole, t_y]
    parts = []
    for start, stop in pairwise(cuts):
        if start < stop:
            attend_blocks = partial(_blocks, start=start, block=min(block, stop - start), sides=sides, score=score)
            parts.append(_again(xp, attend_blocks, q[..., start:stop, :], k, v, mask))
    return xp.concat(parts, axis=-2)


def _blocks(
    q: Array, k: Array, v: Array, mask: Array | None, *, start: int, block: int, sides: tuple[int, int], score: Score
) -> Array:
    """Attend from queries that begin at `start`, a whole number of blocks, each to its own slice of the keys."""
    xp = namespace(q=q)
    (left, right), t_x, n = sides, k.shape[-2], q.shape[-2] // block
    r, w = xp.arange(block, device=device(q)), xp.arange(block + left + right, device=device(q))
    first = start + block * xp.arange(n, device=device(q))  # query of each block
    cols = first[:, None] - left + w  # (n, w): the keys of each block's window
    in_band = (w >= r[:, None]) & (w <= r[:, None] + left + right)
    seen = in_band & ((cols >= 0) & (cols < t_x))[:, None, :]
    cols = xp.reshape(xp.clip(cols, 0, t_x - 1), (-1,))
    if mask is not None:
        mask = xp.broadcast_to(mask, (*mask.shape[:-1], t_x))[..., 0, :]
        seen = seen & xp.reshape(xp.take(mask, cols, axis=-1), (*mask.shape[:-1], n, 1, w.shape[0]))
    k, v = (xp.reshape(xp.take(x, cols, axis=-2), (*x.shape[:-2], n, w.shape[0], x.shape[-1])) for x in (k, v))
    e = score(xp.reshape(q, (*q.shape[:-2], n, block, q.shape[-1])), k)
    c = xp.matmul(softmax_kernel(xp, e, seen), v)
    return xp.reshape(c, (*c.shape[:-3], n * block, c.shape[-1]))


def _check_arguments(
    q: Array, k: Array, v: Array, mask: Array | None, score: Score, **positions: Array
) -> tuple[Namespace, tuple[int, ...]]:
    """Refuse queries, keys, values and a mask of the keys that do not fit; return their library and leading axes."""
    xp = namespace(q=q, k=k, v=v, mask=mask, **positions)
    _check.floating(xp, q=q, k=k, v=v, **positions)
    _check.same_dtype(q=q, k=k, v=v, **positions)
    _check.sequence(q=q, k=k, v=v)
    _check.batches(q=q, k=k, v=v)
    _check.one_value_each("v", v, k.shape[-2], f"key of k's {_check.shape(k)}")
    if getattr(score, "func", score) is location:
        raise ValueError("score: location given, a score of pairs wanted: a window does not know its place")
    batch = _check.broadcast(*(_check.shape(x)[:-2] for x in (q, k, v))) or ()
    if mask is not None:
        _check.boolean(xp, mask)
        wanted = (*batch, 1, k.shape[-2])
        if mask.ndim < 2 or _check.broadcast(_check.shape(mask), wanted) != wanted:
            raise ValueError(
                f"mask: shape {_check.shape(mask)} given, one that broadcasts to {wanted} wanted: "
                "the same for every query"
            )
    return xp, batch


def _again(xp: Namespace, step: Callable[..., Array], *tile: Array) -> Array:
    """Take a step; torch, where a gradient is wanted, takes it again on the way back rather than keep what it made."""
    if not is_torch(xp):
        return step(*tile)
    from softlook._torch import again

    return again(step, *tile)
