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
    plain = _check.count("t_x", value)
    assert (plain, type(plain)) == (value, int)


@pytest.mark.parametrize("kind", [int, np.int8, np.uint64])
def test_count_takes_numpys_whole_numbers_from_the_least(kind):
    assert type(_check.count("heads", kind(2), least=2)) is int
    with pytest.raises(ValueError, match=r"^heads: 2 given, a whole number of at least 3 wanted$"):
        _check.count("heads", kind(2), least=3)


@pytest.mark.parametrize(("value", "kind"), [(True, "bool"), (np.True_, "bool"), (2.0, "float"), ("2", "str")])
def test_count_refuses_what_is_no_whole_number(value, kind):
    with pytest.raises(TypeError, match=rf"^heads: (numpy\.)?{kind}_? given, a whole number of at least 1 wanted$"):
        _check.count("heads", value, least=1)


def test_counts_names_the_one_that_is_wrong():
    _check.counts(least=1, d_q=1, d_k=np.int64(2))
    with pytest.raises(ValueError, match=r"^d_k: 0 given, a whole number of at least 1 wanted$"):
        _check.counts(least=1, d_q=1, d_k=0)
    with pytest.raises(ValueError, match=r"^d_q: -1 given, a whole number of at least 0 wanted$"):
        _check.counts(d_q=-1, d_k=0)


def test_a_divisor_divides():
    _check.divisor("heads", 4, 8, "the width 8")
    with pytest.raises(ValueError, match=r"^heads: 3 given, a divisor of the width 8 wanted$"):
        _check.divisor("heads", 3, 8, "the width 8")


def test_there_is_one_value_for_each_key(array):
    _check.one_value_each("v", array(np.ones((2, 3, 4))), 3, "key")
    with pytest.raises(ValueError, match=r"^v: shape \(2, 3, 4\) given, 2 values wanted, one for each key of k's$"):
        _check.one_value_each("v", array(np.ones((2, 3, 4))), 2, "key of k's")


@pytest.mark.parametrize("shape", [(5, 2), (4,), (1, 5, 4), ()])
def test_a_projection_fits_what_it_projects(array, shape):
    x = array(np.ones((2, 3, 4)))
    _check.projection("w_k", array(np.ones((5, 4))), "h", x)
    given = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    message = rf"^w_k: shape \({given}\) given, \(d_a, 4\) wanted, from h's \(2, 3, 4\)$"
    with pytest.raises(ValueError, match=message):
        _check.projection("w_k", array(np.ones(shape)), "h", x, "d_a")


def test_a_parameter_fits_the_arrays_around_it(array):
    q, k, v_a = array(np.ones((2, 3, 4))), array(np.ones((5, 2))), array(np.ones(7))
    _check.parameter("w_q", array(np.ones((7, 4))), (7, 4), "(d_a, d_q)", v_a=v_a, q=q)
    message = r"^w_q: shape \(4, 7\) given, \(7, 4\) wanted, \(d_a, d_q\), from v_a's \(7,\) and q's \(2, 3, 4\)$"
    with pytest.raises(ValueError, match=message):
        _check.parameter("w_q", array(np.ones((4, 7))), (7, 4), "(d_a, d_q)", v_a=v_a, q=q)
    with pytest.raises(ValueError, match=r"from v_a's \(7,\), q's \(2, 3, 4\) and k's \(5, 2\)$"):
        _check.parameter("w_a", v_a, (7, 6), "(d_a, d_q + d_k)", v_a=v_a, q=q, k=k)


@pytest.mark.parametrize("shape", [(), (1, 3)])
def test_a_vector_has_one_axis(array, shape):
    _check.vector("v_a", array(np.ones(3)), "d_a")
    with pytest.raises(ValueError, match=r"^v_a: shape \((1, 3)?\) given, \(d_a,\) wanted$"):
        _check.vector("v_a", array(np.ones(shape)), "d_a")


@pytest.mark.parametrize("top", [[-math.inf], [0.0, 1e300], np.zeros((0, 1))])
def test_scores_that_are_seen_may_be_minus_infinity(xp, array, top):
    _check.visible(xp, array(top))


@pytest.mark.parametrize(("top", "word"), [([0.0, math.nan], "NaN"), ([0.0, math.inf], "plus infinity")])
def test_scores_that_are_seen_are_numbers(xp, array, top, word):
    with pytest.raises(ValueError, match=f"^e: {word} given among the scores"):
        _check.visible(xp, array(top))


def test_contexts_that_are_no_number_name_what_is_to_blame(xp, array):
    nan, fine = array([[math.nan]]), array([[1.0]])
    _check.no_nan(xp, fine)
    for alpha, name in ((None, "v"), (fine, "v"), (nan, "alpha"), (array([[math.inf]]), "alpha")):
        with pytest.raises(ValueError, match=f"^{name}: NaN or infinity given, finite numbers wanted"):
            _check.no_nan(xp, nan, alpha)


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
