"""SaliencyExplorer in Python: what it opens on, what it derives, what it refuses."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import load_sample_image

import softlook
from softlook.widgets import SaliencyExplorer, _bars


def test_the_explorer_opens_on_a_conjunction_that_takes_its_time():
    explorer = SaliencyExplorer()
    assert (explorer.differs, explorer.bars, explorer.found_at) == ("conjunction", 24, 9)
    image = _bars.paint(_bars.arrange(24, 0, "conjunction", 3))
    assert_allclose(explorer.s, softlook.saliency_map(image).s, atol=1e-15)
    assert explorer.path == softlook.winner_takes_all(np.array(explorer.s), 5, radius=32).tolist()


@pytest.mark.parametrize("differs", ["colour", "orientation"])
def test_a_feature_pops_out(differs):
    found_at = [SaliencyExplorer(differs=differs, seed=seed).found_at for seed in range(10)]
    assert np.median(found_at) == 1
    without = [
        SaliencyExplorer(differs=differs, seed=seed, intensity=0, **{differs: 0}).found_at for seed in range(10)
    ]
    assert np.median(without) > 4


def test_a_conjunction_and_a_bar_among_its_equals_do_not_and_one_alone_does():
    for differs in ("conjunction", "nothing"):
        assert np.median([SaliencyExplorer(differs=differs, seed=seed).found_at for seed in range(10)]) > 4
    assert {SaliencyExplorer(bars=1, seed=seed).found_at for seed in range(10)} == {1}


def test_a_gaze_that_never_leaves_finds_nothing_more():
    explorer = SaliencyExplorer(inhibit=False)
    assert explorer.path == [explorer.path[0]] * 5
    assert explorer.found_at == 0


def test_the_photograph_is_weighed_as_the_bars_are():
    maps = softlook.saliency_map(load_sample_image("china.jpg").astype(float))
    explorer = SaliencyExplorer("photograph", colour=0, fixations=3)
    assert_allclose(explorer.s, (maps.intensity + maps.orientation) / 2, atol=1e-4)
    assert (len(explorer.path), explorer.found_at) == (3, 0)


def test_a_photograph_of_ones_own():
    image = np.full((128, 192, 3), 90, np.uint8)
    image[60:68, 40:48] = 250, 240, 90
    explorer = SaliencyExplorer("photograph", photograph=image)
    assert np.hypot(*(np.array(explorer.path[0]) - (64, 44))) < 24
    assert explorer.photograph["src"].startswith("data:image/webp;base64,")
    assert SaliencyExplorer(photograph=explorer.photograph).photograph == explorer.photograph


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"bars": 0}, ["bars: 0 given, a whole number from 1 to 36 wanted"]),
        ({"bars": 2.5}, ["bars: 2.5 given"]),
        ({"bars": True}, ["bars: True given"]),
        ({"target": 24}, ["target: 24 given", "0 to 23 wanted"]),
        ({"bars": 3, "target": 5}, ["set bars and target together"]),
        ({"seed": 10_000}, ["seed: 10000 given"]),
        ({"intensity": -1}, ["intensity: -1", "a number from 0 to 10 wanted"]),
        ({"colour": 11}, ["colour: 11"]),
        ({"colour": "much"}, ["'much' given"]),
        ({"intensity": 0, "colour": 0, "orientation": 0}, ["0, 0, 0 given, at least one weight above 0 wanted"]),
        ({"fixations": 21}, ["fixations: 21 given, a whole number from 0 to 20"]),
        ({"scene": "sea"}, ["scene", "sea"]),
        ({"differs": "size"}, ["differs", "size"]),
    ],
)
def test_the_explorer_refuses(refused, traits, words):
    refused(lambda: SaliencyExplorer(**traits), *words)


def test_bars_and_target_change_together_and_the_last_good_state_is_kept(refused):
    explorer = SaliencyExplorer(target=20)
    refused(lambda: setattr(explorer, "bars", 10), "bars: 10 given, the target is bar 20 of 10")
    assert (explorer.bars, explorer.target) == (24, 20)
    with explorer.hold_trait_notifications():
        explorer.bars, explorer.target = 10, 9
    assert len(_bars.arrange(10, 9, explorer.differs, explorer.seed)) == 10
    assert explorer.found_at > 0


def test_the_explorers_table():
    html = SaliencyExplorer()._html()
    assert "What stands out: 24 bars, the target differs in conjunction; found at fixation 9" in html
    assert re.search(r"<td>saliency S</td><td>\.04</td><td>\.04</td>", html)
    assert "at the first fixation" in SaliencyExplorer("photograph")._table()
