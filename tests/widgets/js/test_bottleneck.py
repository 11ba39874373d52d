"""js/bottleneck.js: what it derives from a state is what Python's Bottleneck derives."""

from __future__ import annotations

from numpy.testing import assert_allclose

from softlook.widgets import Bottleneck
from softlook.widgets.bottleneck import wilson


def test_derive(js):
    rows = [
        {
            "attention": system,
            "hidden": hidden,
            "length": length,
            "n": 9,
            "exact_match": length / 20,
            "token_accuracy": 0.5,
        }
        for hidden in (4, 8)
        for system in ("none", "additive")
        for length in (7, 3, 5)
    ]
    neck = Bottleneck(rows, hidden=8, length=5)
    page = js("bottleneck.js", "derive", neck._state())
    assert page["lengths"] == neck.lengths() == [3, 5, 7]
    assert page["series"][0][page["at"]] == neck.at("none")
    assert page["series"][1][page["at"]] == neck.at("additive")
    assert_allclose(page["intervals"], [wilson(0.25, 9)] * 2, rtol=1e-12, atol=1e-12)
