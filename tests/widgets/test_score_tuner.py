"""ScoreTuner in Python: what it derives, traits both ways, refusals by their messages, the table."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from optional import torch
from traitlets import TraitError

import softlook
from softlook._show import two
from softlook.widgets import ScoreTuner

LABELS = ["I", "love", "you", "pad", "pad"]
SCORES = [0.63, -3.2, -2.5, 0.5, 0.5]
TOGETHER = "set labels, scores, mask, counts and values together, inside hold_trait_notifications()"


def state(tuner):
    return {
        name: getattr(tuner, name)
        for name in ("labels", "scores", "mask", "counts", "values", "temperature", "hint", "alpha", "total", "c")
    }


def expected(tuner):
    """Alpha, total and c by the package's own functions, from the state as Python sees it."""
    scores, mask = np.repeat(tuner.scores, tuner.counts), np.repeat(tuner.mask, tuner.counts)
    every = softlook.softmax(scores, mask, tuner.temperature)
    owner = np.repeat(np.arange(len(tuner.counts)), tuner.counts)
    total = np.array([every[owner == j].sum() for j in range(len(tuner.counts))])
    alpha = np.array([every[owner == j][0] if n else 0.0 for j, n in enumerate(tuner.counts)])
    width = len(tuner.values[0]) if tuner.values else 0
    v = np.array(tuner.values, dtype=float).reshape(len(tuner.counts), width)
    return alpha, total, softlook.read(every[None, :], v[owner])[0]


def test_opens_on_the_documents_table():
    tuner = ScoreTuner()
    assert (tuner.labels, tuner.scores, tuner.mask, tuner.counts) == (
        LABELS,
        SCORES,
        [True] * 3 + [False] * 2,
        [1] * 5,
    )
    assert tuner.temperature == 1.0
    assert_allclose(tuner.alpha, [0.94, 0.02, 0.04, 0, 0], atol=0.005)
    assert_allclose(tuner.total, tuner.alpha, rtol=0)
    assert_allclose(tuner.c, tuner.alpha[:3], rtol=0, atol=1e-15)


def test_the_documents_pads_take_nearly_all_the_weight():
    tuner = ScoreTuner(["I", "love", "you", "pad"], [0.63, -3.2, -2.5, 0.5], counts=[1, 1, 1, 97])
    assert_allclose(tuner.total[3], 0.988, atol=0.0005)
    tuner.mask = [True, True, True, False]
    assert_allclose(tuner.total, [0.94, 0.02, 0.04, 0], atol=0.005)


numbers = st.floats(-30, 30)


@st.composite
def states(draw):
    n = draw(st.integers(1, 6))
    width = draw(st.integers(0, 3))
    rows = {
        "labels": [f"word {j}" for j in range(n)],
        "scores": draw(st.lists(numbers, min_size=n, max_size=n)),
        "mask": draw(st.lists(st.booleans(), min_size=n, max_size=n)),
        "counts": draw(st.lists(st.sampled_from([0, 1, 2, 97, 1000]), min_size=n, max_size=n)),
        "values": draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=n, max_size=n)),
    }
    return rows | {"temperature": draw(st.floats(0.001, 100))}


@given(given=states())
def test_alpha_total_and_c_are_the_packages(given):
    tuner = ScoreTuner(**given)
    alpha, total, c = expected(tuner)
    assert_allclose(tuner.alpha, alpha, atol=1e-12)
    assert_allclose(tuner.total, total, atol=1e-12)
    assert_allclose(tuner.c, c, atol=1e-10)
    assert_allclose(
        sum(tuner.total),
        1.0 if any(n for n, seen in zip(tuner.counts, tuner.mask, strict=True) if seen) else 0.0,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scores", [1.0, 2.0, 3.0, 4.0, 5.0]),
        ("mask", [True] * 5),
        ("temperature", 3.0),
        ("counts", [0, 1, 2, 3, 4]),
        ("values", [[1.0], [2.0], [3.0], [4.0], [5.0]]),
    ],
)
def test_what_is_derived_follows_every_trait(name, value):
    tuner = ScoreTuner()
    before = state(tuner)
    setattr(tuner, name, value)
    assert (tuner.alpha, tuner.total, tuner.c) != (before["alpha"], before["total"], before["c"])
    for ours, theirs in zip((tuner.alpha, tuner.total, tuner.c), expected(tuner), strict=True):
        assert_allclose(ours, theirs, atol=1e-12)


def test_attending_nowhere_gives_zeros():
    tuner = ScoreTuner()
    tuner.mask = [False] * 5
    assert (tuner.alpha, tuner.total, tuner.c) == ([0.0] * 5, [0.0] * 5, [0.0] * 3)


