from __future__ import annotations

from functools import partial

import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch.nn.functional import linear

from softlook import attend_persistent, causal, general, padding
from softlook.nn import MultiHead, Persistent

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


def test_persistent_layer_projects_and_calls_the_function():
    (x,) = random((2, 5, 8))
    layer = Persistent(8, 2, n=3, **DOUBLE)
    q, k, v = (part.unflatten(-1, (2, 4)).transpose(1, 2) for part in linear(x, layer.w_qkv, layer.b_qkv).chunk(3, -1))
    for mask in (None, causal(5, like=x), padding(torch.tensor([5, 2]), 5)):
        heads = attend_persistent(
            q, k, v, k_p=layer.k_p, v_p=layer.v_p, mask=mask[:, None] if mask is not None and mask.ndim > 2 else mask
        )
        attention = layer(x, mask=mask)
        assert_allclose(
            attention.c.detach(),
            linear(heads.c.transpose(1, 2).flatten(-2), layer.w_o, layer.b_o).detach(),
            rtol=1e-12,
        )
        assert_array_equal(layer(x, x, x, mask=mask).c.detach(), attention.c.detach())
        assert_array_equal(layer(x, x, mask=mask).c.detach(), attention.c.detach())
    plain = Persistent(8, 2, n=0, **DOUBLE)
    same = MultiHead(8, 2, **DOUBLE)
    same.load_state_dict(plain.state_dict(), strict=False)
    assert_allclose(plain(x).c.detach(), same(x).c.detach(), rtol=1e-12)
    layer(x, need_weights=False).c.sum().backward()
    assert bool(layer.k_p.grad.abs().sum() > 0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Persistent(8, 2, n=-1), ValueError, r"n: -1 given"),
        (lambda: Persistent(8, 2, n=1.5), TypeError, r"n: float given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
def test_nobody_attends(options):
    assert Persistent(8, 2, n=3)(torch.zeros(2, 0, 8), **options).c.shape == (2, 0, 8)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = Persistent(8, 2, n=3, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x).c.dtype == layer(x, need_weights=False).c.dtype == dtype


def test_each_head_may_have_its_own_score():
    (x,) = random((2, 5, 8))
    scores = [partial(general, w_a=torch.randn(4, 4, **DOUBLE)) for _ in range(2)]
    attention = Persistent(8, 2, n=3, score=scores, **DOUBLE)(x)
    assert attention.e.shape == attention.alpha.shape == (2, 2, 5, 8)
