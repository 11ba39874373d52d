"""Each widget has its page, with the widget live and a table of its traits, and the page of widgets lists them all."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
import yaml
from docutils.core import publish_doctree
from docutils.parsers.rst import directives

import softlook.widgets
from softlook.book.widget_pages import WidgetTraits, connect, entries, page_name, widgets

ROOT = Path(__file__).resolve().parents[2]
EACH = pytest.mark.parametrize("widget", widgets(), ids=lambda widget: widget.__name__)


def test_every_widget_is_there():
    assert [widget.__name__ for widget in widgets()] == sorted(set(softlook.widgets.__all__) - {"BookWidget"})
    assert "ScoreTuner" in [widget.__name__ for widget in widgets()]


@EACH
def test_it_has_a_page_that_makes_it_and_lists_its_traits(widget):
    name = widget.__name__
    page = (ROOT / "book" / "reference" / "widgets" / f"{page_name(name)}.md").read_text("utf-8")
    assert re.search(rf"^# {name}$", page, re.MULTILINE)
    assert f".. widget-traits:: {name}\n" in page
    cells = re.findall(r"^```\{code-cell\} python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert any(re.search(rf"^{name}\(", cell, re.MULTILINE) for cell in cells), "a cell that ends in the live widget"


@EACH
def test_the_table_of_contents_names_its_page(widget):
    (reference,) = [
        part
        for part in yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
        if part["caption"] == "Reference"
    ]
    (chapter,) = [chapter for chapter in reference["chapters"] if chapter["file"] == "book/reference/widgets"]
    assert f"book/reference/widgets/{page_name(widget.__name__)}" in [
        section["file"] for section in chapter["sections"]
    ]


@EACH
def test_its_docstring_names_every_trait_once(widget):
    """So the table is whole: what both sides hold stands under Parameters, what only Python works out under Attributes."""
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


def test_a_section_that_is_missing_has_no_entries():
    assert entries("A box.\n\nParameters\n----------\nx : int\n    One.\n", "Attributes") == []


def test_a_section_ends_where_the_next_begins():
    docstring = "A box.\n\nParameters\n----------\nx : int, optional\n    One\n    and more.\nRaises\n------\nValueError\n    Never.\n"
    assert entries(docstring, "Parameters") == [("x", "int, optional", "One\nand more.")]


@pytest.mark.parametrize(
    ("name", "page"), [("ScoreTuner", "score-tuner"), ("Window", "window"), ("QueryKeys", "query-keys")]
)
def test_page_name(name, page):
    assert page_name(name) == page


def table(text):
    connect(directives.register_directive)
    return publish_doctree(text, settings_overrides={"report_level": 5, "halt_level": 5})


def test_the_table_holds_the_docstrings_words():
    rows = [
        [cell.astext() for cell in row.findall(lambda n: n.tagname == "entry")]
        for row in table(".. widget-traits:: ScoreTuner").findall(lambda n: n.tagname == "row")
    ]
    assert rows[0] == list(WidgetTraits.head)
    assert ["labels", "list of str", "What stands at each position."] in rows
    assert next(row for row in rows if row[0] == "alpha")[1] == "list of float"


def test_a_widget_that_is_none_is_named():
    assert (
        "widget-traits: Nobody given, a widget of softlook.widgets wanted"
        in table(".. widget-traits:: Nobody").astext()
    )


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
