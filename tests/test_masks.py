from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import (
    attend,
    band,
    causal,
    from_additive,
    from_edges,
    from_torch_mha,
    padding,
    to_additive,
    to_torch_mha,
)

SIZE = st.integers(0, 5)


# -- padding ---------------------------------------------------------------------------------------------------------


def test_padding_by_hand(array):
    mask = padding(array([3, 1, 0, 4], "int64"), 4)
    assert_array_equal(mask, [[[1, 1, 1, 0]], [[1, 0, 0, 0]], [[0, 0, 0, 0]], [[1, 1, 1, 1]]], strict=False)
    assert mask.shape == (4, 1, 4)


@given(data=st.data(), t_x=SIZE)
def test_padding_as_loops(array, data, t_x):
    lengths = data.draw(st.lists(st.lists(st.integers(0, t_x), min_size=2, max_size=2), min_size=1, max_size=3))
    wanted = [[[[j < length for j in range(t_x)]] for length in row] for row in lengths]
    mask = padding(array(lengths, "int64"), t_x)
    assert mask.shape == (len(lengths), 2, 1, t_x)
    assert_array_equal(mask, wanted)


def test_padding_of_one_int():
    mask = padding(2, 3)
    assert type(mask) is np.ndarray
    assert_array_equal(mask, [[True, True, False]], strict=True)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64"])
def test_padding_is_a_mask_of_its_library(xp, array, dtype):
    lengths = array([2], dtype)
    mask = padding(lengths, 3)
    assert type(mask) is type(lengths)
    assert mask.dtype == xp.bool


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_padding_may_be_longer_than_the_dtype_counts(array, dtype):
    assert_array_equal(padding(array([3], dtype), 300), [[[j < 3 for j in range(300)]]])


@pytest.mark.parametrize("length", [5, -1])
def test_padding_refuses_lengths_out_of_range(array, length):
    with pytest.raises(ValueError, match=rf"^lengths: .*{length}.* given, each in \[0, 4\] wanted \(t_x = 4\)$"):
        padding(array([3, length], "int64"), 4)


def test_padding_refuses_one_length_out_of_range():
    with pytest.raises(ValueError, match=r"^lengths: .*5.* given, each in \[0, 4\] wanted \(t_x = 4\)$"):
        padding(5, 4)


@pytest.mark.parametrize("dtype", ["float64", "bool"])
def test_padding_refuses_lengths_that_do_not_count(array, dtype):
    with pytest.raises(TypeError, match=rf"^lengths: dtype \S*{dtype} given, an integer dtype wanted$"):
        padding(array([1, 0], dtype), 4)


@pytest.mark.parametrize(("lengths", "kind"), [([1, 2], "list"), (2.0, "float"), (True, "bool"), (None, "NoneType")])
def test_padding_refuses_lengths_that_are_no_array(lengths, kind):
    with pytest.raises(TypeError, match=f"^lengths: {kind} given, an array of numpy or torch wanted$"):
        padding(lengths, 4)


@pytest.mark.parametrize(("t_x", "kind"), [(4.0, "float"), (True, "bool"), ("4", "str")])
def test_padding_refuses_a_size_that_is_no_int(t_x, kind):
    with pytest.raises(TypeError, match=f"^t_x: {kind} given, a whole number of at least 0 wanted$"):
        padding(1, t_x)


def test_padding_refuses_a_negative_size():
    with pytest.raises(ValueError, match=r"^t_x: -1 given, a whole number of at least 0 wanted$"):
        padding(0, -1)


# -- causal ----------------------------------------------------------------------------------------------------------


def test_causal_by_hand():
    assert_array_equal(causal(3), np.array([[1, 0, 0], [1, 1, 0], [1, 1, 1]], dtype=bool), strict=True)
    assert_array_equal(causal(2, 4), np.array([[1, 0, 0, 0], [1, 1, 0, 0]], dtype=bool), strict=True)
    assert_array_equal(causal(2, 4, offset=2), np.array([[1, 1, 1, 0], [1, 1, 1, 1]], dtype=bool), strict=True)


