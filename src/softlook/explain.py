r"""Explaining by weights: how widely they spread, what is left without one, and where they lead through layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import device, namespace
from softlook.attention import check_values, read_kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float

    from softlook._array import Array, Namespace


def ablate(alpha: Float[Array, "... t_y t_x"]) -> Float[Array, "... t_y t_x t_x"]:
    r"""Take one weight away at a time, and let the others share what it had.

    .. math:: \alpha^{(-n)}_{ij} = [\, j \ne n \,]\, \alpha_{ij} \,
        \frac{\sum_{j'} \alpha_{ij'}}{\sum_{j' \ne n} \alpha_{ij'}}

    Parameters
    ----------
    alpha : (..., t_y, t_x) floating
        Weights, not negative.

    Returns
    -------
    (..., t_y, t_x, t_x)
        Row (i, n) holds the weights of query i without key n; they sum to what they summed to before, or to 0 where
        key n had everything.

    Raises
    ------
    TypeError
        If `alpha` is no array, or not of a floating dtype.
    ValueError
        If it has less than two axes, or holds negative numbers or NaN.

    References
    ----------
    Serrano & Smith 2019 (arXiv 1906.03731).

    Examples
    --------
    >>> import numpy as np
    >>> ablate(np.array([[0.5, 0.25, 0.25]]))[0]
    array([[0.        , 0.5       , 0.5       ],
           [0.66666667, 0.        , 0.33333333],
           [0.66666667, 0.33333333, 0.        ]])
    """
    return _ablate(check_weights(alpha), alpha)


def _ablate(xp: Namespace, alpha: Array) -> Array:
    row = alpha[..., None, :]
    taken = xp.eye(alpha.shape[-1], dtype=xp.bool, device=device(alpha))
    kept = xp.where(taken, xp.zeros_like(row), row)
    rest = xp.sum(kept, axis=-1, keepdims=True)
    nothing = rest == 0
    share = xp.sum(alpha, axis=-1)[..., None, None] / xp.where(nothing, xp.ones_like(rest), rest)
    return kept * share


def ablation(alpha: Float[Array, "... t_y t_x"], v: Float[Array, "... t_x d_v"]) -> Float[Array, "... t_y t_x"]:
    r"""Measure how far the context moves when one key is taken away.

    .. math:: \left\lVert c_i - \sum_j \alpha^{(-n)}_{ij} v_j \right\rVert_2

    Parameters
    ----------
    alpha : (..., t_y, t_x) floating
        Weights.
    v : (..., t_x, d_v) floating
        Values.

    Returns
    -------
    (..., t_y, t_x)
        For each query i and each key n taken away.

    Raises
    ------
    TypeError, ValueError
        As :func:`ablate` and :func:`softlook.read`.

    References
    ----------
    Serrano & Smith 2019 (arXiv 1906.03731).

    Examples
    --------
    >>> import numpy as np
    >>> ablation(np.array([[0.5, 0.5]]), np.array([[0.0], [4.0]]))
    array([[2., 2.]])
    """
    xp = namespace(alpha=alpha, v=v)
    check_weights(alpha)
    check_values(xp, alpha, v)
    c = read_kernel(xp, alpha, v)
    without = read_kernel(xp, _ablate(xp, alpha), v[..., None, :, :] if v.ndim > 2 else v)  # (..., t_y, n, d_v)
    return xp.sqrt(xp.sum((c[..., None, :] - without) ** 2, axis=-1))


def entropy(alpha: Float[Array, "... t_x"]) -> Float[Array, " ..."]:
    r"""Measure how widely a query spreads its weights, in nats.

    .. math:: H_i = -\sum_j \alpha_{ij} \ln \alpha_{ij}, \qquad 0 \ln 0 = 0

    Parameters
    ----------
    alpha : (..., t_x) floating
        Weights, not negative.

    Returns
    -------
    (...)
        0 where one key has all the weight, the logarithm of t_x where all have the same.

    Raises
    ------
    TypeError
        If `alpha` is no array, or not of a floating dtype.
    ValueError
        If it has no axis, or holds negative numbers or NaN.

    References
    ----------
    Ghader & Monz 2017 (arXiv 1710.03348), for attention's entropy.

    Examples
    --------
    >>> import numpy as np
    >>> entropy(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3)
    array([0.   , 0.693])
    """
    xp = check_weights(alpha, axes=1)
    return 0 - xp.sum(alpha * xp.log(xp.where(alpha == 0, xp.ones_like(alpha), alpha)), axis=-1)


def rollout(alphas: Sequence[Float[Array, "... t t"]], *, residual: float = 0.5) -> Float[Array, "... t t"]:
    r"""Follow the weights through the layers, beside the residual connections.

    .. math:: \tilde A_l = A_l \tilde A_{l-1}, \qquad A_l = (1 - r)\, \alpha_l + r I

    Parameters
    ----------
    alphas : sequence of (..., t, t) floating
        Weights of self-attention, from the first layer to the last. The caller averages over heads, as in the paper.
    residual : float
        r, how much of a position's state comes past the attention; in [0, 1].

    Returns
    -------
    (..., t, t)
        How much each position of the last layer draws from each input; rows sum to 1 if those of the weights do.

    Raises
    ------
    TypeError
        If a layer is no array, not of a floating dtype, or the layers differ in library or dtype.
    ValueError
        If there is no layer, the shapes do not fit, weights are negative or NaN, or r lies outside [0, 1].

    References
    ----------
    Abnar & Zuidema 2020, section 3, equation 1, with r = 0.5 (arXiv 2005.00928).

    Examples
    --------
    >>> import numpy as np
    >>> rollout([np.array([[1.0, 0.0], [1.0, 0.0]])] * 2)
    array([[1.  , 0.  ],
           [0.75, 0.25]])
    """
    if not alphas:
        raise ValueError("alphas: no layer given, at least one wanted")
    residual = _check.number("residual", residual, "a number in [0, 1]")
    if not 0 <= residual <= 1:
        raise ValueError(f"residual: {residual} given, a number in [0, 1] wanted")
    named = {f"alphas[{n}]": alpha for n, alpha in enumerate(alphas)}
    xp = namespace(**named)
    for name, alpha in named.items():
        check_weights(alpha, name=name)
    _check.same_dtype(**named)
    t = int(alphas[0].shape[-1])
    for name, alpha in named.items():
        if _check.shape(alpha)[-2:] != (t, t):
            raise ValueError(
                f"{name}: shape {_check.shape(alpha)} given, (..., {t}, {t}) wanted: "
                "each layer has the positions of the first"
            )
    _check.batches(**named)
    rolled = identity = xp.eye(t, dtype=alphas[0].dtype, device=alphas[0].device)
    for alpha in alphas:
        rolled = xp.matmul((1 - residual) * alpha + residual * identity, rolled)
    return rolled


def check_weights(alpha: Array, *, axes: int = 2, name: str = "alpha") -> Namespace:
    """Refuse what are no weights, and return their library."""
    xp = namespace(**{name: alpha})
    _check.floating(xp, **{name: alpha})
    if alpha.ndim < axes:
        raise ValueError(
            f"{name}: shape {_check.shape(alpha)} given, {'(..., t_y, t_x)' if axes == 2 else '(..., t_x)'} wanted"
        )
    if not bool(xp.all(alpha >= 0)):
        raise ValueError(f"{name}: negative numbers or NaN given, weights of at least 0 wanted")
    return xp
