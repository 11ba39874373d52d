r"""Graph attention as a layer: project the nodes, attend along the edges."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

import torch
from torch import Tensor, nn

from softlook import _check
from softlook._array import namespace, widened
from softlook._torch import check_dtype
from softlook._torch.graphs import total
from softlook.graphs.attention import attend_edges, check_nodes
from softlook.graphs.scores import gat, gatv2

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

    from softlook.attention import Attention


class GraphAttention(nn.Module):
    r"""Let each node attend to the nodes that have an edge to it.

    .. math::

        \begin{aligned}
        e_{ij} &= \mathrm{LeakyReLU}(a_q^\top W h_i + a_k^\top W h_j + a_r^\top W_r x_{ij}) \quad \text{(version 1)} \\
        e_{ij} &= a^\top \mathrm{LeakyReLU}(W_q h_i + W_k h_j + W_r x_{ij}) \quad \text{(version 2)} \\
        h'_i &= \big\Vert_{\text{heads}} \sum_{j \in \mathcal N_i} \alpha_{ij} W h_j + W_h h_i + b
        \end{aligned}

    without the nonlinearity that follows in the papers. Version 1 orders the neighbours of all nodes alike; version 2
    need not. The terms with the features :math:`x_{ij}` of the edges and the residual :math:`W_h h_i` are there where
    the layer has them. An edge from a node to itself has the mean of the features of the node's other edges.

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
    d_edge : int, optional
        Width of the features of the edges; None for edges without features.
    residual : bool
        Whether a projection of the node itself is added.
    bias : bool
        Whether b is there (and, in version 2, one with each projection).
    slope : float
        Of the LeakyReLU below 0.

    Raises
    ------
    TypeError
        If a count is no int; from ``forward``, as :func:`softlook.attend_edges`.
    ValueError
        If a count is below 1, the version unknown; from ``forward``, if h is not (n, d_in), if the edges lack features
        or have some that the layer does not take, or as :func:`softlook.attend_edges`.

    References
    ----------
    Velickovic et al. 2018, equations 1-6 (arXiv 1710.10903); Brody, Alon & Yahav 2022, equation 7 (arXiv 2105.14491).
    Features of edges and the residual are those of torch-geometric's GATConv and GATv2Conv.

    Examples
    --------
    >>> layer = GraphAttention(3, 4, heads=2, version=2)
    >>> layer(torch.zeros(5, 3), torch.tensor([[0, 1], [1, 2]])).shape
    torch.Size([5, 8])
    >>> layer = GraphAttention(3, 4, d_edge=2, residual=True)
    >>> layer(torch.zeros(5, 3), torch.tensor([[0, 1], [1, 2]]), torch.zeros(2, 2)).shape
    torch.Size([5, 4])
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
        d_edge: int | None = None,
        residual: bool = False,
        bias: bool = True,
        slope: float = 0.2,
    ) -> None:
        super().__init__()
        d_in, d_out, heads = _check.counts(least=1, d_in=d_in, d_out=d_out, heads=heads)
        if version not in {1, 2}:
            raise ValueError(f"version: {version!r} given, 1 or 2 wanted")
        self.d_in, self.d_out, self.heads, self.version = d_in, d_out, heads, version
        self.concat, self.self_loops, self.slope = concat, self_loops, slope
        self.d_edge = None if d_edge is None else _check.count("d_edge", d_edge, least=1)
        self.w_k = nn.Linear(d_in, heads * d_out, bias=bias and version == 2)
        self.w_q = self.w_k if version == 1 else nn.Linear(d_in, heads * d_out, bias=bias)  # version 1 has one W
        self.w_r = None if self.d_edge is None else nn.Linear(self.d_edge, heads * d_out, bias=False)
        self.w_h = nn.Linear(d_in, heads * d_out if concat else d_out, bias=False) if residual else None
        names = ("a",) if version == 2 else ("a_q", "a_k") if self.w_r is None else ("a_q", "a_k", "a_r")
        self.a = nn.ParameterDict(
            {name: nn.Parameter(nn.init.xavier_uniform_(torch.empty(heads, d_out))) for name in names}
        )
        self.b = nn.Parameter(torch.zeros(heads * d_out if concat else d_out)) if bias else None

    def attend(
        self,
        h: Float[Tensor, "n d_in"],
        edges: Int[Tensor, "2 n_edges"],
        edge_features: Float[Tensor, "n_edges d_edge"] | None = None,
    ) -> Attention:
        """Return (c, alpha, e): each node's contexts by head, (n, heads, d_out), and each edge's weights and scores.

        Weights and scores, (n_edges, heads), are in the order of the edges. Where the layer has self-loops, those
        of the n nodes follow, and an edge from a node to itself among those given has weight 0.
        """
        self._check_inputs(h, edges, edge_features)
        mask = None
        if self.self_loops:
            if edge_features is not None:
                edge_features = _with_means(edge_features, edges, h.shape[0])
            edges, mask = with_self_loops(edges, h.shape[0])
        k = self._by_heads(self.w_k(h))
        q = k if self.w_q is self.w_k else self._by_heads(self.w_q(h))
        r = None if self.w_r is None else self._by_heads(self.w_r(edge_features))
        score = partial(gat if self.version == 1 else gatv2, **self.a, slope=self.slope)
        return attend_edges(q, k, k, edges, score=score, r=r, mask=mask)

    def forward(
        self,
        h: Float[Tensor, "n d_in"],
        edges: Int[Tensor, "2 n_edges"],
        edge_features: Float[Tensor, "n_edges d_edge"] | None = None,
    ) -> Float[Tensor, "n d"]:
        """Return the nodes' new features: (n, heads * d_out), or (n, d_out) if heads are averaged."""
        c = self.attend(h, edges, edge_features).c
        out: Tensor = c.flatten(1) if self.concat else c.mean(dim=1)
        for term in (None if self.w_h is None else self.w_h(h), self.b):
            out = out if term is None else out + term
        return out

    @classmethod
    def from_torch_geometric(cls, conv: Any) -> Self:
        """Return a layer with a copy of the weights of torch-geometric's GATConv (version 1) or GATv2Conv (version 2).

        Raises
        ------
        TypeError
            If it is neither.
        ValueError
            If it has what this layer has not: dropout, two kinds of nodes, or self-loops whose features are not
            the mean of the other edges'.
        """
        kinds: dict[str, Literal[1, 2]] = {"GATConv": 1, "GATv2Conv": 2}
        if type(conv).__name__ not in kinds:
            raise TypeError(f"conv: {type(conv).__name__} given, torch-geometric's GATConv or GATv2Conv wanted")
        if conv.dropout or not isinstance(conv.in_channels, int):
            raise ValueError(f"conv: {conv} given, one without dropout and bipartite nodes wanted")
        filled = conv.edge_dim is not None and conv.add_self_loops
        if filled and not (isinstance(conv.fill_value, str) and conv.fill_value == "mean"):
            raise ValueError(f"conv: fill_value {conv.fill_value!r} given, 'mean' wanted")
        layer = cls(
            conv.in_channels,
            conv.out_channels,
            heads=conv.heads,
            version=kinds[type(conv).__name__],
            concat=conv.concat,
            self_loops=conv.add_self_loops,
            d_edge=conv.edge_dim,
            residual=conv.residual,
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
        if layer.w_r is not None:
            state["w_r.weight"] = conv.lin_edge.weight
            if layer.version == 1:
                state["a.a_r"] = conv.att_edge[0]
        if layer.w_h is not None:
            state["w_h.weight"] = conv.res.weight
        layer.load_state_dict(state | ({} if conv.bias is None else {"b": conv.bias}))
        return layer

    def _by_heads(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], self.heads, self.d_out)

    def _check_inputs(self, h: Tensor, edges: Tensor, edge_features: Tensor | None) -> None:
        if not isinstance(h, Tensor):
            raise TypeError(f"h: {type(h).__name__} given, a torch tensor wanted")
        if h.ndim != 2 or h.shape[1] != self.d_in:
            raise ValueError(f"h: shape {_check.shape(h)} given, (n, {self.d_in}) wanted")
        _check_edges(edges)
        check_dtype("h", h, self.w_k.weight.dtype)
        if edge_features is None:
            if self.d_edge is not None:
                raise ValueError(f"edge_features: None given, (n_edges, {self.d_edge}) wanted: a row for each edge")
            return
        if not isinstance(edge_features, Tensor):
            raise TypeError(f"edge_features: {type(edge_features).__name__} given, a torch tensor wanted")
        shape = _check.shape(edge_features)
        if self.d_edge is None:
            raise ValueError(f"edge_features: shape {shape} given, None wanted: the layer has no d_edge")
        _check.exact("edge_features", edge_features, (int(edges.shape[1]), self.d_edge), "a row for each edge")
        check_dtype("edge_features", edge_features, self.w_k.weight.dtype)


