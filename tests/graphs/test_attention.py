import inspect
import itertools
import re
from functools import partial

import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import additive, attend, attend_edges, dot, edge_softmax, gat, gatv2, scaled_dot
from softlook.graphs.scores import weighted_sum


def as_library(library):
    return torch.tensor if library == "torch" else np.asarray


@st.composite
def graphs(draw):
    n_y, n_x = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    pairs = draw(st.lists(st.tuples(st.integers(0, n_x - 1), st.integers(0, n_y - 1)), max_size=12))
    return n_y, n_x, np.array(pairs, dtype=int).reshape(-1, 2).T


def softmax_by_loops(e, target):
    return np.array(
        [np.exp(e[n]) / sum(np.exp(e[m]) for m in range(len(e)) if target[m] == target[n]) for n in range(len(e))]
    )


@pytest.mark.parametrize("library", ["numpy", "torch"])
@given(graph=graphs(), heads=st.sampled_from([(), (2,), (2, 3)]), seed=st.integers(0, 999))
def test_edge_softmax_equals_its_loops(library, graph, heads, seed):
    n_y, _, (_, target) = graph
    e = np.random.default_rng(seed).normal(size=(len(target), *heads), scale=3)
    got = np.asarray(edge_softmax(as_library(library)(e), as_library(library)(target), n_y))
    assert_allclose(got, softmax_by_loops(e, target).reshape(e.shape), atol=1e-12)


def scores(d, rng):
    """Each score with its parameters for two heads, in the layout of edges; (heads, d) fits both layouts."""
    a, b, w = rng.normal(size=(2, d)), rng.normal(size=(2, d)), rng.normal(size=(3, d))
    return {
        "gat": (gat, {"a_q": a, "a_k": b}),
        "gat, bent otherwise": (gat, {"a_q": a, "a_k": b, "slope": 0.7}),
        "gatv2": (gatv2, {"a": a}),
        "dot": (dot, {}),
        "scaled_dot": (scaled_dot, {}),
        "additive": (additive, {"w_q": w, "w_k": -w, "v_a": w[:, 0]}),
    }


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("name", ["gat", "gat, bent otherwise", "gatv2", "dot", "scaled_dot", "additive"])
@given(graph=graphs(), d=st.integers(1, 3), seed=st.integers(0, 999))
def test_edges_equal_the_dense_mask(library, name, graph, d, seed):
    n_y, n_x, edges = graph
    edges = np.unique(edges, axis=1)  # a mask cannot say that an edge counts twice
    rng = np.random.default_rng(seed)
    q, k, v = rng.normal(size=(n_y, 2, d)), rng.normal(size=(n_x, 2, d)), rng.normal(size=(n_x, 2, 4))
    function, parameters = scores(d, rng)[name]
    new = as_library(library)
    sparse = attend_edges(
        new(q),
        new(k),
        new(v),
        new(edges),
        score=partial(function, **{p: x if p == "slope" else new(x) for p, x in parameters.items()}),
    )
    mask = np.zeros((n_y, n_x), bool)
    mask[edges[1], edges[0]] = True
    dense = attend(*(np.moveaxis(x, 1, 0) for x in (q, k, v)), score=partial(function, **parameters), mask=mask)
    assert_allclose(sparse.c, np.moveaxis(dense.c, 0, 1), atol=1e-12)
    assert_allclose(sparse.alpha, dense.alpha[:, edges[1], edges[0]].T, atol=1e-12)
    assert_allclose(sparse.e, dense.e[:, edges[1], edges[0]].T, atol=1e-12)


def test_scores_by_nodes_equal_scores_by_edges():
    rng = np.random.default_rng(0)
    q, k, a, b = (
        rng.normal(size=(6, 2, 3)),
        rng.normal(size=(5, 2, 3)),
        rng.normal(size=(2, 3)),
        rng.normal(size=(2, 3)),
    )
    edges = np.stack([rng.integers(0, 5, 20), rng.integers(0, 6, 20)])
    fast = attend_edges(q, k, k, edges, score=partial(gat, a_q=a, a_k=b))
    plain = attend_edges(q, k, k, edges, score=lambda q, k: gat(q, k, a_q=a, a_k=b))
    for got, wanted in zip(fast, plain, strict=True):
        assert_allclose(got, wanted, atol=1e-12)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("bound", ["once a node", "once an edge"])
