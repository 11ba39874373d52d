"""Over all public names: NaN and infinity in an argument are refused by name, or come out again; they never vanish."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from properties.registry import CASES, about, call, draw, each, floating, named, names_in, plain, quick, to

NORMALISED = {"e", "bias"}  # minus infinity is documented there: weight zero


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:overflow:RuntimeWarning")
@pytest.mark.parametrize(("name", "library"), each(where=floating))
@quick(2)
@given(seed=st.integers(0, 2**16), place=st.integers(0, 2**16))
def test_nan_and_infinity_do_not_vanish(name, library, seed, place):
    case, arrays = CASES[name], draw(CASES[name], seed)
    arrays = {other: np.ones_like(x) if case.arrays[other].kind == "mask" else x for other, x in arrays.items()}
    for argument in floating(case):
        for value in (np.nan, np.inf, -np.inf):
            if argument in case.unread or (argument in NORMALISED and value == -np.inf):
                continue
            x = arrays[argument].copy()
            x.flat[place % x.size] = value
            if argument in case.partly:
                x[...] = value
            with about(argument, value):
                hold(case, library, {**arrays, argument: x}, argument, value)


def hold(case, library, arrays, argument, value):
    """Refused by name, or not finite: NaN where the docstring lets it, infinity where it is a limit."""
    wide = {
        number: size for number, size in case.huge.items() if number == "half_width"
    }  # a window that hides nothing
    try:
        with np.errstate(all="ignore"):
            result = [array for array in plain(call(case, to(library, arrays), **wide)) if array.dtype.kind == "f"]
    except ValueError as error:
        assert named(str(error)) & names_in(case, argument), error  # noqa: PT017 which of two answers it is
        return
    nan, finite = (any(np.isnan(array).any() for array in result), all(np.isfinite(array).all() for array in result))
    if np.isnan(value):
        assert nan
    if nan:
        assert argument in case.spreads
    elif finite:  # a score of minus infinity is documented, weight zero, and so is what makes up scores
        assert argument in case.saturates or "e" in names_in(case, argument)


MASKED = [one for one in each() if {"mask", "e"} <= set(CASES[one[0]].arrays)]


@pytest.mark.parametrize(("name", "library"), MASKED)
def test_what_a_mask_hides_has_no_effect(name, library):
    case, arrays = CASES[name], draw(CASES[name], 0)
    wanted = plain(call(case, to(library, arrays)))
    hidden = ~np.broadcast_to(arrays["mask"], arrays["e"].shape)
    for value in (np.nan, np.inf, -np.inf):
        e = np.where(hidden, value, arrays["e"])
        result = plain(call(case, to(library, {**arrays, "e": e})))
        for one, other in zip(result, wanted, strict=True):
            assert_allclose(one, other, rtol=1e-14, atol=0)
