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
from softlook._tiling import hidden_scores

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array, Namespace


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
    xp = _check_pair(q=q, k=k)
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
    xp = _check_pair(q=q, k=k)
    return xp.matmul(q / math.sqrt(q.shape[-1]), xp.matrix_transpose(k))  # t_y d_k divisions, not t_y t_x


def general(
    q: Float[Array, "... t_y d_q"], k: Float[Array, "... t_x d_k"], *, w_a: Float[Array, "d_q d_k"]
) -> Float[Array, "... t_y t_x"]:
    r"""Score by a learned bilinear form.

    .. math:: e_{ij} = q_i^\top W_a k_j

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys; their width may differ from the queries'.
    w_a : (d_q, d_k)
        The form; the identity makes it :func:`dot`.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError, ValueError
        As :func:`dot`, and if `w_a` does not fit.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.1, "general" (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> general(np.array([[1.0, 2.0]]), np.array([[3.0]]), w_a=np.array([[1.0], [10.0]]))
    array([[63.]])
    """
    xp = _check_sequences(q=q, k=k, w_a=w_a)
    _check.parameter("w_a", w_a, (q.shape[-1], k.shape[-1]), "(d_q, d_k)", q=q, k=k)
    return xp.matmul(xp.matmul(q, w_a), xp.matrix_transpose(k))


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
    matrices = {"w_q": w_q} if w_k is None else {"w_q": w_q, "w_k": w_k}
    xp = _check_sequences(q=q, k=k, **matrices, v_a=v_a)
    _check.vector("v_a", v_a, "d_a")
    d_a = v_a.shape[0]
    _check.parameter("w_q", w_q, (d_a, q.shape[-1]), "(d_a, d_q)", v_a=v_a, q=q)
    if w_k is None:
        _check.last_axis("k", k, d_a, f"as v_a's {_check.shape(v_a)}: without w_k the keys are projected already")
    else:
        _check.parameter("w_k", w_k, (d_a, k.shape[-1]), "(d_a, d_k)", v_a=v_a, k=k)
        k = xp.matmul(k, xp.matrix_transpose(w_k))
    return hidden_scores(xp, xp.matmul(q, xp.matrix_transpose(w_q)), k, v_a)


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
    _check.projection("w_k", w_k, "k", k, "d_a")
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
    xp = _check_sequences(q=q, k=k, w_a=w_a, v_a=v_a)
    d_q = q.shape[-1]
    _check.vector("v_a", v_a, "d_a")
    _check.parameter("w_a", w_a, (v_a.shape[0], d_q + k.shape[-1]), "(d_a, d_q + d_k)", v_a=v_a, q=q, k=k)
    w_q, w_k = w_a[:, :d_q], w_a[:, d_q:]
    return hidden_scores(xp, xp.matmul(q, xp.matrix_transpose(w_q)), xp.matmul(k, xp.matrix_transpose(w_k)), v_a)


def location(
    q: Float[Array, "... t_y d_q"], k: Float[Array, "... t_x d_k"], *, w_a: Float[Array, "d_out d_q"]
) -> Float[Array, "... t_y t_x"]:
    r"""Score the positions by the query alone: the keys only say how many there are.

    .. math:: e_{ij} = (W_a q_i)_j

    Row j of :math:`W_a` scores position j, so that one sentence can be as long as :math:`W_a` has rows, and no longer.

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys; what they hold is ignored. t_x is at most d_out.
    w_a : (d_out, d_q)
        One row for each position; a shorter sentence takes the first t_x.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores, the same for every key that stands at the same place.

    Raises
    ------
    TypeError, ValueError
        As :func:`dot`, and if `w_a` does not fit or has fewer rows than there are keys. (The paper ignores the words
        past the last row; say so with ``k[..., :d_out, :]`` and ``v[..., :d_out, :]`` if that is what you want.)

    References
    ----------
    Luong, Pham & Manning 2015, section 3.1, equation 8, "location" (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> location(np.array([[2.0]]), np.zeros((2, 5)), w_a=np.array([[1.0], [0.0], [-1.0]]))
    array([[2., 0.]])
    """
    xp = _check_sequences(q=q, k=k, w_a=w_a)
    t_x, batch = k.shape[-2], _check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2])
    _check.projection("w_a", w_a, "q", q)
    if t_x > w_a.shape[0]:
        raise ValueError(
            f"k: {t_x} positions given, at most {w_a.shape[0]} wanted, one for each row of w_a's {_check.shape(w_a)}"
        )
    e = xp.matmul(q, xp.matrix_transpose(w_a[:t_x, :]))  # (..., t_y, t_x)
    return xp.broadcast_to(e, (*(batch or ()), *_check.shape(e)[-2:]))


