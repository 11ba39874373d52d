from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from softlook import _check

SHAPES = st.lists(array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3), max_size=3)


def broadcast_by_numpy(*shapes):
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        return None


@given(shapes=SHAPES)
def test_broadcast_as_numpy(shapes):
    assert _check.broadcast(*shapes) == broadcast_by_numpy(*shapes)


@given(drawn=mutually_broadcastable_shapes(num_shapes=3, min_side=0))
def test_broadcast_finds_the_shape_where_there_is_one(drawn):
    assert _check.broadcast(*drawn.input_shapes) == drawn.result_shape


@pytest.mark.parametrize(
    ("shapes", "wanted"),
    [
        ([], ()),
        ([(), ()], ()),
        ([(2, 1), (3,)], (2, 3)),
        ([(0,), (1,)], (0,)),
        ([(0,), (2,)], None),
        ([(2,), (3,)], None),
    ],
)
def test_broadcast_by_hand(shapes, wanted):
    assert _check.broadcast(*shapes) == wanted


def test_shape_is_plain_ints(array):
    shape = _check.shape(array(np.ones((2, 0, 3))))
    assert shape == (2, 0, 3)
    assert [type(n) for n in shape] == [int, int, int]


def test_last_axis_of_a_number(array):
    with pytest.raises(ValueError, match=r"^k: shape \(\) given, a last axis of 2 wanted, as q's$"):
        _check.last_axis("k", array(1), 2, "as q's")


@pytest.mark.parametrize("value", [1, 0.5, 1e-300, np.float64(2)])
def test_positive_lets_through(value):
    assert _check.positive("temperature", value) == value


@pytest.mark.parametrize("value", [0, 0.0, -1, -0.5, math.inf, -math.inf, math.nan])
def test_positive_refuses(value):
    with pytest.raises(ValueError, match=f"^temperature: {value} given, a finite number above 0 wanted$"):
        _check.positive("temperature", value)


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "bool"), ("1", "str"), (None, "NoneType"), ([1], "list"), (1j, "complex")]
)
def test_positive_refuses_what_is_no_number(value, kind):
    with pytest.raises(TypeError, match=f"^temperature: {kind} given, a number above 0 wanted$"):
        _check.positive("temperature", value)


@pytest.mark.parametrize("value", [0, 1, 10**30])
def test_count_lets_through(value):
    found = _check.count("t_x", value)
    assert (found, type(found)) == (value, int)


def test_dtypes_that_differ_are_named():
    _check.same_dtype(q=np.ones(1), k=np.ones(2))
    with pytest.raises(TypeError, match=r"^q, k: dtypes float64, float32 given, one dtype wanted$"):
        _check.same_dtype(q=np.ones(1), k=np.ones(1, np.float32))


def test_batches_that_do_not_broadcast_are_named():
    _check.batches(q=np.ones((2, 1, 5, 3)), k=np.ones((4, 6, 3)), v=np.ones((6, 2)))
    with pytest.raises(
        ValueError,
        match=r"^q, k: shapes q \(2, 5, 3\), k \(4, 5, 3\) given, leading axes that broadcast together wanted$",
    ):
        _check.batches(q=np.ones((2, 5, 3)), k=np.ones((4, 5, 3)))
