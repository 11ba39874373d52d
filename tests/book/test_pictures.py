from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from softlook.book import picture, side_by_side

RED = np.zeros((64, 96, 3))
RED[..., 0] = 1.0
WORDS = {"caption": "All red.", "alt": "A red field."}


def stored(html, nth=0):
    return Image.open(io.BytesIO(base64.b64decode(re.findall(r'"data:image/webp;base64,([^"]+)"', html)[nth])))


@pytest.mark.parametrize(
    "image", [RED, RED.astype(np.float32), (RED * 255).astype(np.uint8)], ids=["float64", "float32", "uint8"]
)
def test_the_pixels_are_those_given(image):
    shown = stored(picture(image, **WORDS).html).convert("RGB")
    assert shown.size == (96, 64)
    np.testing.assert_allclose(np.asarray(shown)[32, 48], [255, 0, 0], atol=6)


def test_grey_is_grey():
    shown = stored(picture(np.full((32, 32), 0.5), **WORDS).html).convert("RGB")
    np.testing.assert_allclose(np.asarray(shown)[16, 16], [128, 128, 128], atol=4)


def test_it_has_a_caption_and_words():
    html = picture(RED, caption="All <red>.", alt='A "red" field.').html
    assert "<figcaption>All &lt;red&gt;.</figcaption>" in html
    assert 'alt="A &quot;red&quot; field."' in html
    assert picture(RED, **WORDS)._repr_mimebundle_()["text/plain"] == "A red field. All red."


@pytest.mark.parametrize(
    "words", [{"caption": "", "alt": "x"}, {"caption": "x", "alt": " "}, {"caption": "x", "alt": "x"}]
)
def test_no_picture_without_both(words):
    with pytest.raises(ValueError, match="both wanted: what to find in the picture, and what it shows"):
        picture(RED, **words)


@pytest.mark.parametrize("shape", [(3,), (4, 4, 4), (2, 4, 4, 3)])
def test_what_is_no_image(shape):
    with pytest.raises(ValueError, match=re.escape(f"image: shape {shape} given, (h, w) or (h, w, 3) wanted")):
        picture(np.zeros(shape), **WORDS)


def test_it_is_stored_no_wider_than_shown():
    html = picture(np.zeros((100, 200, 3)), width=50, **WORDS).html
    assert stored(html).size == (50, 25)
    assert 'width="200" height="100"' in html
    assert "width:50px" in html


def test_fixations_are_rings_with_numbers_at_row_and_column():
    html = picture(RED, fixations=np.array([[16, 80], [48, 32]]), **WORDS).html
    assert re.findall(r'<circle cx="(\d+)" cy="(\d+)"', html)[::2] == [("80", "16"), ("32", "48")]
    assert re.findall(r">(\d)</text>", html) == ["1", "2"]
    assert 'x1="80" y1="16" x2="32" y2="48"' in html
    assert "<svg" not in picture(RED, **WORDS).html


def test_the_veil_is_thin_where_the_map_is_high():
    s = np.zeros((4, 6))
    s[1, 4] = 0.5
    veil = np.asarray(stored(picture(RED, s=s, **WORDS).html, 1).convert("RGBA"))[..., 3]
    assert veil.shape == (20, 28)  # five and seven entries: the last go on to the edge
    row, column = np.unravel_index(veil.argmin(), veil.shape)
    assert (row // 4, column // 4) == (1, 4)
    assert veil.min() < 60
    assert veil.max() == round(0.85 * 255)


def test_the_veil_sits_where_its_entries_do():
    assert '<image href="data' in picture(RED, s=np.ones((4, 6)), **WORDS).html
    assert 'x="-8" y="-8" width="112" height="80"' in picture(RED, s=np.ones((4, 6)), **WORDS).html
    assert 'x="0" y="0" width="128" height="96"' in picture(RED, s=np.ones((2, 3)), step=32, first=16, **WORDS).html


def test_a_flat_map_veils_all():
    veil = np.asarray(stored(picture(RED, s=np.zeros((4, 6)), **WORDS).html, 1).convert("RGBA"))[..., 3]
    assert set(veil.ravel()) == {round(0.85 * 255)}


def test_side_by_side_holds_both():
    both = side_by_side(picture(RED, **WORDS), picture(RED, caption="Again.", alt="The same."))
    assert both.html.count("<figure") == 2
    assert both.description == "A red field. All red. The same. Again."
