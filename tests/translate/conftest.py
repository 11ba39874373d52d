from __future__ import annotations

import pytest

from softlook.translate.sentences import sentences


@pytest.fixture(scope="session")
def corpus():
    return sentences()
