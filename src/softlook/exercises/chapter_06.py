"""The exercises of chapter 6: the sum of a row, local-p, the gradient of an expected cost, a cheap window."""

from __future__ import annotations

import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook.attention import attend
from softlook.exercises.compare import differs
from softlook.exercises.exercise import Wrong, function_exercise, property_exercise, value_exercise
from softlook.masks import band
from softlook.normalizers import hard, softmax
from softlook.scores import dot
from softlook.windows import gaussian, local_p

if TYPE_CHECKING:
    from softlook._array import Array

LONG = 1200  # positions; an array of 1200 x 1200 takes 11.5 MB, or 1.4 in single bytes
MOST = 1_000_000  # bytes
WHOLE = f"the contexts are right, and somewhere an array of {LONG} x {LONG} is made."


def _row_sum(deviation: float) -> float:
    """Return what a row of equal scores sums to, half width 2, on a word."""
    return float(np.exp(-(np.arange(-2, 3) ** 2) / (2 * deviation**2)).mean())


_SUM = value_exercise(
    "6.1",
    "row_sum",
    float(local_p(np.zeros((1, 9)), p=np.array([4.0]), half_width=2).sum()),
    (
        Wrong(
            "scale",
            "that is the sum of the bell; the softmax gives each of the five words a fifth.",
            5 * _row_sum(1.0),
        ),
        Wrong("scale", "the bell's deviation is half of D, not D.", _row_sum(2.0)),
        Wrong(
            "axis",
            "the window holds the word at p and two on either side: five words.",
            float(np.exp(-(np.arange(-2, 3) ** 2) / 2).sum() / 4),
        ),
        Wrong("misconception", "the softmax sums to 1, and then the bell takes its share.", 1.0),
    ),
    rtol=0.011,
)


def _centres(rng: np.random.Generator) -> tuple[Array, Array, int]:
    """Return scores, centres (some on a word, some between, some near an end) and a half width."""
    t_y, t_x = int(rng.integers(2, 5)), int(rng.integers(7, 11))
    p = rng.random(t_y) * (t_x - 1)
    p[int(rng.integers(t_y))] = int(rng.integers(t_x))
    return 2 * rng.standard_normal((t_y, t_x)), p, int(rng.integers(1, 4))


def local_weights(e: Array, p: Array, half_width: int) -> Array:
    """Return local-p's weights."""
    return local_p(e, p=p, half_width=half_width)


def _away(e: Array, p: Array) -> Array:
    return np.abs(np.arange(e.shape[1]) - p[:, None])


def _bell(e: Array, p: Array, deviation: float) -> Array:
    return np.exp(-(_away(e, p) ** 2) / (2 * deviation**2))


def _columns(e: Array, p: Array, half_width: int) -> Array:
    return softmax(e.T.copy(), (_away(e, p) <= half_width).T.copy()).T * gaussian(p, e.shape[1], half_width)


def _variant(e: Array, p: Array, half_width: int, **options: bool) -> Array:
    return local_p(e, p=p, half_width=half_width, **options)


_LOCAL_P = function_exercise(
    "6.2",
    "local_weights(e, p, half_width)",
    local_weights,
    _centres,
    (
        Wrong(
            "scale",
            "the bell's deviation is half of half_width, not the whole.",
            lambda e, p, d: softmax(e, _away(e, p) <= d) * _bell(e, p, d),
        ),
        Wrong(
            "scale",
            "the bell is missing: inside the window it favours the middle.",
            lambda e, p, d: softmax(e, _away(e, p) <= d),
        ),
        Wrong("axis", "the softmax goes down the columns; each row is one attention step.", _columns),
        Wrong(
            "mask",
            "the cut is missing: outside the window a weight is 0.",
            lambda e, p, d: softmax(e) * gaussian(p, e.shape[1], d),
        ),
        Wrong(
            "mask",
            "the cut comes after the softmax, which has already shared its weight with the words outside.",
            lambda e, p, d: softmax(e) * (_away(e, p) <= d) * gaussian(p, e.shape[1], d),
        ),
        Wrong(
            "mask",
            "a word exactly half_width away is still inside.",
            lambda e, p, d: softmax(e, _away(e, p) < d) * gaussian(p, e.shape[1], d),
        ),
        Wrong(
            "misconception",
            "the rows are brought back to 1; the paper leaves them as they are.",
            partial(_variant, renormalize=True),
        ),
        Wrong(
            "misconception",
            "the centre is rounded; here the window sits on p itself.",
            partial(_variant, round_p=True),
        ),
    ),
)


def _costs(rng: np.random.Generator) -> tuple[Array, Array]:
    t_x = int(rng.integers(3, 8))
    return 2 * rng.standard_normal(t_x), 3 + rng.standard_normal(t_x)


