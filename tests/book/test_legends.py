from __future__ import annotations

import re

import altair as alt
import pytest

from softlook.book.legends import DASHES, SYMBOLS, Legend, take_legends, take_title

COLOURS = ["#111111", "#222222", "#333333"]
ROWS = [{"x": 1, "kind": "b"}, {"x": 2, "kind": "a"}, {"x": 3, "kind": "c"}]


def chart(mark="point", **options):
    color = alt.Color("kind:N", **options)
    return getattr(alt.Chart({"values": ROWS}), f"mark_{mark}")().encode(x=alt.X("x:Q"), color=color)


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("One", ["One"]),
        (["One", "more"], ["One", "more"]),
        (alt.Title("One", subtitle="more"), ["One", "more"]),
        (alt.Title(["One", "two"], subtitle=["three", "four"]), ["One", "two", "three", "four"]),
    ],
)
def test_a_title_is_taken_out(given, lines):
    spec = chart().properties(title=given).to_dict()
    assert take_title(spec) == lines
    assert "title" not in spec
    assert take_title(spec) == []


@pytest.mark.parametrize(
    ("options", "values"),
    [
        ({}, ["a", "b", "c"]),
        ({"sort": None}, ["b", "a", "c"]),
        ({"sort": ["c", "b", "a"]}, ["c", "b", "a"]),
        ({"scale": alt.Scale(domain=["b", "c", "a"])}, ["b", "c", "a"]),
    ],
)
def test_the_values_stand_in_the_order_of_the_scale(options, values):
    spec = chart(**options).to_dict()
    (legend,) = take_legends(spec, COLOURS)
    assert legend.values == values
    assert spec["encoding"]["color"]["legend"] is None
    assert spec["encoding"]["color"]["scale"] == {"domain": values, "range": COLOURS}


def test_colours_of_a_scale_s_own():
    (legend,) = take_legends(chart(scale=alt.Scale(range=["#aaaaaa", "#bbbbbb", "#cccccc"])).to_dict(), COLOURS)
    assert legend.colours == ["#aaaaaa", "#bbbbbb", "#cccccc"]


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "kind"),
        ({"title": "The kind"}, "The kind"),
        ({"title": None}, ""),
        ({"legend": alt.Legend(title="What kind")}, "What kind"),
        ({"legend": alt.Legend(title=None)}, ""),
    ],
)
def test_the_title_is_the_legend_s_or_the_field_s(options, title):
    (legend,) = take_legends(chart(**options).to_dict(), COLOURS)
    assert legend.title == title


def test_who_wants_no_legend_has_none():
    spec = chart(legend=None).to_dict()
    before = repr(spec)
    assert take_legends(spec, COLOURS) == []
    assert repr(spec) == before


def test_a_number_s_legend_stays_in_the_drawing():
    spec = alt.Chart({"values": ROWS}).mark_point().encode(color=alt.Color("x:Q")).to_dict()
    assert take_legends(spec, COLOURS) == []
    assert "legend" not in spec["encoding"]["color"]


def test_values_that_a_transform_makes_stay_in_the_drawing():
    spec = chart().transform_calculate(sort="1").encode(color=alt.Color("sort:N")).to_dict()
    assert take_legends(spec, COLOURS) == []


@pytest.mark.parametrize("join", [alt.layer, alt.vconcat, alt.hconcat])
def test_views_that_stand_together_share_a_legend(join):
    shape = alt.Shape("kind:N", legend=None)
    spec = join(chart("line"), chart("point").encode(shape=shape)).to_dict()
    (legend,) = take_legends(spec, COLOURS)
    assert (legend.lines, legend.points, legend.shapes) == (True, True, list(SYMBOLS))
    views = next(spec[key] for key in ("layer", "vconcat", "hconcat") if key in spec)
    assert all(view["encoding"]["color"]["legend"] is None for view in views)
    assert views[1]["encoding"]["shape"]["scale"]["range"] == list(SYMBOLS)[:3]


def test_a_facet_s_legend():
    (legend,) = take_legends(chart().facet("x:O").to_dict(), COLOURS)
    assert legend.values == ["a", "b", "c"]


def test_a_legend_shows_lines_as_they_are_drawn():
    spec = chart("line").encode(strokeDash=alt.StrokeDash("kind:N", legend=None)).to_dict()
    (legend,) = take_legends(spec, COLOURS)
    drawn = legend.html({})
    assert re.findall(r'stroke="(#\d+)"', drawn) == COLOURS
    assert re.findall(r'stroke-dasharray="([^"]*)"', drawn) == ["6 3", "2 2"]
    assert spec["encoding"]["strokeDash"]["scale"]["range"] == [list(dash) for dash in DASHES[:3]]
    assert "fill=" not in drawn


def test_a_bar_s_legend_is_a_patch():
    (legend,) = take_legends(chart("bar").to_dict(), COLOURS)
    assert re.findall(r'<path d="M8,1H24V13H8Z" fill="(#\d+)"/>', legend.html({})) == COLOURS


def test_words_stay_text_and_colours_become_properties():
    drawn = Legend("a < b", ["<i>"], ["#111111"]).html({"#111111": "--ink"})
    assert "<span>a &lt; b</span>" in drawn
    assert ">&lt;i&gt;</li>" in drawn
    assert 'fill="var(--ink,#111111)"' in drawn
