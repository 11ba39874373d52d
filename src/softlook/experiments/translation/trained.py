"""Train a translator and judge it: the job that most experiments are made of."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from softlook.runs.job import Done, Job, Row
from softlook.runs.tables import grouped
from softlook.translate.corpus.named import splits
from softlook.translate.evaluation import FIGURES, by_length, evaluate
from softlook.translate.outcomes import Outcome, decoded, offsets, word_links
from softlook.translate.settings import Settings, preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from softlook.translate.corpus.pair import Pair

RUN = f"{__name__}:measure"
RESAMPLES = 200
BY_LENGTH = ("lengths",)
"""Of a row: left out of the list of runs, which would be ten times as long with it."""


def jobs(
    model: Settings | str,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    steps: int = 500,
    batch: int = 128,
    data: str = "sentences",
    diagonal_bias: float = 0.0,
    **changes: Any,
) -> list[Job]:
    """Return a job for each seed: train a translator on some data, and judge it on their test split.

    Parameters
    ----------
    model : Settings or str
        Of the translator, or the name of a preset.
    seeds : sequence of int
        Of the trainings.
    steps, batch : int
        How many steps, of so many pairs.
    data : str
        A name that :func:`softlook.translate.corpus.named.splits` knows.
    diagonal_bias : float
        How strongly attention favours the diagonal at first. The papers have none, and so here it is 0 by default.
    **changes
        To the preset's settings.
    """
    chosen = preset(model, **changes) if isinstance(model, str) else model
    how = {"data": data, "steps": steps, "batch": batch, "diagonal_bias": diagonal_bias}
    return [Job(RUN, how | {"model": asdict(chosen)}, seed) for seed in seeds]


def measure(settings: dict[str, Any], seed: int) -> Row:
    """Train and judge.

    Parameters
    ----------
    settings : dict
        data, steps, batch, diagonal_bias, and the model's Settings as a dict.
    seed : int
        Of the training.
    """
    from softlook.translate.training import train

    return measured(partial(train, diagonal_bias=settings["diagonal_bias"]), settings, seed)


def measured(train: Callable[..., Any], settings: dict[str, Any], seed: int) -> Row:
    """Train a translator by a function that is given, and judge it."""
    data, options = splits(settings["data"]), {name: settings[name] for name in ("steps", "batch")}
    trained = train(Settings(**settings["model"]), data.train, **options, seed=seed, quiet=True)
    return judge(trained.model, data.test) | {"training_cpu_seconds": trained.curve[-1].cpu_s}


def judge(model: Any, pairs: Sequence[Pair]) -> Row:
    """Return every figure of a model's translations of pairs, and of its attention in forced decoding."""
    from softlook.translate.translator import TorchDecoder

    outcomes = decoded(TorchDecoder(model), pairs)
    evaluation = evaluate(outcomes, resamples=RESAMPLES)
    row: Row = {"parameters": sum(p.numel() for p in model.parameters())} | evaluation.figures()
    intervals = {name: getattr(evaluation, name) for name in FIGURES}
    row["intervals"] = {name: list(interval)[1:] for name, interval in intervals.items() if interval is not None}
    row["lengths"] = [
        {"length": length, "n": of_length.n} | of_length.figures()
        for (length, _), of_length in by_length(outcomes, resamples=40).items()
    ]
    row["offsets"] = offsets(outcomes)
    if getattr(model.settings, "window", "global") != "global":
        row["window"] = window_facts(outcomes, model.settings)
    return row | demonstration(model)


def demonstration(model: Any, sentence: str = "i love you") -> Row:
    """Return a model's translation of a sentence, and where it attends while the gold target is written.

    Returns
    -------
    dict
        Under the sentence: translation, and most_attended, for each target word (target word, source word that it
        attends to most, weight). Empty if the model does not know the words.
    """
    from softlook.translate.corpus.sentences import demonstrations
    from softlook.translate.translator import align, translate

    pair = demonstrations()[sentence]
    if model.source.unknown(pair.source) or model.target.unknown(pair.target):
        return {}
    row: Row = {"translation": " ".join(translate(pair.source, model).words)}
    alpha = align(pair.source, pair.target, model).alpha
    if alpha is not None:
        row["most_attended"] = [
            [word, pair.source[int(weights.argmax())], float(weights.max())]
            for word, weights in zip(pair.target, alpha, strict=False)
        ]
    return {sentence: row}


def window_facts(outcomes: Iterable[Outcome], settings: Settings) -> Row:
    """Return what a window does to an alignment.

    Returns
    -------
    dict
        outside: the share of gold words (sure links) that lie outside the window, where no weight can fall;
        found_inside: the share of those inside that are attended to most; distance: how far the window's middle is
        from the gold word, on average, in words.
    """
    inside = right = 0
    distances: list[float] = []
    for pair, _, alpha, p in outcomes:
        attended = dict(word_links(alpha, len(pair.target), len(pair.source)))
        for i, j in pair.sure:
            middle = float(i if p is None else p[i])
            distances.append(abs(j - middle))
            if distances[-1] <= settings.half_width:
                inside += 1
                right += attended.get(i) == j
    return {
        "outside": 1 - inside / len(distances),
        "found_inside": right / max(inside, 1),
        "distance": sum(distances) / len(distances),
    }


def averaged_by_length(
    done: Iterable[Done], label: Callable[[dict[str, Any]], Row], figures: Sequence[str]
) -> list[Row]:
    """Return a row for each label and source length: length, n (sentences), and means of figures over the seeds."""
    rows = []
    for name, group in grouped(done, label):
        for same in zip(*(each.row["lengths"] for each in group), strict=True):
            means: Row = {
                figure: None if same[0][figure] is None else sum(row[figure] for row in same) / len(same)
                for figure in figures
            }
            rows.append(name | {"length": same[0]["length"], "n": same[0]["n"], "seeds": len(same)} | means)
    return rows
