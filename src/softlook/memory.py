r"""Memory: facts that are found by their content, and hops from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from softlook import _check
from softlook._array import namespace
from softlook.attention import Attention, attend
from softlook.normalizers import softmax
from softlook.scores import dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float

    from softlook._array import Array
    from softlook.attention import Normalizer, Score


class Memory(Protocol):
    """Any callable q -> Attention: what the reader wrote down, addressed by content rather than by place."""

    def __call__(self, q: Array, /) -> Attention:
        """Return (c, alpha, e) for the queries q, of shape (..., t_y, d_q)."""
        ...


class Hops(NamedTuple):
    """What reading a memory in several hops gives."""

    s: Float[Array, "... t_y d_s"]
    """The state after the last hop."""
    alpha: tuple[Float[Array, "... t_y t_x"], ...]
    """The weights of each hop, in order."""


@dataclass(frozen=True)
class KeyValueMemory:
    r"""A memory that is found by its keys and answers with its values.

    .. math:: \alpha_{ij} = \mathrm{normalize}(\mathrm{score}(q_i, k_j), m_{ij}), \qquad c_i = \sum_j \alpha_{ij} v_j

    Parameters
    ----------
    k : (..., t_x, d_k) floating
        Keys: what each fact is found by.
    v : (..., t_x, d_v) floating, optional
        Values: what each fact says; the keys themselves if left out, so that ``KeyValueMemory(h)`` keeps what the
        reader wrote.
    mask : broadcastable to (..., t_y, t_x), bool, optional
        True where a query may attend.
    score, normalize
        As in :func:`softlook.attend`.

    Raises
    ------
    TypeError
        If keys and values are no arrays, not of a floating dtype, or differ in library or dtype.
    ValueError
        If there are not as many values as keys, or the shapes do not fit.

    References
    ----------
    Miller et al. 2016, key addressing and value reading (arXiv 1606.03126).

    Examples
    --------
    >>> import numpy as np
    >>> memory = KeyValueMemory(np.array([[9.0, 0.0], [0.0, 9.0]]), np.array([[1.0], [2.0]]))
    >>> memory(np.array([[0.0, 9.0]])).c
    array([[2.]])
    """

    k: Float[Array, "... t_x d_k"]
    v: Float[Array, "... t_x d_v"] | None = None
    mask: Bool[Array, "... t_y t_x"] | None = None
    score: Score = dot
    normalize: Normalizer = softmax

    def __post_init__(self) -> None:
        v = self._values()
        xp = namespace(k=self.k, v=v, mask=self.mask)
        _check.floating(xp, k=self.k, v=v)
        _check.same_dtype(k=self.k, v=v)
        _check.sequence(k=self.k, v=v)
        _check.one_value_each("v", v, self.k.shape[-2], f"key of k's {_check.shape(self.k)}")
        _check.batches(k=self.k, v=v)

    def __call__(self, q: Float[Array, "... t_y d_q"], /) -> Attention:
        """Attend: return (c, alpha, e) for the queries q."""
        return attend(q, self.k, self._values(), score=self.score, mask=self.mask, normalize=self.normalize)

    def __len__(self) -> int:
        return int(self.k.shape[-2])

    def write(self, k: Float[Array, "... t d_k"], v: Float[Array, "... t d_v"] | None = None) -> KeyValueMemory:
        """Return a memory with these facts behind the old ones; the old memory stays as it was.

        Raises
        ------
        ValueError
            If the memory has a mask (it would no longer fit), or the facts do not fit those that it holds.
        """
        xp = namespace(k=k, memory=self.k) if v is None else namespace(k=k, v=v, memory=self.k)
        if self.mask is not None:
            raise ValueError(
                f"mask: one of shape {_check.shape(self.mask)} given with the memory, "
                "none wanted in a memory that grows"
            )
        if v is None and self.v is not None:
            raise ValueError("v: None given, values wanted: this memory keeps them apart from its keys")
        grown = {"k": (self.k, k)} if v is None else {"k": (self.k, k), "v": (self._values(), v)}
        for name, (old, new) in grown.items():
            _check.same_dtype(**{name: new, "memory": old})
            if new.ndim != old.ndim or (*new.shape[:-2], new.shape[-1]) != (*old.shape[:-2], old.shape[-1]):
                raise ValueError(
                    f"{name}: shape {_check.shape(new)} given, "
                    f"that of the memory's {_check.shape(old)} but for the second-to-last axis wanted"
                )
        return replace(self, **{name: xp.concat(pair, axis=-2) for name, pair in grown.items()})

    def _values(self) -> Array:
        return self.k if self.v is None else self.v


def multi_hop(
    u: Float[Array, "... t_y d"],
    memories: Sequence[Memory],
    *,
    w_h: Float[Array, "d d"] | None = None,
) -> Hops:
    r"""Attend in several hops: what one brings back changes what the next one asks for.

    .. math:: o^k = \sum_i p^k_i c^k_i, \qquad u^{k+1} = H u^k + o^k

    Parameters
    ----------
    u : (..., t_y, d) floating
        The question.
    memories : sequence of Memory
        One for each hop. ``[memory] * 3`` asks the same one three times (layer-wise tying); memories whose keys are
        the values of the one before give adjacent tying.
    w_h : (d, d), optional
        The map H between hops; the identity if left out.

    Returns
    -------
    Hops
        The state :math:`u^{K+1}` (..., t_y, d) and the weights of each hop. No memories: the question itself.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.attend`; and if the values or `w_h` do not have the question's width.

    References
    ----------
    Sukhbaatar et al. 2015, equations 1, 2 and 4, and section 2.2 for :math:`H` (arXiv 1503.08895): p is our alpha, m
    our k, c our v, o our context c.

    Examples
    --------
    A fact that leads to the next: the cue finds 1, and 1 finds 2.

    >>> import numpy as np
    >>> k, v = 20 * np.eye(3)[[0, 1]], np.eye(3)[[1, 2]]
    >>> hops = multi_hop(np.eye(3)[[0]], [KeyValueMemory(k, v)] * 2)
    >>> hops.s.round(1)
    array([[1. , 1.5, 0.5]])
    """
    xp = namespace(u=u) if w_h is None else namespace(u=u, w_h=w_h)
    _check.floating(xp, u=u)
    _check.sequence(u=u)
    d = int(u.shape[-1])
    if w_h is not None:
        _check.floating(xp, w_h=w_h)
        _check.same_dtype(u=u, w_h=w_h)
        _check.exact("w_h", w_h, (d, d), f"as wide as the question's {_check.shape(u)}")
    alphas = []
    for memory in memories:
        o, p, _ = memory(u)  # equations 1, 2
        _check.last_axis("memories' values", o, d, "as wide as the question: the two are added")
        u = o + (u if w_h is None else xp.matmul(u, xp.matrix_transpose(w_h)))  # equation 4
        alphas.append(p)
    return Hops(s=u, alpha=tuple(alphas))
