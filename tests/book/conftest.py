"""The built book, which these tests read and do not make."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root():
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def site(root):
    """The built book. Where it is not there the tests fail: a skipped test tells nothing."""
    html = root / "_build" / "html"
    if not (html / "index.html").is_file():
        pytest.fail(f"{html} is not built: run `make book` first (`make test` does)", pytrace=False)
    return html
