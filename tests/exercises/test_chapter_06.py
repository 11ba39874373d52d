"""What exercise 6.4 says of answers that hold for a few positions and not for many."""

from __future__ import annotations

import tracemalloc

import numpy as np

from softlook.exercises import check
from softlook.exercises.chapter_06 import LONG, windowed


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
        near = (
            np.abs(np.subtract.outer(np.arange(len(q), dtype=np.int16), np.arange(len(q), dtype=np.int16)))
            <= half_width
        )
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
