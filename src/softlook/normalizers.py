r"""Normalizers: from scores :math:`e` to weights :math:`\alpha`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import namespace

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    from softlook._array import Array, Namespace


def softmax(
    e: Float[Array, "... t_x"],
    mask: Bool[Array, "... t_x"] | None = None,
    temperature: float = 1.0,
) -> Float[Array, "... t_x"]:
    r"""Turn scores into weights: positive where the query may look, zero elsewhere, and summing to one.

    .. math:: \alpha_{ij} = \frac{m_{ij}\, \exp(e_{ij} / T)}{\sum_{j'} m_{ij'} \exp(e_{ij'} / T)}

    A row that may look nowhere gives zeros, with finite gradients; so does a row of no keys at all.
    A score of minus infinity means weight zero.

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may look. What it hides, NaN included, has no effect.
    temperature : float
        T > 0: small is sharp, large is even.

    Returns
    -------
    alpha : (..., t_x)
        Weights in [0, 1]; each row sums to 1, or to 0 where it may look nowhere.

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
    _check.floating(xp, e=e)
    _check.positive("temperature", temperature)
    temperature = float(temperature)  # a float64 of numpy would widen float32 scores
    if e.ndim == 0:
        raise ValueError("e: shape () given, (..., t_x) wanted")
    _check.mask_fits(xp, mask, e)
    if e.shape[-1] == 0:
        return e
    nothing = xp.full_like(e[..., :1], -float("inf"))
    e = e / temperature if mask is None else xp.where(mask, e / temperature, nothing)
    top = xp.max(e, axis=-1, keepdims=True)
    _refuse_nan(xp, top)
    exp_e = xp.exp(e - xp.where(top == nothing, xp.zeros_like(top), top))
    total = xp.sum(exp_e, axis=-1, keepdims=True)
    return exp_e / xp.where(total == 0, xp.ones_like(total), total)


def _refuse_nan(xp: Namespace, top: Array) -> None:
    """Look for NaN and plus infinity in the row maxima, where each of them ends up: cheaper than in the scores."""
    if bool(xp.any(xp.isnan(top))):
        raise ValueError("e: NaN given among the scores that the mask lets through, real numbers wanted")
    if bool(xp.any(top == float("inf"))):
        raise ValueError("e: plus infinity given among the scores, finite numbers (or minus infinity, for weight 0) wanted")
