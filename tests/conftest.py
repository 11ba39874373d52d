"""What the tests share: every array library in turn, and hypothesis' profile."""

from __future__ import annotations

import os
from importlib import import_module

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "softlook",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # as the deadline: a busy machine is no fault of the code
)
# For `make mutation`, which runs each test hundreds of times: the same few examples every time, and no search for the
# smallest.
settings.register_profile(
    "mutation",
    settings.get_profile("softlook"),
    max_examples=10,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("softlook")

LIBRARIES = {
    "numpy": "array_api_compat.numpy",
    "array_api_strict": "array_api_strict",
    "torch": "array_api_compat.torch",
}


# Both live as long as the session: hypothesis calls one test many times and wants no fixture made anew for each.
@pytest.fixture(scope="session", params=LIBRARIES.values(), ids=LIBRARIES.keys())
def xp(request):
    """Every library in turn, under the standard's names."""
    return import_module(request.param)


@pytest.fixture(scope="session")
def array(xp):
    """Make an array of the library: ``array([[1, 2]])`` is float64, ``array([1, 2], "int64")`` what it says."""

    def make(values, dtype="float64"):
        return xp.asarray(np.array(values, dtype=dtype))

    return make
