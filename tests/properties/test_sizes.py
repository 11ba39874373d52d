"""Over all public names: axes of 0 and 1 give the right shape, and finite gradients."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optional import torch
from properties.registry import (
    CASES,
    about,
    call,
    draw,
    each,
    gradients,
    letters_of,
    outputs,
    plain,
    quick,
    sizes_of,
    to,
    wanted_shapes,
)


def hold(name, library, sizes):
    """Right shapes and gradients, or an error that names an argument where an axis may not be so short.

    An empty side that wants a gradient gets zeros, or None: nothing depends on it.
    """
    case = CASES[name]
    arrays = to(library, draw(case, 0, sizes))
    wanting = gradients(case) if library == "torch" else []
    for argument in wanting:
        arrays[argument].requires_grad_()
    try:
        result = call(case, arrays, sizes)
    except ValueError as error:
        assert re.match(r"[\w\[\], ]+: .* given, .* wanted", str(error)), error  # noqa: PT017 which of two answers it is
        assert any(sizes[letter] < 2 for letter in case.refuses), error  # noqa: PT017
        return
    if case.out is not None:
        assert [tuple(array.shape) for array in outputs(result)] == wanted_shapes(case, sizes)
    for array in plain(result):
        assert array.dtype.kind != "f" or not np.isnan(array).any()
    if wanting:
        total = sum(array.sum() for array in outputs(result))
        assert total.requires_grad
        inputs = [arrays[argument] for argument in wanting]
        for gradient in torch.autograd.grad(total, inputs, allow_unused=True):
            assert gradient is None or bool(torch.isfinite(gradient).all())


@pytest.mark.parametrize(("name", "library"), each())
def test_an_axis_of_none_or_one(name, library):
    for letter in letters_of(CASES[name]):
        for length in (0, 1):
            with about(f"{letter} = {length}"):
                hold(name, library, sizes_of(CASES[name], **{letter: length}))


@pytest.mark.parametrize(("name", "library"), each())
@quick(2)
@given(data=st.data())
def test_short_axes_together(name, library, data):
    letters = letters_of(CASES[name])
    hold(
        name,
        library,
        sizes_of(CASES[name], **data.draw(st.fixed_dictionaries({letter: st.integers(0, 2) for letter in letters}))),
    )
