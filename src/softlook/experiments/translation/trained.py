"""Train a translator and judge it: the job that most experiments are made of."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from softlook.runs.job import Done, Job, Row
from softlook.runs.tables import grouped
from softlook.translate.corpus.splits import Splits, split
from softlook.translate.evaluation import Evaluation, by_length, evaluate
from softlook.translate.outcomes import Outcome, offsets, word_links
from softlook.translate.settings import Settings, preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.step import Translation

RUN = f"{__name__}:measure"
FIGURES = ("exact", "token_accuracy", "bleu", "chrf", "aer", "aer_shifted")
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
    """Return a job for each seed: a translator (of a preset, with changes) trained on some data for so many steps, and judged on its test split.

    The papers' looks were not made to lean towards the diagonal early in training: here they do only where it is asked for.
    """
    settings = preset(model, **changes) if isinstance(model, str) else model
    return [
        Job(
            RUN,
            {"data": data, "steps": steps, "batch": batch, "diagonal_bias": diagonal_bias, "model": asdict(settings)},
            seed,
        )
        for seed in seeds
    ]


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


def measured(teach: Callable[..., Any], settings: dict[str, Any], seed: int) -> Row:
    """Have a translator taught, with or without regularisation, and judge it."""
    found = splits(settings["data"])
    trained = teach(
        Settings(**settings["model"]),
        found.train,
        steps=settings["steps"],
        batch=settings["batch"],
        seed=seed,
        quiet=True,
    )
    return judge(trained.model, found.test) | {"training_cpu_seconds": trained.curve[-1].cpu_s}


def judge(model: Any, pairs: Sequence[Pair]) -> Row:
    """Translate pairs greedily, have their gold targets written, and return every figure."""
    from softlook.translate.translator import align_all, translate_all

    said = translate_all([pair.source for pair in pairs], model)
    forced = align_all([pair.source for pair in pairs], [pair.target for pair in pairs], model)
    found = [Outcome(pair, its.words, gold.alpha) for pair, its, gold in zip(pairs, said, forced, strict=True)]
    judged = evaluate(found, resamples=RESAMPLES)
    row: Row = {"parameters": sum(p.numel() for p in model.parameters())} | figures(judged)
    row["intervals"] = {name: list(value)[1:] for name in FIGURES if (value := getattr(judged, name)) is not None}
    row["lengths"] = [
        {"length": low, "n": its.n} | figures(its) for (low, _), its in by_length(found, resamples=40).items()
    ]
    row["offsets"] = offsets(found)
    if getattr(model.settings, "window", "global") != "global":
        row["window"] = window_facts(pairs, forced, model.settings)
    return row | demonstration(model)


def figures(judged: Evaluation) -> Row:
    """Return the figures without their intervals."""
    return {name: None if (its := getattr(judged, name)) is None else its.value for name in FIGURES}


def demonstration(model: Any, sentence: str = "i love you") -> Row:
    """Return where a model looks while it says *je t' aime*: target word, source word that it looks at most, weight."""
    from softlook.translate.corpus.sentences import demonstrations
    from softlook.translate.translator import align, translate

    pair = demonstrations()[sentence]
    if model.source.unknown(pair.source) or model.target.unknown(pair.target):
        return {}
    told: Row = {"translation": " ".join(translate(pair.source, model).words)}
    alpha = align(pair.source, pair.target, model).alpha
    if alpha is not None:
        told["most_attended"] = [
            [word, pair.source[int(row.argmax())], float(row.max())]
            for word, row in zip(pair.target, alpha, strict=False)
        ]
    return {sentence: told}


def window_facts(pairs: Sequence[Pair], forced: Sequence[Translation], settings: Settings) -> Row:
    """Say what a window does to an alignment.

    Returns
    -------
    dict
        outside: the share of gold words (sure links) that lie outside the window, where no weight can fall; found_inside: how many of those
        inside it looks at most; distance: how far the window's middle is from the gold word, on average, in words.
    """
    inside = right = 0
    distances: list[float] = []
    for pair, gold in zip(pairs, forced, strict=True):
        looks = dict(word_links(gold.alpha, len(pair.target), len(pair.source)))
        for i, j in pair.sure:
            middle = float(i if gold.p is None else gold.p[i])
            distances.append(abs(j - middle))
            if distances[-1] <= settings.half_width:
                inside += 1
                right += looks.get(i) == j
    return {
        "outside": 1 - inside / len(distances),
        "found_inside": right / max(inside, 1),
        "distance": sum(distances) / len(distances),
    }


@cache
def splits(data: str) -> Splits:
    """Return the splits of some data by its name.

    Raises
    ------
    ValueError
        If there are no such data.
    """
    from softlook.translate.corpus.dates import LANGUAGES, dates
    from softlook.translate.corpus.numbers import numbers
    from softlook.translate.corpus.sentences import sentences

    makers: dict[str, Callable[[], tuple[Pair, ...]]] = {"sentences": sentences, "numbers": numbers}
    makers |= {f"dates-{language}": partial(dates, language=language) for language in LANGUAGES}
    if data not in makers:
        raise ValueError(f"data: {data!r} given, one of {', '.join(makers)} wanted")
    return split(makers[data]())


def averaged_by_length(
    done: Iterable[Done], label: Callable[[dict[str, Any]], Row], figures: Sequence[str]
) -> list[Row]:
    """Return a row for each label and source length: length, n (sentences), and the means of figures over the seeds."""
    rows = []
    for name, group in grouped(done, label):
        for same in zip(*(each.row["lengths"] for each in group), strict=True):
            means: Row = {
                figure: None if same[0][figure] is None else sum(row[figure] for row in same) / len(same)
                for figure in figures
            }
            rows.append(name | {"length": same[0]["length"], "n": same[0]["n"], "seeds": len(same)} | means)
    return rows
