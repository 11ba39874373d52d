"""Window in a page with no kernel and no network: every control, by pointer, finger and keyboard."""

from __future__ import annotations

import contract
import drive
import numpy as np
import pytest
import reach
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import softlook
from softlook.widgets import Window

PAGE = "book/reference/widgets/window.html"
STATE = (
    "labels", "scores", "values", "window", "p", "half_width", "truncate", "renormalize", "round_p", "selection",
    "goal", "draws", "seed", "hint",
)  # fmt: skip
ABC = {"labels": list("abc"), "scores": [0.0, 1.0, 2.0], "values": [1.0, 0.0, -1.0], "p": 1.2, "half_width": 1}
SUMS = """
  const on = (name) => root.querySelector(`[data-control="${name}"]`).checked;
  const chosen = (name) => root.querySelector(`[data-control="${name}"]:checked`).value;
  const sum = numbers("alpha").reduce((all, [, value]) => all + value, 0);
  const [[, total]] = numbers("total");
  const less = chosen("window") === "local-p" && chosen("selection") === "soft" && !on("renormalize");
  const right = Math.abs(sum - total) < 1e-12 && (less ? sum > 0 && sum < 1 + 1e-12 : Math.abs(sum - 1) < 1e-9);
  const draws = Number(root.querySelector("[data-control=draws-number]")?.dataset.value ?? 0);
  const drawn = numbers("tally").reduce((all, [, value]) => all + value, 0);
  return right && drawn === draws ? null : JSON.stringify({ sum, total, less, drawn, draws });
"""


class Row(reach.Widget):
    def __init__(self, page, nth=0):
        super().__init__(page, "Window", nth)

    def agree(self):
        """Check what is shown against the Python of the same state, to 1e-12; return it."""
        held = Window(**self.model(*STATE))
        names = ["alpha", "total", "c", "scores", "values"] + ["edge", "jump"] * (held.edge is not None)
        names += ["tally", "gradient", "estimates", "variance"] * (held.selection == "draw")
        numbers = self.numbers()
        assert set(numbers) - {"cost"} == set(names)
        scale = max(1.0, *((v - held.goal) ** 2 for v in held.values)) ** 2
        for name in names:
            expected, shown = np.array(getattr(held, name)), numbers[name]
            assert len(shown) == expected.size
            same = [expected[tuple(map(int, index.split(","))) if index else ()] for index in shown]
            assert_allclose(list(shown.values()), same, rtol=1e-12, atol=1e-12 * scale, err_msg=name)
        return [getattr(held, name) for name in ("alpha", "c", "jump", "tally", "estimates", "variance", "gradient")]


@pytest.fixture
def page(visit):
    return visit(body=Window()._html() + Window(**ABC, selection="draw")._html())


@pytest.fixture
def row(page):
    return Row(page)


@pytest.fixture
def drawing(page):
    return Row(page, 1)


@pytest.fixture
def fingers(visit):
    return Row(visit(body=Window(selection="draw")._html(), width=360, height=800, touch=True))


def test_opens_before_an_edge(row):
    row.agree()
    assert row.shown("edge") == {"": 5.0}
    assert row.shown("total")[""] < 0.6
    assert "Try this" in row.root.locator(".softlook-hint").text_content()


def test_past_the_edge_the_other_weights_fall(row):
    """What the hint promises."""
    before = row.agree()[0]
    row.type("p-number", "", "5")
    after = row.agree()[0]
    assert before[7] == 0 < after[7]
    assert all(now < old for now, old in zip(after[3:7], before[3:7], strict=True))


