"""Trainable layers. Each holds parameters, projects, and calls the pure function of the same idea; this package needs torch."""

from __future__ import annotations

from softlook.nn.additive import Additive
from softlook.nn.hard import GumbelSoftmax, Reinforce, StraightThrough, expected_cost, log_probability
from softlook.nn.local_p import LocalP
from softlook.nn.luong import Luong
from softlook.nn.multi_head import MultiHead
from softlook.nn.persistent import Persistent

__all__ = [
    "Additive",
    "GumbelSoftmax",
    "LocalP",
    "Luong",
    "MultiHead",
    "Persistent",
    "Reinforce",
    "StraightThrough",
    "expected_cost",
    "log_probability",
]
