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
from softlook.graphs.attention import _score_nodes


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
        "softlook.graphs.attention._score_nodes",
        lambda xp, q, k, **a: rows.append((len(q), len(k))) or _score_nodes(xp, q, k, **a),
    )
    many = np.zeros((2, 50), int)
    attend_edges(X[:2], X, X, many, score=partial(gat, a_q=X[0], a_k=X[0]))
    assert rows == [(2, 3)]


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_the_dtype_stays_and_edges_may_be_of_any_integer(dtype):
    x, edges = np.ones((3, 2), dtype), np.array([[0, 1], [1, 2]], "i4")
    assert attend_edges(x, x, x, edges).c.dtype == dtype
    tensor = torch.tensor(x)
    assert attend_edges(tensor, tensor, tensor, torch.tensor(edges, dtype=torch.uint8)).c.dtype == tensor.dtype


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
