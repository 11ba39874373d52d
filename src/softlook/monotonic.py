r"""Monotonic attention: each step moves on from where the last one stopped, from left to right, and never back.

:func:`monotonic_attention` gives the expected weights, which have a gradient, for training;
:func:`hard_monotonic_attention` decides, for decoding. Both are normalizers, (e, mask) -> alpha, so that they serve
``attend(..., normalize=)``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import can_inspect, device, namespace, widened
from softlook.normalizers import hide

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace


def monotonic_attention(
    e: Float[Array, "... t_y t_x"],
    mask: Bool[Array, "... t_y t_x"] | None = None,
    *,
    previous: Float[Array, "... t_x"] | None = None,
    parallel: bool = True,
) -> Float[Array, "... t_y t_x"]:
    r"""Return the probability that each step of a left-to-right process stops at each key.

    .. math::

        p_{ij} = \sigma(e_{ij}), \qquad
        q_{ij} = (1 - p_{i,j-1}) \, q_{i,j-1} + \alpha_{i-1,j}, \qquad
        \alpha_{ij} = p_{ij} \, q_{ij}

    Step i begins at the key where step i - 1 stopped, the first step at the first key. At key j it stops with
    probability :math:`p_{ij}`, and otherwise moves on to key j + 1. A step that passes the last key attends to
    nothing, and neither do those that follow it. So a row sums to less than 1 by the probability that this has
    happened. Rows are not divided by their sum, because the weights of a decoder would then depend on keys that it has
    not yet read.

    Where the mask is False, the process never stops and always moves on.

    The paper trains with noise on the scores, so that the model learns scores far from 0, where expectation and
    decision agree. Noise is the caller's: let the score add it while training, as in
    ``attend(q, k, v, score=lambda q, k: dot(q, k) + torch.randn(t_y, t_x), normalize=monotonic_attention)``.

    Parameters
    ----------
    e : (..., t_y, t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend. What it hides has no effect.
    previous : broadcastable to (..., t_x), of the dtype of e, optional
        Weights of the step before the first row, for a decoder that takes one step at a time.
    parallel : bool
        If True, all keys of a row at once, by doubling, in :math:`\log_2 T_x` operations on arrays; if False, the
        formula as it stands, key by key. The numbers are the same but for rounding. Neither divides, so that both are
        exact where products of many probabilities underflow.

    Returns
    -------
    alpha : (..., t_y, t_x)
        Weights in [0, 1]; each row sums to at most 1.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.softmax` does, and if `previous` does not fit, or holds negative numbers, NaN or infinity.

    References
    ----------
    Raffel et al. 2017, equations 9 to 14; noise: section 2.5 (arXiv 1704.00784). Their appendix C.1 divides by
    cumulative products, which underflow on long sequences; doubling is the scan of Hillis & Steele 1986
    (doi 10.1145/7902.7903).

    Examples
    --------
    >>> import numpy as np
    >>> monotonic_attention(np.zeros((2, 4)))
    array([[0.5   , 0.25  , 0.125 , 0.0625],
           [0.25  , 0.25  , 0.1875, 0.125 ]])
    """
    xp, e_wide, last = _prepared(e, mask, previous)
    if 0 in _check.shape(e):
        return e
    p, move_on = _probabilities(xp, e_wide)
    arrive = _arrive_parallel(xp, move_on) if parallel else _arrive_recursive(xp, move_on)
    rows = []
    for i in range(e.shape[-2]):
        last = p[..., i, :] * arrive(i, last)
        rows.append(last)
    return xp.astype(xp.stack(rows, axis=-2), e.dtype, copy=False)


def hard_monotonic_attention(
    e: Float[Array, "... t_y t_x"],
    mask: Bool[Array, "... t_y t_x"] | None = None,
    *,
    previous: Float[Array, "... t_x"] | None = None,
) -> Float[Array, "... t_y t_x"]:
    r"""Stop each step at the first key, from where the last step stopped, whose score is above 0.

    .. math:: t_i = \min \{\, j \ge t_{i-1} : \sigma(e_{ij}) > 1/2 \,\}, \qquad \alpha_{ij} = [\, j = t_i \,]

    This is how a model decodes that was trained with :func:`monotonic_attention`; no noise is added. The first step
    begins at the first key. A step that finds no such key attends to nothing, and neither do those that follow it. It
    has no gradient.

    Parameters
    ----------
    e : (..., t_y, t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend. What it hides has no effect.
    previous : broadcastable to (..., t_x), of the dtype of e, optional
        The row that this function gave for the step before: the first row begins at its first weight above 0.

    Returns
    -------
    alpha : (..., t_y, t_x)
        A single 1 in each row, or zeros.

    Raises
    ------
    TypeError, ValueError
        As :func:`monotonic_attention`.

    References
    ----------
    Raffel et al. 2017, section 2.2, and section 2.5 for the threshold 1/2 (arXiv 1704.00784).

    Examples
    --------
    >>> import numpy as np
    >>> hard_monotonic_attention(np.array([[-1.0, 2.0, 3.0], [4.0, -1.0, 1.0], [4.0, 1.0, -1.0]]))
    array([[0., 1., 0.],
           [0., 0., 1.],
           [0., 0., 0.]])
    """
    xp, e_wide, last = _prepared(e, mask, previous)
    if 0 in _check.shape(e):
        return e
    j = xp.arange(e.shape[-1], device=device(e))
    reached, rows = _from_first(xp, last > 0, j), []
    for i in range(e.shape[-2]):
        stop = (e_wide[..., i, :] > 0) & reached
        reached = _from_first(xp, stop, j)
        rows.append(reached & (j == _first(xp, stop)))
    return xp.astype(xp.stack(rows, axis=-2), e.dtype)


def _prepared(e: Array, mask: Array | None, previous: Array | None) -> tuple[Namespace, Array, Array]:
    """Check the arguments; return their library, the scores, hidden ones at minus infinity, and the row before."""
    xp = namespace(e=e, mask=mask) if previous is None else namespace(e=e, previous=previous, mask=mask)
    _check.sequence(e=e)
    _check.scores(xp, e, mask)
    one_row = (*_check.shape(e)[:-2], e.shape[-1])
    if previous is None:
        previous = xp.astype(xp.arange(e.shape[-1], device=device(e)) == 0, e.dtype)
    else:
        _check.floating(xp, previous=previous)
        _check.same_dtype(e=e, previous=previous)
        if _check.broadcast(_check.shape(previous), one_row) != one_row:
            raise ValueError(
                f"previous: shape {_check.shape(previous)} given, one that broadcasts to {one_row} wanted"
            )
        if can_inspect(previous) and not bool(xp.all((previous >= 0) & (previous < math.inf))):
            raise ValueError("previous: negative numbers, NaN or infinity given, weights of at least 0 wanted")
    e = widened(xp, hide(xp, e, mask))
    if 0 not in _check.shape(e):
        _check.visible(xp, xp.max(e, axis=-1))
    return xp, e, xp.broadcast_to(widened(xp, previous), one_row)


def _probabilities(xp: Namespace, e: Array) -> tuple[Array, Array]:
    """Return the probabilities to stop and to move on, each exact near 0."""
    below = e < 0
    small = xp.exp(xp.where(below, e, -e))  # e^-|e|, which never overflows
    large = 1 / (1 + small)
    small = small * large
    return xp.where(below, small, large), xp.where(below, large, small)


def _arrive_recursive(xp: Namespace, move_on: Array) -> Callable[[int, Array], Array]:
    """Return what gives, for a step and the weights before it, the probabilities to arrive at each key: q."""

    def arrive(i: int, last: Array) -> Array:
        q = [last[..., 0]]
        for j in range(1, last.shape[-1]):
            q.append(move_on[..., i, j - 1] * q[-1] + last[..., j])
        return xp.stack(q, axis=-1)

    return arrive


def _arrive_parallel(xp: Namespace, move_on: Array) -> Callable[[int, Array], Array]:
    """Return what :func:`_arrive_recursive` does, in fewer and larger operations.

    `across` holds, for distances of 1, 2, 4, ... keys, the probability to move on that far. A row adds up what comes
    from 1 key away, then from up to 3, then from up to 7: sums and products of numbers that are not negative.
    """
    across = [move_on[..., :-1]]
    while 2 ** len(across) < move_on.shape[-1]:
        distance = 2 ** (len(across) - 1)
        across.append(across[-1][..., :-distance] * across[-1][..., distance:])

    def arrive(i: int, last: Array) -> Array:
        q = last
        for k, factor in enumerate(across):
            q = xp.concat((q[..., : 2**k], q[..., 2**k :] + factor[..., i, :] * q[..., : -(2**k)]), axis=-1)
        return q

    return arrive


def _first(xp: Namespace, chosen: Array) -> Array:
    """Return the position of the first True of each row: (..., 1)."""
    return xp.argmax(xp.astype(chosen, xp.int8), axis=-1, keepdims=True)


def _from_first(xp: Namespace, chosen: Array, j: Array) -> Array:
    """Return which positions come at or after the first True of their row; none where there is none."""
    return (j >= _first(xp, chosen)) & xp.any(chosen, axis=-1, keepdims=True)
