r"""Hard normalisers: one place a query, the best or one drawn by chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from softlook import _check
from softlook._array import device, is_torch, namespace

if TYPE_CHECKING:
    import torch
    from jaxtyping import Bool, Float

    from softlook._array import Array


def hard(e: Float[Array, "... t_x"], mask: Bool[Array, "... t_x"] | None = None) -> Float[Array, "... t_x"]:
    r"""Look at the best alone; of equals, at the first.

    .. math:: \alpha_{ij} = [\, j = \min \operatorname{arg\,max}_{j'} e_{ij'} \,]

    It has no gradient: :mod:`softlook.nn` trains it by other ways.

    Parameters
    ----------
    e : (..., t_x) floating
        Scores.
    mask : broadcastable to e, bool, optional
        True where the query may look.

    Returns
    -------
    alpha : (..., t_x)
        A single 1 in each row; zeros where it may look nowhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`.

    References
    ----------
    Xu et al. 2015, section 4.1, where the place is drawn (arXiv 1502.03044): :func:`sample`.

    Examples
    --------
    >>> import numpy as np
    >>> hard(np.array([1.0, 3.0, 3.0]))
    array([0., 1., 0.])
    """
    xp = namespace(e=e, mask=mask)
    _check.scores(xp, e, mask)
    if e.shape[-1] == 0:
        return e
    nothing = xp.full_like(e[..., :1], -math.inf)
    e = e if mask is None else xp.where(mask, e, nothing)
    top = _check.top(xp, e)
    j = xp.arange(e.shape[-1], device=device(e))
    best = j == xp.argmax(xp.astype(e == top, xp.int8), axis=-1, keepdims=True)
    return xp.astype(best & (top > nothing), e.dtype)


def sample(
    e: Float[Array, "... t_x"],
    mask: Bool[Array, "... t_x"] | None = None,
    *,
    seed: int | np.random.Generator | torch.Generator,
) -> Float[Array, "... t_x"]:
    r"""Draw one place to look at from the softmax of the scores.

    .. math:: \Pr[\alpha_{ij} = 1] = \mathrm{softmax}(e_i)_j, \qquad
        \alpha_i = \mathrm{hard}(e_i + g_i), \quad g_{ij} = -\log(-\log u_{ij}), \; u_{ij} \sim U(0, 1)

    Parameters
    ----------
    e : (..., t_x) floating
        Scores; divide them by a temperature for sharper or duller draws.
    mask : broadcastable to e, bool, optional
        True where the query may look.
    seed : int, numpy Generator or torch Generator
        An int gives the same draw at each call; a generator goes on. A torch Generator serves tensors only.

    Returns
    -------
    alpha : (..., t_x)
        A single 1 in each row; zeros where it may look nowhere.

    Raises
    ------
    TypeError, ValueError
        As :func:`softmax`, and if the seed is none of these.

    References
    ----------
    Xu et al. 2015, section 4.1, equations 8 and 9 (arXiv 1502.03044); the Gumbel-max trick after Maddison, Tarlow &
    Minka 2014, section 2 (arXiv 1411.0030).

    Examples
    --------
    >>> import numpy as np
    >>> sample(np.log(np.array([0.1, 0.9])), seed=0)
    array([0., 1.])
    """
    _check.scores(namespace(e=e), e, None)  # hard looks at the mask
    return hard(e + gumbel(e, seed), mask)


def gumbel(like: Float[Array, " ..."], seed: int | np.random.Generator | torch.Generator) -> Float[Array, " ..."]:
    """Draw standard Gumbel noise of the shape, library, dtype and device of an array; the seed as in :func:`sample`.

    Raises
    ------
    TypeError
        If the seed is no int and no generator that serves this library.
    """
    xp = namespace(like=like)
    if _check.is_whole(seed):
        seed = np.random.default_rng(_check.count("seed", seed))
    if isinstance(seed, np.random.Generator):
        return xp.asarray(seed.gumbel(size=_check.shape(like)), dtype=like.dtype, device=device(like))
    if is_torch(xp):
        from softlook._torch.noise import gumbel as torch_gumbel

        return torch_gumbel(like, seed)
    raise TypeError(
        f"seed: {type(seed).__name__} given, an int, a numpy Generator or (for tensors) a torch Generator wanted"
    )
