"""Attention, from eyes to transformers.

The way of the data: words -> reader -> h -> scores e -> mask -> weights alpha -> context c -> exploiter -> words.
Every public name is re-exported here and loaded when it is first used, so that ``import softlook`` costs
next to nothing and brings neither numpy nor torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from softlook.alignment import alignment_error_rate as alignment_error_rate
    from softlook.alignment import links as links
    from softlook.attention import Attention as Attention
    from softlook.attention import attend as attend
    from softlook.attention import read as read
    from softlook.components import Exploiter as Exploiter
    from softlook.components import Lookup as Lookup
    from softlook.components import Reader as Reader
    from softlook.components import Stepper as Stepper
    from softlook.components import perform as perform
    from softlook.displays import Display as Display
    from softlook.displays import display as display
    from softlook.explain import ablate as ablate
    from softlook.explain import ablation as ablation
    from softlook.explain import entropy as entropy
    from softlook.explain import rollout as rollout
    from softlook.glimpses import glimpse as glimpse
    from softlook.glimpses import patches as patches
    from softlook.graph_scores import gat as gat
    from softlook.graph_scores import gatv2 as gatv2
    from softlook.graphs import attend_edges as attend_edges
    from softlook.graphs import edge_softmax as edge_softmax
    from softlook.jacobians import Jacobian as Jacobian
    from softlook.jacobians import attend_jacobian as attend_jacobian
    from softlook.jacobians import self_attention_jacobian as self_attention_jacobian
    from softlook.jacobians import sensitivity as sensitivity
    from softlook.jacobians import softmax_jacobian as softmax_jacobian
    from softlook.masks import causal as causal
    from softlook.masks import padding as padding
    from softlook.memory import Hops as Hops
    from softlook.memory import KeyValueMemory as KeyValueMemory
    from softlook.memory import Memory as Memory
    from softlook.memory import multi_hop as multi_hop
    from softlook.normalizers import softmax as softmax
    from softlook.saliency import Saliency as Saliency
    from softlook.saliency import promote as promote
    from softlook.saliency import saliency_map as saliency_map
    from softlook.scores import additive as additive
    from softlook.scores import dot as dot
    from softlook.scores import scaled_dot as scaled_dot
    from softlook.search import fixations_to_find as fixations_to_find
    from softlook.search import winner_takes_all as winner_takes_all

__version__ = "0.1.0"

_HOME = {
    "alignment_error_rate": "alignment",
    "links": "alignment",
    "Attention": "attention",
    "attend": "attention",
    "read": "attention",
    "Exploiter": "components",
    "Lookup": "components",
    "Reader": "components",
    "Stepper": "components",
    "perform": "components",
    "Display": "displays",
    "display": "displays",
    "ablate": "explain",
    "ablation": "explain",
    "entropy": "explain",
    "rollout": "explain",
    "glimpse": "glimpses",
    "patches": "glimpses",
    "gat": "graph_scores",
    "gatv2": "graph_scores",
    "attend_edges": "graphs",
    "edge_softmax": "graphs",
    "Jacobian": "jacobians",
    "attend_jacobian": "jacobians",
    "self_attention_jacobian": "jacobians",
    "sensitivity": "jacobians",
    "softmax_jacobian": "jacobians",
    "causal": "masks",
    "padding": "masks",
    "Hops": "memory",
    "KeyValueMemory": "memory",
    "Memory": "memory",
    "multi_hop": "memory",
    "softmax": "normalizers",
    "Saliency": "saliency",
    "promote": "saliency",
    "saliency_map": "saliency",
    "additive": "scores",
    "dot": "scores",
    "scaled_dot": "scores",
    "fixations_to_find": "search",
    "winner_takes_all": "search",
}

__all__ = [
    "Attention",
    "Display",
    "Exploiter",
    "Hops",
    "Jacobian",
    "KeyValueMemory",
    "Lookup",
    "Memory",
    "Reader",
    "Saliency",
    "Stepper",
    "__version__",
    "ablate",
    "ablation",
    "additive",
    "alignment_error_rate",
    "attend",
    "attend_edges",
    "attend_jacobian",
    "causal",
    "display",
    "dot",
    "edge_softmax",
    "entropy",
    "fixations_to_find",
    "gat",
    "gatv2",
    "glimpse",
    "links",
    "multi_hop",
    "padding",
    "patches",
    "perform",
    "promote",
    "read",
    "rollout",
    "saliency_map",
    "scaled_dot",
    "self_attention_jacobian",
    "sensitivity",
    "softmax",
    "softmax_jacobian",
    "winner_takes_all",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module at first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'softlook' has no attribute {name!r}; the public names are {', '.join(sorted(_HOME))}")
    value: object = getattr(import_module(f"softlook.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
