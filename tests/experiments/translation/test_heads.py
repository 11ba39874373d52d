from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from softlook.experiments.translation import heads, trained
from softlook.translate import translator
from softlook.translate.corpus.dates import dates
from softlook.translate.training import build


def test_a_head_that_is_off_is_on_again_behind(few):
    model = build(heads._model({"transformer": heads.WIDTHS | {"heads": 2}}), few.train).eval()
    before = trained.judge(model, few.test)
    rows = heads.without_each(model, few.test)
    assert [(row["layer"], row["head"]) for row in rows] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(0 <= row["aer"] <= 1 for row in rows)
    assert trained.judge(model, few.test) == before


def test_heads_that_do_the_work_are_missed(monkeypatch):
    """A translator that is right if its heads are on, and writes nothing if one is off."""
    pairs = dates(3)

    class Model:
        settings = SimpleNamespace(layers=1, heads=2)
        off = ()

        def switch_off(self, off=()):
            self.off = off

    def translations(model, forced):
        return [
            SimpleNamespace(
                words=() if model.off else pair.target,
                heads=np.ones((1, 2, len(pair.target), len(pair.source))) if forced else None,
            )
            for pair in pairs
        ]

    monkeypatch.setattr(translator, "translate_all", lambda _, model: translations(model, forced=False))
    monkeypatch.setattr(translator, "align_all", lambda _, __, model: translations(model, forced=True))
    rows = heads.without_each(Model(), pairs)
    assert [row["exact_match_lost"] for row in rows] == [1.0, 1.0]
    assert rows[0]["token_accuracy_lost"] == 1.0


def test_the_head_that_is_missed_most(finished):
    jobs = [job for job in heads.EXPERIMENT.jobs() if job.run.endswith(":measure")][:2]
    lost = [{"exact_match_lost": exact, "aer": aer} for exact, aer in ((0.1, 0.5), (0.3, 0.2), (0.2, 0.4))]
    (row,) = heads.EXPERIMENT.table(finished(jobs, {"without": lost}))
    means = {name: spread["mean"] for name, spread in row["head_lost"].items()}
    assert means == pytest.approx({"most": 0.3, "least": 0.1, "best_aer": 0.2})


def test_many_heads_share_the_work(row):
    lost = [row("heads", heads=n, cpu_budget=None)["head_lost"]["most"]["mean"] for n in (1, 4, 16)]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0.5
    assert lost[2] < 0.1
    # what fits into a budget of CPU seconds differs from day to day
    assert row("heads", model="dot")["exact_match"]["mean"] > 0.9
