r"""Multi-head attention over any score, with its projections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.functional import linear

from softlook import _check
from softlook._array import autocasts, can_inspect
from softlook._torch import check_dtype, soft, transformed
from softlook.attention import Attention
from softlook.heads import multi_head
from softlook.nn import _init, _masks
from softlook.normalizers import softmax
from softlook.scores import scaled_dot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Bool, Float
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
    kv_heads : int, optional
        How many heads the keys and values have; a divisor of `heads`, which is what it is if left out.
    bias : bool
        Whether the projections add a bias.
    score : callable (q, k) -> e, or a sequence of `heads` of them
        Over widths of d / heads. The parameters of a module, of the module whose method it is (``Luong(2).score``),
        and those bound by :func:`functools.partial` become this layer's.
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
    Vaswani et al. 2017, section 3.2.2 (arXiv 1706.03762); Ainslie et al. 2023, section 2.2 (arXiv 2305.13245), for
    fewer heads of keys and values.

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
        kv_heads: int | None = None,
        bias: bool = True,
        score: Score | Sequence[Score] = scaled_dot,
        normalize: Normalizer = softmax,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        d, heads, kv_heads = _check.counts(least=1, d=d, heads=heads, kv_heads=heads if kv_heads is None else kv_heads)
        _check.divisor("heads", heads, d, f"the width {d}")
        _check.divisor("kv_heads", kv_heads, heads, f"the {heads} heads of the queries")
        self.heads, self.kv_heads = heads, kv_heads
        self.widths = d, d // heads * kv_heads, d // heads * kv_heads  # of queries, keys and values
        self.w_qkv = _init.matrix(sum(self.widths), d, device=device, dtype=dtype)
        self.w_o = _init.matrix(d, d, device=device, dtype=dtype)
        self.b_qkv = nn.Parameter(torch.zeros(sum(self.widths), device=device, dtype=dtype)) if bias else None
        self.b_o = nn.Parameter(torch.zeros(d, device=device, dtype=dtype)) if bias else None
        modules = not callable(score) and all(isinstance(own, nn.Module) for own in score)
        self.score = nn.ModuleList(score) if modules else score  # type: ignore[arg-type]
        self.normalize = normalize
        functions = [] if isinstance(self.score, nn.Module) else [score] if callable(score) else list(score)
        functions += [] if isinstance(normalize, nn.Module) else [normalize]  # what is a module itself is registered
        self.function_modules, self.function_parameters = _init.registered(functions)

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
            return self._parts(linear(q, self.w_qkv, self.b_qkv), -1)
        w = self._parts(self.w_qkv, 0)
        b = (None, None, None) if self.b_qkv is None else self._parts(self.b_qkv, 0)
        if k is v:
            k, v = linear(k, self.w_qkv[d:], None if self.b_qkv is None else self.b_qkv[d:]).chunk(2, -1)
            return linear(q, w[0], b[0]), k, v
        return linear(q, w[0], b[0]), linear(k, w[1], b[1]), linear(v, w[2], b[2])

    def forward(
        self,
        q: Float[Tensor, "... t_y d"],
        k: Float[Tensor, "... t_x d"] | None = None,
        v: Float[Tensor, "... t_x d"] | None = None,
        *,
        mask: Bool[Tensor, "... t_y t_x"] | None = None,
        key_mask: Bool[Tensor, "... t_x"] | None = None,
        **options: Any,
    ) -> Attention:
        """Attend to k and v, or to q itself where they are left out.

        `mask` is True where a query may attend, with every head or with each its own; `key_mask` at the keys of each
        sentence; `options` are scale, bias, need_weights and need_scores, as :func:`softlook.multi_head` takes them.
        """
        k = q if k is None else k
        q, k, v = self._checked(q, k, k if v is None else v)
        if mask is not None or key_mask is not None:
            mask = _masks.joined(q, k, mask=mask, key_mask=key_mask, heads=self.heads)
        attention = self._attend_at_once(q, k, v, mask, **options)
        if attention is not None:
            return attention
        q, k, v = self.project(q, k, v)
        c, alpha, e = multi_head(
            q,
            k,
            v,
            heads=self.heads,
            kv_heads=self.kv_heads,
            mask=mask,
            **self._functions(),
            **options,
        )
        return Attention(c=linear(c, self.w_o, self.b_o), alpha=alpha, e=e)

    def _attend_at_once(
        self,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        mask: Tensor | None,
        *,
        scale: float | None = None,
        bias: Tensor | None = None,
        need_weights: bool = True,
        need_scores: bool = True,
        **unknown: Any,
    ) -> Attention | None:
        """Attend without the checks that :func:`softlook.multi_head` makes, where nothing could fail them; else None.

        At the size of a small batch they would take as long as the attention.
        """
        (b, t_y, d), t_x = (q.shape if q.ndim == 3 else (0, 0, 0)), k.shape[-2]
        if not (
            b * t_y * t_x
            and q.ndim == k.ndim == v.ndim
            and k.shape[:2] == v.shape[:2]
            and k.shape[0] == b
            and (q.dtype is torch.float32 or q.dtype is torch.float64)
            and self.score is scaled_dot
            and self.normalize is softmax
            and self.kv_heads == self.heads
            and scale is None
            and bias is None
            and not unknown
        ):
            return None
        if mask is not None:
            wanted = (b, self.heads, t_y, t_x)
            if mask.dtype != torch.bool or _check.broadcast(tuple(mask.shape), wanted) != wanted or not can_inspect(q):
                return None
        if transformed() or autocasts(q):
            return None
        if q is k is v:
            if mask is None and not (need_weights and need_scores):
                qkv, o = (self.w_qkv, self.b_qkv), (self.w_o, self.b_o)
                attention = soft.layer_of_torch(q, self.heads, qkv=qkv, o=o, need_weights=need_weights)
                if attention is not None:
                    c, alpha = attention
                    return None if _has_nan(c) else Attention(c=c, alpha=alpha, e=None)
            parts = linear(q, self.w_qkv, self.b_qkv).view(b, t_y, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            q_n, k_n, v_n = parts.contiguous() if need_weights else parts  # whole arrays, for products by batch
            del parts
        else:
            q_n, k_n, v_n = (x.view(b, -1, self.heads, d // self.heads).transpose(1, 2) for x in self.project(q, k, v))
        c, alpha, e = soft.heads(q_n, k_n, v_n, mask, need_weights=need_weights, need_scores=need_scores)
        del q_n, k_n, v_n  # the largest arrays: what follows is written where they stood
        c = linear(c.transpose(1, 2).reshape(b, t_y, d), self.w_o, self.b_o)
        return None if _has_nan(c) else Attention(c=c, alpha=alpha, e=e)

    def _parts(self, x: Tensor, axis: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return what belongs to queries, keys and values."""
        q, k, v = x.split(self.widths, axis)  # type: ignore[no-untyped-call]
        return q, k, v

    def _functions(self) -> dict[str, Any]:
        """Return the score, or the scores, and the normalizer, with the layer's parameters."""
        parameters = iter(self.function_parameters)
        score: Any = self.score
        several = isinstance(score, nn.ModuleList) or not callable(score)
        scores = [_init.with_parameters(own, parameters) for own in (score if several else [score])]
        normalize = _init.with_parameters(self.normalize, parameters)
        return {"score": scores if several else scores[0], "normalize": normalize}

    def _checked(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        d = self.w_o.shape[0]
        for name, x in (("q", q),) if q is k is v else (("q", q), ("k", k), ("v", v)):
            if not isinstance(x, torch.Tensor):
                raise TypeError(f"{name}: {type(x).__name__} given, a tensor of torch wanted")
            if x.ndim < 2 or x.shape[-1] != d:
                raise ValueError(f"{name}: shape {tuple(x.shape)} given, (..., t, {d}) wanted")
            check_dtype(name, x, self.w_o.dtype)
        return q, k, v


def _has_nan(c: Tensor) -> bool:
    """Whether a context that may be looked at had a NaN, which is in all that the last projection makes of it."""
    return c.is_cpu and math.isnan(c.select(-1, 0).sum().item())
