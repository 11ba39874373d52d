"""Over all public names: whole numbers of any dtype and any size give the right value, or an error that names them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from properties.registry import CASES, about, call, draw, each, named, names_in, namespace, plain, to, to_one

DTYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
INDICES = [
    (name, library, argument)
    for name, library in each()
    for argument, a in CASES[name].arrays.items()
    if a.kind == "whole"
]


def outcome(case, arrays, **numbers):
    """What comes out, or the error."""
    try:
        return plain(call(case, arrays, **numbers))
    except (TypeError, ValueError) as error:
        return error


def hold(got, wanted, names, rtol=1e-12):
    """The right value, or an error that names one of these."""
    if isinstance(got, Exception):
        assert named(str(got)) & names, got
        return
    assert not isinstance(wanted, Exception), f"came out where this was to come: {wanted}"
    for one, other in zip(got, wanted, strict=True):
        assert one.shape == other.shape
        assert_allclose(one, other, rtol=rtol, atol=rtol)


def in_dtype(library, array, dtype):
    kind = getattr(namespace(library), dtype)
    return array.to(kind) if library == "torch" else namespace(library).astype(array, kind)


@pytest.mark.parametrize(("name", "library", "argument"), INDICES)
def test_indices_of_any_dtype(name, library, argument):
    case, arrays = CASES[name], draw(CASES[name], 0)
    handed = to(library, arrays)
    wanted = outcome(case, handed)
    assert not isinstance(wanted, Exception)
    for dtype in DTYPES:
        with about(dtype):
            got = outcome(case, {**handed, argument: in_dtype(library, handed[argument], dtype)})
            if isinstance(got, Exception):  # torch can do little with these
                assert library == "torch"
                assert dtype in {"uint16", "uint32", "uint64"}
            hold(got, wanted, names_in(case, argument))


@pytest.mark.parametrize(("name", "library", "argument"), INDICES)
def test_indices_at_the_end_of_their_dtype(name, library, argument):
    """As the same number in int64; places far from an image (whose sum with others might overflow) as a nearer one."""
    case, arrays = CASES[name], draw(CASES[name], 0)
    for dtype in DTYPES:
        for last in (np.iinfo(dtype).max, np.iinfo(dtype).min):
            there, near = (arrays[argument].astype(kind) for kind in (dtype, "int64"))
            there.flat[0] = last
            near.flat[0] = np.clip(last, -(10**4), 10**4) if argument == "at" else min(last, 2**63 - 1)
            wanted = outcome(case, to(library, {**arrays, argument: near}))
            names = {*names_in(case, argument), *case.numbers}
            with about(dtype, last):
                hold(outcome(case, {**to(library, arrays), argument: to_one(library, there)}), wanted, names)


SIZES = [
    (name, library, number) for name, library in each(where=lambda case: case.huge) for number in CASES[name].huge
]
HUGE = (2**64, 2**63, 2**63 - 1, 2**62, 2**31, 2**31 - 1)


@pytest.mark.parametrize(("name", "library", "number"), SIZES)
def test_numbers_of_any_size(name, library, number):
    """The largest come first: who allocates by their size fails there, at once."""
    case = CASES[name]
    arrays = to(library, draw(case, 0))
    wanted = outcome(case, arrays, **{number: case.huge[number]})
    assert not isinstance(wanted, Exception), wanted
    for size in HUGE:
        with about(size):
            hold(outcome(case, arrays, **{number: size}), wanted, names_in(case, number), rtol=1e-6)
    for small in (np.int8(2), np.uint8(2), np.int64(2)):
        hold(outcome(case, arrays, **{number: small}), outcome(case, arrays, **{number: 2}), {number})


def test_offsets_of_positions_are_exact_or_refused():
    from math import sin

    from softlook import sinusoidal

    for offset in (2**31, 2**53 - 3, 2**53, 2**62, 2**63 - 1, 2**63, 2**64):
        try:
            first, second = sinusoidal(2, 1, offset=offset)
        except ValueError as error:
            assert named(str(error)) == {"offset"}  # noqa: PT017 which of two answers it is
            assert offset >= 2**53
        else:
            assert offset < 2**53
            assert_allclose([first[0], second[0]], [sin(offset), sin(offset + 1)], rtol=0, atol=1e-15)


def test_seeds_of_any_size():
    from softlook import display, sample

    for seed in (2**31, 2**63, 2**64, 2**200, np.uint64(2**63)):
        assert sample(np.zeros(3), seed=seed).sum() == 1
        assert display("equal", 3, seed=seed).image.shape == (512, 512, 3)
