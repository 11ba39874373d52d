r"""Graph attention as a layer: project the nodes, attend along the edges."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

import torch
from torch import Tensor, nn

from softlook import _check
from softlook.graphs.attention import attend_edges
from softlook.graphs.scores import gat, gatv2

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    from softlook.attention import Attention


class GraphAttention(nn.Module):
    r"""Let each node attend to the nodes that have an edge to it.

    .. math::

        \begin{aligned}
        e_{ij} &= \mathrm{LeakyReLU}(a_q^\top W h_i + a_k^\top W h_j) \quad \text{(version 1)} \qquad
        e_{ij} = a^\top \mathrm{LeakyReLU}(W_q h_i + W_k h_j) \quad \text{(version 2)} \\
        h'_i &= \big\Vert_{\text{heads}} \sum_{j \in \mathcal N_i} \alpha_{ij} W h_j + b
        \end{aligned}

    without the nonlinearity that follows in the papers. Version 1 orders the neighbours of all nodes alike; version 2
    need not.

    Parameters
    ----------
    d_in, d_out : int
        Width of the nodes that come in, and of each head that goes out.
    heads : int
        How many.
    version : {1, 2}
        The static or the dynamic score.
    concat : bool
        Whether heads are laid side by side (equation 5) or averaged (equation 6).
    self_loops : bool
        Whether each node has an edge to itself, once, whatever the edges say.
    bias : bool
        Whether b is there (and, in version 2, one with each projection).
    slope : float
        Of the LeakyReLU below 0.

    Raises
    ------
    TypeError
        If a count is no int; from ``forward``, as :func:`softlook.attend_edges`.
    ValueError
        If a count is below 1, the version unknown; from ``forward``, if h is not (n, d_in), or as
        :func:`softlook.attend_edges`.

    References
    ----------
    Velickovic et al. 2018, equations 1-6 (arXiv 1710.10903); Brody, Alon & Yahav 2022, equation 7 (arXiv 2105.14491).

    Examples
    --------
    >>> layer = GraphAttention(3, 4, heads=2, version=2)
    >>> layer(torch.zeros(5, 3), torch.tensor([[0, 1], [1, 2]])).shape
    torch.Size([5, 8])
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        *,
        heads: int = 1,
        version: Literal[1, 2] = 1,
        concat: bool = True,
        self_loops: bool = True,
        bias: bool = True,
        slope: float = 0.2,
    ) -> None:
        super().__init__()
        d_in, d_out, heads = _check.counts(least=1, d_in=d_in, d_out=d_out, heads=heads)
        if version not in {1, 2}:
            raise ValueError(f"version: {version!r} given, 1 or 2 wanted")
        self.d_in, self.d_out, self.heads, self.version = d_in, d_out, heads, version
        self.concat, self.self_loops, self.slope = concat, self_loops, slope
        self.w_k = nn.Linear(d_in, heads * d_out, bias=bias and version == 2)
        self.w_q = self.w_k if version == 1 else nn.Linear(d_in, heads * d_out, bias=bias)  # version 1 has one W
        names = ("a_q", "a_k") if version == 1 else ("a",)
        self.a = nn.ParameterDict(
            {name: nn.Parameter(nn.init.xavier_uniform_(torch.empty(heads, d_out))) for name in names}
        )
        self.b = nn.Parameter(torch.zeros(heads * d_out if concat else d_out)) if bias else None

    def attend(self, h: Float[Tensor, "n d_in"], edges: Int[Tensor, "2 n_edges"]) -> Attention:
        """Return (c, alpha, e): each node's contexts by head, (n, heads, d_out), and each edge's weights and scores.

        Weights and scores, (n_edges, heads), are in the order of ``with_self_loops(edges, n)`` where the layer has
        self-loops, else in that of the edges.
        """
        if not isinstance(h, Tensor):
            raise TypeError(f"h: {type(h).__name__} given, a torch tensor wanted")
        if h.ndim != 2 or h.shape[1] != self.d_in:
            raise ValueError(f"h: shape {_check.shape(h)} given, (n, {self.d_in}) wanted")
        if self.self_loops:
            edges = with_self_loops(edges, h.shape[0])
        k = self.w_k(h).unflatten(1, (self.heads, self.d_out))
        q = k if self.w_q is self.w_k else self.w_q(h).unflatten(1, (self.heads, self.d_out))
        score = partial(gat if self.version == 1 else gatv2, **self.a, slope=self.slope)
        return attend_edges(q, k, k, edges, score=score)

    def forward(self, h: Float[Tensor, "n d_in"], edges: Int[Tensor, "2 n_edges"]) -> Float[Tensor, "n d"]:
        """Return the nodes' new features: (n, heads * d_out), or (n, d_out) if heads are averaged."""
        c = self.attend(h, edges).c
        out: Tensor = c.flatten(1) if self.concat else c.mean(dim=1)
        return out if self.b is None else out + self.b

    @classmethod
    def from_torch_geometric(cls, conv: Any) -> Self:
        """Return a layer with a copy of the weights of torch-geometric's GATConv (version 1) or GATv2Conv (version 2).

        Raises
        ------
        TypeError
            If it is neither.
        ValueError
            If it has what this layer has not: edge features, a residual, dropout, or two kinds of nodes.
        """
        kinds: dict[str, Literal[1, 2]] = {"GATConv": 1, "GATv2Conv": 2}
        if type(conv).__name__ not in kinds:
            raise TypeError(f"conv: {type(conv).__name__} given, torch-geometric's GATConv or GATv2Conv wanted")
        if conv.edge_dim is not None or conv.residual or conv.dropout or not isinstance(conv.in_channels, int):
            raise ValueError(
                f"conv: {conv} given, one without edge features, residual, dropout and bipartite nodes wanted"
            )
        layer = cls(
            conv.in_channels,
            conv.out_channels,
            heads=conv.heads,
            version=kinds[type(conv).__name__],
            concat=conv.concat,
            self_loops=conv.add_self_loops,
            bias=conv.bias is not None,
            slope=conv.negative_slope,
        ).to(next(conv.parameters()))
        if layer.version == 1:
            state = {
                "w_k.weight": conv.lin.weight,
                "w_q.weight": conv.lin.weight,
                "a.a_q": conv.att_dst[0],
                "a.a_k": conv.att_src[0],
            }
        else:
            state = {"a.a": conv.att[0]}
            if conv.share_weights:
                layer.w_q = layer.w_k
            for ours, theirs in (("w_k", conv.lin_l), ("w_q", conv.lin_r)):
                state |= {f"{ours}.{name}": parameter for name, parameter in theirs.named_parameters()}
        layer.load_state_dict(state | ({} if conv.bias is None else {"b": conv.bias}))
        return layer


def with_self_loops(edges: Int[Tensor, "2 n_edges"], n: int) -> Int[Tensor, "2 n_edges"]:
    """Return the edges that lead from one node to another, and behind them one from each of n nodes to itself."""
    if not isinstance(edges, Tensor):
        raise TypeError(f"edges: {type(edges).__name__} given, a torch tensor wanted")
    if edges.ndim != 2 or edges.shape[0] != 2:
        raise ValueError(f"edges: shape {_check.shape(edges)} given, (2, n_edges) wanted: sources above targets")
    itself = torch.arange(n, dtype=edges.dtype, device=edges.device).expand(2, n)
    return torch.cat((edges[:, edges[0] != edges[1]], itself), dim=1)
