r"""The numbers of QueryKeys: attention with one head in the plane, or with two, each along a direction of its own.

A head is a projection. Here both project by the same rotation R and take one of its two directions each, so that the
reader sees in the plane what a head sees: the shadow of every vector on a line. The values go the same way, and come
back by :math:`R^\top`: the heads' contexts side by side, and an output projection.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook.heads import multi_head
from softlook.masks import causal as causal_mask
from softlook.scores import dot, scaled_dot

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy.typing import NDArray

WIDEST = 128
_SEED = 5
_MOST = WIDEST - 2


class SubspaceAttention(NamedTuple):
    """Scores and weights of each head, and the outputs."""

    e: Float[NDArray[np.float64], "heads t t"]
    """Scores."""
    alpha: Float[NDArray[np.float64], "heads t t"]
    """Weights."""
    c: Float[NDArray[np.float64], "t 2"]
    """Outputs of the heads that are on."""
    whole: Float[NDArray[np.float64], "t 2"]
    """Outputs with every head on."""


def subspace_attention(
    q: Float[NDArray[np.float64], "t 2"],
    k: Float[NDArray[np.float64], "t 2"],
    v: Float[NDArray[np.float64], "t 2"],
    *,
    heads: int,
    on: list[bool],
    angle: float,
    width: int,
    scaled: bool,
    causal: bool,
) -> SubspaceAttention:
    """Attend with one head, or with two along two directions of the plane.

    Parameters
    ----------
    q, k, v : (t, 2)
        Queries, keys and values in the plane.
    heads : 1 or 2
        How many heads.
    on : list of two bool
        Which of two heads are on; one alone is always on.
    angle : float
        By how many degrees the heads' directions are turned.
    width : int
        How many features queries and keys have, even: those beyond the plane are hidden, independent and of variance
        one.
    scaled, causal : bool
        Whether scores are divided by the root of a head's width; whether each position attends only to itself and to
        earlier ones.

    Examples
    --------
    >>> x = np.array([[2.0, 0.0], [0.0, 2.0]])
    >>> options = dict(angle=0.0, width=2, scaled=True, causal=False)
    >>> subspace_attention(x, x, x, heads=2, on=[True, False], **options).c.round(2)
    array([[1.96, 0.  ],
           [1.  , 0.  ]])
    """
    turn = directions(angle)
    more_q, more_k = hidden(len(q))
    attended = multi_head(
        _project(q, turn, more_q, width),
        _project(k, turn, more_k, width),
        v @ turn.T,
        heads=heads,
        score=scaled_dot if scaled else dot,
        mask=causal_mask(len(q)) if causal else None,
    )
    keep = np.array([1.0, 1.0] if heads == 1 else on, dtype=float)
    return SubspaceAttention(attended.e, attended.alpha, attended.c * keep @ turn, attended.c @ turn)


@cache
def hidden(t: int) -> Float[NDArray[np.float64], "2 t most"]:
    """Return the hidden features of t queries and t keys: uniform from minus to plus √3, always the same."""
    return np.random.default_rng(_SEED).uniform(-math.sqrt(3), math.sqrt(3), (2, t, _MOST))


def directions(angle: float) -> Float[NDArray[np.float64], "2 2"]:
    """Return the two directions that the heads project onto, turned by an angle in degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[cos, sin], [-sin, cos]])


def _project(
    x: Float[NDArray[np.float64], "t 2"],
    turn: Float[NDArray[np.float64], "2 2"],
    more: Float[NDArray[np.float64], "t most"],
    width: int,
) -> Float[NDArray[np.float64], "t width"]:
    """Lay the part along each direction before its half of the hidden features."""
    each = width // 2 - 1
    along = x @ turn.T
    return np.concatenate(
        [along[:, :1], more[:, :each], along[:, 1:], more[:, _MOST // 2 : _MOST // 2 + each]], axis=1
    )
