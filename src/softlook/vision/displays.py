"""Displays for visual search: a field of bars, in which one may differ from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from softlook import _check

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array

Kind: TypeAlias = Literal["orientation", "colour", "conjunction", "equal", "alone"]
KINDS: tuple[Kind, ...] = ("orientation", "colour", "conjunction", "equal", "alone")
CELLS, CELL = 8, 64  # a field of 8 x 8 cells of 64 pixels
LENGTH, WIDTH, JITTER, SOFT, REACH = 30.0, 9.0, 4, 1.5, 24
# Equally bright to the model. Red and blue, not red and green: the red-green map takes magnitudes, and on black a red
# bar and a green one differ from their surround by as much.
RED, BLUE = (0.85, 0.15, 0.15), (0.15, 0.15, 0.85)
UPRIGHT, TILTED = 90, 45


class Display(NamedTuple):
    """A picture of bars, and where they are."""

    image: Float[Array, "h w 3"]
    """Red, green and blue in [0, 1] on black; 512 x 512 pixels."""
    target: tuple[int, int]
    """Row and column of the target's middle (of any one bar, where none differs)."""
    bars: tuple[tuple[int, int], ...]
    """Rows and columns of all the bars, the target's first."""


def display(kind: Kind, distractors: int, *, seed: int = 0) -> Display:
    """Draw one target among distractors.

    Parameters
    ----------
    kind : {"orientation", "colour", "conjunction", "equal", "alone"}
        What the target, a red tilted bar, differs by: its orientation among red upright bars; its colour among blue
        tilted ones; only both together, among red upright and blue tilted bars in equal parts; nothing, among its
        equals; or that it stands alone (no distractors are drawn).
    distractors : int
        How many other bars, at most 63: there are 64 places.
    seed : int
        Says which places are taken, and how far each bar stands from the middle of its place.

    Returns
    -------
    Display
        The named tuple (image, target, bars).

    Raises
    ------
    TypeError
        If `distractors` or `seed` is no whole number.
    ValueError
        If the kind is unknown, the distractors do not fit, or one of the numbers is below 0.

    Notes
    -----
    A conjunction needs about six distractors: among fewer, one may be the only one of its kind, and pops out in the
    target's place.

    References
    ----------
    Treisman & Gelade 1980 (doi 10.1016/0010-0285(80)90005-5), for search by a feature and by a conjunction.

    Examples
    --------
    >>> picture = display("conjunction", 15)
    >>> picture.image.shape, len(picture.bars), picture.bars[0] == picture.target
    ((512, 512, 3), 16, True)
    """
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r} given, one of {', '.join(map(repr, KINDS))} wanted")
    distractors = _check.count("distractors", distractors)
    seed = _check.count("seed", seed)
    if distractors >= CELLS**2:
        raise ValueError(
            f"distractors: {distractors} given, at most {CELLS**2 - 1} wanted: there are {CELLS**2} places"
        )
    rng = np.random.default_rng(seed)
    places = rng.permutation(CELLS**2)[: 1 if kind == "alone" else distractors + 1]
    cells = np.stack(np.divmod(places, CELLS), axis=1)
    middles = cells * CELL + CELL // 2 + rng.integers(-JITTER, JITTER + 1, size=(len(places), 2))
    image = np.zeros((CELLS * CELL, CELLS * CELL, 3))
    for n, middle in enumerate(middles):
        colour, angle = (RED, TILTED) if n == 0 else _distractor(kind, n)
        rows, columns = (slice(m - REACH, m + REACH) for m in middle)
        image[rows, columns] = bar(middle, rows, columns, angle)[..., None] * colour
    bars = tuple((int(row), int(column)) for row, column in middles)
    return Display(image, bars[0], bars)


def _distractor(kind: Kind, n: int) -> tuple[tuple[float, float, float], int]:
    upright_red, tilted_blue = (RED, UPRIGHT), (BLUE, TILTED)
    return {
        "orientation": upright_red,
        "colour": tilted_blue,
        "conjunction": upright_red if n % 2 else tilted_blue,
        "equal": (RED, TILTED),
    }[kind]


def bar(middle: Array, rows: slice, columns: slice, angle: int) -> Array:
    """Return how much of each pixel the bar covers, with edges that fall off over a pixel or two."""
    y, x = np.mgrid[rows, columns]
    y, x = middle[0] - y, x - middle[1]
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    along, across = np.abs(x * cos + y * sin), np.abs(y * cos - x * sin)
    covered: Array = np.clip((LENGTH / 2 - along) / SOFT + 0.5, 0, 1) * np.clip(
        (WIDTH / 2 - across) / SOFT + 0.5, 0, 1
    )
    return covered
