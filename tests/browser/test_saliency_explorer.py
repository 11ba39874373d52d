"""SaliencyExplorer in a page with no kernel and no network."""

from __future__ import annotations

import contract
import drive
import numpy as np
import pytest
from contract import Live
from numpy.testing import assert_allclose

from softlook.widgets import SaliencyExplorer
from softlook.widgets._bars import arrange

PAGE = "book/reference/widgets/saliency-explorer.html"
PAUSE = 600  # milliseconds between two fixations of a gaze that wanders
CHANNELS = ("intensity", "colour", "orientation")


@pytest.fixture
def page(visit):
    return visit(body=SaliencyExplorer()._html() + SaliencyExplorer("photograph")._html(), height=1400)


@pytest.fixture
def bars(page):
    return Live(page, SaliencyExplorer())


@pytest.fixture
def photograph(page):
    return Live(page, SaliencyExplorer(), 1)


def agree(live):
    """Check what is shown against Python, from the state that the page holds."""
    python = SaliencyExplorer(**live.state())
    for name, pair in python.compare().items():
        assert_allclose(
            [live.shown()["S" if name == "s" else name, str(side)] for side in (0, 1)], pair, rtol=0, atol=1e-12
        )
    assert live.shown().get(("found_at", ""), 0) == python.found_at
    marks = (
        live.root.locator(".softlook-scene")
        .first.locator("circle")
        .evaluate_all("(nodes) => nodes.map((n) => [Number(n.getAttribute('cy')), Number(n.getAttribute('cx'))])")
    )
    assert marks == [list(place) for place in dict.fromkeys(map(tuple, python.path))]
    return python


def test_opens_on_a_search_that_takes_its_time(bars, photograph):
    assert agree(bars).found_at > 5
    agree(photograph)


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
@pytest.mark.parametrize("scene", ["bars", "photograph"])
def test_every_control(visit, scene, way):
    widget = SaliencyExplorer(scene, target=3)
    live = Live(visit(body=widget._html(), touch=way == "touch", height=1400), widget)
    used = {name for name, _ in contract.every_control(live, way, excluded={"wander"})}
    building = {"differs", "bars", "bars-number", "target", "target-number", "shuffle"} if scene == "bars" else set()
    assert used == {
        "scene",
        "fixations",
        "fixations-number",
        "inhibit",
        *CHANNELS,
        *(f"{name}-number" for name in CHANNELS),
        *building,
    }


DRAWN = """(root) => {
  const number = (node, name) => Number(node.getAttribute(name));
  const [seen, map] = root.querySelectorAll(".softlook-scene");
  const shades = [...map.querySelectorAll(".softlook-shade")]
    .flatMap((path) => [...path.getAttribute("d").matchAll(/M(-?\\d+) (-?\\d+)h16v16h-16z/g)]
    .map(([, x, y]) => [Number(y) / 16 + 0.5, Number(x) / 16 + 0.5, number(path, "fill-opacity")]));
  const gaze = (svg) => ({
    way: svg.querySelector(".softlook-way").getAttribute("points").split(" ")
      .filter(Boolean)
      .map((pair) => pair.split(",").map(Number).reverse()),
    words: [...svg.querySelectorAll(".softlook-gaze text")].map((text) => text.textContent),
    out: [...svg.querySelectorAll(".softlook-gaze rect")].filter((rect) =>
      number(rect, "x") + number(rect, "width") > svg.viewBox.baseVal.width || number(rect, "y") < 0).length,
  });
  const target = seen.querySelector(".softlook-target");
  return {
    bars: [...seen.querySelectorAll("rect[transform]")].map((bar) => [
      ...bar.getAttribute("transform").match(/-?[\\d.]+/g).map(Number),
      ...bar.getAttribute("fill").match(/\\d+/g).map(Number),
    ]),
    target: target && [
      number(target, "y") + number(target, "height") / 2,
      number(target, "x") + number(target, "width") / 2,
    ],
    shades,
    gaze: [gaze(seen), gaze(map)],
    labels: [seen, map].map((svg) => svg.getAttribute("aria-label")),
    image: seen.querySelector("image")?.getAttribute("href"),
    credit: root.querySelector(".softlook-credit").textContent, box: map.viewBox.baseVal.width / 16,
  };
}"""


