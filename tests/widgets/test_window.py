"""Window in Python: what it derives, traits both ways, refusals by their messages, the table."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from traitlets import TraitError

import softlook
from softlook._show import two
from softlook.widgets import Window, _windowed

STATE = (
    "labels",
    "scores",
    "values",
    "window",
    "p",
    "half_width",
    "truncate",
    "renormalize",
    "round_p",
    "selection",
    "goal",
    "draws",
    "seed",
    "hint",
)
DERIVED = ("soft", "alpha", "total", "c", "edge", "jump", "tally", "gradient", "estimates", "variance")
TOGETHER = "set labels, scores and values together, inside hold_trait_notifications()"


def state(window):
    return {name: getattr(window, name) for name in (*STATE, *DERIVED)}


@st.composite
def states(draw):
    n = draw(st.integers(3, 12))
    return {
        "labels": [f"word {j}" for j in range(n)],
        "scores": draw(st.lists(st.floats(-20, 20), min_size=n, max_size=n)),
        "values": draw(st.lists(st.floats(-10, 10), min_size=n, max_size=n)),
        "window": draw(st.sampled_from(["global", "local-m", "local-p"])),
        "p": draw(st.one_of(st.floats(0, n - 1), st.integers(0, 2 * n - 2).map(lambda x: x / 2))),
        "half_width": draw(st.integers(1, 12)),
        **{name: draw(st.booleans()) for name in ("truncate", "renormalize", "round_p")},
        "selection": draw(st.sampled_from(["soft", "hard", "draw"])),
        "goal": draw(st.floats(-10, 10)),
        "draws": draw(st.integers(1, 60)),
        "seed": draw(st.integers(0, 2**32 - 1)),
    }


def row(window, p=None):
    """The row of soft attention, by the package's own normalisers."""
    e, p = np.array(window.scores), window.p if p is None else p
    if window.window == "global":
        return softlook.softmax(e)
    if window.window == "local-m":
        step = int(np.floor(p + 0.5))
        return softlook.local_m(np.tile(e, (len(e), 1)), half_width=window.half_width)[step]
    options = {"truncate": window.truncate, "renormalize": window.renormalize, "round_p": window.round_p}
    return softlook.local_p(e[None], p=np.array([p]), half_width=window.half_width, **options)[0]


@given(given=states())
def test_what_is_derived_is_the_packages(given):
    window = Window(**given)
    soft = row(window)
    assert_allclose(window.soft, soft, rtol=1e-12, atol=1e-300)
    pi = soft / soft.sum()
    if window.selection == "soft":
        assert_allclose(window.alpha, soft, rtol=1e-12, atol=1e-300)
    else:
        assert sorted(window.alpha) == [0.0] * (len(soft) - 1) + [1.0]
    if window.selection == "hard":
        assert_allclose(pi[np.argmax(window.alpha)], pi.max(), rtol=1e-9)
    assert_allclose(window.total, np.sum(window.alpha))
    assert_allclose(window.c, np.dot(window.alpha, window.values), atol=1e-12)
    assert sum(window.tally) == window.draws
    assert all(weight > 0 for weight, count in zip(soft, window.tally, strict=True) if count)


@given(given=states())
def test_the_jump_is_where_the_context_jumps(given):
    window = Window(**given | {"selection": "soft"})
    if window.window == "global" or (window.window == "local-p" and not window.truncate):
        assert (window.edge, window.jump) == (None, [])
        return
    near = 1e-9
    context = [
        float(row(window, p) @ np.array(window.values)) for p in (window.edge - near, window.edge, window.edge + near)
    ]
    assert_allclose(window.jump, context, atol=1e-5)
    assert abs(window.edge - window.p) <= 1 + near


