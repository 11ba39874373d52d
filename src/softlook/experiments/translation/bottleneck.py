"""What does a fixed vector keep? With and without attention, for states of 8 to 64 numbers, by source length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.length import STEPS
from softlook.experiments.translation.trained import BY_LENGTH, averaged_by_length, jobs
from softlook.runs.job import Done, Experiment, Job, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = (8, 16, 32, 64)
SEEDS = (0, 1)


def _jobs() -> list[Job]:
    return [
        job
        for model in ("none", "additive")
        for hidden in HIDDEN
        for job in jobs(model, seeds=SEEDS, steps=STEPS, hidden=hidden)
    ]


def _label(settings: dict[str, Any]) -> Row:
    return {name: settings["model"][name] for name in ("attention", "hidden")}


def _table(done: Sequence[Done]) -> list[Row]:
    return averaged_by_length(done, _label, ("exact_match", "token_accuracy", "bleu"))


EXPERIMENT = Experiment(
    "bottleneck",
    __name__,
    "exact match and token accuracy by state size and source length, with and without attention",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
