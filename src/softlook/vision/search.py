"""Visual search: the eye fixates the most salient place, inhibits it, and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook.vision.saliency import STEP, floating_map, saliency_map

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    from softlook._array import Array
    from softlook.vision.displays import Display


def winner_takes_all(
    s: Float[Array, "h16 w16"],
    fixations: int,
    *,
    radius: float | None = None,
    inhibit: bool = True,
    lasts: int | None = None,
) -> Int[Array, "n 2"]:
    r"""Scan a saliency map: each fixation goes to the largest value that is not inhibited.

    .. math:: x_n = \arg\max_x \, \{ S(x) : |x - x_m| > r \text{ for the earlier fixations } m \}

    Parameters
    ----------
    s : (h16, w16) floating, numpy
        A saliency map, one entry for 16 x 16 pixels, as :func:`softlook.saliency_map` gives it.
    fixations : int
        How many at the most.
    radius : float, optional
        Of the disc that is inhibited after a fixation, in pixels; a sixth of the shorter side if left out.
    inhibit : bool
        Whether a fixated place is inhibited (inhibition of return). Without it the eye never leaves the first.
    lasts : int, optional
        For how many fixations; for good if left out. (The paper: some 500 to 900 ms, and one every 30 to 70 ms.)

    Returns
    -------
    (n, 2) int
        Rows and columns in pixels, in the order of the fixations; of equal places the first in reading order. n is
        less than `fixations` where nothing above 0 is left.

    Raises
    ------
    TypeError
        If the map is no numpy array of a floating dtype, or a number is none.
    ValueError
        If the map has not two axes or holds NaN, the radius is not above 0, or a count is below 0.

    Notes
    -----
    The paper's winner comes out of a network of leaky neurons that settles on the maximum; here it is taken.

    References
    ----------
    Itti, Koch & Niebur 1998, on the saliency map and what selects from it (doi 10.1109/34.730558).

    Examples
    --------
    >>> import numpy as np
    >>> s = np.array([[0.2, 0.0, 0.0], [0.0, 0.0, 0.9]])
    >>> winner_takes_all(s, 5, radius=8.0)
    array([[16, 32],
           [ 0,  0]])
    """
    floating_map("s", s)
    if np.isnan(s).any():
        raise ValueError("s: NaN given, real numbers wanted")
    fixations = _check.count("fixations", fixations)
    if lasts is not None:
        lasts = _check.count("lasts", lasts)
    if radius is not None:
        radius = _check.positive("radius", radius)
    reach = STEP * min(s.shape) / 6 if radius is None else radius
    memory = (fixations if lasts is None else lasts) if inhibit else 0
    return _scan(s, fixations, reach, memory)


def _scan(s: Array, fixations: int, reach: float, memory: int) -> Array:
    """Return what :func:`winner_takes_all` does, with so many of the latest fixations inhibited."""
    path: list[Array] = []
    for n in range(fixations if s.size else 0):
        left = np.where(_seen(s.shape, path[max(n - memory, 0) :], reach), -np.inf, s)
        winner = np.unravel_index(left.argmax(), s.shape)
        if left[winner] <= 0:
            break
        path.append(STEP * np.asarray(winner))
    return np.asarray(path, dtype=int).reshape(len(path), 2)


def _seen(shape: tuple[int, ...], path: list[Array], reach: float) -> Array:
    """Return True at the entries that lie in the disc of one of the fixations."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    seen = np.zeros(shape, bool)
    for y, x in path:
        seen |= np.hypot(STEP * rows - y, STEP * columns - x) <= reach
    return seen


def fixations_to_find(
    picture: Display,
    *,
    limit: int = 100,
    radius: float = 32.0,
    inhibit: bool = True,
    intensity: float = 1.0,
    colour: float = 1.0,
    orientation: float = 1.0,
) -> int:
    """Count the fixations until one falls on the target: 1 means that it pops out.

    Parameters
    ----------
    picture : Display
        As :func:`softlook.display` draws it.
    limit : int
        The answer where the target is not found in fewer fixations.
    radius : float
        How near is near enough, and how much is inhibited, in pixels: half a bar's place.
    inhibit : bool
        As in :func:`softlook.winner_takes_all`.
    intensity, colour, orientation : float
        As in :func:`softlook.saliency_map`.

    Returns
    -------
    int
        From 1 to `limit`.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.saliency_map` and :func:`softlook.winner_takes_all`; ValueError if the limit is 0.

    References
    ----------
    Itti & Koch 2000, for the model on search displays (doi 10.1016/S0042-6989(99)00163-7).

    Examples
    --------
    >>> from softlook import display
    >>> fixations_to_find(display("colour", 40)), fixations_to_find(display("conjunction", 40)) > 1
    (1, True)
    """
    limit = _check.count("limit", limit, least=1)
    radius = _check.positive("radius", radius)
    s = saliency_map(picture.image, intensity=intensity, colour=colour, orientation=orientation).s
    path = _scan(s, limit, radius, memory=limit if inhibit else 0)
    hits = np.flatnonzero(np.hypot(*(path - picture.target).T) <= radius)
    return int(hits[0]) + 1 if hits.size else limit
