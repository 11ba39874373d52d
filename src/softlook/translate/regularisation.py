r"""What a step of training does to scores and states so that attention aligns with the words. No gold link is seen.

Attention may go anywhere as long as the word comes out right: where the state knows the word already, and where the
neighbours' encoder states hold it too. Three things change that. They are at work in training only: a model that has
learned so is what any other of its settings is.

- **Diagonal bias.** Attention favours the source word of its own number:

  .. math:: e_{ij} \leftarrow e_{ij} - b \left(\min(|i - j|, 4) / 2\right)^2

  by the square, so that a neighbour costs little (the idea of guided attention, Tachibana, Uenoyama & Aihara 2018,
  arXiv 1710.08969, who put it into the loss). Then *la femme* settles on *the woman* in this order and not crosswise,
  which costs the translation nothing and spoils the alignment. Where French turns *paul 's father* round, a bias that
  lasts long keeps *paul* beside *'s*.
- **Score noise.** Gaussian noise is added to the scores. Only those weights last whose scores lie far apart: they
  become sharp (noise to the same end: Raffel et al. 2017, arXiv 1704.00784).
- **State dropout.** In some of the readouts the state is 0, and the word must be predicted from the context alone,
  which must then hold what the word depends on (dropout of the whole vector, as Bowman et al. 2016, arXiv 1511.06349,
  drop the words written).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from jaxtyping import Float


@dataclass(frozen=True)
class Regularisation:
    """How strongly one step of training is regularised; 0 is not at all.

    Examples
    --------
    >>> Regularisation(diagonal_bias=2.0).scores(torch.zeros(2, 5))
    tensor([[ 0.0000, -0.5000, -2.0000, -4.5000, -8.0000],
            [-0.5000,  0.0000, -0.5000, -2.0000, -4.5000]])
    """

    diagonal_bias: float = 0.0
    """What a source word two places away from the diagonal loses of its score."""
    score_noise: float = 0.0
    """The standard deviation of the noise in the scores."""
    state_dropout: float = 0.0
    """The probability that a state is 0 in the readout."""

    def scores(self, e: Float[Tensor, "... t_y t_x"], first: int = 0) -> Float[Tensor, "... t_y t_x"]:
        """Return scores of the steps from `first` on, with bias and noise."""
        if self.diagonal_bias:
            t_y, t_x = e.shape[-2:]
            e = e - self.diagonal_bias * _penalty(first + t_y, t_x, e.dtype)[first:]
        return e + self.score_noise * torch.randn_like(e) if self.score_noise else e

    def states(self, s: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
        """Return states for the readout, some of them dropped whole."""
        return s * (torch.rand((*s.shape[:-1], 1)) >= self.state_dropout) if self.state_dropout else s


@cache
def _penalty(t_y: int, t_x: int, dtype: torch.dtype) -> Float[Tensor, "t_y t_x"]:
    i, j = (torch.arange(t, dtype=dtype) for t in (t_y, t_x))
    return ((j - i[:, None]).abs().clamp(max=4) / 2) ** 2
