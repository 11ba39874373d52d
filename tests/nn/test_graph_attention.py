import re
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.nn import GraphAttention
from softlook.nn.graph_attention import with_self_loops

with warnings.catch_warnings():  # torch-geometric still compiles by torch.jit
    warnings.simplefilter("ignore", DeprecationWarning)
    from torch_geometric.nn import GATConv, GATv2Conv

PEERS = {1: GATConv, 2: GATv2Conv}


def graph(seed, n, n_edges):
    rng = np.random.default_rng(seed)
    return torch.tensor(rng.normal(size=(n, 3))), torch.tensor(rng.integers(0, n, size=(2, n_edges)))


def peer(version, heads=2, **options):
    torch.manual_seed(0)
    conv = PEERS[version](3, 4, heads=heads, **options).double()
    for parameter in conv.parameters():  # the biases begin at 0: copied or not would look the same
        torch.nn.init.normal_(parameter)
    return conv


OPTIONS = st.fixed_dictionaries(
    {
        "heads": st.integers(1, 3),
        "concat": st.booleans(),
        "add_self_loops": st.booleans(),
        "bias": st.booleans(),
        "negative_slope": st.sampled_from([0.2, 0.5]),
    }
)


@pytest.mark.parametrize("version", [1, 2])
@given(n=st.integers(1, 6), n_edges=st.integers(0, 12), seed=st.integers(0, 999), options=OPTIONS)
def test_it_equals_torch_geometrics_layer(version, n, n_edges, seed, options):
    h, edges = graph(seed, n, n_edges)
    conv = peer(version, **options)
    assert_allclose(GraphAttention.from_torch_geometric(conv)(h, edges).detach(), conv(h, edges).detach(), atol=1e-12)


def test_shared_weights_are_copied_and_stay_shared():
    conv = peer(2, share_weights=True)
    layer = GraphAttention.from_torch_geometric(conv)
    h, edges = graph(0, 6, 12)
    assert layer.w_q is layer.w_k
    assert_allclose(layer(h, edges).detach(), conv(h, edges).detach(), atol=1e-12)


@pytest.mark.parametrize("version", [1, 2])
def test_gradients_equal_torch_geometrics(version):
    h, edges = graph(0, 6, 14)
    conv = peer(version)
    layer = GraphAttention.from_torch_geometric(conv)
    grads = []
    for module in (layer, conv):
        x = h.clone().requires_grad_()
        (module(x, edges) ** 2).sum().backward()
        grads.append(
            (
                x.grad,
                module.w_k.weight.grad
                if module is layer
                else (module.lin if version == 1 else module.lin_l).weight.grad,
            )
        )
    for ours, theirs in zip(*grads, strict=True):
        assert_allclose(ours, theirs, atol=1e-10)


@pytest.mark.parametrize("version", [1, 2])
def test_weights_sum_to_one_over_the_edges_of_a_node(version):
    h, edges = graph(0, 5, 9)
    layer = GraphAttention(3, 4, heads=2, version=version).double()
    looped = with_self_loops(edges, 5)
    alpha = layer.attend(h, edges).alpha
    for node in range(5):
        assert_allclose(alpha[looped[1] == node].sum(0).detach(), [1, 1])


def test_weights_do_not_share_with_the_copied_layer():
    conv = peer(1)
    layer = GraphAttention.from_torch_geometric(conv)
    before = layer.w_k.weight.clone()
    torch.nn.init.zeros_(conv.lin.weight)
    assert_allclose(layer.w_k.weight.detach(), before.detach())


def test_self_loops_stand_once_behind_the_other_edges():
    edges = torch.tensor([[0, 1, 1, 2], [1, 1, 0, 2]])
    assert with_self_loops(edges, 3).tolist() == [[0, 1, 0, 1, 2], [1, 0, 0, 1, 2]]


@pytest.mark.parametrize("version", [1, 2])
def test_without_self_loops_a_node_that_no_edge_reaches_is_its_bias(version):
    layer = GraphAttention(3, 4, version=version, self_loops=False)
    torch.nn.init.normal_(layer.b)
    assert_allclose(layer(torch.ones(2, 3), torch.tensor([[0], [1]]))[0].detach(), layer.b.detach())
    assert layer(torch.ones(0, 3), torch.zeros((2, 0), dtype=torch.int64)).shape == (0, 4)


H, EDGES = torch.ones(3, 3), torch.tensor([[0], [1]])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: GraphAttention(3, 4, heads=0), ValueError, "heads: 0 given, a whole number of at least 1 wanted"),
        (lambda: GraphAttention(3, 4.0), TypeError, "d_out: float given, a whole number"),
        (lambda: GraphAttention(3, 4, version=3), ValueError, "version: 3 given, 1 or 2 wanted"),
        (lambda: GraphAttention(3, 4)(H.numpy(), EDGES), TypeError, "h: ndarray given, a torch tensor wanted"),
        (lambda: GraphAttention(2, 4)(H, EDGES), ValueError, "h: shape (3, 3) given, (n, 2) wanted"),
        (lambda: GraphAttention(3, 4)(H, EDGES.numpy()), TypeError, "edges: ndarray given, a torch tensor wanted"),
        (lambda: GraphAttention(3, 4)(H, EDGES[0]), ValueError, "edges: shape (1,) given, (2, n_edges) wanted"),
        (
            lambda: GraphAttention(3, 4)(H, EDGES + 2),
            ValueError,
            "edges[1]: nodes from 0 to 3 given, each in [0, 2] wanted",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(torch.nn.Linear(1, 1)),
            TypeError,
            "conv: Linear given, torch-geometric's GATConv or GATv2Conv wanted",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATConv(3, 4, edge_dim=2)),
            ValueError,
            "one without edge features, residual, dropout",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATConv(3, 4, residual=True)),
            ValueError,
            "one without edge features, residual",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATConv(3, 4, dropout=0.5)),
            ValueError,
            "one without edge features, residual",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATv2Conv((3, 2), 4)),
            ValueError,
            "one without edge features, residual",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
