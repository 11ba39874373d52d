from __future__ import annotations

from softlook.experiments.translation import dates


def test_the_same_data_and_steps_for_all():
    jobs = dates.EXPERIMENT.jobs()
    assert {(job.settings["data"], job.settings["steps"]) for job in jobs} == {("dates-fr", dates.STEPS)}
    assert {dates._label(job.settings)["attention"] for job in jobs} == {"none", "additive", "general"}


def test_dates_are_learned_in_seconds(row):
    general = row("dates", attention="general")
    assert general["exact_match"]["least"] >= 0.99
    assert general["training_cpu_seconds"]["mean"] < 8
    assert row("dates", attention="none")["exact_match"]["least"] < general["exact_match"]["least"] - 0.01
