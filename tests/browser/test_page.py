"""Whole pages: charts that wake, themes that change, anchors, what stands without JavaScript.

What every page keeps is in test_every_page.py.
"""

from __future__ import annotations

import re

import drive
import pytest

from softlook.book import heat_map
from softlook.book.assets import PACKAGE
from softlook.book.charts import renderer
from softlook.widgets import ScoreTuner

INDEX = "book/index.html"
CHAPTER = "book/04-bahdanau-luong.html"
THREE = heat_map(
    [[0.94, 0.02, 0.04], [0.11, 0.01, 0.88], [0.03, 0.95, 0.02]],
    rows=["je", "t'", "aime"],
    columns=["I", "love", "you"],
    title="t' looks at you",
)
CHART = renderer(THREE.to_dict())["text/html"]


def test_a_finger_on_a_slider_scrolls_the_page(visit):
    page = visit(INDEX, width=360, height=700, touch=True)
    slider = page.locator('[data-control="scores"]').first
    slider.scroll_into_view_if_needed()
    drive.scroll(page, 0, page.evaluate("scrollY + 100"))
    box, start = slider.bounding_box(), page.evaluate("scrollY")
    value = slider.input_value()
    x, y = box["x"] + box["width"] * 0.9, box["y"] + 22
    client = page.context.new_cdp_session(page)
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for k in range(1, 11):
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 15 * k}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("(start) => scrollY > start + 50", arg=start)
    assert slider.input_value() == value, "a finger that scrolls past moves nothing"


def vegas(page):
    return [url for url in page.ears.requests if "/vega" in url]


def test_vega_comes_at_the_first_touch_once_for_all_charts(visit):
    page = visit(body=CHART + '<div style="height: 2000px"></div>' + CHART)
    charts = page.locator(".softlook-chart")
    drive.scroll_through(page)
    assert vegas(page) == [], "not before a touch"
    drive.scroll(page, 0, 0)
    before = charts.first.locator("svg").bounding_box()
    charts.first.hover()
    page.wait_for_function("document.querySelectorAll('[data-awake]').length === 1")
    assert len(vegas(page)) == 1
    after = charts.first.locator("svg").bounding_box()
    assert charts.first.locator("svg").count() == 1
    assert after["width"] == pytest.approx(before["width"], abs=1)
    assert after["height"] == pytest.approx(before["height"], abs=1)
    charts.nth(1).hover()
    page.wait_for_function("document.querySelectorAll('[data-awake]').length === 2")
    assert len(vegas(page)) == 1, "once for the page"


def test_a_chart_in_the_chapter_wakes_and_tells(visit):
    page = visit(CHAPTER)
    chart = page.locator(".softlook-chart").first
    chart.scroll_into_view_if_needed()
    assert vegas(page) == []
    chart.hover()
    page.wait_for_function("document.querySelector('.softlook-chart').dataset.awake === ''")
    assert len(vegas(page)) == 1
    chart.locator("svg .mark-rect path").nth(-1).hover(force=True)
    tip = page.locator("#vg-tooltip-element")
    page.wait_for_function("document.querySelector('#vg-tooltip-element')?.classList.contains('visible')")
    assert "weight" in tip.text_content()


def chart_fill(page, nth=0):
    """The colour that the chart's ink has, as the browser shows it."""
    return (
        page.locator(".softlook-chart")
        .nth(nth)
        .locator(".mark-rect path")
        .last.evaluate("(n) => getComputedStyle(n).fill")
    )


LIGHT, DARK = "rgb(10, 108, 125)", "rgb(92, 200, 218)"  # --softlook-alpha


def test_the_drawn_chart_follows_the_theme(visit):
    page = visit(body=CHART)
    assert chart_fill(page) == LIGHT
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert chart_fill(page) == DARK
    assert vegas(page) == []


def test_the_theme_button_redraws_an_awake_chart(visit):
    page = visit(CHAPTER)
    page.locator(".softlook-chart").first.hover()
    page.wait_for_function("document.querySelector('.softlook-chart').dataset.awake === ''")
    assert chart_fill(page) == LIGHT
    button = page.locator(".theme-switch-button:visible").first
    for _ in range(3):
        button.click()
        if page.locator("html").get_attribute("data-theme") == "dark":
            break
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.wait_for_function("""(dark) => {
      const paths = document.querySelectorAll(".softlook-chart .mark-rect path");
      return paths.length && getComputedStyle(paths[paths.length - 1]).fill === dark;
    }""", arg=DARK)  # fmt: skip
    assert chart_fill(page) == DARK


