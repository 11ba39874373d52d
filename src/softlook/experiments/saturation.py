"""How much gradient a softmax lets through, as its scores grow; and why scores grow with the width of the keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check
from softlook.jacobians import softmax_jacobian
from softlook.normalizers import softmax
from softlook.scores import dot

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
WIDTHS = (1, 4, 16, 64, 256, 1024)
SATURATED = 0.01  # of a norm that is at most .5: such a softmax hardly changes with its scores


def softmax_gradient(
    scales: Sequence[float] = SCALES, *, t_x: int = 64, draws: int = 500, seed: int = 0
) -> list[dict[str, Any]]:
    r"""Measure the softmax's Jacobian against the size of its scores.

    .. math:: \left\lVert \frac{\partial \alpha}{\partial e} \right\rVert_2, \qquad e_j = s z_j, \quad z_j \sim N(0, 1)

    Parameters
    ----------
    scales : sequence of float
        s, the standard deviation of the scores.
    t_x : int
        How many keys.
    draws : int
        How many rows of scores; the same ones at each scale.
    seed : int
        Where they come from.

    Returns
    -------
    list of dict
        For each scale the spectral norm's mean, median, lower and upper tenth (0 to 0.5), and the share `saturated`
        below .01.

    Raises
    ------
    TypeError, ValueError
        If a size is not an int of at least 0.

    References
    ----------
    Vaswani et al. 2017, section 3.2.1 and its footnote 4 (arXiv 1706.03762): large scores leave small gradients.

    Examples
    --------
    >>> [round(row["mean"], 6) for row in softmax_gradient([0.0], t_x=64, draws=2)]
    [0.015625]
    """
    _check.counts(t_x=t_x, draws=draws)
    z = np.random.default_rng(seed).normal(size=(draws, t_x))
    return [{"scale": float(scale)} | _summary(scale * z) for scale in scales]


def gradient_by_width(
    widths: Sequence[int] = WIDTHS, *, t_x: int = 64, draws: int = 500, seed: int = 0
) -> list[dict[str, Any]]:
    r"""Measure what dividing by the root of the width does to products of random queries and keys.

    .. math:: \mathrm{Var}[q^\top k] = d_k, \qquad \mathrm{Var}\left[\frac{q^\top k}{\sqrt{d_k}}\right] = 1
        \qquad \text{for entries } \sim N(0, 1)

    Parameters
    ----------
    widths : sequence of int
        d_k, each above 0.
    t_x, draws, seed
        As :func:`softmax_gradient`: so many keys, so many queries.

    Returns
    -------
    list of dict
        Two for each width, `score` "dot" and "scaled dot": the scores' `variance`, and what :func:`softmax_gradient`
        returns.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax_gradient`.

    References
    ----------
    Vaswani et al. 2017, section 3.2.1, footnote 4 (arXiv 1706.03762).

    Examples
    --------
    >>> dot, scaled = gradient_by_width([256], draws=200)
    >>> round(dot["variance"] / 256, 1), round(scaled["variance"], 1)
    (1.0, 1.0)
    """
    _check.counts(t_x=t_x, draws=draws)
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for width in widths:
        q, k = rng.normal(size=(draws, 1, width)), rng.normal(size=(draws, t_x, width))
        e = dot(q, k)[:, 0]
        for name, scores in (("dot", e), ("scaled dot", e / math.sqrt(width))):
            rows.append({"width": width, "score": name, "variance": float(scores.var())} | _summary(scores))
    return rows


def _summary(e: np.ndarray) -> dict[str, Any]:
    """Spectral norms of the Jacobians of many softmaxes (they are symmetric, and nowhere negative)."""
    norms = np.linalg.eigvalsh(softmax_jacobian(softmax(e)))[:, -1]
    low, median, high = np.quantile(norms, [0.1, 0.5, 0.9])
    return {
        "mean": float(norms.mean()),
        "median": float(median),
        "low": float(low),
        "high": float(high),
        "saturated": float((norms < SATURATED).mean()),
    }
