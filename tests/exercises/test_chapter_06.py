"""The exercises of chapter 6: their references against the package, and what 6.4 says where positions are many."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from exercise_contract import Contract
from numpy.testing import assert_allclose

from softlook import attend_local_m, softmax
from softlook.exercises import chapter_06, check
from softlook.exercises.chapter_06 import LONG, exact_gradient, local_weights, windowed
from softlook.experiments.window_edge import sweep

CONTRACT = pytest.mark.parametrize("exercise", chapter_06.EXERCISES, ids=lambda one: one.number)


@CONTRACT
class TestContract(Contract):
    pass


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_the_sum_of_a_row_is_the_sweeps():
    (exercise,) = (exercise for exercise in chapter_06.EXERCISES if exercise.number == "6.1")
    published, *_ = sweep([0.0] * 9, start=4.0, stop=4.0, steps=1)
    assert_allclose(exercise.solution, published["sum"])


def test_local_weights_one_by_one():
    """Between two words the window holds four, whose softmax the Gaussian of deviation 1 then makes smaller."""
    alpha = local_weights(np.zeros((1, 9)), np.array([4.5]), 2)[0]
    near = np.exp(-(np.array([1.5, 0.5, 0.5, 1.5]) ** 2) / 2) / 4
    assert_allclose(alpha, [0, 0, 0, *near, 0, 0])


def test_the_exact_gradient_is_that_of_finite_differences(rng):
    e, costs = rng.normal(size=5), rng.normal(size=5)
    step = 1e-6 * np.eye(5)
    wanted = [(softmax(e + d) @ costs - softmax(e - d) @ costs) / 2e-6 for d in step]
    assert_allclose(exact_gradient(e, costs), wanted, atol=1e-8)


def test_windowed_contexts_are_local_ms(rng):
    q, k, v = rng.normal(size=(3, 9, 4))
    assert_allclose(windowed(q, k, v, 2), attend_local_m(q, k, v, half_width=2), rtol=1e-9)


def test_one_that_fails_when_it_gets_long():
    def short(q, k, v, half_width):
        if len(q) > 100:
            raise MemoryError("too long")
        return windowed(q, k, v, half_width)

    verdict = check("6.4", short)
    assert not verdict
    assert verdict.feedback == f"with {LONG} positions it raises MemoryError: too long"


def test_one_that_differs_when_it_gets_long():
    verdict = check("6.4", lambda q, k, v, half_width: windowed(q, k, v, half_width) + (len(q) > 100))
    assert not verdict
    assert verdict.feedback.startswith(f"with {LONG} positions at [")


def test_a_matrix_of_single_bytes_is_seen_too():
    def sly(q, k, v, half_width):
        i = np.arange(len(q), dtype=np.int16)
        near = np.abs(np.subtract.outer(i, i)) <= half_width
        return windowed(q, k, v, half_width) + 0 * near[0, 0]

    assert "an array of" in check("6.4", sly).feedback


def test_whoever_traces_memory_goes_on_tracing():
    tracemalloc.start()
    try:
        assert check("6.4", windowed)
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()
    assert check("6.4", windowed)
    assert not tracemalloc.is_tracing()
