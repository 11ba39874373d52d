"""Can a look be had that tells the truth? Additive attention and Luong's dot with and without coaching, for the same steps.

:mod:`softlook.translate.regularised` says what coaching is.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import FIGURES, measured
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged, grouped
from softlook.translate.settings import preset

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = (0, 1, 2)
STEPS = {"additive": 1400, "dot": 600}
COACHING: dict[str, dict[str, Any]] = {
    "additive": {"learning_rate": 7e-3, "lean": 2.0, "forget": 0.2, "blur": 1.0},
    "dot": {"learning_rate": 1.5e-2, "warm_up": 0.15, "betas": [0.9, 0.95], "lean": 0.0, "forget": 0.3, "blur": 0.4},
}
"""Of :class:`softlook.translate.regularised.Coaching`: found on the validation split."""


def _jobs() -> list[Job]:
    found = []
    for name, steps in STEPS.items():
        common = {"data": "sentences", "batch": 128, "steps": steps, "model": asdict(preset(name))}
        found += [
            Job(f"{__name__}:measure", common | {"coached": how}, seed)
            for how in (None, COACHING[name])
            for seed in SEEDS
        ]
    return found


def measure(settings: dict[str, Any], seed: int) -> Row:
    """Train, coached or not, and judge.

    Parameters
    ----------
    settings : dict
        data, steps, batch, the model's Settings as a dict, and coached: strengths as a dict, or None for training as usual.
    seed : int
        Of the training.
    """
    from softlook.translate.regularised import coach
    from softlook.translate.training import train

    how = settings["coached"]
    return measured(train if how is None else partial(coach, **how), settings, seed)


def _label(settings: dict[str, Any]) -> Row:
    return {"model": settings["model"]["attention"], "coached": settings["coached"] is not None}


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, (*FIGURES, "training_cpu_seconds"))
    for row, (_, its) in zip(rows, grouped(done, _label), strict=True):
        row["i love you"] = [it.row.get("i love you") for it in its]
    return rows


EXPERIMENT = Experiment(
    "regularised",
    __name__,
    "additive attention and dot with and without coaching: alignments, translations, and where t' looks",
    _jobs,
    _table,
)
