r"""Jacobians of attention: what would change the output, and by how much?

The weights say what a query attended to; the Jacobian says what would have moved its context. The derivatives are
written out here, so that they run on numpy; torch's own agree.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from softlook import _check
from softlook._array import device, namespace
from softlook.attention import attend

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array


class Jacobian(NamedTuple):
    """The derivatives of each context by what it was made of."""

    by_q: Float[Array, "... t_y d_v d_k"]
    """By its own query; by another's it is 0."""
    by_k: Float[Array, "... t_y d_v t_x d_k"]
    """By each key."""
    by_v: Float[Array, "... t_y d_v t_x d_v"]
    """By each value."""


def softmax_jacobian(alpha: Float[Array, "... t_x"], temperature: float = 1.0) -> Float[Array, "... t_x t_x"]:
    r"""Differentiate the weights by the scores.

    .. math:: \frac{\partial \alpha_j}{\partial e_k} = \frac{\alpha_j (\delta_{jk} - \alpha_k)}{T}

    Parameters
    ----------
    alpha : (..., t_x) floating
        Weights that a softmax gave (masked or not).
    temperature : float
        The softmax's T.

    Returns
    -------
    (..., t_x, t_x)
        Row j by score k; each row and each column sums to 0.

    Raises
    ------
    TypeError
        If `alpha` is not of a floating dtype, or the temperature no number.
    ValueError
        If `alpha` has no axis, or the temperature is not above 0.

    Examples
    --------
    >>> import numpy as np
    >>> softmax_jacobian(np.array([0.25, 0.75]))
    array([[ 0.1875, -0.1875],
           [-0.1875,  0.1875]])
    """
    xp = namespace(alpha=alpha)
    _check.floating(xp, alpha=alpha)
    temperature = _check.positive("temperature", temperature)
    if alpha.ndim == 0:
        raise ValueError("alpha: shape () given, (..., t_x) wanted")
    delta = xp.eye(alpha.shape[-1], dtype=alpha.dtype, device=device(alpha))
    return alpha[..., :, None] * (delta - alpha[..., None, :]) / temperature


