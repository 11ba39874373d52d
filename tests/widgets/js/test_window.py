"""js/window.js and js/window: what they derive from a state is what Python's Window derives."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.widgets import Window
from softlook.widgets._windowed import Setting


def lists(entry, n):
    return st.lists(entry, min_size=n, max_size=n)


@st.composite
def states(draw):
    n = draw(st.integers(3, 12))
    return {
        "labels": [str(j) for j in range(n)],
        "scores": draw(lists(st.floats(-20, 20), n)),
        "values": draw(lists(st.floats(-10, 10), n)),
        "window": draw(st.sampled_from(["global", "local-m", "local-p"])),
        "p": draw(st.one_of(st.floats(0, n - 1), st.integers(0, 2 * n - 2).map(lambda x: x / 2))),
        "half_width": draw(st.integers(1, 12)),
        **{name: draw(st.booleans()) for name in ("truncate", "renormalize", "round_p")},
        "selection": draw(st.sampled_from(["soft", "hard", "draw"])),
        "goal": draw(st.floats(-10, 10)),
        "draws": draw(st.integers(1, 60)),
        "seed": draw(st.integers(0, 2**32 - 1)),
    }


@pytest.mark.twin("window/windowed.js", "derive")
@given(state=states())
@example(state=Window()._state())
@example(state=Window(round_p=True, renormalize=True, selection="draw")._state())
def test_derive(js, state):
    window = Window(**state)
    page = js("window/windowed.js", "derive", window._state())
    assert page == js("window.js", "derive", window._state())
    assert page["edge"] == window.edge
    assert page["tally"] == window.tally
    for name, own in {"soft": "soft", "alpha": "alpha", "sum": "total", "c": "c", "jump": "jump"}.items():
        assert_allclose(page[name], getattr(window, own), rtol=1e-12, atol=1e-11, err_msg=name)
    scale = max(1.0, *((v - window.goal) ** 2 for v in window.values))
    for name, power in {"gradient": 1, "estimates": 1, "variance": 2}.items():
        assert_allclose(page[name], getattr(window, name), rtol=1e-12, atol=1e-12 * scale**power, err_msg=name)


@pytest.mark.twin("window/windowed.js", "trace")
@settings(max_examples=25)
@given(state=states())
@example(state=Window()._state())
@example(state=Window(window="local-m")._state())
def test_trace(js, state):
    """Each point of the curve, but for the ends of its pieces, and each ring is the context that the package gives."""
    window = Window(**state | {"selection": "soft", "draws": 1})
    traced = js("window/windowed.js", "trace", window._state())
    inside = [point for piece in traced["pieces"] for point in piece[1:-1:5]]
    assert len(inside) >= len(window.labels) - 1
    for p, c in [*inside, *traced["dots"]]:
        window.p = p
        assert_allclose(c, window.c, rtol=1e-12, atol=1e-11)
    assert bool(traced["dots"]) == (window.edge is not None and window.edge % 1 == 0)


@pytest.mark.twin("window/windowed.js", "cuts")
@pytest.mark.parametrize("window", ["global", "local-m", "local-p"])
@pytest.mark.parametrize("truncate", [True, False])
def test_cuts(js, window, truncate):
    setting = Setting(window, 2, truncate, renormalize=False, round_p=False, selection="soft")
    assert js("window/windowed.js", "cuts", setting._asdict()) == setting.cuts
