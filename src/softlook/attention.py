r"""Attention: score, mask, normalise, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from softlook import _check
from softlook._array import is_torch, namespace
from softlook.normalizers import softmax
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace


class Attention(NamedTuple):
    """What an attention step gives: the context, the weights and the scores."""

    c: Float[Array, "... t_y d_v"]
    """Context vectors."""
    alpha: Float[Array, "... t_y t_x"]
    """Weights; None where they are not needed."""
    e: Float[Array, "... t_y t_x"]
    """Scores, before mask and normaliser; None where they are not needed."""


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
    _check.floating(xp, alpha=alpha)
    _check.sequence(alpha=alpha)
    check_values(xp, alpha, v)
    return read_kernel(xp, alpha, v)


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
    r"""Attend: score the keys, hide what is masked, normalise, and read the values.

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
        True where a query may attend.
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
    plain = score is scaled_dot and normalize is softmax
    if plain and not (need_weights and need_scores) and is_torch(namespace(q=q, k=k, v=v)):
        from softlook._torch.soft import contexts, in_place

        backend = in_place if need_weights else contexts
        answer = backend(q, k, v, mask)
        if answer is not None:
            c, alpha = answer
            return Attention(c=c, alpha=alpha, e=None)
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
    **options: Any,
) -> Attention:
    r"""Let one sequence attend to itself (intra-attention).

    .. math:: c = \mathrm{attend}(x W_q^\top, x W_k^\top, x W_v^\top)

    Parameters
    ----------
    x : (..., t, d) floating
        The sequence.
    w_q, w_k, w_v : (d_q, d), (d_k, d), (d_v, d)
        Projections to queries, keys and values.
    **options
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
    q, k, v = _projected(("w_q", w_q, "x", x), ("w_k", w_k, "x", x), ("w_v", w_v, "x", x))
    return attend(q, k, v, **options)


def cross_attend(
    s: Float[Array, "... t_y d_s"],
    h: Float[Array, "... t_x d_h"],
    *,
    w_q: Float[Array, "d_q d_s"],
    w_k: Float[Array, "d_k d_h"],
    w_v: Float[Array, "d_v d_h"],
    **options: Any,
) -> Attention:
    r"""Let one sequence attend to another.

    .. math:: c = \mathrm{attend}(s W_q^\top, h W_k^\top, h W_v^\top)

    Parameters
    ----------
    s : (..., t_y, d_s) floating
        The sequence that attends: states of the decoder.
    h : (..., t_x, d_h) floating
        The sequence that is attended to: states of the encoder.
    w_q, w_k, w_v : (d_q, d_s), (d_k, d_h), (d_v, d_h)
        Projections to queries, keys and values.
    **options
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
    q, k, v = _projected(("w_q", w_q, "s", s), ("w_k", w_k, "h", h), ("w_v", w_v, "h", h))
    return attend(q, k, v, **options)


def check_values(xp: Namespace, alpha: Array, v: Array) -> None:
    """Refuse values that the weights, which have been checked, cannot mix."""
    _check.floating(xp, v=v)
    _check.same_dtype(alpha=alpha, v=v)
    _check.sequence(v=v)
    _check.one_value_each("v", v, alpha.shape[-1], f"weight of alpha's {_check.shape(alpha)}")
    _check.batches(alpha=alpha, v=v)


def read_kernel(xp: Namespace, alpha: Array, v: Array) -> Array:
    """Return what :func:`read` does, for arguments that have been checked."""
    c = xp.matmul(alpha, v)
    _check.no_nan(xp, c, alpha)
    return c


def _projected(*projections: tuple[str, Array, str, Array]) -> list[Array]:
    r"""Return :math:`x W^\top` for each (name of W, W, name of x, x), having checked them together."""
    sequences = {name: x for _, _, name, x in projections}
    matrices = {name: w for name, w, _, _ in projections}
    xp = namespace(**sequences, **matrices)
    _check.floating(xp, **sequences, **matrices)
    _check.same_dtype(**sequences, **matrices)
    _check.sequence(**sequences)
    for name, w, x_name, x in projections:
        _check.projection(name, w, x_name, x)
    return [xp.matmul(x, xp.matrix_transpose(w)) for _, w, _, x in projections]
