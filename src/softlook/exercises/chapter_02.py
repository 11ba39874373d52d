"""The exercises of chapter 2: from scores to a context, a reader that looks at two words, a step that goes on from what it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook.attention import read
from softlook.exercises.exercise import Wrong, function
from softlook.normalizers import softmax

if TYPE_CHECKING:
    from softlook._array import Array


def _contents(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Scores, a mask that leaves at least one place, and a memory of as many places as it has not numbers."""
    t_y, t_x = int(rng.integers(1, 4)), int(rng.integers(5, 8))
    mask = rng.random((t_y, t_x)) < 0.6
    mask[:, int(rng.integers(t_x))] = True
    mask[:, int(rng.integers(t_x - 1))] ^= True
    mask[~mask.any(axis=-1)] = True
    return 2 * rng.standard_normal((t_y, t_x)), mask, rng.standard_normal((t_x, 4))


def read_memory(e: Array, mask: Array, h: Array) -> Array:
    """Return the contexts c: the memory h, read by the masked softmax of the scores e."""
    return read(softmax(e, mask), h)


def _positive(e: Array, mask: Array) -> Array:
    return np.where(mask, np.exp(e), 0.0)


_READ_MEMORY = function(
    "2.2",
    "read_memory(e, mask, h)",
    read_memory,
    _contents,
    (
        Wrong("scale", "the rows of weights do not sum to 1: something is left to do after the exponential.", lambda e, m, h: _positive(e, m) @ h),
        Wrong("axis", "the softmax goes down the columns; each query's row has to sum to 1.", lambda e, m, h: softmax(e.T.copy(), m.T.copy()).T @ h),
        Wrong("mask", "it reads the places that the mask hides: True means may look.", lambda e, m, h: softmax(e) @ h),
        Wrong("mask", "it reads just what the mask hides: True means may look.", lambda e, m, h: softmax(e, ~m) @ h),
        Wrong(
            "mask",
            "hidden places are taken out after the softmax, and what is left no longer sums to 1.",
            lambda e, m, h: np.where(m, softmax(e), 0.0) @ h,
        ),
        Wrong("misconception", "a score of 0 hides nothing: a softmax gives it a fair weight.", lambda e, m, h: softmax(e * m) @ h),
        Wrong("misconception", "scores are no weights: they can be negative, and they sum to anything.", lambda e, m, h: np.where(m, e, 0.0) @ h),
        Wrong(
            "misconception",
            "it reads the one best place; a softmax reads a little of each.",
            lambda e, m, h: h[np.where(m, e, -np.inf).argmax(axis=-1)],
        ),
    ),
)

EXERCISES = (_READ_MEMORY,)
