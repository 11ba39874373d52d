r"""The cache of keys and values: a decoder that writes word by word need not process its own past again."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, NamedTuple

from softlook import _check
from softlook._array import namespace
from softlook.attention import Attention, attend
from softlook.masks import band, causal

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array


class Cache(NamedTuple):
    """Keys and values of the steps so far."""

    k: Float[Array, "... t d_k"]
    """Keys."""
    v: Float[Array, "... t d_v"]
    """Values."""

    def extend(self, k: Float[Array, "... t_new d_k"], v: Float[Array, "... t_new d_v"]) -> Cache:
        """Return a cache that holds these too; this one stays as it is.

        Raises
        ------
        TypeError, ValueError
            If they differ from what is held in library, dtype or any axis but time.
        """
        parts = []
        for name, held, new in (("k", self.k, k), ("v", self.v, v)):
            xp = namespace(cache=held, **{name: new})
            _check.same_dtype(cache=held, **{name: new})
            _check.sequence(cache=held, **{name: new})
            wanted = (*_check.shape(held)[:-2], new.shape[-2], held.shape[-1])
            _check.exact(name, new, wanted, f"as the cache's {_check.shape(held)} but for the time")
            parts.append(xp.concat([held, new], axis=-2))
        return Cache(*parts)


def attend_cached(
    q: Float[Array, "... t_new d_q"],
    k: Float[Array, "... t_new d_k"],
    v: Float[Array, "... t_new d_v"],
    cache: Cache | None = None,
    *,
    mask: Bool[Array, "... t_new t"] | None = None,
    half_width: int | None = None,
    **options: Any,
) -> tuple[Attention, Cache]:
    r"""Attend causally from the newest steps to these and to all that went before.

    .. math:: c_i = \mathrm{attend}(q_i, k_{1 \dots i}, v_{1 \dots i})

    Step by step it gives what :func:`attend` with :func:`causal` gives for the whole sequence at once. Each newest
    step brings one query and one key. Queries of other steps are for :func:`attend`, with masks that say where they
    stand.

    Parameters
    ----------
    q, k, v : (..., t_new, d_q), (..., t_new, d_k), (..., t_new, d_v) floating
        Queries, keys and values of the newest steps, one or more.
    cache : Cache, optional
        Keys and values of the steps before; none at the beginning.
    mask : broadcastable to (..., t_new, t), bool, optional
        True where a newest step may attend among all t steps so far, if they lie before it: padding.
    half_width : int, optional
        D: attend to the D steps before and to oneself, no further back; without end if left out.
    **options
        What :func:`attend` takes by keyword: with ``grouped=True`` keys, values and cache have fewer heads.

    Returns
    -------
    Attention
        Contexts of the newest steps; weights over all steps so far.
    Cache
        The cache for the next call.

    Raises
    ------
    TypeError, ValueError
        As :func:`attend` and :meth:`Cache.extend`, and if the queries are not as many as the newest keys.

    References
    ----------
    Shazeer 2019, section 2.4, "incremental" (arXiv 1911.02150).

    Examples
    --------
    >>> import numpy as np
    >>> x, cache = np.array([[0.0]]), None
    >>> for v in ([[2.0]], [[4.0]]):
    ...     attention, cache = attend_cached(x, x, np.array(v), cache)
    >>> attention.c
    array([[3.]])
    """
    xp = namespace(q=q, k=k, mask=mask)
    _check.sequence(q=q, k=k)
    if q.shape[-2] != k.shape[-2]:
        raise ValueError(
            f"q: shape {_check.shape(q)} given, {k.shape[-2]} newest steps wanted, as k's {_check.shape(k)} has"
        )
    cache = Cache(k, v) if cache is None else cache.extend(k, v)
    t_new, t = q.shape[-2], cache.k.shape[-2]
    past = t - k.shape[-2]
    visible = [] if t_new == 1 else [causal(t_new, t, offset=past, like=q)]
    if half_width is not None:
        visible.append(band(t_new, t, half_width, offset=past, like=q))
    if mask is not None:
        _check.boolean(xp, mask)
        if _check.broadcast(_check.shape(mask)[-2:], (t_new, t)) != (t_new, t):
            raise ValueError(
                f"mask: shape {_check.shape(mask)} given, one that broadcasts to (..., {t_new}, {t}) wanted: "
                "newest steps and all steps so far"
            )
        visible.append(mask)
    mask = reduce(and_, visible) if visible else None
    return attend(q, cache.k, cache.v, mask=mask, **options), cache
