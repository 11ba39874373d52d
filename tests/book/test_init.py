"""The names of softlook.book come with their modules, when they are first used."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import softlook.book


def run(code):
    """Run code in a Python of its own, and return what it prints."""
    process = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True, timeout=60)
    return process.stdout.strip()


def test_every_name_is_there():
    for name in set(softlook.book.__all__) - {"setup"}:
        assert getattr(softlook.book, name).__name__ == name


def test_another_name_is_refused_with_those_that_there_are():
    names = ", ".join(softlook.book.__all__)
    message = f"module 'softlook.book' has no attribute 'graph'; the public names are {names}"
    with pytest.raises(AttributeError, match=re.escape(message)):
        softlook.book.graph  # noqa: B018


def test_a_page_that_draws_nothing_loads_no_altair():
    assert run("import sys\nfrom softlook.book import source\nprint('altair' in sys.modules)") == "False"


def test_a_page_that_imports_altair_and_any_name_of_ours_has_our_charts():
    """Altair's own charts would ask another host for Vega."""
    assert run("import altair as alt\nfrom softlook.book import source\nprint(alt.renderers.active)") == "softlook"
