"""Does a translator without attention lose long sentences? With and without, at equal steps, by source length.

Claim 15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, averaged_by_length, jobs
from softlook.runs.job import Done, Experiment, Job, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 900
HIDDEN = 32
"""Width of the states: a vector must be narrow for it to show what it cannot hold."""


def _jobs() -> list[Job]:
    return [job for model in ("none", "additive") for job in jobs(model, steps=STEPS, hidden=HIDDEN)]


def _label(settings: dict[str, Any]) -> Row:
    return {"attention": settings["model"]["attention"]}


def _table(done: Sequence[Done]) -> list[Row]:
    return averaged_by_length(done, _label, ("exact_match", "token_accuracy", "bleu", "aer"))


EXPERIMENT = Experiment(
    "length",
    __name__,
    "exact match, token accuracy and BLEU by source length, with and without attention, at equal steps",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
