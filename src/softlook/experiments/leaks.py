"""What leaks where a mask is missing: who moves whom in self-attention, and how a model would cheat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook.attention import attend, self_attend
from softlook.masks import causal
from softlook.positions import sinusoidal
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from jaxtyping import Float

    from softlook._array import Array


def influence(t: int = 6, *, masked: bool, d: int = 8, seed: int = 0) -> Float[np.ndarray, "t t"]:
    r"""Change one token at a time, and see which outputs of self-attention move.

    .. math:: \lVert c_i(x) - c_i(x \text{ with another token at } j) \rVert_2

    Parameters
    ----------
    t : int
        How many tokens.
    masked : bool
        Whether a causal mask hides what comes later.
    d : int
        Width.
    seed : int
        Where tokens and projections come from.

    Returns
    -------
    (t, t)
        Row i: how far output i moves when token j changes; exactly 0 where it does not.

    Raises
    ------
    TypeError, ValueError
        If a size is not an int of at least 0.

    References
    ----------
    Vaswani et al. 2017, section 3.2.3 (arXiv 1706.03762).

    Examples
    --------
    >>> (influence(3, masked=True) > 0).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    _check.counts(t=t, d=d)
    rng = np.random.default_rng(seed)
    x, other = rng.normal(size=(2, t, d))
    w = {name: rng.normal(size=(d, d)) / d**0.5 for name in ("w_q", "w_k", "w_v")}
    changed: Array = np.where(np.eye(t, dtype=bool)[..., None], other, x)  # (j, t, d): token j is another one
    before, after = (self_attend(tokens, **w, mask=causal(t) if masked else None).c for tokens in (x, changed))
    moved: np.ndarray = np.linalg.norm(after - before, axis=-1).T
    return moved


def predict_next(*, masked: bool, t: int = 50, sequences: int = 40, symbols: int = 10, seed: int = 0) -> float:
    """Predict the next of random symbols by attention, which nobody can: each position asks for the one behind it.

    Its queries are the next position's, its keys the positions, its values the symbols: three lines that training
    would find at once, were the answer in sight.

    Parameters
    ----------
    masked : bool
        Whether a causal mask hides what comes later.
    t : int
        How many symbols a sequence, above 1.
    sequences, symbols : int
        How many of each.
    seed : int
        Where the symbols come from.

    Returns
    -------
    float
        The share predicted correctly. Honest guessing gets 1 / symbols.

    Raises
    ------
    TypeError, ValueError
        If a size is not an int of at least 0.

    Examples
    --------
    >>> predict_next(masked=False)
    1.0
    """
    _check.counts(t=t, sequences=sequences, symbols=symbols)
    text = np.random.default_rng(seed).integers(symbols, size=(sequences, t))
    k, q = sinusoidal(t, 64), sinusoidal(t, 64, offset=1)  # position j, and position i + 1
    c = attend(q, k, np.eye(symbols)[text], score=_sharp, mask=causal(t) if masked else None).c
    return float(np.mean(c.argmax(-1)[:, :-1] == text[:, 1:]))


def _sharp(q: Array, k: Array, /) -> Array:
    return 20 * scaled_dot(q, k)