@pytest.mark.parametrize("name", ["gat", "gatv2"])
@given(graph=graphs(), heads=st.sampled_from([(), (2,)]), seed=st.integers(0, 999))
def test_features_of_edges_equal_the_dense_ones(library, bound, name, graph, heads, seed):  # noqa: PLR0917
    n_y, n_x, edges = graph
    edges = np.unique(edges, axis=1)
    rng = np.random.default_rng(seed)
    q, k, v = rng.normal(size=(n_y, *heads, 3)), rng.normal(size=(n_x, *heads, 3)), rng.normal(size=(n_x, *heads, 4))
    r = rng.normal(size=(edges.shape[1], *heads, 3))
    a = dict(zip(("a_q", "a_k", "a_r") if name == "gat" else ("a",), rng.normal(size=(3, *heads, 3)), strict=False))
    function, new = {"gat": gat, "gatv2": gatv2}[name], as_library(library)
    score = partial(function, **{key: new(x) for key, x in a.items()})
    plain = score if bound == "once a node" else lambda q, k, r: score(q, k, r=r)
    sparse = attend_edges(new(q), new(k), new(v), new(edges), score=plain, r=new(r))
    mask, dense_r = np.zeros((n_y, n_x), bool), np.zeros((n_y, n_x, *heads, 3))
    mask[edges[1], edges[0]], dense_r[edges[1], edges[0]] = True, r
    to_front = [np.moveaxis(x, 1, 0) if heads else x for x in (q, k, v)]
    dense_r = np.moveaxis(dense_r, 2, 0) if heads else dense_r
    dense = attend(*to_front, score=partial(function, **a, r=dense_r), mask=mask)
    assert_allclose(sparse.c, np.moveaxis(dense.c, 0, 1) if heads else dense.c, atol=1e-12)
    for got, wanted in ((sparse.alpha, dense.alpha), (sparse.e, dense.e)):
        assert_allclose(got, wanted[..., edges[1], edges[0]].T, atol=1e-12)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@given(graph=graphs(), seed=st.integers(0, 999))
def test_a_hidden_edge_is_as_if_it_were_not_there(library, graph, seed):
    n_y, n_x, edges = graph
    rng, new = np.random.default_rng(seed), as_library(library)
    q, k, v = rng.normal(size=(n_y, 2, 3)), rng.normal(size=(n_x, 2, 3)), rng.normal(size=(n_x, 2, 4))
    mask = rng.random(edges.shape[1]) < 0.5
    c, alpha, e = attend_edges(new(q), new(k), new(v), new(edges), mask=new(mask))
    wanted = attend_edges(q, k, v, edges[:, mask])
    assert_allclose(c, wanted.c, atol=1e-12)
    assert_allclose(np.asarray(alpha)[mask], wanted.alpha, atol=1e-12)
    assert_array_equal(np.asarray(alpha)[~mask], 0)
    assert_allclose(e, attend_edges(q, k, v, edges).e, atol=1e-12)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("name", ["gat", "gatv2", "scaled_dot"])
@pytest.mark.parametrize("shared", [("q",), ("k",), ("v",), ("q", "v"), ("k", "v")])
def test_heads_that_are_not_there_are_shared(library, name, shared):
    """As many edges as heads: shapes that broadcast the wrong way would not be noticed."""
    rng, edges, new = np.random.default_rng(0), np.array([[0, 1, 0], [1, 1, 2]]), as_library(library)
    nodes = {x: rng.normal(size=(3, 2) if x in shared else (3, 3, 2)) for x in "qkv"}
    a = rng.normal(size=(3, 2))
    vectors = {"gat": {"a_q": a, "a_k": -a}, "gatv2": {"a": a}, "scaled_dot": {}}[name]
    score = partial({"gat": gat, "gatv2": gatv2, "scaled_dot": scaled_dot}[name], **vectors)
    wide = {x: np.broadcast_to(y[:, None], (3, 3, 2)) if x in shared else y for x, y in nodes.items()}
    new_score = partial(score.func, **{x: new(y) for x, y in vectors.items()})
    got = attend_edges(**{x: new(y) for x, y in nodes.items()}, edges=new(edges), score=new_score)
    for ours, wanted in zip(got, attend_edges(**wide, edges=edges, score=score), strict=True):
        assert_allclose(ours, wanted, atol=1e-12)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_an_edge_given_twice_counts_twice(library):
    new = as_library(library)
    v = new([[1.0], [4.0]])
    assert_allclose(attend_edges(0 * v, v, v, new([[0, 0, 1], [0, 0, 0]])).c, [[2.0], [0.0]])


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_no_edges_give_zeros(library):
    new = as_library(library)
    v = new(np.ones((3, 2, 1)))
    c, alpha, e = attend_edges(v, v, v, new(np.zeros((2, 0), int)))
    assert_array_equal(c, np.zeros((3, 2, 1)))
    assert alpha.shape == e.shape == (0, 2)
    nobody = v[:0]
    assert attend_edges(nobody, nobody, nobody, new(np.zeros((2, 0), int))).c.shape == (0, 2, 1)


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_minus_infinity_weighs_nothing_and_large_scores_do_not_overflow(library):
    new = as_library(library)
    alpha = edge_softmax(new([-np.inf, 900.0, -np.inf]), new([0, 0, 1]), 2)
    assert_array_equal(alpha, [0.0, 1.0, 0.0])


