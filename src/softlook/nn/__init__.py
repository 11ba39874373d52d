"""Trainable layers for torch: each holds parameters, projects, and calls the pure function of the same idea."""

from __future__ import annotations

from softlook.nn.additive import Additive
from softlook.nn.cbam import CBAM
from softlook.nn.graph_attention import GraphAttention
from softlook.nn.hard import GumbelSoftmax, Reinforce, StraightThrough, expected_cost, log_probability
from softlook.nn.local_p import LocalP
from softlook.nn.luong import Luong
from softlook.nn.multi_head import MultiHead
from softlook.nn.persistent import Persistent
from softlook.nn.squeeze_excite import SqueezeExcite
from softlook.nn.stand_alone import StandAlone2d

__all__ = [
    "CBAM",
    "Additive",
    "GraphAttention",
    "GumbelSoftmax",
    "LocalP",
    "Luong",
    "MultiHead",
    "Persistent",
    "Reinforce",
    "SqueezeExcite",
    "StandAlone2d",
    "StraightThrough",
    "expected_cost",
    "log_probability",
]
