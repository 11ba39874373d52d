"""Attention over the edges of a graph: GAT and GATv2 (chapter 7)."""

from __future__ import annotations

from softlook.graphs.attention import attend_edges, edge_softmax
from softlook.graphs.scores import gat, gatv2

__all__ = ["attend_edges", "edge_softmax", "gat", "gatv2"]
