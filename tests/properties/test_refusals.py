"""Over all public names: what is no fitting argument is refused by its name; no error of a library leaks out."""

from __future__ import annotations

import numpy as np
import pytest
from properties.registry import CASES, about, call, draw, each, named, names_in, to, to_one


def refused(case, arrays, argument, value):
    """Call with one argument changed; it must be refused by name."""
    with about(argument, repr(value)[:60]):
        with pytest.raises((TypeError, ValueError), match=r"^[^\n]*: .*\b(wanted|given)\b") as refusal:
            call(case, {**arrays, argument: value})
        assert named(str(refusal.value)) & names_in(case, argument), refusal.value


@pytest.mark.parametrize(("name", "library"), each())
def test_no_array(name, library):
    case, arrays = CASES[name], draw(CASES[name], 0)
    handed = to(library, arrays)
    for argument, x in arrays.items():
        for value in ("text", x.tolist(), object()):
            refused(case, handed, argument, value)
        a_mask = case.arrays[argument].kind == "mask" and name not in {"to_additive", "to_torch_mha", "from_torch_mha"}
        if argument not in case.optional and not a_mask:
            refused(case, handed, argument, None)


KINDS = {"floating": ("int64", "bool", "complex128"), "mask": ("int64", "float64"), "whole": ("float64", "bool")}
ANY_NUMBERS = {"split_heads", "join_heads", "band", "causal"}
REAL = {("glimpse", "at"), ("glimpse, whole", "at"), ("saliency_map", "image"), ("fixations_to_find", "image")}


@pytest.mark.parametrize(("name", "library"), [one for one in each() if one[0] not in ANY_NUMBERS])
def test_another_kind_of_numbers(name, library):
    case, arrays = CASES[name], draw(CASES[name], 0)
    handed = to(library, arrays)
    for argument, x in arrays.items():
        kinds = KINDS[case.arrays[argument].kind]
        if (name, argument) in REAL:
            kinds = ("bool", "complex128")
        for kind in kinds:
            refused(case, handed, argument, to_one(library, np.zeros(x.shape, kind)))
        if library == "numpy":
            for kind in ("O", "U1", "M8[s]", [("a", "f8")]):
                refused(case, handed, argument, np.zeros(x.shape, kind))


@pytest.mark.parametrize(("name", "library"), each())
def test_another_shape(name, library):
    """A misfit is refused by the name of either side that does not fit the other, or it fits after all."""
    case, arrays = CASES[name], draw(CASES[name], 0)
    handed = to(library, arrays)
    own = {n for one in arrays for n in names_in(case, one)} | set(case.numbers)
    own |= {"memories' values", "memory's values"}
    for argument, x in arrays.items():
        wider, longer = np.concatenate((x, x[..., :1]), -1), np.concatenate((x, x[:1]))
        for misfit in (wider, longer, np.stack([x] * 7), x[..., 0], x[..., None], np.array(x.flat[0])):
            with about(argument, misfit.shape):
                try:
                    call(case, {**handed, argument: to_one(library, misfit)})
                except ValueError as error:
                    by_name = named(str(error)) & own or f"{argument}'s (" in str(error)  # a layer names its parameter
                    assert by_name, error  # noqa: PT017 which of two answers it is


@pytest.mark.parametrize(
    ("name", "library"), [one for one in each() if one[1] != "numpy" and len(CASES[one[0]].arrays) > 1]
)
def test_another_library(name, library):
    case, arrays = CASES[name], draw(CASES[name], 0)
    for argument, x in arrays.items():
        refused(case, to(library, arrays), argument, x)


@pytest.mark.parametrize(("name", "library"), each(where=lambda case: case.numbers))
def test_no_number(name, library):
    case = CASES[name]
    handed = to(library, draw(case, 0))
    for number, usual in case.numbers.items():
        if name.startswith("nn.") and isinstance(usual, str):
            continue  # a width, which goes by another name there
        for value in ("text", [1], 1j):
            with about(number, value), pytest.raises(TypeError, match=rf"^{number}: \w+ given, .*wanted"):
                call(case, handed, **{number: value})
        for value in (None, np.nan, 1.5, True):
            with about(number, value):
                try:
                    call(case, handed, **{number: value})
                except (TypeError, ValueError) as error:
                    allowed = {*names_in(case, number), *(case.arrays if value is None else ())}
                    assert named(str(error)) & allowed, error  # noqa: PT017 which of two answers it is
