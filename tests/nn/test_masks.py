from __future__ import annotations

import pytest
import torch
from numpy.testing import assert_allclose

from softlook import causal, padding
from softlook.nn import Additive, LocalP, Luong, MultiHead, Persistent
from softlook.nn._masks import joined

LAYERS = {
    "Additive": lambda: Additive(6, 6, 4),
    "Luong": lambda: Luong(6),
    "LocalP": lambda: LocalP(6, half_width=9),
    "MultiHead": lambda: MultiHead(6, 3),
    "MultiHead in groups": lambda: MultiHead(6, 3, kv_heads=1),
    "Persistent": lambda: Persistent(6, 3, n=2),
}
each_layer = pytest.mark.parametrize("name", LAYERS)
LENGTHS = torch.tensor([4, 1, 3])


def keys(t_x=4):
    return padding(LENGTHS, t_x)[:, 0]


@each_layer
def test_a_mask_of_the_keys_is_padding(name):
    layer, x = LAYERS[name](), torch.randn(3, 4, 6)
    attention, wanted = layer(x, x, x, key_mask=keys()), layer(x, x, x, mask=padding(LENGTHS, 4))
    assert_allclose(attention.c.detach(), wanted.c.detach())
    alpha = attention.alpha[1, ..., :4].detach()
    assert (alpha[..., 1:] == 0).all()
    assert (alpha[..., 0] > 0).all()


@each_layer
def test_both_masks_hide(name):
    layer, x = LAYERS[name](), torch.randn(3, 4, 6)
    both = layer(x, x, x, mask=causal(4, like=x), key_mask=keys()).alpha[..., :4]
    hidden = ~(causal(4, like=x) & keys()[:, None])
    hidden = hidden[:, None].expand(both.shape) if both.ndim == 4 else hidden
    assert (both[hidden] == 0).all()
    assert (both[~hidden] > 0).all()


def test_a_mask_for_each_head_and_one_of_the_keys():
    layer, x, own = MultiHead(6, 3), torch.randn(2, 4, 6), torch.ones(3, 4, 4, dtype=torch.bool)
    own[1] = False
    alpha = layer(x, mask=own, key_mask=keys()[:2]).alpha
    assert (alpha[:, 1] == 0).all()
    assert (alpha[1, :, :, 1:] == 0).all()
    assert (alpha[1, ::2, :, 0] == 1).all()


@each_layer
def test_two_axes_that_could_be_either_are_refused(name):
    layer, x = LAYERS[name](), torch.randn(4, 4, 6)
    message = (
        r"^mask: shape \(4, 4\) given with a batch of 4, which could be \(t_y, t_x\) or \(batch, t_x\); "
        r"mask\[None\] or key_mask=mask wanted$"
    )
    with pytest.raises(ValueError, match=message):
        layer(x, x, x, mask=torch.ones(4, 4, dtype=torch.bool))
    for ways in ({"mask": causal(4, like=x)[None]}, {"key_mask": causal(4, like=x)}):
        layer(x, x, x, **ways)
    layer(x[:3], x[:3], x[:3], mask=torch.ones(4, 4, dtype=torch.bool))


@each_layer
def test_one_query_of_one_sentence_is_no_riddle(name):
    """A decoder's step: (1, t_x) says the same whichever it is meant to be."""
    layer, x, s = LAYERS[name](), torch.randn(1, 4, 6), torch.randn(1, 1, 6)
    alpha = layer(s, x, x, mask=torch.tensor([[True, False, True, False]])).alpha[..., :4]
    assert (alpha[..., 1::2] == 0).all()
    assert (alpha[..., ::2] > 0).all()


@pytest.mark.parametrize(
    ("masks", "error", "message"),
    [
        ({"key_mask": torch.ones(3, 4)}, TypeError, "key_mask: dtype torch.float32 given, a boolean mask wanted"),
        (
            {"key_mask": torch.ones(3, 5) > 0},
            ValueError,
            r"key_mask: shape \(3, 5\) given, one that broadcasts to \(3, 4\)",
        ),
        ({"key_mask": torch.ones(2, 3, 4) > 0}, ValueError, r"key_mask: shape \(2, 3, 4\) given"),
        ({"key_mask": torch.tensor(True)}, ValueError, r"key_mask: shape \(\) given"),
        ({"key_mask": [True]}, TypeError, "key_mask: list given"),
        ({"mask": [True]}, TypeError, "mask: list given"),
        ({"mask": torch.ones(4, 4), "key_mask": keys()}, TypeError, "mask: dtype torch.float32 given"),
        ({"mask": torch.ones(4, 5) > 0, "key_mask": keys()}, ValueError, r"mask: shape \(4, 5\) given"),
    ],
)
@each_layer
def test_a_bad_mask_is_named(name, masks, error, message):
    x = torch.randn(3, 4, 6)
    with pytest.raises(error, match=f"^{message}"):
        LAYERS[name]()(x, x, x, **masks)


def test_nothing_to_hide_is_no_mask():
    x = torch.ones(2, 3, 4)
    assert joined(x, x, mask=None, key_mask=None) is None
    assert joined(x, x, mask=None, key_mask=None, heads=2) is None


@pytest.mark.parametrize("name", ["MultiHead", "MultiHead in groups", "Persistent"])
@pytest.mark.parametrize("batch", [(2, 2), (3, 2), (2, 3, 2)])
@pytest.mark.parametrize("kind", ["mask", "key_mask"])
def test_a_mask_meets_the_last_of_several_axes_of_a_batch(name, batch, kind):
    """Its axis of heads is put in once: a mask for the inner sentences stays one."""
    layer, x = LAYERS[name](), torch.randn(*batch, 5, 6)
    hidden = torch.ones(2, 5, dtype=torch.bool)
    hidden[1, 0] = False
    mask = {"mask": hidden[:, None].expand(2, 5, 5), "key_mask": hidden}[kind]
    alpha = layer(x, **{kind: mask}).alpha[..., :5].detach()
    whole = hidden[:, None, None].expand(*batch, 3, 5, 5)
    assert_allclose(alpha, layer(x, mask=whole).alpha[..., :5].detach())
    assert (alpha[..., 1, :, :, 0] == 0).all()
    assert (alpha[..., 0, :, :, :] > 0).all()
