"""The array libraries that the mathematics runs on."""

from __future__ import annotations

from importlib import import_module

import hypothesis
import pytest

hypothesis.settings.register_profile("house", deadline=None)  # the first call in a library may load it
hypothesis.settings.load_profile("house")


@pytest.fixture(params=["numpy", "array_api_strict", "torch"])
def xp(request):
    if request.param == "array_api_strict":
        import array_api_strict

        return array_api_strict
    return import_module(f"array_api_compat.{request.param}")
