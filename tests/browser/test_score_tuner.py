"""ScoreTuner in a page with no kernel and no network: every control, by pointer and by keyboard."""

from __future__ import annotations

import re

import contract
import drive
import numpy as np
import pytest
from numpy.testing import assert_allclose

import softlook
from softlook._show import two
from softlook.widgets import ScoreTuner

CHAPTER = "book/04-bahdanau-luong.html"
NASTY = ["</script><img src=x onerror=alert(1)>", "<b>bold</b>", "a & b", "\"quoted\" 'twice'"]
GROUPED = {
    "labels": ["I", "love", "pad"],
    "scores": [0.63, -3.2, 0.5],
    "counts": [1, 2, 97],
    "values": [[1.0, -2.0], [0.5, 3.0], [0.0, 10.0]],
}


class Tuner:
    """One tuner of a page: its controls, what they hold, what it shows."""

    def __init__(self, page, nth=0):
        self.page = page
        self.root = page.locator('[data-widget="ScoreTuner"]').nth(nth)
        self.message = self.root.locator(".softlook-message")

    def control(self, name, index=""):
        return self.root.locator(f'[data-control="{name}"]' + (f'[data-index="{index}"]' if name != "reset" else ""))

    def controls(self):
        return self.root.locator("[data-control]").evaluate_all(
            "(nodes) => nodes.map((n) => [n.dataset.control, n.dataset.index ?? ''])"
        )

    FACE = """(root) => {
      const each = (name, read) => [...root.querySelectorAll(`[data-control="${name}"]`)].map(read);
      const field = (name, j) => root.querySelector(`[data-control="${name}"][data-index="${j}"]`);
      const number = (name, j) => Number(field(name, j)?.dataset.value ?? 1);
      const scores = each("scores-number", (n) => Number(n.dataset.value));
      const temperature = Number(root.querySelector('[data-control="temperature-number"]').dataset.value);
      return [
        {
          scores,
          counts: scores.map((_, j) => number("counts-number", j)),
          mask: each("mask", (n) => n.checked),
          temperature,
        },
        [...root.querySelectorAll("[data-name]")]
          .map((n) => [n.dataset.name, n.dataset.index, n.dataset.value, n.textContent]),
      ];
    }"""

    def face(self):
        """What the controls hold, in full precision; and the numbers that are shown: {name: {index: value}}."""
        state, outputs = self.root.evaluate(self.FACE)
        numbers = {}
        for name, index, value, text in outputs:
            assert text == two(float(value))
            numbers.setdefault(name, {})[int(index)] = float(value)
        for shown in numbers.values():
            assert list(shown) == sorted(shown)
        return state, numbers

    def state(self):
        """What the controls hold."""
        return self.face()[0]

    def shown(self, name):
        """The numbers of a name, in the order of their index."""
        return list(self.face()[1].get(name, {}).values())

    def agree(self, values=None):
        """Check what is shown against softlook, to 1e-12; return the weights and the context."""
        state, numbers = self.face()
        counts = np.array(state["counts"])
        every = softlook.softmax(
            np.repeat(np.array(state["scores"], dtype=float), counts),
            np.repeat(state["mask"], counts),
            state["temperature"],
        )
        owner = np.repeat(np.arange(len(counts)), counts)
        total = np.array([every[owner == j].sum() for j in range(len(counts))])
        alpha = [every[owner == j][0] if n else 0.0 for j, n in enumerate(counts)]
        shown = {name: list(by_index.values()) for name, by_index in numbers.items()}
        assert_allclose(shown["alpha"], alpha, rtol=1e-12, atol=1e-12)
        if "total" in numbers:
            assert_allclose(shown["total"], total[list(numbers["total"])], rtol=1e-12, atol=1e-12)
        if values is not None:
            c = softlook.read(every[None, :], np.array(values, dtype=float)[owner])[0]
            assert_allclose(shown["c"], c, rtol=1e-12, atol=1e-12)
        return shown["alpha"], shown.get("c", [])

    def slide(self, name, index, share):
        """Press the slider at a share of its width."""
        slider = self.control(name, index)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        slider.click(position={"x": 8 + (box["width"] - 16) * share, "y": box["height"] / 2})

    def type(self, name, index, text):
        field = self.control(name, index)
        field.fill(text)
        field.press("Enter")


