"""The exercises of chapter 4: a score by hand, weights mended, a score function, the four steps, and an error rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook.alignment import alignment_error_rate, links
from softlook.attention import attend
from softlook.exercises.exercise import Wrong, function_exercise, value_exercise
from softlook.normalizers import softmax
from softlook.scores import additive, dot

if TYPE_CHECKING:
    from softlook._array import Array

_I, _YOU = 0.63, -2.5

_HALF = value_exercise(
    "4.1",
    "half",
    float(np.log(np.exp(_I) + np.exp(_YOU))),
    (
        Wrong("misconception", "that score makes love weigh as much as I; you has some weight too.", _I),
        Wrong(
            "scale",
            "the sum of the others' exponentials is right, and a score is what the exponential makes it of.",
            float(np.exp(_I) + np.exp(_YOU)),
        ),
        Wrong(
            "misconception",
            "the scores of the others are added as they are; it is their exponentials that share the weight.",
            _I + _YOU,
        ),
    ),
    rtol=2e-3,
)


def mend(alpha: Array, mask: Array) -> Array:
    """Return weights of which the hidden ones are zero and each row sums to one."""
    left = np.where(mask, alpha, 0.0)
    return left / left.sum(axis=-1, keepdims=True)


def _unmasked(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return square weights, so that a wrong axis fits, and a mask that leaves a place in each row and column."""
    n = int(rng.integers(3, 6))
    return softmax(2 * rng.standard_normal((n, n))), (rng.random((n, n)) < 0.5) | np.eye(n, dtype=bool)


_MEND = function_exercise(
    "4.2",
    "mend(alpha, mask)",
    mend,
    _unmasked,
    (
        Wrong(
            "scale", "the rows no longer sum to 1: what the pads had is thrown away.", lambda alpha, mask: alpha * mask
        ),
        Wrong(
            "axis",
            "the columns sum to 1, and it is each row that should.",
            lambda alpha, mask: alpha * mask / (alpha * mask).sum(axis=0),
        ),
        Wrong(
            "mask",
            "it keeps what should be hidden: True means may attend.",
            lambda alpha, mask: mend(alpha, ~mask | np.eye(len(mask), dtype=bool)),
        ),
        Wrong(
            "misconception",
            "a second softmax takes weights for scores, and a weight of zero for a fair one.",
            lambda alpha, mask: softmax(np.where(mask, alpha, 0.0)),
        ),
        Wrong(
            "misconception",
            "what is missing is shared out evenly; in a masked softmax each gains in proportion to what it has.",
            lambda alpha, mask: np.where(mask, alpha + ((1 - (alpha * mask).sum(-1)) / mask.sum(-1))[:, None], 0.0),
        ),
    ),
)


def _score_arguments(rng: np.random.Generator) -> tuple[Array, ...]:
    """Return one query state, some keys, and square parameters, so that a transposed one fits."""
    d, t_x = int(rng.integers(2, 5)), int(rng.integers(2, 6))
    return (
        rng.standard_normal(d),
        rng.standard_normal((t_x, d)),
        rng.standard_normal((d, d)),
        rng.standard_normal((d, d)),
        rng.standard_normal(d),
    )


def additive_score(s: Array, h: Array, w_q: Array, w_k: Array, v_a: Array) -> Array:
    """Return the scores e (t_x,) of one state by Bahdanau's function."""
    return additive(s[None], h, w_q=w_q, w_k=w_k, v_a=v_a)[0]


_ADDITIVE = function_exercise(
    "4.3",
    "additive_score(s, h, w_q, w_k, v_a)",
    additive_score,
    _score_arguments,
    (
        Wrong(
            "misconception",
            "without the tanh the query moves every score alike, and the softmax never notices it.",
            lambda s, h, a, b, v: (s @ a.T + h @ b.T) @ v,
        ),
        Wrong(
            "axis",
            "a matrix W takes s to W s; yours takes it to s W.",
            lambda s, h, a, b, v: np.tanh(s @ a + h @ b) @ v,
        ),
        Wrong(
            "misconception",
            "each matrix has the other's vector: W_q is for the query, W_k for the keys.",
            lambda s, h, a, b, v: additive_score(s, h, b, a, v),
        ),
        Wrong(
            "scale",
            "the tanh goes around the sum, before v reads it off.",
            lambda s, h, a, b, v: np.tanh((s @ a.T + h @ b.T) @ v),
        ),
        Wrong(
            "misconception",
            "it gives weights; a score is what the softmax has not seen yet.",
            lambda s, h, a, b, v: softmax(additive_score(s, h, a, b, v)),
        ),
    ),
)


