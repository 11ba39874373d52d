"""Over all public names: each has an entry in the registry of the property tests, and the entries hold."""

from __future__ import annotations

import inspect

import pytest
from properties.registry import CASES, STANDS_FOR, call, draw, each, outputs, plain, public_names, to

import softlook


def test_every_public_name_has_an_entry():
    assert {name.split(",")[0] for name in CASES} | set(STANDS_FOR) == public_names()


def test_what_is_no_function_is_held_by_the_call_that_gives_it_or_is_one():
    for name, function in STANDS_FOR.items():
        value = getattr(softlook, name)
        if inspect.isclass(value) and issubclass(value, tuple) and name != "Display":
            assert isinstance(getattr(softlook, function)(**to("numpy", arguments(function))), value)
        else:
            assert function is None or function in CASES


def arguments(function):
    arrays = draw(CASES[function], 0)
    if function == "multi_hop":
        return {"u": arrays["u"], "memories": []}
    return arrays


@pytest.mark.parametrize(("name", "library"), each())
def test_an_entry_can_be_called(name, library):
    case = CASES[name]
    result = call(case, to(library, draw(case, 0)))
    assert [array.ndim for array in outputs(result)] or len(plain(result)) == 1