def with_self_loops(
    edges: Int[Tensor, "2 n_edges"], n: int
) -> tuple[Int[Tensor, "2 n_edges_and_n"], Bool[Tensor, " n_edges_and_n"]]:
    """Return the edges and behind them one from each of n nodes to itself, with a mask that hides others of this kind.

    They are hidden rather than left out: how many there are need not be known, and is not where torch traces.
    """
    _check_edges(edges)
    itself = torch.arange(n, device=edges.device)
    looped = torch.cat((edges.long(), itself.expand(2, n)), dim=1)  # a small integer may not hold n
    return looped, torch.cat((edges[0] != edges[1], torch.ones_like(itself, dtype=torch.bool)))


def _with_means(
    edge_features: Float[Tensor, "n_edges d_edge"], edges: Int[Tensor, "2 n_edges"], n: int
) -> Float[Tensor, "n_edges_and_n d_edge"]:
    """Return the features, and behind them for each of n nodes the mean of those of the edges to it from others."""
    xp = namespace(edge_features=edge_features, edges=edges)
    check_nodes(xp, "edges[0]", edges[0], n)
    target = check_nodes(xp, "edges[1]", edges[1], n)
    wide, others = widened(xp, edge_features), (edges[0] != edges[1])[:, None]
    sums = total(torch.where(others, wide, 0), target, n)
    means = sums / total(others.to(wide.dtype), target, n).clamp(min=1)  # zeros where no edge ends
    return torch.cat((edge_features, means.to(edge_features.dtype)))


def _check_edges(edges: Tensor) -> None:
    if not isinstance(edges, Tensor):
        raise TypeError(f"edges: {type(edges).__name__} given, a torch tensor wanted")
    if edges.ndim != 2 or edges.shape[0] != 2:
        raise ValueError(f"edges: shape {_check.shape(edges)} given, (2, n_edges) wanted: sources above targets")
    if edges.dtype == torch.bool or edges.is_floating_point() or edges.is_complex():
        raise TypeError(f"edges: dtype {edges.dtype} given, an integer dtype wanted: nodes by their number")
