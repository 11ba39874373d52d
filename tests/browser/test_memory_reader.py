"""MemoryReader in a page with no kernel and no network."""

from __future__ import annotations

import contract
import drive
import numpy as np
import pytest
from contract import Live
from numpy.testing import assert_allclose

from softlook._show import two
from softlook.widgets import MemoryReader
from softlook.widgets.memory_reader import vocabulary

PAGE = "book/reference/widgets/memory-reader.html"
NASTY = [["<b>Ann</b> has key", "key", "<b>Ann</b>"], ["<b>Ann</b> is </script>", "<b>Ann</b>", "</script>"]]


@pytest.fixture
def page(visit):
    return visit(body=MemoryReader()._html() + MemoryReader("picture", step=3)._html(), height=1400)


@pytest.fixture
def sentence(page):
    return Live(page, MemoryReader())


@pytest.fixture
def picture(page):
    return Live(page, MemoryReader(), 1)


def agree(live):
    """Check what is shown against Python, from the state that the page holds."""
    python = MemoryReader(**live.state())
    alpha = live.shown("alpha")
    assert len(alpha) == sum(map(len, python.alpha))
    for i, row in enumerate(python.alpha):
        assert_allclose([alpha["alpha", f"{i},{j}"] for j in range(len(row))], row, rtol=0, atol=1e-12)
    if python.scene == "sentence":
        s = live.shown("s")
        for i, row in enumerate(python.s):
            assert_allclose([s["s", f"{i},{d}"] for d in range(len(row))], row, rtol=0, atol=1e-12)
        assert len(s) == sum(map(len, python.s))
    return python


def press(live, name, times=1):
    for _ in range(times):
        live.control(name).click(force=True)  # at the end it says that it is off, and does nothing


def test_two_hops_find_where_the_key_is(sentence, picture):
    agree(sentence)
    press(sentence, "next")
    agree(sentence)
    verdict = sentence.root.locator(".softlook-memory-verdict")
    assert (
        verdict.text_content()
        == "Hop 2 attends most to “Ann is upstairs” (.94); the state’s largest entry is now upstairs."
    )
    sentence.control("memory", "whole").click()
    assert "“Ann has the key”" in verdict.text_content(), "a memory that is found by all it says stays where it is"
    agree(picture)


def test_it_walks_over_the_picture(picture):
    press(picture, "next", 2)
    python = agree(picture)
    assert [row.index(max(row)) for row in python.alpha] == [0, 1, 2, 3]


def test_there_and_back(sentence):
    press(sentence, "back", 5)
    assert sentence.state()["step"] == 0
    assert sentence.shown("alpha") == {}
    verdict = sentence.root.locator(".softlook-memory-verdict")
    assert verdict.text_content() == "Read: 4 facts become 4 rows of 9 numbers."
    press(sentence, "next")
    assert verdict.text_content().startswith("Stored")
    press(sentence, "next", 7)
    assert sentence.state()["step"] == 5
    assert len(sentence.shown("alpha")) == 16
    agree(sentence)
    press(sentence, "reset")
    assert sentence.state() == MemoryReader()._state()


DRAWN = """(root) => {
  const thumb = (svg) => [...svg.children]
    .map((pixel) => ["y", "x", "fill-opacity"].map((name) => Number(pixel.getAttribute(name))))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , share]) => share);
  const rooms = [...root.querySelectorAll(".softlook-memory-room")];
  const items = (room) => [...room.querySelectorAll("li")];
  return {
    read: items(rooms[0]).map((li) => (li.querySelector("svg") ? thumb(li.querySelector("svg")) : li.textContent)),
    stored: items(rooms[1]).map((li) => [".softlook-k", ".softlook-v"]
      .map((kind) => li.querySelector(kind))
      .map((node) => (node.matches("svg") ? thumb(node) : node.textContent))),
    hidden: getComputedStyle(rooms[1].querySelector("ol")).visibility === "hidden",
    here: rooms.map((room) => room.matches(".softlook-memory-now")),
    bars: [...root.querySelectorAll(".softlook-memory-bar")]
      .map((bar) => bar.getBoundingClientRect().width / bar.parentElement.clientWidth),
    states: [...root.querySelectorAll(".softlook-memory-table:not(.softlook-memory-alpha) .softlook-thumb")]
      .map(thumb),
    words: [...root.querySelectorAll(".softlook-memory-table tbody th")].map((th) => th.textContent),
    step: root.querySelector("[data-name=step]").textContent,
    verdict: root.querySelector(".softlook-memory-verdict").textContent,
  };
}"""


@pytest.mark.parametrize("memory", ["key-value", "whole"])
def test_the_words_say_what_the_numbers_say(sentence, memory):
    for step in range(6):
        sentence.put({"step": step, "memory": memory})
        drawn, held = sentence.root.evaluate(DRAWN), agree(sentence)
        facts = [text for text, _, _ in held.facts]
        assert drawn["read"] == facts
        assert drawn["stored"] == [
            [text, text] if memory == "whole" else [key, value] for text, key, value in held.facts
        ]
        assert drawn["hidden"] is (step == 0)
        assert drawn["here"] == [n == min(step, 2) for n in range(3)]
        assert drawn["step"] == f"{step} of 5"
        wanted = np.zeros((len(facts), 4))
        wanted[:, : len(held.alpha)] = np.array(held.alpha).reshape(-1, len(facts)).T
        assert_allclose(
            np.array(drawn["bars"]).reshape(wanted.shape) / max(drawn["bars"] + [1e-9]),
            wanted / max(wanted.max(), 1e-9),
            atol=0.02,
        )
        assert drawn["words"] == [*facts, *vocabulary(held.facts)]
        if step > 1:
            weights, state = held.alpha[-1], held.s[-1]
            best, word = int(np.argmax(weights)), vocabulary(held.facts)[int(np.argmax(state))]
            assert drawn["verdict"] == (
                f"Hop {step - 1} attends most to “{facts[best]}” ({two(weights[best])}); "
                f"the state’s largest entry is now {word}."
            )


