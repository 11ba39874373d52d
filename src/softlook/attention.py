r"""Attention: score, mask, normalise, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from softlook import _check
from softlook._array import is_torch, namespace
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
    """Weights; None where they were not asked for."""
    e: Float[Array, "... t_y t_x"]
    """Scores, before mask and normaliser; None where they were not asked for."""


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
        raise ValueError(
            f"v: shape {_check.shape(v)} given, {alpha.shape[-1]} values wanted, one for each weight of alpha's {_check.shape(alpha)}"
        )
    _check.batches(alpha=alpha, v=v)
    c = xp.matmul(alpha, v)
    if bool(xp.any(xp.isnan(c))):
        name = "alpha" if not bool(xp.all(xp.isfinite(alpha))) else "v"
        raise ValueError(
            f"{name}: NaN or infinity given, finite numbers wanted (a weight of 0 does not hide them: 0 x NaN is NaN)"
        )
    return c


def attend(
    q: Float[Array, "... t_y d_q"],
    k: Float[Array, "... t_x d_k"],
    v: Float[Array, "... t_x d_v"],
    *,
    score: Score = scaled_dot,
    mask: Bool[Array, "... t_y t_x"] | None = None,
    normalize: Normalizer = softmax,
    need_weights: bool = True,
    need_scores: bool = True,
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
    need_weights : bool
        If False, alpha and e are None; for tensors, with the default score and normaliser, torch's
        ``scaled_dot_product_attention`` does the work (differentiable once).
    need_scores : bool
        If False, e is None; for tensors that want no gradient, with the default score and normaliser, the weights are
        written over the scores, in half the memory.

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
    if (
        not (need_weights and need_scores)
        and score is scaled_dot
        and normalize is softmax
        and is_torch(namespace(q=q, k=k, v=v))
    ):
        from softlook._torch.soft import contexts, in_place

        if not need_weights and (c := contexts(q, k, v, mask)) is not None:
            return Attention(c=c, alpha=None, e=None)
        if need_weights and (found := in_place(q, k, v, mask)) is not None:
            return Attention(c=found[0], alpha=found[1], e=None)
    e = score(q, k)
    alpha = normalize(e, mask)
    c = read(alpha, v)
    return Attention(c=c, alpha=alpha if need_weights else None, e=e if need_weights and need_scores else None)


def self_attend(
    x: Float[Array, "... t d"],
    *,
    w_q: Float[Array, "d_q d"],
    w_k: Float[Array, "d_k d"],
    w_v: Float[Array, "d_v d"],
    **look: Any,
) -> Attention:
    r"""Let one sequence look at itself (intra-attention).

    .. math:: c = \mathrm{attend}(x W_q^\top, x W_k^\top, x W_v^\top)

    Parameters
    ----------
    x : (..., t, d) floating
        The sequence.
    w_q, w_k, w_v : (d_q, d), (d_k, d), (d_v, d)
        Projections to queries, keys and values.
    **look
        What :func:`attend` takes by keyword: score, mask, normalize, need_weights, need_scores.

    Returns
    -------
    Attention
        As :func:`attend`.

    Raises
    ------
    TypeError, ValueError
        As :func:`attend`, and if a projection does not fit.

    References
    ----------
    Vaswani et al. 2017, section 3.2.3 (arXiv 1706.03762); Cheng, Dong & Lapata 2016 (arXiv 1601.06733).

    Examples
    --------
    >>> import numpy as np
    >>> one = np.eye(1)
    >>> self_attend(np.array([[0.0], [9.0]]), w_q=one, w_k=one, w_v=one).c
    array([[4.5],
           [9. ]])
    """
    return cross_attend(x, x, w_q=w_q, w_k=w_k, w_v=w_v, **look)


def cross_attend(
    s: Float[Array, "... t_y d_s"],
    h: Float[Array, "... t_x d_h"],
    *,
    w_q: Float[Array, "d_q d_s"],
    w_k: Float[Array, "d_k d_h"],
    w_v: Float[Array, "d_v d_h"],
    **look: Any,
) -> Attention:
    r"""Let one sequence look at another.

    .. math:: c = \mathrm{attend}(s W_q^\top, h W_k^\top, h W_v^\top)

    Parameters
    ----------
    s : (..., t_y, d_s) floating
        Who looks: states of the exploiter.
    h : (..., t_x, d_h) floating
        What is looked at: the memory.
    w_q, w_k, w_v : (d_q, d_s), (d_k, d_h), (d_v, d_h)
        Projections to queries, keys and values.
    **look
        What :func:`attend` takes by keyword: score, mask, normalize, need_weights, need_scores.

    Returns
    -------
    Attention
        As :func:`attend`.

    Raises
    ------
    TypeError, ValueError
        As :func:`attend`, and if a projection does not fit.

    References
    ----------
    Vaswani et al. 2017, section 3.2.3, "encoder-decoder attention" (arXiv 1706.03762).

    Examples
    --------
    >>> import numpy as np
    >>> one = np.eye(1)
    >>> cross_attend(np.zeros((1, 1)), np.array([[2.0], [4.0]]), w_q=one, w_k=one, w_v=one).c
    array([[3.]])
    """
    return attend(project(s, w_q, "w_q"), project(h, w_k, "w_k"), project(h, w_v, "w_v"), **look)


def project(x: Float[Array, "... d_in"], w: Float[Array, "d_out d_in"], name: str = "w") -> Float[Array, "... d_out"]:
    r"""Return :math:`x W^\top`; `name` is what a refusal calls the matrix."""
    xp = namespace(x=x, **{name: w})
    _check.floating(xp, x=x, **{name: w})
    _check.same_dtype(x=x, **{name: w})
    if x.ndim == 0 or w.ndim != 2 or w.shape[1] != x.shape[-1]:
        raise ValueError(
            f"{name}: shape {_check.shape(w)} given, (d_out, d_in) wanted, d_in as the last axis of {_check.shape(x)}"
        )
    return xp.matmul(x, xp.matrix_transpose(w))
