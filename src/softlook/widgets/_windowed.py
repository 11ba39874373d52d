r"""The numbers of Window: a row of weights around p, its jumps at the window's edges, and REINFORCE's gradients."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook.normalizers import hard, sample, softmax
from softlook.windows import gaussian, local_p

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy.typing import NDArray

    Row = Float[NDArray[np.float64], " t"]
    Mask = Bool[NDArray[np.bool_], " t"]

GLOBAL, MONOTONIC, PREDICTIVE = "global", "local-m", "local-p"
SOFT, HARD, DRAW = "soft", "hard", "draw"


class Setting(NamedTuple):
    """Which window, and how a position in it is selected."""

    window: str
    half_width: int
    truncate: bool
    renormalize: bool
    round_p: bool
    selection: str

    @property
    def cuts(self) -> bool:
        """Whether the window cuts off: local-m's does, local-p's where it is truncated."""
        return self.window == MONOTONIC or (self.window == PREDICTIVE and self.truncate)

    @property
    def whole(self) -> bool:
        """Whether the window's centre stands on a word."""
        return self.window == MONOTONIC or self.round_p


def near(t_x: int, p: float, setting: Setting) -> Mask:
    """Return what lies in the window: all, where it does not cut off."""
    centre = math.floor(p + 0.5) if setting.whole else p
    mask: Mask = (np.abs(np.arange(t_x) - centre) <= setting.half_width) | (not setting.cuts)
    return mask


def soft(scores: Row, p: float, mask: Mask, setting: Setting) -> Row:
    """Return the weights of soft attention, in a window that is given by its mask.

    Examples
    --------
    >>> soft(np.zeros(3), 1.0, np.ones(3, dtype=bool), Setting(PREDICTIVE, 1, True, False, False, SOFT)).round(3)
    array([0.045, 0.333, 0.045])
    """
    if setting.window != PREDICTIVE:
        alone: Row = softmax(scores, mask)
        return alone
    rows: NDArray[np.float64] = local_p(
        scores[None],
        mask[None],
        p=np.array([p]),
        half_width=setting.half_width,
        truncate=False,
        renormalize=setting.renormalize,
    )
    row: Row = rows[0]
    return row


def favoured(scores: Row, p: float, setting: Setting) -> Row:
    """Return the scores with the Gaussian's logarithm: hard attention takes the best, a draw follows their softmax."""
    if setting.window != PREDICTIVE:
        return scores
    total: Row = scores + np.log(gaussian(np.array([p]), len(scores), setting.half_width)[0])
    return total


def expected(scores: Row, p: float, mask: Mask, setting: Setting) -> Row:
    """Return the row that is read, or its expectation where it is drawn."""
    if setting.selection == SOFT:
        return soft(scores, p, mask, setting)
    normalize = hard if setting.selection == HARD else softmax
    row: Row = normalize(favoured(scores, p, setting), mask)
    return row


def nearest_edge(t_x: int, p: float, setting: Setting) -> float | None:
    """Return where p next carries an edge of the window past a word; None where nothing is cut off.

    At whole numbers, for D is whole; at halves where the centre is rounded. t_x is at least 3.
    """
    if not setting.cuts:
        return None
    return min(t_x - 2, math.floor(p)) + 0.5 if setting.whole else float(min(t_x - 2, max(1, math.floor(p + 0.5))))


def jump(scores: Row, values: Row, edge: float, setting: Setting) -> list[float]:
    """Return the context just before an edge, at it, and just after, exactly: each with its own window."""
    j, d = np.arange(len(scores)), setting.half_width
    low, high = math.floor(edge), math.ceil(edge)  # one place, or the two words around a half
    if low == high:
        spans = [(low - d, low + d - 1), (low - d, low + d), (low - d + 1, low + d)]
    else:
        spans = [(low - d, low + d), (high - d, high + d), (high - d, high + d)]
    return [float(expected(scores, edge, (first <= j) & (j <= last), setting) @ values) for first, last in spans]


def draws(e: Row, mask: Mask, rows: int, seed: int) -> Float[NDArray[np.float64], "rows t"]:
    """Draw from the softmax of scores, again and again: softlook.sample on equal rows."""
    drawn: NDArray[np.float64] = sample(np.tile(e, (rows, 1)), mask, seed=seed)
    return drawn


def reinforce(pi: Row, costs: Row, baseline: float, shares: Row) -> tuple[Row, float]:
    r"""Return the mean and the variance (summed over the scores) of REINFORCE's gradient.

    .. math:: g_j = (L_j - b)\, \nabla_e \log \pi_j = (L_j - b)(\mathbb{1}_j - \pi)

    Parameters
    ----------
    pi : (t,)
        The probability of each position, a softmax of scores.
    costs : (t,)
        What attending to each position costs.
    baseline : float
        b.
    shares : (t,)
        How often each was drawn: pi itself for the exact figures, by enumeration; what was drawn for an estimate.

    References
    ----------
    Williams 1992, section 4 (doi 10.1007/BF00992696); Xu et al. 2015, equation 12 (arXiv 1502.03044).

    Examples
    --------
    >>> pi = np.array([0.5, 0.5])
    >>> reinforce(pi, np.array([1.0, 3.0]), 0.0, pi)
    (array([-0.5,  0.5]), 2.0)
    >>> reinforce(pi, np.array([1.0, 3.0]), 2.0, pi)
    (array([-0.5,  0.5]), 0.0)
    """
    each = (costs - baseline)[:, None] * (np.eye(len(pi)) - pi)
    mean: Row = shares @ each
    return mean, float(max(0.0, shares @ (each**2).sum(axis=1) - mean @ mean))
