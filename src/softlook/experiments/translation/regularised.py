"""Can attention be trained to align? Additive attention and Luong's dot, with and without regularisation.

Both are trained for the same steps; :mod:`softlook.translate.regularisation` says what regularisation is.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, measured
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged, grouped
from softlook.translate.evaluation import FIGURES
from softlook.translate.settings import preset

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = (0, 1, 2)
STEPS = {"additive": 1400, "dot": 600}
STRENGTHS: dict[str, dict[str, Any]] = {
    "additive": {"learning_rate": 7e-3, "diagonal_bias": 2.0, "state_dropout": 0.2, "score_noise": 1.0},
    "dot": {
        "learning_rate": 1.5e-2,
        "warm_up": 0.15,
        "betas": [0.9, 0.95],
        "diagonal_bias": 0.0,
        "state_dropout": 0.3,
        "score_noise": 0.4,
    },
}
"""Of :class:`softlook.translate.recipe.RegularisedRecipe`: found on the validation split."""


def _jobs() -> list[Job]:
    jobs = []
    for name, steps in STEPS.items():
        common = {"data": "sentences", "batch": 128, "steps": steps, "model": asdict(preset(name))}
        for strengths in (None, STRENGTHS[name]):
            settings = common | {"regularised": strengths}
            jobs += [Job(f"{__name__}:measure", settings, seed) for seed in SEEDS]
    return jobs


def measure(settings: dict[str, Any], seed: int) -> Row:
    """Train, regularised or not, and judge.

    Parameters
    ----------
    settings : dict
        data, steps, batch, the model's Settings as a dict, and regularised: strengths as a dict, or None for none.
    seed : int
        Of the training.
    """
    from softlook.translate.regularised import train_regularised
    from softlook.translate.training import train

    strengths = settings["regularised"]
    return measured(train if strengths is None else partial(train_regularised, **strengths), settings, seed)


def _label(settings: dict[str, Any]) -> Row:
    return {"model": settings["model"]["attention"], "regularised": settings["regularised"] is not None}


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, (*FIGURES, "training_cpu_seconds"))
    for row, (_, group) in zip(rows, grouped(done, _label), strict=True):
        row["i love you"] = [each.row.get("i love you") for each in group]
    return rows


EXPERIMENT = Experiment(
    "regularised",
    __name__,
    "additive attention and dot with and without regularisation: alignments, translations, and what t' attends to",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
