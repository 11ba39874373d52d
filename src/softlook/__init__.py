"""Attention, from eyes to transformers.

The way of the data: words -> reader -> h -> scores e -> mask -> weights alpha -> context c -> exploiter -> words.
Every public name is re-exported here and loaded when it is first used, so that ``import softlook`` costs
next to nothing and brings neither numpy nor torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from softlook._additive import additive as additive
    from softlook._additive import additive_keys as additive_keys
    from softlook._additive import concat as concat
    from softlook._draws import hard as hard
    from softlook._draws import sample as sample
    from softlook._senses import from_additive as from_additive
    from softlook._senses import from_torch_mha as from_torch_mha
    from softlook._senses import to_additive as to_additive
    from softlook._senses import to_torch_mha as to_torch_mha
    from softlook.attention import Attention as Attention
    from softlook.attention import attend as attend
    from softlook.attention import cross_attend as cross_attend
    from softlook.attention import read as read
    from softlook.attention import self_attend as self_attend
    from softlook.cache import Cache as Cache
    from softlook.cache import attend_cached as attend_cached
    from softlook.heads import join_heads as join_heads
    from softlook.heads import multi_head as multi_head
    from softlook.heads import split_heads as split_heads
    from softlook.local import attend_local_m as attend_local_m
    from softlook.local import attend_local_p as attend_local_p
    from softlook.masks import band as band
    from softlook.masks import causal as causal
    from softlook.masks import from_edges as from_edges
    from softlook.masks import padding as padding
    from softlook.normalizers import sigmoid as sigmoid
    from softlook.normalizers import softmax as softmax
    from softlook.normalizers import sparsemax as sparsemax
    from softlook.persistent import attend_persistent as attend_persistent
    from softlook.positions import sinusoidal as sinusoidal
    from softlook.scores import cosine as cosine
    from softlook.scores import dot as dot
    from softlook.scores import general as general
    from softlook.scores import location as location
    from softlook.scores import scaled_dot as scaled_dot
    from softlook.windows import aligned_position as aligned_position
    from softlook.windows import gaussian as gaussian
    from softlook.windows import local_m as local_m
    from softlook.windows import local_p as local_p

__version__ = "0.1.0"

_HOME = {
    "additive": "_additive",
    "additive_keys": "_additive",
    "concat": "_additive",
    "hard": "_draws",
    "sample": "_draws",
    "from_additive": "_senses",
    "from_torch_mha": "_senses",
    "to_additive": "_senses",
    "to_torch_mha": "_senses",
    "Attention": "attention",
    "attend": "attention",
    "cross_attend": "attention",
    "read": "attention",
    "self_attend": "attention",
    "Cache": "cache",
    "attend_cached": "cache",
    "join_heads": "heads",
    "multi_head": "heads",
    "split_heads": "heads",
    "attend_local_m": "local",
    "attend_local_p": "local",
    "band": "masks",
    "causal": "masks",
    "from_edges": "masks",
    "padding": "masks",
    "sigmoid": "normalizers",
    "softmax": "normalizers",
    "sparsemax": "normalizers",
    "attend_persistent": "persistent",
    "sinusoidal": "positions",
    "cosine": "scores",
    "dot": "scores",
    "general": "scores",
    "location": "scores",
    "scaled_dot": "scores",
    "aligned_position": "windows",
    "gaussian": "windows",
    "local_m": "windows",
    "local_p": "windows",
}

__all__ = [
    "Attention",
    "Cache",
    "__version__",
    "additive",
    "additive_keys",
    "aligned_position",
    "attend",
    "attend_cached",
    "attend_local_m",
    "attend_local_p",
    "attend_persistent",
    "band",
    "causal",
    "concat",
    "cosine",
    "cross_attend",
    "dot",
    "from_additive",
    "from_edges",
    "from_torch_mha",
    "gaussian",
    "general",
    "hard",
    "join_heads",
    "local_m",
    "local_p",
    "location",
    "multi_head",
    "padding",
    "read",
    "sample",
    "scaled_dot",
    "self_attend",
    "sigmoid",
    "sinusoidal",
    "softmax",
    "sparsemax",
    "split_heads",
    "to_additive",
    "to_torch_mha",
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
