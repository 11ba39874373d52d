r"""A training that keeps the looks to the word at hand, so that they can be read. No gold link is seen.

A look may go anywhere as long as the word comes out right: where the state knows the word already, and where the reader's neighbours
hold it too. Three things are asked of a step here beyond a good translation; a model that has learned is what any other of its settings is.

- The state is **forgotten**: in some of the readouts it is 0, and the word must be told from the context alone, which must then hold what answers
  it (dropout of the whole vector, as Bowman et al. 2016, arXiv 1511.06349, drop the words written).
- The scores are **blurred** by Gaussian noise, under which only those weights last whose scores lie far apart: they become sharp (noise to the same
  end: Raffel et al. 2017, arXiv 1704.00784). This and forgetting fade to nothing before the end.
- It **leans** to the diagonal, as :mod:`softlook.translate.training` tells, but shortly: where French turns *paul 's father* round, a long lean holds
  *paul* beside *'s*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from softlook import _check
from softlook.translate.recurrent import Recurrent
from softlook.translate.training import Recipe, Trained, _Run, build, pairs_of, run_training

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jaxtyping import Float

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.corpus.splits import Splits
    from softlook.translate.settings import Settings


SMALL = 0.5
"""The standard deviation of the embeddings at first: smaller than without regularisation, so that the noise counts beside them."""


@dataclass(frozen=True)
class RegularisedRecipe(Recipe):
    """How to train regularised: the recipe, and the strengths. The numbers were found on the validation split of the sentences, with additive attention.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Examples
    --------
    >>> recipe = RegularisedRecipe(steps=100)
    >>> recipe.state_dropout_at(20), recipe.score_noise_at(90)
    (0.2, 0.0)
    """

    steps: int = 1400
    learning_rate: float = 7e-3
    betas: tuple[float, float] = (0.9, 0.97)
    diagonal_bias: float = 2.0
    diagonal_bias_share: float = 0.15
    state_dropout: float = 0.2
    """The probability that a readout goes without the state."""
    score_noise: float = 1.0
    """The standard deviation of the noise in the scores."""
    fade_out: tuple[float, float] = (0.2, 0.6)
    """Shares of the steps between which forgetting and blur fade to nothing."""

    def __post_init__(self) -> None:
        """Refuse what cannot be trained."""
        for name in ("steps", "batch", "learning_rate"):
            _check.positive(name, getattr(self, name))
        _check.count("steps", self.steps)
        for name, below in (("diagonal_bias", float("inf")), ("score_noise", float("inf")), ("state_dropout", 1.0)):
            if not 0 <= (value := getattr(self, name)) < below:
                raise ValueError(
                    f"{name}: {value:g} given, a number of at least 0{' and below 1' if below == 1 else ''} wanted"
                )

    def state_dropout_at(self, step: int) -> float:
        """Return the probability at a step, from 0."""
        return self.state_dropout * self._share(step)

    def score_noise_at(self, step: int) -> float:
        """Return the deviation at a step, from 0."""
        return self.score_noise * self._share(step)

    def _share(self, step: int) -> float:
        begin, end = self.fade_out
        return min(1.0, max(0.0, (end - step / self.steps) / (end - begin)))


class Regularised(Recurrent):
    """A translator that is regularised while it is in training; else like any other.

    Parameters
    ----------
    settings, source, target
        As those of :class:`softlook.translate.recurrent.Recurrent`; the settings have a look and the readout 's;c'.

    Raises
    ------
    ValueError
        If they have not: there would be no context to tell a word from.
    """

    def __init__(self, settings: Settings, source: Any, target: Any) -> None:
        if settings.attention == "none" or settings.readout != "s;c":
            given = "attention: 'none'" if settings.attention == "none" else f"readout: {settings.readout!r}"
            raise ValueError(
                f"{given} given, a look and the readout 's;c' wanted: else there is no context to tell a word from"
            )
        super().__init__(settings, source, target)
        for embedding in (self.source_embedding, self.target_embedding):
            embedding.weight.detach().mul_(SMALL)
        self.state_dropout = self.score_noise = 0.0

    def _noisy(self, e: Tensor) -> Tensor:
        return e + self.score_noise * torch.randn_like(e) if self.training and self.score_noise else e

    def _hidden_score(
        self, q: Float[Tensor, "n 1 d_a"], keys: Float[Tensor, "n t_x d_a"], *, diagonal_bias: Tensor | None = None
    ) -> Float[Tensor, "n 1 t_x"]:
        return self._noisy(super()._hidden_score(q, keys, diagonal_bias=diagonal_bias))

    def _score(self, q: Tensor, keys: Tensor, *, diagonal_bias: Tensor | None = None) -> Tensor:
        return self._noisy(super()._score(q, keys, diagonal_bias=diagonal_bias))

    def _read_out(self, s: Tensor, c: Tensor) -> Tensor:
        if self.training and self.state_dropout:
            s = s * (torch.rand((*s.shape[:-1], 1)) >= self.state_dropout)
        return super()._read_out(s, c)


class _RegularisedRun(_Run):
    """A regularised training under way."""

    model: Regularised
    recipe: RegularisedRecipe

    def take(self) -> None:
        self.model.state_dropout, self.model.score_noise = (
            self.recipe.state_dropout_at(self.step),
            self.recipe.score_noise_at(self.step),
        )
        super().take()


def train_regularised(
    settings: Settings,
    data: Splits | Sequence[Pair],
    *,
    quiet: bool = False,
    state: str | Path | None = None,
    save_every: int = 100,
    stop_after: int | None = None,
    name: str = "",
    **how: Any,
) -> Trained:
    """Train a translator whose looks are to be read; it costs about as much as :func:`softlook.translate.training.train`.

    Parameters
    ----------
    settings : Settings
        Of the translator: with a look, and the readout 's;c'.
    data, quiet, state, save_every, stop_after, name
        As those of :func:`softlook.translate.training.train`.
    **how
        What :class:`RegularisedRecipe` takes: steps, batch, seed, and strengths.

    Returns
    -------
    Trained
        The model, and its learning curve.

    Raises
    ------
    TypeError, ValueError
        If the settings cannot be regularised, a number is out of range, there is nothing to learn from, or the state is of another training.
    """
    recipe = RegularisedRecipe(**how)
    _check.positive("save_every", save_every)
    pairs = pairs_of(data)

    def run() -> _RegularisedRun:
        plain: Any = build(settings, pairs)
        return _RegularisedRun(Regularised(plain.settings, plain.source, plain.target), recipe, pairs, name)

    return run_training(run, recipe, quiet=quiet, state=state, save_every=save_every, stop_after=stop_after)
