"""Attention along the edges of a graph."""

from __future__ import annotations

from measure import Memory, Time, row


def _layers(n, version):
    import torch
    from torch_geometric.nn import GATConv, GATv2Conv

    from softlook.nn import GraphAttention

    torch.manual_seed(0)
    x, edges = torch.randn(n, 128), torch.randint(0, n, (2, 8 * n))
    theirs = (GATConv if version == 1 else GATv2Conv)(128, 16, heads=8, add_self_loops=False).eval()
    ours = GraphAttention.from_torch_geometric(theirs).eval()
    return ours, theirs, x, edges


@row(
    "graph attention, edge list",
    "4096 nodes, 32768 edges, 128 -> 8 heads of 16, float32",
    n=4096,
    small=64,
    compare=[
        Time(
            "torch-geometric",
            at_most=1.15,
            why="most of both is the same gather and scatter of the values, where the state of the memory decides",
        ),
        Memory("torch-geometric"),
    ],
)
def gat(n):
    ours, theirs, x, edges = _layers(n, 1)
    return {"softlook": lambda: ours(x, edges), "torch-geometric": lambda: theirs(x, edges)}


@row(
    "graph attention, second version",
    "4096 nodes, 32768 edges, 128 -> 8 heads of 16, float32",
    n=4096,
    small=64,
    compare=[Time("torch-geometric"), Memory("torch-geometric")],
)
def gatv2(n):
    ours, theirs, x, edges = _layers(n, 2)
    return {"softlook": lambda: ours(x, edges), "torch-geometric": lambda: theirs(x, edges)}
