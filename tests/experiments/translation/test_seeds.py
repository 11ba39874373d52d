from __future__ import annotations

from softlook.experiments.translation import seeds
from softlook.runs.tables import grouped


def test_five_seeds_of_each_training(finished):
    groups = grouped(finished(seeds.EXPERIMENT.jobs(), {}), seeds._label)
    assert [tuple(label.values()) for label, _ in groups] == [
        ("published", 0.0),
        ("additive", 0.0),
        ("dot", 0.0),
        ("additive", seeds.DIAGONAL_BIAS),
    ]
    assert all([each.job.seed for each in group] == list(seeds.SEEDS) for _, group in groups)


def test_every_figure_has_its_spread(rows):
    for row in rows("seeds"):
        for figure in ("exact_match", "token_accuracy", "aer"):
            spread = row[figure]
            assert spread["least"] <= spread["mean"] <= spread["most"]
            assert 0 < spread["deviation"] <= spread["most"] - spread["least"]
            assert spread["n"] == len(seeds.SEEDS)
