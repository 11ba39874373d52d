"""The band, the edges, and the senses of other libraries."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

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


def test_from_edges_looks_where_an_edge_comes_from(xp):
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


def test_senses_of_torch(xp):
    mask = causal(3, like=xp.zeros(1))
    assert_array_equal(back(to_torch_mha(mask)), ~back(mask))
    assert_array_equal(back(from_torch_mha(to_torch_mha(mask))), back(mask))
    bias = to_additive(mask, xp.zeros(1, dtype=xp.float32))
    assert bias.dtype == xp.float32
    assert back(bias).tolist()[0] == [0.0, -np.inf, -np.inf]
    assert_array_equal(back(from_additive(bias)), back(mask))


@pytest.mark.parametrize("sense", [to_torch_mha, lambda mask: to_additive(mask, torch.zeros(1, dtype=torch.float64))])
def test_torch_mha_agrees_on_what_is_hidden(sense):
    torch.manual_seed(0)
    mha = torch.nn.MultiheadAttention(4, 1, batch_first=True, dtype=torch.float64)
    x = torch.randn(2, 5, 4, dtype=torch.float64)
    mask = band(5, 5, 1, like=x)
    _, alpha = mha(x, x, x, attn_mask=sense(mask))
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
