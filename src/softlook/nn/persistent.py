r"""The all-attention layer: self-attention whose persistent vectors take the feed-forward layer's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.functional import linear

from softlook import _check
from softlook._array import namespace
from softlook.attention import Attention
from softlook.heads import join_kernel, per_head, split_kernel
from softlook.nn.multi_head import MultiHead
from softlook.persistent import attend_persistent

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from torch import Tensor


class Persistent(MultiHead):
    r"""Attend to the sequence and to n persistent vectors of each head, under one joint softmax.

    .. math:: c^{(m)} = \mathrm{attend}(q^{(m)}, [k^{(m)}; k_p^{(m)}], [v^{(m)}; v_p^{(m)}])

    Parameters
    ----------
    d, heads, bias, score, normalize, device, dtype
        As :class:`MultiHead`.
    n : int
        How many persistent vectors each head has; 0 makes it :class:`MultiHead`.

    Raises
    ------
    TypeError, ValueError
        As :class:`MultiHead`, and if n is no int of at least 0.

    References
    ----------
    Sukhbaatar et al. 2019, section 4 (arXiv 1907.01470): standard deviations at the start of :math:`1/\sqrt{d_h}` for
    keys and :math:`1/\sqrt{n}` for values.

    Examples
    --------
    >>> import torch
    >>> Persistent(8, 2, n=3)(torch.zeros(1, 5, 8)).alpha.shape
    torch.Size([1, 2, 5, 8])
    """

    def __init__(
        self,
        d: int,
        heads: int,
        *,
        n: int,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        **options: Any,
    ) -> None:
        super().__init__(d, heads, device=device, dtype=dtype, **options)
        n = _check.count("n", n)
        d_h = self.w_o.shape[0] // self.heads
        self.k_p = nn.Parameter(torch.randn(self.heads, n, d_h, device=device, dtype=dtype) / d_h**0.5)
        self.v_p = nn.Parameter(torch.randn(self.heads, n, d_h, device=device, dtype=dtype) / max(n, 1) ** 0.5)

    def forward(
        self,
        q: Float[Tensor, "... t_y d"],
        k: Float[Tensor, "... t_x d"] | None = None,
        v: Float[Tensor, "... t_x d"] | None = None,
        *,
        mask: Bool[Tensor, "... t_y t_x"] | None = None,
        **options: Any,
    ) -> Attention:
        """Attend, as :class:`MultiHead` does; alpha and e hold the persistent vectors last."""
        k = q if k is None else k
        q, k, v = self._checked(q=q, k=k, v=k if v is None else v)
        xp = namespace(q=q, mask=mask)
        heads = (split_kernel(xp, x, self.heads) for x in self.project(q, k, v))
        score = self._score()
        if mask is not None and mask.ndim > 2:
            mask = mask.unsqueeze(-3)
        c, alpha, e = attend_persistent(
            *heads,
            k_p=self.k_p,
            v_p=self.v_p,
            mask=mask,
            score=score if callable(score) else per_head(score, self.heads),
            normalize=self.normalize,
            **options,
        )
        return Attention(c=linear(join_kernel(xp, c), self.w_o, self.b_o), alpha=alpha, e=e)
