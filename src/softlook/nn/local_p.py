r"""Luong's local-p, with its parameters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from torch import nn

from softlook import _check
from softlook.attention import attend
from softlook.local import attend_local_p
from softlook.nn import _init
from softlook.nn.luong import Luong
from softlook.windows import aligned_position, local_p

if TYPE_CHECKING:
    import torch
    from jaxtyping import Float, Int
    from torch import Tensor


class LocalAttention(NamedTuple):
    """What a local attention step gives: the context, the predicted positions and the weights."""

    c: Float[Tensor, "... t_y d_v"]
    """Context vectors."""
    p: Float[Tensor, "... t_y"]
    """Predicted positions."""
    alpha: Float[Tensor, "... t_y t_x"] | None
    """Weights; None where they are not needed."""


class LocalP(nn.Module):
    r"""Predict a position for each query, and attend around it.

    .. math:: p_i = (T_x - 1) \, \sigma(v_p^\top \tanh(W_p q_i)), \qquad
        \alpha_{ij} = \mathrm{softmax}(e_{ij}, |j - p_i| \le D) \exp\left(-\frac{(j - p_i)^2}{2 (D/2)^2}\right)

    Parameters
    ----------
    d_q : int
        Width of the queries.
    d_k : int, optional
        Width of the keys; the queries' if left out.
    half_width : int
        D, at least 1.
    d_p : int, optional
        Width of the hidden layer that predicts; d_q if left out.
    score : str
        Luong's "dot", "general" or "concat".
    truncate, renormalize, round_p : bool
        As :func:`softlook.local_p`.
    device, dtype
        Where and what the parameters are.

    Raises
    ------
    TypeError, ValueError
        As :class:`Luong` and :func:`softlook.local_p`.

    References
    ----------
    Luong, Pham & Manning 2015, equations 9 and 10 (arXiv 1508.04025).

    Examples
    --------
    >>> import torch
    >>> h = torch.zeros(2, 6, 4)
    >>> LocalP(4, half_width=2)(torch.zeros(2, 1, 4), h, h).p
    tensor([[2.5000],
            [2.5000]], grad_fn=<MulBackward0>)
    """

    def __init__(
        self,
        d_q: int,
        d_k: int | None = None,
        *,
        half_width: int,
        d_p: int | None = None,
        score: str = "general",
        truncate: bool = True,
        renormalize: bool = False,
        round_p: bool = False,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        half_width = _check.count("half_width", half_width, least=1)
        if score == "location":
            raise ValueError(
                "score: 'location' given, one of dot, general, concat wanted: a window does not know its place"
            )
        self.luong = Luong(d_q, d_k, score=score, device=device, dtype=dtype)
        d_p = _check.count("d_p", d_q if d_p is None else d_p, least=1)
        self.w_p = _init.matrix(d_p, d_q, device=device, dtype=dtype)
        self.v_p = _init.matrix(d_p, device=device, dtype=dtype)
        self.truncate = truncate
        self.options: dict[str, Any] = {"half_width": half_width, "renormalize": renormalize, "round_p": round_p}

    def forward(
        self,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        *,
        lengths: Int[Tensor, " ..."] | None = None,
        need_weights: bool = True,
        mask: Tensor | None = None,
    ) -> LocalAttention:
        """Attend; `lengths` are the sentences' own, where they are padded.

        Where no weights are needed a query costs O(D), not O(t_x).
        """
        score = self.luong.score
        t_x: Any = k.shape[-2] if lengths is None else lengths[..., None]
        p = aligned_position(q, t_x, w_p=self.w_p, v_p=self.v_p)
        if not need_weights and self.truncate:
            c = attend_local_p(q, k, v, p, score=score, mask=mask, **self.options)
            return LocalAttention(c=c, p=p, alpha=None)
        normalize = partial(local_p, p=p, truncate=self.truncate, **self.options)
        c, alpha, _ = attend(q, k, v, score=score, mask=mask, normalize=normalize, need_weights=need_weights)
        return LocalAttention(c=c, p=p, alpha=alpha)
