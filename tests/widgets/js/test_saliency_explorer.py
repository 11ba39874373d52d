"""js/saliency_explorer.js: what it derives from a state is what Python's SaliencyExplorer derives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.widgets import SaliencyExplorer, _bars
from softlook.widgets._photograph import CHANNELS

EXACT = {"rtol": 1e-12, "atol": 1e-12}
DISPLAYS = st.integers(1, 36).flatmap(
    lambda bars: st.fixed_dictionaries(
        {
            "bars": st.just(bars),
            "target": st.integers(0, bars - 1),
            "differs": st.sampled_from(_bars.DIFFERS),
            "seed": st.integers(0, 9999),
        }
    )
)


@settings(max_examples=15)
@given(
    scene=st.sampled_from(["bars", "bars", "photograph"]),
    display=DISPLAYS,
    gaze=st.fixed_dictionaries({"fixations": st.integers(0, 20), "inhibit": st.booleans()}),
    weights=st.tuples(*[st.sampled_from([0, 0.5, 1, 2.25])] * 3).filter(any),
)
def test_derive(js, scene, display, gaze, weights):
    channels = dict(zip(CHANNELS, weights, strict=True))
    explorer = SaliencyExplorer(scene, **display, **gaze, **channels)
    page = js("saliency_explorer.js", "derive", explorer._state())
    assert_allclose(np.reshape(page["s"], (page["h"], page["w"])), explorer.s, **EXACT)
    assert page["path"] == explorer.path
    assert page["foundAt"] == explorer.found_at
    assert_allclose(page["compare"], list(explorer.compare().values()), **EXACT)
