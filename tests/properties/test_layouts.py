"""Over all public names: how an array lies in memory makes no difference, and no argument is ever written to."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from properties.registry import (
    CASES,
    about,
    back,
    call,
    draw,
    each,
    named,
    names_in,
    namespace,
    plain,
    scale,
    to,
)


def fortran(xp, x):
    """First axis fastest."""
    axes = tuple(reversed(range(x.ndim)))
    return xp.permute_dims(xp.asarray(xp.permute_dims(x, axes), copy=True), axes)


def strided(xp, x):
    """Every second entry of a longer last axis."""
    return xp.stack((x, x), axis=-1)[..., 0] if x.ndim else x


def backwards(_, x):
    """Negative strides along every axis."""
    return np.flip(np.flip(x).copy())


def read_only(_, x):
    x = x.copy()
    x.setflags(write=False)
    return x


LAYOUTS = {
    "numpy": (fortran, strided, backwards, read_only),
    "array_api_strict": (fortran, strided),
    "torch": (fortran, strided),
}


def same(one, other):
    for a, b in zip(one, other, strict=True):
        assert a.shape == b.shape
        assert_allclose(a, b, rtol=0, atol=1e-12 * scale(b) if b.dtype.kind == "f" else 0)


@pytest.mark.parametrize(("name", "library"), each())
def test_the_layout_makes_no_difference_and_nothing_is_written_to(name, library):
    case, xp = CASES[name], namespace(library)
    drawn = draw(case, 0)
    arrays = to(library, drawn)
    wanted = plain(call(case, arrays))
    for layout in LAYOUTS[library]:
        given_so = {argument: layout(xp, x) for argument, x in arrays.items()}
        with about(layout.__name__):
            same(plain(call(case, given_so)), wanted)
            for argument, x in drawn.items():
                assert_array_equal(back(given_so[argument]), x)
    for argument, x in drawn.items():
        assert_array_equal(back(arrays[argument]), x)


def one_for_all(x, whole):
    """A zero-strided array: one row for all, or for whole numbers one column."""
    if not x.ndim:
        return x
    return np.broadcast_to(x[..., :1] if whole else x[:1], x.shape)


@pytest.mark.parametrize(("name", "library"), each("numpy", "torch"))
def test_broadcast_arrays_are_as_good_as_their_copies(name, library):
    case = CASES[name]
    arrays = {argument: one_for_all(x, case.arrays[argument].kind == "whole") for argument, x in draw(case, 0).items()}
    if library == "torch":
        copies = to(library, arrays)
        views = {
            argument: x[..., :1].expand(x.shape) if case.arrays[argument].kind == "whole" else x[:1].expand(x.shape)
            for argument, x in copies.items()
        }
    else:
        copies, views = to(library, arrays), arrays
    same(plain(call(case, views)), plain(call(case, copies)))


@pytest.mark.parametrize("name", [name for name, _ in each("numpy")])
def test_byte_swapped_arrays_give_the_value_or_are_named(name):
    case = CASES[name]
    arrays = draw(case, 0)
    wanted = plain(call(case, arrays))
    swapped = {argument: x.astype(x.dtype.newbyteorder()) for argument, x in arrays.items()}
    for argument, changed in ({**{one: {**arrays, one: swapped[one]} for one in arrays}, "": swapped}).items():
        try:
            result = call(case, changed)
        except TypeError as error:
            allowed = names_in(case, argument) if argument else {n for one in arrays for n in names_in(case, one)}
            assert named(str(error)) & allowed, error  # noqa: PT017 which of two answers it is
        else:
            same(plain(result), wanted)
