"""The exercises of chapter 3, and their references against torch and the package."""

from __future__ import annotations

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose, assert_array_equal

from softlook.exercises import chapter_03
from softlook.exercises.chapter_03 import encode, teacher_forcing, word_loss
from softlook.translate.vocabulary import SPECIAL

CONTRACT = pytest.mark.parametrize("exercise", chapter_03.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_the_recurrences_parameters_are_those_of_the_texts_machine():
    from softlook.experiments.sizes import sizes

    pytest.importorskip("torch")  # which counts them
    (exercise,) = (exercise for exercise in chapter_03.EXERCISES if exercise.number == "3.1")
    assert exercise.solution == 500 * sizes(embedding=300, hidden=500).encoder


def test_encoding_is_torchs_plain_recurrence(rng):
    torch = pytest.importorskip("torch")
    x, w_x, w_h = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    rnn = torch.nn.RNN(3, 4, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(torch.tensor(w_x))
        rnn.weight_hh_l0.copy_(torch.tensor(w_h))
        wanted = rnn(torch.tensor(x)[None])[0][0].numpy()
    assert_allclose(encode(x, w_x, w_h), wanted, rtol=1e-12)


def test_under_teacher_forcing_each_word_is_read_after_it_is_written():
    read, written = teacher_forcing(np.array([7, 5, 9]))
    assert_array_equal(read[1:], written[:-1])
    assert (SPECIAL[read[0]], SPECIAL[written[-1]]) == ("<s>", "</s>")
    assert_array_equal(written[:-1], [7, 5, 9])


def test_the_loss_is_torchs_cross_entropy_without_the_pads(rng):
    torch = pytest.importorskip("torch")
    p, target, mask = rng.dirichlet(np.ones(5), size=4), np.array([2, 4, 1, 0]), np.array([True, True, True, False])
    wanted = torch.nn.functional.nll_loss(torch.tensor(p).log(), torch.tensor(target), ignore_index=0)
    assert_allclose(word_loss(p, target, mask), float(wanted))
