from __future__ import annotations

from types import ModuleType

import array_api_compat.numpy
import array_api_strict
import numpy as np
import pytest
from optional import torch, torch_namespace

from softlook._array import _library, detached, is_numpy, is_torch, namespace, numpy_namespace


@pytest.mark.parametrize(
    ("one", "home"),
    [
        (np.ones(2), array_api_compat.numpy),
        (torch.ones(2), torch_namespace),
        (array_api_strict.ones(2), array_api_strict),
    ],
    ids=["numpy", "torch", "array_api_strict"],
)
def test_namespace_is_the_arrays_library(one, home):
    assert namespace(q=one, k=one) is home
    assert namespace(e=one, mask=None) is home
    assert namespace(mask=None, e=one) is home


@pytest.mark.parametrize(("value", "kind"), [([1.0], "list"), (1.0, "float"), ("q", "str"), (None, "NoneType")])
def test_namespace_names_what_is_no_array(value, kind):
    with pytest.raises(TypeError, match=f"^k: {kind} given, an array of numpy or torch wanted$"):
        namespace(q=np.ones(2), k=value)


def test_namespace_names_libraries_that_mix():
    libraries = r"\(q from numpy, k from torch, v from array_api_strict\)"
    message = f"^q, k, v: arrays of different libraries given {libraries}, one library wanted$"
    with pytest.raises(TypeError, match=message):
        namespace(q=np.ones(2), k=torch.ones(2), mask=None, v=array_api_strict.ones(2))


def test_numpy_namespace_is_numpy():
    assert numpy_namespace() is array_api_compat.numpy


def test_libraries_are_told_apart():
    homes = (array_api_compat.numpy, torch_namespace, array_api_strict)
    assert [is_numpy(home) for home in homes] == [True, False, False]
    assert [is_torch(home) for home in homes] == [False, True, False]


@pytest.mark.parametrize(
    "one", [np.array(1.5), np.float32(1.5), torch.tensor(1.5, requires_grad=True), array_api_strict.asarray(1.5)]
)
def test_a_number_is_freed_of_its_gradient(one):
    assert detached(one) == 1.5
    assert type(detached(one)) is float


def test_a_library_is_named_by_its_last_word():
    assert [
        _library(ModuleType(name)) for name in ("torch", "array_api_compat.numpy", "array_api_compat.dask.array")
    ] == ["torch", "numpy", "array"]