@pytest.mark.parametrize("toggles", [["dark", "light"], ["dark", "light", "dark"]])
def test_a_theme_that_changes_fast_leaves_the_last(visit, toggles):
    page = visit(body=CHART)
    page.locator(".softlook-chart").hover()
    page.wait_for_function("document.querySelector('.softlook-chart').dataset.awake === ''")
    page.evaluate("""async (toggles) => {
      for (const theme of toggles) {
        document.documentElement.dataset.theme = theme;
        await new Promise((r) => setTimeout(r));
      }
    }""", toggles)  # fmt: skip
    page.wait_for_function(
        """(fill) =>
          getComputedStyle([...document.querySelectorAll('.softlook-chart .mark-rect path')].at(-1)).fill === fill""",
        arg={"light": LIGHT, "dark": DARK}[toggles[-1]],
    )
    drive.idle(page)  # what was drawn for another theme comes too late
    assert chart_fill(page) == {"light": LIGHT, "dark": DARK}[toggles[-1]]
    assert page.locator(".softlook-chart svg").count() == 1


def test_without_javascript_the_table_and_the_picture_stand(visit):
    for name in (INDEX, CHAPTER):
        page = visit(name, javascript=False)
        places = page.locator(".softlook-place")
        assert places.count() >= 1
        for nth in range(places.count()):
            table = places.nth(nth).locator("table")
            assert table.is_visible()
            assert table.locator("tbody tr").count() >= 2
            assert re.search("may attend|weights|position", table.locator("thead").text_content())
    assert page.locator(".softlook-chart svg").count() >= 1
    drawn = page.locator(".softlook-chart svg").first
    drawn.scroll_into_view_if_needed()
    assert drawn.is_visible()
    assert drawn.bounding_box()["height"] > 80
    assert page.locator(".katex").first.is_visible()


def test_a_widget_that_does_not_start_leaves_its_table(visit):
    broken = ScoreTuner()._html().replace("./score_tuner.js", "./nowhere.js")
    page = visit(body=broken + ScoreTuner()._html(), ready=False)
    page.wait_for_function(
        "document.querySelectorAll('[data-ready]').length === 1 && document.querySelector('[data-failed]')"
    )
    assert page.locator("[data-failed] table").is_visible()
    assert any("this widget did not start" in fault for fault in page.ears.faults)
    page.ears.faults.clear()  # here they are wanted


def test_the_first_screen_of_the_book_has_a_live_tuner(visit):
    page = visit(INDEX)
    box = page.locator('[data-widget="ScoreTuner"][data-ready]').first.bounding_box()
    assert box["y"] + 200 < 900


@pytest.mark.parametrize("width", [1280, 360])
def test_an_anchor_stands_where_its_link_leads(visit, width):
    """It does so though widgets and charts above it make the page grow when they are there.

    A reader who moves on is left alone.
    """
    page = visit("book/04-bahdanau-luong.html#c4-exercises", width=width, height=900)
    drive.idle(page)
    top = "document.querySelector('#c4-exercises').getBoundingClientRect().top"
    assert 0 <= page.evaluate(top) < 200
    page.mouse.move(width / 2, 450)
    page.mouse.wheel(0, 700)
    drive.rests(page)
    page.evaluate("document.querySelector('article').style.paddingTop = '300px'")
    drive.frames(page)
    assert page.evaluate(top) < 0


def test_the_front_door_leads_to_the_index(visit):
    page = visit("index.html", ready=False)
    page.wait_for_url("**/book/index.html")
    page.wait_for_selector("[data-ready]")
    assert "Soft Look" in page.title()


def test_the_front_door_can_be_read_where_it_does_not_lead_on():
    """And names an icon that is there: a browser that waits at the door asks for one."""
    door = (drive.SITE / "index.html").read_text("utf-8")
    (icon,) = re.findall(r'<link rel="icon" href="([^"]+)">', door)
    assert (drive.SITE / icon).is_file()
    assert '<html lang="en">' in door
    assert '<a href="book/index.html">Soft Look</a>' in door


def test_search_finds_a_chapter(visit):
    page = visit("search.html?q=attention")
    page.wait_for_selector("#search-results li a")
    assert page.locator("#search-results li a").count() >= 1


def test_the_fetched_widget_is_the_one_in_the_package():
    """Else the browser tests would look at an older book."""
    for file in (PACKAGE / "widgets" / "static").iterdir():
        assert (drive.SITE / "_static" / "softlook" / file.name).read_bytes() == file.read_bytes(), (
            "run make book first"
        )
