"""The figures of the book's claims: what is stated, the code that finds it, and what is quoted from papers.

A chapter puts a figure of its own cells into its prose under the same name (``glue``). Tests hold that what is stated
here is what the code finds, and that a page shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import padding, softmax

if TYPE_CHECKING:
    from collections.abc import Callable

    from softlook._array import Array
    from softlook.vision.displays import Kind

SCORES = ((0.63, -3.2, -2.5), (-1.5, -3.9, 0.57), (-2.8, 0.64, -3.2))  # of I, love, you, for je, t', aime
PAD, PLACES = 0.5, 100


@dataclass(frozen=True)
class Figure:
    """A number of a claim."""

    claim: int
    """The claim's number."""
    stated: str
    """As the book writes it: ``.94``, ``98.8 %``."""
    measure: Callable[[], float]
    """The experiment that finds it."""

    @property
    def shown(self) -> str:
        """What the experiment finds, to as many digits as are stated."""
        return shown(self.measure(), self.stated)


def shown(value: float, like: str) -> str:
    """Write a number in the manner of another: as many digits, percent or not, no leading zero.

    Examples
    --------
    >>> shown(0.98765, "98.8 %"), shown(0.5, ".94"), shown(-0.5, "1.0"), shown(1234.5, "12")
    ('98.8 %', '.50', '−.5', '1234')
    """
    percent = like.endswith("%")
    digits = len(like.rstrip(" %").partition(".")[2])
    text = f"{abs(value) * (100 if percent else 1):.{digits}f}"
    text = text[1:] if text.startswith("0.") else text
    return ("−" if value < 0 else "") + text + (" %" if percent else "")


def example_scores() -> Array:
    """Return the made-up scores of *I love you*: (3, 100), three words and 97 pads, each of which scores .5."""
    e = np.full((len(SCORES), PLACES), PAD)
    e[:, :3] = SCORES
    return e


def example_weights(*, masked: bool) -> Array:
    """Return the weights (3, 100) that these scores give, with the pads masked or not."""
    return softmax(example_scores(), padding(3, PLACES) if masked else None)


def most_moved(*, shift: float = 0.0, scale: float = 1.0) -> float:
    """Return how far any weight of *je t' aime* moves when all scores are multiplied by `scale`, and `shift` is added.

    Examples
    --------
    >>> most_moved(shift=7.0) < 1e-15, round(most_moved(scale=2.0), 2)
    (True, 0.11)
    """
    weights = softmax(scale * example_scores() + shift, padding(3, PLACES))
    return float(np.abs(weights - example_weights(masked=True)).max())


def _norm(scale: float) -> float:
    """Return the mean spectral norm of the softmax's Jacobian at that scale of 64 scores."""
    from softlook.experiments.saturation import softmax_gradient

    return float(softmax_gradient([scale])[0]["mean"])


def _saturated(scale: float) -> float:
    from softlook.experiments.saturation import softmax_gradient

    return float(softmax_gradient([scale])[0]["saturated"])


def _diagonal(*, stretched: bool = False, hope: bool = False) -> float:
    from softlook.experiments.word_order import HOPE, diagonal_error

    return diagonal_error([HOPE] if hope else None, stretched=stretched)


def _row_sum(p: float) -> float:
    """Return what local-p's weights sum to with the window's centre at p."""
    from softlook.experiments.window_edge import sweep

    return float(sweep(start=p, stop=p, steps=1)[0]["sum"])


def _jump(p: float, *, round_p: bool = False) -> float:
    from softlook.experiments.window_edge import jump

    return jump(p, round_p=round_p)


def _predicted(*, masked: bool) -> float:
    from softlook.experiments.leaks import predict_next

    return predict_next(masked=masked)


def _distinguished(way: str) -> float:
    from softlook.experiments.two_heads import distinguished

    return distinguished()[way]


def _takes(part: str) -> float:
    """Return how many numbers enter that part's recurrence in the documents' machine."""
    from softlook.experiments.sizes import sizes

    return float(getattr(sizes(), part))


@cache
def _company(kind: Kind) -> dict[str, Any]:
    """Return what one red slanted bar is worth in that company."""
    from softlook.experiments.surround import same_bar

    (row,) = same_bar((kind,))
    return row


@cache
def _level() -> list[float]:
    """Return the gradient by each of sixty words, read by attention."""
    from softlook.experiments.gradient_reach import gradient_reach

    return [row.gradient for row in gradient_reach(60) if row.reader == "attention"]


