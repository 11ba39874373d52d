import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_sample_image

from softlook import display, fixations_to_find, saliency_map, winner_takes_all

SEEDS = range(8)


def fixations(kind, distractors, **options):
    return np.array([fixations_to_find(display(kind, distractors, seed=seed), **options) for seed in SEEDS])


@pytest.mark.parametrize("kind", ["orientation", "colour"])
def test_a_feature_pops_out_however_many_distractors(kind):
    for distractors in (5, 20, 60):
        assert np.median(fixations(kind, distractors)) == 1
        assert fixations(kind, distractors).mean() <= 1.5


def test_a_conjunction_takes_more_fixations_the_more_distractors():
    few, more, many = (fixations("conjunction", n).mean() for n in (5, 25, 60))
    assert few + 1 < more
    assert more + 3 < many


def test_a_bar_alone_pops_out_and_one_among_its_equals_does_not():
    assert_array_equal(fixations("alone", 0), 1)
    assert fixations("equal", 20).mean() > 4


def test_searching_for_orientation_the_eye_does_not_find_a_colour():
    assert fixations("colour", 30, intensity=0, colour=0, orientation=1).mean() > 4


def test_without_inhibition_the_eye_never_leaves():
    picture = display("conjunction", 60)
    assert fixations_to_find(picture, limit=70) < 70
    assert fixations_to_find(picture, limit=70, inhibit=False) == 70
    path = winner_takes_all(saliency_map(picture.image).s, 5, inhibit=False)
    assert_array_equal(path, path[[0] * 5])


def test_a_path_by_hand():
    s = np.array([[9.0, 8.0, 0.0], [0.0, 7.0, 0.0], [6.0, 0.0, 0.0]])
    assert_array_equal(winner_takes_all(s, 9, radius=17), [[0, 0], [16, 16], [32, 0]])
    assert_array_equal(winner_takes_all(s, 2, radius=17), [[0, 0], [16, 16]])
    assert_array_equal(winner_takes_all(s, 4, radius=8), [[0, 0], [0, 16], [16, 16], [32, 0]])


def test_inhibition_may_pass():
    s = np.array([[3.0, 2.0, 1.0]])
    assert_array_equal(winner_takes_all(s, 5, radius=1, lasts=1), [[0, 0], [0, 16], [0, 0], [0, 16], [0, 0]])
    assert_array_equal(winner_takes_all(s, 5, radius=1, lasts=2), [[0, 0], [0, 16], [0, 32], [0, 0], [0, 16]])
    assert_array_equal(winner_takes_all(s, 3, radius=1, lasts=0), [[0, 0]] * 3)


def test_the_disc_is_a_sixth_of_the_shorter_side():
    s = np.arange(144.0, 0, -1).reshape(12, 12)  # 192 pixels, so 32 pixels: two entries
    assert_array_equal(winner_takes_all(s, 2), [[0, 0], [0, 48]])


@pytest.mark.parametrize("s", [np.zeros((3, 3)), np.zeros((0, 3)), -np.ones((2, 2))])
def test_nothing_salient_is_not_fixated(s):
    assert winner_takes_all(s, 4).shape == (0, 2)
    assert winner_takes_all(s, 4).dtype == winner_takes_all(np.ones((1, 1)), 1).dtype == int


def test_no_fixations():
    assert winner_takes_all(np.ones((3, 3)), 0).shape == (0, 2)


def test_what_is_never_salient_is_never_found():
    picture = display("alone", 0)
    assert fixations_to_find(picture._replace(image=np.zeros((512, 512, 3))), limit=12) == 12
    assert fixations_to_find(picture._replace(image=np.zeros((512, 512, 3)))) == 100


def test_half_a_bars_place_is_near_enough():
    picture = display("alone", 0)
    row, column = winner_takes_all(saliency_map(picture.image).s, 1)[0]
    assert fixations_to_find(picture._replace(target=(row, column + 32)), limit=2) == 1
    assert fixations_to_find(picture._replace(target=(row, column + 33)), limit=2) == 2


def test_the_channels_weigh_alike_unless_told_otherwise():
    picture = display("conjunction", 40, seed=2)
    plain = fixations_to_find(picture)
    assert fixations_to_find(picture, intensity=1, colour=1, orientation=1) == plain
    for name in ("intensity", "colour", "orientation"):
        assert fixations_to_find(picture, **{name: 2}) != plain


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: winner_takes_all([[1.0]], 1), TypeError, "s: list given, a numpy array wanted"),
        (
            lambda: winner_takes_all(np.ones((2, 2), int), 1),
            TypeError,
            "s: dtype int64 given, a floating dtype wanted",
        ),
        (lambda: winner_takes_all(np.ones(2), 1), ValueError, "s: shape (2,) given, (h, w) wanted"),
        (lambda: winner_takes_all(np.full((2, 2), np.nan), 1), ValueError, "s: NaN given, real numbers wanted"),
        (
            lambda: winner_takes_all(np.ones((2, 2)), -1),
            ValueError,
            "fixations: -1 given, a whole number of at least 0 wanted",
        ),
        (
            lambda: winner_takes_all(np.ones((2, 2)), 1, lasts=-1),
            ValueError,
            "lasts: -1 given, a whole number of at least 0 wanted",
        ),
        (
            lambda: winner_takes_all(np.ones((2, 2)), 1, radius=0),
            ValueError,
            "radius: 0 given, a finite number above 0 wanted",
        ),
        (
            lambda: fixations_to_find(display("alone", 0), limit=0),
            ValueError,
            "limit: 0 given, a whole number of at least 1 wanted",
        ),
        (lambda: fixations_to_find(display("alone", 0), limit=1.0), TypeError, "limit: float given, a whole number"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()


def test_what_chapter_1_says_of_the_photograph():
    """The first fixation is on the orange roof; by orientation alone it is in the sky, even and pale."""
    china = load_sample_image("china.jpg")
    squares = []
    for weights in ({}, {"intensity": 0, "orientation": 0}, {"intensity": 0, "colour": 0}):
        ((y, x),) = winner_takes_all(saliency_map(china, **weights).s, 1)
        squares.append(china[y - 8 : y + 9, x - 8 : x + 9].reshape(-1, 3).astype(float))
    for red, _, blue in (squares[0].mean(axis=0), squares[1].mean(axis=0)):
        assert red > 1.5 * blue
    assert squares[2].mean() > 200
    assert squares[2].std(axis=0).max() < 5
