"""The exercises of chapter 5: the size of a score, causal attention, heads by hand, a head for the word before."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook.attention import attend, self_attend
from softlook.exercises.exercise import Wrong, function_exercise, property_exercise, value_exercise
from softlook.heads import join_heads, multi_head, split_heads
from softlook.masks import causal
from softlook.normalizers import softmax
from softlook.scores import dot, scaled_dot

if TYPE_CHECKING:
    from softlook._array import Array

PLACES, ENOUGH = 6, 0.9

_SIZE = value_exercise(
    "5.1",
    "divisor",
    math.sqrt(256 * 4 * 4),
    (
        Wrong("scale", "that is the root of the width alone; the entries' variance is 4, not 1.", 16.0),
        Wrong("scale", "that is the variance; dividing by a number divides the variance by its square.", 4096.0),
        Wrong(
            "scale",
            "one of the two variances is missing: the product of two entries has the product of their variances.",
            32.0,
        ),
        Wrong(
            "misconception",
            "that is the width; it is the variance that grows with the width, and so the spread with its root.",
            256.0,
        ),
        Wrong(
            "misconception",
            "products of independent entries: their variances multiply, they do not add.",
            math.sqrt(256 * 8),
        ),
    ),
)


def _sequence(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Return a sequence and three matrices: queries and keys get one width, values another."""
    t, d, d_k = int(rng.integers(3, 7)), int(rng.integers(2, 5)), int(rng.integers(2, 6))
    return (
        rng.standard_normal((t, d)),
        rng.standard_normal((d_k, d)),
        rng.standard_normal((d_k, d)),
        rng.standard_normal((d_k + 1, d)),
    )


def causal_attention(x: Array, w_q: Array, w_k: Array, w_v: Array) -> Array:
    """Return the contexts of causal self-attention."""
    return self_attend(x, w_q=w_q, w_k=w_k, w_v=w_v, mask=causal(x.shape[0])).c


def _attend(x: Array, w_q: Array, w_k: Array, w_v: Array, **options: Any) -> Array:
    return self_attend(x, w_q=w_q, w_k=w_k, w_v=w_v, **options).c


def _causally(x: Array, w_q: Array, w_k: Array, w_v: Array, **options: Any) -> Array:
    return _attend(x, w_q, w_k, w_v, mask=causal(x.shape[0]), **options)


def _down(e: Array, mask: Array) -> Array:
    return softmax(e.T.copy(), mask.T.copy()).T


_CAUSAL_ATTENTION = function_exercise(
    "5.2",
    "causal_attention(x, w_q, w_k, w_v)",
    causal_attention,
    _sequence,
    (
        Wrong("scale", "the scores are not divided by the root of the queries' width.", partial(_causally, score=dot)),
        Wrong(
            "scale",
            "the scores are divided by the width, where its root is wanted.",
            partial(_causally, score=lambda q, k: dot(q, k) / q.shape[-1]),
        ),
        Wrong(
            "scale",
            "the root of x's width divides the scores; the queries have a width of their own.",
            lambda x, w_q, w_k, w_v: _causally(x, w_q, w_k, w_v, score=lambda q, k: dot(q, k) / x.shape[-1] ** 0.5),
        ),
        Wrong(
            "axis",
            "the softmax goes down the columns; each word's row has to sum to 1.",
            partial(_causally, normalize=_down),
        ),
        Wrong("mask", "it attends ahead: nothing hides what comes later.", _attend),
        Wrong(
            "mask",
            "it attends ahead and not back: the mask is upside down.",
            lambda x, w_q, w_k, w_v: _attend(x, w_q, w_k, w_v, mask=causal(x.shape[0]).T.copy()),
        ),
        Wrong(
            "mask",
            "a score of 0 hides nothing: a softmax gives it a fair weight.",
            partial(_causally, normalize=lambda e, mask: softmax(e * mask)),
        ),
        Wrong(
            "mask",
            "what comes later is taken out after the softmax, and what is left no longer sums to 1.",
            partial(_causally, normalize=lambda e, mask: softmax(e) * mask),
        ),
        Wrong(
            "misconception",
            "queries and keys change places: row i holds where word i attends, not which words attend to it.",
            lambda x, w_q, w_k, w_v: causal_attention(x, w_k, w_q, w_v),
        ),
    ),
)


def _heads(rng: np.random.Generator) -> tuple[Array, Array, Array, int]:
    """Return queries, keys and values, of unlike lengths, and two or three heads."""
    heads, share = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    t_y, t_x = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    return (
        rng.standard_normal((t_y, heads * share)),
        rng.standard_normal((t_x, heads * share)),
        rng.standard_normal((t_x, heads * (share + 1))),
        heads,
    )


def by_heads(q: Array, k: Array, v: Array, heads: int) -> Array:
    """Return the heads' contexts, side by side."""
    return multi_head(q, k, v, heads=heads).c


