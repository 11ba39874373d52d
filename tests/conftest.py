"""What the tests share."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture(params=["array_api_compat.numpy", "array_api_strict", "array_api_compat.torch"], ids=["numpy", "strict", "torch"])
def xp(request):
    """Each array library behind its standard face."""
    return import_module(request.param)