@pytest.mark.parametrize(
    "state",
    [{"differs": "conjunction", "target": 4, "fixations": 6}, {"scene": "photograph", "colour": 0.3, "fixations": 7}],
    ids=["bars", "photograph"],
)
def test_the_pictures_say_what_the_numbers_say(bars, state):
    """Each bar's place, colour and tilt; the line round the target; each shade of the map; the gaze's way, on both."""
    bars.put(state)
    drawn, held = bars.root.evaluate(DRAWN), agree(bars)
    s = np.array(held.s)
    shades = np.zeros_like(s)
    for row, column, share in drawn["shades"]:
        shades[int(row), int(column)] = share
    assert_allclose(shades, np.round(16 * s / s.max() + 1e-9) / 16, atol=1 / 15.9)
    assert np.corrcoef(shades.ravel(), s.ravel())[0, 1] > 0.99
    for gaze in drawn["gaze"]:
        assert gaze == {
            "way": [list(map(int, place)) for place in held.path],
            "words": [str(n + 1) for n in range(len(held.path))],
            "out": 0,
        }
    assert drawn["labels"][1].startswith(
        f"Saliency map; fixations at 1: row {held.path[0][0]:.0f}, column {held.path[0][1]:.0f}; 2:"
    )
    if held.scene == "photograph":
        assert drawn["labels"][0] == held.photograph["alt"] != ""
        assert drawn["credit"] == held.photograph["credit"] != ""
        assert drawn["image"] == held.photograph["src"]
        return
    wanted = [
        [one.column, one.row, -one.angle, *(round(255 * x) for x in one.colour)]
        for one in arrange(held.bars, held.target, held.differs, held.seed)
    ]
    assert_allclose(drawn["bars"], wanted, atol=0.51)
    assert_allclose(drawn["target"], wanted[held.target][1::-1], atol=0.01)
    assert drawn["labels"][0] == "24 bars on black; the target is red and tilted, the others differ in conjunction"


def test_fewer_bars_keep_a_target(bars):
    bars.type("target-number", "20")
    bars.type("bars-number", "9")
    assert bars.state()["target"] == 8
    assert bars.control("target").get_attribute("max") == "9"
    agree(bars)


def test_each_shuffle_is_another(bars):
    seeds = [bars.state()["seed"]]
    for _ in range(3):
        bars.control("shuffle").click()
        seeds.append(bars.state()["seed"])
        agree(bars)
    assert len(set(seeds)) == 4


@pytest.mark.parametrize("way", ["pointer", "touch"])
def test_a_bar_that_is_clicked_is_the_target(visit, way):
    widget = SaliencyExplorer(bars=9, seed=4)
    page = visit(body=widget._html(), touch=way == "touch")
    live = Live(page, widget)
    scene = live.root.locator(".softlook-scene").first
    boxes = scene.locator("rect[transform]")
    for n in (5, 2):
        box, frame = boxes.nth(n).bounding_box(), scene.bounding_box()
        place = {"x": box["x"] + box["width"] / 2 - frame["x"], "y": box["y"] + box["height"] / 2 - frame["y"]}
        scene.click(position=place) if way == "pointer" else drive.tap(scene, position=place)
        assert live.state()["target"] == n
        agree(live)


@pytest.mark.parametrize(("differs", "channel"), [("colour", "colour"), ("orientation", "orientation")])
def test_a_feature_pops_out_until_its_channel_is_taken_away(bars, differs, channel):
    bars.control("differs", differs).click()
    assert bars.shown()["found_at", ""] == 1
    for name in CHANNELS:
        if name in {channel, "intensity"}:
            bars.control(name).focus()
            bars.control(name).press("Home")
    assert bars.shown().get(("found_at", ""), 99) > 1
    agree(bars)


def test_one_bar_alone_pops_out_and_among_its_equals_does_not(bars):
    bars.control("differs", "nothing").click()
    assert bars.shown()["found_at", ""] > 1
    bars.type("bars-number", "1")
    assert bars.shown()["found_at", ""] == 1
    agree(bars)


def test_without_inhibition_the_gaze_stays(photograph):
    photograph.control("inhibit").click()
    assert agree(photograph).path[0] == agree(photograph).path[-1]
    assert photograph.root.locator(".softlook-gaze text").first.text_content() == "1–5"


@pytest.mark.clock
def test_it_wanders_and_stops(bars, page):
    button = bars.control("wander")
    button.click()
    assert bars.state()["fixations"] == 6
    assert button.text_content() == "Stop"
    page.clock.run_for(3 * PAUSE)
    assert bars.state()["fixations"] >= 8
    button.press("Enter")
    held = bars.state()["fixations"]
    page.clock.run_for(20 * PAUSE)
    assert bars.state()["fixations"] == held
    assert button.text_content() == "Let it wander"
    agree(bars)


def test_it_does_not_wander_where_motion_is_unwelcome(page, bars):
    page.emulate_media(reduced_motion="reduce")
    bars.control("wander").click()
    assert bars.state()["fixations"] == 20
    agree(bars)