@pytest.fixture
def page(visit):
    """The documents' tuner, and one with groups."""
    return visit(body=ScoreTuner()._html() + ScoreTuner(**GROUPED)._html())


@pytest.fixture
def tuner(page):
    return Tuner(page)


@pytest.fixture
def grouped(page):
    return Tuner(page, 1)


EYE = np.eye(5, 3)


def test_opens_on_the_documents_table(tuner):
    tuner.agree(EYE)
    assert_allclose(tuner.shown("alpha"), [0.94, 0.02, 0.04, 0, 0], atol=0.005)
    assert tuner.root.locator('[data-name="alpha"]').all_text_contents() == [".94", ".02", ".04", ".00", ".00"]
    assert_allclose(tuner.shown("c"), [0.94, 0.02, 0.04], atol=0.005)


@pytest.mark.parametrize("name", ["book/index.html", CHAPTER])
def test_every_tuner_of_the_book_agrees_with_numpy(visit, name):
    page = visit(name)
    count = page.locator('[data-widget="ScoreTuner"]').count()
    assert count >= 1
    for nth in range(count):
        tuner = Tuner(page, nth)
        before = tuner.agree()[0]
        tuner.control("mask", "0").click()
        tuner.slide("scores", "1", 0.9)
        tuner.slide("temperature", "", 0.6)
        assert tuner.agree()[0] != before


def test_every_slider_by_pointer(tuner, grouped):
    for j in (3, 4):
        tuner.control("mask", str(j)).click()
    for widget, values in ((tuner, EYE), (grouped, GROUPED["values"])):
        for name, index in [c for c in widget.controls() if c[0] in {"scores", "counts", "temperature"}]:
            before = widget.agree(values)
            widget.slide(name, index, 0.3 + 0.05 * int(index or 0))
            once = widget.agree(values)
            widget.slide(name, index, 0.6 + 0.05 * int(index or 0))
            twice = widget.agree(values)
            assert before[0] != once[0] != twice[0], (name, index)
            assert before[1] != once[1] != twice[1], (name, index)


def test_a_drag_moves_the_weights_on_the_way(tuner, page):
    slider = tuner.control("scores", "1")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 22)
    page.mouse.down()
    seen = []
    for share in (0.4, 0.6, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 22)
        seen.append(tuner.agree(EYE)[0][1])
    page.mouse.up()
    assert seen == sorted(set(seen))


