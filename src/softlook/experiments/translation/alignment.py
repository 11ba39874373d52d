"""Is a good alignment a good translation? Every run of the other experiments on sentences, by both (claim 17; Luong et al. 2015, section 5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.experiments.translation import alignment_offset, scores, seeds, windows
from softlook.experiments.translation.trained import BY_LENGTH
from softlook.runs.job import Done, Experiment, Job, Row

if TYPE_CHECKING:
    from collections.abc import Sequence


def _jobs() -> list[Job]:
    every = [job for it in (scores, windows, seeds, alignment_offset) for job in it.EXPERIMENT.jobs()]
    return list({job.key: job for job in every}.values())


def _table(done: Sequence[Done]) -> list[Row]:
    names = ("attention", "timing", "window", "residual", "previous_word", "input_feeding", "readout")
    return [
        {name: it.job.settings["model"][name] for name in names}
        | {"seed": it.job.seed}
        | {name: it.row[name] for name in ("exact_match", "token_accuracy", "bleu", "aer", "aer_shifted")}
        for it in done
    ]


def _summary(done: Sequence[Done]) -> Row:
    """Return Spearman's rank correlation of exact match with each reading's error rate, over all runs and over those of one way to look."""
    return {"all": _correlations(done)} | {
        timing: _correlations([it for it in done if it.job.settings["model"]["timing"] == timing])
        for timing in ("bahdanau", "luong")
    }


def _correlations(done: Sequence[Done]) -> Row:
    from scipy.stats import spearmanr

    exact = [it.row["exact_match"] for it in done]
    return {"runs": len(done)} | {
        name: float(spearmanr(exact, [it.row[name] for it in done])[0]) for name in ("aer", "aer_shifted")
    }


EXPERIMENT = Experiment(
    "alignment",
    __name__,
    "alignment error rate against exact match over all runs, read straight and shifted",
    _jobs,
    _table,
    _summary,
    omitted=BY_LENGTH,
)
