"""Torch models: translated, turned into checkpoints and back."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from translations import same

from softlook.translate.decode import Decoder
from softlook.translate.step import Override
from softlook.translate.translator import (
    TorchDecoder,
    align,
    align_all,
    from_checkpoint,
    to_checkpoint,
    translate,
    translate_all,
)


def test_a_checkpoint_goes_through_torch_and_back(kind, draw):
    checkpoint = draw(kind)
    back = to_checkpoint(from_checkpoint(checkpoint), scores={"aer": 1})
    assert back.scores == {"aer": 1}
    assert checkpoint.tensors.keys() == back.tensors.keys()
    for name, tensor in checkpoint.tensors.items():
        np.testing.assert_array_equal(tensor, back.tensors[name])


def test_the_model_is_left_as_it_was(draw):
    model = from_checkpoint(draw("dot")).train()
    translate("i love you", model)
    assert model.training
    with pytest.raises(ValueError, match="no words given"):
        translate("", model)
    assert model.training
    assert translate("i love you", model.eval()).logits is not None
    assert not model.training


def test_no_gradient_is_kept(draw, monkeypatch):
    model = from_checkpoint(draw("dot"))
    enabled = []
    step = model.step
    monkeypatch.setattr(model, "step", lambda *args: (enabled.append(torch.is_grad_enabled()), step(*args))[1])
    translate("i love you", model)
    assert set(enabled) == {False}


def test_a_model_has_the_precision_that_is_asked_for(draw):
    for dtype in (torch.float32, torch.float64):
        assert {parameter.dtype for parameter in from_checkpoint(draw("dot"), dtype=dtype).parameters()} == {dtype}
    assert from_checkpoint("dot").settings.attention == "dot"
    with pytest.raises(ValueError, match="checkpoint: 'dott' given"):
        from_checkpoint("dott")


def test_the_options_are_those_of_the_decoder(draw):
    checkpoint = draw("local-p")
    options = {"temperature": 2.0, "hard": True, "mask": [True, False, True], "half_width": 2, "p": {0: 1.0}}
    override = Override(alpha={1: [0.0, 1.0, 0.0]})
    model = from_checkpoint(checkpoint, dtype=torch.float64)
    wanted = Decoder(checkpoint).translate("i love you", override=override, **options)
    same(translate("i love you", model, override=override, **options), wanted)
    (many,) = translate_all(["i love you"], model, **options)
    same(many, Decoder(checkpoint).translate("i love you", **options))


def test_a_torch_decoder_does_what_the_functions_do(draw):
    model = from_checkpoint(draw("additive"))
    decoder = TorchDecoder(model)
    assert (decoder.settings, decoder.source, decoder.target) == (model.settings, model.source, model.target)
    sentences, targets = ["i love you", "the cat"], [["je"], ["le", "chat"]]
    for one, other in zip(decoder.translate_all(sentences), translate_all(sentences, model), strict=True):
        same(one, other)
    for one, other, single in zip(
        decoder.align_all(sentences, targets),
        align_all(sentences, targets, model),
        [align(sentence, target, model) for sentence, target in zip(sentences, targets, strict=True)],
        strict=True,
    ):
        same(one, other)
        same(one, single, atol=1e-5)  # float32, one by one or together