REFUSED = [
    ("colour-number", "-1", ["Weight of colour", "-1 given", "a number from 0 to 10 wanted"]),
    ("colour-number", "red", ["“red” given", "a number wanted"]),
    ("bars-number", "37", ["How many bars", "37 given", "a whole number from 1 to 36 wanted"]),
    ("bars-number", "2.5", ["2.5 given", "a whole number from 1 to 36 wanted"]),
    ("target-number", "25", ["Which bar is the target", "25 given", "a whole number from 1 to 24 wanted"]),
    ("fixations-number", "21", ["21 given", "a whole number from 0 to 20 wanted"]),
    ("fixations-number", "<img src=x onerror=alert(1)>", ["“<img src=x onerror=alert(1)>” given"]),
]


@pytest.mark.parametrize(("name", "text", "words"), REFUSED, ids=[f"{name}={text}" for name, text, _ in REFUSED])
def test_what_cannot_be_is_refused(bars, name, text, words):
    before, seen = bars.state(), bars.shown()
    bars.type(name, text)
    message = bars.message.text_content()
    assert all(word in message for word in words), message
    assert (bars.state(), bars.shown()) == (before, seen)
    assert bars.root.locator("img").count() == 0


def test_the_last_weight_stays_above_zero(bars):
    for name in ("intensity", "colour"):
        bars.type(f"{name}-number", "0")
    bars.type("orientation-number", "0")
    assert "at least one weight above 0 wanted" in bars.message.text_content()
    assert bars.state()["orientation"] == 1


def test_two_are_independent(bars, photograph):
    contract.disturbs_nobody(bars, photograph, excluded={"wander"})
    contract.disturbs_nobody(photograph, bars, excluded={"wander"})


@pytest.mark.clock
def test_no_trace_is_left(bars, photograph):
    bars.control("wander").click()
    contract.leaves_no_trace(bars)
    photograph.control("inhibit").click()
    agree(photograph)


@pytest.mark.clock
@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
def test_it_wanders_by_each_hand(bars, way, visit):
    live = Live(visit(body=SaliencyExplorer()._html(), touch=True), SaliencyExplorer()) if way == "touch" else bars
    button = live.control("wander")
    press = {"pointer": button.click, "touch": button.tap, "key": lambda: button.press("Space")}[way]
    press()
    assert live.state()["fixations"] == 6
    live.page.clock.run_for(2 * PAUSE)
    assert live.state()["fixations"] >= 7
    press()
    held = live.state()["fixations"]
    live.page.clock.run_for(20 * PAUSE)
    assert live.state()["fixations"] == held


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it(visit, width):
    page = visit(body=SaliencyExplorer()._html() + SaliencyExplorer("photograph")._html(), width=width)
    assert drive.violations_in_each_theme(page) == ""
    assert contract.fits(page, width) == [[], []]
    bars = Live(page, SaliencyExplorer())
    bars.type("bars-number", "no")
    bars.control("differs", "nothing").click()
    bars.type("fixations-number", "20")
    bars.control("inhibit").click()
    bars.type("bars-number", "no")
    assert drive.violations_in_each_theme(page) == "", "refused, all fixations in one place"
    assert contract.fits(page, width) == [[], []]


EVENTS = 1000  # five seconds or so


def test_random_events(page, bars, photograph):
    contract.random_events(page, """
      const foundAt = numbers("found_at").map(([, value]) => value);
      const compared = ["intensity", "colour", "orientation", "S"]
        .flatMap((name) => numbers(name).map(([, value]) => value));
      return compared.length !== 8 || compared.some((x) => x < 0 || x > 1) || foundAt.some((x) => x < 1 || x > 40)
        ? JSON.stringify([foundAt, compared])
        : "";
    """, events=EVENTS)  # fmt: skip
    for live in (bars, photograph):
        if live.control("wander").text_content() == "Stop":
            live.control("wander").click()
        agree(live)


@pytest.mark.parametrize("name", ["bars", "colour", "fixations"])
def test_a_move_is_painted_at_once(bars, page, name):
    contract.paints_at_once(page, bars.control(name))


def test_the_page_of_the_book_shows_it(visit):
    agree(Live(visit(PAGE), SaliencyExplorer()))


def test_what_the_model_is_told_is_shown(bars):
    bars.put({"intensity": 0.5, "bars": 12, "target": 11, "differs": "colour", "fixations": 2, "hint": "Now this"})
    assert bars.root.locator(".softlook-hint").text_content() == "Now this"
    assert bars.control("target-number").input_value() == "12"
    python = agree(bars)
    assert np.shape(python.s) == (24, 24)
