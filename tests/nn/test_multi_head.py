from __future__ import annotations

import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn
from torch.nn.functional import linear

from softlook import causal, dot, general, padding, sigmoid, sparsemax, to_torch_mha
from softlook.nn import Luong, MultiHead

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


MASKS = {
    "none": (None, {}),
    "causal": (lambda: causal(5, like=torch.zeros(1)), {"attn_mask"}),
    "padding": (lambda: padding(torch.tensor([5, 2]), 5), {"key_padding_mask"}),
}


@pytest.mark.parametrize("masked", MASKS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_multi_head_is_torchs_after_copying_its_weights(masked, bias, heads):
    torch.manual_seed(heads)
    mha = nn.MultiheadAttention(8, heads, bias=bias, batch_first=True, **DOUBLE)
    if bias:
        nn.init.normal_(mha.in_proj_bias)
        nn.init.normal_(mha.out_proj.bias)
    layer = MultiHead.from_torch(mha)
    x, y, z = (torch.randn(2, 5, 8, **DOUBLE, requires_grad=True) for _ in range(3))
    make, names = MASKS[masked]
    mask = make() if make else None
    theirs = {name: to_torch_mha(mask[:, 0] if name == "key_padding_mask" else mask) for name in names}
    for inputs in ((x, x, x), (x, y, y), (x, y, z)):
        expected, alpha = mha(*inputs, average_attn_weights=False, **theirs)
        attention = layer(*inputs, mask=mask)
        assert_allclose(attention.c.detach(), expected.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(attention.alpha.detach(), alpha.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(
            layer(*inputs, mask=mask, need_weights=False).c.detach(), expected.detach(), rtol=1e-12, atol=1e-12
        )
        with torch.no_grad():
            assert_allclose(layer(*inputs, mask=mask, need_scores=False).alpha, alpha.detach(), rtol=1e-12, atol=1e-12)
        wanted = list(dict.fromkeys(inputs))
        for mine, own in zip(
            torch.autograd.grad(attention.c.square().sum(), wanted),
            torch.autograd.grad(expected.square().sum(), wanted),
            strict=True,
        ):
            assert_allclose(mine, own, rtol=1e-10, atol=1e-10)
    assert_array_equal(layer(x).c.detach(), layer(x, x, x).c.detach())
    assert_array_equal(layer(x, y).c.detach(), layer(x, y, y).c.detach())


def test_multi_head_gradients_of_its_parameters_are_torchs():
    torch.manual_seed(0)
    mha = nn.MultiheadAttention(8, 2, batch_first=True, **DOUBLE)
    layer, x = MultiHead.from_torch(mha), torch.randn(2, 5, 8, **DOUBLE)
    layer(x, need_weights=False).c.square().sum().backward()
    mha(x, x, x, need_weights=False)[0].square().sum().backward()
    for mine, own in (
        (layer.w_qkv, mha.in_proj_weight),
        (layer.b_qkv, mha.in_proj_bias),
        (layer.w_o, mha.out_proj.weight),
        (layer.b_o, mha.out_proj.bias),
    ):
        assert_allclose(mine.grad, own.grad, rtol=1e-10, atol=1e-10)


def test_multi_head_costs_the_same_with_any_number_of_heads():
    sizes = {sum(p.numel() for p in MultiHead(8, heads).parameters()) for heads in (1, 2, 4, 8)}
    assert sizes == {4 * 8 * 8 + 4 * 8}


def test_multi_head_over_other_scores_and_normalisers():
    (x,) = random((2, 5, 8))
    shared = MultiHead(8, 2, score=Luong(4, score="concat", **DOUBLE).score, normalize=sparsemax, **DOUBLE)
    assert bool((shared(x).alpha == 0).any())

    class Bilinear(nn.Module):
        def __init__(self):
            super().__init__()
            self.w_a = nn.Parameter(torch.randn(4, 4, **DOUBLE))

        def forward(self, q, k):
            return general(q, k, w_a=self.w_a)

    own = MultiHead(8, 2, score=[Bilinear(), Bilinear()], normalize=sigmoid, **DOUBLE)
    assert sum("w_a" in name for name, _ in own.named_parameters()) == 2
    one = MultiHead(8, 2, score=Bilinear(), **DOUBLE)
    assert sum("w_a" in name for name, _ in one.named_parameters()) == 1
    q, k, _ = (part.unflatten(-1, (2, 4)) for part in linear(x, own.w_qkv, own.b_qkv).chunk(3, -1))
    for n in range(2):
        assert_allclose(own(x).e[:, n].detach(), own.score[n](q[..., n, :], k[..., n, :]).detach(), rtol=1e-12)


X = torch.zeros(2, 5, 8)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MultiHead(8, 3), ValueError, r"heads: 3 given, a divisor of the width 8 wanted"),
        (lambda: MultiHead(8, 0), ValueError, r"heads: 0 given, a whole number of at least 1 wanted"),
        (lambda: MultiHead(8.0, 2), TypeError, r"d: float given"),
        (
            lambda: MultiHead(8, 2)(torch.zeros(2, 5, 7)),
            ValueError,
            r"q: shape \(2, 5, 7\) given, \(\.\.\., t, 8\) wanted",
        ),
        (lambda: MultiHead(8, 2)(X, X, X[0, 0]), ValueError, r"v: shape \(8,\) given"),
        (
            lambda: MultiHead(8, 2)(X, X.double()),
            TypeError,
            r"k: dtype torch\.float64 given, the layer's torch\.float32 wanted",
        ),
        (lambda: MultiHead(8, 2, score=[dot])(X), ValueError, r"score: 1 scores given, 2 wanted"),
        (
            lambda: MultiHead.from_torch(nn.Linear(2, 2)),
            TypeError,
            r"mha: Linear given, a torch\.nn\.MultiheadAttention wanted",
        ),
        (
            lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, kdim=4)),
            ValueError,
            r"mha: kdim, vdim, add_bias_kv or add_zero_attn given",
        ),
        (lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, add_bias_kv=True)), ValueError, r"mha: kdim"),
        (lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, add_zero_attn=True)), ValueError, r"mha: kdim"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
def test_empty_in_zeros_out(options):
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    for layer in (MultiHead(8, 2), MultiHead(8, 2, bias=False)):
        assert layer(none, **options).c.shape == (2, 0, 8)
    assert_array_equal(MultiHead(8, 2)(x, none, **options).c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = MultiHead(8, 2, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x).c.dtype == layer(x, need_weights=False).c.dtype == dtype
    with pytest.raises(TypeError, match=r"q: dtype torch\.int64 given, the layer's"):
        layer(x.long())
