"""What the book says of its tables: a new run that turned the finding round would fail here."""

from __future__ import annotations

import pytest

from softlook.runs.results import read


@pytest.fixture
def table():
    return lambda name: read(name)["rows"]


def at(rows, **wanted):
    (row,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return row


def long_ones(rows, **wanted):
    """Exact match and token accuracy of the sentences of 12 words and more."""
    its = [row for row in rows if row["length"] >= 12 and all(row[name] == value for name, value in wanted.items())]
    n = sum(row["n"] for row in its)
    return tuple(sum(row[figure] * row["n"] for row in its) / n for figure in ("exact", "token_accuracy"))


def test_without_attention_long_sentences_are_forgotten(table):
    rows = table("length")
    short = at(rows, attention="none", length=4)["exact"]
    exact, words = long_ones(rows, attention="none")
    assert exact < 0.1 < short - 0.25
    assert words < 0.85
    exact, words = long_ones(rows, attention="additive")
    assert exact > 0.9
    assert words > 0.98


def test_a_narrow_vector_forgets_first(table):
    rows = table("bottleneck")
    widths = [long_ones(rows, attention="none", hidden=hidden)[0] for hidden in (16, 32, 64)]
    assert widths == sorted(widths)
    assert widths[1] < 0.2
    assert long_ones(rows, attention="additive", hidden=32)[0] > 0.7


def test_scores_are_close_and_their_alignments_are_not(table):
    rows = table("scores")
    assert all(row["exact"]["mean"] > 0.9 for row in rows)
    assert (
        at(rows, attention="location", timing="luong")["aer"]["least"]
        > at(rows, attention="dot", timing="luong", input_feeding=False)["aer"]["most"]
    )
    assert (
        max(row["training_cpu_seconds"]["mean"] for row in rows)
        > 1.5 * at(rows, attention="dot", timing="luong", input_feeding=False)["training_cpu_seconds"]["mean"]
    )


def test_dates_are_learned_in_seconds(table):
    general = at(table("dates"), attention="general")
    assert general["exact"]["least"] >= 0.99
    assert general["training_cpu_seconds"]["mean"] < 8
    assert at(table("dates"), attention="none")["exact"]["least"] < general["exact"]["least"] - 0.01


def test_the_published_model_smears_to_the_neighbours(table):
    rows = table("alignment_offset")
    published = at(rows, residual=False, previous_word=False, readout="s")
    ours = at(rows, residual=True, previous_word=True, readout="s;c")
    assert published["offsets"]["1"] + published["offsets"]["-1"] > 0.2 > ours["offsets"]["1"] + ours["offsets"]["-1"]
    assert published["aer"]["least"] > ours["aer"]["most"]


def test_many_heads_share_the_work(table):
    rows = table("heads")
    lost = [at(rows, heads=heads, cpu_budget=None)["head_lost"]["most"]["mean"] for heads in (1, 4, 16)]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0.5
    assert lost[2] < 0.1
    assert (
        at(rows, model="dot")["exact"]["mean"] > 0.9
    )  # what fits into a budget of CPU seconds differs from day to day


def test_good_alignment_is_loosely_tied_to_good_translation():
    summary = read("alignment")["summary"]
    assert abs(summary["all"]["aer"]) < 0.8
    assert summary["all"]["runs"] > 60
    assert all(row["aer"] < row["aer_shifted"] for row in read("alignment")["rows"])


def test_regularised_weights_align_better_at_a_small_price(table):
    """A third of the wrong links, and sharp weights: *i love you* is read as one would wish with every seed."""
    plain, regularised = (
        at(table("regularised"), model="additive", regularised=regularised) for regularised in (False, True)
    )
    assert regularised["aer"]["most"] < plain["aer"]["least"] / 2
    assert regularised["aer"]["mean"] < min(0.02, plain["aer"]["mean"] / 3)
    assert regularised["exact"]["mean"] >= 0.99
    assert 0 < plain["exact"]["mean"] - regularised["exact"]["mean"] < 0.01
    assert regularised["training_cpu_seconds"]["mean"] < 1.25 * plain["training_cpu_seconds"]["mean"]
    told = [told["most_attended"] for told in regularised["i love you"]]
    assert all(weight > 0.7 for looks in told for _, _, weight in looks)
    assert all([looked for _, looked, _ in looks] == ["i", "you", "love"] for looks in told)


def test_regularisation_helps_dot_too(table):
    plain, regularised = (
        at(table("regularised"), model="dot", regularised=regularised) for regularised in (False, True)
    )
    assert regularised["aer"]["most"] < plain["aer"]["least"]
    assert regularised["aer"]["mean"] < plain["aer"]["mean"] / 2
    assert regularised["aer"]["mean"] <= 0.03
    assert min(regularised["exact"]["mean"], plain["exact"]["mean"]) > 0.95
    assert regularised["training_cpu_seconds"]["mean"] < 1.25 * plain["training_cpu_seconds"]["mean"]
