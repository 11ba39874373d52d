"""Pictures: a photograph or a display as a chapter shows it, with fixations on it, a caption and a description."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 16  # pixels of the picture to one entry of a saliency map, as softlook.vision.saliency has it
LIGHT, DARK = "#ffffff", "#1f2328"  # on a picture, in light and dark pages alike


@dataclass(frozen=True)
class Picture:
    """One or several figures in HTML, and what they show in words."""

    html: str
    description: str

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.description}


def picture(
    image: Any,
    *,
    caption: str,
    alt: str,
    fixations: Sequence[Sequence[float]] = (),
    s: Any = None,
    step: int = STEP,
    first: int = 0,
    width: int = 640,
    quality: int = 80,
) -> Picture:
    """Show an image, and lay a saliency map and a path of fixations over it.

    Parameters
    ----------
    image : (h, w, 3) or (h, w), array
        Colours from 0 to 255 (integers) or 0 to 1 (floating).
    caption : str
        What the reader is to find in it; stands below.
    alt : str
        What it shows, for those who do not see it.
    fixations : (n, 2), optional
        Rows and columns in pixels, in order; each is drawn as a numbered disc.
    s : (rows, columns), optional
        A saliency map, or other weights, of at least 0: where it is highest the picture stays clear, elsewhere it is
        veiled.
    step, first : int
        Pixels from one entry of `s` to the next, and the pixel at which the first one sits: those of a saliency map if
        left out; ``step=n, first=n // 2`` for squares of n pixels.
    width : int
        How wide it is shown, at most, in CSS pixels; it is stored no wider than that.
    quality : int
        Of the picture as stored (WebP), from 1 to 100.

    Raises
    ------
    ValueError
        If the caption or the words are missing, or are the same, or the image has not two axes, or three with 3
        channels.
    """
    if not caption.strip() or not alt.strip() or caption.strip() == alt.strip():
        raise ValueError(
            f"caption, alt: {caption!r} and {alt!r} given, both wanted: what to find in the picture, and what it shows"
        )
    shape = tuple(int(n) for n in image.shape)
    if not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)):
        raise ValueError(f"image: shape {shape} given, (h, w) or (h, w, 3) wanted")
    h, w = shape[:2]
    over = ("" if s is None else _veil(s, step, first)) + _path(fixations, w / width)
    drawn = f'<svg viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false">{over}</svg>' if over else ""
    shown = (
        f'<img src="{_webp(image, width, quality)}" class="dark-light" '
        f'alt="{html.escape(alt)}" width="{w}" height="{h}">'
    )
    figure = (
        f'<figure class="softlook-picture" style="width:{width}px"><div>{shown}{drawn}</div>'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )
    return Picture(figure, f"{alt} {caption}")


def side_by_side(*pictures: Picture) -> Picture:
    """Show pictures beside each other; below one another where there is no room."""
    joined = "".join(one.html for one in pictures)
    return Picture(f'<div class="softlook-pictures">{joined}</div>', " ".join(one.description for one in pictures))


def _path(fixations: Sequence[Sequence[float]], scale: float) -> str:
    """Draw a numbered ring at each fixation, and lines between them, light on dark edges.

    `scale` is how many pixels of the picture make a CSS pixel.
    """
    drawn, r = "", 14 * scale
    for before, after in pairwise(fixations):
        ends = f'x1="{before[1]:.0f}" y1="{before[0]:.0f}" x2="{after[1]:.0f}" y2="{after[0]:.0f}"'
        for stroke in (_stroke(DARK, 4 * scale), _stroke(LIGHT, 1.5 * scale)):
            drawn += f"<line {ends} {stroke}/>"
    for n, (row, column) in enumerate(fixations, 1):
        for stroke in (_stroke(DARK, 5 * scale), _stroke(LIGHT, 2.5 * scale)):
            drawn += f'<circle cx="{column:.0f}" cy="{row:.0f}" r="{r:.0f}" fill="none" {stroke}/>'
        place = f'x="{column + 1.1 * r:.0f}" y="{max(row - 0.6 * r, 1.3 * r):.0f}"'
        face = f'font-size="{1.3 * r:.0f}" font-weight="600" fill="{LIGHT}" paint-order="stroke"'
        drawn += f"<text {place} {face} {_stroke(DARK, 4 * scale)}>{n}</text>"
    return drawn


def _stroke(colour: str, width: float) -> str:
    return f'stroke="{colour}" stroke-width="{width:.1f}"'


def _bytes(image: Any) -> Any:
    floating = image.dtype.kind == "f"
    return ((image.clip(0, 1) * 255).round() if floating else image).astype("uint8")


def _webp(image: Any, width: int, quality: int) -> str:
    from PIL import Image

    drawn = Image.fromarray(_bytes(image))
    if drawn.width > width:
        drawn = drawn.resize((width, round(drawn.height * width / drawn.width)))
    return _address(drawn, quality=quality, method=6)


def _veil(s: Any, step: int, first: int) -> str:
    """Veil what is not salient: the ground's dark, the less of it the higher the map."""
    from PIL import Image

    rows, columns = (int(n) for n in s.shape)
    top = float(s.max()) or 1.0
    shade = Image.fromarray(_bytes((1 - s / top) * 0.85))
    wide = Image.new("L", (columns + 1, rows + 1))  # the last entries go on to the picture's edges
    for shift in ((1, 1), (1, 0), (0, 1), (0, 0)):
        wide.paste(shade, shift)
    veil = Image.new("RGBA", wide.size, (20, 24, 30, 0))
    veil.putalpha(wide)
    big = veil.resize((4 * (columns + 1), 4 * (rows + 1)), Image.Resampling.BILINEAR)
    corner = f"{first - step / 2:g}"
    place = f'x="{corner}" y="{corner}" width="{step * (columns + 1)}" height="{step * (rows + 1)}"'
    return f'<image href="{_address(big, lossless=True)}" {place} preserveAspectRatio="none"/>'


def _address(drawn: Any, **options: Any) -> str:
    held = io.BytesIO()
    drawn.save(held, "WEBP", **options)
    return f"data:image/webp;base64,{base64.b64encode(held.getvalue()).decode()}"
