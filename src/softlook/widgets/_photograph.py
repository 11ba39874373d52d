"""A photograph as a page holds it: small, with its conspicuity maps, worked out beforehand at full size."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from softlook.vision.saliency import saliency_map

if TYPE_CHECKING:
    from softlook._array import Array

CHANNELS = ("intensity", "colour", "orientation")
FINE = 10_000  # a map's values are kept as whole numbers, in ten-thousandths
SHOWN = 320  # pixels of the longer side, as it is shown
LARGEST_FILE = 200_000
HOME = Path(__file__).parent / "photographs"


def china() -> dict[str, Any]:
    """Return the photograph that comes with the package: a tower in China, from scikit-learn's samples."""
    kept: dict[str, Any] = json.loads((HOME / "china.json").read_text("utf-8"))
    return kept


def prepare(image: Array, *, credit: str = "", alt: str = "A photograph") -> dict[str, Any]:
    """Make a photograph small, and keep the maps that the model makes of it at full size.

    Parameters
    ----------
    image : (h, w, 3) uint8
        From 64 to 4096 pixels each way.
    credit : str
        Whose it is, and under which licence.
    alt : str
        What it shows, for who does not see it.

    Raises
    ------
    ValueError
        If it is no such image, or Pillow is missing.
    """
    if (
        not isinstance(image, np.ndarray)
        or image.dtype != np.uint8
        or image.ndim != 3
        or image.shape[2] != 3
        or not all(64 <= n <= 4096 for n in image.shape[:2])
    ):
        given = f"{image.dtype} of shape {image.shape}" if isinstance(image, np.ndarray) else type(image).__name__
        raise ValueError(f"photograph: {given} given, uint8 of shape (h, w, 3) wanted, 64 to 4096 pixels each way")
    try:
        from PIL import Image
    except ImportError:
        raise ValueError("photograph: Pillow is not installed, and makes it small: pip install pillow") from None
    saliency = saliency_map(image.astype(np.float64))
    picture = Image.fromarray(image)
    picture.thumbnail((SHOWN, SHOWN), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=50, method=6)
    maps = {name: [int(value) for value in np.rint(FINE * getattr(saliency, name)).ravel()] for name in CHANNELS}
    h, w = saliency.s.shape
    source = "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()
    return {
        "src": source,
        "alt": alt,
        "credit": credit,
        "height": image.shape[0],
        "width": image.shape[1],
        "h": int(h),
        "w": int(w),
        "maps": maps,
    }


class Photograph(traitlets.TraitType[dict[str, Any], Any]):
    """A photograph: an array, or what `prepare` made of one; both sides hold the latter."""

    def validate(self, obj: Any, value: Any) -> dict[str, Any]:  # noqa: ARG002
        """Return what both sides hold."""
        if not isinstance(value, dict):
            try:
                return prepare(value)
            except ValueError as error:
                raise traitlets.TraitError(str(error)) from None
        if not _is_prepared(value):
            raise traitlets.TraitError(
                "photograph: a dict given that softlook did not make, an array of uint8 (h, w, 3) wanted"
            )
        return value


def _is_prepared(value: dict[str, Any]) -> bool:
    texts = all(isinstance(value.get(key), str) for key in ("src", "alt", "credit"))
    sizes = [value.get(key) for key in ("height", "width", "h", "w")]
    if (
        not texts
        or not all(type(n) is int and 1 <= n <= 4096 for n in sizes)
        or not isinstance(value.get("maps"), dict)
    ):
        return False
    if not value["src"].startswith("data:image/") or len(value["src"]) > LARGEST_FILE:
        return False
    maps = [value["maps"].get(name) for name in CHANNELS]
    return all(
        isinstance(m, list) and len(m) == value["h"] * value["w"] and all(type(x) is int and 0 <= x <= FINE for x in m)
        for m in maps
    )
