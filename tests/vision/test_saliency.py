import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from softlook import promote, saliency_map
from softlook.vision import _pyramid
from softlook.vision.saliency import channels


def promote_by_loops(m):
    m = (m - m.min()) / (m.max() - m.min())
    h, w = m.shape
    peaks = []
    for i in range(h):
        for j in range(w):
            around = m[max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
            if m[i, j] == around.max() and m[i, j] > 0.1:
                peaks.append(m[i, j])
    peaks.remove(1.0)
    return m * (1 - (np.mean(peaks) if peaks else 0)) ** 2


@given(h=st.integers(1, 8), w=st.integers(2, 8), seed=st.integers(0, 1000))
def test_promotion_equals_its_loops(h, w, seed):
    m = np.random.default_rng(seed).normal(size=(h, w))
    assert_allclose(promote(m), promote_by_loops(m), atol=1e-12)


def test_promotion_by_hand():
    # 1 beside peaks of .5 and .3: mean .4, factor .36
    assert_allclose(
        promote(np.array([[1.0, 0, 0.5, 0, 0.3, 0]])), 0.36 * np.array([[1.0, 0, 0.5, 0, 0.3, 0]]), atol=1e-12
    )


@pytest.mark.parametrize("m", [np.zeros((0, 4)), np.full((3, 3), 2.0), np.array([[1.0, 1 + 1e-9]])])
def test_a_flat_map_stays_flat(m):
    assert_array_equal(promote(m), np.zeros_like(m))


def test_a_map_that_differs_by_the_floor_is_flat():
    m = np.array([[0.0, 4.0, 0.0]])
    assert_array_equal(promote(m, floor=4.0), 0 * m)
    assert_array_equal(promote(m, floor=3.9), m / 4)


def test_a_peak_counts_above_a_tenth_of_the_largest():
    at, above = np.array([[1.0, 0.0, 0.1, 0.0]]), np.array([[1.0, 0.0, 0.125, 0.0]])
    assert_array_equal(promote(at), at)
    assert_allclose(promote(above), above * (1 - 0.125) ** 2)


def spot(background, foreground, where=(96, 160), size=16, shape=(256, 256)):
    image = np.empty((*shape, 3))
    image[:] = background
    image[where[0] - size // 2 : where[0] + size // 2, where[1] - size // 2 : where[1] + size // 2] = foreground
    return image


def hottest(m):
    return tuple(16 * int(i) for i in np.unravel_index(m.argmax(), m.shape))


@pytest.mark.parametrize(
    ("channel", "background", "foreground"),
    [
        ("intensity", (0, 0, 0), (1, 1, 1)),
        ("intensity", (1, 1, 1), (0, 0, 0)),
        ("colour", (0, 0.6, 0), (0.6, 0, 0)),
        ("colour", (0.6, 0.6, 0), (0, 0, 0.6)),
        ("colour", (0.5, 0.5, 0.5), (0.5, 0.5, 0.2)),
    ],
)
def test_a_spot_is_found_by_its_channel(channel, background, foreground):
    out = saliency_map(spot(background, foreground))
    assert hottest(getattr(out, channel)) == (96, 160)
    assert hottest(out.s) == (96, 160)


@pytest.mark.parametrize("colour", [(0, 0, 0), (1, 0, 0), (0.3, 0.3, 0.3), (0.2, 0.7, 0.1)])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "u1", "i4"])
def test_a_flat_field_is_salient_nowhere(colour, dtype):
    image = np.broadcast_to(200 * np.array(colour), (100, 130, 3)).astype(dtype)
    for m in saliency_map(image):
        assert_array_equal(m, np.zeros((7, 9)))


def test_grey_has_no_colour():
    grey = spot(0, 1)[..., 0]
    assert_array_equal(saliency_map(grey).colour, np.zeros((16, 16)))
    assert_allclose(saliency_map(grey).s, saliency_map(np.repeat(grey[..., None], 3, axis=2)).s, atol=1e-12)


