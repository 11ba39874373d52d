r"""Luong's four scores, with their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from softlook import _check
from softlook.attention import Attention, attend
from softlook.nn import _init
from softlook.scores import concat, dot, general, location

if TYPE_CHECKING:
    import torch
    from jaxtyping import Float
    from torch import Tensor

SCORES = ("dot", "general", "concat", "location")


class Luong(nn.Module):
    r"""Attend by one of Luong's scores.

    .. math::

        e_{ij} = q_i^\top k_j \;\text{(dot)}, \quad q_i^\top W_a k_j \;\text{(general)}, \quad
        v_a^\top \tanh(W_a [q_i; k_j]) \;\text{(concat)}, \quad (W_a q_i)_j \;\text{(location)}

    Parameters
    ----------
    d_q : int
        Width of the queries.
    d_k : int, optional
        Width of the keys; the queries' if left out.
    score : str
        "dot", "general", "concat" or "location".
    d_a : int, optional
        Width of concat's hidden layer; d_q if left out.
    t_max : int, optional
        The longest sentence that location can score; it needs one.
    device, dtype
        Where and what the parameters are.

    Raises
    ------
    TypeError, ValueError
        If the score is none of these, or what it needs does not fit; in a call, as the score and
        :func:`softlook.attend`.

    References
    ----------
    Luong, Pham & Manning 2015, section 3.1 (arXiv 1508.04025).

    Examples
    --------
    >>> import torch
    >>> h = torch.zeros(2, 6, 4)
    >>> Luong(4, score="concat")(torch.zeros(2, 1, 4), h, h).c.shape
    torch.Size([2, 1, 4])
    """

    def __init__(
        self,
        d_q: int,
        d_k: int | None = None,
        *,
        score: str = "general",
        d_a: int | None = None,
        t_max: int | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        d_q, d_k = _check.counts(least=1, d_q=d_q, d_k=d_q if d_k is None else d_k)
        self.kind = score
        if score == "dot":
            if d_k != d_q:
                raise ValueError(f"d_k: {d_k} given, {d_q} wanted: dot takes queries and keys of one width")
        elif score == "general":
            self.w_a = _init.matrix(d_q, d_k, device=device, dtype=dtype)
        elif score == "concat":
            d_a = _check.count("d_a", d_q if d_a is None else d_a, least=1)
            self.w_a = _init.matrix(d_a, d_q + d_k, device=device, dtype=dtype)
            self.v_a = _init.matrix(d_a, device=device, dtype=dtype)
        elif score == "location":
            if t_max is None:
                raise ValueError(
                    "t_max: None given, the length of the longest sentence wanted: location scores positions"
                )
            t_max = _check.count("t_max", t_max, least=1)
            self.w_a = _init.matrix(t_max, d_q, device=device, dtype=dtype)
        else:
            raise ValueError(f"score: {score!r} given, one of {', '.join(SCORES)} wanted")

    def score(self, q: Float[Tensor, "... t_y d_q"], k: Float[Tensor, "... t_x d_k"]) -> Float[Tensor, "... t_y t_x"]:
        """Return e: for any mechanism that takes a score."""
        e: Tensor
        if self.kind == "dot":
            e = dot(q, k)
        elif self.kind == "general":
            e = general(q, k, w_a=self.w_a)
        elif self.kind == "concat":
            e = concat(q, k, w_a=self.w_a, v_a=self.v_a)
        else:
            e = location(q, k, w_a=self.w_a)
        return e

    def forward(self, q: Tensor, k: Tensor, v: Tensor, **options: Any) -> Attention:
        """Attend; `options` are what :func:`softlook.attend` takes by keyword."""
        return attend(q, k, v, score=self.score, **options)
