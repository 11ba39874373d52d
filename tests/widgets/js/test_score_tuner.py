"""js/score_tuner.js: what it derives from a state is what Python's ScoreTuner derives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.widgets import ScoreTuner

SCORE = st.one_of(st.floats(-5, 5), st.floats(-1e6, 1e6), st.sampled_from([0.0, -0.0, 1e-300]))
TEMPERATURE = st.one_of(st.floats(0.05, 5), st.floats(0.001, 1e6))
VALUE = st.floats(-1e6, 1e6)


def lists(entry, n):
    return st.lists(entry, min_size=n, max_size=n)


@st.composite
def states(draw):
    n, width = draw(st.integers(1, 12)), draw(st.integers(0, 4))
    return {
        "labels": [str(j) for j in range(n)],
        "scores": draw(lists(SCORE, n)),
        "mask": draw(lists(st.booleans(), n)),
        "counts": draw(lists(st.sampled_from([0, 1, 2, 97, 1000]), n)),
        "values": draw(lists(lists(VALUE, width), n)),
        "temperature": draw(TEMPERATURE),
    }


@given(state=states())
def test_derive(js, state):
    tuner = ScoreTuner(**state)
    page = js("score_tuner.js", "derive", tuner._state())
    scale = max([1.0, *(abs(x) for row in tuner.values for x in row)])
    assert_allclose(page["alpha"], tuner.alpha, rtol=1e-12, atol=1e-12)
    assert_allclose(page["total"], tuner.total, rtol=1e-12, atol=1e-12)
    assert_allclose(page["c"], tuner.c, rtol=1e-12, atol=1e-12 * scale)
