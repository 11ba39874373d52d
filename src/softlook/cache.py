r"""The cache of keys and values: a decoder that writes word by word need not process its own past again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from softlook import _check
from softlook._array import device, namespace
from softlook.attention import Attention, attend

if TYPE_CHECKING:
    from jaxtyping import Float

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
            _check.sequence(**{name: new})
            wanted = (*_check.shape(held)[:-2], new.shape[-2], held.shape[-1])
            _check.exact(name, new, wanted, f"as the cache's {_check.shape(held)} but for the time")
            parts.append(xp.concat([held, new], axis=-2))
        return Cache(*parts)


def attend_cached(
    q: Float[Array, "... t_new d_q"],
    k: Float[Array, "... t_new d_k"],
    v: Float[Array, "... t_new d_v"],
    cache: Cache | None = None,
    **options: Any,
) -> tuple[Attention, Cache]:
    r"""Attend causally from the newest steps to these and to all that went before.

    .. math:: c_i = \mathrm{attend}(q_i, k_{1 \dots i}, v_{1 \dots i})

    Step by step it gives what :func:`attend` with :func:`causal` gives for the whole sequence at once.

    Parameters
    ----------
    q, k, v : (..., t_new, d_q), (..., t_new, d_k), (..., t_new, d_v) floating
        Queries, keys and values of the newest steps, one or more.
    cache : Cache, optional
        Keys and values of the steps before; none at the beginning.
    **options
        What :func:`attend` takes by keyword, but for the mask.

    Returns
    -------
    Attention
        Contexts of the newest steps; weights over all steps so far.
    Cache
        The cache for the next call.

    Raises
    ------
    TypeError, ValueError
        As :func:`attend` and :meth:`Cache.extend`.

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
    xp = namespace(q=q, k=k)
    _check.sequence(q=q, k=k)
    past = 0 if cache is None else cache.k.shape[-2]
    cache = Cache(k, v) if cache is None else cache.extend(k, v)
    t_new, t = q.shape[-2], cache.k.shape[-2]
    mask = None if t_new == 1 else xp.tril(xp.ones((t_new, t), dtype=xp.bool, device=device(q)), k=past)
    return attend(q, cache.k, cache.v, mask=mask, **options), cache
