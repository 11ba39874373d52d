from __future__ import annotations

import pytest

from softlook.experiments.translation import windows


def test_what_lies_outside_the_window_is_averaged_over_the_seeds(finished):
    jobs = [job for job in windows.EXPERIMENT.jobs() if job.settings["model"]["window"] == "local-m"][:3]
    facts = [{"outside": 0.1 * n, "found_inside": 0.5, "distance": 1.0} for n in range(3)]
    (row,) = windows.EXPERIMENT.table(finished(jobs, lambda n: {"window": facts[n]}))
    assert row["gold"]["outside"]["mean"] == pytest.approx(0.1)
    assert (row["window"], row["gold"]["outside"]["n"]) == ("local-m", 3)


def test_without_a_window_nothing_lies_outside(finished):
    jobs = [job for job in windows.EXPERIMENT.jobs() if job.settings["model"]["window"] == "global"][:3]
    (row,) = windows.EXPERIMENT.table(finished(jobs, {}))
    assert row["gold"] is None
