"""QueryKeys in a page with no kernel and no network: every control, by pointer, finger and keyboard."""

from __future__ import annotations

import contract
import drive
import numpy as np
import pytest
import reach
from numpy.testing import assert_allclose
from playwright.sync_api import expect

from softlook.widgets import QueryKeys

PAGE = "book/reference/widgets/query-keys.html"
STATE = ("labels", "q", "k", "v", "heads", "on", "angle", "width", "scaled", "causal", "selected", "hint")
NASTY = ["</script><img src=x onerror=alert(1)>", "<b>bold</b>", "a & b"]
SUMS = """
  const sums = {};
  for (const [index, value] of numbers("alpha")) {
    const row = index.slice(0, index.lastIndexOf(","));
    sums[row] = (sums[row] ?? 0) + value;
  }
  const heads = root.querySelector("[data-control=heads]:checked").value;
  const words = root.querySelectorAll("[data-control=selected]").length;
  return Object.keys(sums).length !== heads * words || Object.values(sums).some((sum) => Math.abs(sum - 1) > 1e-9)
    ? JSON.stringify(sums)
    : null;
"""


class Keys(reach.Widget):
    def __init__(self, page, nth=0):
        super().__init__(page, "QueryKeys", nth)

    def agree(self):
        """Check what is shown against the Python of the same state, to 1e-12; return the weights and the outputs."""
        held = QueryKeys(**self.model(*STATE))
        scale = max(1.0, float(np.abs(held.e).max()))
        numbers, fields = self.numbers(), self.fields()
        for name in ("alpha", "e", "c", "lost"):
            expected, shown = np.array(getattr(held, name)), numbers[name]
            assert len(shown) == expected.size
            same = [expected[tuple(map(int, index.split(",")))] for index in shown]
            assert_allclose(list(shown.values()), same, rtol=1e-12, atol=1e-12 * scale, err_msg=name)
        for key in "qkv":
            for i, row in enumerate(getattr(held, key)):
                assert [fields[f"{key}-number {i},{d}"] for d in (0, 1)] == row
        return held.alpha, held.c


@pytest.fixture
def page(visit):
    return visit(
        body=QueryKeys()._html() + QueryKeys(["a", "b"], np.eye(2), np.eye(2), np.eye(2), heads=2, selected=0)._html()
    )


@pytest.fixture
def keys(page):
    return Keys(page)


@pytest.fixture
def fingers(visit):
    return Keys(visit(body=QueryKeys(heads=2)._html(), width=360, height=800, touch=True))


def test_opens_on_attention_that_is_divided(keys):
    keys.agree()
    shown = keys.shown("alpha")
    assert_allclose([shown[f"0,2,{j}"] for j in range(4)], [0, 0.49, 0.01, 0.49], atol=0.01)
    assert "Try this" in keys.root.locator(".softlook-hint").text_content()
    assert (
        keys.root.locator(".softlook-keys-working").text_content()
        == "e(purrs, cat) = (2.00 × 2.20 + 2.00 × .30) / √2 = 3.54"
    )


def moved(live):
    live.put({"causal": True})


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
def test_every_control(visit, way):
    widget = QueryKeys(heads=2, width=4, selected=1)
    live = contract.Live(visit(body=widget._html(), touch=way == "touch", height=1600), widget)
    used = contract.every_control(live, way, first={"reset": moved})
    assert {name for name, _ in used} == {
        "heads", "on", "scaled", "causal", "selected", "k-handle", "q-handle", "v-handle",
        "q-number", "k-number", "v-number", "width", "width-number", "angle", "angle-number", "reset",
    }  # fmt: skip
    assert len(used) == 1 + 2 + 2 + 3 + 4 + 1 + 4 + 6 + 4 + 1


HANDLES = [("k-handle", "1"), ("q-handle", "2"), ("v-handle", "3")]


