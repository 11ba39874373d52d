r"""Scores: how well does a key answer a query?

Each function takes queries and keys and returns the scores :math:`e`, one number for each pair, any real number.
A score is no weight: the weights come from :mod:`softlook.normalizers`. A score with parameters takes them by
keyword; bind them with :func:`functools.partial` and any mechanism takes it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array


def dot(q: Float[Array, "... t_y d_k"], k: Float[Array, "... t_x d_k"]) -> Float[Array, "... t_y t_x"]:
    r"""Score by the inner product.

    .. math:: e_{ij} = q_i^\top k_j

    Parameters
    ----------
    q : (..., t_y, d_k) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError
        If an argument is no array, not of a floating dtype, or if they differ in library or dtype.
    ValueError
        If the shapes do not fit.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.1, "dot" (arXiv 1508.04025): :math:`q_i` is their :math:`h_t`,
    :math:`k_j` their :math:`\bar h_s`.

    Examples
    --------
    >>> import numpy as np
    >>> dot(np.array([[1.0, 2.0]]), np.array([[3.0, 0.0], [0.0, 1.0]]))
    array([[3., 2.]])
    """
    xp = namespace(q=q, k=k)
    _check.floating(xp, q=q, k=k)
    _check.same_dtype(q=q, k=k)
    _check.sequence(q=q, k=k)
    _check.last_axis("k", k, q.shape[-1], f"as q's {_check.shape(q)}")
    _check.batches(q=q, k=k)
    return xp.matmul(q, xp.matrix_transpose(k))


def scaled_dot(q: Float[Array, "... t_y d_k"], k: Float[Array, "... t_x d_k"]) -> Float[Array, "... t_y t_x"]:
    r"""Score by the inner product, divided by the root of the width.

    .. math:: e_{ij} = \frac{q_i^\top k_j}{\sqrt{d_k}}

    For independent entries of variance one the product has variance :math:`d_k`; the division brings it back to one
    and keeps the softmax out of its flat ends.

    Parameters
    ----------
    q : (..., t_y, d_k) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError, ValueError
        As :func:`dot`.

    References
    ----------
    Vaswani et al. 2017, section 3.2.1, equation 1 (arXiv 1706.03762).

    Examples
    --------
    >>> import numpy as np
    >>> scaled_dot(np.array([[2.0, 0.0, 0.0, 0.0]]), np.array([[3.0, 0.0, 0.0, 0.0]]))
    array([[3.]])
    """
    e = dot(q, k)
    return e / math.sqrt(q.shape[-1]) if q.shape[-1] else e


def additive(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    *,
    w_q: Float[Array, "d_a d_q"],
    w_k: Float[Array, "d_a d_k"],
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
    w_k : (d_a, d_k)
        Projects the keys. It does not depend on the query: compute it once a sentence.
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
    xp = namespace(q=q, k=k, w_q=w_q, w_k=w_k, v_a=v_a)
    _check.floating(xp, q=q, k=k, w_q=w_q, w_k=w_k, v_a=v_a)
    _check.same_dtype(q=q, k=k, w_q=w_q, w_k=w_k, v_a=v_a)
    _check.sequence(q=q, k=k)
    _check.batches(q=q, k=k)
    if v_a.ndim != 1:
        raise ValueError(f"v_a: shape {_check.shape(v_a)} given, (d_a,) wanted")
    d_a = v_a.shape[0]
    _check.exact("w_q", w_q, (d_a, q.shape[-1]), f"(d_a, d_q), from v_a's {_check.shape(v_a)} and q's {_check.shape(q)}")
    _check.exact("w_k", w_k, (d_a, k.shape[-1]), f"(d_a, d_k), from v_a's {_check.shape(v_a)} and k's {_check.shape(k)}")
    hidden_q = xp.matmul(q, xp.matrix_transpose(w_q))  # (..., t_y, d_a)
    hidden_k = xp.matmul(k, xp.matrix_transpose(w_k))  # (..., t_x, d_a)
    return xp.matmul(xp.tanh(hidden_q[..., :, None, :] + hidden_k[..., None, :, :]), v_a)
