r"""Attention over a graph: a node attends to the nodes that have an edge to it.

Edges are (2, n_edges) integers, sources above targets: ``edges[:, n]`` says that node ``edges[1, n]`` attends to node
``edges[0, n]``. Nodes come first here, heads and features behind: (n, ..., d), so that an edge picks a row.
"""

from __future__ import annotations

import inspect
import math
from functools import partial
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import as_int64, can_inspect, in_float32, is_half, is_numpy, is_torch, namespace, rounded, widened
from softlook.attention import Attention
from softlook.graphs import _numpy
from softlook.graphs.scores import (
    check_vectors,
    gat,
    gat_kernel,
    gatv2,
    gatv2_kernel,
    not_none,
    weighted_sum,
)
from softlook.normalizers import hide
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from jaxtyping import Bool, Float, Int

    from softlook._array import Array, Namespace


def edge_softmax(
    e: Float[Array, "n_edges ..."], target: Int[Array, " n_edges"], n: int
) -> Float[Array, "n_edges ..."]:
    r"""Turn the scores of edges into weights that sum to one over the edges of each target.

    .. math:: \alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{j' \in \mathcal N_i} \exp(e_{ij'})}

    Half precision (float16, bfloat16) is computed in float32 and rounded once. No number is looked at where torch
    traces or transforms the function, and on a GPU: there NaN and plus infinity come out as NaN, not as an error.

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
    target = check_nodes(xp, "target", target, n)
    if 0 not in target.shape and can_inspect(target):
        n = int(xp.max(target)) + 1  # nodes past the last that an edge ends at need no room
    return rounded(xp, _edge_softmax(xp, _backend(xp, e), widened(xp, e), target, n), xp.result_type(e))


def _edge_softmax(xp: Namespace, backend: ModuleType, e: Array, target: Array, n: int) -> Array:
    """Return what :func:`edge_softmax` does, for arguments that have been checked and scores of no half precision."""
    top = backend.largest(e, target, n)
    if can_inspect(top) and (bool(xp.any(xp.isnan(top))) or bool(xp.any(top == math.inf))):
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
    score: Callable[..., Array] = scaled_dot,
    r: Float[Array, "n_edges ... d_r"] | None = None,
    mask: Bool[Array, " n_edges"] | None = None,
) -> Attention:
    r"""Attend along edges: score them, normalise over the edges of each target, and read the sources.

    .. math::

        e_{ij} = \mathrm{score}(q_i, k_j) \text{ for } (j, i) \in \mathrm{edges}, \qquad
        c_i = \sum_{j \in \mathcal N_i} \alpha_{ij} v_j

    The same as :func:`softlook.attend` under the mask that the edges make, in time and memory of the edges alone.

    Half precision (float16, bfloat16) is computed in float32, the scores of this package included, and rounded once.
    No number is looked at where torch traces or transforms the function (``torch.compile``, ``torch.func``,
    forward-mode differentiation), and on a GPU: there NaN comes out as NaN, and a node that is not there is torch's to
    refuse.

    Parameters
    ----------
    q : (n_y, ..., d_q) floating, numpy or torch
        Nodes that attend; between nodes and features the heads.
    k : (n_x, ..., d_k)
        Nodes that are attended to.
    v : (n_x, ..., d_v)
        What is read from them. Heads that `q`, `k` or `v` lacks are shared.
    edges : (2, n_edges) integer
        Sources in [0, n_x) above targets in [0, n_y). An edge that is given twice counts twice.
    score : callable (q, k) -> e, or (q, k, r=r) -> e
        Any score. Those of :func:`gat` and :func:`gatv2` are computed from the nodes at once when they come as
        ``partial(gat, ...)``: what a node adds, once a node rather than once an edge.
    r : (n_edges, ..., d_r), optional
        Features of the edges, for a score that takes them: what :class:`softlook.nn.GraphAttention` makes of its
        `edge_features`.
    mask : (n_edges,) bool, optional
        False hides an edge, which then weighs nothing: it fills up lists of edges of different lengths. A hidden edge
        still names nodes that are there, and what it would read is finite.

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
    vectors, slope = _parameters_of_gat(score)
    arrays = {"q": q, "k": k, "v": v, **not_none(r=r), **vectors}
    xp = namespace(**arrays, edges=edges, mask=mask)
    _check.floating(xp, **arrays)
    _check.same_dtype(**arrays)
    _check.sequence(q=q, k=k, v=v)
    _check_edges(xp, k=k, v=v, edges=edges, r=r, mask=mask)
    n_y, n_x = int(q.shape[0]), int(k.shape[0])
    source, target = check_nodes(xp, "edges[0]", edges[0, :], n_x), check_nodes(xp, "edges[1]", edges[1, :], n_y)
    backend = _backend(xp, v)
    if vectors:
        e = _score_of_gat(xp, source, target, q=q, k=k, r=r, vectors=vectors, slope=_check.finite("slope", slope))
    else:
        e = _score_each(xp, source, target, q=q, k=k, r=r, score=score)
    if _check.broadcast(_check.shape(v)[1:-1], _check.shape(e)[1:]) != _check.shape(e)[1:]:
        raise ValueError(
            f"v: shape {_check.shape(v)} given, heads that broadcast to the weights' {_check.shape(e)} wanted"
        )
    wide = hide(xp, widened(xp, e), mask if mask is None else mask[:, *[None] * (e.ndim - 1)])
    alpha = _edge_softmax(xp, backend, wide, target, n_y)  # equations 2, 3
    v = _with_axes(widened(xp, v), e.ndim + 1)
    c = backend.total(backend.weigh(alpha[..., None], xp.take(v, source, axis=0)), target, n_y)  # equation 4
    _check.no_nan(xp, c)
    dtype = xp.result_type(*arrays.values())
    return Attention(*(rounded(xp, x, dtype) for x in (c, alpha, e)))