KEYS = {
    "scores": [
        ("ArrowRight", 0.1), ("ArrowUp", 0.1), ("ArrowLeft", -0.1), ("ArrowDown", -0.1),
        ("Shift+ArrowRight", 0.01), ("Shift+ArrowDown", -0.01), ("PageUp", 1), ("PageDown", -1),
    ],
    "temperature": [
        ("ArrowRight", 0.05), ("ArrowDown", -0.05),
        ("Shift+ArrowRight", 0.01), ("Shift+ArrowLeft", -0.01), ("PageUp", 0.5), ("PageDown", -0.5),
    ],
    "counts": [("ArrowRight", 1), ("ArrowLeft", -1), ("Shift+ArrowUp", 1), ("PageUp", 10), ("PageDown", -10)],
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_every_slider_by_keyboard(tuner, grouped, name):
    for widget, values in ((tuner, EYE), (grouped, GROUPED["values"])):
        for j in range(len(values)):
            if not widget.control("mask", str(j)).is_checked():
                widget.control("mask", str(j)).click()
        for control, index in [c for c in widget.controls() if c[0] == name]:
            slider = widget.control(control, index)
            field = widget.control(f"{name}-number", index)
            slider.focus()
            for key, step in KEYS[name]:
                before, value = widget.agree(values)[0], float(field.get_attribute("data-value"))
                slider.press(key)
                wanted = min(float(slider.get_attribute("max")), max(float(slider.get_attribute("min")), value + step))
                assert float(field.get_attribute("data-value")) == pytest.approx(wanted, abs=1e-9), (index, key)
                assert wanted != value, (index, key)
                assert widget.agree(values)[0] != before, (index, key)
            for key in ("Home", "End"):
                slider.press(key)
                bound = {"Home": "min", "End": "max"}[key]
                assert float(field.get_attribute("data-value")) == float(slider.get_attribute(bound)), (index, key)
                widget.agree(values)


def test_every_number_field(tuner, grouped):
    for j in (3, 4):
        tuner.control("mask", str(j)).click()
    for widget, values in ((tuner, EYE), (grouped, GROUPED["values"])):
        for name, index in [c for c in widget.controls() if c[0].endswith("-number")]:
            before = widget.agree(values)
            text = "3" if name.startswith("counts") else f"1.{index or 0}34"
            widget.type(name, index, text)
            assert float(widget.control(name, index).get_attribute("data-value")) == float(text)
            after = widget.agree(values)
            assert before[0] != after[0], (name, index)
            assert before[1] != after[1], (name, index)
            assert widget.message.text_content() == ""


def test_numbers_beyond_the_slider_are_taken(tuner):
    tuner.type("scores-number", "0", "-1000000")
    assert tuner.shown("alpha")[0] == 0.0
    tuner.type("temperature-number", "", "1000")
    tuner.agree(EYE)
    tuner.type("temperature-number", "", "0.001")
    tuner.agree(EYE)
    assert tuner.state()["temperature"] == 0.001


@pytest.mark.parametrize(
    ("text", "value"), [("0,5", 0.5), ("−0,5", -0.5), ("−3.20", -3.2), (" 2 ", 2.0), ("-.25", -0.25), ("1e1", 10.0)]
)
def test_numbers_as_people_write_them(tuner, text, value):
    tuner.type("scores-number", "2", text)
    assert tuner.state()["scores"][2] == value
    assert tuner.control("scores-number", "2").input_value() == two(value)
    assert tuner.message.text_content() == ""
    tuner.agree(EYE)


def test_a_field_is_taken_when_it_is_left(tuner):
    tuner.control("scores-number", "0").fill("-2")
    tuner.control("scores-number", "1").focus()
    assert tuner.state()["scores"][0] == -2.0
    tuner.agree(EYE)


def test_every_box(tuner, grouped):
    for widget, values in ((tuner, EYE), (grouped, GROUPED["values"])):
        for j in range(len(values)):
            box = widget.control("mask", str(j))
            for press in (
                box.click,
                lambda box=box: box.press("Space"),
                widget.root.locator(".softlook-tick").nth(j).click,
            ):
                on, before = box.is_checked(), widget.agree(values)[0]
                press()
                assert box.is_checked() is not on
                assert widget.agree(values)[0] != before


def test_hiding_all_gives_zeros(tuner):
    for j in range(3):
        tuner.control("mask", str(j)).click()
    assert tuner.agree(EYE) == ([0.0] * 5, [0.0] * 3)


def test_the_bars_are_as_long_as_the_weights(tuner):
    tuner.slide("scores", "1", 0.55)
    bars = tuner.root.evaluate("""(root) => [...root.querySelectorAll(".softlook-bar")].map((bar) => {
      return bar.getBoundingClientRect().width / bar.parentElement.clientWidth;
    })""")
    assert_allclose(bars, tuner.shown("alpha"), atol=0.01)


REFUSED = [
    ("scores-number", "1", "abc", ["Score of love", "“abc” given", "a number wanted"]),
    ("scores-number", "1", "", ["Score of love", "“” given", "a number wanted"]),
    ("scores-number", "1", "1e999", ["Score of love", "“1e999” given", "a number wanted"]),
    ("scores-number", "1", "NaN", ["“NaN” given", "a number wanted"]),
    ("scores-number", "1", "1000001", ["1000001 given", "a number between −1000000 and 1000000 wanted"]),
    ("temperature-number", "", "-1", ["Temperature", "-1 given", "wanted"]),
    ("temperature-number", "", "0", ["Temperature", "0 given", "wanted"]),
    ("temperature-number", "", "0.0001", ["Temperature", "0.0001 given", "0.001 wanted"]),
    ("temperature-number", "", "warm", ["Temperature", "“warm” given", "a number wanted"]),
    ("counts-number", "2", "2.5", ["How many positions of pad", "2.5 given", "a whole number from 0 to 1000 wanted"]),
    ("counts-number", "2", "-1", ["-1 given", "a whole number from 0 to 1000 wanted"]),
    ("counts-number", "2", "1001", ["1001 given", "a whole number from 0 to 1000 wanted"]),
    ("counts-number", "2", "many", ["“many” given", "a number wanted"]),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]} {case[2]}")
