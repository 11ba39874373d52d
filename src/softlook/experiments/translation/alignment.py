"""Is a good alignment a good translation? Every run of the other experiments on sentences, judged by both.

Claim 17; Luong et al. 2015, section 5.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.experiments.translation import alignment_offset, scores, seeds, windows
from softlook.experiments.translation.trained import BY_LENGTH
from softlook.runs.job import Done, Experiment, Job, Row

if TYPE_CHECKING:
    from collections.abc import Sequence


def _jobs() -> list[Job]:
    modules = (scores, windows, seeds, alignment_offset)
    every = [job for module in modules for job in module.EXPERIMENT.jobs()]
    return list({job.key: job for job in every}.values())


def _table(done: Sequence[Done]) -> list[Row]:
    names = ("attention", "timing", "window", "residual", "previous_word", "input_feeding", "readout")
    return [
        {name: each.job.settings["model"][name] for name in names}
        | {"seed": each.job.seed}
        | {name: each.row[name] for name in ("exact_match", "token_accuracy", "bleu", "aer", "aer_shifted")}
        for each in done
    ]


def _summary(done: Sequence[Done]) -> Row:
    """Return Spearman's rank correlation of exact match with each reading's error rate, for all runs and by timing."""
    summary = {"all": _correlations(done)}
    for timing in ("bahdanau", "luong"):
        summary[timing] = _correlations([each for each in done if each.job.settings["model"]["timing"] == timing])
    return summary


def _correlations(done: Sequence[Done]) -> Row:
    from scipy.stats import spearmanr

    exact_match = [each.row["exact_match"] for each in done]
    correlations: Row = {"runs": len(done)}
    for name in ("aer", "aer_shifted"):
        correlations[name] = float(spearmanr(exact_match, [each.row[name] for each in done])[0])
    return correlations


EXPERIMENT = Experiment(
    "alignment",
    __name__,
    "alignment error rate against exact match over all runs, read straight and shifted",
    _jobs,
    _table,
    _summary,
    omitted=BY_LENGTH,
)
