"""Where does an image draw the eye? In milliseconds, and against the one saliency map that OpenCV has of this kind."""

from __future__ import annotations

from measure import Memory, Milliseconds, Time, row


def _image(h, w):
    import numpy as np
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(0).standard_normal((h, w, 3))
    smooth = gaussian_filter(noise, (3, 3, 0)) * 400 + 128
    return np.clip(smooth, 0, 255).astype(np.uint8)


@row(
    "saliency, 640 x 480",
    (
        "colour, 8 bits; OpenCV's StaticSaliencyFineGrained is another and simpler model "
        "(centre minus surround of the intensity)"
    ),
    n=480,
    small=64,
    compare=[Milliseconds(at_most=60), Time("OpenCV", same=False), Memory("OpenCV")],
)
def vga(n):
    from softlook import saliency_map

    image = _image(n, n * 4 // 3)
    scene = {"softlook": lambda: saliency_map(image).s}
    try:
        import cv2

        theirs = cv2.saliency.StaticSaliencyFineGrained_create()
    except (ImportError, AttributeError):  # opencv-contrib alone has it
        return scene
    return scene | {"OpenCV": lambda: theirs.computeSaliency(image)[1]}


@row("saliency, 4 megapixels", "2464 x 1632, colour, 8 bits", n=1632, small=64, compare=[Milliseconds(at_most=500)])
def four_megapixels(n):
    from softlook import saliency_map

    image = _image(n, 2464 * n // 1632)
    return {"softlook": lambda: saliency_map(image).s}