def _state(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return one state, and as many words as it has numbers, so that a wrong axis fits."""
    n = int(rng.integers(2, 6))
    return rng.standard_normal(n), rng.standard_normal((n, n))


def attention_step(s: Array, h: Array) -> Array:
    """Return the context c (d,) of one state: score, softmax, multiply, sum."""
    return attend(s[None], h, h, score=dot).c[0]


_STEP = function_exercise(
    "4.4",
    "attention_step(s, h)",
    attention_step,
    _state,
    (
        Wrong("scale", "the second step is missing: scores are not weights.", lambda s, h: (h @ s) @ h),
        Wrong(
            "axis",
            "the last step adds along a word; a context is a mixture of words.",
            lambda s, h: (softmax(h @ s)[:, None] * h).sum(axis=1),
        ),
        Wrong(
            "axis",
            "the weights meet the places of a vector, not the words.",
            lambda s, h: (softmax(h @ s)[None] * h).sum(axis=0),
        ),
        Wrong(
            "misconception",
            "it is a softmax with a division by the root of the width; Luong's dot has none.",
            lambda s, h: attend(s[None], h, h).c[0],
        ),
        Wrong(
            "misconception",
            "it takes the word of the highest score; step three wants all of them, each by its weight.",
            lambda s, h: h[(h @ s).argmax()],
        ),
    ),
)


def error_rate(alpha: Array, sure: Array, possible: Array) -> float:
    """Return the alignment error rate of the largest weight of each row."""
    golds = ({(int(i), int(j)) for i, j in np.argwhere(gold)} for gold in (sure, possible))
    return alignment_error_rate(links(alpha), *golds)


def _gold(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return weights, sure links (at least one, at most one a row) and possible links, the sure ones among them."""
    n = int(rng.integers(3, 7))
    sure = np.zeros((n, n), dtype=bool)
    sure[np.arange(n), rng.permutation(n)] = rng.random(n) < 0.7
    sure[0, 0] |= not sure.any()
    return softmax(3 * rng.standard_normal((n, n)) + 3 * sure), sure, sure | (rng.random((n, n)) < 0.2)


def _read(alpha: Array, axis: int) -> Array:
    return alpha == alpha.max(axis=axis, keepdims=True)


def _rate(predicted: Array, sure: Array, possible: Array) -> float:
    agreement = (predicted & sure).sum() + (predicted & possible).sum()
    return float(1 - agreement / (predicted.sum() + sure.sum()))


_RATE = function_exercise(
    "4.5",
    "error_rate(alpha, sure, possible)",
    error_rate,
    _gold,
    (
        Wrong(
            "axis",
            "it reads a link off each column; each target word has a row.",
            lambda alpha, s, p: _rate(_read(alpha, 0), s, p),
        ),
        Wrong(
            "mask",
            "possible links are left out: a link that may be drawn is no mistake.",
            lambda alpha, s, p: _rate(_read(alpha, 1), s, s),
        ),
        Wrong(
            "misconception",
            "possible links are taken for sure ones: nobody asks for all of them.",
            lambda alpha, s, p: _rate(_read(alpha, 1), p, p),
        ),
        Wrong(
            "scale",
            "that is the agreement; the error is what it lacks to 1.",
            lambda alpha, s, p: 1 - _rate(_read(alpha, 1), s, p),
        ),
        Wrong(
            "misconception",
            "it takes every weight above one half for a link; the largest of a row need not be so large.",
            lambda alpha, s, p: _rate(alpha > 0.5, s, p),
        ),
    ),
)

EXERCISES = (_HALF, _MEND, _ADDITIVE, _STEP, _RATE)
