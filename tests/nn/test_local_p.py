from __future__ import annotations

from functools import partial

import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from softlook import aligned_position, attend, general, local_p, padding
from softlook.nn import LocalP

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


@pytest.mark.parametrize("options", [{}, {"renormalize": True}, {"round_p": True}, {"truncate": False}])
def test_local_p_predicts_and_attends(options):
    q, k, v = random((2, 3, 4), (2, 9, 6), (2, 9, 2))
    layer = LocalP(4, 6, half_width=2, d_p=5, **options, **DOUBLE)
    attention = layer(q, k, v)
    p = aligned_position(q, 9, w_p=layer.w_p, v_p=layer.v_p)
    whole = attend(
        q, k, v, score=partial(general, w_a=layer.luong.w_a), normalize=partial(local_p, p=p, half_width=2, **options)
    )
    assert_allclose(attention.c.detach(), whole.c.detach(), rtol=1e-12)
    assert_allclose(attention.alpha.detach(), whole.alpha.detach(), rtol=1e-12)
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
        attention = layer(q, k, k, lengths=lengths, mask=padding(lengths, 9))
        assert bool((attention.p[1] <= 3).all())
        assert bool((attention.alpha[1, :, 4:] == 0).all())


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
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


@pytest.mark.parametrize("need_weights", [True, False])
def test_what_is_hidden_cannot_move_the_context(need_weights):
    torch.manual_seed(0)
    layer = LocalP(3, half_width=4)
    q, k, v = torch.randn(2, 3), torch.randn(5, 3), torch.randn(5, 3)
    mask = torch.tensor([[True, False, True, True, False]])
    moved = torch.where(mask.T, v, 100.0)
    attention, after = (layer(q, k, values, mask=mask, need_weights=need_weights) for values in (v, moved))
    torch.testing.assert_close(after.c, attention.c, rtol=0, atol=0)
    assert not torch.equal(layer(q, k, moved, need_weights=need_weights).c, attention.c)
    if need_weights:
        assert not attention.alpha[:, ~mask[0]].any()


@pytest.mark.parametrize("need_weights", [True, False])
def test_empty_in_zeros_out(need_weights):
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    c = LocalP(8, half_width=2)(x, none, none, need_weights=need_weights).c
    assert_array_equal(c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = LocalP(8, half_width=2, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x, x, x).c.dtype == layer(x, x, x, need_weights=False).c.dtype == dtype
