"""The numbers of QueryKeys: heads along directions of the plane."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

import softlook
from softlook.widgets import _subspaces

X = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
PLAIN = {"heads": 1, "on": [True, True], "angle": 0.0, "width": 2, "scaled": True, "causal": False}


def attend(**changes):
    return _subspaces.subspace_attention(X, X[::-1], X / 2, **PLAIN | changes)


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("causal", [True, False])
def test_one_head_is_attention_in_the_plane(scaled, causal):
    score = softlook.scaled_dot if scaled else softlook.dot
    wanted = softlook.attend(X, X[::-1], X / 2, score=score, mask=softlook.causal(3) if causal else None)
    seen = attend(scaled=scaled, causal=causal)
    for ours, theirs in ((seen.e[0], wanted.e), (seen.alpha[0], wanted.alpha), (seen.c, wanted.c)):
        assert_allclose(ours, theirs, atol=1e-12)
    assert_allclose(seen.whole, seen.c, atol=0)


def test_one_head_does_not_depend_on_the_angle():
    assert_allclose(attend(angle=33.0).c, attend().c, atol=1e-12)


def test_a_head_attends_along_its_direction():
    """With the directions of the axes, a head's scores are products of single coordinates."""
    seen = attend(heads=2)
    for head in range(2):
        assert_allclose(seen.e[head], np.outer(X[:, head], X[::-1, head]), atol=1e-12)
    u, w = _subspaces.directions(30.0)
    turned = attend(heads=2, angle=30.0)
    assert_allclose(turned.e[0], np.outer(X @ u, X[::-1] @ u), atol=1e-12)
    assert_allclose(turned.e[1], np.outer(X @ w, X[::-1] @ w), atol=1e-12)


def test_the_outputs_of_the_heads_add_up():
    parts = [attend(heads=2, angle=20.0, on=on).c for on in ([True, False], [False, True])]
    both = attend(heads=2, angle=20.0)
    assert_allclose(sum(parts), both.c, atol=1e-12)
    assert_allclose(attend(heads=2, angle=20.0, on=[False, False]).c, 0, atol=0)
    assert_allclose(attend(heads=2, angle=20.0, on=[True, False]).whole, both.whole, atol=0)


def test_directions_are_a_rotation():
    assert_allclose(_subspaces.directions(0), np.eye(2), atol=0)
    assert_allclose(_subspaces.directions(90), [[0, 1], [-1, 0]], atol=1e-15)
    turn = _subspaces.directions(-37.5)
    assert_allclose(turn @ turn.T, np.eye(2), atol=1e-15)


def test_hidden_features_have_variance_one_and_never_change():
    drawn = _subspaces.hidden(6)
    assert drawn.shape == (2, 6, 126)
    assert_allclose(drawn.var(), 1, atol=0.05)
    assert_allclose(drawn.mean(), 0, atol=0.05)
    assert_allclose(drawn[0, 0, :2], np.random.default_rng(5).uniform(-math.sqrt(3), math.sqrt(3), 2))


def test_hidden_features_are_shared_out_to_the_heads():
    """Half each: the first head's come before the second's, and unscaled scores grow by their products alone."""
    more_q, more_k = _subspaces.hidden(3)
    wide = attend(heads=2, width=10, scaled=False)
    for head, part in enumerate((slice(0, 4), slice(63, 67))):
        products = more_q[:, part] @ more_k[:, part].T
        assert_allclose(wide.e[head], np.outer(X[:, head], X[::-1, head]) + products, atol=1e-12)