def test_gradients_also_of_a_node_without_edges():
    rng = np.random.default_rng(0)
    q, v, a = (torch.tensor(rng.normal(size=s), requires_grad=True) for s in ((4, 2, 3), (4, 2, 2), (2, 3)))
    edges = torch.tensor([[0, 1, 2, 2, 3], [0, 0, 0, 2, 2]])
    assert torch.autograd.gradcheck(
        lambda q, v, a: attend_edges(q, q, v, edges, score=partial(gat, a_q=a, a_k=-a))[:2], (q, v, a)
    )
    assert torch.autograd.gradcheck(
        lambda q, v, a: attend_edges(q, q, v, edges, score=partial(gatv2, a=a))[:2], (q, v, a)
    )


def test_the_score_of_gat_is_computed_once_a_node(monkeypatch):
    rows = []
    monkeypatch.setattr(
        "softlook.graphs.attention.weighted_sum", lambda xp, x, a: rows.append(len(x)) or weighted_sum(xp, x, a)
    )
    many = np.zeros((2, 50), int)
    attend_edges(X[:2], X, X, many, score=partial(gat, a_q=X[0], a_k=X[0]))
    assert rows == [2, 3]


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_the_dtype_stays_and_edges_may_be_of_any_integer(dtype):
    x, edges = np.ones((3, 2), dtype), np.array([[0, 1], [1, 2]], "i4")
    assert attend_edges(x, x, x, edges).c.dtype == dtype
    tensor = torch.tensor(x)
    assert attend_edges(tensor, tensor, tensor, torch.tensor(edges, dtype=torch.uint8)).c.dtype == tensor.dtype


HALVES = [("numpy", "float16"), ("torch", "float16"), ("torch", "bfloat16")]


def half(library, dtype, x):
    return np.asarray(x, dtype) if library == "numpy" else torch.tensor(x, dtype=getattr(torch, dtype))


def exact(x):
    return x.astype("f8") if isinstance(x, np.ndarray) else np.asarray(x.double())


def assert_rounded_once(got, wanted, dtype, slack=1e-5):
    """Half a unit in the last place of the dtype, and what float32 loses on the way there, relative to 1."""
    unit = {"float16": 2.0**-11, "bfloat16": 2.0**-8}[dtype]
    assert str(got.dtype).endswith(dtype)
    error = np.abs(exact(got) - wanted)
    assert np.all(error <= unit * np.abs(wanted) + slack * np.maximum(1, np.abs(wanted))), error.max()


@pytest.mark.parametrize(("library", "dtype"), HALVES)
def test_many_edges_in_half_precision_weigh_one_together(library, dtype):
    """Each weight is 1/3000, rounded once: the 3000 together are off by as much as one is."""
    alpha = edge_softmax(half(library, dtype, np.zeros(3000)), as_library(library)(np.zeros(3000, int)), 1)
    assert_rounded_once(alpha, 1 / 3000, dtype, slack=0)
    assert abs(exact(alpha).sum() - 1) <= {"float16": 2.0**-11, "bfloat16": 2.0**-8}[dtype]


@pytest.mark.parametrize(("library", "dtype"), HALVES)
@pytest.mark.parametrize("name", ["gat", "gatv2", "scaled_dot", "dot", "additive"])
def test_half_precision_is_rounded_once(library, dtype, name):
    rng, n_edges = np.random.default_rng(0), 3000
    new = partial(half, library, dtype)
    q, k, v = (new(rng.normal(size=(n, 2, 4))) for n in (3, 50, 50))
    edges = np.stack([rng.integers(0, 50, n_edges), rng.integers(0, 3, n_edges)])
    function, parameters = scores(4, rng)[name]
    parameters = {key: new(x) for key, x in parameters.items()}
    got = attend_edges(q, k, v, as_library(library)(edges), score=partial(function, **parameters))
    score = partial(function, **{key: exact(x) for key, x in parameters.items()})
    for ours, wanted in zip(got, attend_edges(exact(q), exact(k), exact(v), edges, score=score), strict=True):
        assert_rounded_once(ours, wanted, dtype)


