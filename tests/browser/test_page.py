"""Whole pages: what they transfer, who can read them, how they look, what stands without JavaScript."""

from __future__ import annotations

import gzip
import re
from urllib.parse import unquote, urlsplit

import drive
import pytest
from contract import violations

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


def transferred(url):
    """The bytes that an answer takes, as a server sends it: gzip, but for what is packed already."""
    content = (drive.SITE / unquote(urlsplit(url).path).lstrip("/")).read_bytes()
    return (
        len(content)
        if url.partition("?")[0].endswith((".woff2", ".png", ".jpg", ".webp"))
        else len(gzip.compress(content, 6))
    )


@pytest.mark.parametrize("name", [INDEX, CHAPTER])
def test_a_page_is_light(visit, name):
    page = visit(name)
    drive.scroll_through(page)
    page.wait_for_timeout(300)
    sizes = {url: transferred(url) for url in page.ears.requests if url.startswith("http")}
    ours = {
        url: size
        for url, size in sizes.items()
        if "/softlook/" in url
        and url.partition("?")[0].endswith((".js", ".css"))
        and not any(x in url for x in ("vega", "katex"))
    }
    total, own = sum(sizes.values()), sum(ours.values())
    print(f"\n{name}: {total} bytes in {len(sizes)} files, of them ours {own}")
    for url, size in sorted(sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"  {size:>7} {urlsplit(url).path}")
    assert {urlsplit(url).path.rpartition("/")[2] for url in ours} >= {
        "host.js",
        "score_tuner.js",
        "score_tuner.css",
        "book.css",
    }
    assert total <= 300_000
    assert own <= (60_000 if "translator_desk" in str(ours) else 15_000)


@pytest.mark.parametrize("name", [INDEX, CHAPTER])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(visit, name, theme, width):
    page = visit(name, theme=theme, width=width)
    assert page.locator("html").get_attribute("data-theme") == theme
    drive.scroll_through(page)
    assert violations(page) == ""
    tuner = page.locator('[data-widget="ScoreTuner"]').first
    tuner.locator('[data-control="mask"]').first.click()
    tuner.locator('[data-control="scores-number"]').first.fill("abc")
    tuner.locator('[data-control="temperature"]').focus()
    assert "abc" in tuner.locator(".softlook-message").text_content()
    assert violations(page) == "", "masked, refused, focused"


@pytest.mark.parametrize("name", [INDEX, CHAPTER])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_scrolls_sideways_and_fingers_find_it(visit, name, width):
    page = visit(name, width=width, height=800)
    drive.scroll_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(scrollTo(9999, scrollY), scrollX)") == 0
    small, clipped, out = page.evaluate("""() => {
      const small = [], clipped = [], out = [];
      for (const root of document.querySelectorAll("[data-ready]")) {
        const box = root.getBoundingClientRect();
        for (const node of root.querySelectorAll("input:not([type=checkbox], [type=radio]), button, .softlook-tick")) {
          const { width, height } = node.getBoundingClientRect();
          if (width && (width < 44 || height < 44)) small.push([node.dataset.control ?? node.textContent, width, height]);
        }
        for (const node of root.querySelectorAll("*:not(.softlook-visually-hidden, .softlook-bar)")) {
          const { left, right, width } = node.getBoundingClientRect();
          if (width && (left < box.left - 1 || right > box.right + 1)) out.push([node.className || node.tagName, left, right, box.right]);
          if (node.tagName === "INPUT" && node.type === "text" && node.scrollWidth > node.clientWidth) clipped.push([node.dataset.control, node.value]);
        }
      }
      return [small, clipped, out];
    }""")
    assert (small, clipped, out) == ([], [], [])
    touch = page.locator("[data-ready] input[type=range]").evaluate_all(
        "(nodes) => nodes.map((n) => getComputedStyle(n).touchAction)"
    )
    assert touch
    assert set(touch) == {"pan-y"}


def test_a_finger_on_a_slider_scrolls_the_page(visit):
    page = visit(INDEX, width=360, height=700, touch=True)
    slider = page.locator('[data-control="scores"]').first
    slider.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 100)")
    page.wait_for_timeout(100)
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


@pytest.mark.parametrize("width", [360, 1280])
def test_charts_can_be_read(visit, width):
    page = visit(CHAPTER, width=width)
    sizes = page.locator(".softlook-chart svg text").evaluate_all("""(texts) => texts.filter((t) => t.textContent.trim()).map((t) => {
      const { a, b } = t.getScreenCTM(); // turned texts too
      const { left, right } = t.getBoundingClientRect();
      return [t.textContent, parseFloat(getComputedStyle(t).fontSize) * Math.hypot(a, b), left, right];
    })""")
    assert len(sizes) > 9
    assert [s for s in sizes if s[1] < 11] == []
    assert [s for s in sizes if s[2] < 0 or s[3] > width] == []


def vegas(page):
    return [url for url in page.ears.requests if "/vega" in url]


def test_vega_comes_at_the_first_touch_once_for_all_charts(visit):
    page = visit(body=CHART + '<div style="height: 2000px"></div>' + CHART)
    charts = page.locator(".softlook-chart")
    drive.scroll_through(page)
    assert vegas(page) == [], "not before a touch"
    page.evaluate("scrollTo(0, 0)")
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
      for (const theme of toggles) { document.documentElement.dataset.theme = theme; await new Promise((r) => setTimeout(r)); }
    }""", toggles)  # fmt: skip
    page.wait_for_timeout(600)
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


@pytest.mark.parametrize("name", [INDEX, CHAPTER])
def test_the_tuner_of_the_page_is_on_the_paper_of_the_page(visit, name):
    """The theme paints outputs light: in the dark ours must not be."""
    page = visit(name, theme="dark")
    grounds = page.evaluate("""() => {
      const ground = (node) => { for (; node; node = node.parentElement) { const c = getComputedStyle(node).backgroundColor; if (!/, 0\\)$|transparent/.test(c)) return c; } };
      return [...document.querySelectorAll(".softlook-box, .softlook-chart")].map((n) => ground(n));
    }""")
    assert set(grounds) == {"rgb(20, 24, 30)"}


def test_the_first_screen_of_the_book_has_a_live_tuner(visit):
    page = visit(INDEX)
    box = page.locator('[data-widget="ScoreTuner"][data-ready]').first.bounding_box()
    assert box["y"] + 200 < 900


@pytest.mark.parametrize("width", [1280, 360])
def test_an_anchor_stands_where_its_link_leads(visit, width):
    """Though widgets and charts above it make the page grow when they are there; and a reader who moves on is left alone."""
    page = visit("book/04-bahdanau-luong.html#c4-exercises", width=width, height=900)
    page.wait_for_timeout(1500)
    top = "document.querySelector('#c4-exercises').getBoundingClientRect().top"
    assert 0 <= page.evaluate(top) < 200
    page.mouse.move(width / 2, 450)
    page.mouse.wheel(0, 700)
    page.wait_for_timeout(500)
    page.evaluate("document.querySelector('article').style.paddingTop = '300px'")
    page.wait_for_timeout(300)
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
