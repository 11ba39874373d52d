import itertools
import math
import re
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.nn import GraphAttention
from softlook.nn.graph_attention import _with_means, with_self_loops

with warnings.catch_warnings():  # torch-geometric still compiles by torch.jit
    warnings.simplefilter("ignore", DeprecationWarning)
    from torch_geometric.nn import GATConv, GATv2Conv

PEERS = {1: GATConv, 2: GATv2Conv}


def graph(seed, n, n_edges):
    rng = np.random.default_rng(seed)
    return torch.tensor(rng.normal(size=(n, 3))), torch.tensor(rng.integers(0, n, size=(2, n_edges)))


def features(seed, n_edges, width=2):
    return torch.tensor(np.random.default_rng(seed).normal(size=(n_edges, width)))


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
        "edge_dim": st.sampled_from([None, 1, 2]),
        "residual": st.booleans(),
    }
)


@pytest.mark.parametrize("version", [1, 2])
@given(n=st.integers(1, 6), n_edges=st.integers(0, 12), seed=st.integers(0, 999), options=OPTIONS)
def test_it_equals_torch_geometrics_layer(version, n, n_edges, seed, options):
    h, edges = graph(seed, n, n_edges)
    width = options["edge_dim"]
    given = (h, edges) if width is None else (h, edges, features(seed, n_edges, width))
    conv = peer(version, **options)
    assert_allclose(GraphAttention.from_torch_geometric(conv)(*given).detach(), conv(*given).detach(), atol=1e-12)


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


THEIRS = {  # what torch-geometric calls our parameters, both versions together
    "w_k.weight": ("lin.weight", "lin_l.weight"),
    "w_q.weight": ("lin.weight", "lin_r.weight"),
    "w_k.bias": ("lin_l.bias",),
    "w_q.bias": ("lin_r.bias",),
    "w_r.weight": ("lin_edge.weight",),
    "w_h.weight": ("res.weight",),
    "a.a": ("att",),
    "a.a_q": ("att_dst",),
    "a.a_k": ("att_src",),
    "a.a_r": ("att_edge",),
    "b": ("bias",),
}


@pytest.mark.parametrize("concat", [True, False])
@pytest.mark.parametrize("self_loops", [True, False])
@pytest.mark.parametrize("version", [1, 2])
def test_gradients_with_features_and_a_residual_equal_torch_geometrics(version, self_loops, concat):
    (h, edges), f = graph(0, 6, 14), features(0, 14)
    assert bool((edges[0] == edges[1]).any())  # a self-loop among those given
    conv = peer(version, edge_dim=2, residual=True, concat=concat, add_self_loops=self_loops)
    layer = GraphAttention.from_torch_geometric(conv)
    inputs = []
    for module in (layer, conv):
        inputs.append([x.clone().requires_grad_() for x in (h, f)])
        (module(inputs[-1][0], edges, inputs[-1][1]) ** 2).sum().backward()
    for ours, theirs in zip(*inputs, strict=True):
        assert_allclose(ours.grad, theirs.grad, atol=1e-10)
    parameters = dict(conv.named_parameters())
    for name, ours in layer.named_parameters():
        theirs = next(parameters[x] for x in THEIRS[name] if x in parameters)
        assert_allclose(ours.grad, theirs.grad.reshape(ours.shape), atol=1e-10, err_msg=name)
    assert len(dict(layer.named_parameters())) == len(parameters)


