r"""Windows: local attention, monotonic (local-m) and predictive (local-p).

:func:`local_m` and :func:`local_p` are normalisers, (e, mask) -> alpha, so that they show their weights and serve
``attend(..., normalize=)``. :func:`attend_local_m` and :func:`attend_local_p` give the same contexts in O(n D) time
and memory: they score no pair that no window holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import detached, device, namespace
from softlook.normalizers import sigmoid_kernel, softmax_kernel

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

    from softlook._array import Array, Namespace


def aligned_position(
    s: Float[Array, "... t_y d_s"],
    t_x: int | Int[Array, "... t_y"],
    *,
    w_p: Float[Array, "d_p d_s"],
    v_p: Float[Array, " d_p"],
) -> Float[Array, "... t_y"]:
    r"""Predict the source position that a window is centred on.

    .. math:: p_i = (T_x - 1) \, \sigma(v_p^\top \tanh(W_p s_i))

    The paper counts from 1 and writes :math:`S \, \sigma(\cdot)`; here positions run from 0 to :math:`T_x - 1`, so
    that the window's centre always lies on the sentence.

    Parameters
    ----------
    s : (..., t_y, d_s) floating
        States of the decoder.
    t_x : int or integer array that broadcasts to (..., t_y)
        Source length: one for all, or each sentence's own as ``lengths[:, None]``.
    w_p : (d_p, d_s)
        Projects into the hidden layer.
    v_p : (d_p,)
        Reads the position off the hidden layer.

    Returns
    -------
    p : (..., t_y)
        Positions in [0, t_x - 1]; 0 for an empty sentence.

    Raises
    ------
    TypeError
        If an argument is no array, or its dtype does not fit.
    ValueError
        If the shapes do not fit, or t_x < 0.

    References
    ----------
    Luong, Pham & Manning 2015, equation 9 (arXiv 1508.04025): :math:`s_i` is their :math:`h_t`, :math:`T_x` their S.

    Examples
    --------
    >>> import numpy as np
    >>> aligned_position(np.zeros((1, 2)), 9, w_p=np.ones((3, 2)), v_p=np.ones(3))
    array([4.])
    """
    xp = namespace(s=s, w_p=w_p, v_p=v_p)
    _check.floating(xp, s=s, w_p=w_p, v_p=v_p)
    _check.same_dtype(s=s, w_p=w_p, v_p=v_p)
    _check.sequence(s=s)
    _check.vector("v_p", v_p, "d_p")
    _check.parameter("w_p", w_p, (v_p.shape[0], s.shape[-1]), "(d_p, d_s)", v_p=v_p, s=s)
    hidden = xp.tanh(xp.matmul(s, xp.matrix_transpose(w_p)))
    share = sigmoid_kernel(xp, xp.matmul(hidden, v_p), None)
    if _check.is_whole(t_x):
        t_x = _check.count("t_x", t_x)
        return max(t_x - 1, 0) * share
    if not namespace(s=s, t_x=t_x).isdtype(t_x.dtype, "integral"):
        raise TypeError(f"t_x: dtype {t_x.dtype} given, an integer dtype wanted")
    if bool(xp.any(t_x < 0)) or _check.broadcast(_check.shape(t_x), _check.shape(share)) != _check.shape(share):
        raise ValueError(
            f"t_x: shape {_check.shape(t_x)} given, "
            f"lengths of at least 0 that broadcast to {_check.shape(share)} wanted"
        )
    return xp.astype(xp.where(t_x > 0, t_x - 1, xp.zeros_like(t_x)), s.dtype) * share


def gaussian(p: Float[Array, "... t_y"], t_x: int, half_width: int) -> Float[Array, "... t_y t_x"]:
    r"""Favour what lies near the predicted position.

    .. math:: g_{ij} = \exp\left(-\frac{(j - p_i)^2}{2 \sigma^2}\right), \qquad \sigma = D / 2

    Parameters
    ----------
    p : (..., t_y) floating
        Predicted positions, in [0, t_x - 1].
    t_x : int
        Number of keys.
    half_width : int
        D, at least 1.

    Returns
    -------
    g : (..., t_y, t_x)
        1 at p, :math:`e^{-2}` at the window's edge.

    Raises
    ------
    TypeError
        If p is not of a floating dtype, or a size is no int.
    ValueError
        If a position lies outside [0, t_x - 1], or the width is below 1.

    References
    ----------
    Luong, Pham & Manning 2015, equation 10 (arXiv 1508.04025), the factor beside align.

    Examples
    --------
    >>> import numpy as np
    >>> gaussian(np.array([1.0]), 4, 2).round(3)
    array([[0.607, 1.   , 0.607, 0.135]])
    """
    xp = namespace(p=p)
    t_x = _check.count("t_x", t_x)
    half_width = _check.count("half_width", half_width, least=1)
    _check.floating(xp, p=p)
    check_positions(xp, p, t_x)
    j = xp.arange(t_x, dtype=p.dtype, device=device(p))
    return xp.exp(_log_gaussian(j - p[..., None], half_width))


def local_m(
    e: Float[Array, "... t_y t_x"], mask: Bool[Array, "... t_y t_x"] | None = None, *, half_width: int
) -> Float[Array, "... t_y t_x"]:
    r"""Normalise within a window that moves on by one position a step.

    .. math:: \alpha_{ij} = \mathrm{softmax}(e_{ij}, m_{ij} \wedge |j - i| \le D)

    Parameters
    ----------
    e : (..., t_y, t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend, if the window lets it.
    half_width : int
        D.

    Returns
    -------
    alpha : (..., t_y, t_x)
        Weights; a row whose window has run off the source is zero.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.softmax` does, and if the width is no int of at least 0.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.2, "monotonic alignment", with equation 7 (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> local_m(np.zeros((3, 3)), half_width=1).round(2)
    array([[0.5 , 0.5 , 0.  ],
           [0.33, 0.33, 0.33],
           [0.  , 0.5 , 0.5 ]])
    """
    xp = namespace(e=e, mask=mask)
    _check.sequence(e=e)
    _check.scores(xp, e, mask)
    half_width = _check.count("half_width", half_width)
    i, j = (xp.arange(n, device=device(e)) for n in _check.shape(e)[-2:])
    near = xp.abs(j - i[:, None]) <= half_width
    return softmax_kernel(xp, e, near if mask is None else near & mask)


def local_p(
    e: Float[Array, "... t_y t_x"],
    mask: Bool[Array, "... t_y t_x"] | None = None,
    *,
    p: Float[Array, "... t_y"],
    half_width: int,
    truncate: bool = True,
    renormalize: bool = False,
    round_p: bool = False,
) -> Float[Array, "... t_y t_x"]:
    r"""Normalise within a window around a predicted position, and favour its centre.

    .. math::

        \alpha_{ij} = \mathrm{softmax}(e_{ij}, m_{ij} \wedge |j - p_i| \le D) \,
        \exp\left(-\frac{(j - p_i)^2}{2 \sigma^2}\right), \qquad \sigma = D / 2

    The paper leaves three things open, and so they are yours to choose. It multiplies after the softmax, so that a row
    sums to less than 1, unless `renormalize`. Its window cuts the softmax off, so that the weights jump where p moves
    an edge past a word, unless `truncate` is False, when the Gaussian alone keeps attention local. And its p is a real
    number, while a window holds whole words: `round_p` centres the window (never the Gaussian, which would lose its
    gradient) on the nearest word, halves upwards.

    Parameters
    ----------
    e : (..., t_y, t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend, if the window lets it.
    p : (..., t_y) floating
        Predicted positions, in [0, t_x - 1]: :func:`aligned_position`. (float16 represents whole positions exactly up
        to 2048.)
    half_width : int
        D, at least 1.
    truncate : bool
        Whether the window cuts off.
    renormalize : bool
        Whether each row is brought back to the sum 1.
    round_p : bool
        Whether the window's centre is rounded.

    Returns
    -------
    alpha : (..., t_y, t_x)
        Weights, differentiable in p almost everywhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.softmax` and :func:`gaussian` do.

    References
    ----------
    Luong, Pham & Manning 2015, equation 10 (arXiv 1508.04025).

    Examples
    --------
    >>> import numpy as np
    >>> local_p(np.zeros((1, 5)), p=np.array([2.0]), half_width=1).round(3)
    array([[0.   , 0.045, 0.333, 0.045, 0.   ]])
    """
    xp = namespace(e=e, mask=mask, p=p)
    _check.sequence(e=e)
    _check.scores(xp, e, mask)
    half_width = _check.count("half_width", half_width, least=1)
    _check.floating(xp, p=p)
    _check.same_dtype(e=e, p=p)
    check_positions(xp, p, e.shape[-1])
    if _check.broadcast(_check.shape(p), _check.shape(e)[:-1]) != _check.shape(e)[:-1]:
        raise ValueError(
            f"p: shape {_check.shape(p)} given, one position for each query of {_check.shape(e)[:-1]} wanted"
        )
    j = xp.arange(e.shape[-1], dtype=e.dtype, device=device(e))
    steps = j - window_centre(xp, p, round_p=round_p)[..., None] if truncate else None
    return local_p_kernel(xp, e, mask, j - p[..., None], steps, half_width=half_width, renormalize=renormalize)


def local_p_kernel(
    xp: Namespace,
    e: Array,
    mask: Array | None,
    away: Array,
    steps: Array | None,
    *,
    half_width: int,
    renormalize: bool,
) -> Array:
    """Return local-p's weights, given how far each key lies from p, and, if the window cuts off, from its centre."""
    if steps is not None:
        near = xp.abs(steps) <= half_width
        mask = near if mask is None else near & mask
    if renormalize:
        # the same quotient, without a total that underflows
        return softmax_kernel(xp, e + _log_gaussian(away, half_width), mask)
    return softmax_kernel(xp, e, mask) * xp.exp(_log_gaussian(away, half_width))


def window_centre(xp: Namespace, p: Array, *, round_p: bool) -> Array:
    """Return the middle of each window: p itself, or the nearest word, halves upwards."""
    return xp.floor(p + 0.5) if round_p else p


def _log_gaussian(away: Array, half_width: int) -> Array:
    sigma = half_width / 2
    return -((away / sigma) ** 2) / 2


def check_positions(xp: Namespace, p: Array, t_x: int) -> None:
    """Refuse positions outside [0, t_x - 1]."""
    if t_x > 0 and not bool(xp.all((p >= 0) & (p <= t_x - 1))):
        low, high = detached(xp.min(p)), detached(xp.max(p))
        raise ValueError(
            f"p: positions from {low + 0.0:g} to {high + 0.0:g} given, each in [0, {t_x - 1}] wanted (t_x = {t_x})"
        )