def channels_by_formula(image):
    r, g, b = (image[..., n] / image.max() for n in range(3))
    i = (r + g + b) / 3
    lit = i > 0.1
    r, g, b = (np.where(lit, c / np.where(lit, i, 1), 0) for c in (r, g, b))
    red, green, blue = r - (g + b) / 2, g - (r + b) / 2, b - (r + g) / 2
    yellow = (r + g) / 2 - abs(r - g) / 2 - b
    red, green, blue, yellow = (np.maximum(c, 0) for c in (red, green, blue, yellow))
    return i, red - green, blue - yellow


def test_channels_follow_the_paper():
    image = np.random.default_rng(0).integers(0, 256, (333, 77, 3)).astype(float) * (np.arange(77) > 9)[:, None]
    for got, wanted in zip(channels(image, image.max()), channels_by_formula(image), strict=True):
        assert_allclose(got, wanted, atol=1e-12)


def test_a_grey_image_is_its_intensity():
    image = np.array([[1, 2], [0, 4]], np.uint8)
    (light,) = channels(image, 4.0)
    assert_array_equal(light, np.array([[0.25, 0.5], [0, 1]], np.float32), strict=True)


def test_hue_is_told_where_there_is_more_than_a_tenth_of_the_light():
    image = np.array([[[10, 10, 10], [3, 0, 0], [4, 0, 0]]])
    assert_array_equal(channels(image.astype(float), 10.0)[0][0, 1], 0.1)
    assert_array_equal(channels(image.astype(float), 10.0)[1] > 0, [[False, False, True]])


def test_integers_are_computed_in_single_precision_throughout():
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    peak = float(image.max())
    r, g, b = np.moveaxis(image.astype(np.float32), 2, 0)
    light = (r + g + b) / np.float32(3 * peak)
    share = np.where(light > 0.1, np.float32(1 / peak) / light, 0)
    r, g, b = r * share, g * share, b * share
    wanted = np.maximum(r - (g + b) / 2, 0) - np.maximum(g - (r + b) / 2, 0)
    assert_array_equal(channels(image, peak)[1], wanted, strict=True)


