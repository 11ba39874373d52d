from __future__ import annotations

from functools import partial

import pytest
import torch
from numpy.testing import assert_array_equal

from softlook import attend, concat, dot, general, location
from softlook.nn import Luong

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


@pytest.mark.parametrize("kind", ["dot", "general", "concat", "location"])
def test_luong_is_its_functions(kind):
    q, k, v = random((2, 3, 4), (2, 5, 4), (2, 5, 2))
    layer = Luong(4, score=kind, t_max=7, **DOUBLE)
    parameters = dict(layer.named_parameters())
    score = {"dot": dot, "general": general, "concat": concat, "location": location}[kind]
    assert_array_equal(layer(q, k, v).c.detach(), attend(q, k, v, score=partial(score, **parameters)).c.detach())
    if parameters:
        layer(q, k, v).c.square().sum().backward()
    assert all(bool(p.grad.abs().sum() > 0) for p in parameters.values())


def test_luong_takes_keys_of_another_width():
    q, k = random((3, 4), (5, 6))
    for kind in ("general", "concat"):
        assert Luong(4, 6, score=kind, d_a=3, **DOUBLE)(q, k, k).c.shape == (3, 6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: Luong(4, 3, score="dot"),
            ValueError,
            r"d_k: 3 given, 4 wanted: dot takes queries and keys of one width",
        ),
        (
            lambda: Luong(4, score="location"),
            ValueError,
            r"t_max: None given, the length of the longest sentence wanted",
        ),
        (
            lambda: Luong(4, score="cosine"),
            ValueError,
            r"score: 'cosine' given, one of dot, general, concat, location wanted",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("need_weights", [True, False])
def test_empty_in_zeros_out(need_weights):
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    c = Luong(8)(x, none, none, need_weights=need_weights).c
    assert_array_equal(c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = Luong(8, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x, x, x).c.dtype == layer(x, x, x, need_weights=False).c.dtype == dtype
