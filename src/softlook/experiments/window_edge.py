"""The window's edge: what jumps when the centre of local attention moves on, and what a row then sums to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from softlook.windows import local_p

if TYPE_CHECKING:
    from collections.abc import Sequence

SCORES = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0)  # one loud word, the eighth
VARIANTS = {
    "as published": {},
    "centre rounded": {"round_p": True},
    "no cut": {"truncate": False},
    "brought back to 1": {"renormalize": True},
}


def sweep(
    scores: Sequence[float] = SCORES,
    *,
    half_width: int = 2,
    start: float = 3.005,
    stop: float = 6.995,
    steps: int = 400,
) -> list[dict[str, Any]]:
    r"""Move the centre p of local-p's window over a sentence, and write down the weights and their sum.

    Parameters
    ----------
    scores : sequence of float
        e, one for each word; they stay.
    half_width : int
        D, above 0.
    start, stop : float
        Where p goes from and to, in [0, t_x - 1].
    steps : int
        How many places of p.

    Returns
    -------
    list of dict
        For each of four variants and each p: the row's `sum`, and the `loudest` word's weight.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.local_p`.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.2, equation 10 (arXiv 1508.04025).

    Examples
    --------
    >>> [round(row["sum"], 3) for row in sweep([0.0] * 9, start=4.0, stop=4.0, steps=1)]
    [0.497, 0.497, 0.279, 1.0]
    """
    p = np.linspace(start, stop, steps)
    e = np.tile(np.array(scores, dtype=float), (steps, 1))
    rows: list[dict[str, Any]] = []
    for variant, options in VARIANTS.items():
        alpha = local_p(e, p=p, half_width=half_width, **options)
        loudest = alpha[:, int(e[0].argmax())]
        rows += [
            {"variant": variant, "p": float(a), "sum": float(b), "loudest": float(c)}
            for a, b, c in zip(p, alpha.sum(-1), loudest, strict=True)
        ]
    return rows


def jump(
    p: float,
    *,
    round_p: bool = False,
    truncate: bool = True,
    scores: Sequence[float] = SCORES,
    half_width: int = 2,
    step: float = 1e-9,
) -> float:
    r"""Measure how far the weights jump at one place of p: what changes over no distance at all.

    .. math:: \lim_{\varepsilon \to 0} \sum_j \lvert \alpha_j(p + \varepsilon) - \alpha_j(p - \varepsilon) \rvert

    Parameters
    ----------
    p : float
        The place.
    round_p, truncate : bool
        As :func:`softlook.local_p`.
    scores, half_width
        As :func:`sweep`.
    step : float
        The epsilon.

    Returns
    -------
    float
        The jump; about 0 where the weights are continuous.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.local_p`.

    Examples
    --------
    >>> round(jump(4.5), 6), round(jump(4.5, round_p=True), 2)
    (0.0, 0.43)
    """
    e = np.tile(np.array(scores, dtype=float), (2, 1))
    alpha = local_p(e, p=np.array([p - step, p + step]), half_width=half_width, round_p=round_p, truncate=truncate)
    return float(np.abs(alpha[1] - alpha[0]).sum())