def test_every_handle_by_pointer(keys):
    for name, index in [c for c in keys.controls() if c[0].endswith("-handle")]:
        before = keys.agree()
        row = keys.model(name[0])[name[0]][int(index)]
        keys.drag(name, index, -31, 17)
        after = keys.model(name[0])[name[0]][int(index)]
        unit = (keys.root.locator(".softlook-plane").first.bounding_box()["width"] - 44) / 6
        assert_allclose(after, np.clip(np.array(row) + np.array([-31, -17]) / unit, -3, 3), atol=0.02)
        assert keys.agree() != before, (name, index)


def test_a_handle_stays_in_the_plane(keys):
    keys.drag("k-handle", "1", 900, -900)
    assert keys.model("k")["k"][1] == [3, 3]
    keys.agree()


def test_a_drag_moves_the_weights_on_the_way(keys, page):
    x, y = keys.middle("k-handle", "1")
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for step in (20, 40, 60):
        page.mouse.move(x - step, y)
        seen.append(keys.shown("alpha")["0,2,1"])
    page.mouse.up()
    assert seen == sorted(set(seen), reverse=True)
    page.mouse.move(x - 120, y)
    assert keys.shown("alpha")["0,2,1"] == seen[-1], "let go, it stays"


STEPS = {
    "ArrowRight": (0.1, 0),
    "ArrowUp": (0, 0.1),
    "ArrowLeft": (-0.1, 0),
    "ArrowDown": (0, -0.1),
    "Shift+ArrowRight": (0.01, 0),
    "Shift+ArrowDown": (0, -0.01),
}


def test_every_handle_by_keyboard(keys):
    for name, index in [c for c in keys.controls() if c[0].endswith("-handle")]:
        handle = keys.control(name, index)
        handle.focus()
        for key, step in STEPS.items():
            row, before = keys.model(name[0])[name[0]][int(index)], keys.agree()
            handle.press(key)
            assert_allclose(keys.model(name[0])[name[0]][int(index)], np.add(row, step), atol=1e-9)
            assert keys.agree() != before
        x, y = keys.model(name[0])[name[0]][int(index)]
        assert handle.get_attribute("aria-valuetext") == f"{reach.two(x)} right, {reach.two(y)} up"


def test_every_field(keys):
    for selected in range(4):
        keys.control("selected", str(selected)).click()
        fields = [c for c in keys.controls() if c[0] in {"q-number", "k-number", "v-number"}]
        assert len(fields) == 6
        for name, index in fields:
            i, d = map(int, index.split(","))
            before = keys.agree()
            keys.type(name, index, "−1,23")
            assert keys.model(name[0])[name[0]][i][d] == -1.23
            assert keys.agree() != before, (name, index)
            assert keys.message.text_content() == ""


def test_the_boxes_and_the_choices(keys):
    keys.control("heads", "2").click()
    keys.put(width=4)  # of two heads in a plane each has one feature, and the root of one is nothing
    for name, index in (("scaled", ""), ("causal", ""), ("on", "0"), ("on", "1")):
        box = keys.control(name, index)
        for press in (box.click, lambda box=box: box.press("Space"), lambda box=box: box.locator("xpath=..").click()):
            on, before = box.is_checked(), (keys.agree(), keys.model("on"))
            press()
            assert box.is_checked() is not on
            assert (keys.agree(), keys.model("on")) != before, name
    keys.control("heads", "2").press("ArrowLeft")
    assert keys.model("heads")["heads"] == 1
    assert len(keys.agree()[0]) == 1
    keys.control("selected", "2").press("ArrowRight")
    assert keys.model("selected")["selected"] == 3
    assert keys.control("q-handle", "3").is_visible()
    assert not keys.control("q-handle", "2").is_visible()