def _reshaped(x: Array, heads: int) -> Array:
    return x.reshape(heads, x.shape[0], x.shape[1] // heads)


def _head_contexts(q: Array, k: Array, v: Array, heads: int) -> Array:
    return attend(split_heads(q, heads), split_heads(k, heads), split_heads(v, heads)).c


def _mean_scores(q: Array, k: Array, v: Array, heads: int) -> Array:
    return softmax(scaled_dot(split_heads(q, heads), split_heads(k, heads)).mean(axis=0)) @ v


def _whole_width(q: Array, k: Array, v: Array, heads: int) -> Array:
    return multi_head(q, k, v, heads=heads, score=lambda q_n, k_n: dot(q_n, k_n) / q.shape[-1] ** 0.5).c


_BY_HEADS = function_exercise(
    "5.3",
    "by_heads(q, k, v, heads)",
    by_heads,
    _heads,
    (
        Wrong(
            "scale", "the scores are divided by the root of the whole width; a head has its share of it.", _whole_width
        ),
        Wrong(
            "scale",
            "the heads' scores are not divided at all.",
            lambda q, k, v, h: multi_head(q, k, v, heads=h, score=dot).c,
        ),
        Wrong(
            "axis",
            "a reshape to (heads, t, d / heads) cuts up the words; "
            "cut the features first, then move the heads to the front.",
            lambda q, k, v, h: join_heads(attend(_reshaped(q, h), _reshaped(k, h), _reshaped(v, h)).c),
        ),
        Wrong(
            "axis",
            "the contexts come back in the wrong order: all first numbers of the heads, then all second ones.",
            lambda q, k, v, h: np.moveaxis(_head_contexts(q, k, v, h), 0, -1).reshape(q.shape[0], -1),
        ),
        Wrong(
            "misconception",
            "the heads' scores are averaged; each head weighs by its own, and the contexts are laid side by side.",
            _mean_scores,
        ),
        Wrong(
            "misconception",
            "that is one head: each of them has to score its own part of the features.",
            lambda q, k, v, _h: attend(q, k, v).c,
        ),
        Wrong(
            "misconception",
            "the heads' contexts are averaged; they are laid side by side.",
            lambda q, k, v, h: _head_contexts(q, k, v, h).mean(axis=0),
        ),
    ),
)


def _matrices(answer: Any) -> tuple[Array, Array] | str:
    """Return two square matrices of finite numbers, or say what was given instead."""
    try:
        w_q, w_k = (np.asarray(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        return "two matrices of numbers are wanted, as in: matrices = w_q, w_k."
    for name, w in (("w_q", w_q), ("w_k", w_k)):
        if w.shape != (PLACES, PLACES) or not np.isfinite(w).all():
            return f"{name} has the shape {w.shape}; ({PLACES}, {PLACES}) is wanted, with finite numbers."
    return w_q, w_k


FEEDBACK = {  # by how far from a word the one is that it attends to most
    -1: "each word attends most to the one before it, and not by enough: how does a softmax become sharper?",
    0: "each word attends most to itself.",
    1: "each word attends most to the one behind it.",
}
ALIKE = "each word attends to all words equally: the scores of a row have to differ."


def _reads_the_word_before(answer: Any, _rng: np.random.Generator) -> str:
    """Say where a pair of matrices makes the words attend instead."""
    matrices = _matrices(answer)
    if isinstance(matrices, str):
        return matrices
    q, k = (np.eye(PLACES) @ w.T for w in matrices)
    e = np.clip(scaled_dot(q, k), -1e6, 1e6)
    alpha = softmax(e)[1:]  # of all words but the first
    at = np.arange(PLACES - 1)
    if (alpha[at, at] >= ENOUGH).all():
        return ""
    if np.ptp(alpha) < 1e-9:
        return ALIKE
    offsets = set((alpha[:-1].argmax(axis=1) - at[1:]).tolist())
    if len(offsets) == 1 and (feedback := FEEDBACK.get(offsets.pop())):
        return feedback
    worst = int(alpha[at, at].argmin())
    return f"word {worst + 2} of {PLACES} puts {alpha[worst, worst]:.2f} of its weight on the word before it."


_BEFORE = property_exercise(
    "5.4",
    "matrices",
    (20 * np.eye(PLACES, k=1), np.eye(PLACES)),
    _reads_the_word_before,
    (
        Wrong("scale", FEEDBACK[-1], (np.eye(PLACES, k=1), np.eye(PLACES))),
        Wrong("axis", FEEDBACK[1], (20 * np.eye(PLACES, k=-1), np.eye(PLACES))),
        Wrong("misconception", FEEDBACK[0], (20 * np.eye(PLACES), np.eye(PLACES))),
        Wrong("misconception", ALIKE, (np.ones((PLACES, PLACES)), np.ones((PLACES, PLACES)))),
    ),
    passes="every word but the first reads the one before it.",
)

EXERCISES = (_SIZE, _CAUSAL_ATTENTION, _BY_HEADS, _BEFORE)
