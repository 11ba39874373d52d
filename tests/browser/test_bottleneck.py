"""Bottleneck in a page with no kernel and no network, on rows made up for these tests."""

from __future__ import annotations

import math

import contract
import drive
import pytest
from contract import Live
from numpy.testing import assert_allclose

from softlook._show import two
from softlook.widgets import Bottleneck
from softlook.widgets.bottleneck import MISSING, wilson

PAGE = "book/reference/widgets/bottleneck.html"
SIZES, LENGTHS = (8, 32), (2, 3, 5, 8, 12, 16)


def row(attention, hidden, length):
    exact = 0.9 if attention == "additive" else 1 / (1 + math.exp(length - 3 * math.log2(hidden) / 2))
    return {
        "attention": attention,
        "hidden": hidden,
        "length": length,
        "n": 50,
        "exact_match": exact,
        "token_accuracy": math.sqrt(exact),
    }


ROWS = [row(attention, hidden, length) for attention in ("none", "additive") for hidden in SIZES for length in LENGTHS]


@pytest.fixture
def page(visit):
    return visit(
        body=Bottleneck(ROWS)._html() + Bottleneck(ROWS, hidden=8, length=3, measure="token_accuracy")._html(),
        height=1600,
    )


@pytest.fixture
def neck(page):
    return Live(page, Bottleneck(ROWS))


@pytest.fixture
def other(page):
    return Live(page, Bottleneck(ROWS), 1)


def agree(live):
    """Check what is shown against the rows, from the state that the page holds."""
    state = live.state()
    python = Bottleneck(state["rows"], length=state["length"], hidden=state["hidden"], measure=state["measure"])
    for system in ("none", "additive"):
        for measure in ("exact_match", "token_accuracy"):
            assert live.shown()[measure, system] == python.at(system)[measure]
        low, high = wilson(python.at(system)["exact_match"], python.at(system)["n"])
        cells = live.root.locator(f'[data-name="exact_match"][data-index="{system}"] + .softlook-name').text_content()
        assert cells == f"({low:.2f} to {high:.2f})".replace("0.", ".")
    shares = [f"{round(100 * value)}\u00a0%" for value in (python.fixed, python.attentive)]
    assert all(share in live.root.locator(".softlook-neck-verdict").text_content() for share in shares)
    return python


def test_opens_where_attention_matters(neck, other):
    python = agree(neck)
    assert python.attentive > python.fixed + 0.3
    agree(other)


def moved(live):
    live.put({"length": 3})


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
def test_every_control(visit, way):
    widget = Bottleneck(ROWS)
    live = Live(visit(body=widget._html(), touch=way == "touch", height=1400), widget)
    used = {name for name, _ in contract.every_control(live, way, excluded={"length-number"}, first={"reset": moved})}
    assert used == {"length", "hidden", "measure", "reset", "drag"}


def test_a_length_that_is_typed_goes_to_the_nearest_measured(neck):
    for typed, length in (("3", 3), ("7", 8), ("14", 12), ("15", 16), ("2", 2)):
        neck.type("length-number", typed)
        assert neck.state()["length"] == length
        assert neck.control("length-number").input_value() == str(length)
        agree(neck)


DRAWN = """(root) => {
  const number = (node, name) => Number(node.getAttribute(name));
  const ends = (node) => node.getAttribute("d").match(/-?[\\d.]+/g).map(Number);
  const ticks = (up) => [...root.querySelectorAll(".softlook-axis text")]
    .filter((text) => (text.getAttribute("text-anchor") === "end") === up)
    .map((text) => [Number(text.textContent), up ? number(text, "y") - 4 : number(text, "x")]);
  const system = (name) => ({
    line: ends(root.querySelector(`path.softlook-curve.softlook-neck-${name}`)),
    dots: [...root.querySelectorAll(`.softlook-neck-${name} .softlook-dot`)].map((dot) => dot.tagName === "circle"
      ? [number(dot, "cx"), number(dot, "cy"), number(dot, "r")]
      : [
        number(dot, "x") + number(dot, "width") / 2,
        number(dot, "y") + number(dot, "height") / 2,
        number(dot, "width") / 2,
      ]),
    bars: [...root.querySelectorAll(`.softlook-neck-${name} .softlook-shaft`)].map(ends),
    tag: root.querySelector(`text.softlook-neck-${name}`).textContent,
  });
  return {
    x: ticks(false),
    y: ticks(true),
    none: system("none"),
    additive: system("additive"),
    cursor: ends(root.querySelector(".softlook-thin")),
    label: root.querySelector(".softlook-drawing").getAttribute("aria-label"),
    box: root.querySelector(".softlook-stage").getBoundingClientRect().height,
    kept: [...root.querySelectorAll("tbody tr")].map((row) => row.children[1].textContent),
    verdict: root.querySelector(".softlook-neck-verdict").textContent,
  };
}"""


