"""The kept tables of trained translators, made flat."""

from __future__ import annotations

import json

import pytest

from softlook.experiments.translators import table_of, without_each_head

SPREAD = {"mean": 0.5, "deviation": 0.1, "least": 0.4, "most": 0.6, "n": 3}
WITHOUT = [{"layer": 0, "head": 1, "exact_match_lost": 0.2, "token_accuracy_lost": 0.1, "aer": 0.3}]


@pytest.fixture
def folder(tmp_path):
    rows = [{"model": "dot", "heads": None, "exact_match": SPREAD, "aer": None, "gold": {"outside": SPREAD}}]
    runs = [
        {"seed": 1, "settings": {"transformer": {"heads": 4}}, "without": WITHOUT},
        {"seed": 2, "settings": {"transformer": {"heads": 8}}, "without": WITHOUT},
        {"seed": 1, "settings": {"transformer": {"heads": 4}}},
        {"seed": 1, "settings": {"model": {}}},
    ]
    (tmp_path / "heads.json").write_text(json.dumps({"rows": rows, "runs": runs}))
    return tmp_path


def test_a_row_is_made_flat(folder):
    (row,) = table_of("heads", folder)
    assert row == {
        "model": "dot",
        "heads": None,
        "exact_match": 0.5,
        "exact_match_least": 0.4,
        "exact_match_most": 0.6,
        "aer": None,
        "gold_outside": 0.5,
        "gold_outside_least": 0.4,
        "gold_outside_most": 0.6,
    }


def test_each_head_has_a_row(folder):
    assert without_each_head(4, folder) == [
        {"seed": 1, "head": "1.2", "exact_match_lost": 0.2, "token_accuracy_lost": 0.1, "aer": 0.3}
    ]


def test_what_is_not_there_is_named(folder):
    with pytest.raises(ValueError, match=r"^name: 'windows' given, an experiment that was run wanted"):
        table_of("windows", folder)
    with pytest.raises(ValueError, match=r"^heads: 3 given, a number of heads that was trained wanted$"):
        without_each_head(3, folder)
    with pytest.raises(ValueError, match=r"^name: 'nonesuch' given"):
        table_of("nonesuch")


def test_what_chapter_5_says_of_heads():
    """More heads change little, and less hangs on each; at equal time they don't beat the recurrent dot translator."""
    rows = table_of("heads")
    steps = {row["heads"]: row for row in rows if row["cpu_budget"] is None}
    assert max(row["exact_match"] for row in steps.values()) - min(row["exact_match"] for row in steps.values()) < 0.05
    assert steps[1]["head_lost_least"] > 0.5
    assert steps[8]["head_lost_most"] < 0.1
    time = {row["model"]: row["exact_match"] for row in rows if row["cpu_budget"] is not None}
    assert time["dot"] > time["transformer"]


def test_what_chapter_6_says_of_windows():
    """On short sentences a window costs little, and hardly any right word lies outside."""
    rows = {(row["window"], row["residual"]): row for row in table_of("windows")}
    for residual in (False, True):
        for window in ("local-m", "local-p"):
            assert rows["global", residual]["exact_match"] - rows[window, residual]["exact_match"] < 0.06
            assert rows[window, residual]["gold_outside"] < 0.05