def _parameters_of_gat(score: Callable[..., Array]) -> tuple[dict[str, Array], float]:
    """Return the vectors of a ``partial(gat, ...)`` or ``partial(gatv2, ...)`` and its slope; none for another."""
    if isinstance(score, partial) and not score.args:
        vectors = {name: a for name, a in score.keywords.items() if name != "slope" and a is not None}
        names = set(vectors) - {"a_r"} if score.func is gat else set(vectors)
        if (score.func, names) in ((gat, {"a_q", "a_k"}), (gatv2, {"a"})):
            return vectors, score.keywords.get("slope", 0.2)
    return {}, 0.2


def _score_of_gat(
    xp: Namespace,
    source: Array,
    target: Array,
    *,
    q: Array,
    k: Array,
    r: Array | None,
    vectors: dict[str, Array],
    slope: float,
) -> Array:
    """Return the scores of gat (with vectors a_q, a_k and a_r) or gatv2 (with a) along the edges, (n_edges, ...)."""
    nodes = {"q": q, "k": k, **not_none(r=r)}
    heads = check_vectors({name: _check.shape(x)[1:-1] for name, x in nodes.items()}, q, k, r, **vectors)
    q, k, *features = (_with_axes(widened(xp, x), len(heads) + 2) for x in nodes.values())
    if "a" in vectors:
        q, k = xp.take(q, target, axis=0), xp.take(k, source, axis=0)
        return gatv2_kernel(xp, q, k, *features, a=vectors["a"], slope=slope)
    e_q = xp.take(weighted_sum(xp, q, vectors["a_q"]), target, axis=0)
    e_k = xp.take(weighted_sum(xp, k, vectors["a_k"]), source, axis=0)
    return gat_kernel(xp, e_q, e_k, *(weighted_sum(xp, x, vectors["a_r"]) for x in features), slope=slope)


def _score_each(
    xp: Namespace, source: Array, target: Array, *, q: Array, k: Array, r: Array | None, score: Callable[..., Array]
) -> Array:
    """Return any score of the edges, each a query and a key of one row: (n_edges, ...)."""
    wide = in_float32(xp, score, q.dtype) if is_half(xp, q) else None
    if wide is not None:
        score, q, k = wide, widened(xp, q), widened(xp, k)
        r = None if r is None else widened(xp, r)
    if r is not None and not _takes(score, "r"):
        raise ValueError(f"r: shape {_check.shape(r)} given, None wanted: the score takes no features of edges")
    ndim = max(q.ndim, k.ndim, 0 if r is None else r.ndim)
    q, k, *features = (_with_axes(x, ndim) for x in (q, k, *not_none(r=r).values()))
    q, k = xp.take(q, target, axis=0)[..., None, :], xp.take(k, source, axis=0)[..., None, :]
    e = score(q, k, r=features[0][..., None, None, :]) if features else score(q, k)
    _check.floating(xp, e=e)
    if _check.shape(e)[:1] + _check.shape(e)[-2:] != (source.shape[0], 1, 1):
        raise ValueError(f"score: e of shape {_check.shape(e)} given, ({source.shape[0]}, ..., 1, 1) wanted")
    return e[..., 0, 0]


def _with_axes(x: Array, ndim: int) -> Array:
    """Return nodes or edges (n, ..., d) with as many axes, by heads that are shared: new axes behind the first."""
    return x[:, *[None] * (ndim - x.ndim), ...] if x.ndim < ndim else x


def _check_edges(xp: Namespace, *, k: Array, v: Array, edges: Array, r: Array | None, mask: Array | None) -> None:
    """Refuse values, edges, their features and their mask whose shapes do not fit."""
    if v.shape[0] != k.shape[0]:
        raise ValueError(
            f"v: shape {_check.shape(v)} given, {k.shape[0]} values wanted, one for each key of k's {_check.shape(k)}"
        )
    if edges.ndim != 2 or edges.shape[0] != 2:
        raise ValueError(f"edges: shape {_check.shape(edges)} given, (2, n_edges) wanted: sources above targets")
    n_edges = int(edges.shape[1])
    if r is not None and (r.ndim < 2 or r.shape[0] != n_edges):
        raise ValueError(f"r: shape {_check.shape(r)} given, ({n_edges}, ..., d_r) wanted: one row for each edge")
    if mask is not None:
        _check.boolean(xp, mask)
        _check.exact("mask", mask, (n_edges,), "one for each edge")


def check_nodes(xp: Namespace, name: str, nodes: Array, n: int) -> Array:
    """Return nodes by their number as int64, whatever integers they come as; refuse any outside [0, n)."""
    if not xp.isdtype(nodes.dtype, "integral"):
        raise TypeError(f"{name}: dtype {nodes.dtype} given, an integer dtype wanted: nodes by their number")
    nodes = as_int64(xp, nodes)  # first: a small integer cannot be compared with a large n
    if 0 in nodes.shape or not can_inspect(nodes):
        return nodes
    low, high = int(xp.min(nodes)), int(xp.max(nodes))
    if low < 0 or high >= n:
        raise ValueError(f"{name}: nodes from {low} to {high} given, each in [0, {n - 1}] wanted ({n} nodes)")
    return nodes


def _takes(function: Callable[..., Array], keyword: str) -> bool:
    """Whether a function can be called with that keyword, as far as its signature tells."""
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:
        return True
    return keyword in parameters or any(each.kind is each.VAR_KEYWORD for each in parameters.values())


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
