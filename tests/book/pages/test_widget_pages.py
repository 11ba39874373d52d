"""Each widget has its page, with the widget live and a table of its traits, and the page of widgets lists them all."""

from __future__ import annotations

import html
import re

import pytest
import yaml
from sources import BOOK, ROOT

from softlook.book.widget_pages import entries, page_name, widgets

EACH = pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)


@EACH
def test_it_has_a_page_that_makes_it_and_lists_its_traits(widget):
    name = widget.__name__
    page = (BOOK / "reference" / "widgets" / f"{page_name(name)}.md").read_text("utf-8")
    assert re.search(rf"^# {name}$", page, re.MULTILINE)
    assert f".. widget-traits:: {name}\n" in page
    cells = re.findall(r"^```\{code-cell\} python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert any(re.search(rf"^{name}\(", cell, re.MULTILINE) for cell in cells), "a cell that ends in the live widget"


@EACH
def test_the_table_of_contents_names_its_page(widget):
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    (reference,) = [part for part in contents["parts"] if part["caption"] == "Reference"]
    (chapter,) = [chapter for chapter in reference["chapters"] if chapter["file"] == "book/reference/widgets"]
    assert f"book/reference/widgets/{page_name(widget.__name__)}" in [
        section["file"] for section in chapter["sections"]
    ]


@EACH
def test_its_docstring_names_every_trait_once(widget):
    """So the table is whole: what both sides hold stands under Parameters, what Python alone has under Attributes."""
    ours = {
        name: trait
        for name, trait in widget.class_traits().items()
        if trait.this_class.__module__.startswith("softlook.") and not name.startswith("_")
    }
    held = [name for name, trait in ours.items() if trait.metadata.get("sync")]
    assert sorted(entry.name for entry in entries(widget.__doc__, "Parameters")) == sorted(held)
    assert sorted(entry.name for entry in entries(widget.__doc__, "Attributes")) == sorted(set(ours) - set(held))
    for entry in (*entries(widget.__doc__, "Parameters"), *entries(widget.__doc__, "Attributes")):
        assert entry.kind, entry.name
        assert entry.text, entry.name


@pytest.mark.book
@EACH
def test_the_built_page_holds_the_table_and_the_list_links_it(site, widget):
    name = widget.__name__
    built = (site / "book" / "reference" / "widgets" / f"{page_name(name)}.html").read_text("utf-8")
    assert f'data-widget="{name}"' in built
    for entry in (*entries(widget.__doc__, "Parameters"), *entries(widget.__doc__, "Attributes")):
        assert re.search(rf'<span class="pre">{entry.name}</span>', built), entry.name
    listed = html.unescape((site / "book" / "reference" / "widgets.html").read_text("utf-8"))
    assert f'href="widgets/{page_name(name)}.html"' in listed
