from __future__ import annotations

from softlook.experiments.translation import bottleneck


def test_both_kinds_in_every_width():
    models = [job.settings["model"] for job in bottleneck.EXPERIMENT.jobs()]
    assert {(model["attention"], model["hidden"]) for model in models} == {
        (attention, hidden) for attention in ("none", "additive") for hidden in bottleneck.HIDDEN
    }


def test_a_narrow_vector_keeps_least(long_sentences):
    widths = [long_sentences("bottleneck", attention="none", hidden=hidden)[0] for hidden in (16, 32, 64)]
    assert widths == sorted(widths)
    assert widths[1] < 0.2
    assert long_sentences("bottleneck", attention="additive", hidden=32)[0] > 0.7