@pytest.mark.parametrize(("library", "dtype"), HALVES)
def test_a_score_of_ones_own_is_given_its_dtype(library, dtype):
    x, edges = half(library, dtype, np.ones((3, 2))), as_library(library)(EDGES)
    given_dtypes = []

    def score(q, k):
        given_dtypes.extend([q.dtype, k.dtype])
        return dot(q, k)

    assert {y.dtype for y in attend_edges(x, x, x, edges, score=score)} == {x.dtype}
    assert given_dtypes == [x.dtype, x.dtype]


def test_a_score_beyond_half_precision_is_infinite_and_serves_all_the_same():
    x = np.full((2, 64), 600, "f2")
    c, alpha, e = attend_edges(x, x, x, np.array([[0, 1], [0, 0]]), score=dot)
    assert_array_equal(e, np.inf)
    assert_array_equal(alpha, [0.5, 0.5])
    assert_array_equal(c, [[600] * 64, [0] * 64])


@pytest.mark.parametrize("name", ["gat", "gatv2", "scaled_dot"])
def test_wider_precision_is_not_copied(name):
    from torch.utils._python_dispatch import TorchDispatchMode

    casts = []

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            casts.extend([function] if "_to_copy" in str(function) or "clone" in str(function) else [])
            return function(*args, **kwargs or {})

    function, parameters = scores(3, np.random.default_rng(0))[name]
    score = partial(function, **{key: torch.tensor(x, dtype=torch.float32) for key, x in parameters.items()})
    x, edges = torch.ones(4, 2, 3), torch.tensor(EDGES)
    with Watch():
        attend_edges(x, x, x, edges, score=score)
    assert not casts
    with Watch():
        attend_edges(x.bfloat16(), x.bfloat16(), x.bfloat16(), edges, score=dot)
    assert casts  # the watch sees them


NODES = 300  # more than a byte counts
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i2", ">u8"]


@pytest.mark.parametrize("dtype", INTEGERS)
def test_edges_of_any_integers(dtype):
    x = np.random.default_rng(0).normal(size=(NODES, 2))
    edges = np.array([[0, 100, 7], [7, 7, 100]])
    wanted = attend_edges(x, x, x, edges).c
    assert_array_equal(attend_edges(x, x, x, edges.astype(dtype)).c, wanted)
    if dtype[0] != ">":
        tensor, small = torch.tensor(x), torch.tensor(edges).to(getattr(torch, dtype))
        assert_allclose(attend_edges(tensor, tensor, tensor, small).c, wanted, rtol=1e-12)
        assert_array_equal(
            edge_softmax(torch.ones(3), small[1], NODES), edge_softmax(np.ones(3, "f4"), edges[1].astype(dtype), NODES)
        )


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize(("dtype", "node"), [("int8", -1), ("uint8", 255), ("uint64", 2**64 - 1), ("int64", -(2**63))])
def test_no_integer_hides_a_node_that_is_not_there(library, dtype, node):
    edges = np.array([[0, node], [0, 0]], dtype)
    edges = edges if library == "numpy" else torch.from_numpy(edges)
    x = as_library(library)(np.ones((200, 2)))
    with pytest.raises(ValueError, match=r"^edges\[0\]: nodes from .* given, each in \[0, 199\] wanted"):
        attend_edges(x, x, x, edges)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_byte_order_and_strides_change_nothing(dtype):
    rng = np.random.default_rng(0)
    q, v, r = (rng.normal(size=(6, d)).astype(dtype) for d in (2, 3, 2))
    edges, a = np.array([[0, 1, 5, 2, 2, 1], [3, 3, 0, 0, 4, 4]]), rng.normal(size=2).astype(dtype)

    def strange(x):
        out = np.zeros((*x.shape, 2), x.dtype.newbyteorder(">"))[..., 0]
        out[...] = x
        return out

    for score, features in ((scaled_dot, None), (partial(gat, a_q=a, a_k=a, a_r=a), r), (partial(gatv2, a=a), r)):
        wanted = attend_edges(q, q, v, edges, score=score, r=features)
        swapped = (
            score if features is None else partial(score.func, **{n: strange(x) for n, x in score.keywords.items()})
        )
        swapped_features = None if features is None else strange(features)
        got = attend_edges(strange(q), strange(q), strange(v), strange(edges), score=swapped, r=swapped_features)
        for x, y in zip(got, wanted, strict=True):
            assert_array_equal(x, y)
            assert x.dtype == dtype
            assert x.dtype.isnative
    alpha = edge_softmax(strange(v), strange(edges[1]), 6)
    assert_array_equal(alpha, edge_softmax(v, edges[1], 6))
    assert alpha.dtype.isnative


