"""torch, its layers and its array namespace, for tests of modules that do without.

Where torch is not installed, the test modules load all the same. `make core` leaves out the tests that name what is
missing.
"""

from __future__ import annotations


class Missing:
    """Stands for what is not installed; whatever is taken from it is missing too."""

    def __init__(self, *_, **__):
        """Take anything, as a class that is derived from one would."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing()

    def __call__(self, *_, **__):
        return Missing()


try:
    import array_api_compat.torch as torch_namespace
    import torch

    from softlook import nn
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    torch = torch_namespace = nn = Missing()

__all__ = ["Missing", "nn", "torch", "torch_namespace"]
