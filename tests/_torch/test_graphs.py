from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from softlook import attend_edges
from softlook._torch import graphs

TARGETS = arrays(int, st.integers(0, 12), elements=st.integers(0, 4))


@given(target=TARGETS, seed=st.integers(0, 999))
def test_edges_add_up_as_in_a_loop(target, seed):
    x = np.random.default_rng(seed).normal(size=(len(target), 2))
    total, largest = np.zeros((5, 2)), np.full((5, 2), -np.inf)
    for row, node in zip(x, target, strict=True):
        total[node] += row
        largest[node] = np.maximum(largest[node], row)
    assert_allclose(graphs.total(torch.tensor(x), torch.tensor(target), 5), total, atol=1e-12)
    assert_allclose(graphs.largest(torch.tensor(x), torch.tensor(target), 5), largest, atol=1e-12)


@pytest.mark.parametrize("slope", [0.2, 0.0, -1.5])
def test_a_leaky_relu_is_bent_at_0(slope):
    x = torch.tensor([-2.0, 0.0, 3.0], dtype=torch.float64)
    assert_array_equal(graphs.leaky_relu(x, slope), [-2 * slope, 0, 3])


@pytest.mark.parametrize("heads", [1, 3])
@pytest.mark.parametrize("wants", [(), ("q",), ("v",), ("q", "v")])
def test_products_are_written_over_nothing_that_is_needed(heads, wants):
    draw = torch.Generator().manual_seed(0)
    given = {
        name: torch.randn(4, n, 2, generator=draw, dtype=torch.float64)
        for name, n in (("q", 3), ("k", 3), ("v", heads))
    }
    for name in wants:
        given[name].requires_grad_()
    kept, edges = given["v"].detach().clone(), torch.tensor([[0, 1, 2, 3, 0], [1, 1, 3, 3, 2]])
    attention = attend_edges(**given, edges=edges)
    assert_allclose(
        attention.c.detach(),
        attend_edges(**{name: x.detach().numpy() for name, x in given.items()}, edges=edges.numpy()).c,
        rtol=1e-12,
    )
    assert_allclose(given["v"].detach(), kept, rtol=0)
    if wants:
        assert torch.autograd.gradcheck(
            lambda *of: attend_edges(**{**given, **dict(zip(wants, of, strict=True))}, edges=edges).c,
            [given[n] for n in wants],
        )
    c, back = torch.func.vjp(lambda v: attend_edges(given["q"].detach(), given["k"], v, edges).c, kept)
    assert_allclose(c, attention.c.detach(), rtol=1e-12)
    assert bool((back(torch.ones_like(c))[0] != 0).any())
