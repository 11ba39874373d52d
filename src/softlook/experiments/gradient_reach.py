"""How far back a gradient reaches: through a recurrence alone, and past it through attention."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook import _check

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import nn

READERS = ("fixed vector", "attention", "attention on one word")


class Reach(NamedTuple):
    """How strongly what is read depends on the word so many steps back."""

    reader: str
    """What read the states: one of ``READERS``."""
    distance: int
    """Steps from the word to the end of the sentence; 0 is the last word."""
    gradient: float
    """Length of the gradient by that word, geometric mean over the seeds; the fixed vector's at distance 0 is 1."""


def gradient_reach(
    length: int = 60, *, width: int = 64, margin: float = 20.0, seeds: int = 8, recurrence: nn.Module | None = None
) -> list[Reach]:
    r"""Measure the gradient of what a decoder reads by each source word.

    A GRU as torch starts it, untrained, runs over random vectors :math:`x_1 \dots x_n`. What is read is
    :math:`u^\top c` for a random direction u, where c is

    - *fixed vector*: the last state, :math:`h_n`;
    - *attention*: :func:`softlook.attend` with a random query over all states, by the scaled dot product;
    - *attention on one word*: the same, with the score of the word in the middle raised so far that it has nearly all
      the weight.

    In the first the gradient by :math:`x_j` is a product of n - j Jacobians of the recurrence. In the second it is
    that of the states nearby, times their weights: a path whose length does not grow with the distance (Bahdanau et
    al. 2015, section 3.1; Kerg et al. 2020, arXiv 2006.09471). In the third the path leads to the one word that is
    attended to, and through the recurrence to those before it; those after it are left with what comes through the
    scores, whose derivative is nearly 0 in a saturated softmax (:func:`softlook.jacobians.softmax_jacobian`).

    Parameters
    ----------
    length : int
        n, words in a sentence.
    width : int
        Of words, states and query.
    margin : float
        What is added to the score of word n // 2 in the third reader, above 0.
    seeds : int
        How many networks and sentences.
    recurrence : torch.nn.Module, optional
        Takes (1, n, width), returns (states (1, n, width), anything); a new ``torch.nn.GRU`` a seed if left out.

    Returns
    -------
    list of Reach
        length entries a reader, from distance 0 on.

    Raises
    ------
    TypeError, ValueError
        If a count is not a whole number, or a number is not above 0.

    Examples
    --------
    >>> reach = {(row.reader, row.distance): row.gradient for row in gradient_reach(40, seeds=2)}
    >>> reach["attention", 39] > 1000 * reach["fixed vector", 39]
    True
    """
    import torch
    from torch import nn

    from softlook.attention import attend
    from softlook.scores import scaled_dot

    _check.counts(least=1, length=length, width=width, seeds=seeds)
    _check.positive("margin", margin)
    logs = np.zeros((len(READERS), length))
    raised = torch.zeros(length, dtype=torch.float64)
    raised[length // 2] = margin
    for seed in range(seeds):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            encoder = recurrence or nn.GRU(width, width, batch_first=True, dtype=torch.float64)
            x = torch.randn(1, length, width, dtype=torch.float64, requires_grad=True)
            q, u = torch.randn(2, 1, 1, width, dtype=torch.float64)
        h, _ = encoder(x)
        soft = attend(q, h, h).c
        one = attend(q, h, h, score=lambda q, k: scaled_dot(q, k) + raised).c
        for n, c in enumerate((h[:, -1:], soft, one)):
            (gradient,) = torch.autograd.grad((c * u).sum(), x, retain_graph=True)
            logs[n] += np.log(np.maximum(_norms(gradient.numpy()), np.finfo(float).tiny))[::-1]
    means = np.exp(logs / seeds)
    means /= means[0, 0]
    return [
        Reach(reader, distance, float(value))
        for reader, row in zip(READERS, means, strict=True)
        for distance, value in enumerate(row)
    ]


def _norms(gradient: Float[np.ndarray, "1 n d"]) -> Float[np.ndarray, " n"]:
    norms: Float[np.ndarray, " n"] = np.linalg.norm(gradient[0], axis=-1)
    return norms
