"""How soon is a small task learned? Dates to French, with and without attention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, jobs
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged
from softlook.translate.evaluation import FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 600


def _jobs() -> list[Job]:
    return [
        job
        for model in ("none", "additive", "general")
        for job in jobs(model, data="dates-fr", steps=STEPS, hidden=32)
    ]


def _label(settings: dict[str, Any]) -> Row:
    return {"attention": settings["model"]["attention"]}


def _table(done: Sequence[Done]) -> list[Row]:
    return averaged(done, _label, (*FIGURES, "training_cpu_seconds"))


EXPERIMENT = Experiment(
    "dates", __name__, "dates to French: exact match, alignments and CPU seconds", _jobs, _table, omitted=BY_LENGTH
)
