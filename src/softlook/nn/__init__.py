"""Torch modules: each projects, and calls the pure function of the same idea."""

from softlook.nn.cbam import CBAM as CBAM
from softlook.nn.graph_attention import GraphAttention as GraphAttention
from softlook.nn.squeeze_excite import SqueezeExcite as SqueezeExcite
from softlook.nn.stand_alone import StandAlone2d as StandAlone2d

__all__ = ["CBAM", "GraphAttention", "SqueezeExcite", "StandAlone2d"]