def test_the_gradient_is_that_of_torch_and_reinforce_finds_it():
    import torch

    from softlook.nn import Reinforce, expected_cost

    window = Window(goal=0.3, p=4.3)
    e = torch.tensor(_windowed.favoured(np.array(window.scores), window.p, SETTING), requires_grad=True)
    mask = torch.tensor(_windowed.near(9, window.p, SETTING))
    costs = torch.tensor([(v - window.goal) ** 2 for v in window.values], dtype=torch.float64)
    (exact,) = torch.autograd.grad(expected_cost(e, costs, mask), e)
    assert_allclose(window.gradient, exact, atol=1e-12)
    pi = softlook.softmax(e.detach(), mask)
    for baseline, (variance, _) in zip((0.0, float(pi @ costs)), window.variance, strict=True):
        layer = Reinforce(seed=0).eval()
        layer.baseline.fill_(baseline)
        mean, square = torch.zeros_like(e), 0.0
        for j in np.flatnonzero(mask):
            alpha = torch.eye(9, dtype=torch.float64)[j]
            (g,) = torch.autograd.grad(layer.surrogate(costs[j], e, alpha, mask), e)
            mean, square = mean + pi[j] * g, square + float(pi[j] * g @ g)
        assert_allclose(mean, exact, atol=1e-7)  # torch keeps the baseline in float32
        assert_allclose(variance, square - float(exact @ exact), rtol=1e-5)


SETTING = _windowed.Setting("local-p", 2, True, False, False, "soft")


def test_draws_are_softlooks_own_and_come_near():
    window = Window(selection="draw", draws=500, seed=7)
    e, mask = _windowed.favoured(np.array(window.scores), window.p, SETTING), _windowed.near(9, window.p, SETTING)
    assert window.tally == softlook.sample(np.tile(e, (500, 1)), mask, seed=7).sum(axis=0).tolist()
    pi = np.array(window.soft) / sum(window.soft)
    assert_allclose(np.array(window.tally) / 500, pi, atol=0.06)
    assert_allclose(window.estimates[0], window.gradient, atol=0.06)
    for exact, drawn in window.variance:
        assert_allclose(drawn, exact, rtol=0.25)
    before = window.tally
    window.seed = 8
    assert window.tally != before


def test_a_baseline_makes_it_steadier_and_a_far_goal_matters_only_without():
    window = Window(goal=1.0)
    (plain, _), (based, _) = window.variance
    assert based < plain / 2
    window.goal = -10.0
    (plain, _), (based, _) = window.variance
    assert plain > 100 * based


def test_luongs_row_sums_to_less_than_one_and_can_be_brought_back():
    window = Window()
    assert 0 < window.total < 0.6
    window.renormalize = True
    assert_allclose(window.total, 1)
    window.renormalize, window.window = False, "local-m"
    assert_allclose(window.total, 1)


def test_red_comes_in_at_five():
    window = Window()
    assert window.edge == 5.0
    before = window.soft
    window.p = 5.0
    assert before[7] == 0 < window.soft[7]
    assert all(now < old for now, old in zip(window.soft[3:7], before[3:7], strict=True))
    assert window.jump[0] > 2 * window.jump[1]


@pytest.mark.parametrize(("round_p", "window"), [(True, "local-p"), (False, "local-m")])
def test_a_window_on_a_word_jumps_at_halves(round_p, window):
    window_on_a_word = Window(round_p=round_p, window=window, p=4.4)
    assert window_on_a_word.edge == 4.5
    assert window_on_a_word.jump[1] == window_on_a_word.jump[2] != window_on_a_word.jump[0]
    window_on_a_word.p = 8.0
    assert window_on_a_word.edge == 7.5


def test_an_edge_has_two_sides():
    assert [Window(p=p).edge for p in (0.0, 0.6, 4.5, 7.6, 8.0)] == [1.0, 1.0, 5.0, 7.0, 7.0]
    assert all(a != b for a, b in pairwise(Window().jump))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scores", [0.0] * 9),
        ("values", [1.0, 0.5] * 4 + [0.0]),
        ("window", "global"),
        ("window", "local-m"),
        ("p", 3.0),
        ("half_width", 3),
        ("truncate", False),
        ("renormalize", True),
        ("round_p", True),
        ("selection", "hard"),
        ("selection", "draw"),
        ("goal", 0.0),
        ("draws", 100),
        ("seed", 3),
    ],
)
def test_what_is_derived_follows_every_trait(name, value):
    window = Window(p=4.6)
    before = [getattr(window, each) for each in DERIVED]
    setattr(window, name, value)
    assert [getattr(window, each) for each in DERIVED] != before
    assert [getattr(window, each) for each in DERIVED] == [
        getattr(Window(**{"p": 4.6, name: value}), each) for each in DERIVED
    ]


NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("labels", ["a"] * 8, f"labels: 8 given where there are 9 scores; {TOGETHER}"),
        ("labels", ["a", "b"], "labels: 2 given, 3 to 12 words wanted"),
        ("labels", ["a"] * 13, "labels: 13 given, 3 to 12 words wanted"),
        ("labels", "words", "labels: str given, a list of texts wanted"),
        ("scores", [0.0] * 8, "scores: 8 entries given, 9 wanted, one for each label"),
        (
            "scores",
            [21.0] + [0.0] * 8,
            "scores: [21.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0] given, numbers from -20 to 20 wanted",
        ),
        ("scores", [NAN] * 9, "scores: nan given, finite numbers wanted"),
        ("values", [11] + [0] * 8, "numbers from -10 to 10 wanted"),
        ("values", [[1.0]] * 9, "values: [1.0] given, finite numbers wanted"),
        ("window", "local", "window: 'local' given, global, local-m or local-p wanted"),
        ("window", 1, "window"),
        ("selection", "sample", "selection: 'sample' given, soft, hard or draw wanted"),
        ("p", -0.1, "p: -0.1 given, a position from 0 to 8 wanted"),
        ("p", 8.1, "p: 8.1 given, a position from 0 to 8 wanted"),
        ("p", NAN, "p: nan given, a finite number wanted"),
        ("half_width", 0, "half_width: 0 given, a whole number from 1 to 12 wanted"),
        ("half_width", 13, "half_width: 13 given, a whole number from 1 to 12 wanted"),
        ("half_width", 1.5, "half_width"),
        ("draws", 0, "draws: 0 given, a whole number from 1 to 500 wanted"),
        ("draws", 501, "draws: 501 given, a whole number from 1 to 500 wanted"),
        ("seed", -1, "seed: -1 given, a whole number from 0 to 4294967295 wanted"),
        ("seed", 2**32, "seed: 4294967296 given, a whole number from 0 to 4294967295 wanted"),
        ("goal", 10.1, "goal: 10.1 given, a number from -10 to 10 wanted"),
        ("truncate", "yes", "truncate"),
        ("alpha", [1.0] * 9, "read-only"),
        ("total", 1.0, "read-only"),
        ("edge", 1.0, "read-only"),
        ("tally", [1] * 9, "read-only"),
    ],
)
def test_refuses_and_keeps_the_last_good_state(name, value, message):
    window = Window()
    window.p = 3.25
    before = state(window)
    with pytest.raises(TraitError) as refusal:
        setattr(window, name, value)
    assert message in str(refusal.value)
    assert state(window) == before


def test_hold_changes_the_number_of_words():
    window = Window(p=8.0)
    with window.hold_trait_notifications():
        window.labels, window.scores, window.values = list("abc"), [1.0, 2.0, 3.0], [1.0, 0.0, 1.0]
    assert (window.labels, window.p, len(window.tally)) == (list("abc"), 2.0, 3)
    assert_allclose(window.alpha, row(window))


@pytest.mark.parametrize("left_out", ["labels", "scores", "values"])
def test_hold_refuses_rows_that_do_not_fit(left_out):
    window = Window(p=1.0)
    before = state(window)
    new = {"labels": list("abc"), "scores": [1.0, 2.0, 3.0], "values": [1.0, 0.0, 1.0]}
    del new[left_out]

    def change():
        with window.hold_trait_notifications():
            for name, value in new.items():
                setattr(window, name, value)

    with pytest.raises(TraitError, match="given"):
        change()
    assert state(window) == before


def test_two_are_independent():
    one, other = Window(), Window()
    before = state(other)
    one.p, one.window, one.selection = 2.0, "global", "draw"
    assert state(other) == before


def test_the_table_tells_the_state_in_words():
    window = Window(["<a>", "b", "c"], [1.0, 0.0, -1.0], [1.0, 2.0, 3.0], p=1.0, half_width=1, draws=10)
    cells = [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", window._table())]
    assert cells == [
        x
        for j in range(3)
        for x in (window.labels[j], two(window.scores[j]), two(window.alpha[j]), str(window.tally[j]))
    ]
    assert cells[0] == "<a>"
    caption = f"local-p, p = 1.00, D = 1, soft: the weights sum to {two(window.total)}, context c = {two(window.c)}"
    assert re.findall(r"<caption>(.*?)</caption>", window._table()) == [caption]
