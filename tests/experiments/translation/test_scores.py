from __future__ import annotations

from softlook.experiments.translation import scores


def test_every_score_in_either_timing_and_input_feeding():
    labels = [tuple(scores._label(job.settings).values()) for job in scores.EXPERIMENT.jobs()]
    every = {(score, timing, False) for score in scores.SCORES for timing in ("bahdanau", "luong")}
    assert set(labels) == every | {("dot", "luong", True)}
    assert len(labels) == 3 * len(set(labels))


def test_scores_are_close_and_their_alignments_are_not(rows, row):
    every = rows("scores")
    dot = row("scores", attention="dot", timing="luong", input_feeding=False)
    assert all(each["exact_match"]["mean"] > 0.9 for each in every)
    assert row("scores", attention="location", timing="luong")["aer"]["least"] > dot["aer"]["most"]
    dearest = max(each["training_cpu_seconds"]["mean"] for each in every)
    assert dearest > 1.5 * dot["training_cpu_seconds"]["mean"]
