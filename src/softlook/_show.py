"""How a number is printed in widgets and charts."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def two(x: float) -> str:
    """Return a number as the course prints it: two decimals, no leading zero, a true minus.

    >>> two(0.9385), two(-3.2), two(-0.001), two(1.0)
    ('.94', '−3.20', '.00', '1.00')
    """
    text = str(Decimal(abs(x)).quantize(Decimal("0.01"), ROUND_HALF_UP))  # .125 is .13, as JavaScript rounds
    sign = "−" if x < 0 and text.strip("0.") else ""
    return sign + text.removeprefix("0")
