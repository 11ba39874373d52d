"""The exercises of chapter 3: sizes, a recurrence, the teacher's words, and a loss that leaves the pads out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook.exercises.exercise import Wrong, function_exercise, value_exercise
from softlook.translate.vocabulary import SPECIAL

if TYPE_CHECKING:
    from softlook._array import Array

_START, _END = SPECIAL.index("<s>"), SPECIAL.index("</s>")
_EMBEDDING, _HIDDEN = 300, 500

_PARAMETERS = value_exercise(
    "3.1",
    "parameters",
    _HIDDEN * (_EMBEDDING + _HIDDEN),
    (
        Wrong(
            "misconception",
            "that is the text's 300 + 300: what does the recurrence take besides the word?",
            _HIDDEN * 2 * _EMBEDDING,
        ),
        Wrong(
            "misconception",
            "those are the parameters for the word alone; the state before has its own.",
            _HIDDEN * _EMBEDDING,
        ),
        Wrong(
            "axis",
            "those are the numbers that go in; each of them has a parameter for every number that comes out.",
            _EMBEDDING + _HIDDEN,
        ),
        Wrong("scale", "the biases are in it; leave them aside.", _HIDDEN * (_EMBEDDING + _HIDDEN) + 2 * _HIDDEN),
        Wrong(
            "misconception", "that is the decoder, which takes a context too.", _HIDDEN * (_EMBEDDING + 2 * _HIDDEN)
        ),
    ),
    rtol=1e-9,
)


def encode(x: Array, w_x: Array, w_h: Array) -> Array:
    """Return the states h (t_x, d_h) of a recurrent encoder: h_j = tanh(W_x x_j + W_h h_(j-1)), from zeros."""
    h = np.zeros((len(x), len(w_h)))
    state = np.zeros(len(w_h))
    for j, word in enumerate(x):
        state = np.tanh(w_x @ word + w_h @ state)
        h[j] = state
    return h


def _linear(x: Array, w_x: Array, w_h: Array) -> Array:
    h, state = np.zeros_like(x), np.zeros(len(w_h))
    for j, word in enumerate(x):
        state = w_x @ word + w_h @ state
        h[j] = state
    return h


def _sentence(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return words as wide as the state, so that a transposed matrix still fits."""
    t_x, d = int(rng.integers(1, 6)), int(rng.integers(2, 5))
    return rng.standard_normal((t_x, d)), rng.standard_normal((d, d)), rng.standard_normal((d, d))


_ENCODE = function_exercise(
    "3.2",
    "encode(x, w_x, w_h)",
    encode,
    _sentence,
    (
        Wrong(
            "misconception",
            "every state forgets the one before: what carries the sentence on?",
            lambda x, w_x, w_h: np.tanh(x @ w_x.T),
        ),
        Wrong(
            "axis", "a matrix W takes x to W x; yours takes it to x W.", lambda x, w_x, w_h: encode(x, w_x.T, w_h.T)
        ),
        Wrong(
            "axis",
            "it reads from the right; here the first word comes first.",
            lambda x, w_x, w_h: encode(x[::-1], w_x, w_h)[::-1],
        ),
        Wrong("scale", "the tanh is missing, and the states can grow without end.", _linear),
        Wrong(
            "misconception",
            "it gives the last state alone; attention will want all of them.",
            lambda x, w_x, w_h: encode(x, w_x, w_h)[-1],
        ),
    ),
)


def teacher_forcing(target: Array) -> Array:
    """Return what the decoder reads (row 0) and what it shall write (row 1) under teacher forcing: (2, t_y + 1)."""
    return np.stack([np.concatenate([[_START], target]), np.concatenate([target, [_END]])])


_TEACHER_FORCING = function_exercise(
    "3.3",
    "teacher_forcing(target)",
    teacher_forcing,
    lambda rng: (rng.integers(4, 30, size=int(rng.integers(1, 7))),),
    (
        Wrong(
            "misconception",
            "it reads the very word that it has to write, so copying is all that it would learn.",
            lambda target: np.stack([np.concatenate([target, [_END]])] * 2),
        ),
        Wrong("axis", "reading and writing have changed places.", lambda target: teacher_forcing(target)[::-1]),
        Wrong(
            "mask",
            "it never learns to stop: the last thing to write is </s>.",
            lambda target: teacher_forcing(target)[:, :-1],
        ),
        Wrong(
            "misconception",
            "it starts with the first word already read; what does it read before it has written anything?",
            lambda target: teacher_forcing(target)[:, 1:],
        ),
    ),
)


def word_loss(p: Array, target: Array, mask: Array) -> float:
    """Return the mean of -log p over the real words of a padded sentence."""
    loss = -np.log(p[np.arange(len(target)), target])
    return float(loss[mask].mean())


def _padded(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return probabilities (t, 5) of five words, the right words, and a mask that is False at one pad or more."""
    t, real = 6, int(rng.integers(1, 6))
    return (
        rng.dirichlet(np.ones(5), size=t),
        np.where(np.arange(t) < real, rng.integers(1, 5, size=t), 0),
        np.arange(t) < real,
    )


def _each(p: Array, target: Array) -> Array:
    return -np.log(p[np.arange(len(target)), target])


_LOSS = function_exercise(
    "3.4",
    "word_loss(p, target, mask)",
    word_loss,
    _padded,
    (
        Wrong(
            "mask",
            "the pads are counted: the machine would be praised for writing pads.",
            lambda p, y, m: _each(p, y).mean(),
        ),
        Wrong(
            "mask", "it counts just the pads: True means that there is a word.", lambda p, y, m: _each(p, y)[~m].mean()
        ),
        Wrong(
            "scale",
            "it divides by the padded length: a short sentence would weigh less the longer its neighbours are.",
            lambda p, y, m: (_each(p, y) * m).mean(),
        ),
        Wrong(
            "scale",
            "that is in bits; the natural logarithm is wanted.",
            lambda p, y, m: _each(p, y)[m].mean() / np.log(2),
        ),
        Wrong(
            "misconception",
            "a loss is high where the machine was wrong; yours is turned round.",
            lambda p, y, m: -_each(p, y)[m].mean(),
        ),
        Wrong(
            "scale",
            "it is a sum, so a long sentence weighs more; the mean is wanted.",
            lambda p, y, m: _each(p, y)[m].sum(),
        ),
        Wrong(
            "misconception",
            "the logarithm of a mean is not the mean of the logarithms: take the logarithm word by word.",
            lambda p, y, m: -np.log(p[np.arange(len(y)), y][m].mean()),
        ),
    ),
)

EXERCISES = (_PARAMETERS, _ENCODE, _TEACHER_FORCING, _LOSS)