@pytest.mark.parametrize("version", [1, 2])
def test_a_self_loop_has_the_mean_of_the_other_edges_features(version):
    layer = GraphAttention(3, 4, version=version, d_edge=1).double()
    h = torch.ones(3, 3, dtype=torch.float64)
    edges, f = torch.tensor([[1, 2, 0, 0], [0, 0, 0, 1]]), torch.tensor([[1.0], [4.0], [99.0], [7.0]]).double()
    bare = GraphAttention(3, 4, version=version, d_edge=1, self_loops=False).double()
    bare.load_state_dict(layer.state_dict())
    filled = torch.tensor([[1.0], [4.0], [2.5], [7.0], [7.0], [0.0]]).double()
    edges_filled = torch.tensor([[1, 2, 0, 0, 1, 2], [0, 0, 0, 1, 1, 2]])
    ours, wanted = layer.attend(h, edges, f), bare.attend(h, edges_filled, filled)
    assert_allclose(ours.c.detach(), wanted.c.detach(), atol=1e-12)
    assert_allclose(ours.alpha[[0, 1, 4, 3, 5, 6]].detach(), wanted.alpha.detach(), atol=1e-12)
    assert ours.alpha[2].item() == 0  # the self-loop that was given


def test_half_precision_means_are_taken_in_float32():
    """257 features and their sum, 385.5, would be rounded to 256 and 386: bfloat16 has eight binary digits."""
    f = torch.tensor([1.5, *[1.0] * 128, *[2.0] * 128])[:, None].bfloat16()
    edges = torch.stack([torch.ones(257, dtype=torch.long), torch.zeros(257, dtype=torch.long)])
    assert _with_means(f, edges, 2)[257:].tolist() == [[1.5], [0.0]]
    assert _with_means(f, edges, 2).dtype == torch.bfloat16


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("version", [1, 2])
def test_many_edges_in_half_precision(version, dtype):
    """3000 equal neighbours are read as one of them is, up to the rounding of it and of what is added to it."""
    torch.manual_seed(0)
    layer = GraphAttention(3, 4, heads=2, version=version, d_edge=2, residual=True).to(dtype)
    h, edges = torch.ones(2, 3, dtype=dtype), torch.tensor([[0], [1]])
    many = layer(h, edges.repeat(1, 3000), torch.ones(3000, 2, dtype=dtype))
    one = layer(h, edges, torch.ones(1, 2, dtype=dtype))
    assert many.dtype == dtype
    assert_allclose(many.detach().float(), one.detach().float(), atol=4 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("dtypes", list(itertools.product([torch.float32, torch.bfloat16], repeat=2)))
@pytest.mark.parametrize("concat", [True, False])
@pytest.mark.parametrize("version", [1, 2])
def test_autocast(version, concat, dtypes):
    """Bounds of bfloat16, for products of numbers around 1."""
    torch.manual_seed(0)
    layer = GraphAttention(3, 4, heads=2, version=version, concat=concat, d_edge=2, residual=True)
    (h, edges), f = graph(0, 6, 14), features(0, 14)
    wanted = layer(h.float(), edges, f.float())
    h, f = (x.to(dtype).requires_grad_() for x, dtype in zip((h, f), dtypes, strict=True))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        got = layer(h, edges, f)
    assert_allclose(got.detach().float(), wanted.detach(), atol=0.05)
    got.float().sum().backward()
    for x in (h, f, *layer.parameters()):
        assert bool(torch.isfinite(x.grad).all())


def differentiable(version):
    torch.manual_seed(0)
    layer = GraphAttention(3, 2, heads=2, version=version, d_edge=2, residual=True).double()
    (h, edges), f = graph(0, 4, 7), features(0, 7)
    return (lambda h, f: layer(h, edges, f)), h, f


# torch's own, when it first differentiates forward; and array_api_compat's cache, when it is first traced
by_jit = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
by_trace = pytest.mark.filterwarnings("ignore:Dynamo detected a call to a .functools.lru_cache:UserWarning")


@by_jit
@pytest.mark.parametrize("version", [1, 2])
def test_derivatives(version):
    call, h, f = differentiable(version)
    inputs = h.requires_grad_(), f.requires_grad_()
    assert torch.autograd.gradcheck(call, inputs, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(call, inputs)


@by_jit
@pytest.mark.parametrize("version", [1, 2])
def test_torch_func(version):
    call, h, f = differentiable(version)
    batched = torch.func.vmap(call)(torch.stack([h, -h]), torch.stack([f, 2 * f]))
    assert_allclose(batched.detach(), torch.stack([call(h, f), call(-h, 2 * f)]).detach(), atol=1e-12)
    wanted = torch.autograd.functional.jacobian(lambda h: call(h, f), h)
    for transform in (torch.func.jacrev, torch.func.jacfwd):
        assert_allclose(transform(call)(h, f).detach(), wanted, atol=1e-12)


@by_trace
@pytest.mark.parametrize("version", [1, 2])
def test_it_is_compiled_as_one_graph(version):
    call, h, f = differentiable(version)
    compiled = torch.compile(call, fullgraph=True, backend="eager")
    assert_allclose(compiled(h, f).detach(), call(h, f).detach(), atol=1e-12)


@by_trace
@pytest.mark.parametrize("version", [1, 2])
def test_it_is_exported(version):
    layer = GraphAttention(3, 2, version=version, d_edge=2).double()
    (h, edges), f = graph(0, 4, 7), features(0, 7)
    exported = torch.export.export(layer, (h, edges, f)).module()
    assert_allclose(exported(h, edges, f).detach(), layer(h, edges, f).detach(), atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.uint16, torch.int32, torch.uint64])
def test_small_integers_name_the_nodes_of_a_large_graph(dtype):
    layer, (h, _), edges = GraphAttention(3, 4), graph(0, 300, 0), torch.tensor([[0, 100, 7], [7, 7, 7]])
    assert_allclose(layer(h.float(), edges.to(dtype)).detach(), layer(h.float(), edges).detach(), rtol=0)


@pytest.mark.parametrize("self_loops", [True, False])
@pytest.mark.parametrize("n", [0, 3])
@pytest.mark.parametrize("version", [1, 2])
def test_no_edges_still_have_a_gradient(version, n, self_loops):
    layer = GraphAttention(3, 4, heads=2, version=version, d_edge=2, residual=True, self_loops=self_loops)
    h, f = torch.ones(n, 3, requires_grad=True), torch.ones(0, 2, requires_grad=True)
    out = layer(h, torch.zeros((2, 0), dtype=torch.long), f)
    assert out.shape == (n, 8)
    out.sum().backward()
    for x in (h, f, *layer.parameters()):
        assert x.grad.shape == x.shape
        assert bool(torch.isfinite(x.grad).all())


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_nodes_and_features_that_are_no_numbers(version, bad):
    layer = GraphAttention(3, 4, version=version, d_edge=2)
    h, f = torch.ones(3, 3), torch.ones(1, 2)
    for x in (h, f):
        x[0, 0] = bad
        try:
            out = layer(h, EDGES, f)
        except ValueError as error:
            assert re.match("e: NaN or plus infinity given|v: NaN or infinity given", str(error))  # noqa: PT017
        else:
            assert not math.isnan(bad)
            assert not bool(torch.isnan(out).any())
        x[0, 0] = 1


@pytest.mark.parametrize("version", [1, 2])
def test_weights_sum_to_one_over_the_edges_of_a_node(version):
    h, edges = graph(0, 5, 9)
    layer = GraphAttention(3, 4, heads=2, version=version).double()
    looped, shown = with_self_loops(edges, 5)
    alpha = layer.attend(h, edges).alpha
    assert bool(((alpha > 0) == shown[:, None]).all())
    for node in range(5):
        assert_allclose(alpha[looped[1] == node].sum(0).detach(), [1, 1])


def test_weights_do_not_share_with_the_copied_layer():
    conv = peer(1)
    layer = GraphAttention.from_torch_geometric(conv)
    before = layer.w_k.weight.clone()
    torch.nn.init.zeros_(conv.lin.weight)
    assert_allclose(layer.w_k.weight.detach(), before.detach())


def test_self_loops_stand_behind_the_other_edges_and_hide_those_among_them():
    edges, mask = with_self_loops(torch.tensor([[0, 1, 1, 2], [1, 1, 0, 2]]), 3)
    assert edges.tolist() == [[0, 1, 1, 2, 0, 1, 2], [1, 1, 0, 2, 0, 1, 2]]
    assert mask.tolist() == [True, False, True, False, True, True, True]


@pytest.mark.parametrize("version", [1, 2])
def test_without_self_loops_a_node_that_no_edge_reaches_is_its_bias(version):
    layer = GraphAttention(3, 4, version=version, self_loops=False)
    torch.nn.init.normal_(layer.b)
    assert_allclose(layer(torch.ones(2, 3), torch.tensor([[0], [1]]))[0].detach(), layer.b.detach())
    assert layer(torch.ones(0, 3), torch.zeros((2, 0), dtype=torch.int64)).shape == (0, 4)


H, EDGES = torch.ones(3, 3), torch.tensor([[0], [1]])


def under_autocast(make):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return make()


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
            lambda: GraphAttention.from_torch_geometric(GATConv(3, 4, dropout=0.5)),
            ValueError,
            "conv: GATConv(3, 4, heads=1) given, one without dropout and bipartite nodes wanted",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATv2Conv((3, 2), 4)),
            ValueError,
            "one without dropout and bipartite nodes wanted",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATv2Conv(3, 4, edge_dim=2, fill_value="max")),
            ValueError,
            "conv: fill_value 'max' given, 'mean' wanted",
        ),
        (
            lambda: GraphAttention.from_torch_geometric(GATConv(3, 4, edge_dim=2, fill_value=torch.ones(2))),
            ValueError,
            "conv: fill_value tensor([1., 1.]) given, 'mean' wanted",
        ),
        (lambda: GraphAttention(3, 4, d_edge=0), ValueError, "d_edge: 0 given, a whole number of at least 1 wanted"),
        (
            lambda: GraphAttention(3, 4)(H, EDGES, torch.ones(1, 2)),
            ValueError,
            "edge_features: shape (1, 2) given, None wanted: the layer has no d_edge",
        ),
        (
            lambda: GraphAttention(3, 4, d_edge=2)(H, EDGES),
            ValueError,
            "edge_features: None given, (n_edges, 2) wanted: a row for each edge",
        ),
        (
            lambda: GraphAttention(3, 4, d_edge=2)(H, EDGES, torch.ones(2)),
            ValueError,
            "edge_features: shape (2,) given, (1, 2) wanted, a row for each edge",
        ),
        (
            lambda: GraphAttention(3, 4, d_edge=2)(H, EDGES, [[1.0, 1.0]]),
            TypeError,
            "edge_features: list given, a torch tensor wanted",
        ),
        (
            lambda: GraphAttention(3, 4, d_edge=2)(H, EDGES, torch.ones(1, 2).double()),
            TypeError,
            "edge_features: dtype torch.float64 given, the layer's torch.float32 wanted",
        ),
        (
            lambda: GraphAttention(3, 4, d_edge=2)(H, EDGES + 2, torch.ones(1, 2)),
            ValueError,
            "edges[1]: nodes from 3 to 3 given, each in [0, 2] wanted",
        ),
        (
            lambda: GraphAttention(3, 4)(H.double(), EDGES),
            TypeError,
            "h: dtype torch.float64 given, the layer's torch.float32 wanted",
        ),
        (
            lambda: under_autocast(lambda: GraphAttention(3, 4)(H.int(), EDGES)),
            TypeError,
            "h: dtype torch.int32 given, the layer's torch.float32 wanted",
        ),
        (
            lambda: under_autocast(lambda: GraphAttention(3, 4)(H.double(), EDGES)),
            TypeError,
            "h: dtype torch.float64 given, the layer's torch.float32 wanted",
        ),
        (
            lambda: GraphAttention(3, 4)(H, EDGES.float()),
            TypeError,
            "edges: dtype torch.float32 given, an integer dtype wanted",
        ),
        (
            lambda: GraphAttention(3, 4)(H, EDGES.bool()),
            TypeError,
            "edges: dtype torch.bool given, an integer dtype wanted",
        ),
        (lambda: GraphAttention(3, 4)(H, [[0], [1]]), TypeError, "edges: list given, a torch tensor wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
