"""Over all normalisers: scores that are all shifted by one number give the same weights, however large it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from properties.registry import CASES, call, draw, each, plain, quick, sizes_of, to

LONGER = {"t_x": 40, "n_edges": 80}  # so that one draw is close to another
NORMALISERS = each(where=lambda case: case.shifts)


@pytest.mark.parametrize(("name", "library"), NORMALISERS)
@quick(5)
@given(seed=st.integers(0, 2**16), shift=st.sampled_from([1e8, -1e8, 2.0**49, -(2.0**49)]))
def test_a_shift_of_all_scores_changes_nothing(name, library, seed, shift):
    """The scores are multiples of 1/8, so that the shifted ones are exact."""
    case, sizes = CASES[name], sizes_of(CASES[name], **LONGER)
    arrays = draw(case, seed, sizes)
    wanted = plain(call(case, to(library, arrays), sizes))
    e = arrays[case.shifts]
    assert np.array_equal(e + shift - shift, e)
    result = plain(call(case, to(library, {**arrays, case.shifts: e + shift}), sizes))
    for one, other in zip(result, wanted, strict=True):
        assert_allclose(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "library"), NORMALISERS)
def test_a_shift_in_single_precision_changes_nothing(name, library):
    case, sizes = CASES[name], sizes_of(CASES[name], **LONGER)
    arrays = draw(case, 0, sizes)
    single = to(library, arrays, "float32")
    shifted = to(library, {**arrays, case.shifts: arrays[case.shifts] + 2.0**20}, "float32")
    for one, other in zip(plain(call(case, shifted, sizes)), plain(call(case, single, sizes)), strict=True):
        assert_allclose(one, other, rtol=0, atol=1e-6)


def test_the_normalisers_are_seen():
    assert {"softmax", "sparsemax", "hard", "sample", "local_m", "local_p", "edge_softmax"} <= {
        name for name, _ in NORMALISERS
    }
