"""The exercises of chapter 2: from scores to a context, a step that goes on from what it read, a reader of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook.attention import read
from softlook.exercises.exercise import Wrong, function_exercise
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


_READ_MEMORY = function_exercise(
    "2.2",
    "read_memory(e, mask, h)",
    read_memory,
    _contents,
    (
        Wrong(
            "scale",
            "the rows of weights do not sum to 1: something is left to do after the exponential.",
            lambda e, m, h: _positive(e, m) @ h,
        ),
        Wrong(
            "axis",
            "the softmax goes down the columns; each query's row has to sum to 1.",
            lambda e, m, h: softmax(e.T.copy(), m.T.copy()).T @ h,
        ),
        Wrong(
            "axis",
            "all rows together sum to 1; each query's row has to, by itself.",
            lambda e, m, h: _positive(e, m) / _positive(e, m).sum() @ h,
        ),
        Wrong(
            "mask", "it reads the places that the mask hides: True means may attend.", lambda e, m, h: softmax(e) @ h
        ),
        Wrong("mask", "it reads just what the mask hides: True means may attend.", lambda e, m, h: softmax(e, ~m) @ h),
        Wrong(
            "mask",
            "hidden places are taken out after the softmax, and what is left no longer sums to 1.",
            lambda e, m, h: np.where(m, softmax(e), 0.0) @ h,
        ),
        Wrong(
            "misconception",
            "a score of 0 hides nothing: a softmax gives it a fair weight.",
            lambda e, m, h: softmax(e * m) @ h,
        ),
        Wrong(
            "misconception",
            "scores are not weights: they can be negative, and they sum to anything.",
            lambda e, m, h: np.where(m, e, 0.0) @ h,
        ),
        Wrong(
            "misconception",
            "it reads the one best place; a softmax reads a little of each.",
            lambda e, m, h: h[np.where(m, e, -np.inf).argmax(axis=-1)],
        ),
    ),
)


def _walk(rng: np.random.Generator) -> tuple[Array, Array, Array, int]:
    """Return keys, values, one question, and how many attention steps to take: two to four."""
    t_x = int(rng.integers(3, 7))
    return (
        2 * rng.standard_normal((t_x, 4)),
        rng.standard_normal((t_x, 4)),
        rng.standard_normal(4),
        int(rng.integers(2, 5)),
    )


def exploit(k: Array, v: Array, q: Array, steps: int) -> Array:
    """Return the state after that many attention steps: each asks with what the one before has found."""
    for _ in range(steps):
        q = softmax(k @ q) @ v
    return q


def _adds(k: Array, v: Array, q: Array, steps: int) -> Array:
    for _ in range(steps):
        q = q + softmax(k @ q) @ v
    return q


def _best_only(k: Array, v: Array, q: Array, steps: int) -> Array:
    for _ in range(steps):
        q = v[(k @ q).argmax()]
    return q


def _raw_scores(k: Array, v: Array, q: Array, steps: int) -> Array:
    for _ in range(steps):
        q = (k @ q) @ v
    return q


def _reads_keys(k: Array, _v: Array, q: Array, steps: int) -> Array:
    return exploit(k, k, q, steps)


def _scores_values(_k: Array, v: Array, q: Array, steps: int) -> Array:
    return exploit(v, v, q, steps)


_EXPLOIT = function_exercise(
    "2.3",
    "exploit(k, v, q, steps)",
    exploit,
    _walk,
    (
        Wrong(
            "misconception",
            "it asks the same question at each step, and so finds the same: go on from what was found.",
            lambda k, v, q, n: exploit(k, v, q, 1),
        ),
        Wrong(
            "misconception",
            "it adds what was found to what was asked; here the new state takes the old one's place.",
            _adds,
        ),
        Wrong(
            "misconception",
            "it takes the best fact alone; soft attention mixes all of them by their weights.",
            _best_only,
        ),
        Wrong("scale", "it reads by the scores; they have to become weights first.", _raw_scores),
        Wrong("axis", "it reads the keys; a fact is found by its key, and says its value.", _reads_keys),
        Wrong("axis", "it compares the question with the values; a fact is found by its key.", _scores_values),
        Wrong("scale", "it takes one step too many.", lambda k, v, q, n: exploit(k, v, q, n + 1)),
    ),
)


def _words(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return two to six words, and a table of seven."""
    return rng.integers(7, size=int(rng.integers(2, 7))), rng.standard_normal((7, 3))


def read_pairs(x: Array, table: Array) -> Array:
    """Return for each word its row of the table, and after it the row of the word before; zeros before the first."""
    h = table[x]
    before = np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    return np.concatenate([h, before], axis=-1)


def _with(x: Array, table: Array, other: Array) -> Array:
    return np.concatenate([table[x], other], axis=-1)


_READ_PAIRS = function_exercise(
    "2.4",
    "read_pairs(x, table)",
    read_pairs,
    _words,
    (
        Wrong(
            "misconception",
            "the first word has no word before it, and gets the last one's: np.roll goes round.",
            lambda x, t: _with(x, t, np.roll(t[x], 1, axis=0)),
        ),
        Wrong(
            "axis",
            "it puts the word after beside each word; the word before is wanted.",
            lambda x, t: _with(x, t, np.concatenate([t[x][1:], 0 * t[x][:1]])),
        ),
        Wrong(
            "axis",
            "the word before stands first; the word itself is wanted first.",
            lambda x, t: np.roll(read_pairs(x, t), t.shape[1], axis=-1),
        ),
        Wrong(
            "scale",
            "it adds the two; beside each other they stay apart, and order can be told.",
            lambda x, t: t[x] + read_pairs(x, t)[:, t.shape[1] :],
        ),
        Wrong(
            "mask",
            "before the first word there is nothing: zeros, not the first word again.",
            lambda x, t: _with(x, t, np.concatenate([t[x][:1], t[x][:-1]])),
        ),
    ),
)

EXERCISES = (_READ_MEMORY, _EXPLOIT, _READ_PAIRS)