def halve_by_loops(x):
    h, w = x.shape
    taps = [1, 4, 6, 4, 1]
    out = np.zeros((-(-h // 2), -(-w // 2)))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for a in range(5):
                for b in range(5):
                    out[i, j] += (
                        taps[a]
                        * taps[b]
                        / 256
                        * x[min(max(2 * i + a - 2, 0), h - 1), min(max(2 * j + b - 2, 0), w - 1)]
                    )
    return out


def map_by_formula(image):
    """The formulas again, with nothing shared but the filters that test_pyramid.py tests."""
    i, rg, by = (_pyramid.pyramid(c) for c in channels_by_formula(image))
    o = [[_pyramid.oriented(level)[n] for level in i] for n in range(4)]

    def across_scales(*pyramids):
        total = 0
        for p in pyramids:
            for c in (2, 3, 4):
                for delta in (3, 4):
                    m = promote(abs(p[c] - _pyramid.stretch(p[c + delta], p[c].shape, 2**delta)))
                    total = total + {
                        2: lambda m: halve_by_loops(halve_by_loops(m)),
                        3: halve_by_loops,
                        4: lambda m: m,
                    }[c](m)
        return total

    ibar, cbar = across_scales(i), across_scales(rg, by)
    obar = sum(promote(across_scales(theta)) for theta in o)
    return promote(ibar), promote(cbar), promote(obar)


def test_the_map_follows_the_paper_with_its_weights():
    image = np.random.default_rng(1).random((90, 130, 3))
    i, c, o = map_by_formula(image)
    assert_allclose(saliency_map(image), [(i + c + o) / 3, i, c, o], atol=1e-12)
    assert_allclose(saliency_map(image, intensity=2, colour=0.5, orientation=0).s, (2 * i + 0.5 * c) / 2.5, atol=1e-12)


@settings(max_examples=10)
@given(scale=st.floats(1e-3, 1e3), seed=st.integers(0, 100))
def test_the_scale_of_the_image_does_not_matter(scale, seed):
    image = np.random.default_rng(seed).random((64, 80, 3))
    assert_allclose(saliency_map(image * scale).s, saliency_map(image).s, atol=1e-9)


def test_integers_and_half_precision_are_computed_in_float32():
    image = spot(0, 200)
    wanted = saliency_map(image)
    for dtype in ("u1", "i8", "f2", "f4"):
        out = saliency_map(image.astype(dtype))
        assert out.s.dtype == np.float32
        assert_allclose(out.s, wanted.s, atol=1e-3)
    assert wanted.s.dtype == np.float64


@pytest.mark.parametrize(
    ("shape", "small"), [((0, 5, 3), (0, 1)), ((5, 0), (1, 0)), ((1, 1), (1, 1)), ((3, 40, 3), (1, 3))]
)
def test_small_and_empty_images(shape, small):
    assert saliency_map(np.ones(shape)).s.shape == small


@pytest.mark.parametrize(("dtype", "wanted"), [("f8", "f8"), ("f4", "f4"), ("f2", "f4"), ("u1", "f4")])
def test_where_nothing_is_lit_the_dtype_is_the_same(dtype, wanted):
    for shape in ((5, 0), (20, 20, 3)):
        assert saliency_map(np.zeros(shape, dtype)).s.dtype == wanted


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: saliency_map([[1.0]]), TypeError, "image: list given, a numpy array wanted"),
        (
            lambda: saliency_map(np.ones((4, 4), complex)),
            TypeError,
            "image: dtype complex128 given, integers or floating numbers wanted",
        ),
        (lambda: saliency_map(np.ones((4, 4), bool)), TypeError, "image: dtype bool given, integers or floating"),
        (lambda: saliency_map(np.ones(4)), ValueError, "image: shape (4,) given, (h, w) or (h, w, 3) wanted"),
        (
            lambda: saliency_map(np.ones((4, 4, 4))),
            ValueError,
            "image: shape (4, 4, 4) given, (h, w) or (h, w, 3) wanted",
        ),
        (
            lambda: saliency_map(np.ones((1, 4, 4, 3))),
            ValueError,
            "image: shape (1, 4, 4, 3) given, (h, w) or (h, w, 3) wanted",
        ),
        (
            lambda: saliency_map(-np.ones((4, 4))),
            ValueError,
            "image: values from -1.0 to -1.0 given, finite numbers of at least 0 wanted",
        ),
        (lambda: saliency_map(np.full((4, 4), np.nan)), ValueError, "image: values from nan to nan given"),
        (lambda: saliency_map(np.full((4, 4), np.inf)), ValueError, "image: values from inf to inf given"),
        (
            lambda: saliency_map(np.ones((4, 4)), colour=-1),
            ValueError,
            "colour: -1 given, a finite number of at least 0 wanted",
        ),
        (
            lambda: saliency_map(np.ones((4, 4)), intensity=float("inf")),
            ValueError,
            "intensity: inf given, a finite number",
        ),
        (
            lambda: saliency_map(np.ones((4, 4)), orientation="1"),
            TypeError,
            "orientation: str given, a number of at least 0 wanted",
        ),
        (
            lambda: saliency_map(np.ones((4, 4)), orientation=True),
            TypeError,
            "orientation: bool given, a number of at least 0 wanted",
        ),
        (
            lambda: saliency_map(np.ones((4, 4)), intensity=0, colour=0, orientation=0),
            ValueError,
            "intensity, colour, orientation: 0, 0, 0 given, at least one weight above 0 wanted",
        ),
        (lambda: promote([[1.0]]), TypeError, "m: list given, a numpy array wanted"),
        (lambda: promote(np.ones((2, 2), int)), TypeError, "m: dtype int64 given, a floating dtype wanted"),
        (lambda: promote(np.ones(2)), ValueError, "m: shape (2,) given, (h, w) wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()
