"""The layers: each is its pure function with parameters; MultiHead is torch's."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn
from torch.nn.functional import linear

from softlook import (
    additive,
    aligned_position,
    attend,
    attend_persistent,
    causal,
    concat,
    dot,
    general,
    local_p,
    location,
    padding,
    sigmoid,
    sparsemax,
    to_torch_mha,
)
from softlook.nn import Additive, LocalP, Luong, MultiHead, Persistent

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


def test_additive_is_the_function_and_keys_may_be_projected_once():
    q, k, v = random((2, 3, 4), (2, 5, 6), (2, 5, 2))
    layer = Additive(4, 6, 3, **DOUBLE)
    mask = padding(torch.tensor([5, 2]), 5)
    whole = attend(q, k, v, mask=mask, score=partial(additive, w_q=layer.w_q, w_k=layer.w_k, v_a=layer.v_a))
    look = layer(q, k, v, mask=mask)
    assert_array_equal(look.c.detach(), whole.c.detach())
    assert_array_equal(layer.score(q, k).detach(), whole.e.detach())
    keys = layer.keys(k)
    steps = [layer(q[:, i : i + 1], keys, v, projected=True, mask=mask).c for i in range(3)]
    assert_allclose(torch.cat(steps, -2).detach(), whole.c.detach(), rtol=1e-12)
    assert len(list(layer.parameters())) == 3


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
        look = layer(*inputs, mask=mask)
        assert_allclose(look.c.detach(), expected.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(look.alpha.detach(), alpha.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(
            layer(*inputs, mask=mask, need_weights=False).c.detach(), expected.detach(), rtol=1e-12, atol=1e-12
        )
        with torch.no_grad():
            assert_allclose(layer(*inputs, mask=mask, need_scores=False).alpha, alpha.detach(), rtol=1e-12, atol=1e-12)
        wanted = list(dict.fromkeys(inputs))
        for mine, own in zip(
            torch.autograd.grad(look.c.square().sum(), wanted),
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
    assert_allclose(Persistent(8, 2, n=3, score=list(own.score), **DOUBLE)(x).e.shape, (2, 2, 5, 8))


def test_persistent_vectors_stand_under_one_joint_softmax():
    q, k, v, k_p, v_p = random((2, 3, 4), (2, 5, 4), (2, 5, 3), (6, 4), (6, 3))
    mask = padding(torch.tensor([5, 2]), 5)
    look = attend_persistent(q, k, v, k_p=k_p, v_p=v_p, mask=mask)
    for b, t in enumerate((5, 2)):
        e = torch.cat([q[b] @ k[b, :t].T, q[b] @ k_p.T], -1) / 2
        assert_allclose(look.c[b], torch.softmax(e, -1) @ torch.cat([v[b, :t], v_p]), rtol=1e-12)
    assert_allclose(look.alpha.sum(-1), np.ones((2, 3)), rtol=1e-12)


def test_persistent_mask_may_have_one_axis():
    q, k, v, k_p, v_p = random((3, 4), (5, 4), (5, 3), (6, 4), (6, 3))
    mask = torch.tensor([True, False, True, True, False])
    assert_allclose(
        attend_persistent(q, k, v, k_p=k_p, v_p=v_p, mask=mask).c,
        attend_persistent(q, k[mask], v[mask], k_p=k_p, v_p=v_p).c,
        rtol=1e-12,
    )


def test_persistent_memory_alone_is_a_feed_forward_layer():
    (x,) = random((2, 3, 4))
    first, second = nn.Linear(4, 6, bias=False, **DOUBLE), nn.Linear(6, 5, bias=False, **DOUBLE)
    nothing, mute = torch.zeros(2, 0, 4, **DOUBLE), torch.zeros(2, 0, 5, **DOUBLE)
    look = attend_persistent(
        x, nothing, mute, k_p=first.weight, v_p=second.weight.T, score=dot, normalize=lambda e, _: torch.relu(e)
    )
    assert_allclose(look.c.detach(), second(torch.relu(first(x))).detach(), rtol=1e-12, atol=1e-12)


def test_persistent_layer_projects_and_calls_the_function():
    (x,) = random((2, 5, 8))
    layer = Persistent(8, 2, n=3, **DOUBLE)
    q, k, v = (part.unflatten(-1, (2, 4)).transpose(1, 2) for part in linear(x, layer.w_qkv, layer.b_qkv).chunk(3, -1))
    for mask in (None, causal(5, like=x), padding(torch.tensor([5, 2]), 5)):
        heads = attend_persistent(
            q, k, v, k_p=layer.k_p, v_p=layer.v_p, mask=mask[:, None] if mask is not None and mask.ndim > 2 else mask
        )
        look = layer(x, mask=mask)
        assert_allclose(
            look.c.detach(), linear(heads.c.transpose(1, 2).flatten(-2), layer.w_o, layer.b_o).detach(), rtol=1e-12
        )
        assert_array_equal(layer(x, x, x, mask=mask).c.detach(), look.c.detach())
        assert_array_equal(layer(x, x, mask=mask).c.detach(), look.c.detach())
    plain = Persistent(8, 2, n=0, **DOUBLE)
    same = MultiHead(8, 2, **DOUBLE)
    same.load_state_dict(plain.state_dict(), strict=False)
    assert_allclose(plain(x).c.detach(), same(x).c.detach(), rtol=1e-12)
    layer(x, need_weights=False).c.sum().backward()
    assert bool(layer.k_p.grad.abs().sum() > 0)


@pytest.mark.parametrize("options", [{}, {"renormalize": True}, {"round_p": True}, {"truncate": False}])
def test_local_p_predicts_and_looks(options):
    q, k, v = random((2, 3, 4), (2, 9, 6), (2, 9, 2))
    layer = LocalP(4, 6, half_width=2, d_p=5, **options, **DOUBLE)
    look = layer(q, k, v)
    p = aligned_position(q, 9, w_p=layer.w_p, v_p=layer.v_p)
    whole = attend(
        q, k, v, score=partial(general, w_a=layer.luong.w_a), normalize=partial(local_p, p=p, half_width=2, **options)
    )
    assert_allclose(look.c.detach(), whole.c.detach(), rtol=1e-12)
    assert_allclose(look.alpha.detach(), whole.alpha.detach(), rtol=1e-12)
    bare = layer(q, k, v, need_weights=False)
    assert bare.alpha is None
    parameters = list(layer.parameters())
    for one, other in zip(
        torch.autograd.grad(bare.c.square().sum(), parameters),
        torch.autograd.grad(whole.c.square().sum(), parameters),
        strict=True,
    ):
        assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_local_p_keeps_to_each_sentences_own_length():
    q, k = random((2, 3, 4), (2, 9, 4))
    lengths = torch.tensor([9, 4])
    for score in ("dot", "concat"):
        layer = LocalP(4, half_width=2, score=score, **DOUBLE)
        look = layer(q, k, k, lengths=lengths, mask=padding(lengths, 9))
        assert bool((look.p[1] <= 3).all())
        assert bool((look.alpha[1, :, 4:] == 0).all())


def test_empty_in_zeros_out():
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    for layer in (MultiHead(8, 2), MultiHead(8, 2, bias=False), Persistent(8, 2, n=3)):
        for options in ({}, {"need_weights": False}, {"need_scores": False}):
            assert layer(none, **options).c.shape == (2, 0, 8)
    for look in (
        MultiHead(8, 2)(x, none),
        Luong(8)(x, none, none),
        Additive(8, 8, 4)(x, none, none),
        LocalP(8, half_width=2)(x, none, none),
    ):
        assert_array_equal(look.c.detach(), torch.zeros(2, 3, 8))
    assert_array_equal(LocalP(8, half_width=2)(x, none, none, need_weights=False).c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_layers_keep_their_dtype(dtype):
    x = torch.randn(2, 5, 8, dtype=dtype)
    for layer in (MultiHead(8, 2, dtype=dtype), Persistent(8, 2, n=3, dtype=dtype)):
        assert layer(x).c.dtype == layer(x, need_weights=False).c.dtype == dtype
    for layer in (Additive(8, 8, 4, dtype=dtype), Luong(8, dtype=dtype), LocalP(8, half_width=2, dtype=dtype)):
        assert layer(x, x, x).c.dtype == layer(x, x, x, need_weights=False).c.dtype == dtype
    with pytest.raises(TypeError, match=r"q: dtype torch\.int64 given, the layer's"):
        MultiHead(8, 2, dtype=dtype)(x.long())


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
        (lambda: Persistent(8, 2, n=-1), ValueError, r"n: -1 given"),
        (lambda: Persistent(8, 2, n=1.5), TypeError, r"n: float given"),
        (lambda: Additive(0, 2, 2), ValueError, r"d_q: 0 given, a whole number of at least 1 wanted"),
        (lambda: Additive(2, 2.0, 2), TypeError, r"d_k: float given"),
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
        (lambda: LocalP(4, half_width=0), ValueError, r"half_width: 0 given"),
        (
            lambda: LocalP(4, half_width=1, score="location"),
            ValueError,
            r"score: 'location' given, one of dot, general, concat wanted",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


K = np.ones((3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K[:2]),
            ValueError,
            r"v_p: shape \(2, 4\) given, 3 values wanted, one for each key of k_p's \(3, 4\)",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K[:, :2], v_p=K),
            ValueError,
            r"k_p: shape \(3, 2\) given, a last axis of 4 wanted, as the sentence's \(3, 4\)",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K[:, :2]),
            ValueError,
            r"^v_p: shape \(3, 2\) given, a last axis of 4 wanted, as the sentence's \(3, 4\)$",
        ),
        (
            lambda: attend_persistent(K.astype(np.float32), K, K, k_p=K, v_p=K),
            TypeError,
            r"^q, k: dtypes float32, float64 given, one dtype wanted$",
        ),
        (lambda: attend_persistent(K, K, K, k_p=K[0], v_p=K), ValueError, r"k_p: shape \(4,\) given"),
        (
            lambda: attend_persistent(K, K[None].repeat(2, 0), K, k_p=K[None].repeat(3, 0), v_p=K),
            ValueError,
            r"^sentence, k_p: shapes",
        ),
        (
            lambda: attend_persistent(K, K, K[None].repeat(2, 0), k_p=K, v_p=K[None].repeat(3, 0)),
            ValueError,
            r"^sentence, v_p: shapes",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.ones((3, 2), bool)),
            ValueError,
            r"mask: shape \(3, 2\) given, a last axis of 3 wanted, as k's",
        ),
        (lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.array(True)), ValueError, r"mask: shape \(\) given"),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.ones((3, 3))),
            TypeError,
            r"mask: dtype float64 given",
        ),
    ],
)
def test_persistent_names_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_persistent_on_every_library(xp):
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    mask = np.array([[True], [False], [True]])
    whole = attend_persistent(x, x, x, k_p=x[0], v_p=x[1], mask=mask).c
    y = xp.asarray(x)
    assert_allclose(
        np.from_dlpack(attend_persistent(y, y, y, k_p=y[0, ...], v_p=y[1, ...], mask=xp.asarray(mask)).c),
        whole,
        rtol=1e-12,
    )
