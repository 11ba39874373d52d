r"""Attention: score, mask, normalise, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from softlook import _check
from softlook._array import namespace
from softlook.normalizers import softmax
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array


class Attention(NamedTuple):
    """What a look gives: the context, and how it came about."""

    c: Float[Array, "... t_y d_v"]
    """Context vectors."""
    alpha: Float[Array, "... t_y t_x"]
    """Weights."""
    e: Float[Array, "... t_y t_x"]
    """Scores, before mask and normaliser."""


class Score(Protocol):
    """Any callable (q, k) -> e."""

    def __call__(self, q: Array, k: Array, /) -> Array:
        """Return e, of shape (..., t_y, t_x)."""
        ...


class Normalizer(Protocol):
    """Any callable (e, mask) -> alpha."""

    def __call__(self, e: Array, mask: Array | None, /) -> Array:
        """Return alpha, of the shape of e."""
        ...


def read(alpha: Float[Array, "... t_y t_x"], v: Float[Array, "... t_x d_v"]) -> Float[Array, "... t_y d_v"]:
    r"""Mix the values by the weights.

    .. math:: c_i = \sum_j \alpha_{ij} v_j

    Parameters
    ----------
    alpha : (..., t_y, t_x) floating
        Weights.
    v : (..., t_x, d_v) floating
        Values.

    Returns
    -------
    c : (..., t_y, d_v)
        Context vectors; zeros where there is nothing to read (t_x = 0).

    Raises
    ------
    TypeError
        If an argument is no array, not of a floating dtype, or if they differ in library or dtype.
    ValueError
        If the shapes do not fit, or a NaN comes out.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, equation 5 (arXiv 1409.0473): :math:`v_j` is their :math:`h_j`.

    Examples
    --------
    >>> import numpy as np
    >>> read(np.array([[0.25, 0.75]]), np.array([[4.0, 0.0], [0.0, 4.0]]))
    array([[1., 3.]])
    """
    xp = namespace(alpha=alpha, v=v)
    _check.floating(xp, alpha=alpha, v=v)
    _check.same_dtype(alpha=alpha, v=v)
    _check.sequence(alpha=alpha, v=v)
    if alpha.shape[-1] != v.shape[-2]:
        raise ValueError(f"v: shape {_check.shape(v)} given, {alpha.shape[-1]} values wanted, one for each weight of alpha's {_check.shape(alpha)}")
    _check.batches(alpha=alpha, v=v)
    c = xp.matmul(alpha, v)
    if bool(xp.any(xp.isnan(c))):
        name = "alpha" if not bool(xp.all(xp.isfinite(alpha))) else "v"
        raise ValueError(f"{name}: NaN or infinity given, finite numbers wanted (a weight of 0 does not hide them: 0 x NaN is NaN)")
    return c


def attend(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    score: Score = scaled_dot,
    mask: Bool[Array, "... t_y t_x"] | None = None,
    normalize: Normalizer = softmax,
) -> Attention:
    r"""Look: score the keys, hide what is masked, normalise, and read the values.

    .. math::

        e_{ij} = \mathrm{score}(q_i, k_j), \qquad
        \alpha_{ij} = \mathrm{normalize}(e_{ij}, m_{ij}), \qquad
        c_i = \sum_j \alpha_{ij} v_j

    Parameters
    ----------
    q : (..., t_y, d_q) floating
        Queries.
    k : (..., t_x, d_k) floating
        Keys.
    v : (..., t_x, d_v) floating
        Values, one for each key.
    score : callable (q, k) -> e
        How well a key answers a query; bind its parameters with :func:`functools.partial`.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may look.
    normalize : callable (e, mask) -> alpha
        From scores to weights.

    Returns
    -------
    Attention
        The named tuple (c, alpha, e): contexts (..., t_y, d_v), weights and scores (..., t_y, t_x).

    Raises
    ------
    TypeError, ValueError
        As the score, the normaliser and :func:`read` do: each names the argument, what was given, what was wanted.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, equations 5 and 6 (arXiv 1409.0473); Vaswani et al. 2017, equation 1
    (arXiv 1706.03762), for the default score.

    Examples
    --------
    >>> import numpy as np
    >>> h = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> c, alpha, e = attend(h, h, np.array([[1.0], [2.0]]))
    >>> c.round(3)
    array([[1.],
           [2.]])
    """
    e = score(q, k)
    alpha = normalize(e, mask)
    return Attention(c=read(alpha, v), alpha=alpha, e=e)
