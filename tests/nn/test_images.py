from __future__ import annotations

import numpy as np
import pytest
import torch

from softlook.nn import _images


def test_images_of_the_right_channels_pass():
    _images.check_images(torch.zeros(2, 3, 4, 5), 3)
    _images.check_images(torch.zeros(0, 3, 0, 5, dtype=torch.float16), 3)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.zeros((1, 3, 4, 4)), TypeError, r"x: ndarray given, a torch tensor wanted"),
        (
            torch.zeros(1, 3, 4, 4, dtype=torch.uint8),
            TypeError,
            r"x: dtype torch\.uint8 given, a floating dtype wanted",
        ),
        (torch.zeros(3, 4, 4), ValueError, r"x: shape \(3, 4, 4\) given, \(b, 3, h, w\) wanted"),
        (torch.zeros(1, 4, 4, 3), ValueError, r"x: shape \(1, 4, 4, 3\) given, \(b, 3, h, w\) wanted"),
    ],
)
def test_what_is_no_image_is_refused(x, error, message):
    with pytest.raises(error, match=f"^{message}"):
        _images.check_images(x, 3)


@pytest.mark.parametrize("window", [1, 7, np.int64(3)])
def test_a_window_with_a_middle_passes(window):
    _images.check_window(window)


@pytest.mark.parametrize(
    ("window", "error", "message"),
    [
        (4, ValueError, "window: 4 given, an odd number wanted: a window has a middle"),
        (0, ValueError, "window: 0 given, a whole number of at least 1 wanted"),
        (3.0, TypeError, "window: float given, a whole number of at least 1 wanted"),
    ],
)
def test_a_window_without_a_middle_is_refused(window, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        _images.check_window(window)


@pytest.mark.parametrize(
    ("value", "whole", "error", "message"),
    [
        (3, 8, ValueError, "reduction: 3 given, a divisor of channels = 8 wanted"),
        (0, 8, ValueError, "reduction: 0 given, a whole number of at least 1 wanted"),
        (2, 0, ValueError, "channels: 0 given, a whole number of at least 1 wanted"),
        (2, "8", TypeError, "channels: str given, a whole number of at least 1 wanted"),
    ],
)
def test_what_does_not_divide_is_refused(value, whole, error, message):
    _images.check_divisor("reduction", 4, "channels", 8)
    with pytest.raises(error, match=f"^{message}$"):
        _images.check_divisor("reduction", value, "channels", whole)
