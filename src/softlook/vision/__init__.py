"""Visual attention: saliency, search, displays and glimpses (chapters 1 and 7)."""

from __future__ import annotations

from softlook.vision.displays import Display, display
from softlook.vision.glimpses import glimpse, patches
from softlook.vision.saliency import Saliency, promote, saliency_map
from softlook.vision.search import fixations_to_find, winner_takes_all

__all__ = [
    "Display",
    "Saliency",
    "display",
    "fixations_to_find",
    "glimpse",
    "patches",
    "promote",
    "saliency_map",
    "winner_takes_all",
]
