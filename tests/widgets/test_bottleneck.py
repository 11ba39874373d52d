"""Bottleneck in Python: what was measured, what it derives, what it refuses."""

from __future__ import annotations

import json

import pytest
from numpy.testing import assert_allclose

from softlook.runs import results
from softlook.widgets import Bottleneck, bottleneck


def row(attention, length, exact, **more):
    return {
        "attention": attention,
        "hidden": 8,
        "length": length,
        "n": 10,
        "exact_match": exact,
        "token_accuracy": 0.5,
    } | more


ROWS = [row("none", 3, 0.9), row("additive", 3, 1), row("none", 12, 0.1), row("additive", 12, 0.8)]


def test_the_bottleneck_shows_what_was_measured():
    neck = Bottleneck([*ROWS, row("none", 20, None, n=0), row("additive", 20, None, n=0)])
    assert neck.lengths() == [3, 12]
    assert (neck.hidden, neck.length, neck.fixed, neck.attentive) == (8, 12, 0.1, 0.8)
    neck.measure = "token_accuracy"
    assert (neck.fixed, neck.attentive) == (0.5, 0.5)
    neck = Bottleneck(ROWS, length=3, measure="token_accuracy", hint="Look")
    assert (neck.fixed, neck.attentive, neck.hint) == (0.5, 0.5, "Look")
    neck.measure = "exact_match"
    assert (neck.fixed, neck.attentive) == (0.9, 1)


def test_by_default_it_reads_the_courses_own_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    empty = Bottleneck()
    assert (empty.rows, empty.fixed, empty.attentive) == ([], 0, 0)
    assert bottleneck.MISSING in empty._table()
    (tmp_path / "bottleneck.json").write_text(
        json.dumps({"rows": [each | {"seeds": 3, "bleu": 1.0} for each in ROWS]}), "utf-8"
    )
    assert Bottleneck().rows == Bottleneck(ROWS).rows


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("rows", ["str given"]),
        ([1], ["1 given", "rows of attention"]),
        ([row("dot", 3, 0.5)], ["'dot'", "wanted"]),
        ([row("none", 0, 0.5)], ["wanted"]),
        ([row("none", 3, 1.5)], ["from 0 to 1"]),
        ([row("none", 3, None)], ["from 0 to 1"]),
        ([row("none", 3, True)], ["from 0 to 1"]),
        ([row("none", 3.0, 0.5)], ["wanted"]),
        (ROWS[:3], ["none for hidden 8, length 12 given, additive wanted as well"]),
        ([*ROWS, ROWS[0]], ["5 given, some of them twice"]),
    ],
)
def test_the_bottleneck_refuses_rows(refused, rows, words):
    refused(lambda: Bottleneck(rows), *words)


def test_the_bottleneck_refuses_what_was_not_measured(refused):
    neck = Bottleneck(ROWS)
    refused(lambda: setattr(neck, "length", 5), "length: 5 given, one that was measured wanted: 3, 12")
    refused(lambda: setattr(neck, "hidden", 9), "hidden: 9 given, one that was measured wanted: 8")
    refused(
        lambda: setattr(neck, "rows", [each | {"hidden": 4} for each in ROWS]),
        "none for hidden 8, length 12 given; set rows, hidden and length together",
    )
    assert (neck.length, neck.hidden, neck.rows) == (12, 8, Bottleneck(ROWS).rows)
    with neck.hold_trait_notifications():
        neck.rows, neck.hidden = [each | {"hidden": 4} for each in ROWS], 4
    assert neck.fixed == 0.1


def test_the_bottlenecks_table():
    assert "<td>12</td><td>10</td><td>.10</td><td>.80</td><td>.50</td><td>.50</td>" in Bottleneck(ROWS)._table()


def test_wilson_against_hand_computed_numbers():
    assert_allclose(bottleneck.wilson(0.5, 100), (0.4038, 0.5962), atol=5e-5)
    assert bottleneck.wilson(1.0, 10)[1] == pytest.approx(1)
    assert bottleneck.wilson(0.0, 10)[0] == 0
