r"""Multi-head attention over any score, with its projections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.functional import linear

from softlook import _check
from softlook.attention import Attention
from softlook.heads import multi_head
from softlook.nn import _init
from softlook.normalizers import softmax
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from torch import Tensor

    from softlook.attention import Normalizer, Score


class MultiHead(nn.Module):
    r"""Project, attend with several heads, project back.

    .. math::

        W_o [c^{(1)}; \dots; c^{(h)}] + b_o, \qquad
        c^{(n)} = \mathrm{attend}(W_q^{(n)} q, W_k^{(n)} k, W_v^{(n)} v)

    Where queries, keys and values are one and the same sequence, one matrix multiplication projects all three.

    Parameters
    ----------
    d : int
        Width in and out.
    heads : int
        How many; it divides d.
    bias : bool
        Whether the projections add a bias.
    score : callable (q, k) -> e, or a sequence of `heads` of them
        Over widths of d / heads. A module's parameters become this layer's.
    normalize : callable (e, mask) -> alpha
        From scores to weights.
    device, dtype
        Where and what the parameters are.

    Raises
    ------
    TypeError, ValueError
        If the heads do not divide the width; in a call, as :func:`softlook.multi_head`.

    References
    ----------
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762).

    Examples
    --------
    >>> import torch
    >>> attention = MultiHead(8, 2)(torch.zeros(3, 5, 8))
    >>> attention.c.shape, attention.alpha.shape
    (torch.Size([3, 5, 8]), torch.Size([3, 2, 5, 5]))
    """

    def __init__(
        self,
        d: int,
        heads: int,
        *,
        bias: bool = True,
        score: Score | Sequence[Score] = scaled_dot,
        normalize: Normalizer = softmax,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        d, heads = _check.counts(least=1, d=d, heads=heads)
        _check.divisor("heads", heads, d, f"the width {d}")
        self.heads = heads
        self.w_qkv = _init.matrix(3 * d, d, device=device, dtype=dtype)
        self.w_o = _init.matrix(d, d, device=device, dtype=dtype)
        self.b_qkv = nn.Parameter(torch.zeros(3 * d, device=device, dtype=dtype)) if bias else None
        self.b_o = nn.Parameter(torch.zeros(d, device=device, dtype=dtype)) if bias else None
        modules = not callable(score) and all(isinstance(own, nn.Module) for own in score)
        self.score = nn.ModuleList(score) if modules else score  # type: ignore[arg-type]
        self.normalize = normalize

    @classmethod
    def from_torch(cls, mha: nn.MultiheadAttention) -> MultiHead:
        """Copy the weights of torch's layer: equal inputs then give equal outputs.

        (With masks in our convention, batch first, and without dropout.)

        Raises
        ------
        TypeError
            If it is no ``torch.nn.MultiheadAttention``.
        ValueError
            If it has what this layer lacks: keys or values of another width, `add_bias_kv`, `add_zero_attn`.
        """
        if not isinstance(mha, nn.MultiheadAttention):
            raise TypeError(f"mha: {type(mha).__name__} given, a torch.nn.MultiheadAttention wanted")
        if mha.in_proj_weight is None or mha.bias_k is not None or mha.add_zero_attn:
            raise ValueError("mha: kdim, vdim, add_bias_kv or add_zero_attn given, a layer without them wanted")
        weight = mha.in_proj_weight
        layer = cls(
            mha.embed_dim, mha.num_heads, bias=mha.in_proj_bias is not None, device=weight.device, dtype=weight.dtype
        )
        with torch.no_grad():
            layer.w_qkv.copy_(weight)
            layer.w_o.copy_(mha.out_proj.weight)
            if layer.b_qkv is not None and layer.b_o is not None:
                layer.b_qkv.copy_(mha.in_proj_bias)
                layer.b_o.copy_(mha.out_proj.bias)
        return layer

    def project(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the queries, keys and values of all heads; one multiplication projects what is one sequence."""
        d = self.w_o.shape[0]
        if q is k is v:
            q, k, v = linear(q, self.w_qkv, self.b_qkv).chunk(3, -1)
            return q, k, v
        w, b = self.w_qkv.chunk(3), (None, None, None) if self.b_qkv is None else self.b_qkv.chunk(3)
        if k is v:
            k, v = linear(k, self.w_qkv[d:], None if self.b_qkv is None else self.b_qkv[d:]).chunk(2, -1)
            return linear(q, w[0], b[0]), k, v
        return linear(q, w[0], b[0]), linear(k, w[1], b[1]), linear(v, w[2], b[2])

    def forward(
        self,
        q: Float[Tensor, "... t_y d"],
        k: Float[Tensor, "... t_x d"] | None = None,
        v: Float[Tensor, "... t_x d"] | None = None,
        **options: Any,
    ) -> Attention:
        """Attend to k and v, or to q itself where they are left out.

        `options` are mask, need_weights and need_scores, as :func:`softlook.attend` takes them.
        """
        k = q if k is None else k
        q, k, v = self._checked(q=q, k=k, v=k if v is None else v)
        c, alpha, e = multi_head(
            *self.project(q, k, v), heads=self.heads, score=self._score(), normalize=self.normalize, **options
        )
        return Attention(c=linear(c, self.w_o, self.b_o), alpha=alpha, e=e)

    def _score(self) -> Score | Sequence[Score]:
        return list(self.score) if isinstance(self.score, nn.ModuleList) else self.score

    def _checked(self, **inputs: Tensor) -> tuple[Tensor, ...]:
        d = self.w_o.shape[0]
        for name, x in inputs.items():
            if x.ndim < 2 or x.shape[-1] != d:
                raise ValueError(f"{name}: shape {tuple(x.shape)} given, (..., t, {d}) wanted")
            if x.dtype != self.w_o.dtype:
                raise TypeError(f"{name}: dtype {x.dtype} given, the layer's {self.w_o.dtype} wanted")
        return tuple(inputs.values())
