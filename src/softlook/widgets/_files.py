"""The package's files that a widget's module may ask for: from a page's static folder, or from the kernel."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def version(name: str) -> str:
    """Return 12 digits that change with the file: browsers keep what they fetched, so a changed one has a new name."""
    return hashlib.sha256((PACKAGE / name).read_bytes()).hexdigest()[:12]


def answer(message: Any, files: Collection[str]) -> tuple[dict[str, Any], list[bytes]] | None:
    """Answer a message in which a module asks for a file: what to send back, and the bytes.

    Parameters
    ----------
    message : Any
        ``{"softlook": "file", "path": ...}``; None comes back for any other.
    files : collection of str
        Paths in the package that may be asked for. No other file is read.
    """
    if not isinstance(message, dict) or message.get("softlook") != "file":
        return None
    path = str(message.get("path"))
    name = path.partition("?")[0]
    reply = {"softlook": "file", "path": path}
    if name not in files:
        return {**reply, "error": f"{name} asked for, one of this widget's files wanted"}, []
    try:
        return reply, [(PACKAGE / name).read_bytes()]
    except OSError as error:
        return {**reply, "error": f"{name} cannot be read ({error.strerror})"}, []