def attend_jacobian(
    q: Float[Array, "... t_y d_k"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    mask: Bool[Array, "... t_y t_x"] | None = None,
) -> Jacobian:
    r"""Differentiate scaled dot-product attention by queries, keys and values.

    .. math::

        \frac{\partial c_i}{\partial q_i} = \frac{1}{\sqrt{d_k}} \sum_j \alpha_{ij} (v_j - c_i)\, k_j^\top, \qquad
        \frac{\partial c_i}{\partial k_j} = \frac{\alpha_{ij}}{\sqrt{d_k}} (v_j - c_i)\, q_i^\top, \qquad
        \frac{\partial c_i}{\partial v_j} = \alpha_{ij} I

    A key moves the context by its weight times how far its value lies from the context: a key with a large weight
    whose value *is* the context moves nothing.

    Parameters
    ----------
    q : (..., t_y, d_k) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.
    v : (..., t_x, d_v) floating
        Values.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may attend.

    Returns
    -------
    Jacobian
        The named tuple (by_q, by_k, by_v), of shapes (..., t_y, d_v, d_k), (..., t_y, d_v, t_x, d_k) and
        (..., t_y, d_v, t_x, d_v): the context's axes before those of what it is differentiated by.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.attend`.

    References
    ----------
    The chain rule on Vaswani et al. 2017, equation 1 (arXiv 1706.03762).

    Examples
    --------
    >>> import numpy as np
    >>> jacobian = attend_jacobian(np.ones((1, 1)), np.zeros((2, 1)), np.array([[0.0], [8.0]]))
    >>> jacobian.by_k.ravel()
    array([-2.,  2.])
    """
    c, alpha, _ = attend(q, k, v, mask=mask)
    xp = namespace(c=c)
    away = alpha[..., None] * (v[..., None, :, :] - c[..., :, None, :])  # (..., t_y, t_x, d_v)
    away = xp.matrix_transpose(away) / math.sqrt(max(q.shape[-1], 1))  # (..., t_y, d_v, t_x)
    by_q = xp.matmul(away, k[..., None, :, :])
    by_k = away[..., None] * q[..., :, None, None, :]
    identity = xp.eye(v.shape[-1], dtype=v.dtype, device=device(v))
    by_v = alpha[..., :, None, :, None] * identity[:, None, :]
    return Jacobian(by_q=by_q, by_k=by_k, by_v=by_v)


def self_attention_jacobian(
    x: Float[Array, "... t d_x"],
    *,
    w_q: Float[Array, "d_k d_x"] | None = None,
    w_k: Float[Array, "d_k d_x"] | None = None,
    w_v: Float[Array, "d_v d_x"] | None = None,
    mask: Bool[Array, "... t t"] | None = None,
) -> Float[Array, "... t d_v t d_x"]:
    r"""Differentiate the output of self-attention by its input, on all the ways that lead from one to the other.

    .. math::

        \frac{\partial c_i}{\partial x_m} = \delta_{im} \frac{\partial c_i}{\partial q_i} W_q
            + \frac{\partial c_i}{\partial k_m} W_k + \frac{\partial c_i}{\partial v_m} W_v

    Parameters
    ----------
    x : (..., t, d_x) floating
        The sequence.
    w_q, w_k : (d_k, d_x), optional
        Project it to queries and keys; the identity if left out.
    w_v : (d_v, d_x), optional
        Projects it to values; the identity if left out.
    mask : broadcastable to (..., t, t), bool, optional
        True where a query may attend.

    Returns
    -------
    (..., t, d_v, t, d_x)
        Output i, feature a, by input m, feature b.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.attend`; ValueError if a projection does not have the width of x.

    Examples
    --------
    >>> import numpy as np
    >>> self_attention_jacobian(np.zeros((2, 1)))[:, 0, :, 0]
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    given = {name: w for name, w in {"w_q": w_q, "w_k": w_k, "w_v": w_v}.items() if w is not None}
    xp = namespace(x=x, mask=mask, **given)
    _check.floating(xp, x=x, **given)
    _check.same_dtype(x=x, **given)
    _check.sequence(x=x)
    for name, w in given.items():
        _check.projection(name, w, "x", x)
    identity = xp.eye(x.shape[-1], dtype=x.dtype, device=device(x))
    w_q, w_k, w_v = (given.get(name, identity) for name in ("w_q", "w_k", "w_v"))
    by_q, by_k, by_v = attend_jacobian(*(xp.matmul(x, xp.matrix_transpose(w)) for w in (w_q, w_k, w_v)), mask=mask)
    itself = xp.eye(x.shape[-2], dtype=x.dtype, device=device(x))[:, None, :, None]  # delta_im
    return itself * xp.matmul(by_q, w_q)[..., None, :] + xp.matmul(by_k, w_k) + xp.matmul(by_v, w_v)


def sensitivity(jacobian: Float[Array, "... t_y d_v t_x d"]) -> Float[Array, "... t_y t_x"]:
    r"""Measure by one number a pair how much an output depends on an input: something to compare with the weights.

    .. math:: \left\lVert \frac{\partial c_i}{\partial x_j} \right\rVert_F

    Parameters
    ----------
    jacobian : (..., t_y, d_v, t_x, d) floating
        As :func:`attend_jacobian` (by_k, by_v) and :func:`self_attention_jacobian` give it.

    Returns
    -------
    (..., t_y, t_x)
        Frobenius norms.

    Raises
    ------
    TypeError
        If it is not of a floating dtype.
    ValueError
        If it has less than four axes.

    Examples
    --------
    >>> import numpy as np
    >>> sensitivity(np.array([3.0, 4.0]).reshape(1, 2, 1, 1))
    array([[5.]])
    """
    xp = namespace(jacobian=jacobian)
    _check.floating(xp, jacobian=jacobian)
    if jacobian.ndim < 4:
        raise ValueError(f"jacobian: shape {_check.shape(jacobian)} given, (..., t_y, d_v, t_x, d) wanted")
    return xp.sqrt(xp.sum(jacobian**2, axis=(-3, -1)))
