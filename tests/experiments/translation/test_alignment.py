from __future__ import annotations

import pytest

from softlook.experiments.translation import alignment
from softlook.runs.results import read


def test_correlations_know_which_way(finished):
    def row(n):
        return {"exact_match": 0.2 * n, "token_accuracy": 0, "bleu": 0, "aer": 1 - 0.2 * n, "aer_shifted": 0.2 * n}

    def in_luongs_timing(job):
        return job._replace(settings=job.settings | {"model": job.settings["model"] | {"timing": "luong"}})

    jobs = alignment.EXPERIMENT.jobs()[:4]
    done = finished(jobs, row)
    summary = alignment.EXPERIMENT.summary([*done, *finished(map(in_luongs_timing, jobs), row)])
    assert summary["all"]["runs"] == 8
    assert summary["bahdanau"]["aer"] == pytest.approx(-1)
    assert summary["luong"]["aer_shifted"] == pytest.approx(1)
    assert [row["seed"] for row in alignment.EXPERIMENT.table(done)] == [job.seed for job in jobs]


def test_good_alignment_is_loosely_tied_to_good_translation():
    table = read("alignment")
    assert abs(table["summary"]["all"]["aer"]) < 0.8
    assert table["summary"]["all"]["runs"] > 60
    assert all(row["aer"] < row["aer_shifted"] for row in table["rows"])