def test_refuses_and_keeps_the_last_good_state(grouped, tuner, case):
    name, index, text, parts = case
    grouped.slide("scores", "1", 0.6)
    state, shown = grouped.state(), grouped.agree(GROUPED["values"])
    before = grouped.control(name, index).input_value()
    grouped.type(name, index, text)
    message = grouped.message.text_content()
    for part in parts:
        assert part in message, message
    assert grouped.message.get_attribute("role") == "alert"
    assert grouped.message.is_visible()
    assert (grouped.state(), grouped.agree(GROUPED["values"])) == (state, shown)
    assert grouped.control(name, index).input_value() == before
    assert tuner.message.text_content() == "", "the other tuner says nothing"
    grouped.control("scores", "0").press("ArrowRight")
    assert grouped.message.text_content() == "", "a good value answers the refusal"


def test_a_value_that_stays_answers_a_refusal_too(tuner):
    tuner.type("temperature-number", "", "abc")
    assert tuner.message.text_content()
    tuner.type("temperature-number", "", "1")
    assert tuner.message.text_content() == ""


def test_reset(tuner, grouped):
    for widget, values, index in ((tuner, EYE, "3"), (grouped, GROUPED["values"], "2")):
        opening = widget.state(), widget.agree(values)
        for press in (
            lambda reset: reset.click(),
            lambda reset: reset.press("Enter"),
            lambda reset: reset.press("Space"),
        ):
            widget.slide("scores", "0", 0.1)
            widget.control("mask", index).click()
            widget.slide("temperature", "", 0.9)
            if widget is grouped:
                widget.type("counts-number", index, "5")
            widget.type("scores-number", "0", "no number")
            assert widget.state() != opening[0]
            press(widget.control("reset"))
            assert (widget.state(), widget.agree(values)) == opening
            assert widget.message.text_content() == ""


def test_the_keyboard_alone_reaches_everything(page, tuner, grouped):
    """Tab goes through all controls in the order they stand in, shows where it is, and gets out again."""
    page.evaluate(
        "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
    )  # what is folded away is not reached
    wanted = [[0, *c] for c in tuner.controls()] + [[1, *c] for c in grouped.controls()]
    where = """() => {
      const at = document.activeElement, roots = [...document.querySelectorAll("[data-ready]")];
      const nth = roots.findIndex((root) => root.contains(at));
      return nth < 0 ? null : [nth, at.dataset.control, at.dataset.index ?? "", getComputedStyle(at).outlineStyle];
    }"""
    went = []
    for _ in range(len(wanted) + 1):
        page.keyboard.press("Tab")
        at = page.evaluate(where)
        if at is None:
            break
        assert at.pop() == "solid", at
        went.append(at)
    assert went == wanted
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(where)[:3] == wanted[-1]


def test_the_keyboard_alone_suffices(page, tuner):
    keys = [
        "Tab",
        "Space",
        "Tab",
        "PageUp",
        "Shift+ArrowRight",
        "Tab",
        "-",
        "1",
        "Enter",
        "Tab",
        "Space",
        "Tab",
        "Home",
    ]
    for key in keys:
        page.keyboard.press(key)
    state = tuner.state()
    assert state["mask"][:2] == [False, False]
    assert state["scores"][:2] == [-1.0, -5.0]
    tuner.agree(EYE)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.control") == "reset":
            break
    page.keyboard.press("Enter")
    assert tuner.state()["scores"] == [0.63, -3.2, -2.5, 0.5, 0.5]


