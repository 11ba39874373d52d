"""Where an answer differs from the right one, in words."""

from __future__ import annotations

import numpy as np
import pytest

from softlook.exercises.compare import differs


@pytest.mark.parametrize(
    ("given", "wanted", "words"),
    [
        ((1.0, 2.0), (1.0, 2.0), ""),
        ([1.0, 2.0], (1.0, 2.0), ""),
        (1.0, (1.0, 2.0), "float given, 2 results wanted"),
        ((1.0,), (1.0, 2.0), "1 results given, 2 results wanted"),
        ((1.0, 3.0), (1.0, 2.0), "result 2: it gives 3 where 2 is wanted"),
        ("a", "a", ""),
        ("b", "a", "'b' given, 'a' wanted"),
        (1, "a", "1 given, 'a' wanted"),
        (np.array([True]), np.array([True]), ""),
        (np.array([1.0]), np.array([True]), "dtype float64 given, True and False wanted"),
        (np.array([-np.inf, 1.0]), np.array([-np.inf, 1.0]), ""),
        (np.array([0.0, 1.0]), np.array([-np.inf, 1.0]), "at [0] it gives 0 where -inf is wanted"),
        (np.array([np.inf, 1.0]), np.array([2.0, 1.0]), "at [0] it gives inf where 2 is wanted"),
        (np.array([]), np.array([]), ""),
        (2, 2, ""),
    ],
)
def test_where_two_answers_part(given, wanted, words):
    assert differs(given, wanted, 1e-6) == words


def test_tensors_are_arrays_and_gradients_do_not_matter():
    torch = pytest.importorskip("torch")
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert differs(x, torch.tensor([1.0, 2.0]), 1e-6) == ""
    assert "at [1]" in differs(2 * x, np.array([2.0, 3.0]), 1e-6)


def test_how_close_is_close_enough():
    assert differs(1.001, 1.0, 1e-2) == ""
    assert differs(1.02, 1.0, 1e-2)
    assert differs(1.0 + 1e-15, 1.0, 0), "not changed at all means not at all"


def test_the_right_number_may_stay_hidden():
    assert differs(2.0, 1.0, 1e-6, reveal=False) == "it gives 2, and that is not it"
    assert differs("b", "a", 1e-6, reveal=False) == "'b' given"
    assert differs((1.0, 3.0), (1.0, 2.0), 1e-6, reveal=False) == "result 2: it gives 3, and that is not it"
