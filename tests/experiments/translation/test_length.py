from __future__ import annotations

from softlook.experiments.translation import length


def test_a_row_for_each_length_with_and_without_attention(finished):
    by_length = [{"length": n, "n": 2, "exact_match": 1, "token_accuracy": 1, "bleu": 1, "aer": None} for n in (3, 4)]
    rows = length.EXPERIMENT.table(finished(length.EXPERIMENT.jobs(), {"lengths": by_length}))
    assert [(row["attention"], row["length"], row["seeds"]) for row in rows] == [
        ("none", 3, 3),
        ("none", 4, 3),
        ("additive", 3, 3),
        ("additive", 4, 3),
    ]


def test_without_attention_long_sentences_are_not_kept(row, long_sentences):
    short = row("length", attention="none", length=4)["exact_match"]
    exact, words = long_sentences("length", attention="none")
    assert exact < 0.1 < short - 0.25
    assert words < 0.85
    exact, words = long_sentences("length", attention="additive")
    assert exact > 0.9
    assert words > 0.98
