"""What the widgets' tests share: a check of a refusal."""

from __future__ import annotations

import pytest
from traitlets import TraitError


@pytest.fixture(scope="session")
def refused():
    """Check that something is refused: ``refused(function, part of the message, ...)``."""

    def check(make, *words):
        with pytest.raises(TraitError) as error:
            make()
        for word in words:
            assert word in str(error.value), str(error.value)

    return check
