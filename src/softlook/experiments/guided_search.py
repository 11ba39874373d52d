"""Search a photograph for a colour: the same memory and exploiter as for words, and another reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook.components import Stepper, perform
from softlook.experiments.swaps import replace_state
from softlook.memory import KeyValueMemory
from softlook.scores import cosine
from softlook.vision.glimpses import patches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook._array import Array


@dataclass(frozen=True)
class Colours:
    """A reader for photographs: each square is written down as its mean colour, less the photograph's.

    Parameters
    ----------
    size : int
        Pixels along a square's side.

    Examples
    --------
    >>> image = np.zeros((4, 8, 3))
    >>> image[:, 4:] = 1.0
    >>> Colours(4)(image)
    array([[-0.5, -0.5, -0.5],
           [ 0.5,  0.5,  0.5]])
    """

    size: int

    def __call__(self, x: Array, /) -> Array:
        """Return h, (n squares, 3), in reading order; squares that would stand over the edge are left out."""
        whole = x[: x.shape[0] // self.size * self.size, : x.shape[1] // self.size * self.size]
        h = patches(whole, self.size).reshape(-1, self.size**2, 3).mean(axis=1)
        return h - h.mean(axis=0)


def sharp_cosine(q: Array, k: Array) -> Array:
    """Score by direction alone, from -12 to 12.

    >>> sharp_cosine(np.array([[2.0, 0.0]]), np.array([[0.0, 1.0], [3.0, 0.0]]))
    array([[ 0., 12.]])
    """
    return 12 * cosine(q, k)


def guided_search(colour: Sequence[float], image: Array, *, size: int = 32, steps: int = 1) -> list[Array]:
    """Search a photograph for a colour, and go on from what was read.

    Parameters
    ----------
    colour : (3,)
        Red, green and blue, each from 0 to 1.
    image : (h, w, 3), integers from 0 to 255
        The photograph, at least a square high and wide.
    size : int
        Pixels along the side of the squares that are attended to.
    steps : int
        How many attention steps.

    Returns
    -------
    list of (h // size, w // size)
        For each step, the weights of the squares: each map sums to 1.

    Raises
    ------
    TypeError, ValueError
        If `steps` is not a whole number of at least 0, or the photograph is smaller than a square.

    Examples
    --------
    >>> image = np.zeros((2, 4, 3), dtype=np.uint8)
    >>> image[:, 2:, 0] = 255
    >>> guided_search((1.0, 0.0, 0.0), image, size=2)[0].round(2)
    array([[0., 1.]])
    """
    _check.count("size", size)
    down, across = (n // size if size else 0 for n in image.shape[:2])
    if not down * across:
        height, width = image.shape[:2]
        raise ValueError(
            f"size: {size} given, from 1 to {min(height, width)} wanted: the photograph is {height} x {width}"
        )
    light = image / 255
    wanted = np.asarray([colour], dtype=float) - light[: down * size, : across * size].mean(axis=(0, 1))
    exploiter = Stepper(replace_state, steps=steps)
    hops = perform(light, wanted, reader=Colours(size), memory=_by_direction, exploiter=exploiter)
    return [alpha.reshape(down, across) for alpha in hops.alpha]


def _by_direction(h: Array) -> KeyValueMemory:
    return KeyValueMemory(h, score=sharp_cosine)
