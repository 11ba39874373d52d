"""js/query_keys.js and js/query_keys: what they derive from a state is what Python's QueryKeys derives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.widgets import QueryKeys, _subspaces


def lists(entry, n):
    return st.lists(entry, min_size=n, max_size=n)


@st.composite
def states(draw):
    n = draw(st.integers(1, 6))
    rows = lists(lists(st.floats(-3, 3), 2), n)
    return {
        "labels": [str(j) for j in range(n)],
        **{name: draw(rows) for name in "qkv"},
        "heads": draw(st.sampled_from([1, 2])),
        "on": draw(lists(st.booleans(), 2)),
        "angle": draw(st.floats(-90, 90)),
        "width": 2 * draw(st.integers(1, 64)),
        "scaled": draw(st.booleans()),
        "causal": draw(st.booleans()),
        "selected": 0,
    }


OPENING = QueryKeys()._state()


@pytest.mark.twin("query_keys/subspaces.js", "subspaceAttention")
@given(state=states())
@example(state=OPENING)
@example(state=OPENING | {"heads": 2, "on": [False, True], "angle": 30.0, "width": 64})
def test_subspace_attention(js, state):
    page = js("query_keys/subspaces.js", "subspaceAttention", state)
    q, k, v = (np.array(state[name]) for name in "qkv")
    names = ("heads", "on", "angle", "width", "scaled", "causal")
    python = _subspaces.subspace_attention(q, k, v, **{name: state[name] for name in names})
    scale = max(1.0, float(np.abs(python.e).max()))  # a weight is as exact as the difference of two scores
    for name in python._fields:
        assert_allclose(page[name], getattr(python, name), rtol=1e-12, atol=1e-12 * scale, err_msg=name)


@given(state=states())
def test_derive(js, state):
    keys = QueryKeys(**state)
    page = js("query_keys.js", "derive", keys._state())
    scale = max(1.0, float(np.abs(keys.e).max()))
    for name in ("e", "alpha", "c", "lost"):
        assert_allclose(page[name], getattr(keys, name), rtol=1e-12, atol=1e-12 * scale, err_msg=name)


@pytest.mark.twin("query_keys/subspaces.js", "hidden", "directions")
@given(t=st.integers(1, 6), angle=st.floats(-90, 90))
def test_hidden_features_and_directions(js, t, angle):
    assert js("query_keys/subspaces.js", "hidden", t) == _subspaces.hidden(t).tolist()
    page = js("query_keys/subspaces.js", "directions", angle)
    assert_allclose(page, _subspaces.directions(angle), rtol=1e-12, atol=1e-15)