@given(t_y=SIZE, t_x=SIZE, offset=SIZE)
def test_causal_as_loops(array, t_y, t_x, offset):
    mask = causal(t_y, t_x, offset=offset, like=array([0]))
    assert mask.shape == (t_y, t_x)
    assert_array_equal(
        mask, np.array([[j <= i + offset for j in range(t_x)] for i in range(t_y)], dtype=bool).reshape(t_y, t_x)
    )


@given(t_y=SIZE, cached=SIZE)
def test_causal_with_a_cache_is_the_end_of_the_whole(t_y, cached):
    t_x = cached + t_y
    assert_array_equal(causal(t_y, t_x, offset=cached), causal(t_x)[cached:], strict=True)


def test_causal_is_a_mask_of_the_library_it_is_told(xp, array):
    like = array([0])
    mask = causal(2, like=like)
    assert type(mask) is type(like)
    assert mask.dtype == xp.bool


def test_masks_combine(array):
    mask = padding(array([2], "int64"), 3) & causal(3, like=array([0]))
    assert_array_equal(mask, [[[True, False, False], [True, True, False], [True, True, False]]])


@pytest.mark.parametrize("name", ["t_y", "t_x", "offset"])
@pytest.mark.parametrize(("size", "kind"), [(2.0, "float"), (True, "bool"), ("2", "str")])
def test_causal_refuses_a_size_that_is_no_int(name, size, kind):
    with pytest.raises(TypeError, match=f"^{name}: {kind} given, a whole number of at least 0 wanted$"):
        causal(**{"t_y": 3, "t_x": 3, name: size})


@pytest.mark.parametrize("name", ["t_y", "t_x", "offset"])
def test_causal_refuses_a_negative_size(name):
    with pytest.raises(ValueError, match=f"^{name}: -2 given, a whole number of at least 0 wanted$"):
        causal(**{"t_y": 3, "t_x": 3, name: -2})


def test_causal_is_like_an_array_only():
    with pytest.raises(TypeError, match=r"^like: str given, an array of numpy or torch wanted$"):
        causal(3, like="torch")


def test_causal_takes_its_offset_by_keyword():
    with pytest.raises(TypeError, match="takes from 1 to 2 positional arguments but 3 were given"):
        causal(3, 3, 0)


few = st.integers(0, 6)


def back(x):
    return np.from_dlpack(x)


@settings(deadline=None)
@given(few, few, few, few)
def test_band_is_the_neighbourhood(t_y, t_x, half_width, offset):
    loop = np.array(
        [[abs(j - (i + offset)) <= half_width for j in range(t_x)] for i in range(t_y)], dtype=bool
    ).reshape(t_y, t_x)
    assert_array_equal(band(t_y, t_x, half_width, offset=offset), loop)
    assert_array_equal(
        band(t_y, t_x, half_width, offset=offset) & causal(t_y, t_x, offset=offset),
        np.tril(np.ones((t_y, t_x), bool), offset) & loop,
    )


def test_masks_take_the_library_of_like(xp):
    m = band(3, None, 1, like=xp.zeros(1))
    assert m.shape == (3, 3)
    assert type(m) is type(xp.zeros(1))
    assert_array_equal(back(m & causal(3, like=m)), [[1, 0, 0], [1, 1, 0], [0, 1, 1]])


def test_from_edges_attends_where_an_edge_comes_from(xp):
    edges = [[0, 2, 2, 3, 0], [1, 1, 1, 0, 1]]
    loop = np.zeros((2, 4), bool)
    for j, i in zip(*edges, strict=True):
        loop[i, j] = True
    assert_array_equal(back(from_edges(xp.asarray(edges), 2, 4)), loop)
    assert_array_equal(back(from_edges(xp.zeros((2, 0), dtype=xp.int64), 2)), np.zeros((2, 2), bool))


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_from_edges_holds_every_edge_and_no_other(t_y, t_x, data):
    edges = data.draw(st.lists(st.tuples(st.integers(0, t_x - 1), st.integers(0, t_y - 1)), min_size=1))
    mask = from_edges(np.array(edges).T, t_y, t_x)
    assert {(int(j), int(i)) for i, j in np.argwhere(mask)} == set(edges)


