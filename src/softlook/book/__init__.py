"""The book's machinery: the Sphinx extension, the charts and their theme, the assets.

In a chapter: ``from softlook.book import heat_map, source``. In ``_config.yml``:
``extra_extensions: [softlook.book]``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from softlook.book.charts import heat_map as heat_map
    from softlook.book.listing import source as source
    from softlook.book.measured import benchmark_setting as benchmark_setting
    from softlook.book.measured import benchmark_table as benchmark_table
    from softlook.book.pictures import picture as picture
    from softlook.book.pictures import side_by_side as side_by_side
    from softlook.book.tables import table as table

__all__ = ["benchmark_setting", "benchmark_table", "heat_map", "picture", "setup", "side_by_side", "source", "table"]

_HOME = {
    "benchmark_setting": "measured",
    "benchmark_table": "measured",
    "heat_map": "charts",
    "picture": "pictures",
    "side_by_side": "pictures",
    "source": "listing",
    "table": "tables",
}


def __getattr__(name: str) -> object:
    """Load a name from its module at first use: the charts bring Altair.

    A page that has Altair already gets the course's charts.
    """
    if name not in _HOME:
        raise AttributeError(
            f"module 'softlook.book' has no attribute {name!r}; the public names are {', '.join(__all__)}"
        )
    if "altair" in sys.modules:
        import_module("softlook.book.charts")  # else its charts would come from another host, in another style
    return getattr(import_module(f"softlook.book.{_HOME[name]}"), name)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Answer Sphinx."""
    from softlook.book.extension import setup as extend

    return extend(app)
