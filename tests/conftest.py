"""The array libraries that the mathematics runs on."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["numpy", "array_api_strict", "torch"])
def xp(request):
    if request.param == "array_api_strict":
        import array_api_strict

        return array_api_strict
    from importlib import import_module

    return import_module(f"array_api_compat.{request.param}")
