"""QueryKeys in Python: what it derives, traits both ways, refusals by their messages, the table."""

from __future__ import annotations

import html
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from traitlets import TraitError

import softlook
from softlook._show import two
from softlook.widgets import QueryKeys, _subspaces

TOGETHER = "set labels, q, k and v together, inside hold_trait_notifications()"
STATE = ("labels", "q", "k", "v", "heads", "on", "angle", "width", "scaled", "causal", "selected", "hint")
DERIVED = ("e", "alpha", "c", "lost")


def state(keys):
    return {name: getattr(keys, name) for name in (*STATE, *DERIVED)}


@st.composite
def states(draw):
    n = draw(st.integers(1, 6))
    rows = st.lists(st.lists(st.floats(-3, 3), min_size=2, max_size=2), min_size=n, max_size=n)
    return {
        "labels": [f"word {j}" for j in range(n)],
        **{name: draw(rows) for name in "qkv"},
        "heads": draw(st.sampled_from([1, 2])),
        "on": draw(st.lists(st.booleans(), min_size=2, max_size=2)),
        "angle": draw(st.one_of(st.floats(-90, 90), st.sampled_from([0.0, 45.0, 90.0]))),
        "width": draw(st.sampled_from([2, 4, 10, 64, 128])),
        "scaled": draw(st.booleans()),
        "causal": draw(st.booleans()),
        "selected": draw(st.integers(0, n - 1)),
    }


def expected(keys):
    """Every head by the package's own attend, on the vectors that it sees, and the outputs summed head by head."""
    q, k, v = (np.array(rows) for rows in (keys.q, keys.k, keys.v))
    radians = math.radians(keys.angle)
    along = np.array([[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]])
    more, half = _subspaces.hidden(len(q)), keys.width // 2 - 1
    mask = softlook.causal(len(q)) if keys.causal else None
    score = softlook.scaled_dot if keys.scaled else softlook.dot
    halves = [slice(0, half), slice(63, 63 + half)]
    seen = [
        [np.column_stack([x @ u, extra[:, part]]) for x, extra in zip((q, k), more, strict=True)]
        for u, part in zip(along, halves, strict=True)
    ]
    if keys.heads == 1:
        queries, wide = (np.hstack([seen[0][part], seen[1][part]]) for part in (0, 1))
        whole = softlook.attend(queries, wide, v, score=score, mask=mask)
        return whole.e[None], whole.alpha[None], whole.c, np.zeros(len(q))
    heads = [
        softlook.attend(queries, narrow, (v @ u)[:, None], score=score, mask=mask)
        for (queries, narrow), u in zip(seen, along, strict=True)
    ]
    parts = [head.c * u for head, u in zip(heads, along, strict=True)]
    c = sum((part for part, on in zip(parts, keys.on, strict=True) if on), np.zeros_like(v))
    lost = np.linalg.norm(sum(parts) - c, axis=1)
    return np.stack([head.e for head in heads]), np.stack([head.alpha for head in heads]), c, lost


@given(given=states())
def test_what_is_derived_is_the_packages(given):
    keys = QueryKeys(**given)
    for name, wanted in zip(DERIVED, expected(keys), strict=True):
        assert_allclose(getattr(keys, name), wanted, rtol=1e-12, atol=1e-12, err_msg=name)
    assert_allclose(np.sum(keys.alpha, axis=-1), 1, atol=1e-12)


def test_one_head_shares_and_two_do_not():
    keys = QueryKeys()
    assert_allclose(keys.alpha[0][2], [0, 0.49, 0.01, 0.49], atol=0.01)
    shared = keys.c[2]
    keys.heads = 2
    assert np.argmax(keys.alpha, axis=-1)[:, 2].tolist() == [1, 3]
    assert min(keys.c[2]) > 1.5 * max(shared)


def test_a_turn_is_nothing_to_one_head_and_much_to_two():
    keys = QueryKeys(width=8)
    alone, c = keys.alpha, keys.c
    keys.angle = 45.0
    assert_allclose(keys.alpha, alone, atol=1e-12)
    assert_allclose(keys.c, c, atol=1e-12)
    keys.heads = 2
    turned = keys.alpha
    keys.angle = 0.0
    assert np.abs(np.array(keys.alpha) - turned).max() > 0.1


def test_a_head_that_is_off_takes_its_direction_along():
    keys = QueryKeys(heads=2)
    whole = np.array(keys.c)
    keys.on = [True, False]
    assert_allclose(np.array(keys.c), whole * [1, 0])
    assert_allclose(keys.lost, np.abs(whole[:, 1]))
    keys.on = [False, False]
    assert_allclose(keys.c, 0, atol=0)
    keys.heads = 1
    assert_allclose(keys.lost, 0, atol=0)
    assert np.abs(keys.c).max() > 1, "one head is always on"


def test_the_root_keeps_wide_scores_in_hand():
    """The spread of the scores grows as the root of the width, unless they are scaled; then rows stay soft."""
    keys = QueryKeys(width=128, scaled=False)
    wild = np.max(keys.alpha)
    spread = np.std(keys.e)
    keys.scaled = True
    assert_allclose(np.std(keys.e), spread / math.sqrt(128))
    assert wild > 0.99
    assert np.max(keys.alpha) < 0.9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", [[0.0, 1.0]] * 4),
        ("k", [[0.0, 1.0]] * 4),
        ("v", [[0.0, 1.0]] * 4),
        ("heads", 1),
        ("on", [True, False]),
        ("angle", 30),
        ("width", 8),
        ("scaled", False),
        ("causal", True),
    ],
)
def test_what_is_derived_follows_every_trait(name, value):
    keys = QueryKeys(heads=2, width=4)
    before = [getattr(keys, each) for each in DERIVED]
    setattr(keys, name, value)
    assert [getattr(keys, each) for each in DERIVED] != before
    for each, wanted in zip(DERIVED, expected(keys), strict=True):
        assert_allclose(getattr(keys, each), wanted, rtol=1e-12, atol=1e-12)


NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("labels", ["a"], f"labels: 1 given where there are 4 rows of q; {TOGETHER}"),
        ("labels", [], "labels: 0 given, one to 6 words wanted"),
        ("labels", list("abcdefg"), "labels: 7 given, one to 6 words wanted"),
        ("labels", [1] * 4, "labels: 1 given, texts wanted"),
        ("q", [[0, 0]] * 3, "q: 3 rows given, 4 wanted, one for each label"),
        ("k", [[0, 0, 0]] * 4, "k: [0.0, 0.0, 0.0] given, two numbers from -3 to 3 wanted"),
        ("v", [[0, 3.1]] * 4, "v: [0.0, 3.1] given, two numbers from -3 to 3 wanted"),
        ("q", [[NAN, 0]] * 4, "q: [nan, 0] given, rows of finite numbers wanted"),
        ("q", "ab", "q: str given, a list of rows of finite numbers wanted"),
        ("heads", 3, "heads: 3 given, 1 or 2 wanted"),
        ("heads", 0, "heads: 0 given, 1 or 2 wanted"),
        ("heads", "two", "'two'"),
        ("on", [True], "on: [True] given, two of True or False wanted, one for each head"),
        ("on", [1, 0], "on: 1 given, True or False wanted"),
        ("angle", 91, "angle: 91.0 given, degrees from -90 to 90 wanted"),
        ("angle", NAN, "angle: nan given, a finite number wanted"),
        ("width", 3, "width: 3 given, an even number from 2 to 128 wanted"),
        ("width", 0, "width: 0 given, an even number from 2 to 128 wanted"),
        ("width", 130, "width: 130 given, an even number from 2 to 128 wanted"),
        ("width", 2.5, "width"),
        ("selected", 4, "selected: 4 given, a position from 0 to 3 wanted"),
        ("selected", -1, "selected: -1 given, a position from 0 to 3 wanted"),
        ("scaled", "yes", "scaled"),
        ("causal", None, "causal"),
        ("hint", 5, "hint"),
        ("alpha", [[[1.0]]], "read-only"),
        ("e", [[[1.0]]], "read-only"),
        ("c", [[1.0, 1.0]], "read-only"),
        ("lost", [1.0], "read-only"),
    ],
)
def test_refuses_and_keeps_the_last_good_state(name, value, message):
    keys = QueryKeys()
    keys.q = [[1.0, 2.0], [0.5, 0.25], [-1.0, 0.0], [0.0, 0.0]]
    before = state(keys)
    with pytest.raises(TraitError) as refusal:
        setattr(keys, name, value)
    assert message in str(refusal.value)
    assert state(keys) == before


def test_hold_changes_the_number_of_words():
    keys = QueryKeys(selected=3)
    with keys.hold_trait_notifications():
        keys.labels, keys.q, keys.k, keys.v = ["a", "b"], np.eye(2), np.eye(2), np.eye(2)
    assert (keys.labels, keys.selected) == (["a", "b"], 1)
    for name, wanted in zip(DERIVED, expected(keys), strict=True):
        assert_allclose(getattr(keys, name), wanted, atol=1e-12)


@pytest.mark.parametrize("left_out", ["labels", "q", "k", "v"])
def test_hold_refuses_rows_that_do_not_fit(left_out):
    keys = QueryKeys()
    before = state(keys)
    new = {"labels": ["a", "b"], "q": np.eye(2), "k": np.eye(2), "v": np.eye(2)}
    del new[left_out]

    def change():
        with keys.hold_trait_notifications():
            for name, value in new.items():
                setattr(keys, name, value)

    with pytest.raises(TraitError, match="given"):
        change()
    assert state(keys) == before


def test_two_are_independent():
    one, other = QueryKeys(), QueryKeys()
    before = state(other)
    one.q, one.heads, one.width = [[0.0, 0.0]] * 4, 2, 64
    assert state(other) == before
    assert state(one) != before


def test_observers_are_called():
    keys, changes = QueryKeys(), []
    keys.observe(lambda change: changes.append(change["new"]), "alpha")
    keys.causal = True
    assert changes == [keys.alpha]


def test_the_table_tells_the_state_in_words():
    keys = QueryKeys(["<a>", "b"], np.eye(2), np.eye(2), np.eye(2), heads=2, causal=True)
    cells = [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", keys._table())]
    assert len(cells) == 4 * 5
    assert cells[:5] == ["<a>", "1", "1.00 (1.00)", ".00 (.00)", f"({two(keys.c[0][0])}, {two(keys.c[0][1])})"]
    assert cells[15:17] == ["b", "2"]
    assert re.findall(r"<caption>(.*?)</caption>", keys._table()) == [
        "Weights α (scores e): scaled, causal, 2 features"
    ]
    assert "not scaled, no mask, 4 features" in QueryKeys(scaled=False, width=4)._table()
