"""Attention, from eyes to transformers.

The way of the data: words -> encoder -> h -> scores e -> mask -> weights alpha -> context c -> decoder -> words.
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
    from softlook.attention import cross_attend as cross_attend
    from softlook.attention import read as read
    from softlook.attention import self_attend as self_attend
    from softlook.cache import Cache as Cache
    from softlook.cache import attend_cached as attend_cached
    from softlook.components import Exploiter as Exploiter
    from softlook.components import Lookup as Lookup
    from softlook.components import Reader as Reader
    from softlook.components import Stepper as Stepper
    from softlook.components import perform as perform
    from softlook.explain import ablate as ablate
    from softlook.explain import ablation as ablation
    from softlook.explain import entropy as entropy
    from softlook.explain import rollout as rollout
    from softlook.graphs.attention import attend_edges as attend_edges
    from softlook.graphs.attention import edge_softmax as edge_softmax
    from softlook.graphs.scores import gat as gat
    from softlook.graphs.scores import gatv2 as gatv2
    from softlook.heads import join_heads as join_heads
    from softlook.heads import multi_head as multi_head
    from softlook.heads import split_heads as split_heads
    from softlook.jacobians import Jacobian as Jacobian
    from softlook.jacobians import attend_jacobian as attend_jacobian
    from softlook.jacobians import self_attention_jacobian as self_attention_jacobian
    from softlook.jacobians import sensitivity as sensitivity
    from softlook.jacobians import softmax_jacobian as softmax_jacobian
    from softlook.local import attend_local_m as attend_local_m
    from softlook.local import attend_local_p as attend_local_p
    from softlook.masks import band as band
    from softlook.masks import causal as causal
    from softlook.masks import from_additive as from_additive
    from softlook.masks import from_edges as from_edges
    from softlook.masks import from_torch_mha as from_torch_mha
    from softlook.masks import padding as padding
    from softlook.masks import to_additive as to_additive
    from softlook.masks import to_torch_mha as to_torch_mha
    from softlook.memory import Hops as Hops
    from softlook.memory import KeyValueMemory as KeyValueMemory
    from softlook.memory import Memory as Memory
    from softlook.memory import multi_hop as multi_hop
    from softlook.normalizers import hard as hard
    from softlook.normalizers import sample as sample
    from softlook.normalizers import sigmoid as sigmoid
    from softlook.normalizers import softmax as softmax
    from softlook.normalizers import sparsemax as sparsemax
    from softlook.persistent import attend_persistent as attend_persistent
    from softlook.positions import sinusoidal as sinusoidal
    from softlook.scores import additive as additive
    from softlook.scores import additive_keys as additive_keys
    from softlook.scores import concat as concat
    from softlook.scores import cosine as cosine
    from softlook.scores import dot as dot
    from softlook.scores import general as general
    from softlook.scores import location as location
    from softlook.scores import scaled_dot as scaled_dot
    from softlook.vision.displays import Display as Display
    from softlook.vision.displays import display as display
    from softlook.vision.glimpses import glimpse as glimpse
    from softlook.vision.glimpses import patches as patches
    from softlook.vision.saliency import Saliency as Saliency
    from softlook.vision.saliency import promote as promote
    from softlook.vision.saliency import saliency_map as saliency_map
    from softlook.vision.search import fixations_to_find as fixations_to_find
    from softlook.vision.search import winner_takes_all as winner_takes_all
    from softlook.windows import aligned_position as aligned_position
    from softlook.windows import gaussian as gaussian
    from softlook.windows import local_m as local_m
    from softlook.windows import local_p as local_p

__version__ = "0.2.0"

_HOME = {
    "alignment_error_rate": "alignment",
    "links": "alignment",
    "Attention": "attention",
    "attend": "attention",
    "cross_attend": "attention",
    "read": "attention",
    "self_attend": "attention",
    "Cache": "cache",
    "attend_cached": "cache",
    "Exploiter": "components",
    "Lookup": "components",
    "Reader": "components",
    "Stepper": "components",
    "perform": "components",
    "ablate": "explain",
    "ablation": "explain",
    "entropy": "explain",
    "rollout": "explain",
    "attend_edges": "graphs.attention",
    "edge_softmax": "graphs.attention",
    "gat": "graphs.scores",
    "gatv2": "graphs.scores",
    "join_heads": "heads",
    "multi_head": "heads",
    "split_heads": "heads",
    "Jacobian": "jacobians",
    "attend_jacobian": "jacobians",
    "self_attention_jacobian": "jacobians",
    "sensitivity": "jacobians",
    "softmax_jacobian": "jacobians",
    "attend_local_m": "local",
    "attend_local_p": "local",
    "band": "masks",
    "causal": "masks",
    "from_additive": "masks",
    "from_edges": "masks",
    "from_torch_mha": "masks",
    "padding": "masks",
    "to_additive": "masks",
    "to_torch_mha": "masks",
    "Hops": "memory",
    "KeyValueMemory": "memory",
    "Memory": "memory",
    "multi_hop": "memory",
    "hard": "normalizers",
    "sample": "normalizers",
    "sigmoid": "normalizers",
    "softmax": "normalizers",
    "sparsemax": "normalizers",
    "attend_persistent": "persistent",
    "sinusoidal": "positions",
    "additive": "scores",
    "additive_keys": "scores",
    "concat": "scores",
    "cosine": "scores",
    "dot": "scores",
    "general": "scores",
    "location": "scores",
    "scaled_dot": "scores",
    "Display": "vision.displays",
    "display": "vision.displays",
    "glimpse": "vision.glimpses",
    "patches": "vision.glimpses",
    "Saliency": "vision.saliency",
    "promote": "vision.saliency",
    "saliency_map": "vision.saliency",
    "fixations_to_find": "vision.search",
    "winner_takes_all": "vision.search",
    "aligned_position": "windows",
    "gaussian": "windows",
    "local_m": "windows",
    "local_p": "windows",
}

__all__ = [
    "Attention",
    "Cache",
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
    "additive_keys",
    "aligned_position",
    "alignment_error_rate",
    "attend",
    "attend_cached",
    "attend_edges",
    "attend_jacobian",
    "attend_local_m",
    "attend_local_p",
    "attend_persistent",
    "band",
    "causal",
    "concat",
    "cosine",
    "cross_attend",
    "display",
    "dot",
    "edge_softmax",
    "entropy",
    "fixations_to_find",
    "from_additive",
    "from_edges",
    "from_torch_mha",
    "gat",
    "gatv2",
    "gaussian",
    "general",
    "glimpse",
    "hard",
    "join_heads",
    "links",
    "local_m",
    "local_p",
    "location",
    "multi_head",
    "multi_hop",
    "padding",
    "patches",
    "perform",
    "promote",
    "read",
    "rollout",
    "saliency_map",
    "sample",
    "scaled_dot",
    "self_attend",
    "self_attention_jacobian",
    "sensitivity",
    "sigmoid",
    "sinusoidal",
    "softmax",
    "softmax_jacobian",
    "sparsemax",
    "split_heads",
    "to_additive",
    "to_torch_mha",
    "winner_takes_all",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module at first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(
            f"module 'softlook' has no attribute {name!r}; the public names are {', '.join(sorted(_HOME))}"
        )
    value: object = getattr(import_module(f"softlook.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
