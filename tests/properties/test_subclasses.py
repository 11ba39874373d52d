"""Over all public names: arrays whose class hides something are refused by name, never read as if they hid nothing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from properties.registry import CASES, call, draw, each, named, names_in, outputs, plain

ARGUMENTS = [(name, argument) for name, _ in each("numpy") for argument in CASES[name].arrays]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_a_masked_array_is_refused(name, argument):
    case, arrays = CASES[name], draw(CASES[name], 0)
    hidden = np.zeros(arrays[argument].shape, bool)
    hidden.flat[0] = True
    arrays[argument] = np.ma.masked_array(arrays[argument], mask=hidden)
    with pytest.raises(TypeError, match=r"MaskedArray given") as refusal:
        call(case, arrays)
    assert named(str(refusal.value)) & names_in(case, argument)


def unbatched(case, arrays):
    return {name: x[0] if case.arrays[name].axes.startswith("b ") else x for name, x in arrays.items()}


MATRICES = [
    (name, argument)
    for name, argument in ARGUMENTS
    if len(CASES[name].arrays[argument].axes.removeprefix("b ").split()) == 2
    and not any(a.axes == "b" for a in CASES[name].arrays.values())
]


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize(("name", "argument"), MATRICES)
def test_a_matrix_is_refused_or_is_an_array_like_any_other(name, argument):
    case = CASES[name]
    arrays = unbatched(case, draw(case, 0))
    wanted = call(case, arrays)
    arrays[argument] = np.matrix(arrays[argument])
    try:
        result = call(case, arrays)
    except TypeError as error:
        assert named(str(error)) & names_in(case, argument), error  # noqa: PT017 which of two answers it is
        return
    assert not any(isinstance(array, np.matrix) for array in outputs(result))
    for one, other in zip(plain(result), plain(wanted), strict=True):
        assert one.shape == other.shape
        assert_allclose(one, other, rtol=1e-12, atol=1e-12)
