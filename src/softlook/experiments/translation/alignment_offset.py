"""Why do the weights of the published model stand beside the word?

An encoder that reads both ways has the neighbours in every state. From the published model to ours in steps: the
source's embeddings added to h, the last word in the query, the context in the readout.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, jobs
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDED: tuple[dict[str, Any], ...] = (
    {},
    {"residual": True},
    {"previous_word": True},
    {"residual": True, "previous_word": True},
)


def _jobs() -> list[Job]:
    return [job for added in ADDED for job in jobs("published", **added)] + jobs("additive")


def _label(settings: dict[str, Any]) -> Row:
    return {name: settings["model"][name] for name in ("residual", "previous_word", "readout")}


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, ("exact_match", "aer", "aer_shifted"))
    for row, (_, group) in zip(rows, grouped(done, _label), strict=True):
        counts: Counter[int] = Counter()
        for each in group:
            counts.update({int(offset): n for offset, n in each.row["offsets"].items()})
        row["offsets"] = {offset: counts[offset] / counts.total() for offset in range(-2, 3)}
        row["i love you"] = [each.row.get("i love you") for each in group]
    return rows


EXPERIMENT = Experiment(
    "alignment_offset",
    __name__,
    "from the published model to ours: alignments read straight and shifted, and how far beside the gold word",
    _jobs,
    _table,
    omitted=BY_LENGTH,
)
