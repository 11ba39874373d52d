from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def lines(corpus):
    """Every French sentence of the corpus, as one text."""
    return [" ".join(pair.target) for pair in corpus]
