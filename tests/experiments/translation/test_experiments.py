from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from softlook.experiments.translation import heads, trained
from softlook.runs import results
from softlook.runs.job import NAMES, Done, Job, do, find
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.splits import Splits
from softlook.translate.settings import Settings

EVERY = NAMES


@pytest.fixture
def few(monkeypatch):
    """Forty dates to learn from, and six of them to be judged by, in place of any data."""
    pairs = dates(40)
    parts = Splits(pairs, (), pairs[:6])
    for module in (trained, heads):
        monkeypatch.setattr(module, "splits", lambda _: parts)


@pytest.mark.parametrize("name", EVERY)
def test_jobs_are_distinct_and_plain(name):
    experiment = find(name)
    jobs = experiment.jobs()
    assert experiment.name == name.rpartition(".")[2]
    assert len({job.key for job in jobs}) == len(jobs) > 0
    assert all(json.loads(json.dumps(job.settings)) == job.settings for job in jobs)
    assert {job.seed for job in jobs} >= ({0, 1} if name == "bottleneck" else {0, 1, 2})


def small(job):
    return job._replace(settings=job.settings | ({"steps": 3} if "steps" in job.settings else {"cpu_budget": 0.05}))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("name", [name for name in EVERY if name != "alignment"])
def test_every_job_of_the_first_seed_runs_and_makes_a_table(name):
    experiment = find(name)
    done = [do(small(job)) for job in experiment.jobs() if job.seed == 0]
    rows = experiment.table(done)
    assert rows
    json.dumps(results.collect(experiment, done))
    for it in done:
        assert {
            "exact",
            "token_accuracy",
            "bleu",
            "chrf",
            "lengths",
            "training_cpu_seconds",
            "parameters",
        } <= it.row.keys()
        looks = it.job.settings.get("model", {}).get("attention") != "none"
        assert (it.row["aer"] is not None) == (it.row["aer_shifted"] is not None) == looks


def test_what_two_experiments_ask_is_one_job():
    """Luong's general without a residual: a score, and a window that is none."""
    asked = [
        {job.key for job in find(name).jobs()}
        for name in ("scores", "windows", "length", "bottleneck", "seeds", "alignment_offset")
    ]
    assert len(asked[0] & asked[1]) == 3
    assert len(asked[2] & asked[3]) == 4
    assert len(asked[4] & asked[5]) == 6


@pytest.mark.usefixtures("few")
def test_the_same_job_gives_the_same_row():
    (job,) = trained.jobs("dot", seeds=[4], steps=3, hidden=8)
    one, other = do(job).row, do(job).row
    assert one.pop("training_cpu_seconds") > 0
    other.pop("training_cpu_seconds")
    assert one == other
    assert (
        do(job._replace(seed=5)).row["lengths"] != one["lengths"] or do(job._replace(seed=5)).row["aer"] != one["aer"]
    )


def test_window_facts_by_hand():
    """Two sure links: at i = 0 the gold word 3 is as far as the window reaches, at i = 1 the gold word 5 lies outside."""
    sure = frozenset({(0, 3), (1, 5)})
    pair = Pair(("a", "b", "c", "d", "e", "f"), ("x", "y"), sure, sure)
    settings = Settings(attention="general", timing="luong", window="local-m", half_width=3)
    straight = SimpleNamespace(alpha=np.eye(6)[[3, 1]], p=None)
    assert trained.window_facts([pair], [straight], settings) == {"outside": 0.5, "found_inside": 1.0, "distance": 3.5}
    predicted = SimpleNamespace(alpha=np.eye(6)[[2, 5]], p=np.array([3.5, 4.0, 0.0]))
    assert trained.window_facts([pair], [predicted], settings) == {
        "outside": 0.0,
        "found_inside": 0.5,
        "distance": 0.75,
    }
    nowhere = SimpleNamespace(alpha=np.eye(6)[[3, 1]], p=np.array([9.0, 9.0]))
    assert trained.window_facts([pair], [nowhere], settings) == {"outside": 1.0, "found_inside": 0.0, "distance": 5.0}


@pytest.mark.usefixtures("few")
def test_a_head_that_is_off_is_on_again_behind():
    pairs = trained.splits("any").test
    from softlook.translate.training import build

    model = build(heads._built({"transformer": heads.WIDTHS | {"heads": 2}}), trained.splits("any").train).eval()
    before = trained.judge(model, pairs)
    rows = heads.without_each(model, pairs)
    assert [(row["layer"], row["head"]) for row in rows] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(0 <= row["aer"] <= 1 for row in rows)
    assert trained.judge(model, pairs) == before


def test_heads_that_do_the_work_are_missed():
    """A translator that is right if its heads are on, and says nothing if one is off."""
    pairs = dates(3)

    class Model:
        settings = SimpleNamespace(layers=1, heads=2)
        off = ()

        def switch_off(self, off=()):
            self.off = off

    def said(model, forced):
        return [
            SimpleNamespace(
                words=() if model.off else pair.target,
                heads=np.ones((1, 2, len(pair.target), len(pair.source))) if forced else None,
            )
            for pair in pairs
        ]

    from softlook.translate import translator

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translator, "translate_all", lambda _, model: said(model, forced=False))
        patch.setattr(translator, "align_all", lambda _, __, model: said(model, forced=True))
        rows = heads.without_each(Model(), pairs)
    assert [row["exact_lost"] for row in rows] == [1.0, 1.0]
    assert rows[0]["token_accuracy_lost"] == 1.0


def test_correlations_know_which_way():
    experiment = find("alignment")
    jobs = experiment.jobs()[:4]
    done = [
        Done(
            job,
            {"exact": 0.2 * n, "token_accuracy": 0, "bleu": 0, "aer": 1 - 0.2 * n, "aer_shifted": 0.2 * n},
            1.0,
            "",
        )
        for n, job in enumerate(jobs)
    ]
    found = experiment.summary(
        [
            *done,
            *(
                it._replace(
                    job=it.job._replace(
                        settings=it.job.settings | {"model": it.job.settings["model"] | {"timing": "luong"}}
                    )
                )
                for it in done
            ),
        ]
    )
    assert found["all"]["runs"] == 8
    assert found["bahdanau"]["aer"] == pytest.approx(-1)
    assert found["luong"]["aer_shifted"] == pytest.approx(1)
    assert len(experiment.table(done)) == 4


def test_data_by_name():
    assert len(trained.splits("dates-iso").test) > 500
    with pytest.raises(
        ValueError,
        match=r"^data: 'date' given, one of sentences, numbers, dates-de, dates-es, dates-fr, dates-iso wanted",
    ):
        trained.splits("date")


def test_a_model_that_does_not_know_the_words_tells_nothing_of_them():
    model = SimpleNamespace(source=SimpleNamespace(unknown=lambda _: {"love": []}), target=None)
    assert trained.demonstration(model) == {}


def test_a_job_names_its_function():
    assert Job("m.n:f", {}, 0).module == "m.n"