def test_arrows_in_a_widget_do_not_move_what_lies_around(page, tuner):
    page.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
    tuner.control("scores", "0").focus()
    for key in ("ArrowRight", "PageUp", "Home", "a"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["a"]


# -- the bars of the weights can be pulled


def grip(tuner, j):
    node = tuner.root.locator(f'[data-pull][data-index="{j}"]')
    node.scroll_into_view_if_needed()
    return node.bounding_box()


def test_a_bar_is_pulled_to_a_weight(tuner, page):
    others = [score for j, score in enumerate(tuner.state()["scores"]) if j != 1]
    box = grip(tuner, 1)
    page.mouse.move(box["x"] + 2, box["y"] + 22)
    page.mouse.down()
    for share in (0.2, 0.5, 0.8):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 22)
        assert tuner.agree(EYE)[0][1] == pytest.approx(share, abs=0.01)
    page.mouse.up()
    page.mouse.move(box["x"], box["y"])
    assert tuner.agree(EYE)[0][1] == pytest.approx(0.8, abs=0.01), "what was let go does not follow"
    assert [score for j, score in enumerate(tuner.state()["scores"]) if j != 1] == others


def test_a_bar_of_several_positions_is_pulled_to_their_total(grouped, page):
    box = grip(grouped, 2)
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 22)
    assert grouped.shown("total")[-1] == pytest.approx(0.4, abs=0.01)
    grouped.agree(GROUPED["values"])


def touch(page, kind, x=None, y=None):
    client = page.context.new_cdp_session(page) if not hasattr(page, "fingers") else page.fingers
    page.fingers = client
    client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if x is None else [{"x": x, "y": y}]})


def test_a_finger_pulls_a_bar_sideways_and_scrolls_along_it(visit):
    page = visit(body=ScoreTuner()._html() + '<div style="height: 2000px"></div>', width=360, height=700, touch=True)
    tuner = Tuner(page)
    box = grip(tuner, 1)
    x, y = box["x"] + 10, box["y"] + 22
    touch(page, "touchStart", x, y)
    for k in range(1, 9):
        touch(page, "touchMove", x + 15 * k, y)
    touch(page, "touchEnd")
    share = (10 + 120) / box["width"]
    assert tuner.agree(EYE)[0][1] == pytest.approx(share, abs=0.02)
    held = tuner.state()
    box, start = grip(tuner, 1), page.evaluate("scrollY")
    touch(page, "touchStart", box["x"] + 20, box["y"] + 22)
    for k in range(1, 11):
        touch(page, "touchMove", box["x"] + 20, box["y"] + 22 - 15 * k)
    touch(page, "touchEnd")
    page.wait_for_function("(start) => scrollY > start + 50", arg=start)
    assert tuner.state() == held, "a finger that scrolls past moves nothing"


def test_a_bar_that_cannot_be_pulled_says_why(tuner, page):
    before = tuner.state()
    box = grip(tuner, 3)
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 22)
    assert "pad may not be attended to: its weight is 0 whatever its score" in tuner.message.text_content()
    for j in (1, 2):
        tuner.control("mask", str(j)).click()
    box = grip(tuner, 0)
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 22)
    assert "I is all that may be attended to: its weight is 1 whatever its score" in tuner.message.text_content()
    assert tuner.state()["scores"] == before["scores"]


# -- words and scores of one's own


def paste(tuner, text):
    if not tuner.control("paste").is_visible():
        tuner.root.locator("summary").click()
    tuner.root.locator("textarea").fill(text)
    tuner.root.get_by_role("button", name="Use these").click()


