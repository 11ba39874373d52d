"""How to train, and the points of the learning curve that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from softlook import _check
from softlook.translate.regularisation import Regularisation


class Point(NamedTuple):
    """A point of the learning curve: means over the last steps, on pairs as they were learned from."""

    steps: int
    """Taken so far."""
    loss: float
    """Cross-entropy a token, in nats."""
    accuracy: float
    """Share of the tokens predicted correctly, given the words before them."""
    cpu_s: float
    """CPU seconds spent so far."""


@dataclass(frozen=True)
class Recipe:
    """How to train.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Examples
    --------
    >>> Recipe(steps=100, diagonal_bias=2.0).at(25)
    Regularisation(diagonal_bias=1.0, score_noise=0.0, state_dropout=0.0)
    """

    steps: int = 1000
    batch: int = 128
    seed: int = 0
    learning_rate: float = 1e-2
    warm_up: float = 0.15
    """Share of the steps in which the learning rate rises."""
    betas: tuple[float, float] = (0.9, 0.98)
    clip: float = 1.0
    diagonal_bias: float = 0.0
    """How strongly attention favours the diagonal at first: what a word two places away from it loses of its score."""
    diagonal_bias_share: float = 0.5
    """Share of the steps in which the diagonal bias fades to nothing."""

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        _check.counts(least=1, steps=self.steps, batch=self.batch)
        _check.positive("learning_rate", self.learning_rate)
        _at_least_zero("diagonal_bias", self.diagonal_bias)

    def at(self, step: int) -> Regularisation:
        """Return what regularises a step, from 0."""
        return Regularisation(diagonal_bias=self._diagonal_bias_at(step))

    def _diagonal_bias_at(self, step: int) -> float:
        return max(0.0, self.diagonal_bias * (1 - step / max(1.0, self.diagonal_bias_share * self.steps)))


@dataclass(frozen=True)
class RegularisedRecipe(Recipe):
    """How to train with regularisation, whose strengths were found on the validation split, with additive attention.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Examples
    --------
    >>> RegularisedRecipe(steps=100).at(20)
    Regularisation(diagonal_bias=0.0, score_noise=1.0, state_dropout=0.2)
    """

    steps: int = 1400
    learning_rate: float = 7e-3
    betas: tuple[float, float] = (0.9, 0.97)
    diagonal_bias: float = 2.0
    diagonal_bias_share: float = 0.15
    state_dropout: float = 0.2
    """The probability that the readout goes without the state."""
    score_noise: float = 1.0
    """The standard deviation of the noise in the scores."""
    fade_out: tuple[float, float] = (0.2, 0.6)
    """Shares of the steps between which state dropout and score noise fade to nothing."""

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        super().__post_init__()
        _at_least_zero("score_noise", self.score_noise)
        _at_least_zero("state_dropout", self.state_dropout, below=1.0)

    def at(self, step: int) -> Regularisation:
        """Return what regularises a step, from 0."""
        begin, end = self.fade_out
        share = min(1.0, max(0.0, (end - step / self.steps) / (end - begin)))
        return Regularisation(self._diagonal_bias_at(step), self.score_noise * share, self.state_dropout * share)


def _at_least_zero(name: str, value: float, *, below: float = float("inf")) -> None:
    wanted = "a number of at least 0" + ("" if below == float("inf") else f" and below {below:g}")
    if not 0 <= _check.number(name, value, wanted) < below:
        raise ValueError(f"{name}: {value:g} given, {wanted} wanted")
