r"""Attention over a graph: a node attends to the nodes that have an edge to it.

Edges are (2, n_edges) integers, sources above targets: ``edges[:, n]`` says that node ``edges[1, n]`` attends to node
``edges[0, n]``. Nodes come first here, heads and features behind: (n, ..., d), so that an edge picks a row.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from softlook import _check
from softlook._array import is_numpy, is_torch, namespace
from softlook.attention import Attention
from softlook.graphs import _numpy
from softlook.graphs.scores import check_slope, check_vectors, gat, leaky_relu
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from types import ModuleType

    from jaxtyping import Float, Int

    from softlook._array import Array, Namespace
    from softlook.attention import Score


def edge_softmax(
    e: Float[Array, "n_edges ..."], target: Int[Array, " n_edges"], n: int
) -> Float[Array, "n_edges ..."]:
    r"""Turn the scores of edges into weights that sum to one over the edges of each target.

    .. math:: \alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{j' \in \mathcal N_i} \exp(e_{ij'})}

    Parameters
    ----------
    e : (n_edges, ...) floating, numpy or torch
        Scores; a score of minus infinity means weight zero.
    target : (n_edges,) integer
        The node i that each edge ends at, in [0, n).
    n : int
        How many nodes there are.

    Returns
    -------
    alpha : (n_edges, ...)
        Weights. An edge that is given twice counts twice.

    Raises
    ------
    TypeError
        If an argument is no array of numpy or torch, or of the wrong dtype.
    ValueError
        If the shapes do not fit, a target lies outside [0, n), or a score is NaN or plus infinity.

    References
    ----------
    Velickovic et al. 2018, equation 2 (arXiv 1710.10903).

    Examples
    --------
    >>> import numpy as np
    >>> edge_softmax(np.array([1.0, 1.0, 7.0]), np.array([0, 0, 2]), 3)
    array([0.5, 0.5, 1. ])
    """
    xp = namespace(e=e, target=target)
    _check.floating(xp, e=e)
    n = _check.count("n", n)
    if e.ndim == 0 or _check.shape(target) != _check.shape(e)[:1]:
        raise ValueError(
            f"target: shape {_check.shape(target)} given, "
            f"one target for each of the edges of e's {_check.shape(e)} wanted"
        )
    target = _nodes(xp, "target", target, n)
    return _edge_softmax(xp, _backend(xp, e), e, target, n)


def _edge_softmax(xp: Namespace, backend: ModuleType, e: Array, target: Array, n: int) -> Array:
    """Return what :func:`edge_softmax` does, for arguments that have been checked."""
    top = backend.largest(e, target, n)
    if bool(xp.any(xp.isnan(top))) or bool(xp.any(top == math.inf)):
        raise ValueError("e: NaN or plus infinity given, finite numbers (or minus infinity, for weight 0) wanted")
    top = xp.where(top == -math.inf, xp.zeros_like(top), top)
    exp_e = xp.exp(e - xp.take(top, target, axis=0))
    sums = backend.total(exp_e, target, n)
    return exp_e / xp.take(xp.where(sums == 0, xp.ones_like(sums), sums), target, axis=0)


def attend_edges(
    q: Float[Array, "n_y ... d_q"],
    k: Float[Array, "n_x ... d_k"],
    v: Float[Array, "n_x ... d_v"],
    edges: Int[Array, "2 n_edges"],
    *,
    score: Score = scaled_dot,
) -> Attention:
    r"""Attend along edges: score them, normalise over the edges of each target, and read the sources.

    .. math::

        e_{ij} = \mathrm{score}(q_i, k_j) \text{ for } (j, i) \in \mathrm{edges}, \qquad
        c_i = \sum_{j \in \mathcal N_i} \alpha_{ij} v_j

    The same as :func:`softlook.attend` under the mask that the edges make, in time and memory of the edges alone.

    Parameters
    ----------
    q : (n_y, ..., d_q) floating, numpy or torch
        Nodes that attend; between nodes and features the heads.
    k : (n_x, ..., d_k)
        Nodes that are attended to.
    v : (n_x, ..., d_v)
        What is read from them.
    edges : (2, n_edges) integer
        Sources in [0, n_x) above targets in [0, n_y). An edge that is given twice counts twice.
    score : callable (q, k) -> e
        Any score. That of :func:`gat` is computed once a node rather than once an edge when it comes as
        ``partial(gat, ...)``.

    Returns
    -------
    Attention
        The named tuple (c, alpha, e): contexts (n_y, ..., d_v), zeros for a node that no edge ends at; weights and
        scores (n_edges, ...), in the order of the edges.

    Raises
    ------
    TypeError
        If an argument is no array of numpy or torch, or of the wrong dtype.
    ValueError
        If the shapes do not fit, an edge names a node that is not there, or NaN or infinity is met.

    References
    ----------
    Velickovic et al. 2018, equations 1-4, before the nonlinearity (arXiv 1710.10903).

    Examples
    --------
    >>> import numpy as np
    >>> h = np.array([[2.0], [4.0], [9.0]])
    >>> attend_edges(0 * h, h, h, np.array([[0, 1, 2], [2, 2, 0]])).c
    array([[9.],
           [0.],
           [3.]])
    """
    parameters = _parameters_of_gat(score)
    vectors = {name: a for name, a in parameters.items() if name != "slope"}
    xp = namespace(q=q, k=k, v=v, edges=edges, **vectors)
    _check.floating(xp, q=q, k=k, v=v, **vectors)
    _check.same_dtype(q=q, k=k, v=v, **vectors)
    _check.sequence(q=q, k=k, v=v)
    if v.shape[0] != k.shape[0]:
        raise ValueError(
            f"v: shape {_check.shape(v)} given, {k.shape[0]} values wanted, one for each key of k's {_check.shape(k)}"
        )
    if edges.ndim != 2 or edges.shape[0] != 2:
        raise ValueError(f"edges: shape {_check.shape(edges)} given, (2, n_edges) wanted: sources above targets")
    n = int(q.shape[0])
    source, target = _nodes(xp, "edges[0]", edges[0, :], int(k.shape[0])), _nodes(xp, "edges[1]", edges[1, :], n)
    backend = _backend(xp, v)
    if parameters:
        check_vectors(q[..., None, :], k[..., None, :], **vectors)
        e_q, e_k, slope = _score_nodes(xp, q, k, **parameters)
        e = leaky_relu(xp, xp.take(e_q, target, axis=0) + xp.take(e_k, source, axis=0), slope)
    else:  # a query and a key of one row each
        e = score(xp.take(q, target, axis=0)[..., None, :], xp.take(k, source, axis=0)[..., None, :])[..., 0, 0]
    alpha = _edge_softmax(xp, backend, e, target, n)  # equations 2, 3
    if _check.broadcast(_check.shape(v)[1:-1], _check.shape(alpha)[1:]) != _check.shape(alpha)[1:]:
        raise ValueError(
            f"v: shape {_check.shape(v)} given, heads that broadcast to the weights' {_check.shape(alpha)} wanted"
        )
    c = backend.total(backend.weigh(alpha[..., None], xp.take(v, source, axis=0)), target, n)  # equation 4
    _check.no_nan(xp, c)
    return Attention(c=c, alpha=alpha, e=e)


def _parameters_of_gat(score: Score) -> dict[str, Any]:
    """Return the parameters of a ``partial(gat, ...)``, which is computed once a node; none for any other score."""
    return score.keywords if isinstance(score, partial) and score.func is gat and not score.args else {}


def _score_nodes(
    xp: Namespace, q: Array, k: Array, *, a_q: Array, a_k: Array, slope: float = 0.2
) -> tuple[Array, Array, float]:
    """Return what each query and each key adds to the score of gat, and the slope of its LeakyReLU."""
    return xp.sum(q * a_q, axis=-1), xp.sum(k * a_k, axis=-1), check_slope(slope)


def _nodes(xp: Namespace, name: str, nodes: Array, n: int) -> Array:
    if not xp.isdtype(nodes.dtype, "integral"):
        raise TypeError(f"{name}: dtype {nodes.dtype} given, an integer dtype wanted: nodes by their number")
    if math.prod(nodes.shape) and (bool(xp.min(nodes) < 0) or bool(xp.max(nodes) >= n)):
        low, high = int(xp.min(nodes)), int(xp.max(nodes))
        raise ValueError(f"{name}: nodes from {low} to {high} given, each in [0, {n - 1}] wanted ({n} nodes)")
    return xp.astype(nodes, xp.int64, copy=False)


def _backend(xp: Namespace, array: Array) -> ModuleType:
    """Return how the array's library adds up by index: torch's own functions, or the sorted runs of numpy."""
    if is_torch(xp):
        from softlook._torch import graphs

        return graphs
    if is_numpy(xp):
        return _numpy
    raise TypeError(
        f"edges: arrays of {type(array).__module__} given, numpy or torch wanted: the standard cannot add up by index"
    )