def moved(live):
    live.put({"temperature": 2})


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
@pytest.mark.parametrize("given", [{}, GROUPED], ids=["five words", "groups"])
def test_every_control(visit, given, way):
    widget = ScoreTuner(**given)
    live = contract.Live(visit(body=widget._html(), touch=way == "touch", height=1400), widget)
    used = {name for name, _ in contract.every_control(live, way, first={"reset": moved})}
    assert used == {"scores", "scores-number", "mask", "temperature", "temperature-number", "reset"} | (
        {"counts", "counts-number"} if given else set()
    )


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
def test_words_and_scores_are_pasted(visit, way):
    page = visit(body=ScoreTuner(**GROUPED)._html(), touch=way == "touch")
    tuner = Tuner(page)
    fold, area, button = (
        tuner.root.locator("summary"),
        tuner.root.locator("textarea"),
        tuner.root.get_by_role("button", name="Use these"),
    )
    for node in (fold, button):
        if node is button:
            assert area.input_value() == "I 0.63\nlove -3.2\npad 0.5", "it holds what there is"
            area.fill("ice cream\t2\ncat −1,5\n\n<b>dog</b>, 0.5\nfish;3")
        {"pointer": node.click, "touch": node.tap, "key": lambda node=node: node.press("Enter")}[way]()
    assert tuner.root.locator(".softlook-tick span").all_text_contents() == ["ice cream", "cat", "<b>dog</b>", "fish"]
    assert tuner.state() == {"scores": [2, -1.5, 0.5, 3], "counts": [1] * 4, "mask": [True] * 4, "temperature": 1}
    tuner.agree()
    assert tuner.shown("c") == []
    tuner.slide("scores", "0", 0.1)
    tuner.control("reset").click()
    assert tuner.state()["scores"] == [2, -1.5, 0.5, 3], "back to what was pasted"


PASTED = [
    ("", "0 lines given, 1 to 40 wanted"),
    ("love", "line 1: “love” given, a word and a score wanted, as in “love 0.5”"),
    ("I 1\nlove <img src=x onerror=alert(1)>", "line 2: “love <img src=x onerror=alert(1)>” given"),
    ("I 1e999", "line 1: “I 1e999” given"),
    ("I 2000000", "a score between −1000000 and 1000000 wanted"),
    ("\n".join(["w 1"] * 41), "41 lines given, 1 to 40 wanted"),
]


@pytest.mark.parametrize(("text", "message"), PASTED, ids=[message[:20] for _, message in PASTED])
def test_what_cannot_be_pasted_is_refused(tuner, text, message):
    before, shown = tuner.state(), tuner.agree(EYE)
    paste(tuner, text)
    assert message in tuner.message.text_content()
    assert (tuner.state(), tuner.agree(EYE)) == (before, shown)
    assert tuner.root.locator("img").count() == 0
    paste(tuner, "I 1\nyou 2")
    assert tuner.message.text_content() == ""
    tuner.agree()


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_paste(visit, width):
    page = visit(body=ScoreTuner()._html(), width=width)
    paste(Tuner(page), "no score")
    assert drive.violations_in_each_theme(page) == "", "open, refused"
    assert contract.fits(page, width) == [[], []]


def test_two_on_one_page_are_independent(visit):
    page = visit(CHAPTER)
    count = page.locator('[data-widget="ScoreTuner"]').count()
    assert count >= 2, "chapter 4 has a tuner for each step"
    tuners = [Tuner(page, nth) for nth in range(min(count, 3))]
    for mover in tuners:
        others = [(t, t.state(), t.agree(), t.message.text_content()) for t in tuners if t is not mover]
        before = mover.agree()
        mover.slide("scores", "0", 0.15)
        mover.slide("temperature", "", 0.7)
        mover.control("mask", "1").click()
        mover.type("scores-number", "1", "no number")
        assert mover.agree() != before
        assert mover.message.text_content() != ""
        for other, *kept in others:
            assert [other.state(), other.agree(), other.message.text_content()] == kept
    ids = page.evaluate("[...document.querySelectorAll('[data-widget] [id]')].map((node) => node.id)")
    assert len(ids) >= count
    assert len(ids) == len(set(ids)), "an id comes twice"


