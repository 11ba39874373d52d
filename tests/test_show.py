"""Numbers as the course prints them."""

from __future__ import annotations

import pytest

from softlook._show import two


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, ".00"),
        (0.0, ".00"),
        (-0.0, ".00"),
        (1, "1.00"),
        (-1, "−1.00"),
        (0.9385, ".94"),
        (-3.2, "−3.20"),
        (0.004, ".00"),
        (-0.004, ".00"),
        (-0.006, "−.01"),
        (10.5, "10.50"),
        (-0.5, "−.50"),
        (0.999, "1.00"),
        (1e6, "1000000.00"),
        (100.0, "100.00"),
        (0.125, ".13"),
        (0.375, ".38"),
        (0.625, ".63"),
        (-0.125, "−.13"),
    ],
)
def test_two_decimals(x, text):
    assert two(x) == text
