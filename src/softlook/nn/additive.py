r"""Additive attention, with its parameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from torch import nn

from softlook import _check
from softlook.attention import Attention, attend
from softlook.nn import _init
from softlook.scores import additive, additive_keys

if TYPE_CHECKING:
    import torch
    from jaxtyping import Float
    from torch import Tensor


class Additive(nn.Module):
    r"""Attend by a small network with one hidden layer.

    .. math:: e_{ij} = v_a^\top \tanh(W_q q_i + W_k k_j)

    Parameters
    ----------
    d_q, d_k, d_a : int
        Widths of queries, keys and the hidden layer.
    device, dtype
        Where and what the parameters are.

    Raises
    ------
    TypeError, ValueError
        If a width is no int of at least 1; in a call, as :func:`softlook.additive` and :func:`softlook.attend`.

    References
    ----------
    Bahdanau, Cho & Bengio 2015, appendix A.1.2 (arXiv 1409.0473).

    Examples
    --------
    >>> import torch
    >>> layer, h = Additive(3, 4, 5), torch.zeros(2, 6, 4)
    >>> layer(torch.zeros(2, 1, 3), h, h).c.shape
    torch.Size([2, 1, 4])
    """

    def __init__(
        self,
        d_q: int,
        d_k: int,
        d_a: int,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        d_q, d_k, d_a = _check.counts(least=1, d_q=d_q, d_k=d_k, d_a=d_a)
        self.w_q = _init.matrix(d_a, d_q, device=device, dtype=dtype)
        self.w_k = _init.matrix(d_a, d_k, device=device, dtype=dtype)
        self.v_a = _init.matrix(d_a, device=device, dtype=dtype)

    def keys(self, k: Float[Tensor, "... t_x d_k"]) -> Float[Tensor, "... t_x d_a"]:
        """Project the keys once; then call with these and ``projected=True``, step by step."""
        projected: Tensor = additive_keys(k, self.w_k)
        return projected

    def score(self, q: Float[Tensor, "... t_y d_q"], k: Float[Tensor, "... t_x d_k"]) -> Float[Tensor, "... t_y t_x"]:
        """Return e: for any mechanism that takes a score."""
        e: Tensor = additive(q, k, w_q=self.w_q, w_k=self.w_k, v_a=self.v_a)
        return e

    def forward(self, q: Tensor, k: Tensor, v: Tensor, *, projected: bool = False, **options: Any) -> Attention:
        """Attend; `options` are what :func:`softlook.attend` takes by keyword."""
        w_k = None if projected else self.w_k
        return attend(q, k, v, score=partial(additive, w_q=self.w_q, w_k=w_k, v_a=self.v_a), **options)
