"""Learning where to attend, hard: a memory game, trained by exact gradients, REINFORCE and straight-through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from softlook import _check
from softlook.nn import GumbelSoftmax, Reinforce, StraightThrough, expected_cost
from softlook.scores import general

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

WAYS = ("every place tried", "REINFORCE, baseline", "REINFORCE", "straight-through", "Gumbel, straight-through")
SYMBOLS, PLACES, QUERIES, WIDTH, BATCH = 12, 8, 4, 4, 16


def learn(
    way: str, *, steps: int = 300, every: int = 20, seeds: Sequence[int] = (0, 1, 2), rate: float = 0.05
) -> list[dict[str, Any]]:
    r"""Train hard attention in a memory game, and write down how often it picks the right card.

    Eight cards lie there, each with a symbol (its key) and four random numbers (its value). A query names one of the
    symbols; the cost is the squared distance of what is read from the right card's numbers. What is learned is
    :math:`W_a` of Luong's general score, from zero: which symbol asks for which.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    steps : int
        How many, of 16 games each, with Adam.
    every : int
        After how many steps to write down, above 0.
    seeds : sequence of int
        One run each; a run's games are the same for every way.
    rate : float
        Adam's.

    Returns
    -------
    list of dict
        For each moment of each run: `way`, `seed`, `step`, and `right`, the share of the queries of 200 new games
        whose best-scored card is the right one.

    Raises
    ------
    TypeError, ValueError
        If the way is none of these, a size is not an int of at least 0, or `every` is 0.

    References
    ----------
    Xu et al. 2015, section 4.1 (arXiv 1502.03044), for the training; the game is ours.

    Examples
    --------
    >>> learn("every place tried", steps=0, seeds=[0])[0]["right"] < 0.3
    True
    """
    if way not in WAYS:
        raise ValueError(f"way: {way!r} given, one of {', '.join(WAYS)} wanted")
    _check.count("steps", steps)
    _check.count("every", every, least=1)
    return [row for seed in seeds for row in _run(way, steps, every, seed, rate)]


def steps_to(rows: Sequence[dict[str, Any]], way: str, share: float) -> int | None:
    """Return the first step at which a way's runs have that share right on average; None where they never do.

    Examples
    --------
    >>> steps_to([{"way": "a", "step": 0, "right": 0.1}, {"way": "a", "step": 20, "right": 0.8}], "a", 0.5)
    20
    """
    by_step: dict[int, list[float]] = {}
    for row in rows:
        if row["way"] == way:
            by_step.setdefault(row["step"], []).append(row["right"])
    return next((step for step, right in sorted(by_step.items()) if sum(right) / len(right) >= share), None)


def _run(way: str, steps: int, every: int, seed: int, rate: float) -> list[dict[str, Any]]:
    games = torch.Generator().manual_seed(seed)
    w_a = nn.Parameter(torch.zeros(SYMBOLS, SYMBOLS))
    adam = torch.optim.Adam([w_a], lr=rate)
    selections: dict[str, Callable[[], nn.Module | None]] = {
        "every place tried": lambda: None,
        "REINFORCE, baseline": lambda: Reinforce(seed=seed),
        "REINFORCE": lambda: Reinforce(seed=seed).eval(),  # its baseline stays 0
        "straight-through": StraightThrough,
        "Gumbel, straight-through": lambda: GumbelSoftmax(1.0, seed=seed, straight_through=True),
    }
    selection = selections[way]()
    rows: list[dict[str, Any]] = []
    for step in range(steps + 1):
        if step % every == 0:
            rows.append({"way": way, "seed": seed, "step": step, "right": _right(w_a)})
        q, k, v, place = _deal(BATCH, games)
        cost = _cost(selection, general(q, k, w_a=w_a), v, place)
        (w_a.grad,) = torch.autograd.grad(cost.mean(), w_a)
        adam.step()
    return rows


def _deal(games: int, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Deal cards of different symbols: return queries, keys, values, and the places of the right cards."""
    symbols = torch.rand(games, SYMBOLS, generator=draw).argsort(-1)[:, :PLACES]
    place = torch.randint(PLACES, (games, QUERIES), generator=draw)
    one = torch.eye(SYMBOLS)
    v = torch.randn(games, PLACES, WIDTH, generator=draw)
    return one[symbols.gather(1, place)], one[symbols], v, place


def _goal(v: Tensor, place: Tensor) -> Tensor:
    """Return the right cards' numbers: (games, queries, width)."""
    return v.gather(1, place[..., None].expand(-1, -1, WIDTH))


def _cost(selection: nn.Module | None, e: Tensor, v: Tensor, place: Tensor) -> Tensor:
    """Return each game's cost: (games,)."""
    if selection is None:
        each = ((v[:, None] - _goal(v, place)[:, :, None]) ** 2).sum(-1)  # every query at every card
        return expected_cost(e, each).sum(-1)
    alpha = selection(e)
    cost = ((alpha @ v - _goal(v, place)) ** 2).sum((-2, -1))
    return selection.surrogate(cost, e, alpha) if isinstance(selection, Reinforce) else cost


def _right(w_a: Tensor) -> float:
    with torch.no_grad():
        q, k, _, place = _deal(200, torch.Generator().manual_seed(10_000))
        return float((general(q, k, w_a=w_a).argmax(-1) == place).float().mean())
