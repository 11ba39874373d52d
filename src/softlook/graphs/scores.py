r"""The scores of graph attention, the static and the dynamic: scores like any other, for any mechanism."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import is_torch, namespace

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array, Namespace


def gat(
    q: Float[Array, "... t_y d"],
    k: Float[Array, "... t_x d"],
    *,
    a_q: Float[Array, "... d"],
    a_k: Float[Array, "... d"],
    slope: float = 0.2,
) -> Float[Array, "... t_y t_x"]:
    r"""Score by one number of the query plus one of the key, bent: the static score of graph attention.

    .. math:: e_{ij} = \mathrm{LeakyReLU}(a_q^\top q_i + a_k^\top k_j)

    The order of the keys is the same for every query: whatever :math:`q_i` adds, it adds to all.

    Parameters
    ----------
    q : (..., t_y, d) floating
        Projected nodes that attend, :math:`W h_i`.
    k : (..., t_x, d) floating
        Projected nodes that are attended to, :math:`W h_j`.
    a_q, a_k : (..., d)
        The two halves of the paper's a; their leading axes (heads) broadcast with those of `q` and `k`.
    slope : float
        Of the LeakyReLU below 0.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError
        If an argument is no array, not of a floating dtype, or if they differ in library or dtype.
    ValueError
        If the shapes do not fit, or the slope is not finite.

    References
    ----------
    Velickovic et al. 2018, equations 1 and 3 (arXiv 1710.10903).

    Examples
    --------
    >>> import numpy as np
    >>> gat(np.array([[1.0], [-9.0]]), np.array([[1.0], [3.0]]), a_q=np.ones(1), a_k=np.ones(1))
    array([[ 2. ,  4. ],
           [-1.6, -1.2]])
    """
    xp = _check_arguments(q, k, a_q=a_q, a_k=a_k)
    slope = check_slope(slope)
    e_q, e_k = (xp.sum(x * a[..., None, :], axis=-1) for x, a in ((q, a_q), (k, a_k)))
    return leaky_relu(xp, e_q[..., :, None] + e_k[..., None, :], slope)


def gatv2(
    q: Float[Array, "... t_y d"],
    k: Float[Array, "... t_x d"],
    *,
    a: Float[Array, "... d"],
    slope: float = 0.2,
) -> Float[Array, "... t_y t_x"]:
    r"""Score by a bent sum of query and key, read off by a vector: the dynamic score of graph attention.

    .. math:: e_{ij} = a^\top \mathrm{LeakyReLU}(q_i + k_j)

    The bend comes before the vector: now each query can order the keys its own way.

    Parameters
    ----------
    q : (..., t_y, d) floating
        Projected nodes that attend; the paper's W in two halves, :math:`W_q h_i`.
    k : (..., t_x, d) floating
        Projected nodes that are attended to, :math:`W_k h_j`.
    a : (..., d)
        Reads the score off; its leading axes (heads) broadcast with those of `q` and `k`.
    slope : float
        Of the LeakyReLU below 0.

    Returns
    -------
    e : (..., t_y, t_x)
        Scores.

    Raises
    ------
    TypeError, ValueError
        As :func:`gat`.

    References
    ----------
    Brody, Alon & Yahav 2022, equation 7 (arXiv 2105.14491).

    Examples
    --------
    >>> import numpy as np
    >>> gatv2(np.array([[1.0], [-9.0]]), np.array([[1.0], [3.0]]), a=np.array([-1.0]))
    array([[-2. , -4. ],
           [ 1.6,  1.2]])
    """
    xp = _check_arguments(q, k, a=a)
    slope = check_slope(slope)
    hidden = leaky_relu(xp, q[..., :, None, :] + k[..., None, :, :], slope)  # (..., t_y, t_x, d)
    return xp.sum(hidden * a[..., None, None, :], axis=-1)


def leaky_relu(xp: Namespace, x: Array, slope: float) -> Array:
    """Return x where it is above 0, slope times x elsewhere."""
    if is_torch(xp):
        from softlook._torch.graphs import leaky_relu as torch_leaky_relu

        return torch_leaky_relu(x, slope)  # in one pass
    return xp.where(x > 0, x, slope * x)


def check_slope(slope: float) -> float:
    """Return the slope of a LeakyReLU, which may be any finite number."""
    slope = _check.number("slope", slope, "a number")
    if not math.isfinite(slope):
        raise ValueError(f"slope: {slope} given, a finite number wanted")
    return slope


def check_vectors(q: Array, k: Array, **vectors: Array) -> None:
    """Refuse queries (..., t_y, d), keys (..., t_x, d) and vectors (..., d) whose widths or heads do not fit."""
    _check.last_axis("k", k, q.shape[-1], f"as q's {_check.shape(q)}")
    for name, a in vectors.items():
        _check.last_axis(name, a, q.shape[-1], f"as q's {_check.shape(q)}")
        for x in (q, k):
            if _check.broadcast(_check.shape(a)[:-1], _check.shape(x)[:-2]) is None:
                heads = f"heads that broadcast with those of q's and k's {_check.shape(x)} wanted"
                raise ValueError(f"{name}: shape {_check.shape(a)} given, {heads}")


def _check_arguments(q: Array, k: Array, **vectors: Array) -> Namespace:
    """Refuse queries, keys and vectors that do not go together, and return their library."""
    xp = namespace(q=q, k=k, **vectors)
    _check.floating(xp, q=q, k=k, **vectors)
    _check.same_dtype(q=q, k=k, **vectors)
    _check.sequence(q=q, k=k)
    check_vectors(q, k, **vectors)
    _check.batches(q=q, k=k)
    return xp
