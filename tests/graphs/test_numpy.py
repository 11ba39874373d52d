from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from softlook.graphs import _numpy

TARGETS = arrays(int, st.integers(0, 12), elements=st.integers(0, 4))


@given(target=TARGETS, seed=st.integers(0, 999))
def test_edges_add_up_as_in_a_loop(target, seed):
    x = np.random.default_rng(seed).normal(size=(len(target), 2))
    total, largest = np.zeros((5, 2)), np.full((5, 2), -np.inf)
    for row, node in zip(x, target, strict=True):
        total[node] += row
        largest[node] = np.maximum(largest[node], row)
    assert_allclose(_numpy.total(x, target, 5), total, atol=1e-12)
    assert_allclose(_numpy.largest(x, target, 5), largest, atol=1e-12)


def test_a_nodes_edges_are_added_in_their_order():
    """Nothing of the others that lie between them may show, not even in the last digit."""
    rng = np.random.default_rng(0)
    target, x = rng.integers(0, 5, size=2000), rng.normal(size=(2000, 2))
    wanted = np.stack([np.add.reduceat(x[target == node], [0], axis=0)[0] for node in range(5)])
    assert_array_equal(_numpy.total(x, target, 5), wanted)


def test_weights_broadcast_over_the_features():
    alpha, v = np.array([[[0.5]], [[2.0]]]), np.ones((2, 3, 4))
    assert_array_equal(_numpy.weigh(alpha, v), np.broadcast_to(alpha, (2, 3, 4)))
    assert_array_equal(v, np.ones((2, 3, 4)))
