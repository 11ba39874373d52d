"""Where attention saves work, and where not: pairs scored, values read, multiply-adds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from softlook import _check
from softlook.attention import attend
from softlook.masks import band
from softlook.normalizers import hard, softmax
from softlook.windows import local_m

if TYPE_CHECKING:
    from softlook._array import Array
    from softlook.attention import Normalizer


def work(t: int = 64, *, d: int = 16, half_width: int = 4, seed: int = 0) -> list[dict[str, Any]]:
    r"""Count what one attention of `t` words to each other needs, by where it may attend and how it selects.

    A pair needs d multiply-adds to be scored, and a value d to be read, unless its weight is 0. Hard attention still
    scores every pair in order to choose: it saves the reading. A window saves both.

    Parameters
    ----------
    t : int
        How many words.
    d : int
        Width of keys and values.
    half_width : int
        The window's D.
    seed : int
        Where queries, keys and values come from.

    Returns
    -------
    list of dict
        For "global" and "local" support and "soft" and "hard" selection: pairs `scored`, values `read`,
        `multiply_adds`.

    Raises
    ------
    TypeError, ValueError
        If a size is not an int of at least 0.

    Examples
    --------
    >>> for row in work(8, d=4, half_width=1):
    ...     print(*row.values())
    global soft 64 64 512
    global hard 64 8 288
    local soft 22 22 176
    local hard 22 8 120
    """
    _check.counts(t=t, d=d)
    q, k, v = np.random.default_rng(seed).normal(size=(3, t, d))
    near = band(t, None, half_width)
    combinations: dict[tuple[str, str], tuple[Array, Normalizer]] = {
        ("global", "soft"): (np.ones_like(near), softmax),
        ("global", "hard"): (np.ones_like(near), hard),
        ("local", "soft"): (near, partial(local_m, half_width=half_width)),
        ("local", "hard"): (near, hard),
    }
    rows: list[dict[str, Any]] = []
    for (support, selection), (mask, normalize) in combinations.items():
        scored, read = int(mask.sum()), int((attend(q, k, v, mask=mask, normalize=normalize).alpha > 0).sum())
        counts = {"scored": scored, "read": read, "multiply_adds": d * (scored + read)}
        rows.append({"support": support, "selection": selection} | counts)
    return rows


def multiply_adds(sharpness: float, *, t: int = 64, d: int = 16, seed: int = 0) -> dict[str, float]:
    """Let torch count the multiply-adds of soft attention while it runs, and return how much weight its favourite has.

    Parameters
    ----------
    sharpness : float
        What the scores are multiplied by: near 0 all positions weigh the same, far above 1 one of them has it all.
    t, d, seed
        As :func:`work`.

    Returns
    -------
    dict
        The `multiply_adds` counted, and the mean weight of each query's `favourite`.

    Examples
    --------
    >>> multiply_adds(0.0)["multiply_adds"] == multiply_adds(50.0)["multiply_adds"] == 2 * 64 * 64 * 16
    True
    """
    _check.counts(t=t, d=d)
    q, k, v = torch.tensor(np.random.default_rng(seed).normal(size=(3, 1, t, d)))
    with FlopCounterMode(display=False) as counter:
        alpha = attend(sharpness * q, k, v).alpha
    return {"multiply_adds": counter.get_total_flops() // 2, "favourite": float(alpha.amax(-1).mean())}
