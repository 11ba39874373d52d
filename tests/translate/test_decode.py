"""The decoder on numpy against torch, and what a reader may turn."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from softlook.translate import search
from softlook.translate.decode import Decoder
from softlook.translate.step import DecodingOptions, Override
from softlook.translate.translator import align, align_all, from_checkpoint, to_checkpoint, translate, translate_all

PARTS = ("e", "alpha", "c", "logits", "p")
SENTENCES = ["i love you", "the cat", "you love the cat", "i"]


def same(one, two, atol=1e-9):
    assert one.words == two.words
    assert one.log_p == pytest.approx(two.log_p, abs=max(atol, 1e-9) * 100)
    for name in PARTS:
        a, b = getattr(one, name), getattr(two, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_allclose(a, b, rtol=0, atol=atol)


@pytest.mark.parametrize("beam", [1, 3])
@pytest.mark.parametrize("seed", range(3))
def test_numpy_and_torch_agree(kind, seed, beam, draw):
    made = draw(kind, seed)
    decoder, model = Decoder(made), from_checkpoint(made, dtype=torch.float64)
    rows = np.random.default_rng(seed)
    override = (
        Override()
        if made.settings.attention == "none"
        else Override(e={2: rows.normal(size=3)}, alpha={1: rows.uniform(size=3)})
    )
    for sentence in ("i love you", "you love cat"):
        same(
            decoder.translate(sentence, override=override, beam=beam),
            translate(sentence, model, override=override, beam=beam),
        )


def test_float32_agrees_to_1e_4(kind, draw):
    made = draw(kind)
    same(Decoder(made).align("the cat", "le chat"), align("the cat", "le chat", from_checkpoint(made)), atol=1e-4)


def test_a_target_read_at_once_and_word_by_word(kind, draw, english, french):
    made = draw(kind)
    if made.settings.hard:
        return  # read at once it draws
    found = Decoder(made).align("i love you", "je t' aime le")
    model = from_checkpoint(made, dtype=torch.float64)
    predictions = model(
        torch.tensor([english.encode(["i", "love", "you"])]),
        torch.tensor([[1, *french.encode(["je", "t'", "aime", "le"])]]),
    )
    np.testing.assert_allclose(predictions.logits[0].detach(), found.logits, atol=1e-9)
    if predictions.alpha is not None:
        np.testing.assert_allclose(predictions.alpha[0].detach(), found.alpha, atol=1e-9)
        np.testing.assert_allclose(predictions.e[0].detach().broadcast_to(found.e.shape), found.e, atol=1e-9)


def test_many_at_once_are_each_alone(kind, draw, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    made = draw(kind)
    decoder, model = Decoder(made), from_checkpoint(made, dtype=torch.float64)
    sentences = [*SENTENCES, "love the cat", "you love i", "the cat the"]
    for one, two, three in zip(
        sentences, decoder.translate_all(sentences), translate_all(sentences, model), strict=True
    ):
        same(decoder.translate(one), two)
        same(two, three)
    targets = [["je"], ["le", "chat"], [], ["je", "t'", "aime"], ["le"], ["je"], ["chat"]]
    for one, target, two, three in zip(
        sentences, targets, decoder.align_all(sentences, targets), align_all(sentences, targets, model), strict=True
    ):
        same(decoder.align(one, target), two)
        same(two, three)
        assert two.words == tuple(target)
        assert len(two.logits) == len(target) + 1


def test_a_checkpoint_goes_through_torch_and_back(kind, draw):
    made = draw(kind)
    back = to_checkpoint(from_checkpoint(made), scores={"aer": 1})
    assert back.scores == {"aer": 1}
    assert made.tensors.keys() == back.tensors.keys()
    for name, tensor in made.tensors.items():
        np.testing.assert_array_equal(tensor, back.tensors[name])


looks = pytest.mark.parametrize("name", ["additive", "dot", "location", "local-m", "local-p", "hard", "input feeding"])


@looks
@given(step=st.integers(0, 4), seed=st.integers(0, 9), beam=st.integers(1, 3), scores=st.booleans())
def test_an_override_changes_nothing_before(draw, name, step, seed, **how):
    beam, scores = how["beam"], how["scores"]
    decoder = Decoder(draw(name, seed))
    rows = {step: np.random.default_rng(seed).uniform(size=3)}
    plain = decoder.translate("i love you", beam=beam)
    turned = decoder.translate("i love you", beam=beam, override=Override(e=rows) if scores else Override(alpha=rows))
    before = min(step, len(plain.logits))
    assert plain.words[:before] == turned.words[:before]
    for part in PARTS:
        if getattr(plain, part) is not None:
            np.testing.assert_allclose(getattr(plain, part)[:before], getattr(turned, part)[:before], atol=1e-12)
    if len(turned.logits) > step:
        np.testing.assert_array_equal((turned.e if scores else turned.alpha)[step], rows[step])
        if not scores:
            np.testing.assert_allclose(
                turned.c[step], rows[step] @ decoder.read(np.array([[4, 5, 6]]))[0][0], atol=1e-12
            )


def test_its_own_weights_given_back_change_nothing(draw):
    decoder = Decoder(draw("additive"))
    plain = decoder.translate("i love you")
    same(plain, decoder.translate("i love you", override=Override(alpha=dict(enumerate(plain.alpha)))))


def test_a_beam_wide_enough_finds_the_best_of_all(kind, draw):
    made = draw(kind, 1)
    decoder = Decoder(made)
    decoder.settings = replace(made.settings, longest=2)
    words = decoder.target.words[4:]
    every = [decoder.align("i love", target) for length in range(3) for target in product(words, repeat=length)]
    best = max(every, key=lambda found: found.log_p / len(found.logits))
    same(decoder.translate("i love", beam=99), best)


def test_log_p_is_that_of_the_words(draw, french):
    found = Decoder(draw("dot")).align("i love you", "je t'")
    log_p = found.logits - np.log(np.exp(found.logits).sum(-1, keepdims=True))
    assert found.log_p == pytest.approx(log_p[[0, 1, 2], [*french.encode(["je", "t'"]), 2]].sum())


def test_what_may_be_turned(draw):
    decoder = Decoder(draw("general"))
    plain = decoder.align("i love you", "je")

    def turned(**options):
        return search.translate(decoder, "i love you", options=DecodingOptions(**options), forced=["je"])

    sharp = np.exp(plain.e[0] / 0.5)
    np.testing.assert_allclose(turned(temperature=0.5).alpha[0], sharp / sharp.sum(), atol=1e-12)
    np.testing.assert_array_equal(turned(hard=True).alpha[0], np.eye(3)[plain.e[0].argmax()])
    masked = np.exp(plain.e[0]) * [1, 0, 1]
    np.testing.assert_allclose(turned(mask=[True, False, True]).alpha[0], masked / masked.sum(), atol=1e-12)
    assert not turned(mask=[False] * 3, hard=True).c.any()


def test_windows(draw):
    near = search.translate(
        Decoder(draw("local-m")), "i love you", options=DecodingOptions(half_width=1), forced=["je"] * 5
    )
    assert [list(np.flatnonzero(row)) for row in near.alpha] == [[0, 1], [0, 1, 2], [1, 2], [2], [], []]
    masked = search.translate(
        Decoder(draw("local-m")),
        "i love you",
        options=DecodingOptions(half_width=1, mask=[True, False, True]),
        forced=["je"],
    )
    assert [list(np.flatnonzero(row)) for row in masked.alpha] == [[0], [0, 2]]
    decoder = Decoder(draw("local-p"))
    there = search.translate(
        decoder, "i love you", options=DecodingOptions(half_width=1, p={0: 2.0, 1: 0.5}), forced=["je", "je"]
    )
    assert list(there.p[:2]) == [2.0, 0.5]
    assert [list(np.flatnonzero(row)) for row in there.alpha[:2]] == [[1, 2], [0, 1]]
    e = np.exp(there.e[0, 1:])
    np.testing.assert_allclose(there.alpha[0, 1:], e / e.sum() * np.exp([-2, 0]), atol=1e-12)  # sigma = D / 2
    masked = search.translate(
        decoder, "i love you", options=DecodingOptions(p={0: 2.0}, mask=[True, True, False]), forced=["je"]
    )
    assert masked.alpha[0, 2] == 0
    assert masked.p[1] == there.p[1] or masked.p[1] != 2  # the others are predicted


@pytest.mark.parametrize(
    ("given", "turned", "message"),
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
def test_errors(draw, given, turned, message):
    for call in (
        Decoder(draw("general")).translate,
        lambda words, **how: translate(words, from_checkpoint(draw("general")), **how),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            call(given, **turned)


def test_errors_of_windows_and_of_none(draw):
    with pytest.raises(ValueError, match=r"p\[0\]: 2 given, a position in \[0, 1\] wanted"):
        Decoder(draw("local-p")).translate("i love", p={0: 2})
    with pytest.raises(ValueError, match="half_width: 0 given"):
        Decoder(draw("local-p")).translate("i love", half_width=0)
    for turned in (
        {"override": Override(e={0: [1, 2]})},
        {"temperature": 2.0},
        {"hard": True},
        {"mask": [True, True]},
    ):
        with pytest.raises(ValueError, match=f"{next(iter(turned))}: given, a translator with attention wanted"):
            Decoder(draw("none")).translate("i love", **turned)
    with pytest.raises(ValueError, match="target: 7 words given, at most 6 wanted"):
        Decoder(draw("dot")).align("i love", ["je"] * 7)


def test_the_model_is_left_as_it_was(draw):
    model = from_checkpoint(draw("dot")).train()
    translate("i love you", model)
    assert model.training