def test_the_handle_by_pointer(row, page):
    wide = row.root.locator(".softlook-window-row").bounding_box()["width"] / 9
    before = row.agree()
    row.drag("p-handle", "", -2 * wide, 40)
    assert_allclose(row.model("p")["p"], 2.9, atol=0.02)
    assert row.agree() != before
    row.drag("p-handle", "", 9999, 0)
    assert row.model("p")["p"] == 8
    x, y = row.middle("p-handle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - wide, y)
    seen = row.agree()
    page.mouse.move(x - 2 * wide, y)
    assert row.agree() != seen, "on the way"
    page.mouse.up()


def test_the_handle_by_keyboard(row):
    handle = row.control("p-handle")
    handle.focus()
    for key, step in {
        "ArrowRight": 0.1,
        "ArrowUp": 0.1,
        "ArrowLeft": -0.1,
        "ArrowDown": -0.1,
        "Shift+ArrowRight": 0.01,
        "Shift+ArrowLeft": -0.01,
    }.items():
        p, before = row.model("p")["p"], row.agree()
        handle.press(key)
        assert_allclose(row.model("p")["p"], p + step, atol=1e-9)
        assert row.agree() != before
    assert handle.get_attribute("aria-valuetext") == reach.two(row.model("p")["p"])


def test_the_choices(row):
    for name, values in {"window": ["global", "local-m", "local-p"], "selection": ["hard", "draw", "soft"]}.items():
        for value in values:
            before = row.agree()
            row.control(name, value).click()
            assert row.model(name)[name] == value
            assert row.agree() != before
    for name, key, value in (("window", "ArrowLeft", "local-m"), ("selection", "ArrowRight", "hard")):
        row.root.locator(f'[data-control="{name}"]:checked').press(key)
        assert row.model(name)[name] == value
        row.agree()


def test_the_boxes(row):
    row.type("p-number", "", "4.6")
    for name in ("truncate", "renormalize", "round_p"):
        box = row.control(name)
        for press in (
            box.click,
            lambda box=box: box.press("Space"),
            lambda box=box: box.locator("xpath=..").click(),
            box.click,
        ):
            on, before = box.is_checked(), row.agree()
            press()
            assert box.is_checked() is not on
            assert row.model(name)[name] is not on
            assert row.agree() != before, name
    row.control("window", "local-m").click()
    assert all(row.control(name).is_disabled() for name in ("truncate", "renormalize", "round_p")), (
        "these are local-p's"
    )
    row.control("window", "global").click()
    assert row.control("p").is_disabled()
    assert not row.control("p-handle").is_visible()


SLIDERS = {
    "p": [("ArrowRight", 0.1), ("Shift+ArrowDown", -0.01), ("PageUp", 1), ("PageDown", -1)],
    "half_width": [("ArrowRight", 1), ("Shift+ArrowRight", 1), ("ArrowDown", -1)],
    "goal": [("ArrowUp", 0.1), ("Shift+ArrowLeft", -0.01)],
    "draws": [("ArrowUp", 10), ("Shift+ArrowUp", 1), ("PageDown", -100)],
}


def test_the_sliders(row):
    row.control("selection", "draw").click()
    for name, keys in SLIDERS.items():
        before = row.agree()
        row.slide(name, 0.6)
        assert row.agree() != before, name
        for key, step in keys:
            value, before = row.model(name)[name], row.agree()
            row.control(name).press(key)
            assert_allclose(row.model(name)[name], value + step, atol=1e-9)
            assert row.agree() != before, (name, key)
        before = row.agree()
        row.type(f"{name}-number", "", "7")
        assert row.model(name)[name] == 7
        assert row.agree() != before, name


def test_draw_again_and_the_seed(row):
    row.control("selection", "draw").click()
    seen = [row.agree()[3]]
    for press in (
        lambda: row.control("again").click(),
        lambda: row.control("again").press("Enter"),
        lambda: row.type("seed-number", "", "4294967295"),
    ):
        press()
        seen.append(row.agree()[3])
    assert len({tuple(tally) for tally in seen}) == 4
    row.control("again").click()
    assert row.model("seed") == {"seed": 0}
    assert row.agree()[3] == seen[0], "a seed's draws are its own"


REFUSED = [
    ("p-number", "8.1", ["Position p", "8.1 given", "a number from 0 to 8 wanted"]),
    ("p-number", "here", ["“here” given", "a number wanted"]),
    ("half_width-number", "0", ["0 given", "a whole number from 1 to 12 wanted"]),
    ("half_width-number", "2.5", ["2.5 given", "a whole number from 1 to 12 wanted"]),
    ("goal-number", "11", ["11 given", "a number from −10 to 10 wanted"]),
    ("draws-number", "501", ["501 given", "a whole number from 1 to 500 wanted"]),
    ("seed-number", "-1", ["-1 given", "a whole number from 0 to 4294967295 wanted"]),
    ("seed-number", "1e999", ["“1e999” given", "a number wanted"]),
]


def test_refuses_and_keeps_the_last_good_state(row, drawing):
    row.control("selection", "draw").click()
    for name, text, parts in REFUSED:
        state, shown = row.model(*STATE), row.agree()
        row.type(name, "", text)
        for part in parts:
            assert part in row.message.text_content()
        assert (row.model(*STATE), row.agree()) == (state, shown)
        assert drawing.message.text_content() == ""
        row.control("p").press("ArrowLeft")
        assert row.message.text_content() == "", "a good move answers the refusal"


def test_a_finger_drags_scrolls_and_taps(fingers):
    p, before = fingers.model("p")["p"], fingers.agree()
    fingers.finger("p-handle", "", -60, 3)
    assert_allclose(fingers.model("p")["p"], p - 60 / 32.7, atol=0.6)
    assert fingers.agree() != before
    for name in ("p", "half_width", "goal", "draws"):
        value = fingers.model(name)
        fingers.tap(name)
        assert fingers.model(name) != value, name
        fingers.tap(f"{name}-number")
        expect(fingers.control(f"{name}-number")).to_be_focused()
        fingers.agree()
    for name, index in (
        ("round_p", ""),
        ("truncate", ""),
        ("renormalize", ""),
        ("again", ""),
        ("window", "local-m"),
        ("selection", "hard"),
    ):
        held = fingers.model(*STATE)
        fingers.tap(name, index)
        assert fingers.model(*STATE) != held, name
        fingers.agree()
    fingers.tap("reset")
    assert fingers.model("p", "window", "selection") == {"p": p, "window": "local-p", "selection": "draw"}


def test_a_finger_that_goes_up_scrolls_the_page(fingers):
    """Over the row, and even over the handle, which moves sideways only."""
    page, held = fingers.page, fingers.model(*STATE)
    for beside in (0, 80):
        x, y = fingers.middle("p-handle")
        start = page.evaluate("scrollY")
        reach.touch(page, x - beside, y, 0, -120)
        page.wait_for_function("(start) => scrollY > start + 50", arg=start)
        assert fingers.model(*STATE) == held


def test_the_trace_says_what_the_number_says(row):
    """The dot lies where c lies; the pieces break where the edge passes a word."""
    drawn = """(root) => {
      const figure = ".softlook-window-figure";
      const [dot, path, rings] = [
        `${figure} .softlook-dot`,
        `${figure} .softlook-curve`,
        `${figure} .softlook-ring`,
      ];
      const at = root.querySelector(dot);
      const box = root.querySelector(`${figure} .softlook-stage`).getBoundingClientRect();
      return {
        x: Number(at.getAttribute("cx")) / box.width,
        y: (box.height - 24 - Number(at.getAttribute("cy"))) / (box.height - 32),
        pieces: root.querySelector(path).getAttribute("d").split("M").length - 1,
        rings: root.querySelectorAll(rings).length,
      };
    }"""
    for p in (2.3, 4.9, 5.0, 7.0):
        row.type("p-number", "", str(p))
        trace = row.root.evaluate(drawn)
        assert_allclose(trace["x"], (p + 0.5) / 9, atol=0.005)
        assert_allclose(trace["y"], row.shown("c")[""], atol=0.01)  # from 0 to 1
        assert (trace["pieces"], trace["rings"]) == (8, 9)
    row.control("round_p").click()
    assert row.root.evaluate(drawn)["rings"] == 0
    assert "no edge" not in row.root.text_content()
    row.control("truncate").click()
    assert "no edge cuts off: nothing jumps" in row.root.text_content()


def test_the_bars_are_as_high_as_the_weights(row):
    for selection in ("soft", "hard", "draw"):
        row.control("selection", selection).click()
        shares = row.root.evaluate("""(root) => {
          const high = root.querySelector(".softlook-window-row").getBoundingClientRect().height - 44 - 14;
          return [...root.querySelectorAll(".softlook-window-row .softlook-fill")]
            .map((bar) => Number(bar.getAttribute("height")) / high);
        }""")
        assert_allclose(shares, row.agree()[0], atol=0.01)


def moved(live):
    live.put({"p": 3})


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
@pytest.mark.parametrize("selection", ["soft", "draw"])
def test_every_control(visit, selection, way):
    widget = Window(selection=selection, p=4.6)
    live = contract.Live(visit(body=widget._html(), touch=way == "touch", height=1600), widget)
    drawing = selection == "draw"  # from a softmax, which sums to 1 as it is
    used = {
        name
        for name, _ in contract.every_control(
            live, way, excluded={"renormalize"} if drawing else (), first={"reset": moved}
        )
    }
    learning = {"goal", "goal-number", "draws", "draws-number", "seed-number", "again"} if drawing else {"renormalize"}
    assert (
        used
        == {
            "window",
            "selection",
            "truncate",
            "round_p",
            "p-handle",
            "p",
            "p-number",
            "half_width",
            "half_width-number",
            "reset",
        }
        | learning
    )


ROW = """(root) => {
  const number = (node, ...names) => names.map((name) => Number(node.getAttribute(name)));
  const numbers = (node) => (node.getAttribute("d").match(/-?[\\d.]+/g) ?? []).map(Number);
  const stage = root.querySelector(".softlook-window-row"), { width, height } = stage.getBoundingClientRect();
  const [low, high] = [height - 44, 14], n = root.querySelectorAll("thead")[0].querySelectorAll("th").length;
  const x = (to) => (to / width) * n - 0.5, y = (to) => (low - to) / (low - high);
  const of = (kind) => [...stage.querySelectorAll(kind)];
  const path = (node) => {
    const all = numbers(node);
    return all.flatMap((to, k) => (k % 2 ? [] : [[x(to), y(all[k + 1])]]));
  };
  const places = [...root.querySelectorAll(".softlook-window-panel .softlook-stage")].map((node) => {
    const box = node.getBoundingClientRect(), most = (box.height - 16) / 2;
    const up = (to) => (box.height / 2 - to) / most;
    return {
      bars: [...node.querySelectorAll(".softlook-window-exact")].map((bar) => {
        const [top, tall] = number(bar, "y", "height");
        return top + tall > box.height / 2 + 0.1 ? -tall / most : tall / most;
      }),
      crosses: [...node.querySelectorAll(".softlook-window-plain")].map((one) => {
        const [, a, , b] = numbers(one);
        return up((a + b) / 2);
      }),
      dots: [...node.querySelectorAll(".softlook-window-based")].map((one) => up(number(one, "cy")[0])),
    };
  })[0];
  const handle = root.querySelector("[data-control=p-handle]").getBoundingClientRect();
  return {
    hatched: of("rect[fill]").flatMap((node) => {
      const [left, wide] = number(node, "x", "width");
      return wide > 0.01 ? [[x(left), x(left + wide)]] : [];
    }),
    edges: of(".softlook-window-edge").map((node) => path(node).map(([at]) => at)),
    before: of(".softlook-window-before").map((node) => number(node, "height")[0] / (low - high)),
    drawn: of(".softlook-window-drawn").map((node) => path(node)[0]?.[1]),
    curve: path(of(".softlook-window-gaussian")[0]),
    stem: path(of("path.softlook-thin:not([class*=softlook-window])")[0]).map(([at]) => at),
    tag: of("text")[0].textContent,
    handle: x(handle.left + handle.width / 2 - stage.getBoundingClientRect().left), places,
    times: root.querySelector(".softlook-window-panel > p:last-child")?.textContent,
  };
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_row_says_what_the_numbers_say(visit, width):
    """The window's edges, what lies outside, the Gaussian, the softmax before it, what was drawn, what it teaches."""
    state = {"p": 4.6, "half_width": 2, "selection": "draw", "goal": 0.4}
    row, held = Row(visit(body=Window(**state)._html(), width=width)), Window(**state)
    drawn = row.root.evaluate(ROW)
    assert_allclose(drawn["hatched"], [[-0.5, 2.5], [6.5, 8.5]], atol=0.02)
    assert_allclose(drawn["edges"], [[2.6, 2.6], [6.6, 6.6]], atol=0.02)
    assert_allclose(
        drawn["before"], np.array(softlook.softmax(np.array(held.scores), np.abs(np.arange(9) - 4.6) <= 2)), atol=0.01
    )
    assert_allclose(drawn["drawn"], np.array(held.tally) / held.draws, atol=0.01)
    assert_allclose(
        [y for _, y in drawn["curve"]], [np.exp(-((x - 4.6) ** 2) / 2) for x, _ in drawn["curve"]], atol=0.02
    )
    assert_allclose([*drawn["stem"], drawn["handle"]], 4.6, atol=0.02)
    assert drawn["tag"] == "p 4.60"
    most = max(0.05, np.abs([held.gradient, *held.estimates]).max())
    assert_allclose(drawn["places"]["bars"], np.array(held.gradient) / most, atol=0.02)
    assert_allclose(drawn["places"]["crosses"], np.array(held.estimates[0]) / most, atol=0.02)
    assert_allclose(drawn["places"]["dots"], np.array(held.estimates[1]) / most, atol=0.02)
    assert (
        drawn["times"]
        == f"Without a baseline the variance is {reach.two(held.variance[0][0] / held.variance[1][0])} times as large."
    )
    row.control("window", "local-m").click()
    drawn = row.root.evaluate(ROW)
    assert_allclose(drawn["hatched"], [[-0.5, 2.5], [7.5, 8.5]], atol=0.02)
    assert_allclose(drawn["edges"], [[3, 3], [7, 7]], atol=0.02)
    assert drawn["curve"] == []
    row.control("window", "global").click()
    drawn = row.root.evaluate(ROW)
    assert (drawn["hatched"], drawn["edges"], drawn["stem"], drawn["tag"]) == ([], [[], []], [], "")


def test_the_trace_follows_what_else_is_moved(row):
    """Not p alone: the curve of c is drawn anew where the window grows."""
    for act in (
        lambda: row.slide("half_width", 0.5),
        row.control("renormalize").click,
        row.control("truncate").click,
        row.control("selection", "hard").click,
    ):
        curve = ".softlook-window-figure .softlook-curve"
        before = row.root.locator(curve).get_attribute("d")
        act()
        assert row.root.locator(curve).get_attribute("d") != before


def test_two_on_one_page_are_independent(page, row, drawing):
    for mover, still in ((row, drawing), (drawing, row)):
        state, shown = still.model(*STATE), still.agree()
        mover.control("window", "local-m").click()
        mover.control("selection", "hard").click()
        mover.drag("p-handle", "", -40, 0)
        mover.type("p-number", "", "no number")
        assert (still.model(*STATE), still.agree()) == (state, shown)
    ids = page.evaluate("[...document.querySelectorAll('[data-widget] [id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_reset(row):
    opening = row.model(*STATE)
    for press in (lambda reset: reset.click(), lambda reset: reset.press("Enter")):
        row.control("selection", "draw").click()
        row.control("again").click()
        row.control("truncate").click()
        row.slide("p", 0.2)
        row.slide("half_width", 0.9)
        assert row.model(*STATE) != opening
        press(row.control("reset"))
        assert row.model(*STATE) == opening
        row.agree()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, row):
    page.evaluate("document.querySelectorAll('[data-widget]')[1].remove()")
    row.control("selection", "draw").click()
    page.evaluate("document.activeElement.blur()")
    wanted = {tuple(c) for c in row.controls()} - {
        ("window", "global"),
        ("window", "local-m"),
        ("selection", "soft"),
        ("selection", "hard"),
    }
    went = set()
    for _ in range(2 * len(wanted)):
        page.keyboard.press("Tab")
        at = page.evaluate("""(() => {
          const at = document.activeElement;
          return [at.dataset.control, at.dataset.index ?? '', getComputedStyle(at).outlineStyle];
        })()""")
        if at[0]:
            assert at.pop() == "solid", at
            went.add(tuple(at))
    assert went == wanted


def test_the_contract(page, row, drawing):
    assert row.root.get_attribute("data-ready") == ""
    for widget in (row, drawing):
        outputs = widget.root.locator("output").evaluate_all("(nodes) => nodes.map((n) => ({ ...n.dataset }))")
        assert all(set(output) == {"name", "index", "value"} for output in outputs)
    names = page.locator("[data-control]").evaluate_all(
        "(nodes) => nodes.map((n) => n.getAttribute('aria-label') ?? n.labels?.[0]?.textContent ?? n.textContent)"
    )
    assert all(names)


def test_markup_in_labels_stays_text(visit):
    nasty = ["</script><img src=x onerror=alert(1)>", "<b>bold</b>", "a & b"]
    page = visit(body=Window(**ABC | {"labels": nasty}, hint="<i>hint</i></script>")._html())
    assert page.locator("[data-widget] :is(img, b, i)").count() == 0
    assert page.locator(".softlook-window-table thead th").all_text_contents() == nasty
    Row(page).agree()


def test_what_the_model_is_told_is_shown(row):
    row.put(window="local-m", p=3, half_width=1, selection="hard", hint="Now this")
    row.agree()
    assert row.root.locator(".softlook-hint").text_content() == "Now this"
    row.put(
        labels=["a", "b", "c"], scores=[1, 2, 3], p=1
    )  # on its way: nothing is shown that does not belong together
    assert len(row.shown("alpha")) == 9
    row.put(values=[1, 0, 2])
    row.agree()
    assert len(row.shown("alpha")) == 3
    row.slide("p", 0.9)
    row.control("reset").click()
    assert row.model("p") == {"p": 1}


@pytest.mark.clock
def test_no_listener_is_left_when_it_goes(page, row):
    listening = "() => document.querySelector('[data-widget]').softlook.model.listening()"
    assert page.evaluate(listening) > 0
    row.control("selection", "draw").click()
    row.type("p-number", "", "abc")
    controls, held = row.controls(), row.model(*STATE)
    page.evaluate("document.querySelector('[data-widget]').softlook.cleanup()")
    assert page.evaluate(listening) == 0
    assert row.root.get_attribute("data-ready") is None
    for name, index in controls:
        for event in ("input", "change", "click", "keydown", "pointerdown", "pointermove"):
            row.control(name, index).first.dispatch_event(
                event, {"key": "ArrowRight", "bubbles": True} if event == "keydown" else {}
            )
    page.set_viewport_size({"width": 500, "height": 700})  # the drawings no longer hear of it
    page.clock.run_for(10_000)
    drive.frames(page)
    assert row.model(*STATE) == held


@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(visit, width):
    page = visit(body=Window()._html(), width=width)
    row = Row(page)
    assert drive.violations_in_each_theme(page) == ""
    reach.fits(page, width)
    row.control("selection", "draw").click()
    row.type("p-number", "", "abc")
    row.control("p-handle").focus()
    assert drive.violations_in_each_theme(page) == "", "drawing, refused, focused"
    reach.fits(page, width)
    row.control("window", "global").click()
    assert drive.violations_in_each_theme(page) == "", "global"


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_jumps_in_height_while_a_hand_is_on_it(visit, width):
    row = Row(visit(body=Window(selection="draw", hint="Move.")._html(), width=width))
    height = row.root.bounding_box()["height"]
    for share in (0.02, 0.3, 0.55, 0.98):
        row.slide("p", share)
        assert row.root.bounding_box()["height"] == height
        row.slide("half_width", share)
        assert row.root.bounding_box()["height"] == height


EVENTS = 1000  # five seconds or so


def test_random_events(page, row, drawing):
    seen = contract.random_events(page, SUMS, events=EVENTS)
    assert {
        "p-handle",
        "p",
        "half_width",
        "window",
        "selection",
        "truncate",
        "draws",
        "seed-number",
        "again",
        "reset",
    } <= set(seen)
    row.agree()
    drawing.agree()


def test_a_move_is_painted_at_once(visit):
    page = visit(PAGE)
    row = Row(page)
    for control in (row.control("p-handle"), row.control("p")):
        contract.paints_at_once(page, control)
