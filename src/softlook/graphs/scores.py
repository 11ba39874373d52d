r"""The scores of graph attention, the static and the dynamic: scores like any other, for any mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import is_torch, namespace, rounded, widened

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array, Namespace


def gat(
    q: Float[Array, "... t_y d"],
    k: Float[Array, "... t_x d"],
    *,
    a_q: Float[Array, "... d"],
    a_k: Float[Array, "... d"],
    r: Float[Array, "... t_y t_x d_r"] | None = None,
    a_r: Float[Array, "... d_r"] | None = None,
    slope: float = 0.2,
) -> Float[Array, "... t_y t_x"]:
    r"""Score by one number of the query plus one of the key, bent: the static score of graph attention.

    .. math:: e_{ij} = \mathrm{LeakyReLU}(a_q^\top q_i + a_k^\top k_j + a_r^\top r_{ij})

    Without features :math:`r_{ij}` of the edges (the last term is then left out), the order of the keys is the same
    for every query: whatever :math:`q_i` adds, it adds to all.

    Half precision (float16, bfloat16) is computed in float32 and rounded once. A NaN or an infinity passes
    through: the normaliser refuses it.

    Parameters
    ----------
    q : (..., t_y, d) floating
        Projected nodes that attend, :math:`W h_i`.
    k : (..., t_x, d) floating
        Projected nodes that are attended to, :math:`W h_j`.
    a_q, a_k : (..., d)
        The two halves of the paper's a; their leading axes (heads) broadcast with those of `q` and `k`.
    r : (..., t_y, t_x, d_r), optional
        Features of the edge from each key to each query, projected or not.
    a_r : (..., d_r), optional
        Reads `r`; given with it.
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
        If the shapes do not fit, one of `r` and `a_r` is given without the other, or the slope is not finite.

    References
    ----------
    Velickovic et al. 2018, equations 1 and 3 (arXiv 1710.10903); features of edges as in torch-geometric's GATConv.

    Examples
    --------
    >>> import numpy as np
    >>> gat(np.array([[1.0], [-9.0]]), np.array([[1.0], [3.0]]), a_q=np.ones(1), a_k=np.ones(1))
    array([[ 2. ,  4. ],
           [-1.6, -1.2]])
    """
    vectors = {"a_q": a_q, "a_k": a_k, **not_none(a_r=a_r)}
    xp = _check_arguments(q, k, r, **vectors)
    slope = _check.finite("slope", slope)
    e_q, e_k = weighted_sum(xp, q, a_q[..., None, :]), weighted_sum(xp, k, a_k[..., None, :])
    e_r = () if r is None or a_r is None else (weighted_sum(xp, r, a_r[..., None, None, :]),)
    e = gat_kernel(xp, e_q[..., :, None], e_k[..., None, :], *e_r, slope=slope)
    return rounded(xp, e, xp.result_type(q, k, *vectors.values(), *not_none(r=r).values()))


def gatv2(
    q: Float[Array, "... t_y d"],
    k: Float[Array, "... t_x d"],
    *,
    a: Float[Array, "... d"],
    r: Float[Array, "... t_y t_x d"] | None = None,
    slope: float = 0.2,
) -> Float[Array, "... t_y t_x"]:
    r"""Score by a bent sum of query and key, read off by a vector: the dynamic score of graph attention.

    .. math:: e_{ij} = a^\top \mathrm{LeakyReLU}(q_i + k_j + r_{ij})

    The bend comes before the vector: now each query can order the keys its own way. Without features :math:`r_{ij}` of
    the edges the last term is left out.

    Half precision (float16, bfloat16) is computed in float32 and rounded once. A NaN or an infinity passes
    through: the normaliser refuses it.

    Parameters
    ----------
    q : (..., t_y, d) floating
        Projected nodes that attend; the paper's W in two halves, :math:`W_q h_i`.
    k : (..., t_x, d) floating
        Projected nodes that are attended to, :math:`W_k h_j`.
    a : (..., d)
        Reads the score off; its leading axes (heads) broadcast with those of `q` and `k`.
    r : (..., t_y, t_x, d), optional
        Projected features of the edge from each key to each query.
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
    Brody, Alon & Yahav 2022, equation 7 (arXiv 2105.14491); features of edges as in torch-geometric's GATv2Conv.

    Examples
    --------
    >>> import numpy as np
    >>> gatv2(np.array([[1.0], [-9.0]]), np.array([[1.0], [3.0]]), a=np.array([-1.0]))
    array([[-2. , -4. ],
           [ 1.6,  1.2]])
    """
    xp = _check_arguments(q, k, r, a=a)
    slope = _check.finite("slope", slope)
    e = gatv2_kernel(
        xp,
        *(widened(xp, x) for x in (q[..., :, None, :], k[..., None, :, :], *not_none(r=r).values())),
        a=a[..., None, None, :],
        slope=slope,
    )
    return rounded(xp, e, xp.result_type(q, k, a, *not_none(r=r).values()))


def weighted_sum(xp: Namespace, x: Array, a: Array) -> Array:
    """Return what a vector reads off each row: their product, summed in float32 at the least."""
    return xp.sum(widened(xp, x) * widened(xp, a), axis=-1)


def gat_kernel(xp: Namespace, *terms: Array, slope: float) -> Array:
    """Return the static score from the number of the query, that of the key and, if there is one, that of the edge."""
    return leaky_relu(xp, _sum(terms), slope)


def gatv2_kernel(xp: Namespace, *terms: Array, a: Array, slope: float) -> Array:
    """Return the dynamic score from the query, the key and, if there are any, the features of the edge: (..., d)."""
    return weighted_sum(xp, leaky_relu(xp, _sum(terms), slope), a)


def leaky_relu(xp: Namespace, x: Array, slope: float) -> Array:
    """Return x where it is above 0, slope times x elsewhere."""
    if is_torch(xp):
        from softlook._torch.graphs import leaky_relu as torch_leaky_relu

        return torch_leaky_relu(x, slope)  # in one pass
    return xp.where(x > 0, x, slope * x)


def not_none(**optional: Array | None) -> dict[str, Array]:
    """Return the arguments that are there."""
    return {name: x for name, x in optional.items() if x is not None}


def check_vectors(
    heads: dict[str, tuple[int, ...]], q: Array, k: Array, r: Array | None, **vectors: Array
) -> tuple[int, ...]:
    """Refuse queries, keys, features of edges and vectors whose widths or heads do not fit; return the heads of all.

    The heads of q, k and r are given by name, for the axes that they are differ between the layouts.
    """
    as_q = f"as q's {_check.shape(q)}"
    _check.last_axis("k", k, q.shape[-1], as_q)
    if (r is None) != ("a_r" not in vectors) and "a" not in vectors:
        alone, missing = ("a_r", "r") if r is None else ("r", "a_r")
        raise ValueError(f"{missing}: None given beside {alone}, both or neither wanted")
    if r is not None and "a" in vectors:
        _check.last_axis("r", r, q.shape[-1], as_q)
    for name, a in vectors.items():
        if name == "a_r" and r is not None:
            _check.last_axis(name, a, r.shape[-1], f"as r's {_check.shape(r)}")
        else:
            _check.last_axis(name, a, q.shape[-1], as_q)
        for x, x_heads in ((q, heads["q"]), (k, heads["k"])):
            if _check.broadcast(_check.shape(a)[:-1], x_heads) is None:
                wanted = f"heads that broadcast with those of q's and k's {_check.shape(x)} wanted"
                raise ValueError(f"{name}: shape {_check.shape(a)} given, {wanted}")
    every = heads | {name: _check.shape(a)[:-1] for name, a in vectors.items()}
    together = _check.broadcast(*every.values())
    if together is None:
        listed = ", ".join(f"{name} {axes}" for name, axes in every.items())
        raise ValueError(f"{', '.join(every)}: heads {listed} given, heads that broadcast together wanted")
    return together


def _sum(terms: tuple[Array, ...]) -> Array:
    first, second, *others = terms
    return sum(others, start=first + second)


def _check_arguments(q: Array, k: Array, r: Array | None, **vectors: Array) -> Namespace:
    """Refuse queries, keys, features and vectors that do not go together, and return their library."""
    arrays = {"q": q, "k": k, **not_none(r=r), **vectors}
    xp = namespace(**arrays)
    _check.floating(xp, **arrays)
    _check.same_dtype(**arrays)
    _check.sequence(q=q, k=k)
    if r is not None:
        pairs = (_check.shape(q)[-2], _check.shape(k)[-2])
        if _check.shape(r)[-3:-1] != pairs:
            raise ValueError(
                f"r: shape {_check.shape(r)} given, (..., {pairs[0]}, {pairs[1]}, d_r) wanted: features of each key "
                "for each query"
            )
    _check.batches(q=q, k=k)
    heads = {"q": _check.shape(q)[:-2], "k": _check.shape(k)[:-2]}
    if r is not None:
        heads["r"] = _check.shape(r)[:-3]
    check_vectors(heads, q, k, r, **vectors)
    return xp