@pytest.mark.parametrize("measure", ["exact_match", "token_accuracy"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_chart_says_what_was_measured(visit, width, measure):
    """Read off its own axes: the points, their intervals, the length in question; and the words beside it."""
    live = Live(visit(body=Bottleneck(ROWS)._html(), width=width), Bottleneck(ROWS))
    live.put({"measure": measure, "length": 5, "hidden": 8})
    drawn = live.root.evaluate(DRAWN)
    (x0, left), (x1, right) = drawn["x"][0], drawn["x"][-1]
    (y0, bottom), (y1, top) = drawn["y"][0], drawn["y"][-1]
    assert top < bottom, "more is higher up"
    assert left < right
    assert bottom + 17 + 4 < drawn["box"], "the axis's words are in sight"

    def read(x, y):
        return [x0 + (x - left) / (right - left) * (x1 - x0), y0 + (y - bottom) / (top - bottom) * (y1 - y0)]

    for system, name in (("none", "one vector"), ("additive", "attention")):
        rows = [row for row in ROWS if row["attention"] == system and row["hidden"] == 8]
        wanted = [[row["length"], row[measure]] for row in rows]
        seen = drawn[system]
        assert seen["tag"] == name
        assert_allclose([read(x, y) for x, y, _ in seen["dots"]], wanted, atol=0.01)
        assert_allclose([read(*seen["line"][n : n + 2]) for n in range(0, len(seen["line"]), 2)], wanted, atol=0.01)
        assert [size > 5 for _, _, size in seen["dots"]] == [row["length"] == 5 for row in rows]
        intervals = [wilson(row["exact_match"], row["n"]) for row in rows] if measure == "exact_match" else []
        assert_allclose([[read(*bar[:2])[1], read(*bar[2:])[1]] for bar in seen["bars"]], intervals, atol=0.01)
    assert_allclose([read(*drawn["cursor"][:2]), read(*drawn["cursor"][2:])], [[5, 1], [5, 0]], atol=0.01)
    first, last = ([two(row(system, 8, length)[measure]) for system in ("none", "additive")] for length in (2, 16))
    for part in (
        f"from one vector {first[0]} at 2 words and {last[0]} at 16",
        f"with attention {first[1]} and {last[1]}",
    ):
        assert part in drawn["label"]
    assert drawn["kept"] == ["one vector of 8 numbers: 1.60 a word", "5 vectors, one for each word"]
    shares = [f"{round(100 * row(system, 8, 5)[measure])}\u00a0%" for system in ("none", "additive")]
    what = "sentences" if measure == "exact_match" else "words"
    assert drawn["verdict"] == (
        f"At 5 words, {shares[0]} of the {what} come out right from one vector, "
        f"{shares[1]} with attention (50 sentences measured)."
    )


@pytest.mark.parametrize("touch", [False, True])
def test_the_ring_is_dragged_along_the_axis(visit, touch):
    widget = Bottleneck(ROWS)
    page = visit(body=widget._html(), touch=touch)
    live = Live(page, widget)
    ring = live.control("drag")
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    if touch:
        client = page.context.new_cdp_session(page)
        client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for k in range(1, 9):
            client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - 40 * k, "y": y}]})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 320, y, steps=8)
        page.mouse.up()
    assert live.state()["length"] < widget.length
    agree(live)


def test_the_rings_arrows_reach_every_length(neck):
    ring = neck.control("drag")
    ring.focus()
    seen = {neck.state()["length"]}
    for key in ["ArrowLeft"] * 8 + ["ArrowRight"] * 16:
        ring.press(key)
        seen.add(neck.state()["length"])
        agree(neck)
    assert seen == set(LENGTHS)


def test_the_sliders_arrows_reach_every_length(neck):
    slider = neck.control("length")
    slider.focus()
    seen = {neck.state()["length"]}
    for key in ["ArrowLeft"] * 8 + ["ArrowRight"] * 16:
        slider.press(key)
        seen.add(neck.state()["length"])
    assert seen == set(LENGTHS)


@pytest.mark.parametrize(
    ("text", "words"),
    [("1", ["1 given", "a whole number from 2 to 16 wanted"]), ("17", ["17 given"]), ("long", ["“long” given"])],
)
def test_what_cannot_be_is_refused(neck, text, words):
    before, seen = neck.state(), neck.shown()
    neck.type("length-number", text)
    assert all(word in neck.message.text_content() for word in words)
    assert (neck.state(), neck.shown()) == (before, seen)


def test_nothing_measured_is_said(visit):
    widget = Bottleneck([])
    live = Live(visit(body=widget._html()), widget)
    assert MISSING in live.root.text_content()


def test_rows_that_python_changes_build_it_anew(neck):
    neck.put({"rows": [each | {"hidden": 4} for each in ROWS if each["hidden"] == 8]})
    assert neck.control("hidden").count() == 2, "no row fits the state: the last good one stays"
    neck.put({"hidden": 4})
    assert neck.control("hidden").count() == 1
    agree(neck)


def test_two_are_independent(neck, other):
    contract.disturbs_nobody(neck, other)
    contract.disturbs_nobody(other, neck)


@pytest.mark.clock
def test_no_trace_is_left(neck, other):
    contract.leaves_no_trace(neck)
    other.control("measure", "exact_match").click()
    agree(other)


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it(visit, width):
    page = visit(body=Bottleneck(ROWS)._html() + Bottleneck([])._html(), width=width)
    live = Live(page, Bottleneck(ROWS))
    for state in ({}, {"measure": "token_accuracy", "length": 2}, {"hidden": 8, "length": 16}):
        live.put(state)
        assert drive.violations_in_each_theme(page) == "", state
        assert contract.fits(page, width) == [[], []], state
    live.type("length-number", "long")
    live.control("drag").focus()
    assert drive.violations_in_each_theme(page) == "", "refused, focused"


EVENTS = 1000  # five seconds or so


def test_random_events(page, neck, other):
    contract.random_events(page, """
      const values = [...numbers("exact_match"), ...numbers("token_accuracy")].map(([, value]) => value);
      return values.length !== 4 || values.some((x) => x < 0 || x > 1) ? JSON.stringify(values) : "";
    """, events=EVENTS)  # fmt: skip
    agree(neck)
    agree(other)


def test_a_move_is_painted_at_once(neck, page):
    contract.paints_at_once(page, neck.control("length"))


def test_the_page_of_the_book_has_it(visit):
    page = visit(PAGE)
    assert page.locator('[data-widget="Bottleneck"][data-ready]').count() == 1
