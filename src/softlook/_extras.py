"""Packages that not every installation has: who lacks one is told what to install."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class MissingExtraError(ModuleNotFoundError):
    """A package of an extra is not installed; ``name`` is its module's, as in every ModuleNotFoundError."""


@contextmanager
def extra(*names: str) -> Iterator[None]:
    """Import inside what an extra brings: where it is missing, the error says which extra to install.

    Parameters
    ----------
    *names : str
        The extras of pyproject.toml that hold all that this part of the package needs, the parts that it uses
        included: where one of those lacks a package too, it is this part's extras that are named.

    Raises
    ------
    MissingExtraError
        If a package is not installed.

    Examples
    --------
    >>> with extra("torch"):
    ...     import torch_of_tomorrow
    Traceback (most recent call last):
    softlook._extras.MissingExtraError: torch_of_tomorrow: not installed, `pip install 'softlook[torch]'` wanted
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "softlook":
            raise
        wanted = f"`pip install 'softlook[{','.join(names)}]'`"
        raise MissingExtraError(f"{error.name}: not installed, {wanted} wanted", name=error.name) from error