def test_the_sliders(keys):
    keys.control("heads", "2").click()
    for name, share, wanted in (("width", 0.5, range(60, 71)), ("angle", 0.75, range(42, 49))):
        before = keys.agree()[0]
        keys.slide(name, share)
        value = keys.model(name)[name]
        assert int(value) in wanted
        assert keys.agree()[0] != before
        slider = keys.control(name)
        for key, step in (
            ("ArrowRight", {"width": 2, "angle": 5}),
            ("ArrowDown", {"width": -2, "angle": -5}),
            ("Shift+ArrowUp", {"width": 2, "angle": 1}),
        ):
            value = keys.model(name)[name]
            slider.press(key)
            assert keys.model(name)[name] == value + step[name]
            keys.agree()
    keys.type("width-number", "", "128")
    keys.type("angle-number", "", "-37,5")
    keys.agree()
    assert keys.model("width", "angle") == {"width": 128, "angle": -37.5}


@pytest.mark.parametrize(
    "case",
    [
        ("q-number", "2,0", "3.1", ["query of purrs, right", "3.1 given", "a number from −3 to 3 wanted"]),
        ("k-number", "2,1", "abc", ["key of purrs, up", "“abc” given", "a number wanted"]),
        ("v-number", "2,0", "NaN", ["value of purrs, right", "“NaN” given"]),
        ("width-number", "", "7", ["7 given", "an even number from 2 to 128 wanted"]),
        ("width-number", "", "130", ["130 given", "an even number from 2 to 128 wanted"]),
        ("angle-number", "", "91", ["91 given", "a number from −90 to 90 wanted"]),
    ],
)
def test_refuses_and_keeps_the_last_good_state(page, keys, case):
    name, index, text, parts = case
    keys.control("heads", "2").click()
    state, shown = keys.model(*STATE), keys.agree()
    keys.type(name, index, text)
    for part in parts:
        assert part in keys.message.text_content()
    assert (keys.model(*STATE), keys.agree()) == (state, shown)
    assert Keys(page, 1).message.text_content() == ""
    keys.control("k-handle", "1").press("ArrowRight")
    assert keys.message.text_content() == "", "a good move answers the refusal"


def test_a_finger_drags_scrolls_and_taps(fingers):
    for name, index in HANDLES:
        row, before = fingers.model(name[0])[name[0]][int(index)], fingers.agree()
        fingers.finger(name, index, -30, 25)
        assert_allclose(
            fingers.model(name[0])[name[0]][int(index)], np.array(row) + np.array([-30, -25]) / 41.7, atol=0.25
        )
        assert fingers.agree() != before
    for name, share in (("width", 0.5), ("angle", 0.9)):
        value, slider = fingers.model(name), fingers.control(name)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        drive.tap_at(fingers.page, box["x"] + share * box["width"], box["y"] + 22)
        assert fingers.model(name) != value, name
    for name, index in (("q-number", "2,0"), ("v-number", "2,1"), ("width-number", "")):
        fingers.tap(name, index)
        expect(fingers.control(name, index)).to_be_focused()
    for name, index in (("on", "0"), ("on", "1"), ("causal", ""), ("scaled", ""), ("selected", "1"), ("heads", "1")):
        before = fingers.model("on", "causal", "scaled", "selected", "heads")
        fingers.tap(name, index)
        assert fingers.model("on", "causal", "scaled", "selected", "heads") != before
        fingers.agree()
    fingers.tap("reset")
    assert fingers.model("width", "heads") == {"width": 2, "heads": 2}