@pytest.mark.parametrize("library", ["numpy", "torch"])
@given(graph=graphs(), shift=st.integers(-40, 40), seed=st.integers(0, 999))
def test_scores_that_move_together_weigh_the_same(library, graph, shift, seed):
    """Whole numbers, moved by a power of two for each target: all sums are exact, and so is the result."""
    n_y, _, (_, target) = graph
    rng, new = np.random.default_rng(seed), as_library(library)
    e = rng.integers(-9, 9, size=(len(target), 2)).astype(float)
    moved = e + np.sign(shift) * np.where(target % 2, 2.0 ** abs(shift), 3.0)[:, None]
    first, second = (edge_softmax(new(x), new(target), n_y) for x in (e, moved))
    assert_array_equal(first, second)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("heads", [(), (2,), (0,)])
@pytest.mark.parametrize("width", [0, 3])
@pytest.mark.parametrize("name", ["gat", "gatv2", "dot"])
def test_nothing_at_all(library, heads, width, name):
    new = as_library(library)
    vectors = {"gat": ("a_q", "a_k"), "gatv2": ("a",), "dot": ()}[name]
    score = partial({"gat": gat, "gatv2": gatv2, "dot": dot}[name], **{a: new(np.ones(width)) for a in vectors})
    for n, n_edges in ((0, 0), (3, 0), (3, 2)):
        x, v = new(np.ones((n, *heads, width))), new(np.ones((n, *heads, 0)))
        edges = new(np.zeros((2, n_edges), int))
        c, alpha, e = attend_edges(x, x, v, edges, score=score)
        assert c.shape == (n, *heads, 0)
        assert alpha.shape == e.shape == (n_edges, *heads)
        assert_array_equal(alpha, np.full(alpha.shape, 0.5))


@pytest.mark.parametrize("name", ["gat", "gatv2", "dot"])
def test_no_edges_have_a_gradient_of_zeros(name):
    arrays = {
        "q": torch.ones(3, 2, 2, requires_grad=True),
        "v": torch.ones(3, 2, 4, requires_grad=True),
        "a": torch.ones(2, requires_grad=True),
        "r": torch.ones(0, 2, 2, requires_grad=True),
    }
    q, v, a, r = arrays.values()
    score = {"gat": partial(gat, a_q=a, a_k=a, a_r=a), "gatv2": partial(gatv2, a=a), "dot": dot}[name]
    wanted = ["q", "v"] if name == "dot" else list(arrays)
    attention = attend_edges(
        q, q, v, torch.zeros((2, 0), dtype=torch.long), score=score, r=None if name == "dot" else r
    )
    grads = torch.autograd.grad(sum(x.sum() for x in attention), [arrays[x] for x in wanted])
    for name_, grad in zip(wanted, grads, strict=True):
        assert_array_equal(grad, np.zeros(arrays[name_].shape))
    e = torch.ones(0, 2, requires_grad=True)
    edge_softmax(e, torch.zeros(0, dtype=torch.long), 3).sum().backward()
    assert e.grad.shape == (0, 2)


BAD = [np.nan, np.inf, -np.inf]


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("bad", BAD)
def test_scores_that_are_no_numbers(library, bad):
    new = as_library(library)
    e, target = new(np.array([[1.0, 1.0], [bad, 1.0]])), new(np.array([0, 0]))
    if bad == -np.inf:
        assert_array_equal(edge_softmax(e, target, 1), [[1, 0.5], [0, 0.5]])
    else:
        with pytest.raises(ValueError, match=r"^e: NaN or plus infinity given, finite numbers"):
            edge_softmax(e, target, 1)


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", ["q", "k", "v", "a_q", "a_k", "a_r", "a", "r"])
def test_what_is_no_number_is_refused_or_has_no_effect(library, bad, name):
    """Of two nodes, one sees only itself: what is no number there is met in its context, or is of weight 0."""
    new = as_library(library)
    for function, vectors in ((gat, ("a_q", "a_k", "a_r")), (gatv2, ("a",))):
        arrays = {x: np.ones((2, 2)) for x in ("q", "k", "v", "r")} | {x: np.ones(2) for x in vectors}
        if name not in arrays:
            continue
        arrays[name][(0,) * arrays[name].ndim] = bad
        new_arrays = {x: new(y) for x, y in arrays.items()}
        score = partial(function, **{x: new_arrays.pop(x) for x in vectors})
        call = partial(attend_edges, **new_arrays, edges=new(np.array([[0, 1], [1, 1]])), score=score)
        with np.errstate(invalid="ignore"):
            if np.isnan(bad) or name == "v":
                if np.isnan(bad) and name == "q":
                    assert_array_equal(call().c, [[0, 0], [1, 1]])  # no edge ends at that node
                elif np.isnan(bad):
                    with pytest.raises(ValueError, match=r"^(e: NaN or plus|v: NaN or) infinity given"):
                        call()
                else:
                    assert_array_equal(call().c, [[0, 0], [bad, 1]])
            else:
                try:
                    c = np.asarray(call().c)
                except ValueError as error:
                    assert re.match(r"e: NaN or plus infinity given", str(error))  # noqa: PT017 either is right
                else:
                    assert np.all(np.isfinite(c))


