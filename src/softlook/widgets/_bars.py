"""Bars on a field, drawn alike by Python and by the page: the same seed gives the same places in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook.vision.displays import BLUE, CELL, JITTER, REACH, RED, TILTED, UPRIGHT, bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float

    from softlook._array import Array

CELLS = 6  # a field of 6 x 6 places, small enough for a page to compute at each move
DIFFERS = ("colour", "orientation", "conjunction", "nothing")


class Bar(NamedTuple):
    """One bar: its middle in pixels, its colour and its angle in degrees, counter-clockwise from horizontal."""

    row: float
    column: float
    colour: tuple[float, float, float]
    angle: int


def mulberry(seed: int) -> Callable[[], float]:
    """Return a stream of numbers in [0, 1): mulberry32, whose 32-bit integers Python and a page compute alike.

    Examples
    --------
    >>> draw = mulberry(0)
    >>> round(draw(), 6), round(draw(), 6)
    (0.266429, 0.00033)
    """
    state = seed

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        x = ((state ^ state >> 15) * (state | 1)) & 0xFFFFFFFF
        x ^= (x + (((x ^ x >> 7) * (x | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (x ^ x >> 14) / 4294967296

    return draw


def arrange(bars: int, target: int, differs: str, seed: int) -> list[Bar]:
    """Return the bars: a shuffled list of places, each a little off its middle, and what each looks like.

    Parameters
    ----------
    bars : int
        From 1 to 36.
    target : int
        Which of them is the target, a red tilted bar.
    differs : {"colour", "orientation", "conjunction", "nothing"}
        In what the others differ from it: they are blue; upright; red and upright or blue and tilted, in turn; or they
        do not differ at all.
    seed : int
    """
    draw = mulberry(seed)
    places = list(range(CELLS**2))
    for last in range(CELLS**2 - 1, 0, -1):
        other = int(draw() * (last + 1))
        places[last], places[other] = places[other], places[last]
    upright_red, tilted_blue, tilted_red = (RED, UPRIGHT), (BLUE, TILTED), (RED, TILTED)
    arranged = []
    for n in range(bars):
        turn = n - (n > target)  # the target is left out where the two kinds take turns
        distractor = {
            "colour": tilted_blue,
            "orientation": upright_red,
            "conjunction": (upright_red, tilted_blue)[turn % 2],
            "nothing": tilted_red,
        }[differs]
        row, column = (CELL * (axis + 0.5) + JITTER * (2 * draw() - 1) for axis in divmod(places[n], CELLS))
        arranged.append(Bar(row, column, *(tilted_red if n == target else distractor)))
    return arranged


def paint(bars: list[Bar]) -> Float[Array, "384 384 3"]:
    """Return the picture: red, green and blue in [0, 1] on black."""
    image = np.zeros((CELLS * CELL, CELLS * CELL, 3))
    for one in bars:
        rows, columns = (slice(int(middle) - REACH, int(middle) + REACH) for middle in (one.row, one.column))
        image[rows, columns] += bar(np.array([one.row, one.column]), rows, columns, one.angle)[..., None] * one.colour
    return image
