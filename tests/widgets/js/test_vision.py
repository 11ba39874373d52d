"""js/vision against the package: displays, conspicuity maps, fixations, patches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook.vision import _pyramid, displays, saliency
from softlook.vision.glimpses import patches
from softlook.widgets import _bars
from softlook.widgets._photograph import CHANNELS

EXACT = {"rtol": 1e-12, "atol": 1e-12}
SEED = st.integers(0, 9999)
DISPLAYS = st.integers(1, 36).flatmap(
    lambda bars: st.tuples(st.just(bars), st.integers(0, bars - 1), st.sampled_from(_bars.DIFFERS), SEED)
)
FIELDS = st.tuples(st.integers(1, 40), st.integers(1, 40), SEED)


def field(m):
    """A map, or a picture, as the page keeps it."""
    return {"h": m.shape[0], "w": m.shape[1], "data": m.ravel().tolist()}


def array(page):
    return np.array(page["data"], dtype=float).reshape(page["h"], page["w"])


def random_field(drawn):
    h, w, seed = drawn
    return np.random.default_rng(seed).random((h, w))


@pytest.mark.twin("vision/mulberry.js", "mulberry")
@given(seed=st.integers(0, 2**32 - 1))
@example(seed=0)
def test_mulberry(js, seed):
    draw = _bars.mulberry(seed)
    assert js("vision/mulberry.js", "mulberry", seed, take=50) == [draw() for _ in range(50)]


@pytest.mark.twin("vision/arrange.js", "arrange", "CELL", "CELLS")
@given(display=DISPLAYS)
@example(display=(1, 0, "nothing", 0))
def test_arrange(js, display):
    page = js("vision/arrange.js", "arrange", *display)
    arranged = [(bar["row"], bar["column"], tuple(bar["colour"]), bar["angle"]) for bar in page]
    assert arranged == _bars.arrange(*display)
    assert (js("vision/arrange.js", "CELL"), js("vision/arrange.js", "CELLS")) == (displays.CELL, _bars.CELLS)


@pytest.mark.twin("vision/paint.js", "paint")
@settings(max_examples=3)
@given(display=DISPLAYS)
def test_paint(js, display):
    image = _bars.paint(_bars.arrange(*display))
    page = js("vision/paint.js", "paint", js("vision/arrange.js", "arrange", *display))
    assert_allclose(page["data"], image.ravel(), **EXACT)


@pytest.mark.twin("vision/conspicuity.js", "conspicuity")
@settings(max_examples=8)
@given(drawn=st.tuples(st.integers(17, 100), st.integers(17, 100), SEED))
@example(drawn=(96, 128, 0))
def test_the_maps_of_any_picture(js, drawn):
    h, w, seed = drawn
    image = np.random.default_rng(seed).random((h, w, 3)) ** 3
    page = js("vision/conspicuity.js", "conspicuity", field(image))
    python = softlook.saliency_map(image)
    for name in CHANNELS:
        assert_allclose(array(page[name]), getattr(python, name), **EXACT)


@pytest.mark.twin("vision/channels.js", "channels")
@given(drawn=st.tuples(st.integers(1, 8), st.integers(1, 8), SEED))
def test_channels(js, drawn):
    h, w, seed = drawn
    image = np.random.default_rng(seed).random((h, w, 3)) ** 4
    image[0, 0] = 0
    image[-1, -1] = 0.9
    python = saliency.channels(image, image.max())
    for page, channel in zip(js("vision/channels.js", "channels", field(image)), python, strict=True):
        assert_allclose(array(page), channel, **EXACT)


@pytest.mark.twin("vision/reduce_twofold.js", "reduceTwofold")
@given(drawn=FIELDS)
@example(drawn=(1, 1, 0))
def test_reduce_twofold(js, drawn):
    m = random_field(drawn)
    page = js("vision/reduce_twofold.js", "reduceTwofold", field(m))
    assert_allclose(array(page), _pyramid.reduce_twofold(m), **EXACT)


@pytest.mark.twin("vision/stretch.js", "stretch")
@given(drawn=FIELDS, factor=st.sampled_from([8, 16]))
def test_stretch(js, drawn, factor):
    h, w, seed = drawn
    m = random_field((-(-h // factor), -(-w // factor), seed))
    page = js("vision/stretch.js", "stretch", field(m), h, w, factor)
    assert_allclose(array(page), _pyramid.stretch(m, (h, w), factor), **EXACT)


@pytest.mark.twin("vision/oriented.js", "oriented")
@given(drawn=FIELDS)
def test_oriented(js, drawn):
    m = random_field(drawn)
    for page, python in zip(js("vision/oriented.js", "oriented", field(m)), _pyramid.oriented(m), strict=True):
        assert_allclose(array(page), python, **EXACT)


@pytest.mark.twin("vision/promote.js", "promote")
@given(drawn=FIELDS, level=st.integers(0, 3))
def test_promote(js, drawn, level):
    m = np.round(random_field(drawn), level) if level else random_field(drawn)  # rounded: many are equal
    assert_allclose(array(js("vision/promote.js", "promote", field(m))), softlook.promote(m), **EXACT)


def test_neighbours_level_but_for_rounding_are_peaks_both(js):
    m = np.zeros((5, 9))
    m[2, [1, 2, 7]] = 0.5, 0.5 * (1 + 1e-15), 1.0
    assert_allclose(softlook.promote(m).max(), (1 - 0.5) ** 2, rtol=1e-9)
    assert_allclose(array(js("vision/promote.js", "promote", field(m))), softlook.promote(m), **EXACT)


@pytest.mark.twin("vision/weigh.js", "weigh")
@given(weights=st.tuples(*[st.floats(0, 10)] * 3).filter(any), drawn=FIELDS)
def test_weigh(js, weights, drawn):
    maps = [random_field((drawn[0], drawn[1], drawn[2] + n)) for n in range(3)]
    python = sum(weight * m for weight, m in zip(weights, maps, strict=True)) / sum(weights)
    assert_allclose(array(js("vision/weigh.js", "weigh", [field(m) for m in maps], weights)), python, **EXACT)


@pytest.mark.twin("vision/winner_takes_all.js", "winnerTakesAll", "near", "STEP")
@given(drawn=FIELDS, limit=st.integers(0, 12), radius=st.floats(1, 200), inhibit=st.booleans())
def test_winner_takes_all(js, drawn, limit, radius, inhibit):
    m = np.round(random_field(drawn), 1)  # with equals, and zeros
    page = js("vision/winner_takes_all.js", "winnerTakesAll", field(m), limit, radius, inhibit)
    assert page == softlook.winner_takes_all(m, limit, radius=radius, inhibit=inhibit).tolist()
    assert js("vision/winner_takes_all.js", "STEP") == saliency.STEP
    place, i = (saliency.STEP * (m.shape[0] // 2), saliency.STEP * (m.shape[1] // 3)), m.size // 2
    y, x = (saliency.STEP * n for n in divmod(i, m.shape[1]))
    near = bool(np.hypot(y - place[0], x - place[1]) <= radius)
    assert js("vision/winner_takes_all.js", "near", i, m.shape[1], place, radius) == near


@pytest.mark.twin("vision/patches.js", "patches")
@given(h=st.integers(1, 4), w=st.integers(1, 4), size=st.integers(1, 4), seed=SEED)
def test_patches(js, h, w, size, seed):
    picture = np.random.default_rng(seed).random((h * size, w * size))
    page = js("vision/patches.js", "patches", picture.tolist(), size)
    assert page == patches(picture[..., None], size).tolist()
