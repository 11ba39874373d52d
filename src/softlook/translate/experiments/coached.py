"""Can a look be had that tells the truth? Additive attention with and without coaching, for the same steps (:mod:`softlook.translate.coaching`)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from softlook.translate.experiments.job import Done, Experiment, Job, Row
from softlook.translate.experiments.tables import averaged, grouped
from softlook.translate.experiments.trained import FIGURES, judge, splits
from softlook.translate.settings import Settings, preset

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = (0, 1, 2)
STEPS = 1200


def _jobs() -> list[Job]:
    common = {"data": "sentences", "batch": 128, "steps": STEPS, "model": asdict(preset("additive"))}
    return [Job(f"{__name__}:measure", common | {"coached": coached}, seed) for coached in (False, True) for seed in SEEDS]


def measure(settings: dict[str, Any], seed: int) -> Row:
    """Train, coached or not, and judge.

    Parameters
    ----------
    settings : dict
        data, steps, batch, coached, and the model's Settings as a dict.
    seed : int
        Of the training.
    """
    from softlook.translate.coaching import coach
    from softlook.translate.training import train

    found, teach = splits(settings["data"]), coach if settings["coached"] else train
    trained = teach(Settings(**settings["model"]), found.train, steps=settings["steps"], batch=settings["batch"], seed=seed, quiet=True)
    return judge(trained.model, found.test) | {"training_cpu_seconds": trained.curve[-1].cpu_s}


def _label(settings: dict[str, Any]) -> Row:
    return {"coached": settings["coached"]}


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, (*FIGURES, "training_cpu_seconds"))
    for row, (_, its) in zip(rows, grouped(done, _label), strict=True):
        row["i love you"] = [it.row.get("i love you") for it in its]
    return rows


EXPERIMENT = Experiment("coached", __name__, "additive attention with and without coaching: alignments, translations, and where t' looks", _jobs, _table)
