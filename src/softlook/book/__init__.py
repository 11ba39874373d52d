"""The book's machinery: the Sphinx extension, the charts and their theme, the assets.

In a chapter: ``from softlook.book import heat_map, source``. In ``_config.yml``: ``extra_extensions: [softlook.book]``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from softlook.book.charts import heat_map as heat_map
    from softlook.book.listing import source as source

__all__ = ["heat_map", "setup", "source"]

_HOME = {"heat_map": "charts", "source": "listing"}


def __getattr__(name: str) -> object:
    """Load the charts, and with them Altair, when a chapter first asks for them."""
    if name not in _HOME:
        raise AttributeError(f"module 'softlook.book' has no attribute {name!r}; the public names are {', '.join(__all__)}")
    return getattr(import_module(f"softlook.book.{_HOME[name]}"), name)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Answer Sphinx."""
    from softlook.book.extension import setup as extend

    return extend(app)
