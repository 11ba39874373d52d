from __future__ import annotations

import numpy as np
import pytest
import torch

from softlook.translate.step import Override
from softlook.translate.transformer import Transformer, TransformerSettings
from softlook.translate.translator import align, translate


@pytest.fixture(scope="module")
def model(english, french):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return (
            Transformer(TransformerSettings(hidden=12, heads=3, inner=8, longest=6), english, french).double().eval()
        )


def test_a_target_read_at_once_and_word_by_word(model, english, french):
    translation = align("i love you", "je t' aime", model)
    predictions = model(
        torch.tensor([english.encode(["i", "love", "you"])]), torch.tensor([[1, *french.encode(["je", "t'", "aime"])]])
    )
    for name in ("logits", "alpha", "e"):
        np.testing.assert_allclose(getattr(predictions, name)[0].detach(), getattr(translation, name), atol=1e-12)
    assert translation.heads.shape == (2, 3, 4, 3)
    np.testing.assert_allclose(translation.heads[1].mean(0), translation.alpha, atol=1e-12)
    np.testing.assert_allclose(translation.alpha.sum(-1), 1)


def test_what_is_turned_is_turned_in_every_head_from_its_step_on(model):
    plain = align("i love you", "je t' aime", model)
    turned = [Override(alpha={1: [0, 2.0, 0]}), Override(e={1: [0, 9.0, -9.0]})]
    for override, row in zip(turned, ([0, 2, 0], np.exp([0, 9, -9]) / np.exp([0, 9, -9]).sum()), strict=True):
        translation = translate("i love you", model, override=override)
        np.testing.assert_array_equal(translation.logits[:1], plain.logits[:1])
        if len(translation.logits) > 1:
            np.testing.assert_allclose(translation.heads[:, :, 1], np.broadcast_to(row, (2, 3, 3)), atol=1e-12)
    masked = translate("i love you", model, mask=[True, False, True])
    assert not masked.heads[..., 1].any()
    assert set(np.unique(translate("i love you", model, hard=True).heads)) == {0, 1}
    flat = translate("i love you", model, temperature=1e9)
    np.testing.assert_allclose(flat.heads, 1 / 3, atol=1e-6)


def test_heads_can_be_switched_off(model):
    plain = align("i love you", "je", model)
    silent = align("i love you", "je", model.switch_off([(0, 1), (1, 2)]))
    assert not silent.heads[0, 1].any()
    assert not silent.heads[1, 2].any()
    np.testing.assert_allclose(silent.heads[0, 0].sum(-1), 1)
    assert abs(silent.logits - plain.logits).max() > 1e-3
    np.testing.assert_array_equal(align("i love you", "je", model.switch_off()).logits, plain.logits)
    with pytest.raises(ValueError, match=r"heads: \(2, 0\) given, \(layer, head\) below \(2, 3\) wanted"):
        model.switch_off([(2, 0)])


def test_a_beam(model):
    wide, greedy = translate("i love you", model, beam=4), translate("i love you", model)
    assert wide.heads.shape[:2] == greedy.heads.shape[:2] == (2, 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"layers": 0}, "layers: 0 given"), ({"heads": 5}, r"heads: 5 given, a divisor of the width \d+ wanted")],
)
def test_errors(changes, message):
    with pytest.raises(ValueError, match=message):
        TransformerSettings(**changes)
