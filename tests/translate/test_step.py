"""One attention step: from scores to weights, with options and overrides; on every array library."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from optional import torch

from softlook.translate import search
from softlook.translate.decode import Decoder
from softlook.translate.settings import Settings
from softlook.translate.step import DecodingOptions, Override, check_positions, weigh

GLOBAL = Settings(attention="general", timing="luong")
LOCAL_M = Settings(attention="general", timing="luong", window="local-m", half_width=1)
LOCAL_P = Settings(attention="general", timing="luong", window="local-p", half_width=2)
HARD = Settings(attention="general", timing="luong", hard=True)
E = [[1.0, 3.0, 2.0, 2.5]]


def softmax(e, mask=(1, 1, 1, 1)):
    exp = np.exp(np.array(e)) * np.array(mask)
    return exp / exp.sum()


def weights(array, settings, options=None, i=0, p=None):
    """The weights of step i as numpy has them."""
    _, alpha, _ = weigh(array(E), i, settings, options or DecodingOptions(), None if p is None else array(p))
    return np.asarray(alpha)[0]


def test_weights_are_a_softmax(array):
    assert_allclose(weights(array, GLOBAL), softmax(E[0]))


def test_a_temperature_divides_the_scores(array):
    assert_allclose(weights(array, GLOBAL, DecodingOptions(temperature=0.5)), softmax(np.array(E[0]) / 0.5))


def test_a_mask_hides_words(array):
    options = DecodingOptions(mask=[True, False, True, True])
    assert_allclose(weights(array, GLOBAL, options), softmax(E[0], [1, 0, 1, 1]))
    assert not weights(array, GLOBAL, DecodingOptions(mask=[False] * 4)).any()


def test_hard_attention_takes_the_largest_and_nothing_where_all_are_hidden(array):
    for settings, options in ((GLOBAL, DecodingOptions(hard=True)), (HARD, DecodingOptions())):
        assert weights(array, settings, options).tolist() == [0, 1, 0, 0]
    hidden = DecodingOptions(hard=True, mask=[True, False, True, True])
    assert weights(array, GLOBAL, hidden).tolist() == [0, 0, 0, 1]
    assert not weights(array, HARD, DecodingOptions(mask=[False] * 4)).any()


def test_local_m_sees_a_window_around_the_step(array):
    assert_allclose(weights(array, LOCAL_M, i=0), softmax(E[0], [1, 1, 0, 0]))
    assert_allclose(weights(array, LOCAL_M, i=3), softmax(E[0], [0, 0, 1, 1]))
    assert_allclose(weights(array, LOCAL_M, DecodingOptions(half_width=3), i=0), softmax(E[0]))
    masked = DecodingOptions(mask=[True, False, True, True])
    assert_allclose(weights(array, LOCAL_M, masked, i=1), softmax(E[0], [1, 0, 1, 0]))


def test_local_p_multiplies_by_a_gaussian_around_its_position(array):
    """Sigma is half of the half width."""
    near = softmax(E[0], [1, 1, 1, 0])
    assert_allclose(weights(array, LOCAL_P, p=[0.5]), near * np.exp(-((np.arange(4) - 0.5) ** 2) / 2))
    moved = DecodingOptions(p={0: 3.0})
    assert_allclose(weights(array, LOCAL_P, moved, p=[0.5]), weights(array, LOCAL_P, p=[3.0]))
    assert_allclose(weights(array, LOCAL_P, moved, i=1, p=[0.5]), weights(array, LOCAL_P, p=[0.5]))


def test_overridden_scores_go_through_the_softmax_and_weights_are_used_as_they_are(array):
    scores = DecodingOptions(Override(e={1: [0, 0, 1, 1]}), temperature=2.0, mask=[False, True, True, True])
    e, alpha, _ = weigh(array(E), 1, GLOBAL, scores)
    assert np.asarray(e).tolist() == [[0, 0, 1, 1]]
    assert_allclose(np.asarray(alpha)[0], softmax([0, 0, 0.5, 0.5], [0, 1, 1, 1]))
    given = DecodingOptions(Override(alpha={1: [0.5, 0, 2, 0]}), mask=[False] * 4, hard=True)
    e, alpha, p = weigh(array(E), 1, LOCAL_P, given, array([0.5]))
    assert (np.asarray(e).tolist(), np.asarray(alpha).tolist(), np.asarray(p).tolist()) == (E, [[0.5, 0, 2, 0]], [0.5])
    for options in (scores, given):
        assert_allclose(np.asarray(weigh(array(E), 0, GLOBAL, DecodingOptions(options.override))[1])[0], softmax(E[0]))


def test_a_row_serves_every_sentence_of_a_batch(array):
    e = array([E[0], [0.0, 0.0, 0.0, 0.0]])
    _, alpha, _ = weigh(e, 0, GLOBAL, DecodingOptions(Override(alpha={0: [1, 0, 0, 0]})))
    assert np.asarray(alpha).tolist() == [[1, 0, 0, 0]] * 2


def test_torch_keeps_its_gradient_and_type():
    e = torch.tensor(E, dtype=torch.float32, requires_grad=True)
    _, alpha, _ = weigh(e, 0, LOCAL_M, DecodingOptions(temperature=2.0))
    assert alpha.dtype == torch.float32
    alpha[0, 0].backward()
    assert e.grad.abs().sum() > 0


def test_the_first_overridden_step():
    assert Override().first is None
    assert Override(e={3: [1.0]}, alpha={1: [1.0]}).first == 1


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (Override(e={0: [1.0]}), r"^override.e\[0\]: 1 numbers given, 2 wanted, one for each source word$"),
        (Override(alpha={1: [0.5, -0.5]}), r"^override.alpha\[1\]: -0.5 given, weights of at least 0 wanted$"),
        (
            Override(e={1: [0.5, float("nan")]}),
            r"^override.e\[1\]: NaN or plus infinity given, finite numbers wanted$",
        ),
        (Override(e={1: [0.5, float("inf")]}), r"^override.e\[1\]: NaN or plus infinity given"),
        (
            Override(alpha={1: [1, 0]}, e={1: [1, 0]}),
            r"^override: scores and weights given for step 1, one of them wanted$",
        ),
        (Override(alpha={-1: [1, 0]}), r"^override, step of alpha: -1 given"),
        (Override(alpha={"1": [1, 0]}), r"^override, step of alpha: str given"),
    ],
)
def test_an_override_that_does_not_fit_is_refused(override, message):
    with pytest.raises((TypeError, ValueError), match=message):
        override.checked(2)


def test_an_override_that_fits_is_returned():
    override = Override(e={0: [float("-inf"), -2.5]}, alpha={3: [0.0, 9.0]})
    assert override.checked(2) is override
    options = DecodingOptions(override, temperature=0.1, mask=np.array([True, False]))
    assert options.checked(GLOBAL, 2) is options


@pytest.mark.parametrize(
    ("options", "settings", "message"),
    [
        ({"temperature": 0}, GLOBAL, "^temperature: 0 given, a finite number above 0 wanted"),
        ({"mask": [True]}, GLOBAL, r"^mask: \[True\] given, 2 times True \(may attend\) or False wanted"),
        ({"mask": [1.0, 0.0]}, GLOBAL, r"^mask: \[1.0, 0.0\] given, 2 times True"),
        ({"half_width": 2}, GLOBAL, "^half_width: given, a translator with a window wanted"),
        ({"half_width": 0}, LOCAL_M, "^half_width: 0 given"),
        ({"p": {0: 1.0}}, LOCAL_M, "^p: given, a translator that predicts positions wanted"),
        ({"p": {0: 2}}, LOCAL_P, r"^p\[0\]: 2 given, a position in \[0, 1\] wanted"),
        ({"override": Override(e={0: [1.0]})}, GLOBAL, r"^override.e\[0\]: 1 numbers given"),
        (
            {"override": Override(e={0: [1.0, 2.0]})},
            Settings(attention="none"),
            "^override: given, .* this one has none",
        ),
        ({"hard": True}, Settings(attention="none"), "^hard: given, a translator with attention wanted"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, settings, message):
    with pytest.raises((TypeError, ValueError), match=message):
        DecodingOptions(**options).checked(settings, 2)


def test_positions_lie_on_the_sentence():
    check_positions({0: 0, 5: 2.0}, 3)
    for p, message in (
        ({1: 2.5}, r"^p\[1\]: 2.5 given, a position in \[0, 2\] wanted$"),
        ({-1: 0}, "^p, step: -1 given"),
    ):
        with pytest.raises(ValueError, match=message):
            check_positions(p, 3)


def test_options_of_whole_translations(draw):
    decoder = Decoder(draw("general"))
    plain = decoder.align("i love you", "je")

    def changed(**options):
        return search.translate(decoder, "i love you", options=DecodingOptions(**options), forced=["je"])

    sharp = np.exp(plain.e[0] / 0.5)
    np.testing.assert_allclose(changed(temperature=0.5).alpha[0], sharp / sharp.sum(), atol=1e-12)
    np.testing.assert_array_equal(changed(hard=True).alpha[0], np.eye(3)[plain.e[0].argmax()])
    masked = np.exp(plain.e[0]) * [1, 0, 1]
    np.testing.assert_allclose(changed(mask=[True, False, True]).alpha[0], masked / masked.sum(), atol=1e-12)
    assert not changed(mask=[False] * 3, hard=True).c.any()


def test_windows_of_whole_translations(draw):
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