def test_what_is_no_number_passes_through_the_scores():
    q, k = np.ones((2, 2)), np.array([[np.nan, 1], [1, 1]])
    assert_array_equal(np.isnan(gat(q, k, a_q=q[0], a_k=q[0])), [[True, False]] * 2)
    assert_array_equal(np.isnan(gatv2(q, k, a=q[0])), [[True, False]] * 2)


EDGES_OF_FOUR = [[0, 1, 2, 2, 3, 1], [0, 0, 0, 2, 2, 3]]


def differentiable(name):
    """Return attention along fixed edges as a function of tensors, and these: q, v, r and the vectors."""
    rng = np.random.default_rng(1)
    vectors = {"gat": ("a_q", "a_k", "a_r"), "gatv2": ("a",), "scaled_dot": ()}[name]
    shapes = [(4, 2, 3), (4, 2, 2), (6, 2, 3), *[(2, 3)] * len(vectors)]
    function, edges = {"gat": gat, "gatv2": gatv2, "scaled_dot": scaled_dot}[name], torch.tensor(EDGES_OF_FOUR)

    def call(q, v, r, *a):
        score = partial(function, **dict(zip(vectors, a, strict=True)))
        features = r if vectors else None
        c, alpha, e = attend_edges(q, q, v, edges, score=score, r=features)
        return c, alpha, e + (0 if vectors else 0 * r.sum())

    return call, [torch.tensor(rng.normal(size=shape)) for shape in shapes]


each_score = pytest.mark.parametrize("name", ["gat", "gatv2", "scaled_dot"])
# torch's own, when it first differentiates forward; and array_api_compat's cache, when it is first traced
by_jit = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
by_trace = pytest.mark.filterwarnings("ignore:Dynamo detected a call to a .functools.lru_cache:UserWarning")


