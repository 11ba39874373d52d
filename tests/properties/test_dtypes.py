"""Over all public names: what comes out has the dtype of the arguments, and the value of float64 to a few roundings.

The bound, chosen before any figure was seen: 4 eps of the dtype for each public step that a name takes (score,
normalise, read, project), times the largest magnitude that comes out; below the dtype's normal numbers, 4 times its
smallest. Rows of 100 to 3000 entries are held to the same: a sum in half precision would miss it by far.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from properties.registry import (
    CASES,
    DTYPES,
    EPS,
    TINY,
    about,
    back,
    call,
    draw,
    each,
    floating,
    letters_of,
    namespace,
    outputs,
    plain,
    quick,
    scale,
    sizes_of,
    to,
)

HALF = ("float16", "bfloat16")
FLOATING = each(where=floating)
LONG = [
    (name, library)
    for name, library in FLOATING
    if set(HALF) & set(DTYPES[library])
    and any(set(sizes) <= set(letters_of(CASES[name])) for sizes in CASES[name].long)
]


def hold(case, library, dtype, arrays, sizes):
    """Compare what comes out in a dtype with what float64 gives for the same rounded arguments."""
    xp, given = namespace(library), to(library, arrays, dtype)
    result = call(case, given, sizes)
    wide = "float32" if EPS[dtype] > EPS["float32"] else dtype
    wanted = {"same": dtype, "wide": wide}.get(case.dtype, case.dtype)
    assert {str(array.dtype) for array in outputs(result)} <= {str(getattr(xp, wanted)), wanted}
    exact = plain(call(case, to(library, {name: back(x) for name, x in given.items()}), sizes))
    for rounded, reference in zip(plain(result), exact, strict=True):
        if case.jumps and EPS[dtype] > EPS["float32"]:
            continue
        bound = 4 * case.steps * max(EPS[dtype] * (case.largest or scale(reference)), TINY[dtype])
        assert_allclose(rounded, reference, rtol=0, atol=bound if reference.dtype.kind == "f" else 0)


@pytest.mark.parametrize(("name", "library"), FLOATING)
@quick(2)
@given(seed=st.integers(0, 2**16))
def test_what_comes_out_has_the_dtype_and_the_value(name, library, seed):
    case = CASES[name]
    for dtype in DTYPES[library]:
        with about(dtype):
            hold(case, library, dtype, draw(case, seed), sizes_of(case))


@pytest.mark.parametrize(("name", "library"), LONG)
def test_long_rows_are_summed_wider_than_in_half_precision(name, library):
    """The numbers are nearly equal, so that each counts."""
    case = CASES[name]
    for longer, dtype in product(case.long, set(HALF) & set(DTYPES[library])):
        if set(longer) <= set(letters_of(case)):
            sizes = sizes_of(case, **{"b": 1, **longer})
            arrays = draw(case, 0, sizes)
            arrays = {name: x / 64 if case.arrays[name].scalable else x for name, x in arrays.items()}
            with about(longer, dtype):
                hold(case, library, dtype, arrays, sizes)


def test_the_long_rows_are_long():
    assert {name for name, _ in LONG} >= {"softmax", "sparsemax", "entropy", "dot", "cosine", "attend", "edge_softmax"}
    assert all(np.prod([*sizes.values()]) >= 100 for case in CASES.values() for sizes in case.long)