def _favourite(sharpness: float) -> float:
    from softlook.experiments.work import multiply_adds

    return multiply_adds(sharpness)["favourite"]


def _estimates() -> dict[str, dict[str, float]]:
    from softlook.experiments.hard_gradients import hard_gradients

    return {row["way"]: row for row in hard_gradients()}


def _less_variance() -> float:
    estimates = _estimates()
    return (estimates["REINFORCE"]["noise"] / estimates["REINFORCE, baseline"]["noise"]) ** 2


FIGURES = {
    "moved_by_shift": Figure(1, ".00", lambda: most_moved(shift=7.0)),
    "moved_by_scale": Figure(1, ".11", lambda: most_moved(scale=2.0)),
    "hope_diagonal": Figure(12, ".71", lambda: _diagonal(hope=True)),
    "aer_diagonal": Figure(16, ".33", _diagonal),
    "aer_stretched": Figure(16, ".25", lambda: _diagonal(stretched=True)),
    "pads_share": Figure(4, "98.8 %", lambda: float(example_weights(masked=False)[0, 3:].sum())),
    "i_masked": Figure(4, ".94", lambda: float(example_weights(masked=True)[0, 0])),
    "i_unmasked": Figure(4, ".012", lambda: float(example_weights(masked=False)[0, 0])),
    "reach_soft": Figure(2, ".017", lambda: min(_level())),
    "reach_soft_most": Figure(2, ".041", lambda: max(_level())),
    "norm_0": Figure(2, ".016", lambda: _norm(0)),
    "norm_1": Figure(2, ".098", lambda: _norm(1)),
    "norm_4": Figure(2, ".259", lambda: _norm(4)),
    "norm_32": Figure(2, ".065", lambda: _norm(32)),
    "saturated_32": Figure(2, "67 %", lambda: _saturated(32)),
    "takes_encoder": Figure(5, "800", lambda: _takes("encoder")),
    "takes_decoder": Figure(5, "1300", lambda: _takes("decoder")),
    "sum_before": Figure(6, ".59", lambda: _row_sum(4.995)),
    "sum_after": Figure(6, ".21", lambda: _row_sum(5.005)),
    "jump_whole": Figure(6, ".61", lambda: _jump(5.0)),
    "jump_half": Figure(6, ".43", lambda: _jump(4.5, round_p=True)),
    "less_variance": Figure(6, "5.0", _less_variance),
    "through_bias": Figure(6, "70 %", lambda: _estimates()["straight-through"]["bias"]),
    "leaked": Figure(11, "100 %", lambda: _predicted(masked=False)),
    "honest": Figure(11, "11 %", lambda: _predicted(masked=True)),
    "c1_alone": Figure(14, "1.00", lambda: _company("alone")["salience"]),
    "c1_colour": Figure(14, ".27", lambda: _company("colour")["salience"]),
    "c1_equal": Figure(14, ".012", lambda: _company("equal")["salience"]),
    "c1_equal_others": Figure(14, ".012", lambda: _company("equal")["others"]),
    "c1_equal_first": Figure(14, "10 %", lambda: _company("equal")["first"]),
    "even": Figure(19, "1.6 %", lambda: _favourite(0.0)),
    "sharp": Figure(19, "97 %", lambda: _favourite(50.0)),
    "pairs_all": Figure(20, "100", lambda: _distinguished("pairs")),
    "pairs_heads": Figure(20, "100", lambda: _distinguished("heads")),
    "pairs_mean": Figure(20, "55", lambda: _distinguished("mean score")),
}
"""By the name under which a chapter glues it."""

QUOTED = {
    "bahdanau2015": {
        "table 1, all / no unknown words": ("13.93", "24.19", "21.50", "31.44", "17.82", "26.71", "26.75", "34.16")
    },
    "luong2015": {
        "table 4, perplexity and BLEU": ("6.4", "18.1", "6.1", "18.6", "17.3", "6.2", "6.6", "18.0", "5.9", "19.0"),
        "table 6, alignment error rate": (".39", ".34", ".36"),
    },
    "judd2009": {"abstract, viewers and images": ("15", "1003")},
    "vaswani2017": {"table 3, BLEU": ("24.9", "25.5", "25.8", "25.4")},
}
"""Numbers quoted from papers, by the key in ``references.bib`` and the place in the paper; each written as there."""
