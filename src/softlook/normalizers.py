r"""Normalizers: from scores :math:`e` to weights :math:`\alpha`.

Each is called as (e, mask) -> alpha, so that any of them serves as ``attend(..., normalize=)``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook._array import detached, device, is_torch, namespace

if TYPE_CHECKING:
    import torch
    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace


def softmax(
    e: Float[Array, "... t_x"],
    mask: Bool[Array, "... t_x"] | None = None,
    temperature: float = 1.0,
) -> Float[Array, "... t_x"]:
    r"""Turn scores into weights: positive where the query may attend, zero elsewhere, and summing to one.

    .. math:: \alpha_{ij} = \frac{m_{ij}\, \exp(e_{ij} / T)}{\sum_{j'} m_{ij'} \exp(e_{ij'} / T)}

    A row that may attend nowhere gives zeros, with finite gradients; so does a row of no keys at all.
    A score of minus infinity means weight zero.

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend. What it hides, NaN included, has no effect.
    temperature : float
        T > 0: small is sharp, large is even.

    Returns
    -------
    alpha : (..., t_x)
        Weights in [0, 1]; each row sums to 1, or to 0 where it may attend nowhere.

    Raises
    ------
    TypeError
        If the scores are not of a floating dtype, the mask not boolean, the temperature no number.
    ValueError
        If a visible score is NaN or plus infinity, the mask does not fit, or the temperature is not above 0.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, equation 6 (arXiv 1409.0473).

    Examples
    --------
    >>> import numpy as np
    >>> e = np.array([0.63, -3.2, -2.5, 0.5, 0.5])
    >>> softmax(e, np.array([True, True, True, False, False])).round(2)
    array([0.94, 0.02, 0.04, 0.  , 0.  ])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    return softmax_kernel(xp, e, mask, _check.positive("temperature", temperature))


def sparsemax(e: Float[Array, "... t_x"], mask: Bool[Array, "... t_x"] | None = None) -> Float[Array, "... t_x"]:
    r"""Turn scores into weights of which some are exactly zero: the nearest point of the simplex.

    .. math:: \alpha_{ij} = \max(e_{ij} - \tau_i, 0), \qquad \tau_i \text{ such that } \sum_j \alpha_{ij} = 1

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend. What it hides has no effect.

    Returns
    -------
    alpha : (..., t_x)
        Weights in [0, 1]; each row sums to 1, or to 0 where it may attend nowhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`.

    References
    ----------
    Martins & Astudillo 2016, equation 1 and algorithm 1 (arXiv 1602.02068).

    Examples
    --------
    >>> import numpy as np
    >>> sparsemax(np.array([1.0, 0.5, -1.0]))
    array([0.75, 0.25, 0.  ])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    if e.shape[-1] == 0:
        return e
    e = hide(xp, e, mask)
    top, fully_masked = largest(xp, e)
    z = e - top
    z = xp.where(z > -1, z, -xp.ones_like(z))  # one below the top and further has weight 0 in any case
    z_down = xp.sort(z, axis=-1, descending=True)
    rank = xp.arange(1, z.shape[-1] + 1, dtype=z.dtype, device=device(z))
    support = 1 + rank * z_down > xp.cumulative_sum(z_down, axis=-1)
    size = xp.sum(xp.astype(support, z.dtype), axis=-1, keepdims=True)
    tau = (xp.sum(xp.where(support, z_down, xp.zeros_like(z)), axis=-1, keepdims=True) - 1) / size
    return xp.where((z > tau) & ~fully_masked, z - tau, xp.zeros_like(z))


def hard(e: Float[Array, "... t_x"], mask: Bool[Array, "... t_x"] | None = None) -> Float[Array, "... t_x"]:
    r"""Give all the weight to the best score; of equals, to the first.

    .. math:: \alpha_{ij} = [\, j = \min \operatorname{arg\,max}_{j'} e_{ij'} \,]

    It has no gradient: :mod:`softlook.nn` trains it by other ways.

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend.

    Returns
    -------
    alpha : (..., t_x)
        A single 1 in each row; zeros where it may attend nowhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`.

    References
    ----------
    Xu et al. 2015, section 4.1, where the place is drawn (arXiv 1502.03044): :func:`sample`.

    Examples
    --------
    >>> import numpy as np
    >>> hard(np.array([1.0, 3.0, 3.0]))
    array([0., 1., 0.])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    return hard_kernel(xp, e, mask)


def sample(
    e: Float[Array, "... t_x"],
    mask: Bool[Array, "... t_x"] | None = None,
    *,
    seed: int | np.random.Generator | torch.Generator,
) -> Float[Array, "... t_x"]:
    r"""Draw one key from the softmax of the scores, and give it all the weight.

    .. math:: \Pr[\alpha_{ij} = 1] = \mathrm{softmax}(e_i)_j, \qquad
        \alpha_i = \mathrm{hard}(e_i + g_i), \quad g_{ij} = -\log(-\log u_{ij}), \; u_{ij} \sim U(0, 1)

    Parameters
    ----------
    e : (..., t_x) floating
        Scores; divide them by a temperature for sharper or duller draws.
    mask : broadcastable to e, bool, optional
        True where the query may attend.
    seed : int, numpy Generator or torch Generator
        An int gives the same draw at each call; a generator goes on. A torch Generator serves tensors only.

    Returns
    -------
    alpha : (..., t_x)
        A single 1 in each row; zeros where it may attend nowhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`, and if the seed is none of these.

    References
    ----------
    Xu et al. 2015, section 4.1, equations 8 and 9 (arXiv 1502.03044); the Gumbel-max trick after Maddison, Tarlow &
    Minka 2014, section 2 (arXiv 1411.0030).

    Examples
    --------
    >>> import numpy as np
    >>> sample(np.log(np.array([0.1, 0.9])), seed=0)
    array([0., 1.])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    return hard_kernel(xp, e + gumbel(e, seed), mask)


def sigmoid(e: Float[Array, "... t_x"], mask: Bool[Array, "... t_x"] | None = None) -> Float[Array, "... t_x"]:
    r"""Turn each score into a weight by itself: the weights of a row need not sum to one.

    .. math:: \alpha_{ij} = \frac{m_{ij}}{1 + \exp(-e_{ij})}

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may attend.

    Returns
    -------
    alpha : (..., t_x)
        Weights in [0, 1], each on its own.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`.

    References
    ----------
    Ramapuram et al. 2024 (arXiv 2409.04431), without their bias: add it to the scores.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([0.0, 0.0, 100.0]))
    array([0.5, 0.5, 1. ])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    return sigmoid_kernel(xp, e, mask)


def hide(xp: Namespace, e: Array, mask: Array | None) -> Array:
    """Return the scores, minus infinity where the mask is False."""
    return e if mask is None else xp.where(mask, e, xp.full((), -math.inf, dtype=e.dtype, device=device(e)))


def largest(xp: Namespace, e: Array) -> tuple[Array, Array]:
    """Return each row's largest score, 0 in a fully masked row, and which rows those are: both (..., 1).

    Refuse NaN and plus infinity, which end up in the largest score: to test that one alone is cheaper.
    """
    if e.shape[-1] == 0:
        nothing = xp.zeros((*e.shape[:-1], 1), dtype=e.dtype, device=device(e))
        return nothing, nothing == 0
    top = xp.max(e, axis=-1, keepdims=True)
    _check.visible(xp, top)
    fully_masked = top == -math.inf
    return xp.where(fully_masked, xp.zeros_like(top), top), fully_masked


def softmax_kernel(xp: Namespace, e: Array, mask: Array | None, temperature: float = 1.0) -> Array:
    """Return what :func:`softmax` does, for arguments that have been checked."""
    e = hide(xp, e, mask)
    if is_torch(xp) and temperature == 1:
        alpha = e.softmax(-1)  # torch's own, in one go
        if not math.isnan(detached(xp.sum(alpha))):
            return alpha
        # a fully masked row, or a fault: the steps below tell them apart
    top, _ = largest(xp, e)
    exp_e = xp.exp(_cool(xp, e - top, temperature))
    total = xp.sum(exp_e, axis=-1, keepdims=True)
    return exp_e / xp.where(total == 0, xp.ones_like(total), total)


def hard_kernel(xp: Namespace, e: Array, mask: Array | None) -> Array:
    """Return what :func:`hard` does, for arguments that have been checked."""
    if e.shape[-1] == 0:
        return e
    e = hide(xp, e, mask)
    top, fully_masked = largest(xp, e)
    j = xp.arange(e.shape[-1], device=device(e))
    best = j == xp.argmax(xp.astype(e == top, xp.int8), axis=-1, keepdims=True)
    return xp.astype(best & ~fully_masked, e.dtype)


def sigmoid_kernel(xp: Namespace, e: Array, mask: Array | None) -> Array:
    """Return what :func:`sigmoid` does, for arguments that have been checked."""
    if e.shape[-1] == 0:
        return e
    e = hide(xp, e, mask)
    _check.visible(xp, xp.max(e, axis=-1))
    below = e < 0
    small = xp.exp(xp.where(below, e, -e))  # e^-|e|, which never overflows
    return xp.where(below, small, xp.ones_like(e)) / (1 + small)


def gumbel(like: Float[Array, " ..."], seed: int | np.random.Generator | torch.Generator) -> Float[Array, " ..."]:
    """Draw standard Gumbel noise of the shape, library, dtype and device of an array; the seed as in :func:`sample`.

    Raises
    ------
    TypeError
        If the seed is no int and no generator that serves this library.
    """
    xp = namespace(like=like)
    if _check.is_whole(seed):
        seed = np.random.default_rng(_check.count("seed", seed))
    if isinstance(seed, np.random.Generator):
        return xp.asarray(seed.gumbel(size=_check.shape(like)), dtype=like.dtype, device=device(like))
    if is_torch(xp):
        from softlook._torch.noise import gumbel as torch_gumbel

        return torch_gumbel(like, seed)
    raise TypeError(
        f"seed: {type(seed).__name__} given, an int, a numpy Generator or (for tensors) a torch Generator wanted"
    )


def _cool(xp: Namespace, below: Array, temperature: float) -> Array:
    """Divide how far scores lie below the top by a temperature of any size.

    Where the quotient would overflow, the weight is 0 long before.
    """
    if temperature == 1:
        return below
    kind = xp.finfo(below.dtype)
    temperature = min(max(temperature, float(kind.smallest_normal) * float(kind.eps)), float(kind.max))
    if temperature > 1:
        return below / temperature
    least = xp.full_like(below, -800 * temperature)  # e^-800 is 0, in float64 too
    return xp.where(below > least, below, least) / temperature