def exact_gradient(e: Array, costs: Array) -> Array:
    """Return the gradient of the expected cost by the scores."""
    p = softmax(e)
    return p * (costs - p @ costs)


_GRADIENT = function_exercise(
    "6.3",
    "exact_gradient(e, costs)",
    exact_gradient,
    _costs,
    (
        Wrong(
            "scale",
            "each place's part has to be weighed by its probability.",
            lambda e, costs: costs - softmax(e) @ costs,
        ),
        Wrong(
            "scale",
            "the average cost is the expected one, weighed by the probabilities.",
            lambda e, costs: softmax(e) * (costs - costs.mean()),
        ),
        Wrong(
            "axis",
            "the sign is turned: this leads to where it costs more.",
            lambda e, costs: -exact_gradient(e, costs),
        ),
        Wrong(
            "misconception",
            "the softmax ties the places together: when one grows, the others shrink.",
            lambda e, costs: softmax(e) * costs,
        ),
        Wrong(
            "misconception",
            "a softmax is not a sigmoid: place k has a part in every probability.",
            lambda e, costs: softmax(e) * (1 - softmax(e)) * costs,
        ),
        Wrong(
            "misconception",
            "this is the best place's cost alone; all places have a part.",
            lambda e, costs: hard(e) * (costs - softmax(e) @ costs),
        ),
        Wrong(
            "misconception",
            "that is the expected cost, and not its gradient.",
            lambda e, costs: np.full(e.shape, softmax(e) @ costs),
        ),
    ),
)


def windowed(q: Array, k: Array, v: Array, half_width: int) -> Array:
    """Return local-m's contexts, one query at a time."""
    return _slide(q, k, v, half_width)


def _slide(q: Array, k: Array, v: Array, half_width: int, *, right: int = 0, **options: Any) -> Array:
    ends = range(half_width + 1 + right, half_width + 1 + right + q.shape[0])
    windows = [slice(max(0, i - half_width), max(1, end)) for i, end in enumerate(ends)]
    return np.concatenate([attend(q[i : i + 1], k[w], v[w], **options).c for i, w in enumerate(windows)])


def _whole(q: Array, k: Array, v: Array, half_width: int) -> Array:
    return attend(q, k, v, mask=band(q.shape[0], None, half_width)).c


_WINDOWS = function_exercise(
    "6.4",
    "windowed(q, k, v, half_width)",
    windowed,
    lambda rng: (*rng.standard_normal((3, int(rng.integers(5, 12)), 3)), int(rng.integers(1, 4))),
    (
        Wrong("scale", "the scores are not divided by the root of the width.", partial(_slide, score=dot)),
        Wrong(
            "axis",
            "the window ends one place too early on the right: a slice leaves its end out.",
            partial(_slide, right=-1),
        ),
        Wrong(
            "mask",
            "it attends back only; the window reaches as far ahead.",
            lambda q, k, v, d: _slide(q, k, v, d, right=-d),
        ),
        Wrong("mask", "it attends to everything.", lambda q, k, v, _d: attend(q, k, v).c),
        Wrong(
            "misconception",
            "all words in the window weigh the same; they have scores.",
            partial(_slide, score=lambda q, k: 0 * dot(q, k)),
        ),
        Wrong("misconception", "it reads the best word in the window alone.", partial(_slide, normalize=hard)),
    ),
)


def _small(answer: Any, rng: np.random.Generator) -> str:
    """Say where a window is wrong, or where it takes the memory of the whole matrix."""
    fault = _WINDOWS.judge(answer, rng)
    if fault:
        return fault
    q, k, v = rng.standard_normal((3, LONG, 2))
    wanted = windowed(q, k, v, 2)
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    try:
        given = answer(q, k, v, 2)
        peak = tracemalloc.get_traced_memory()[1] - before
    except Exception as error:  # noqa: BLE001  # an answer may fail in any way, and the feedback names it
        return f"with {LONG} positions it raises {type(error).__name__}: {error}"
    finally:
        if not running:
            tracemalloc.stop()
    if fault := differs(given, wanted, 1e-6):
        return f"with {LONG} positions {fault}."
    if peak > MOST:
        return WHOLE
    return ""


_WITHOUT_MATRIX = property_exercise(
    "6.4",
    _WINDOWS.prompt,
    windowed,
    _small,
    (*_WINDOWS.wrong, Wrong("mask", WHOLE, _whole)),
    passes=f"it agrees with the reference, and with {LONG} positions it takes no more than {MOST / 1e6:.0f} MB.",
)

EXERCISES = (_SUM, _LOCAL_P, _GRADIENT, _WITHOUT_MATRIX)