def cosine(
    q: Float[Array, "... t_y d_k"], k: Float[Array, "... t_x d_k"], *, beta: float | Float[Array, "... t_y"] = 1.0
) -> Float[Array, "... t_y t_x"]:
    r"""Score by the angle alone, sharpened.

    .. math:: e_{ij} = \beta_i \, \frac{q_i^\top k_j}{\lVert q_i \rVert \, \lVert k_j \rVert}

    A zero vector has no angle: its score is 0, with finite gradients.

    Parameters
    ----------
    q : (..., t_y, d_k) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.
    beta : float or (..., t_y)
        Sharpness, above 0: one number, or one for each query.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores in :math:`[-\beta, \beta]`.

    Raises
    ------
    TypeError, ValueError
        As :func:`dot`, and if `beta` is not finite and above 0 or does not fit the queries.

    References
    ----------
    Graves, Wayne & Danihelka 2014, equations 5 and 6 (arXiv 1410.5401): :math:`\beta` is their key strength.

    Examples
    --------
    >>> import numpy as np
    >>> cosine(np.array([[3.0, 4.0]]), np.array([[0.0, 9.0], [0.0, 0.0]]), beta=2.0)
    array([[1.6, 0. ]])
    """
    if _check.is_real(beta):
        xp = _check_pair(q=q, k=k)
        return _check.positive("beta", beta) * _cosine(xp, q, k)
    xp = _check_pair(q=q, k=k, beta=beta)
    e = _cosine(xp, q, k)
    if _check.broadcast(_check.shape(beta), _check.shape(e)[:-1]) != _check.shape(e)[:-1]:
        raise ValueError(
            f"beta: shape {_check.shape(beta)} given, one number for each query of {_check.shape(e)[:-1]} wanted"
        )
    if not bool(xp.all((beta > 0) & xp.isfinite(beta))):
        raise ValueError(
            f"beta: {beta.tolist() if hasattr(beta, 'tolist') else beta} given, finite numbers above 0 wanted"
        )
    return beta[..., None] * e


def _check_sequences(*, q: Array, k: Array, **parameters: Array) -> Namespace:
    """Refuse queries, keys and parameters that do not fit; a parameter's own shape is checked where it is known."""
    xp = namespace(q=q, k=k, **parameters)
    _check.floating(xp, q=q, k=k, **parameters)
    _check.same_dtype(q=q, k=k, **parameters)
    _check.sequence(q=q, k=k)
    _check.batches(q=q, k=k)
    return xp


def _check_pair(*, q: Array, k: Array, **parameters: Array) -> Namespace:
    """Refuse the same, and queries and keys of different widths."""
    xp = _check_sequences(q=q, k=k, **parameters)
    _check.last_axis("k", k, q.shape[-1], f"as q's {_check.shape(q)}")
    return xp


def _cosine(xp: Namespace, q: Array, k: Array) -> Array:
    return xp.matmul(_unit(xp, q), xp.matrix_transpose(_unit(xp, k)))


def _unit(xp: Namespace, x: Array) -> Array:
    """Divide by the norm, by way of the largest entry, so that no square overflows; a zero vector stays zero."""
    if x.shape[-1] == 0:
        return x
    top = xp.max(xp.abs(x), axis=-1, keepdims=True)
    x = x / xp.where(top == 0, xp.ones_like(top), top)
    square = xp.sum(x * x, axis=-1, keepdims=True)
    return x / xp.sqrt(xp.where(square == 0, xp.ones_like(square), square))
