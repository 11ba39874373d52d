from __future__ import annotations

from functools import partial

import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from softlook import additive, attend, padding
from softlook.nn import Additive

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


def test_additive_is_the_function_and_keys_may_be_projected_once():
    q, k, v = random((2, 3, 4), (2, 5, 6), (2, 5, 2))
    layer = Additive(4, 6, 3, **DOUBLE)
    mask = padding(torch.tensor([5, 2]), 5)
    whole = attend(q, k, v, mask=mask, score=partial(additive, w_q=layer.w_q, w_k=layer.w_k, v_a=layer.v_a))
    attention = layer(q, k, v, mask=mask)
    assert_array_equal(attention.c.detach(), whole.c.detach())
    assert_array_equal(layer.score(q, k).detach(), whole.e.detach())
    keys = layer.keys(k)
    steps = [layer(q[:, i : i + 1], keys, v, projected=True, mask=mask).c for i in range(3)]
    assert_allclose(torch.cat(steps, -2).detach(), whole.c.detach(), rtol=1e-12)
    assert len(list(layer.parameters())) == 3


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Additive(0, 2, 2), ValueError, r"d_q: 0 given, a whole number of at least 1 wanted"),
        (lambda: Additive(2, 2.0, 2), TypeError, r"d_k: float given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("need_weights", [True, False])
def test_empty_in_zeros_out(need_weights):
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    c = Additive(8, 8, 4)(x, none, none, need_weights=need_weights).c
    assert_array_equal(c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = Additive(8, 8, 4, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x, x, x).c.dtype == layer(x, x, x, need_weights=False).c.dtype == dtype
