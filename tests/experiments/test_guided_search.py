from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from softlook.experiments.guided_search import Colours, guided_search

FLOWER = load_sample_image("flower.jpg")
ORANGE, GREEN = (1.0, 0.6, 0.3), (0.0, 0.4, 0.3)


def test_orange_leads_to_the_flower_and_green_does_not():
    """The flower's heart lies in rows 90 to 350 and columns 190 to 430 of the photograph."""
    orange, green = (guided_search(colour, FLOWER)[0] for colour in (ORANGE, GREEN))
    heart = np.s_[4:10, 7:13]
    assert orange[heart].sum() > 0.45
    assert green[heart].sum() < 1e-6
    assert heart_share(orange.shape, heart) < 0.15


def heart_share(shape, heart):
    whole = np.zeros(shape)
    whole[heart] = 1
    return whole.mean()


def test_the_weights_of_each_step_sum_to_one():
    maps = guided_search(ORANGE, FLOWER, size=64, steps=3)
    assert [m.shape for m in maps] == [(6, 10)] * 3
    np.testing.assert_allclose([m.sum() for m in maps], 1)
    assert not np.allclose(maps[0], maps[1]), "the second step asks for what the first has read"


def test_squares_over_the_edge_are_left_out():
    assert Colours(32)(FLOWER / 255).shape == (13 * 20, 3)
    np.testing.assert_allclose(Colours(32)(FLOWER / 255).mean(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("size", [0, 428])
def test_a_photograph_smaller_than_a_square(size):
    with pytest.raises(ValueError, match=f"size: {size} given, from 1 to 427 wanted: the photograph is 427 x 640"):
        guided_search(ORANGE, FLOWER, size=size)
