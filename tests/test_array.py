from __future__ import annotations

import array_api_compat.numpy
import array_api_compat.torch
import array_api_strict
import numpy as np
import pytest
import torch

from softlook._array import namespace, numpy_namespace


@pytest.mark.parametrize(
    ("one", "home"),
    [
        (np.ones(2), array_api_compat.numpy),
        (torch.ones(2), array_api_compat.torch),
        (array_api_strict.ones(2), array_api_strict),
    ],
    ids=["numpy", "torch", "array_api_strict"],
)
def test_namespace_is_the_arrays_library(one, home):
    assert namespace(q=one, k=one) is home
    assert namespace(e=one, mask=None) is home
    assert namespace(mask=None, e=one) is home


@pytest.mark.parametrize(("thing", "kind"), [([1.0], "list"), (1.0, "float"), ("q", "str"), (None, "NoneType")])
def test_namespace_names_what_is_no_array(thing, kind):
    with pytest.raises(TypeError, match=f"^k: {kind} given, an array of numpy or torch wanted$"):
        namespace(q=np.ones(2), k=thing)


def test_namespace_names_libraries_that_mix():
    with pytest.raises(
        TypeError,
        match=r"^q, k, v: arrays of different libraries given \(q from numpy, k from torch, v from array_api_strict\), one library wanted$",
    ):
        namespace(q=np.ones(2), k=torch.ones(2), mask=None, v=array_api_strict.ones(2))


def test_numpy_namespace_is_numpy():
    assert numpy_namespace() is array_api_compat.numpy
