r"""The additive scores: a small network with one hidden layer, for each pair of query and key.

All pairs at once would need a hidden layer of (..., t_y, t_x, d_a) numbers, which is d_a times what comes out. So
numpy and torch go through one small tile again and again; other array libraries take the formula as it stands.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import is_numpy, is_torch, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array, Namespace

TILE_BYTES = 2**21


def additive(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    *,
    w_q: Float[Array, "d_a d_q"],
    w_k: Float[Array, "d_a d_k"] | None,
    v_a: Float[Array, " d_a"],
) -> Float[Array, "... t_y t_x"]:
    r"""Score by a small network with one hidden layer.

    .. math:: e_{ij} = v_a^\top \tanh(W_q q_i + W_k k_j)

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys; their width may differ from the queries'.
    w_q : (d_a, d_q)
        Projects the queries into the hidden layer.
    w_k : (d_a, d_k) or None
        Projects the keys. It does not depend on the query: a decoder that asks step by step projects them once, by
        :func:`additive_keys`, and passes those as `k` with ``w_k=None``.
    v_a : (d_a,)
        Reads the score off the hidden layer.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores, between :math:`-\lVert v_a \rVert_1` and :math:`\lVert v_a \rVert_1`.

    Raises
    ------
    TypeError
        If an argument is no array, not of a floating dtype, or if they differ in library or dtype.
    ValueError
        If the shapes do not fit.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, appendix A.1.2 (arXiv 1409.0473): :math:`W_q` is their :math:`W_a`,
    :math:`W_k` their :math:`U_a`, :math:`q_i` their :math:`s_{i-1}`, :math:`k_j` their :math:`h_j`.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.eye(1)
    >>> additive(np.array([[0.0]]), np.array([[0.0], [100.0]]), w_q=one, w_k=one, v_a=np.array([2.0]))
    array([[0., 2.]])
    """
    given = {"q": q, "k": k, "w_q": w_q} | ({} if w_k is None else {"w_k": w_k}) | {"v_a": v_a}
    xp = namespace(**given)
    _check.floating(xp, **given)
    _check.same_dtype(**given)
    _check.sequence(q=q, k=k)
    _check.batches(q=q, k=k)
    if v_a.ndim != 1:
        raise ValueError(f"v_a: shape {_check.shape(v_a)} given, (d_a,) wanted")
    d_a = v_a.shape[0]
    _check.exact(
        "w_q", w_q, (d_a, q.shape[-1]), f"(d_a, d_q), from v_a's {_check.shape(v_a)} and q's {_check.shape(q)}"
    )
    if w_k is None:
        _check.last_axis("k", k, d_a, f"as v_a's {_check.shape(v_a)}: without w_k the keys are projected already")
    else:
        _check.exact(
            "w_k", w_k, (d_a, k.shape[-1]), f"(d_a, d_k), from v_a's {_check.shape(v_a)} and k's {_check.shape(k)}"
        )
        k = xp.matmul(k, xp.matrix_transpose(w_k))
    return _hidden_scores(xp, xp.matmul(q, xp.matrix_transpose(w_q)), k, v_a)


def additive_keys(k: Float[Array, "... t_x d_k"], w_k: Float[Array, "d_a d_k"]) -> Float[Array, "... t_x d_a"]:
    r"""Project the keys into the hidden layer of :func:`additive`, once for a whole sentence.

    .. math:: k_j \mapsto W_k k_j

    Parameters
    ----------
    k : (..., t_x, d_k) floating
        Keys.
    w_k : (d_a, d_k)
        The projection.

    Returns
    -------
    k : (..., t_x, d_a)
        Projected keys, for ``additive(q, k, w_q=w_q, w_k=None, v_a=v_a)``.

    Raises
    ------
    TypeError, ValueError
        As :func:`additive`.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, appendix A.1.2 (arXiv 1409.0473): "we can pre-compute it in advance".

    Examples
    --------
    >>> import numpy as np
    >>> additive_keys(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]))
    array([[3.]])
    """
    xp = namespace(k=k, w_k=w_k)
    _check.floating(xp, k=k, w_k=w_k)
    _check.same_dtype(k=k, w_k=w_k)
    _check.sequence(k=k)
    if w_k.ndim != 2 or w_k.shape[1] != k.shape[-1]:
        raise ValueError(
            f"w_k: shape {_check.shape(w_k)} given, (d_a, {k.shape[-1]}) wanted, from k's {_check.shape(k)}"
        )
    return xp.matmul(k, xp.matrix_transpose(w_k))


def concat(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    *,
    w_a: Float[Array, "d_a d_q+d_k"],
    v_a: Float[Array, " d_a"],
) -> Float[Array, "... t_y t_x"]:
    r"""Score by a small network over the query and the key, one after the other.

    .. math:: e_{ij} = v_a^\top \tanh(W_a [q_i; k_j])

    It is :func:`additive` with :math:`W_a = [W_q \; W_k]`.

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.
    w_a : (d_a, d_q + d_k)
        Projects the pair into the hidden layer.
    v_a : (d_a,)
        Reads the score off the hidden layer.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError, ValueError
        As :func:`additive`.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.1, "concat" (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> concat(np.array([[0.0]]), np.array([[0.0], [100.0]]), w_a=np.array([[1.0, 1.0]]), v_a=np.array([2.0]))
    array([[0., 2.]])
    """
    xp = namespace(q=q, k=k, w_a=w_a, v_a=v_a)
    _check.floating(xp, q=q, k=k, w_a=w_a, v_a=v_a)
    _check.same_dtype(q=q, k=k, w_a=w_a, v_a=v_a)
    _check.sequence(q=q, k=k)
    d_q = q.shape[-1]
    if v_a.ndim != 1:
        raise ValueError(f"v_a: shape {_check.shape(v_a)} given, (d_a,) wanted")
    wanted = (v_a.shape[0], d_q + k.shape[-1])
    _check.exact(
        "w_a",
        w_a,
        wanted,
        f"(d_a, d_q + d_k), from v_a's {_check.shape(v_a)}, q's {_check.shape(q)} and k's {_check.shape(k)}",
    )
    return additive(q, k, w_q=w_a[:, :d_q], w_k=w_a[:, d_q:], v_a=v_a)


def _hidden_scores(xp: Namespace, q: Array, k: Array, v_a: Array) -> Array:
    r"""Return :math:`v_a^\top \tanh(q_i + k_j)`; q and k lie in the hidden layer."""
    pairs = math.prod(_check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()) * q.shape[-2] * k.shape[-2]
    small = pairs * v_a.shape[0] * 8 <= TILE_BYTES
    if not small and is_torch(xp):
        from softlook._torch.additive import tiled

        return tiled(q, k, v_a, TILE_BYTES)
    if not small and is_numpy(xp):
        return _tiled(xp, q, k, v_a)
    hidden = q[..., :, None, :] + k[..., None, :, :]
    return xp.matmul(
        hidden.tanh_() if is_torch(xp) else xp.tanh(hidden), v_a
    )  # fresh memory would cost a tenth of a decoder's step


def _tiled(xp: Namespace, q: Array, k: Array, v_a: Array) -> Array:
    """Go over the pairs in tiles; one piece of memory serves all of them."""
    batch = _check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()
    q, k = (xp.broadcast_to(x, (*batch, *x.shape[-2:])).reshape(math.prod(batch), *x.shape[-2:]) for x in (q, k))
    (n, t_y, d_a), t_x = q.shape, k.shape[1]
    pairs = max(1, TILE_BYTES // (d_a * q.itemsize))
    wide = min(t_x, pairs)
    tall = min(t_y, pairs // wide)
    memory = xp.empty(tall * wide * d_a, dtype=q.dtype)
    e = xp.empty((n, t_y, t_x), dtype=q.dtype)
    for b, i, j in product(range(n), range(0, t_y, tall), range(0, t_x, wide)):
        q_tile, k_tile, e_tile = q[b, i : i + tall, None], k[b, None, j : j + wide], e[b, i : i + tall, j : j + wide]
        hidden = memory[: e_tile.size * d_a].reshape(*e_tile.shape, d_a)
        xp.tanh(xp.add(q_tile, k_tile, out=hidden), out=hidden)
        e_tile[...] = xp.matmul(hidden, v_a)
    return e.reshape(*batch, t_y, t_x)
