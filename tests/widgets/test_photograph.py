"""A photograph as a page holds it: its maps, and what is refused."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import load_sample_image

import softlook
from softlook.widgets import SaliencyExplorer
from softlook.widgets._photograph import CHANNELS, FINE, SHOWN, china, prepare


def test_the_photograph_has_the_maps_of_its_full_size():
    held, prepared = china(), prepare(load_sample_image("china.jpg"))
    maps = softlook.saliency_map(load_sample_image("china.jpg").astype(float))
    for name in CHANNELS:
        assert held["maps"][name] == prepared["maps"][name]
        assert_allclose(
            np.array(held["maps"][name]).reshape(held["h"], held["w"]) / FINE, getattr(maps, name), atol=0.51 / FINE
        )
    assert (held["height"], held["width"]) == (427, 640)
    assert "danielbuechele, CC BY 2.0" in held["credit"]


def test_a_photograph_is_shown_small_and_kept_short():
    image = np.random.default_rng(0).integers(0, 255, (128, 640, 3), np.uint8)
    held = prepare(image, credit="nobody", alt="Noise")
    assert (held["credit"], held["alt"], held["height"], held["width"]) == ("nobody", "Noise", 128, 640)
    assert held["src"].startswith("data:image/webp;base64,")
    assert all(len(held["maps"][name]) == held["h"] * held["w"] for name in CHANNELS)
    assert all(0 <= value <= FINE for name in CHANNELS for value in held["maps"][name])
    assert SHOWN < 640


@pytest.mark.parametrize(
    "image",
    [np.zeros((128, 128), np.uint8), np.zeros((128, 128, 3)), np.zeros((32, 128, 3), np.uint8), [[0]], "china.jpg"],
)
def test_what_is_no_photograph_is_refused(refused, image):
    refused(
        lambda: SaliencyExplorer(photograph=image),
        "photograph:",
        "uint8 of shape (h, w, 3) wanted, 64 to 4096 pixels each way",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"src": "http://example.org/x.png"},
        {"src": "data:image/webp;base64," + "A" * 200_000},
        {"alt": 3},
        {"h": 0},
        {"w": 41},
        {"maps": []},
        {"maps": {}},
        {"maps": {name: [FINE + 1] * 1080 for name in CHANNELS}},
        {"maps": {name: [0.5] * 1080 for name in CHANNELS}},
    ],
)
def test_a_dict_that_we_did_not_make_is_refused(refused, change):
    refused(
        lambda: SaliencyExplorer(photograph=china() | change), "photograph: a dict given that softlook did not make"
    )


def test_without_pillow_it_says_what_is_missing(refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    refused(lambda: SaliencyExplorer(photograph=np.zeros((64, 64, 3), np.uint8)), "Pillow is not installed")