def test_a_finger_beside_the_handles_scrolls_the_page(fingers):
    page = fingers.page
    plane = fingers.root.locator(".softlook-plane").first
    plane.scroll_into_view_if_needed()
    drive.scroll(page, 0, page.evaluate("scrollY + 60"))
    box, start, held = plane.bounding_box(), page.evaluate("scrollY"), fingers.model(*STATE)
    reach.touch(page, box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"], 0, -120)
    page.wait_for_function("(start) => scrollY > start + 50", arg=start)
    assert fingers.model(*STATE) == held


def test_a_finger_that_is_called_off_moves_nothing(fingers):
    held = fingers.model(*STATE)
    fingers.finger("k-handle", "1", -40, 10, cancel=True)
    assert fingers.model(*STATE) == held


def test_the_drawing_says_what_the_numbers_say(keys):
    """The tip of the output's arrow lies where c lies, and the loss is drawn as long as it is."""
    keys.control("heads", "2").click()
    keys.control("on", "1").click()
    drawn = keys.root.evaluate("""(root) => {
      const plane = root.querySelectorAll(".softlook-plane")[1];
      const size = plane.getBoundingClientRect().width;
      const [x, y] = plane.querySelector(".softlook-arrow.softlook-c .softlook-head").getAttribute("d")
        .match(/M(\\S+) (\\S+)L/).slice(1).map(Number);
      const gone = plane.querySelector(".softlook-thin.softlook-c").getAttribute("d").match(/-?[\\d.]+/g).map(Number);
      const unit = (size - 44) / 6;
      return {
        c: [(x - size / 2) / unit, (size / 2 - y) / unit],
        gone: Math.hypot(gone[2] - gone[0], gone[3] - gone[1]) / unit,
        words: plane.textContent,
      };
    }""")
    shown = keys.shown("c")
    assert_allclose(drawn["c"], [shown["2,0"], shown["2,1"]], atol=0.02)
    lost = keys.shown("lost")["2"]
    assert lost > 1
    assert_allclose(drawn["gone"], lost, atol=0.02)
    assert f"lost {reach.two(lost)}" in drawn["words"]


ARROWS = """(root) => {
  const [keys, values] = [...root.querySelectorAll(".softlook-plane")].map((plane) => {
    const size = plane.getBoundingClientRect().width, unit = (size - 44) / 6;
    const place = (x, y) => [(x - size / 2) / unit, (size / 2 - y) / unit];
    const heads = (kind) => [...plane.querySelectorAll(`.softlook-arrow.softlook-${kind} .softlook-head`)]
      .map((head) => place(...head.getAttribute("d").match(/M(\\S+) (\\S+)L/).slice(1).map(Number)));
    const ends = [...plane.querySelectorAll(".softlook-curve.softlook-alpha")]
      .map((path) => (path.getAttribute("d").match(/-?[\\d.]+/g) ?? []).slice(-2).map(Number))
      .filter((tip) => tip.length)
      .map((tip) => place(...tip));
    const feet = [...plane.querySelectorAll(".softlook-dot.softlook-k")]
      .filter((dot) => Number(dot.getAttribute("r")))
      .map((dot) => place(Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))));
    const handles = [...plane.querySelectorAll("[data-control]")].filter((node) => !node.hidden);
    const grips = Object.fromEntries(handles.map((node) => {
      const [a, b] = [node, plane].map((one) => one.getBoundingClientRect());
      return [
        node.dataset.control[0] + node.dataset.index,
        place(a.left + a.width / 2 - b.left, a.top + a.height / 2 - b.top),
      ];
    }));
    return {
      heads: { q: heads("q"), k: heads("k"), v: heads("v") },
      ends,
      feet,
      grips,
      off: plane.querySelectorAll(".softlook-curve.softlook-keys-off").length,
    };
  });
  const bars = [...root.querySelectorAll("tbody .softlook-bar")]
    .map((bar) => bar.getBoundingClientRect().width / bar.parentElement.clientWidth);
  return {
    keys,
    values,
    bars,
    captions: [...root.querySelectorAll("caption")].map((one) => one.textContent),
    here: [...root.querySelectorAll(".softlook-keys-here th")].map((one) => one.textContent),
  };
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_arrows_say_what_the_numbers_say(visit, width):
    """Each head, each handle, each shadow, each bar; the chain of weighed values ends in the output."""
    keys = Keys(visit(body=QueryKeys(selected=1)._html(), width=width))
    drawn, held = keys.root.evaluate(ARROWS), QueryKeys(selected=1)
    q, k = np.array(held.q[1]), np.array(held.k)
    assert_allclose(drawn["keys"]["heads"]["q"], [q], atol=0.02)
    assert_allclose(drawn["keys"]["heads"]["k"], k, atol=0.02)
    assert_allclose(drawn["values"]["heads"]["v"], held.v, atol=0.02)
    assert_allclose(drawn["values"]["ends"], [held.c[1]], atol=0.02)
    assert_allclose(drawn["keys"]["feet"], np.outer(k @ q / (q @ q), q), atol=0.02)
    for plane, key, rows in (("keys", "k", held.k), ("values", "v", held.v)):
        for i, row in enumerate(rows):
            assert_allclose(drawn[plane]["grips"][f"{key}{i}"], row, atol=0.02)
    assert_allclose(drawn["keys"]["grips"]["q1"], q, atol=0.02)
    assert_allclose(drawn["bars"], np.ravel(held.alpha), atol=0.02)
    assert drawn["here"] == ["cat", "cat"]
    keys.put(heads=2, angle=30, on=[True, False])
    drawn = keys.root.evaluate(ARROWS)
    turn = np.deg2rad(30)
    u = np.array([np.cos(turn), np.sin(turn)])
    assert_allclose(drawn["keys"]["feet"], np.outer(k @ u, u), atol=0.02, err_msg="on the line of the head that is on")
    assert drawn["keys"]["off"] == 1
    assert drawn["captions"][0].startswith("head 1: ")
    assert drawn["captions"][1].startswith("head 2 (off): ")


def test_what_is_masked_is_hatched_and_said(keys):
    keys.control("causal", "").click()
    masked = keys.root.locator("td.softlook-masked")
    assert masked.count() == 6
    assert all("masked" in text for text in masked.all_text_contents())
    assert "loudly (masked)" in keys.root.locator(".softlook-plane").first.text_content()
    assert "repeating-linear-gradient" in masked.first.locator(".softlook-track").evaluate(
        "(node) => getComputedStyle(node).backgroundImage"
    )


def test_two_on_one_page_are_independent(page, keys):
    other = Keys(page, 1)
    for mover, still in ((keys, other), (other, keys)):
        state, shown = still.model(*STATE), still.agree()
        mover.control("heads", "2").click()
        mover.drag("k-handle", "1", 20, 20)
        mover.control("selected", "0").click()
        mover.type("q-number", "0,0", "no number")
        assert (still.model(*STATE), still.agree()) == (state, shown)
    ids = page.evaluate("[...document.querySelectorAll('[data-widget] [id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_reset(keys):
    opening = keys.model(*STATE)
    for press in (lambda reset: reset.click(), lambda reset: reset.press("Enter")):
        keys.control("heads", "2").click()
        keys.drag("v-handle", "0", 30, -30)
        keys.control("causal", "").click()
        keys.slide("width", 0.4)
        keys.control("selected", "0").click()
        assert keys.model(*STATE) != opening
        press(keys.control("reset"))
        assert keys.model(*STATE) == opening
        keys.agree()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, keys):
    page.evaluate("document.querySelectorAll('[data-widget]')[1].remove()")
    wanted = {tuple(c) for c in keys.controls()} - {
        ("heads", "2"),
        *(("selected", str(i)) for i in (0, 1, 3)),
    }  # of radio buttons the chosen one
    went = set()
    for _ in range(len(wanted) + 2):
        page.keyboard.press("Tab")
        at = page.evaluate("""(() => {
          const at = document.activeElement;
          return [at.dataset.control, at.dataset.index ?? '', getComputedStyle(at).outlineStyle];
        })()""")
        if at[0]:
            assert at.pop() == "solid", at
            went.add(tuple(at))
    assert went == wanted
    page.keyboard.press("Tab")


def test_the_contract(page, keys):
    assert keys.root.get_attribute("data-ready") == ""
    for nth in (0, 1):
        outputs = (
            Keys(page, nth).root.locator("output").evaluate_all("(nodes) => nodes.map((n) => ({ ...n.dataset }))")
        )
        assert all(set(output) == {"name", "index", "value"} for output in outputs)
        assert {o["name"] for o in outputs} == {"alpha", "e", "c", "lost"}
    names = page.locator("[data-control]").evaluate_all(
        "(nodes) => nodes.map((n) => n.getAttribute('aria-label') ?? n.labels?.[0]?.textContent ?? n.textContent)"
    )
    assert all(names)


def test_markup_in_labels_stays_text(visit):
    page = visit(
        body=QueryKeys(NASTY, np.eye(3, 2), np.eye(3, 2), np.eye(3, 2), heads=2, hint="<i>hint</i></script>")._html()
    )
    assert page.locator("[data-widget] :is(img, b, i)").count() == 0
    assert page.locator(".softlook-keys-matrix thead th[scope=col]").all_text_contents()[:3] == NASTY
    assert page.locator(".softlook-hint").text_content() == "<i>hint</i></script>"
    Keys(page).agree()


def test_what_the_model_is_told_is_shown(keys):
    keys.put(heads=2, angle=30, width=6, causal=True, scaled=False, selected=1, on=[False, True], hint="Now this")
    keys.agree()
    assert keys.root.locator(".softlook-hint").text_content() == "Now this"
    keys.put(
        labels=["a", "b"], q=[[1, 2], [0, 1]], k=[[1, 1], [0, 1]]
    )  # on its way: nothing is shown that does not belong together
    assert len(keys.shown("c")) == 8
    keys.put(v=[[1, 0], [0, 1]])
    keys.agree()
    assert len(keys.shown("c")) == 4
    keys.drag("k-handle", "0", 20, 0)
    keys.control("reset").click()
    assert keys.model("k")["k"] == [[1, 1], [0, 1]]


@pytest.mark.clock
def test_no_listener_is_left_when_it_goes(page, keys):
    listening = "() => document.querySelector('[data-widget]').softlook.model.listening()"
    assert page.evaluate(listening) > 0
    keys.type("q-number", "2,0", "abc")
    controls, held = keys.controls(), keys.model(*STATE)
    page.evaluate("document.querySelector('[data-widget]').softlook.cleanup()")
    assert page.evaluate(listening) == 0
    assert keys.root.get_attribute("data-ready") is None
    for name, index in controls:
        for event in ("input", "change", "click", "keydown", "pointerdown", "pointermove"):
            keys.control(name, index).first.dispatch_event(
                event, {"key": "ArrowRight", "bubbles": True} if event == "keydown" else {}
            )
    page.set_viewport_size({"width": 500, "height": 700})  # the drawings no longer hear of it
    page.clock.run_for(10_000)
    drive.frames(page)
    assert keys.model(*STATE) == held


@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_can_read_it(visit, width):
    page = visit(body=QueryKeys()._html(), width=width)
    keys = Keys(page)
    assert drive.violations_in_each_theme(page) == ""
    reach.fits(page, width)
    keys.control("heads", "2").click()
    keys.control("on", "1").click()
    keys.control("causal", "").click()
    keys.type("q-number", "2,0", "abc")
    keys.control("k-handle", "1").focus()
    assert drive.violations_in_each_theme(page) == "", "two heads, one off, masked, refused, focused"
    reach.fits(page, width)


def test_nothing_jumps_in_height_while_a_hand_is_on_it(keys):
    keys.control("heads", "2").click()
    height = keys.root.bounding_box()["height"]
    for name, index in HANDLES:
        keys.drag(name, index, 25, 15)
        assert keys.root.bounding_box()["height"] == height
    keys.slide("width", 0.9)
    assert keys.root.bounding_box()["height"] == height


EVENTS = 1000  # five seconds or so


def test_random_events(page, keys):
    seen = contract.random_events(page, SUMS, events=EVENTS)
    assert {
        "k-handle",
        "q-handle",
        "v-handle",
        "heads",
        "on",
        "scaled",
        "causal",
        "width",
        "angle",
        "width-number",
        "q-number",
        "reset",
    } <= set(seen)
    keys.agree()
    Keys(page, 1).agree()


def test_a_move_is_painted_at_once(visit):
    page = visit(PAGE)
    keys = Keys(page)
    for control in (keys.control("k-handle", "1"), keys.control("width")):
        contract.paints_at_once(page, control)
