"""Which score is best? Each with attention before and after the decoder's step, on the same data, for the same steps.

Claim 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, jobs
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged
from softlook.translate.evaluation import FIGURES
from softlook.translate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

SCORES = ("additive", "dot", "general", "concat", "location")
COLUMNS = ("attention", "timing", "input_feeding")


def _jobs() -> list[Job]:
    plain = [
        Settings(attention=score, timing=timing, readout="s;c") for score in SCORES for timing in ("bahdanau", "luong")
    ]
    fed = Settings(attention="dot", timing="luong", readout="s;c", input_feeding=True)
    return [job for settings in (*plain, fed) for job in jobs(settings)]


def _label(settings: dict[str, Any]) -> Row:
    return {name: settings["model"][name] for name in COLUMNS}


def _table(done: Sequence[Done]) -> list[Row]:
    return averaged(done, _label, (*FIGURES, "training_cpu_seconds"))


EXPERIMENT = Experiment(
    "scores",
    __name__,
    "every score function with either query timing, and input feeding, on the same data and steps",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
