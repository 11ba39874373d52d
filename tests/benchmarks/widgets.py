"""What one event of a slider costs on the Python side; slider.py measures the browser's."""

from __future__ import annotations

from itertools import cycle

from measure import Milliseconds, row


@row(
    "slider event, Python side",
    "ScoreTuner, five words: scores in, weights and context out",
    n=5,
    small=5,
    compare=[Milliseconds(at_most=2)],
)
def score_tuner(n):
    from softlook.widgets import ScoreTuner

    tuner = ScoreTuner()
    positions = cycle([[float(j == i) for j in range(n)] for i in range(n)])

    def event():
        tuner.scores = next(positions)

    return {"softlook": event}
