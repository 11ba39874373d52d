"""Global, local-m and local-p: what a window of a few words costs, and where the gold word lies outside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, jobs
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged, grouped, spread
from softlook.translate.evaluation import FIGURES
from softlook.translate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

FACTS = ("outside", "found_inside", "distance")


def _jobs() -> list[Job]:
    general = Settings(attention="general", timing="luong", readout="s;c")
    return [
        job
        for window in ("global", "local-m", "local-p")
        for residual in (False, True)
        for job in jobs(replace(general, window=window, residual=residual))
    ]


def _label(settings: dict[str, Any]) -> Row:
    return {name: settings["model"][name] for name in ("window", "residual", "half_width")}


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, (*FIGURES, "training_cpu_seconds"))
    for row, (_, group) in zip(rows, grouped(done, _label), strict=True):
        facts = [each.row["window"] for each in group if "window" in each.row]
        row["gold"] = {name: spread(each[name] for each in facts)._asdict() for name in FACTS} if facts else None
    return rows


EXPERIMENT = Experiment(
    "windows",
    __name__,
    "global, local-m and local-p, with and without the residual, and the gold words outside the window",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
