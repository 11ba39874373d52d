"""Widgets that live in the published page, with no kernel and no network, and in Jupyter, as traits both ways.

Each is one Python class and one ES module of the same name; ``js/`` holds the sources, ``static/`` what is served.
"""

from __future__ import annotations

from softlook.widgets._base import BookWidget
from softlook.widgets.bottleneck import Bottleneck
from softlook.widgets.memory_reader import MemoryReader
from softlook.widgets.query_keys import QueryKeys
from softlook.widgets.saliency_explorer import SaliencyExplorer
from softlook.widgets.score_tuner import ScoreTuner
from softlook.widgets.translator_desk import TranslatorDesk
from softlook.widgets.window import Window

__all__ = [
    "BookWidget",
    "Bottleneck",
    "MemoryReader",
    "QueryKeys",
    "SaliencyExplorer",
    "ScoreTuner",
    "TranslatorDesk",
    "Window",
]
