import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from softlook import display
from softlook.vision.displays import BLUE, KINDS, RED, bar


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("distractors", [0, 1, 30, 63])
def test_every_bar_is_where_it_is_said_to_be(kind, distractors):
    picture = display(kind, distractors, seed=3)
    assert picture.image.shape == (512, 512, 3)
    assert picture.image.min() >= 0
    assert picture.image.max() <= 1
    assert len(set(picture.bars)) == (1 if kind == "alone" else distractors + 1)
    assert picture.target == picture.bars[0]
    for n, (row, column) in enumerate(picture.bars):
        blue = n > 0 and (kind == "colour" or (kind == "conjunction" and n % 2 == 0))
        assert_allclose(picture.image[row, column], BLUE if blue else RED)


@pytest.mark.parametrize("angle", [0, 45, 90, 120])
def test_a_bar_covers_a_rectangle_with_soft_edges(angle):
    """It is 30 x 9 pixels; at the very edge half of a pixel is covered, 0.75 pixels in or out all of it or nothing."""
    got = bar(np.array([40, 20]), slice(20, 60), slice(0, 40), angle)
    turn = np.radians(angle)
    for row in range(20, 60):
        for column in range(40):
            place = (column - 20) + 1j * (40 - row)  # to the right and up
            turned = place * np.exp(-1j * turn)
            inside = [size / 2 - abs(part) for size, part in ((30, turned.real), (9, turned.imag))]
            assert_allclose(
                got[row - 20, column], np.prod([min(max(0.5 + depth / 1.5, 0), 1) for depth in inside]), atol=1e-12
            )


def slope(image, row, column):
    """The direction of the bar's longest extent, from its second moments: 45 for tilted, 90 for upright."""
    patch = image[row - 24 : row + 24, column - 24 : column + 24].sum(axis=2)
    y, x = np.mgrid[24:-24:-1, -24:24]
    yy, xx, xy = ((patch * a * b).sum() for a, b in ((y, y), (x, x), (x, y)))
    return np.degrees(0.5 * np.arctan2(2 * xy, xx - yy))


@pytest.mark.parametrize("kind", KINDS)
def test_every_bar_has_its_direction(kind):
    picture = display(kind, 20)
    for n, middle in enumerate(picture.bars):
        upright = n > 0 and (kind == "orientation" or (kind == "conjunction" and n % 2 == 1))
        assert_allclose(slope(picture.image, *middle), 90 if upright else 45, atol=2)


def test_bars_stand_in_their_places_but_not_in_rank_and_file():
    off = np.array(display("equal", 63).bars) % 64 - 32
    assert set(off.ravel().tolist()) == set(range(-4, 5))


def test_the_seed_alone_says_where():
    assert_array_equal(display("colour", 9, seed=1).image, display("colour", 9, seed=1).image)
    assert display("colour", 9, seed=1).bars == display("orientation", 9, seed=1).bars
    assert display("colour", 9, seed=1).bars != display("colour", 9, seed=2).bars


def test_a_seed_draws_the_same_picture_for_good():
    rng = np.random.default_rng(5)
    places, off = rng.permutation(64)[:4], rng.integers(-4, 5, size=(4, 2))
    wanted = [
        (64 * (place // 8) + 32 + down, 64 * (place % 8) + 32 + right)
        for place, (down, right) in zip(places, off, strict=True)
    ]
    assert display("equal", 3, seed=5).bars == tuple(wanted)
    assert display("equal", 3).bars == display("equal", 3, seed=0).bars


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: display("shape", 3),
            ValueError,
            "kind: 'shape' given, one of 'orientation', 'colour', 'conjunction', 'equal', 'alone' wanted",
        ),
        (lambda: display("colour", 64), ValueError, "distractors: 64 given, at most 63 wanted: there are 64 places"),
        (lambda: display("colour", -1), ValueError, "distractors: -1 given, a whole number of at least 0 wanted"),
        (lambda: display("colour", 2.0), TypeError, "distractors: float given, a whole number of at least 0 wanted"),
        (lambda: display("colour", 2, seed=-1), ValueError, "seed: -1 given, a whole number of at least 0 wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
