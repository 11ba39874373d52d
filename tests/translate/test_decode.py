"""The decoder on numpy: against torch, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from optional import torch
from translations import same

from softlook.translate.decode import Decoder, untrained
from softlook.translate.settings import preset
from softlook.translate.step import Override
from softlook.translate.vocabulary import START_ID


@pytest.mark.parametrize("beam", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_numpy_and_torch_agree(kind, seed, beam, draw):
    from softlook.translate.translator import from_checkpoint, translate

    checkpoint = draw(kind, seed)
    decoder, model = Decoder(checkpoint), from_checkpoint(checkpoint, dtype=torch.float64)
    rows = np.random.default_rng(seed)
    override = (
        Override()
        if checkpoint.settings.attention == "none"
        else Override(e={2: rows.normal(size=3)}, alpha={1: rows.uniform(size=3)})
    )
    for sentence in ("i love you", "you love cat"):
        same(
            decoder.translate(sentence, override=override, beam=beam),
            translate(sentence, model, override=override, beam=beam),
        )


def test_float32_agrees_to_1e_4(kind, draw):
    from softlook.translate.translator import align, from_checkpoint

    checkpoint = draw(kind)
    same(
        Decoder(checkpoint).align("the cat", "le chat"),
        align("the cat", "le chat", from_checkpoint(checkpoint)),
        atol=1e-4,
    )


def test_a_target_read_at_once_and_word_by_word(kind, draw, english, french):
    from softlook.translate.translator import from_checkpoint

    checkpoint = draw(kind)
    if checkpoint.settings.hard:
        return  # read at once it draws
    translation = Decoder(checkpoint).align("i love you", "je t' aime le")
    model = from_checkpoint(checkpoint, dtype=torch.float64)
    predictions = model(
        torch.tensor([english.encode(["i", "love", "you"])]),
        torch.tensor([[START_ID, *french.encode(["je", "t'", "aime", "le"])]]),
    )
    np.testing.assert_allclose(predictions.logits[0].detach(), translation.logits, atol=1e-9)
    if predictions.alpha is not None:
        np.testing.assert_allclose(predictions.alpha[0].detach(), translation.alpha, atol=1e-9)
        np.testing.assert_allclose(
            predictions.e[0].detach().broadcast_to(translation.e.shape), translation.e, atol=1e-9
        )


def test_its_own_weights_given_back_change_nothing(draw):
    decoder = Decoder(draw("additive"))
    plain = decoder.translate("i love you")
    same(plain, decoder.translate("i love you", override=Override(alpha=dict(enumerate(plain.alpha)))))


def test_a_gru_by_hand(draw):
    """One step of the encoder from zeros: r takes no part, and h is (1 - z) times the candidate."""
    checkpoint = draw("none")
    w = checkpoint.tensors
    x = w["source_embedding.weight"][4]
    gates = w["reader.weight_ih_l0"] @ x + w["reader.bias_ih_l0"]
    recurrent = w["reader.bias_hh_l0"]  # the state is 0
    (x_r, x_z, x_n), (h_r, h_z, h_n) = np.split(gates, 3), np.split(recurrent, 3)
    r, z = 1 / (1 + np.exp(-(x_r + h_r))), 1 / (1 + np.exp(-(x_z + h_z)))
    wanted = (1 - z) * np.tanh(x_n + r * h_n)
    h, _, _ = Decoder(checkpoint).read(np.array([[4]]))
    np.testing.assert_allclose(h[0, 0, : len(wanted)], wanted, atol=1e-12)


def test_without_attention_the_context_is_the_same_at_every_step(draw):
    translation = Decoder(draw("none")).align("i love you", "je t'")
    assert translation.e is translation.alpha is translation.p is None
    np.testing.assert_array_equal(translation.c, translation.c[:1].repeat(3, 0))


def test_the_context_is_the_weighted_mean_of_the_encoder_states(kind, draw):
    decoder = Decoder(draw(kind))
    translation = decoder.align("i love you", "je t'")
    if translation.alpha is not None:
        h, _, _ = decoder.read(np.array([decoder.source.encode(["i", "love", "you"])]))
        np.testing.assert_allclose(translation.c, translation.alpha @ h[0], atol=1e-12)


def test_untrained_weights_are_those_of_their_seed(english, french):
    settings = preset("dot", hidden=8, embedding=6)
    one, again, other = (untrained(settings, english, french, seed) for seed in (1, 1, 2))
    assert all((tensor == again.tensors[name]).all() for name, tensor in one.tensors.items())
    assert any((tensor != other.tensors[name]).any() for name, tensor in one.tensors.items())
    assert all((tensor == tensor.astype(np.float16)).all() for tensor in one.tensors.values())
    assert {name: tensor.shape for name, tensor in one.tensors.items()} == settings.shapes(len(english), len(french))


def test_a_checkpoint_is_found_by_its_name():
    assert Decoder("dot").settings == preset("dot")
    with pytest.raises(ValueError, match="checkpoint: 'dott' given"):
        Decoder("dott")


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        ("", {}, "sentence: no words given, 1 to 6 wanted"),
        ("i love you the cat i love", {}, "sentence: 7 words given, 1 to 6 wanted"),
        ("i lov you", {}, r"sentence: 'lov' \(near: love\) given, words of the vocabulary wanted"),
        ("i love", {"beam": 0}, "beam: 0 given"),
        (
            "i love",
            {"override": Override(e={0: [1.0]})},
            r"override.e\[0\]: 1 numbers given, 2 wanted, one for each source word",
        ),
        (
            "i love",
            {"override": Override(alpha={1: [0.5, -0.5]})},
            r"override.alpha\[1\]: -0.5 given, weights of at least 0 wanted",
        ),
        ("i love", {"override": Override(e={1: [0.5, float("nan")]})}, r"override.e\[1\]: NaN or plus infinity given"),
        (
            "i love",
            {"override": Override(alpha={1: [0.5, float("inf")]})},
            r"override.alpha\[1\]: NaN or plus infinity given",
        ),
        (
            "i love",
            {"override": Override(alpha={1: [1, 0]}, e={1: [1, 0]})},
            "override: scores and weights given for step 1",
        ),
        ("i love", {"override": Override(alpha={-1: [1, 0]})}, "override, step of alpha: -1 given"),
        ("i love", {"temperature": 0}, "temperature: 0 given"),
        ("i love", {"mask": [True]}, "mask: .True. given, 2 times True"),
        ("i love", {"mask": [1.0, 0.0]}, "mask: .1.0, 0.0. given, 2 times True"),
        ("i love", {"half_width": 2}, "half_width: given, a translator with a window wanted"),
        ("i love", {"p": {0: 1.0}}, "p: given, a translator that predicts positions wanted"),
    ],
)
def test_errors(draw, given, options, message):
    from softlook.translate.translator import from_checkpoint, translate

    for call in (
        Decoder(draw("general")).translate,
        lambda words, **options: translate(words, from_checkpoint(draw("general")), **options),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            call(given, **options)


def test_errors_of_windows_and_of_none(draw):
    with pytest.raises(ValueError, match=r"p\[0\]: 2 given, a position in \[0, 1\] wanted"):
        Decoder(draw("local-p")).translate("i love", p={0: 2})
    with pytest.raises(ValueError, match="half_width: 0 given"):
        Decoder(draw("local-p")).translate("i love", half_width=0)
    for options in (
        {"override": Override(e={0: [1, 2]})},
        {"temperature": 2.0},
        {"hard": True},
        {"mask": [True, True]},
    ):
        with pytest.raises(ValueError, match=f"{next(iter(options))}: given, a translator with attention wanted"):
            Decoder(draw("none")).translate("i love", **options)
    with pytest.raises(ValueError, match="target: 7 words given, at most 6 wanted"):
        Decoder(draw("dot")).align("i love", ["je"] * 7)