def test_mask_conventions_of_torch(xp):
    mask = causal(3, like=xp.zeros(1))
    assert_array_equal(back(to_torch_mha(mask)), ~back(mask))
    assert_array_equal(back(from_torch_mha(to_torch_mha(mask))), back(mask))
    bias = to_additive(mask, xp.zeros(1, dtype=xp.float32))
    assert bias.dtype == xp.float32
    assert back(bias).tolist()[0] == [0.0, -np.inf, -np.inf]
    assert_array_equal(back(from_additive(bias)), back(mask))


@pytest.mark.parametrize(
    "convention", [to_torch_mha, lambda mask: to_additive(mask, torch.zeros(1, dtype=torch.float64))]
)
def test_torch_mha_agrees_on_what_is_hidden(convention):
    torch.manual_seed(0)
    mha = torch.nn.MultiheadAttention(4, 1, batch_first=True, dtype=torch.float64)
    x = torch.randn(2, 5, 4, dtype=torch.float64)
    mask = band(5, 5, 1, like=x)
    _, alpha = mha(x, x, x, attn_mask=convention(mask))
    q, k, _ = torch.nn.functional.linear(x, mha.in_proj_weight, mha.in_proj_bias).chunk(3, -1)
    assert_allclose(attend(q, k, k, mask=mask).alpha.detach(), alpha.detach(), rtol=1e-12, atol=1e-12)


def test_torch_mha_takes_padding_without_the_axis_of_queries():
    torch.manual_seed(0)
    mha = torch.nn.MultiheadAttention(4, 1, batch_first=True, dtype=torch.float64)
    x = torch.randn(2, 5, 4, dtype=torch.float64)
    mask = padding(torch.tensor([5, 2]), 5)
    _, alpha = mha(x, x, x, key_padding_mask=to_torch_mha(mask[:, 0]))
    assert_array_equal((alpha.detach() == 0).numpy(), np.broadcast_to(~mask, (2, 5, 5)))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: band(3, 3, -1), ValueError, r"half_width: -1 given, a whole number of at least 0 wanted"),
        (lambda: band(3, 3, 1.5), TypeError, r"half_width: float given"),
        (lambda: band(-3, 3, 1), ValueError, r"t_y: -3 given"),
        (lambda: band(3, "3", 1), TypeError, r"t_x: str given"),
        (lambda: from_edges(np.zeros((2, 1)), 2), TypeError, r"edges: dtype float64 given, an integer dtype wanted"),
        (
            lambda: from_edges(np.zeros((3, 1), int), 2),
            ValueError,
            r"edges: shape \(3, 1\) given, \(2, n_edges\) wanted",
        ),
        (lambda: from_edges(np.zeros(2, int), 2), ValueError, r"edges: shape \(2,\) given"),
        (
            lambda: from_edges(np.array([[0, 3], [0, 0]]), 2),
            ValueError,
            r"edges: sources from 0 to 3 given, each in \[0, 1\] wanted",
        ),
        (
            lambda: from_edges(np.array([[0], [-1]]), 2),
            ValueError,
            r"edges: targets from -1 to -1 given, each in \[0, 1\] wanted",
        ),
        (lambda: from_edges(np.array([[0], [0]]), 2, 0), ValueError, r"edges: sources from 0 to 0 given"),
        (lambda: from_edges(np.array([[0], [0]]), 2.0), TypeError, r"t_y: float given"),
        (lambda: from_edges(np.array([[0], [0]]), 2, -1), ValueError, r"t_x: -1 given"),
        (lambda: to_torch_mha(np.zeros(2)), TypeError, r"mask: dtype float64 given, a boolean mask wanted"),
        (lambda: from_torch_mha(np.zeros(2)), TypeError, r"mask: dtype float64 given"),
        (lambda: to_additive(np.zeros(2), np.zeros(2)), TypeError, r"mask: dtype float64 given"),
        (
            lambda: to_additive(np.zeros(2, bool), np.zeros(2, int)),
            TypeError,
            r"like: dtype int64 given, a floating dtype wanted",
        ),
        (
            lambda: from_additive(np.array([0.0, -1.0])),
            ValueError,
            r"bias: numbers besides 0 and minus infinity given",
        ),
        (lambda: from_additive(np.array([0, 1])), TypeError, r"bias: dtype int64 given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_no_edges_make_a_mask_too(xp):
    mask = from_edges(xp.zeros((2, 0), dtype=xp.int64), 2)
    assert mask.dtype == xp.bool
    assert mask.shape == (2, 2)
