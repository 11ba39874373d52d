r"""Saliency: which places of an image stand out from what surrounds them?

Three channels (intensity, colour opponency, orientation), each compared with its own surround at several scales, and
put together into one map that says nothing about *what* stands out, only *where*. The model has neither motion nor
corners nor depth. It is that of Itti, Koch & Niebur 1998 (doi 10.1109/34.730558), cited
without equation numbers, which could not be verified.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook import _check
from softlook.vision._pyramid import oriented, pyramid, reduce_twofold, stretch

if TYPE_CHECKING:
    from jaxtyping import Float, Shaped

    from softlook._array import Array

STEP = 16  # pixels from one entry of a saliency map to the next: entry (i, j) sits at pixel (16 i, 16 j)
# Neighbours this close are level: rounding, which differs between machines, must not decide which is a peak.
TIE = 1e-9
FLOOR = 1e-5  # a map whose values differ by no more is flat
CENTRES, DELTAS, MAP_LEVEL = (2, 3, 4), (3, 4), 4


class Saliency(NamedTuple):
    """The map, and the three conspicuity maps that it is the mean of; all at scale 4, one entry for 16 x 16 pixels."""

    s: Float[Array, "h16 w16"]
    """The saliency map, in [0, 1]."""
    intensity: Float[Array, "h16 w16"]
    """Where the light differs from its surround, promoted."""
    colour: Float[Array, "h16 w16"]
    """Where red-green or blue-yellow does, promoted."""
    orientation: Float[Array, "h16 w16"]
    """Where the direction of edges does, promoted."""


def promote(m: Float[Array, "h w"], floor: float = FLOOR) -> Float[Array, "h w"]:
    r"""Keep a map that has one peak, and press down a map that has many alike: the operator :math:`\mathcal N`.

    .. math:: \mathcal N(m) = (M - \bar m)^2 \, \frac{m - \min m}{\max m - \min m}, \qquad M = 1

    :math:`\bar m` is the mean of the local maxima other than the largest, after the map has been brought to [0, M].
    The paper leaves open what counts as one. Here it is an entry no smaller than its eight neighbours and above
    M / 10: that threshold is a choice of this package, not the paper's. It keeps ripples near zero from lowering the
    mean.

    Parameters
    ----------
    m : (h, w) floating
        A feature map.
    floor : float
        A map whose values differ by no more than this is flat: what is left is rounding, and must not be blown up.

    Returns
    -------
    (h, w)
        In [0, 1]; zeros for a flat map, or one without entries.

    Raises
    ------
    TypeError
        If the map is no numpy array of a floating dtype.
    ValueError
        If it has not two axes.

    References
    ----------
    Itti, Koch & Niebur 1998, the map normalization operator (doi 10.1109/34.730558).

    Examples
    --------
    >>> import numpy as np
    >>> promote(np.array([[0.0, 4.0, 0.0, 0.0, 0.0]]))
    array([[0., 1., 0., 0., 0.]])
    >>> promote(np.array([[0.0, 4.0, 0.0, 4.0, 0.0]]))
    array([[0., 0., 0., 0., 0.]])
    """
    floating_map("m", m)
    return _promote(m, floor)


def _promote(m: Array, floor: float = FLOOR) -> Array:
    """Return what :func:`promote` does, for a map that has been checked."""
    from scipy.ndimage import maximum_filter

    if m.size == 0 or np.ptp(m) <= floor:
        return np.zeros_like(m)
    m = (m - m.min()) / np.ptp(m)
    peaks = m[(m >= maximum_filter(m, size=3) - TIE) & (m > 0.1)]
    others = (peaks.sum() - 1) / (peaks.size - 1) if peaks.size > 1 else 0.0  # all but the largest, which is M = 1
    return m * (1 - others) ** 2


def saliency_map(
    image: Shaped[Array, "h w 3"] | Shaped[Array, "h w"],
    *,
    intensity: float = 1.0,
    colour: float = 1.0,
    orientation: float = 1.0,
) -> Saliency:
    r"""Find the places of an image that differ from their surround.

    .. math::

        \begin{aligned}
        \mathcal I(c, s) &= |I(c) \ominus I(s)|, \quad
        \mathcal{RG}(c, s) = |RG(c) \ominus RG(s)|, \quad
        \mathcal O(c, s, \theta) = |O(c, \theta) \ominus O(s, \theta)| \\
        \bar{\mathcal I} &= \bigoplus_{c=2}^{4} \bigoplus_{s=c+3}^{c+4} \mathcal N(\mathcal I(c, s)), \qquad
        S = \frac{\sum_f w_f \, \mathcal N(\bar{\mathcal F}_f)}{\sum_f w_f}
        \end{aligned}

    over the features intensity, colour (red-green and blue-yellow added) and orientation (0, 45, 90, 135 degrees),
    with c and s the levels of dyadic Gaussian pyramids of nine levels; :math:`\ominus` stretches the coarser map to
    the finer and subtracts, :math:`\oplus` brings to level 4 and adds.

    Parameters
    ----------
    image : (h, w, 3) or (h, w), integer or floating, numpy
        Red, green, blue; or grey, which has no colour. Not negative; the scale does not matter (0..1, 0..255).
        float64 is computed in float64, everything else in float32.
    intensity, colour, orientation : float
        Weights of the channels, at least 0 and not all 0; the paper's are equal. They model what an eye searches for.

    Returns
    -------
    Saliency
        The named tuple (s, intensity, colour, orientation), each (ceil(h / 16), ceil(w / 16)): entry (i, j) sits at
        pixel (16 i, 16 j). Zeros where nothing differs, and for an image without pixels.

    Raises
    ------
    TypeError
        If the image is no numpy array of numbers, or a weight no number.
    ValueError
        If the image has not two axes or three with 3 channels, holds negative numbers, NaN or infinity; if a weight is
        below 0 or all are 0.

    Notes
    -----
    Others who implement the paper quote its formula for red and green with R - G at the centre and G - R (not R - G)
    at the surround: then a flat red field responds everywhere and a red spot on green nowhere. Here R - G is compared
    with R - G. (The paper itself could not be read again to verify that quotation.) The oriented maps are the
    magnitudes of Gabor filters on the intensity pyramid.

    References
    ----------
    Itti, Koch & Niebur 1998, the feature maps, the conspicuity maps and their mean (doi 10.1109/34.730558).

    Examples
    --------
    >>> import numpy as np
    >>> image = np.zeros((256, 256))
    >>> image[120:136, 184:200] = 1
    >>> where = saliency_map(image).s
    >>> [int(i) for i in np.unravel_index(where.argmax(), where.shape)]
    [8, 12]
    """
    given = {"intensity": intensity, "colour": colour, "orientation": orientation}
    weights = {name: _check.number(name, weight, "a number of at least 0") for name, weight in given.items()}
    for name, weight in weights.items():
        if not (weight >= 0 and math.isfinite(weight)):
            raise ValueError(f"{name}: {weight} given, a finite number of at least 0 wanted")
    if not any(weights.values()):
        raise ValueError("intensity, colour, orientation: 0, 0, 0 given, at least one weight above 0 wanted")
    peak = _check_image(image)
    if peak == 0:
        dtype = np.float64 if image.dtype == np.float64 else np.float32
        nothing = np.zeros([-(-n // STEP) for n in image.shape[:2]], dtype)
        return Saliency(nothing, nothing, nothing, nothing)
    light, *hues = channels(image, peak)
    i = pyramid(light)[CENTRES[0] :]
    o = zip(*map(oriented, i), strict=True)  # a pyramid for each angle
    grey = np.zeros_like(i[MAP_LEVEL - CENTRES[0]])
    conspicuous = {
        "intensity": _promote(_contrasts(i)),
        "colour": _promote(sum((_contrasts(pyramid(hue)[CENTRES[0] :]) for hue in hues), start=grey)),
        "orientation": _promote(sum(_promote(_contrasts(o_theta)) for o_theta in o)),
    }
    s = sum(weight * conspicuous[name] for name, weight in weights.items()) / sum(weights.values())
    return Saliency(s, **conspicuous)


def channels(image: Array, peak: float) -> list[Array]:
    """Return intensity, red - green, blue - yellow of a colour image, intensity alone of a grey one.

    Work goes by strips of rows that stay in the cache: at four megapixels this is most of the time.
    """
    dtype = np.float64 if image.dtype == np.float64 else np.float32
    if image.ndim == 2:
        return [image.astype(dtype) / dtype(peak)]
    h, w, _ = image.shape
    light, rg, by = out = [np.empty((h, w), dtype) for _ in range(3)]
    rows = max(1, 16384 // max(w, 1))
    for top in range(0, h, rows):
        strip = slice(top, top + rows)
        r, g, b = (image[strip, :, channel].astype(dtype) for channel in range(3))
        np.add(r, g, out=light[strip])
        light[strip] += b
        light[strip] /= 3 * peak
        # hue is divided by light only where there is enough light: above a tenth of the largest
        lit = light[strip] > 0.1
        per_light = np.divide(1 / peak, light[strip], out=np.zeros_like(r), where=lit)
        r, g, b = r * per_light, g * per_light, b * per_light
        rg[strip] = np.maximum(r - (g + b) / 2, 0) - np.maximum(g - (r + b) / 2, 0)
        by[strip] = np.maximum(b - (r + g) / 2, 0) - np.maximum((r + g) / 2 - np.abs(r - g) / 2 - b, 0)
    return out


def _contrasts(levels: tuple[Array, ...]) -> Array:
    """Centre minus surround for each pair of scales (2 to 8 given), promoted, brought to level 4, added."""
    level = dict(enumerate(levels, start=CENTRES[0]))
    total = np.zeros_like(level[MAP_LEVEL])
    for c in CENTRES:
        for s in (c + delta for delta in DELTAS):
            contrast = _promote(np.abs(level[c] - stretch(level[s], level[c].shape, 2 ** (s - c))))
            for _ in range(c, MAP_LEVEL):
                contrast = reduce_twofold(contrast)
            total += contrast
    return total


def _check_image(image: Array) -> float:
    """Refuse what is no image, and return its largest value."""
    _numpy("image", image)
    if image.dtype.kind not in {"u", "i", "f"}:
        raise TypeError(f"image: dtype {image.dtype} given, integers or floating numbers wanted")
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
        raise ValueError(
            f"image: shape {_check.shape(image)} given, (h, w) or (h, w, 3) wanted: grey, or red, green and blue"
        )
    if image.size == 0:
        return 0.0
    low, high = float(image.min()), float(image.max())
    if not (low >= 0 and math.isfinite(high)):
        raise ValueError(f"image: values from {low} to {high} given, finite numbers of at least 0 wanted")
    return high


def floating_map(name: str, m: Array) -> None:
    """Refuse what is no (h, w) map of floating numbers."""
    _numpy(name, m)
    if m.dtype.kind != "f":
        raise TypeError(f"{name}: dtype {m.dtype} given, a floating dtype wanted (cast it to float32 or float64)")
    if m.ndim != 2:
        raise ValueError(f"{name}: shape {_check.shape(m)} given, (h, w) wanted")


def _numpy(name: str, array: Array) -> None:
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name}: {type(array).__name__} given, a numpy array wanted")
