"""What settles the quiz of chapter 2; a question's right options are those that the code makes true."""

from __future__ import annotations

import numpy as np
from sources import QUIZZES, right

from softlook import KeyValueMemory, Lookup, Stepper, perform, softmax
from softlook.experiments.guided_search import Colours
from softlook.experiments.swaps import facts, replace_state

STORY = np.array([0, 2, 2, 4, 1, 3, 3, 5])


def test_quiz_2_sum():
    alpha = softmax(np.array([5.0, 5.0, 5.0]))
    higher = softmax(np.array([7.0, 7.0, 7.0]))
    assert [np.allclose(alpha, 5), np.allclose(alpha, 1 / 3), not np.allclose(alpha, higher)] == right("quiz-2-sum")


def test_quiz_2_unmatched():
    memory = facts(np.eye(6)[STORY])
    attention = memory(np.eye(6)[[4]])
    assert (attention.e == 0).all()
    values = np.eye(6)[STORY][1::2]
    answers = [np.zeros(6), values.mean(axis=0), values[0]]
    assert [np.allclose(attention.c, answer) for answer in answers] == right("quiz-2-unmatched")


def test_quiz_2_swap():
    """The same memory and exploiter answer about words and about squares of a picture: only the reader is another."""
    image = np.zeros((4, 8, 3))
    image[:, 4:, 0] = 1.0
    works = []
    for reader, x, question in (
        (Lookup(np.eye(6)), STORY, np.eye(6)[[0]]),
        (Colours(4), image, np.array([[1.0, 0.0, 0.0]])),
    ):
        hops = perform(x, question, reader=reader, memory=KeyValueMemory, exploiter=Stepper(replace_state))
        works.append(hops.alpha[0].shape)
    assert works == [(1, 8), (1, 2)]
    assert [option.text for option in QUIZZES["quiz-2-swap"].options if option.right] == ["The reader."]


def test_quiz_2_steps():
    memory = facts(np.eye(6)[STORY], sharpness=3.0)
    state = np.eye(6)[[0]]
    first = memory(state)
    second = memory(first.c)
    again = facts(np.eye(6)[STORY], sharpness=3.0)
    changed = [
        not np.allclose(state, first.c),
        not np.allclose(first.e, second.e),
        not np.allclose(first.alpha, second.alpha),
        not (np.array_equal(memory.k, again.k) and np.array_equal(memory.v, again.v)),
    ]
    assert changed == right("quiz-2-steps")
