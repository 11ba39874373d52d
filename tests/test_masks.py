from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from softlook import causal, padding

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