def test_without_values_there_is_no_context():
    tuner = ScoreTuner(["a", "b"], [0.0, 0.0])
    assert (tuner.alpha, tuner.c, tuner.mask, tuner.counts) == ([0.5, 0.5], [], [True, True], [1, 1])


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("scores", [NAN, 0, 0, 0, 0], "scores: nan given, finite numbers wanted"),
        ("scores", [0, INF, 0, 0, 0], "scores: inf given, finite numbers wanted"),
        ("scores", [0, 0, -INF, 0, 0], "scores: -inf given, finite numbers wanted"),
        ("scores", [0, 0, 0, "1", 0], "scores: '1' given, finite numbers wanted"),
        ("scores", [0, 0, 0, 0, True], "scores: True given, finite numbers wanted"),
        ("scores", [0, 0, 0, 0, None], "scores: None given, finite numbers wanted"),
        ("scores", [0, 0, 0, 0, 10**400], f"scores: {10**400} given, finite numbers wanted"),
        ("scores", np.ones((5, 2)), "scores: [1.0, 1.0] given, finite numbers wanted"),
        ("scores", "abc", "scores: str given, a list of finite numbers wanted"),
        ("scores", None, "scores: NoneType given, a list of finite numbers wanted"),
        ("scores", [0.0] * 4, "scores: 4 entries given, 5 wanted, one for each label"),
        ("scores", [0.0] * 6, "scores: 6 entries given, 5 wanted, one for each label"),
        (
            "scores",
            [2e6, 0, 0, 0, 0],
            "scores: [2000000.0, 0.0, 0.0, 0.0, 0.0] given, numbers between -1000000 and 1000000 wanted",
        ),
        ("mask", [1, 1, 1, 0, 0], "mask: 1 given, True or False wanted"),
        ("mask", [1.0] * 5, "mask: 1.0 given, True or False wanted"),
        ("mask", [True] * 4, "mask: 4 entries given, 5 wanted, one for each label"),
        ("mask", True, "mask: bool given, a list of True or False wanted"),
        ("temperature", 0, "temperature: 0.0 given, a finite number of at least 0.001 wanted"),
        ("temperature", -1.0, "temperature: -1.0 given, a finite number of at least 0.001 wanted"),
        ("temperature", NAN, "temperature: nan given, "),
        ("temperature", INF, "temperature: inf given, "),
        ("temperature", 1e-4, "temperature: 0.0001 given, a finite number of at least 0.001 wanted"),
        ("temperature", "warm", "'warm'"),
        ("temperature", None, "temperature"),
        ("temperature", True, "temperature"),
        pytest.param("temperature", 10**400, "temperature: ", id="temperature-huge"),
        ("values", [[1], [2], [1, 2], [], []], "values: rows of [0, 1, 2] numbers given, rows of one width wanted"),
        ("values", [[1]] * 4, "values: 4 entries given, 5 wanted, one for each label"),
        ("values", [1] * 5, "values: 1 given, rows of finite numbers wanted"),
        ("values", [["a"]] * 5, "values: ['a'] given, rows of finite numbers wanted"),
        ("values", [[NAN]] * 5, "values: [nan] given, rows of finite numbers wanted"),
        ("counts", [-1, 1, 1, 1, 1], "counts: -1 given, whole numbers from 0 to 1000 wanted"),
        ("counts", [1001, 1, 1, 1, 1], "counts: 1001 given, whole numbers from 0 to 1000 wanted"),
        ("counts", [True] * 5, "counts: True given, whole numbers from 0 to 1000 wanted"),
        ("counts", [1.0] * 5, "counts: 1.0 given, whole numbers from 0 to 1000 wanted"),
        ("counts", [1] * 4, "counts: 4 entries given, 5 wanted, one for each label"),
        ("labels", ["a"], f"labels: 1 given where there are 5 scores; {TOGETHER}"),
        ("labels", [1] * 5, "labels: 1 given, texts wanted"),
        ("labels", "words", "labels: str given, a list of texts wanted"),
        ("hint", 5, "hint"),
    ],
)
def test_refuses_and_keeps_the_last_good_state(name, value, message):
    tuner = ScoreTuner()
    tuner.scores = [1.0, 2.0, 3.0, 4.0, 5.0]
    before = state(tuner)
    with pytest.raises(TraitError) as refusal:
        setattr(tuner, name, value)
    assert message in str(refusal.value)
    assert state(tuner) == before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"scores": [1.0]}, "scores"),
        ({"labels": ["a"], "scores": [NAN]}, "scores: nan given, finite numbers wanted"),
        (
            {"labels": ["a"], "scores": [1.0], "values": [[1], [2]]},
            "values",
        ),  # of labels and values, whichever is validated first
        ({"labels": ["a"], "scores": [1.0], "temperature": 0}, "temperature: 0.0 given"),
        ({"labels": ["a"], "scores": [1.0], "counts": [1001]}, "counts: 1001 given"),
        ({"labels": None}, "labels: NoneType given, a list of texts wanted"),
        ({"labels": 3, "scores": [1.0]}, "labels: int given, a list of texts wanted"),
    ],
)
def test_a_bad_beginning_is_refused(given, message):
    with pytest.raises(TraitError, match=re.escape(message)):
        ScoreTuner(**given)


