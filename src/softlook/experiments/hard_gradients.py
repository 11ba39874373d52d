"""Gradients of hard attention: REINFORCE, straight-through and Gumbel-softmax against exact enumeration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import torch

from softlook import _check
from softlook.nn import GumbelSoftmax, Reinforce, StraightThrough, expected_cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from torch import Tensor

Problem: TypeAlias = 'tuple[Float[Tensor, "1 places"], Float[Tensor, "places 2"], Float[Tensor, "2"]]'

WAYS = (
    "REINFORCE",
    "REINFORCE, baseline",
    "straight-through",
    "Gumbel-softmax, T = 1",
    "Gumbel-softmax, T = .1",
    "Gumbel, straight-through, T = 1",
)


def problem(places: int = 6, *, seed: int = 0) -> Problem:
    """Return scores, values and a goal: the cost of a context is its squared distance from the goal.

    Parameters
    ----------
    places : int
        How many places to choose from.
    seed : int
        Where the numbers come from.

    Examples
    --------
    >>> [tuple(x.shape) for x in problem(3)]
    [(1, 3), (3, 2), (2,)]
    """
    _check.count("places", places)
    draw = torch.Generator().manual_seed(seed)
    shapes = (1, places), (places, 2), (2,)
    e, v, goal = (torch.randn(*shape, generator=draw, dtype=torch.float64) for shape in shapes)
    return e, v, goal


def hard_gradients(draws: int = 20_000, *, places: int = 6, seed: int = 0) -> list[dict[str, Any]]:
    r"""Estimate the gradient of the expected cost by its scores in several ways, and hold each against the exact one.

    .. math:: \frac{\partial}{\partial e_j} \sum_{j'} p_{j'} L_{j'} = p_j \Big(L_j - \sum_{j'} p_{j'} L_{j'}\Big),
        \qquad p = \mathrm{softmax}(e)

    Parameters
    ----------
    draws : int
        How many estimates of each way, above 1.
    places : int
        How many places to choose from.
    seed : int
        Where the draws come from; :func:`problem` has numbers of its own.

    Returns
    -------
    list of dict
        For each way, in units of the exact gradient's length: `bias`, how far the mean of the estimates lies from it;
        `noise`, how far a single estimate lies from that mean, as a root mean square; and `error`, how far the bias
        may be out by chance (a standard error).

    Raises
    ------
    TypeError, ValueError
        If a size is not an int of at least 0.

    References
    ----------
    Williams 1992 (doi 10.1007/BF00992696); Xu et al. 2015, section 4.1 (arXiv 1502.03044); Bengio, Leonard &
    Courville 2013 (arXiv 1308.3432); Jang, Gu & Poole 2017 (arXiv 1611.01144).

    Examples
    --------
    >>> hard_gradients(2)[2]["noise"]  # straight-through draws nothing
    0.0
    """
    _check.count("draws", draws)
    e, v, goal = problem(places)
    costs = ((v - goal) ** 2).sum(-1)[None]
    exact = _gradient(expected_cost, e, costs)
    average = float(expected_cost(e, costs))

    def reinforce(e: Tensor, baseline: float) -> Tensor:
        selection = Reinforce(seed=seed).eval()  # its baseline stays where we put it
        selection.baseline.fill_(baseline)
        alpha = selection(e)
        return selection.surrogate((alpha * costs).sum(-1), e, alpha)

    def relaxed(e: Tensor, normalize: StraightThrough | GumbelSoftmax) -> Tensor:
        cost: Tensor = ((normalize(e) @ v - goal) ** 2).sum(-1)
        return cost

    ways = [
        lambda e: reinforce(e, 0.0),
        lambda e: reinforce(e, average),
        lambda e: relaxed(e, StraightThrough()),
        lambda e: relaxed(e, GumbelSoftmax(1.0, seed=seed)),
        lambda e: relaxed(e, GumbelSoftmax(0.1, seed=seed)),
        lambda e: relaxed(e, GumbelSoftmax(1.0, seed=seed, straight_through=True)),
    ]
    rows: list[dict[str, Any]] = []
    for name, way in zip(WAYS, ways, strict=True):
        estimates = _gradient(way, e.expand(draws, -1))
        noise = float(estimates.var(0, unbiased=True).sum().sqrt() / exact.norm())
        bias = float((estimates.mean(0) - exact).norm() / exact.norm())
        rows.append({"way": name, "bias": bias, "noise": noise, "error": noise / draws**0.5})
    return rows


def _gradient(cost: Callable[..., Tensor], e: Tensor, *more: Tensor) -> Tensor:
    """Differentiate the costs of all rows of scores, each by its own row."""
    e = e.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(cost(e, *more).sum(), e)
    return gradient
