"""The book's machinery: the Sphinx extension, the charts and their theme, the assets.

In a chapter: ``from softlook.book import heat_map``. In ``_config.yml``: ``extra_extensions: [softlook.book]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from softlook.book.charts import heat_map as heat_map

__all__ = ["heat_map", "setup"]


def __getattr__(name: str) -> object:
    """Load the charts, and with them Altair, when a chapter first asks for them."""
    if name != "heat_map":
        raise AttributeError(f"module 'softlook.book' has no attribute {name!r}")
    from softlook.book.charts import heat_map

    return heat_map


def setup(app: Sphinx) -> ExtensionMetadata:
    """Answer Sphinx."""
    from softlook.book.extension import setup as extend

    return extend(app)
