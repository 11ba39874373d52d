"""The page of the package names every public name, and no other."""

import re

import pytest
from sources import BOOK

import softlook
import softlook.book
import softlook.nn
import softlook.widgets

PAGE = (BOOK / "reference" / "api.md").read_text("utf-8")


def named(module):
    here, names = "", []
    for line in PAGE.splitlines():
        if directive := re.match(r"\.\. currentmodule:: (\S+)", line):
            here = directive[1]
        elif (directive := re.match(r"\.\. auto(?:function|class):: (\S+)", line)) and here == module:
            names.append(directive[1])
    return names


@pytest.mark.parametrize(
    ("module", "others"),
    [(softlook, {"__version__"}), (softlook.nn, set()), (softlook.widgets, set()), (softlook.book, {"setup"})],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_public_name_stands_on_the_page_once(module, others):
    assert sorted(named(module.__name__)) == sorted(set(module.__all__) - others)
