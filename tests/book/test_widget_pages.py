"""The tables on the widgets' pages, made from docstrings."""

from __future__ import annotations

import pytest
from docutils.core import publish_doctree
from docutils.parsers.rst import directives

import softlook.widgets
from softlook.book.widget_pages import WidgetTraits, connect, entries, page_name, widgets


def test_every_widget_is_there():
    assert [widget.__name__ for widget in widgets()] == sorted(set(softlook.widgets.__all__) - {"BookWidget"})
    assert "ScoreTuner" in [widget.__name__ for widget in widgets()]


def test_a_section_that_is_missing_has_no_entries():
    assert entries("A box.\n\nParameters\n----------\nx : int\n    One.\n", "Attributes") == []


def test_a_section_ends_where_the_next_begins():
    parameters = "Parameters\n----------\nx : int, optional\n    One\n    and more.\n"
    docstring = f"A box.\n\n{parameters}Raises\n------\nValueError\n    Never.\n"
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
    message = "widget-traits: Nobody given, a widget of softlook.widgets wanted"
    assert message in table(".. widget-traits:: Nobody").astext()