def test_the_contract(page, tuner, grouped):
    for widget in (tuner, grouped):
        assert widget.root.get_attribute("data-widget") == "ScoreTuner"
        assert widget.root.get_attribute("data-ready") == ""
        outputs = widget.root.locator("output").evaluate_all("(nodes) => nodes.map((n) => ({ ...n.dataset }))")
        assert all(set(output) == {"name", "index", "value"} for output in outputs)
    assert {o["name"] for o in outputs} == {"alpha", "total", "c"}
    assert [o["index"] for o in outputs if o["name"] == "total"] == ["1", "2"], "where a row stands for several"
    names = page.locator("[data-control]").evaluate_all(
        "(nodes) => nodes.map((n) => n.getAttribute('aria-label') ?? n.textContent)"
    )
    assert all(names)
    for label in (
        "Score of love",
        "Score of love, as a number",
        "may attend to love",
        "Temperature",
        "Temperature, as a number",
        "How many positions of pad",
        "Reset",
    ):
        assert label in names
    assert tuner.control("scores", "1").get_attribute("aria-valuetext") == "−3.20"


@pytest.mark.clock
def test_the_state_is_announced_when_nothing_moves_any_more(tuner, page):
    tuner.slide("scores", "1", 0.5)
    page.clock.run_for(1000)
    shown = [two(x) for x in tuner.shown("alpha")]
    text = f"Weights: I {shown[0]}, love {shown[1]}, you {shown[2]}, pad .00, pad .00."
    assert tuner.root.locator('[aria-live="polite"]').text_content() == text


def test_markup_in_labels_stays_text(visit):
    page = visit(body=ScoreTuner(NASTY, [0.0] * 4, counts=[1, 2, 1, 1], hint="<i>hint</i></script>")._html())
    assert page.locator(".softlook-tick span").all_text_contents() == NASTY
    assert page.locator(".softlook-hint").text_content() == "<i>hint</i></script>"
    assert page.locator("[data-widget] :is(img, b, i)").count() == 0
    tuner = Tuner(page)
    tuner.type("scores-number", "0", NASTY[0])
    assert NASTY[0] in tuner.message.text_content()
    assert page.locator("[data-widget] :is(img, b, i)").count() == 0


def test_what_the_model_is_told_is_shown(page, tuner):
    page.evaluate("""() => {
      const { model } = document.querySelector("[data-ready]").softlook;
      model.set("scores", [1, 2, 3, 4, 5]);
      model.set("temperature", 2);
      model.set("mask", [true, true, true, true, true]);
      model.set("hint", "Now this");
    }""")
    assert tuner.state() == {"scores": [1, 2, 3, 4, 5], "counts": [1] * 5, "mask": [True] * 5, "temperature": 2}
    assert tuner.root.locator(".softlook-hint").text_content() == "Now this"
    assert tuner.control("scores", "4").input_value() == "5"
    tuner.agree(EYE)


def test_reset_after_the_rows_changed(page, tuner):
    """In Jupyter, Python may change the number of rows: all arrives at once, and Reset goes back to that."""
    page.evaluate("""() => {
      const { model } = document.querySelector("[data-ready]").softlook;
      const next = { labels: ["a", "b"], scores: [1, 2], mask: [true, true], counts: [1, 1], values: [[1], [2]] };
      const get = model.get;
      model.get = (key) => next[key] ?? get(key); // as backbone: every new value is there before the first event
      for (const key of Object.keys(next)) model.set(key, next[key]);
      model.get = get;
    }""")
    assert tuner.state()["scores"] == [1, 2]
    tuner.slide("scores", "0", 0.9)
    tuner.control("reset").click()
    assert tuner.state() == {"scores": [1, 2], "counts": [1, 1], "mask": [True, True], "temperature": 1}
    tuner.agree([[1], [2]])