@pytest.mark.parametrize("name", ["alpha", "total", "c"])
def test_what_is_derived_cannot_be_set(name):
    tuner = ScoreTuner()
    before = state(tuner)
    with pytest.raises(TraitError, match="read-only"):
        setattr(tuner, name, [1.0, 0.0, 0.0, 0.0, 0.0])
    assert state(tuner) == before


@pytest.mark.parametrize(
    "make",
    [tuple, np.array, torch.tensor, lambda x: np.array(x, dtype=object), lambda x: list(np.array(x))],
    ids=["tuple", "numpy", "torch", "objects", "scalars"],
)
def test_takes_what_holds_numbers(make):
    tuner = ScoreTuner()
    tuner.scores = make([1.0, 2.0, 3.0, 4.0, 5.0])
    tuner.mask = make([True, False, True, False, True])
    tuner.counts = make([1, 2, 3, 4, 5])
    tuner.values = make([[1.0, 2.0]] * 5)
    assert (tuner.scores, tuner.mask, tuner.counts, tuner.values) == (
        [1.0, 2.0, 3.0, 4.0, 5.0],
        [True, False, True, False, True],
        [1, 2, 3, 4, 5],
        [[1.0, 2.0]] * 5,
    )
    assert [type(x) for x in (tuner.scores[0], tuner.mask[0], tuner.counts[0], tuner.values[0][0])] == [
        float,
        bool,
        int,
        float,
    ]


@pytest.mark.parametrize("given", [2, np.float64(2), np.float32(2), np.int64(2)], ids=lambda x: type(x).__name__)
def test_the_temperature_may_be_any_number(given):
    tuner = ScoreTuner(temperature=given)
    assert (tuner.temperature, type(tuner.temperature)) == (2.0, float)


def test_hold_changes_the_number_of_rows():
    tuner = ScoreTuner()
    with tuner.hold_trait_notifications():
        tuner.labels, tuner.scores, tuner.mask = ["a", "b"], [1.0, 2.0], [True, True]
        tuner.counts, tuner.values = [1, 2], [[1.0, 2.0], [3.0, 4.0]]
    assert tuner.labels == ["a", "b"]
    for ours, theirs in zip((tuner.alpha, tuner.total, tuner.c), expected(tuner), strict=True):
        assert_allclose(ours, theirs, atol=1e-15)


@pytest.mark.parametrize("left_out", ["labels", "scores", "mask", "counts", "values"])
def test_hold_refuses_rows_that_do_not_fit(left_out):
    tuner = ScoreTuner()
    before = state(tuner)
    new = {
        "labels": ["a", "b"],
        "scores": [1.0, 2.0],
        "mask": [True, True],
        "counts": [1, 2],
        "values": [[1.0], [2.0]],
    }
    del new[left_out]

    def change():
        with tuner.hold_trait_notifications():
            for name, value in new.items():
                setattr(tuner, name, value)

    with pytest.raises(TraitError, match=r"given"):
        change()
    assert state(tuner) == before


def test_two_are_independent():
    one, other = ScoreTuner(), ScoreTuner()
    before = state(other)
    one.scores, one.mask, one.temperature = [9.0] * 5, [True] * 5, 4.0
    assert state(other) == before
    assert state(one) != before


def test_observers_are_called():
    tuner = ScoreTuner()
    changes = []
    tuner.observe(lambda change: changes.append(change["new"]), "alpha")
    tuner.mask = [True] * 5
    assert changes == [tuner.alpha]


def test_the_table_tells_the_state_in_words():
    tuner = ScoreTuner(
        ["I", "pad"],
        [0.63, -0.5],
        mask=[True, False],
        counts=[1, 97],
        values=[[1.0, -2.0], [0.0, 0.0]],
        temperature=2.0,
    )
    cells = [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", tuner._table())]
    assert cells == ["I", ".63", "yes", "1.00", "pad × 97", "−.50", "no", ".00"]
    caption = re.findall(r"<caption>(.*?)</caption>", tuner._table())
    assert caption == ["Scores and weights, temperature 2.00; context c = (1.00, −2.00)"]


def test_the_table_shows_the_rows_weights():
    tuner = ScoreTuner()
    shown = re.findall(r"<td>([^<]*)</td></tr>", tuner._table())
    assert shown == [two(weight) for weight in tuner.total] == [".94", ".02", ".04", ".00", ".00"]


def test_a_tuner_from_text():
    tuner = ScoreTuner.from_text("ice cream\t2\ntea, 1,5\n", temperature=2)
    assert (tuner.labels, tuner.scores, tuner.temperature) == (["ice cream", "tea"], [2.0, 1.5], 2.0)


def test_widgets_bring_no_torch():
    code = """
import sys

class NoTorch:
    def find_spec(self, name, path=None, target=None):
        assert name.partition(".")[0] != "torch", "torch is imported"

sys.meta_path.insert(0, NoTorch())
from softlook.widgets import ScoreTuner

tuner = ScoreTuner()
tuner.mask = [True] * 5
tuner._repr_mimebundle_()
print("torch" in sys.modules, round(tuner.alpha[0], 2))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.split()) == (0, ["False", "0.35"]), done.stderr
