r"""Training hard attention: straight-through, Gumbel-softmax, REINFORCE.

A hard choice has no gradient of its own. The first two are normalisers that give it one (biased); the third estimates
the gradient of the expected cost without bias, at the price of variance. :func:`expected_cost` is what all three
approximate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from softlook import _check
from softlook._array import namespace
from softlook.normalizers import gumbel, hard_kernel, hide, largest, sample, softmax_kernel

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from torch import Tensor


class StraightThrough(nn.Module):
    r"""Hard attention in the forward pass, with the gradient of soft attention in the backward pass.

    .. math::

        \alpha = \mathrm{hard}(e), \qquad
        \frac{\partial \alpha}{\partial e} := \frac{\partial\, \mathrm{softmax}(e)}{\partial e}

    References
    ----------
    Bengio, Leonard & Courville 2013, section 2 (arXiv 1308.3432).

    Examples
    --------
    >>> StraightThrough()(torch.tensor([0.0, 2.0]))
    tensor([0., 1.])
    """

    def forward(
        self, e: Float[Tensor, "... t_x"], mask: Bool[Tensor, "... t_x"] | None = None
    ) -> Float[Tensor, "... t_x"]:
        """Return alpha; raises as :func:`softlook.hard`."""
        xp = namespace(e=e, mask=mask)
        _check.scores(xp, e, mask)
        return _through(hard_kernel(xp, e, mask), softmax_kernel(xp, e, mask))


class GumbelSoftmax(nn.Module):
    r"""Relax a draw: a softmax of noisy scores, whose limit at temperature 0 is a draw.

    .. math:: \alpha = \mathrm{softmax}\left(\frac{e + g}{T}\right), \qquad g_{ij} \sim \mathrm{Gumbel}(0, 1)

    Parameters
    ----------
    temperature : float
        T, above 0.
    seed : int, numpy Generator or torch Generator
        Where the noise comes from; an int starts a generator of its own.
    straight_through : bool
        Whether attention is hard in the forward pass.

    Raises
    ------
    TypeError, ValueError
        If the temperature is not above 0; in a call, as :func:`softlook.sample`.

    References
    ----------
    Jang, Gu & Poole 2017 (arXiv 1611.01144); Maddison, Mnih & Teh 2017 (arXiv 1611.00712).

    Examples
    --------
    >>> GumbelSoftmax(0.01, seed=0)(torch.tensor([0.0, 2.0])).round(decimals=3)
    tensor([0., 1.])
    """

    def __init__(
        self,
        temperature: float = 1.0,
        *,
        seed: int | np.random.Generator | torch.Generator,
        straight_through: bool = False,
    ) -> None:
        super().__init__()
        self.temperature, self.straight_through = _check.positive("temperature", temperature), straight_through
        self.seed = _generator(seed)

    def forward(
        self, e: Float[Tensor, "... t_x"], mask: Bool[Tensor, "... t_x"] | None = None
    ) -> Float[Tensor, "... t_x"]:
        """Return alpha."""
        xp = namespace(e=e, mask=mask)
        _check.scores(xp, e, mask)
        noisy = e + gumbel(e, self.seed)
        soft: Tensor = softmax_kernel(xp, noisy, mask, self.temperature)
        return _through(hard_kernel(xp, noisy, mask), soft) if self.straight_through else soft


class Reinforce(nn.Module):
    r"""Draw a key, and learn from its cost (REINFORCE), compared with the costs before.

    .. math:: \nabla \, \mathbb{E}[L] = \mathbb{E}\left[\nabla L + (L - b) \, \nabla \log \Pr[\alpha]\right]

    Called as (e, mask) it is a normaliser that draws. Then :meth:`surrogate` turns the cost into one of the same value
    whose gradient is, on average, that of the expected cost. The baseline b is a moving average over past costs.

    Parameters
    ----------
    seed : int, numpy Generator or torch Generator
        Where the draws come from; an int starts a generator of its own.
    decay : float
        How much of b stays at each step, in [0, 1).

    Raises
    ------
    TypeError, ValueError
        If the decay is out of range; in a call, as :func:`softlook.sample`.

    References
    ----------
    Williams 1992 (doi 10.1007/BF00992696); for attention Xu et al. 2015, section 4.1, equations 11 and 12
    (arXiv 1502.03044).

    Examples
    --------
    >>> reinforce = Reinforce(seed=0)
    >>> e = torch.zeros(1, 2, requires_grad=True)
    >>> alpha = reinforce(e)
    >>> reinforce.surrogate(torch.tensor([3.0]), e, alpha)
    tensor([3.], grad_fn=<AddBackward0>)
    """

    baseline: Tensor

    def __init__(self, *, seed: int | np.random.Generator | torch.Generator, decay: float = 0.9) -> None:
        super().__init__()
        decay = _check.number("decay", decay, "a number in [0, 1)")
        if not 0 <= decay < 1:
            raise ValueError(f"decay: {decay} given, a number in [0, 1) wanted")
        self.decay = decay
        self.seed = _generator(seed)
        self.register_buffer("baseline", torch.tensor(0.0))

    def forward(
        self, e: Float[Tensor, "... t_x"], mask: Bool[Tensor, "... t_x"] | None = None
    ) -> Float[Tensor, "... t_x"]:
        """Draw alpha."""
        alpha: Tensor = sample(e.detach(), mask, seed=self.seed)
        return alpha

    def surrogate(
        self,
        cost: Float[Tensor, " ..."],
        e: Float[Tensor, "... t_x"],
        alpha: Float[Tensor, "... t_x"],
        mask: Bool[Tensor, "... t_x"] | None = None,
    ) -> Float[Tensor, " ..."]:
        """Return the cost, with the estimator's gradient; while training, move the baseline towards it.

        `cost` holds one number a draw, (..., t_y), or one a sentence, (...), of all whose draws it is the outcome.

        Raises
        ------
        ValueError
            If the cost is neither.
        """
        log_p = log_probability(e, alpha, mask)
        if cost.shape == log_p.shape[:-1] and cost.ndim < log_p.ndim:
            log_p = log_p.sum(-1)
        if cost.shape != log_p.shape:
            draws, sentences = _check.shape(log_p), _check.shape(log_p)[:-1]
            raise ValueError(
                f"cost: shape {_check.shape(cost)} given, "
                f"one for each draw {draws} or one a sentence {sentences} wanted"
            )
        advantage = cost.detach() - self.baseline
        if self.training and cost.numel():
            mean = cost.detach().mean().to(self.baseline.dtype)
            self.baseline = self.decay * self.baseline + (1 - self.decay) * mean
        return cost + advantage * (log_p - log_p.detach())


def log_probability(
    e: Float[Tensor, "... t_x"], alpha: Float[Tensor, "... t_x"], mask: Bool[Tensor, "... t_x"] | None = None
) -> Float[Tensor, " ..."]:
    r"""Return the logarithm of the probability of a draw; 0 where a row may attend nowhere.

    .. math:: \log \Pr[\alpha_i] = \sum_j \alpha_{ij} \log \mathrm{softmax}(e_i)_j

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.softmax`, and if alpha is not of the shape of e.
    """
    xp = namespace(e=e, alpha=alpha, mask=mask)
    _check.scores(xp, e, mask)
    _check.exact("alpha", alpha, _check.shape(e), "as e's")
    visible = hide(xp, e, mask)
    _, fully_masked = largest(xp, visible.detach())
    log_p = torch.log_softmax(torch.where(fully_masked, torch.zeros_like(e), visible), -1)
    return torch.where(alpha > 0, alpha * torch.where(alpha > 0, log_p, 0), 0).sum(-1)


def expected_cost(
    e: Float[Tensor, "... t_x"], costs: Float[Tensor, "... t_x"], mask: Bool[Tensor, "... t_x"] | None = None
) -> Float[Tensor, " ..."]:
    r"""Return the exact expectation over all keys, where they are few enough to try each.

    .. math:: \mathbb{E}[L_i] = \sum_j \mathrm{softmax}(e_i)_j \, L_{ij}

    `costs` holds what a draw of each key would cost.

    Raises
    ------
    TypeError, ValueError
        As :func:`softlook.softmax`, and if the costs are not of the shape of e.

    Examples
    --------
    >>> expected_cost(torch.zeros(2), torch.tensor([1.0, 3.0]))
    tensor(2.)
    """
    xp = namespace(e=e, costs=costs, mask=mask)
    _check.scores(xp, e, mask)
    _check.exact("costs", costs, _check.shape(e), "as e's")
    alpha: Tensor = softmax_kernel(xp, e, mask)
    return (alpha * costs).sum(-1)


def _generator(seed: int | np.random.Generator | torch.Generator) -> np.random.Generator | torch.Generator:
    """Start a generator from an int; a generator goes on as it is."""
    if isinstance(seed, np.random.Generator | torch.Generator):
        return seed
    return np.random.default_rng(_check.count("seed", seed))


def _through(forward: Tensor, back: Tensor) -> Tensor:
    """Return the value of one with the gradient of the other."""
    return forward + (back - back.detach())