@pytest.mark.clock
def test_no_listener_is_left_when_it_goes(page, tuner, grouped):
    listening = "() => document.querySelector('[data-widget]').softlook.model.listening()"
    assert page.evaluate(listening) > 0
    shown = tuner.agree(EYE)
    tuner.type("scores-number", "0", "abc")  # a summary is on its way
    page.evaluate("document.querySelector('[data-widget]').softlook.cleanup()")
    assert page.evaluate(listening) == 0
    assert tuner.root.get_attribute("data-ready") is None
    model = """() => ['scores', 'mask', 'temperature']
      .map((key) => document.querySelector('[data-widget]').softlook.model.get(key))"""
    held = page.evaluate(model)
    message = tuner.message.text_content()
    for name, index in tuner.controls():
        control = tuner.control(name, index)
        for event in ("input", "change", "click", "keydown"):
            control.dispatch_event(event, {"key": "ArrowRight", "bubbles": True} if event == "keydown" else {})
    page.clock.run_for(10_000)
    assert page.evaluate(model) == held
    assert (tuner.shown("alpha"), tuner.shown("c")) == shown
    assert tuner.message.text_content() == message
    page.evaluate("document.querySelector('[data-widget]').softlook.model.set('temperature', 3)")
    assert (tuner.shown("alpha"), tuner.shown("c")) == shown
    grouped.slide("scores", "0", 0.2)
    grouped.agree(GROUPED["values"])


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_while_values_move(visit, width):
    page = visit(
        body=ScoreTuner(hint="Move.")._html() + ScoreTuner(**GROUPED, hint="Move.")._html(), width=width, height=800
    )
    page.evaluate("""() => {
      const root = document.querySelectorAll("[data-ready]");
      window.layout = () => [...root].flatMap((r) => [...r.querySelectorAll("*")]
        .filter((n) => !n.matches(".softlook-bar, .softlook-visually-hidden"))
        .map((n) => {
          const { top, height } = n.getBoundingClientRect();
          return [n.className || n.tagName, Math.round(top + scrollY), Math.round(height)];
        }));
    }""")
    before = page.evaluate("layout()")
    moved = page.evaluate("""() => {
      const seen = [];
      for (const slider of document.querySelectorAll("[data-ready] input[type=range]")) {
        for (const share of [0, 0.1, 0.5, 0.77, 1]) {
          slider.value = String(Number(slider.min) + share * (slider.max - slider.min));
          slider.dispatchEvent(new Event("input"));
          seen.push([slider.getAttribute("aria-label"), share, layout()]);
        }
      }
      for (const box of document.querySelectorAll("[data-ready] input[type=checkbox]")) {
        box.click();
        seen.push([box.getAttribute("aria-label"), 1, layout()]);
      }
      return seen;
    }""")
    for label, share, after in moved:
        differ = [
            (a, b)
            for a, b in zip(before, after, strict=True)
            if a[1:] != b[1:] and "softlook-tuner-context" not in a[0]
        ]
        assert not differ, (label, share, differ[:3])


def test_a_refusal_moves_nothing(tuner):
    height = tuner.root.bounding_box()["height"]
    tuner.type("scores-number", "1", "abc")
    assert tuner.root.bounding_box()["height"] == height


SUMS = """
  const of = (name) => Object.fromEntries(numbers(name));
  const sum = Object.values({ ...of("alpha"), ...of("total") }).reduce((a, b) => a + b, 0);
  const attends = [...root.querySelectorAll("[data-control=mask]")].some((box) => {
    const count = root.querySelector(`[data-control="counts-number"][data-index="${box.dataset.index}"]`);
    return box.checked && Number(count?.dataset.value ?? 1) > 0;
  });
  return Math.abs(sum - (attends ? 1 : 0)) > 1e-9 ? JSON.stringify({ sum, attends }) : null;
"""


EVENTS = 1000  # five seconds or so


def test_random_events(page, tuner, grouped):
    contract.random_events(page, SUMS, events=EVENTS, pressed={"paste": 0.02, "reset": 0.02})
    tuner.agree(EYE if tuner.shown("c") else None)  # random hands may press "Use these": pasted lines have no values
    grouped.agree(GROUPED["values"] if grouped.shown("c") else None)


@pytest.mark.parametrize("name", ["book/index.html", CHAPTER])
def test_a_move_is_painted_at_once(visit, name):
    page = visit(name)
    contract.paints_at_once(page, Tuner(page).control("scores", "0"))


def test_the_module_says_where_it_comes_from(page):
    requests = [url for url in page.ears.requests if "score_tuner.js" in url]
    assert len(requests) == 1
    assert re.search(r"/_static/softlook/score_tuner\.js\?v=[0-9a-f]{12}$", requests[0])
