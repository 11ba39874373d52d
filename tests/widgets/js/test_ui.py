"""js/ui: numbers as shown and typed, pasted lines, edited rows, two sentences compared, history, files."""

from __future__ import annotations

import difflib

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook._show import two
from softlook.widgets._lines import read_lines

# -- controls.js


@given(
    x=st.one_of(
        st.floats(-1e6, 1e6),
        st.floats(-1.5, 1.5),
        st.integers(-8000, 8000).map(lambda n: n / 1000),
        st.integers(-80, 80).map(lambda n: n / 8),
    )
)
@example(x=0.125)
@example(x=-0.0)
@example(x=0.995)
@example(x=-0.004)
def test_two_decimals(js, x):
    assert js("ui/controls.js", "two", x) == two(x)


NUMBERS = {
    "12": 12,
    "-.5": -0.5,
    "−0,5": -0.5,
    " 0.63 ": 0.63,
    "1e3": 1000,
    "−3,20": -3.2,
    "+2": 2,
    "0": 0,
    "1.": 1,
}
NO_NUMBERS = [
    "",
    "  ",
    "abc",
    "1e999",
    "-1e999",
    "Infinity",
    "NaN",
    "1 2",
    "1.2.3",
    "1,2,3",
    "--1",
    "−−1",
    ".",
    "-",
    "1a",
]


@pytest.mark.parametrize(("text", "value"), [*NUMBERS.items(), *((text, None) for text in NO_NUMBERS)])
def test_parse(js, text, value):
    assert js("ui/controls.js", "parse", text) == value


@given(x=st.floats(-1e6, 1e6))
def test_what_is_shown_can_be_typed_again(js, x):
    assert abs(js("ui/controls.js", "parse", two(x)) - x) <= 0.0051


# -- read_lines.js

LINES = [
    "love 0.5",
    "love\t0.5",
    "love,0.5",
    "love, 0.5",
    "love;0,5",
    "love 0,5",
    "love,0,5",
    "ice cream −3.2",
    "ice cream,−3.2",
    "a 1\r\nb 2\rc 3\n\n d\t4 ",
    "",
    "   ",
    "love",
    "0.5",
    ",5",
    "love abc",
    "love 1e999",
    "love nan",
    "love 0.5.1",
    "a 1\nb",
    "love 2000000",
    "love 1_0",
    "love 1.",
    "love .",
    "love 0x10",
    "\n".join(["w 1"] * 40),
    "\n".join(["w 1"] * 41),
    "<b>x</b> 3",
    "a, b 3",
    "love\t 0.5",
    "x ١",
]


def same_lines(js, text):
    page = js("ui/read_lines.js", "readLines", text)
    try:
        labels, scores = read_lines(text)
        refused = ""
    except ValueError as error:
        labels, scores, refused = [], [], str(error)
    assert page == {"labels": labels, "scores": scores, "refused": refused}


@pytest.mark.parametrize("text", LINES)
def test_lines(js, text):
    same_lines(js, text)


@given(text=st.text(st.sampled_from(list("ab 1.,;\t-−e\n")), max_size=24))
def test_lines_of_any_kind(js, text):
    same_lines(js, text)


# -- rows.js

WEIGHTS = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(0, 1), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.integers(0, n - 1),
    )
)


@given(drawn=WEIGHTS, x=st.floats(0, 1))
@example(drawn=([0.0, 5e-324, 0.0], [False, True, False], 0), x=0.5)  # half of the least number is none
def test_what_a_reader_does_to_a_row(js, drawn, x):
    """It sums to 1, gives nothing to what is masked, and leaves the others their shares."""
    alpha, mask, j = drawn
    mask[j] = True
    row = np.array(js("ui/rows.js", "place", alpha, j, x, mask))
    kept = [at != j and attends for at, attends in enumerate(mask)]
    others = np.array(alpha) * kept
    assert row.sum() == pytest.approx(1)
    assert (row[~np.array(mask)] == 0).all()
    if sum(mask) > 1:
        assert row[j] == pytest.approx(x)
    if others.sum() > 0:
        assert_allclose(np.delete(row, j), np.delete(others / others.sum() * (1 - x), j), atol=1e-12)
    assert sum(js("ui/rows.js", "even", mask)) == pytest.approx(1)
    hidden = np.array(js("ui/rows.js", "hide", alpha, mask))
    assert hidden.sum() == pytest.approx(1)
    assert (hidden[~np.array(mask)] == 0).all()


# -- changes.js

WORD = st.sampled_from(["je", "t'", "aime", "pas"])


@given(before=st.lists(WORD, max_size=7), after=st.lists(WORD, max_size=7))
@example(before=["je", "t'", "aime"], after=["je", "aime", "pas"])
def test_changes_hold_both_sides_in_order(js, before, after):
    columns = js("ui/changes.js", "changes", before, after)
    assert [column["before"] for column in columns if column["before"] is not None] == before
    assert [column["after"] for column in columns if column["after"] is not None] == after
    assert all(column["same"] == (column["before"] == column["after"]) or not column["same"] for column in columns)
    if before == after:
        assert all(column["same"] for column in columns)
    lost = len(before) - sum(column["same"] for column in columns)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    assert lost <= len(before) - kept, "no other way keeps more"


# -- history.js

HISTORY = """
const { makeHistory } = await load("ui/history.js");
const history = makeHistory();
const steps = [];
history.keep(0, "");
history.keep(1, "drag");
history.keep(1.5, "drag");
history.keep(1.7, "drag");
history.release();
history.keep(2, "drag");
steps.push(history.depth());
let now = 3;
for (const way of ["undo", "undo", "redo", "undo", "undo", "undo", "redo"]) {
  const to = history[way](now);
  steps.push(to ?? null);
  now = to ?? now;
}
history.keep(now, "");
steps.push(history.depth());
for (let k = 0; k < 300; k++) history.keep(k, "");
steps.push(history.depth());
return steps;
"""


def test_history_goes_back_and_forth(js):
    assert js.run(HISTORY) == [[3, 0], 2, 1, 2, 1, 0, None, 1, [2, 0], [200, 0]]


# -- files.js

FILES = """
const [{ file }, other] = [await load("ui/files.js"), await load("ui/files.js?again")];
const listeners = new Set();
const requests = [];
let gone = true;
const send = ({ path }) => {
  requests.push(path);
  queueMicrotask(() => {
    const missing = path === "bad" && gone;
    const content = { softlook: "file", path, error: missing ? "gone" : undefined };
    const buffers = missing ? [] : [new DataView(new Uint8Array([9, 7, 8]).buffer, 1)];
    for (const listener of [...listeners]) {
      listener({ other: 1 }, []);
      listener(content, buffers);
    }
  });
};
const model = { on: (_, listener) => listeners.add(listener), off: (_, listener) => listeners.delete(listener), send };
const all = await Promise.all([file(model, "a"), file(model, "a"), other.file(model, "a"), file(model, "b")]);
const message = await file(model, "bad").catch((error) => error.message);
gone = false;
const then = await file(model, "bad");
const bytes = all.map((buffer) => [...new Uint8Array(buffer)]);
return { requests, bytes, message, then: then.byteLength, left: listeners.size };
"""


def test_a_file_is_asked_for_once(js):
    """By whoever asks, however often; one that did not come is asked for again."""
    assert js.run(FILES) == {
        "requests": ["a", "b", "bad", "bad"],
        "bytes": [[7, 8]] * 4,
        "message": "gone",
        "then": 2,
        "left": 0,
    }
