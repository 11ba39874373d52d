"""How much of a figure is luck? The same trainings with other seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, jobs
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged
from softlook.translate.evaluation import FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = range(5)
DIAGONAL_BIAS = 2.0
"""The bias of one of the trainings: what it does to the spread."""


def _jobs() -> list[Job]:
    plain = [job for model in ("published", "additive", "dot") for job in jobs(model, seeds=SEEDS)]
    return plain + jobs("additive", seeds=SEEDS, diagonal_bias=DIAGONAL_BIAS)


def _label(settings: dict[str, Any]) -> Row:
    model = settings["model"]
    ours = model["residual"] or model["attention"] == "dot"
    return {"model": model["attention"] if ours else "published", "diagonal_bias": settings["diagonal_bias"]}


def _table(done: Sequence[Done]) -> list[Row]:
    return averaged(done, _label, (*FIGURES, "training_cpu_seconds"))


EXPERIMENT = Experiment(
    "seeds", __name__, "the spread of every figure over five seeds", _jobs, _table, omitted=BY_LENGTH
)
