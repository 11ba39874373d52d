from __future__ import annotations

from functools import partial
from types import ModuleType

import array_api_compat.numpy
import array_api_strict
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from optional import torch, torch_namespace

from softlook import attend, general, scaled_dot
from softlook._array import (
    _library,
    as_int64,
    autocasts,
    can_inspect,
    detached,
    in_float32,
    is_half,
    is_numpy,
    is_torch,
    namespace,
    numpy_namespace,
    rounded,
    widened,
)


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


def test_an_array_that_computes_otherwise_is_refused():
    masked = np.ma.masked_array([[1.0]], mask=[[True]])
    with pytest.raises(TypeError, match=r"^k: MaskedArray given, a plain array wanted \(numpy.asarray makes one"):
        namespace(q=np.ones(2), k=masked)
    with pytest.raises(TypeError, match=r"^k: matrix given, an array of numpy or torch wanted"):
        namespace(q=np.ones(2), k=np.ones((1, 1)).view(np.matrix))


def test_numbers_are_not_looked_at_where_there_are_none_or_they_are_far():
    from torch._subclasses.fake_tensor import FakeTensorMode
    from torch.fx.experimental.proxy_tensor import make_fx
    from torch.utils.flop_counter import FlopCounterMode

    states = [can_inspect(np.ones(1), None), can_inspect(torch.ones(1)), can_inspect(torch.ones(1, device="meta"))]
    torch.vmap(lambda x: states.append(can_inspect(x)) or x)(torch.ones(2))
    with torch.autograd.forward_ad.dual_level():
        states.append(can_inspect(torch.ones(1)))
        states.append(can_inspect(np.ones(1)))
    make_fx(lambda x: states.append(can_inspect(x)) or x)(torch.ones(1))
    with FakeTensorMode():
        states.append(can_inspect(torch.ones(1)))
    with FlopCounterMode(display=False):  # a mode, but one that counts true numbers
        states.append(can_inspect(torch.ones(1)))
    assert states == [True, True, False, False, False, True, False, False, True]


def test_autocast_is_noticed_on_the_device_of_the_tensors():
    states = [autocasts(torch.ones(1))]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states += [autocasts(torch.ones(1)), autocasts(torch.ones(1), np.ones(1))]
    assert states == [False, True, False]


def test_half_precision_is_widened_and_nothing_else():
    homes = ((torch_namespace, ("float16", "bfloat16")), (array_api_compat.numpy, ("float16",)))
    for xp, halves in homes:
        for dtype in halves:
            x = xp.ones(1, dtype=getattr(xp, dtype))
            assert is_half(xp, x)
            assert widened(xp, x).dtype == xp.float32
        for dtype in ("float32", "float64", "int8", "bool"):
            x = xp.ones(1, dtype=getattr(xp, dtype))
            assert not is_half(xp, x)
            assert widened(xp, x) is x
    assert not is_half(array_api_strict, array_api_strict.ones(1))


def test_rounding_is_silent(recwarn):
    assert rounded(array_api_compat.numpy, np.array([1e9, 0.1]), np.float16).tolist() == [np.inf, np.float16(0.1)]
    assert not recwarn.list


def test_whole_numbers_of_any_dtype_become_int64(xp):
    for dtype in (xp.int8, xp.uint8, xp.int64):
        numbers = as_int64(xp, xp.asarray([0, 127], dtype=dtype))
        assert numbers.dtype == xp.int64
        assert [int(number) for number in numbers] == [0, 127]
    last = as_int64(xp, xp.asarray(np.array([2**64 - 1, 2**63, 7], np.uint64)))
    assert [int(number) for number in last] == [2**63 - 1, 2**63 - 1, 7]


@pytest.mark.filterwarnings("ignore:.*torch.jit.trace:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:`torch.jit.trace", "ignore::torch.jit.TracerWarning")  # sizes become constants
def test_a_trace_of_torch_looks_at_no_numbers():
    x, nobody = torch.randn(2, 3, 4), torch.zeros(1, 3, dtype=torch.bool)
    traced = torch.jit.trace(lambda q, mask: attend(q, q, q, mask=mask).c, (x, ~nobody), check_trace=False)
    assert_array_equal(traced(x, nobody), torch.zeros(2, 3, 4))


def of_a_user(q, k):
    return q @ k.T


def test_a_function_of_another_package_is_not_known():
    assert in_float32(array_api_compat.numpy, of_a_user, np.float16) is None


def test_a_function_made_within_another_is_not_known():
    def score(q, k):
        return q @ k.T

    score.__module__ = "softlook.made_up"
    numpy = array_api_compat.numpy
    assert in_float32(numpy, scaled_dot, np.float16) is scaled_dot
    assert in_float32(numpy, score, np.float16) is None
    assert in_float32(numpy, partial(score), np.float16) is None
    assert in_float32(numpy, np.multiply, np.float16) is None
    assert in_float32(numpy, partial(general, w_a=np.ones((2, 2))), np.float16) is None
    wide = in_float32(numpy, partial(general, w_a=np.ones((2, 2), np.float16)), np.float16)
    assert wide.keywords["w_a"].dtype == np.float32
