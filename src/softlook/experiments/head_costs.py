"""What several heads cost: parameters and multiply-adds stay, scores and weights grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.utils.flop_counter import FlopCounterMode

from softlook import _check
from softlook.nn import MultiHead

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADS = (1, 2, 4, 8, 16)


def head_costs(heads: Sequence[int] = HEADS, *, d: int = 64, t: int = 32) -> list[dict[str, int]]:
    r"""Count what a layer of `d` features does with one sequence of `t` words, for so many heads of equal share.

    The parameters are counted in the layer, the multiply-adds by torch while it runs: those of matrix products, which
    are :math:`4 t d^2 + 2 t^2 d` whatever the heads. Each head has a matrix of scores, and of weights, of its own.

    Parameters
    ----------
    heads : sequence of int
        How many; each divides d.
    d : int
        The layer's width.
    t : int
        The sequence's length.

    Returns
    -------
    list of dict
        For each number of heads its `width`, and the layer's `parameters`, `multiply_adds` and `entries`: its weights
        :math:`\alpha`.

    Raises
    ------
    TypeError, ValueError
        If a size is not an int above 0, or the heads do not divide the width.

    References
    ----------
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762).

    Examples
    --------
    >>> [(row["heads"], row["parameters"], row["multiply_adds"], row["entries"]) for row in head_costs([1, 8])]
    [(1, 16640, 655360, 1024), (8, 16640, 655360, 8192)]
    """
    _check.count("t", t)
    rows = []
    for n in heads:
        layer = MultiHead(d, n)
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            alpha = layer(torch.zeros(1, t, d)).alpha
        rows.append(
            {
                "heads": n,
                "width": d // n,
                "parameters": sum(parameter.numel() for parameter in layer.parameters()),
                "multiply_adds": counter.get_total_flops() // 2,  # a multiply-add is two operations
                "entries": alpha.numel(),
            }
        )
    return rows