@by_jit
@each_score
def test_first_and_second_derivatives_forward_and_back(name):
    call, inputs = differentiable(name)
    inputs = [x.requires_grad_() for x in inputs]
    assert torch.autograd.gradcheck(call, inputs, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(call, inputs)


@by_jit
@each_score
def test_torch_func(name):
    call, inputs = differentiable(name)
    batch = [torch.stack([x, 2 * x, -x]) for x in inputs]
    each = [call(*one) for one in zip(*batch, strict=True)]
    for got, wanted in zip(torch.func.vmap(call)(*batch), zip(*each, strict=True), strict=True):
        assert_allclose(got, torch.stack(wanted), atol=1e-12)
    wanted = torch.autograd.functional.jacobian(lambda q: call(q, *inputs[1:])[0], inputs[0])
    for transform in (torch.func.jacrev, torch.func.jacfwd):
        assert_allclose(transform(lambda q: call(q, *inputs[1:])[0])(inputs[0]), wanted, atol=1e-12)


@by_trace
@each_score
def test_it_is_compiled_as_one_graph(name):
    call, inputs = differentiable(name)
    for got, wanted in zip(torch.compile(call, fullgraph=True, backend="eager")(*inputs), call(*inputs), strict=True):
        assert_allclose(got, wanted, atol=1e-12)


def test_what_is_no_number_comes_out_where_no_number_is_looked_at():
    x = torch.ones(2, 3, 2)
    x[1, 0] = torch.nan
    edges = torch.tensor([[0, 1, 2], [1, 1, 2]])
    c = torch.func.vmap(lambda x: attend_edges(x, x, x, edges).c)(x)
    assert_array_equal(torch.isnan(c).any(-1), [[False, False, False], [False, True, False]])


@each_score
@pytest.mark.parametrize("dtypes", list(itertools.product(["float32", "bfloat16"], repeat=4)))
def test_under_autocast_dtypes_may_differ(name, dtypes):
    """Bounds of bfloat16: a product that torch itself rounds to 8 bits, of numbers around 1."""
    call, inputs = differentiable(name)
    wanted = call(*inputs)
    cast = [x.to(getattr(torch, d)).requires_grad_() for x, d in zip(inputs, (*dtypes, *dtypes[3:] * 2), strict=False)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        got = call(*cast)
    for ours, exactly in zip(got, wanted, strict=True):
        assert_allclose(ours.detach().float(), exactly, atol=0.1)
    sum(x.float().sum() for x in got).backward()
    assert all(bool(torch.isfinite(x.grad).all()) for x in cast)


X, EDGES = np.ones((3, 2)), np.array([[0, 1], [1, 2]])
TWO = np.ones((3, 2, 2))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: attend_edges(X, X, X, [[0], [1]]), TypeError, "edges: list given, an array of numpy or torch wanted"),
        (
            lambda: attend_edges(X, X, X, torch.tensor(EDGES)),
            TypeError,
            "q, k, v, edges: arrays of different libraries given",
        ),
        (
            lambda: attend_edges(*[array_api_strict.asarray(x) for x in (X, X, X, EDGES)]),
            TypeError,
            "edges: arrays of array_api_strict",
        ),
        (lambda: attend_edges(X, X, X.astype(int), EDGES), TypeError, "v: dtype int64 given, a floating dtype wanted"),
        (
            lambda: attend_edges(X, X, X.astype("f4"), EDGES),
            TypeError,
            "q, k, v: dtypes float64, float64, float32 given",
        ),
        (lambda: attend_edges(X[:, 0], X, X, EDGES), ValueError, "q: shape (3,) given, (..., t, d) wanted"),
        (lambda: attend_edges(X, X[:, 0], X, EDGES), ValueError, "k: shape (3,) given, (..., t, d) wanted"),
        (lambda: attend_edges(X, X, X[:, 0], EDGES), ValueError, "v: shape (3,) given, (..., t, d) wanted"),
        (
            lambda: attend_edges(X, X, X[:2], EDGES),
            ValueError,
            "v: shape (2, 2) given, 3 values wanted, one for each key of k's (3, 2)",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES[0]),
            ValueError,
            "edges: shape (2,) given, (2, n_edges) wanted: sources above targets",
        ),
        (
            lambda: attend_edges(X, X, X, np.ones((3, 2), int)),
            ValueError,
            "edges: shape (3, 2) given, (2, n_edges) wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES.astype(float)),
            TypeError,
            "edges[0]: dtype float64 given, an integer dtype wanted",
        ),
        (
            lambda: attend_edges(X, X, X, np.array([[3], [0]])),
            ValueError,
            "edges[0]: nodes from 3 to 3 given, each in [0, 2] wanted (3 nodes)",
        ),
        (
            lambda: attend_edges(X, X, X, np.array([[0], [-1]])),
            ValueError,
            "edges[1]: nodes from -1 to -1 given, each in [0, 2] wanted",
        ),
        (
            lambda: attend_edges(TWO, TWO, np.ones((3, 3, 2)), EDGES),
            ValueError,
            "v: shape (3, 3, 2) given, heads that broadcast to the weights' (2, 2) wanted",
        ),
        (
            lambda: attend_edges(X, X, np.full((3, 2), np.nan), EDGES),
            ValueError,
            "v: NaN or infinity given, finite numbers wanted",
        ),
        (lambda: attend_edges(X * np.nan, X, X, EDGES), ValueError, "e: NaN or plus infinity given"),
        (
            lambda: attend_edges(TWO, TWO, TWO, EDGES, score=partial(gat, a_q=np.ones((3, 2)), a_k=np.ones(2))),
            ValueError,
            "a_q: shape (3, 2) given, heads",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gat, a_q=np.ones(2), a_k=np.ones(3))),
            ValueError,
            "a_k: shape (3,) given, a last axis of 2",
        ),
        (
            lambda: attend_edges(X, X, X, (EDGES[0], EDGES[1])),
            TypeError,
            "edges: tuple given, an array of numpy or torch wanted",
        ),
        (lambda: attend_edges(X, X, X, np.ma.array(EDGES)), TypeError, "edges: MaskedArray given"),
        (lambda: attend_edges(X.view(np.matrix), X, X, EDGES), TypeError, "q: matrix given"),
        (lambda: edge_softmax(np.ma.array([1.0, 1.0]), EDGES[1], 3), TypeError, "e: MaskedArray given"),
        (lambda: gatv2(X, np.ma.array(X), a=X[0]), TypeError, "k: MaskedArray given"),
        (
            lambda: attend_edges(X, X, X, EDGES > 0),
            TypeError,
            "edges[0]: dtype bool given, an integer dtype wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, mask=np.ones(3, bool)),
            ValueError,
            "mask: shape (3,) given, (2,) wanted, one for each edge",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, mask=np.ones(2)),
            TypeError,
            "mask: dtype float64 given, a boolean mask wanted",
        ),
        (lambda: attend_edges(X, X, X, EDGES, mask=[True, True]), TypeError, "mask: list given"),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gatv2, a=X[0]), r=X),
            ValueError,
            "r: shape (3, 2) given, (2, ..., d_r) wanted: one row for each edge",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gatv2, a=X[0]), r=X[0]),
            ValueError,
            "r: shape (2,) given, (2, ..., d_r) wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gatv2, a=X[0]), r=np.ones((2, 3))),
            ValueError,
            "r: shape (2, 3) given, a last axis of 2 wanted, as q's (3, 2)",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gat, a_q=X[0], a_k=X[0]), r=X[:2]),
            ValueError,
            "a_r: None given beside r, both or neither wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gat, a_q=X[0], a_k=X[0], a_r=X[0])),
            ValueError,
            "r: None given beside a_r, both or neither wanted",
        ),
        (
            lambda: attend_edges(TWO, TWO, TWO, EDGES, score=partial(gatv2, a=X[0]), r=np.ones((2, 3, 2))),
            ValueError,
            "q, k, r, a: heads q (2,), k (2,), r (3,), a () given, heads that broadcast together wanted",
        ),
        (
            lambda: attend_edges(TWO, np.ones((3, 3, 2)), TWO, EDGES, score=partial(gat, a_q=X[0], a_k=X[0])),
            ValueError,
            "q, k, a_q, a_k: heads q (2,), k (3,), a_q (), a_k () given, heads that broadcast together wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=lambda q, k: dot(q, k)[..., 0]),
            ValueError,
            "score: e of shape (2, 1) given, (2, ..., 1, 1) wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=lambda q, k: dot(q, k) > 0),
            TypeError,
            "e: dtype bool given, a floating dtype wanted",
        ),
        (
            lambda: attend_edges(X, X, X, EDGES, score=partial(gat, a_q=X[0])),
            TypeError,
            "gat() missing 1 required keyword-only argument: 'a_k'",
        ),
        (
            lambda: edge_softmax(np.ones(2, int), EDGES[1], 3),
            TypeError,
            "e: dtype int64 given, a floating dtype wanted",
        ),
        (
            lambda: edge_softmax(np.ones(2), [1, 2], 3),
            TypeError,
            "target: list given, an array of numpy or torch wanted",
        ),
        (
            lambda: edge_softmax(np.ones(2), torch.tensor(EDGES[1]), 3),
            TypeError,
            "e, target: arrays of different libraries given",
        ),
        (
            lambda: edge_softmax(np.ones(3), EDGES[1], 3),
            ValueError,
            "target: shape (2,) given, one target for each of the edges of e's (3,) wanted",
        ),
        (
            lambda: edge_softmax(np.array(1.0), EDGES[1], 3),
            ValueError,
            "target: shape (2,) given, one target for each",
        ),
        (
            lambda: edge_softmax(np.ones(2), EDGES[1], 2),
            ValueError,
            "target: nodes from 1 to 2 given, each in [0, 1] wanted (2 nodes)",
        ),
        (
            lambda: edge_softmax(np.ones(2), EDGES[1], -1),
            ValueError,
            "n: -1 given, a whole number of at least 0 wanted",
        ),
        (lambda: edge_softmax(np.array([np.inf, 1]), EDGES[1], 3), ValueError, "e: NaN or plus infinity given"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()


def test_a_score_whose_signature_cannot_be_read_is_given_the_features():
    """No more is known of it than what it says itself."""
    with pytest.raises(ValueError, match="no signature found"):
        inspect.signature(max)
    with pytest.raises(TypeError, match=r"'r'.*max\(\)|max\(\).*'r'"):
        attend_edges(TWO, TWO, TWO, EDGES, score=max, r=np.ones((EDGES.shape[1], 1)))


@pytest.mark.parametrize("tensors", [False, True], ids=["numpy", "torch"])
def test_features_of_edges_want_a_score_that_takes_them(tensors):
    x, edges = (torch.asarray(a) if tensors else a for a in (np.ones((2, 1)), np.array([[0], [1]])))
    with pytest.raises(
        ValueError, match=r"^r: shape \(1, 1\) given, None wanted: the score takes no features of edges$"
    ):
        attend_edges(x, x, x, edges, r=x[:1])
