"""Attention over the edges of a graph: GAT and GATv2 (chapter 7)."""