@pytest.mark.parametrize("memory", ["key-value", "whole"])
def test_the_pictures_say_what_the_numbers_say(picture, memory):
    picture.put({"memory": memory, "reader": "neighbours", "step": 4})
    drawn, held = picture.root.evaluate(DRAWN), agree(picture)
    whole, raw_keys, raw_values = (held._read(part) for part in held.raw()[:3])
    keys, values = (whole, whole) if memory == "whole" else (raw_keys, raw_values)
    assert_allclose(drawn["read"], held.raw().whole, atol=0.001)
    assert_allclose([key for key, _ in drawn["stored"]], np.minimum(keys, 1), atol=0.001)
    assert_allclose([value for _, value in drawn["stored"]], np.minimum(values, 1), atol=0.001)
    states = [np.array(s) / max(*s, 1e-9) for s in held.s]
    assert_allclose(drawn["states"], [*states, np.zeros(16)], atol=0.001)


def moved(live):
    live.control("back").click()


@pytest.mark.parametrize("way", ["pointer", "touch", "key"])
@pytest.mark.parametrize("scene", ["sentence", "picture"])
def test_every_control(visit, scene, way):
    widget = MemoryReader(scene, step=3)
    live = Live(visit(body=widget._html(), touch=way == "touch", height=1400), widget)
    used = {name for name, _ in contract.every_control(live, way, first={"reset": moved})}
    cue = "question" if scene == "sentence" else "patch"
    assert used == {
        "scene",
        "back",
        "next",
        "reset",
        "reader",
        "memory",
        cue,
        "score",
        "temperature",
        "temperature-number",
        "exploiter",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0", ["Temperature", "0 given", "a number from 0.01 to 10 wanted"]),
        ("11", ["11 given"]),
        ("warm", ["“warm” given", "a number wanted"]),
    ],
)
def test_what_cannot_be_is_refused(sentence, text, words):
    before, seen = sentence.state(), sentence.shown()
    sentence.type("temperature-number", text)
    assert all(word in sentence.message.text_content() for word in words)
    assert (sentence.state(), sentence.shown()) == (before, seen)


def test_markup_stays_text(visit):
    widget = MemoryReader(facts=NASTY, question="key", step=3)
    page = visit(body=widget._html())
    live = Live(page, widget)
    agree(live)
    assert live.root.locator("b").count() == 0
    assert "<b>Ann</b> is </script>" in live.root.locator(".softlook-memory-list").first.text_content()


def test_facts_that_python_changes_arrive_together(sentence):
    sentence.put({"facts": NASTY, "question": "</script>"})  # the first alone does not fit, and is not drawn
    assert agree(sentence).question == "</script>"
    sentence.put({"facts": [["a b", "a", "b"]]})
    assert len(sentence.root.locator("tbody").first.locator("tr").all()) == 2, (
        "the question is none of its words: the last good state stays"
    )


def test_two_are_independent(sentence, picture):
    contract.disturbs_nobody(sentence, picture, excluded={"scene"})
    contract.disturbs_nobody(picture, sentence, excluded={"scene"})


@pytest.mark.clock
def test_no_trace_is_left(sentence, picture):
    contract.leaves_no_trace(sentence)
    press(picture, "next")
    agree(picture)


@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_it(visit, width):
    page = visit(body=MemoryReader(step=0)._html() + MemoryReader("picture", step=5)._html(), width=width)
    for state in ({}, {"step": 5, "memory": "whole", "reader": "neighbours"}):
        for nth in (0, 1):
            Live(page, MemoryReader(), nth).put(state)
        assert drive.violations_in_each_theme(page) == "", state
        assert contract.fits(page, width) == [[], []], state
    Live(page, MemoryReader()).type("temperature-number", "cold")
    assert drive.violations_in_each_theme(page) == "", "refused"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_while_it_steps(visit, width):
    widget = MemoryReader(step=0)
    live = Live(visit(body=widget._html(), width=width), widget)
    heights = set()
    for _ in range(6):
        heights.add(live.root.bounding_box()["height"])
        press(live, "next")
    assert len(heights) == 1


EVENTS = 1000  # five seconds or so


def test_random_events(page, sentence, picture):
    contract.random_events(page, """
      const sums = {};
      for (const [index, value] of numbers("alpha"))
        sums[index.split(",")[0]] = (sums[index.split(",")[0]] ?? 0) + value;
      const step = root.softlook.model.get("step");
      const off =
        Object.values(sums).some((sum) => Math.abs(sum - 1) > 1e-9) ||
        Object.keys(sums).length !== Math.max(step - 1, 0);
      return off ? JSON.stringify([sums, step]) : "";
    """, events=EVENTS)  # fmt: skip
    agree(sentence)
    agree(picture)


def test_a_move_is_painted_at_once(sentence, page):
    contract.paints_at_once(page, sentence.control("temperature"))


def test_the_page_of_the_book_shows_it(visit):
    agree(Live(visit(PAGE), MemoryReader()))
