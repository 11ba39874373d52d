"""How many heads? A small transformer with 1 to 16 of them, at one width, and each head switched off in turn.

Beside it, a transformer and the recurrent translators are trained for the same CPU time.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from softlook.experiments.translation.trained import BY_LENGTH, judge
from softlook.runs.job import Done, Experiment, Job, Row
from softlook.runs.tables import averaged, grouped, spread
from softlook.translate.corpus.named import splits
from softlook.translate.evaluation import FIGURES, evaluate
from softlook.translate.outcomes import Outcome, outcomes
from softlook.translate.settings import Settings, preset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook.translate.corpus.pair import Pair

HEADS = (1, 2, 4, 8, 16)
SEEDS = (0, 1, 2)
STEPS, BUDGET = 200, 10.0
WIDTHS = {"layers": 2, "hidden": 64, "inner": 128}
ABLATED = 300
"""Test pairs that are translated without each head."""


def _jobs() -> list[Job]:
    common = {"data": "sentences", "batch": 128, "diagonal_bias": 0.0}
    transformers = [{"transformer": WIDTHS | {"heads": heads}} for heads in HEADS]
    rivals: list[dict[str, Any]] = [
        {"transformer": WIDTHS | {"heads": 4}},
        {"model": asdict(preset("dot"))},
        {"model": asdict(preset("additive"))},
    ]
    by_steps = [("measure", common | {"steps": STEPS} | model) for model in transformers]
    by_time = [("race", common | {"cpu_budget": BUDGET} | model) for model in rivals]
    return [Job(f"{__name__}:{run}", settings, seed) for run, settings in by_steps + by_time for seed in SEEDS]


def measure(settings: dict[str, Any], seed: int) -> Row:
    """Train a transformer, judge it, and judge it without each of its heads that attend to the source.

    Returns
    -------
    dict
        The figures of :func:`softlook.experiments.translation.trained.judge`, and without: for each head what is lost
        of exact match and token accuracy when it is silent, and the alignment error rate of its own weights.
    """
    from softlook.translate.training import train

    data = splits(settings["data"])
    trained = train(_model(settings), data.train, **_options(settings), steps=settings["steps"], seed=seed)
    row = judge(trained.model, data.test) | {"training_cpu_seconds": trained.curve[-1].cpu_s}
    return row | {"without": without_each(trained.model, data.test[:ABLATED])}


def race(settings: dict[str, Any], seed: int) -> Row:
    """Train for about so many CPU seconds: a few steps of another training say how many fit."""
    from softlook.translate.training import train

    data = splits(settings["data"])
    first, *_, last = train(_model(settings), data.train, **_options(settings), steps=40, seed=seed).curve
    steps = max(1, round(settings["cpu_budget"] * (last.steps - first.steps) / (last.cpu_s - first.cpu_s)))
    trained = train(_model(settings), data.train, **_options(settings), steps=steps, seed=seed)
    return judge(trained.model, data.test) | {"training_cpu_seconds": trained.curve[-1].cpu_s, "steps": steps}


def without_each(model: Any, pairs: Sequence[Pair]) -> list[Row]:
    """Switch off each head that attends to the source in turn, and return what is lost."""
    from softlook.translate.translator import align_all, translate_all

    sources = [pair.source for pair in pairs]

    def figures() -> tuple[float, float]:
        translations = iter(translate_all(sources, model))
        evaluation = evaluate(outcomes(pairs, lambda _: next(translations)), resamples=40)
        return evaluation.exact_match.value, evaluation.token_accuracy.value

    exact_match, token_accuracy = figures()
    forced: Any = align_all(sources, [pair.target for pair in pairs], model)
    rows = []
    for layer in range(model.settings.layers):
        for head in range(model.settings.heads):
            weights = [gold.heads[layer, head] for gold in forced]
            own = evaluate(
                [Outcome(pair, (), alpha) for pair, alpha in zip(pairs, weights, strict=True)], resamples=40
            )
            model.switch_off([(layer, head)])
            exact_match_without, token_accuracy_without = figures()
            rows.append(
                {
                    "layer": layer,
                    "head": head,
                    "exact_match_lost": exact_match - exact_match_without,
                    "token_accuracy_lost": token_accuracy - token_accuracy_without,
                    "aer": own.aer and own.aer.value,
                }
            )
    model.switch_off()
    return rows


def _options(settings: dict[str, Any]) -> dict[str, Any]:
    return {"quiet": True} | {name: settings[name] for name in ("batch", "diagonal_bias")}


def _model(settings: dict[str, Any]) -> Any:
    from softlook.translate.transformer import TransformerSettings

    if "transformer" in settings:
        return TransformerSettings(**settings["transformer"])
    return Settings(**settings["model"])


def _label(settings: dict[str, Any]) -> Row:
    heads = settings.get("transformer", {}).get("heads")
    return {
        "model": "transformer" if heads else settings["model"]["attention"],
        "heads": heads,
        "cpu_budget": settings.get("cpu_budget"),
    }


def _table(done: Sequence[Done]) -> list[Row]:
    rows = averaged(done, _label, (*FIGURES, "training_cpu_seconds", "steps", "parameters"))
    for row, (_, group) in zip(rows, grouped(done, _label), strict=True):
        without = [each.row["without"] for each in group if "without" in each.row]
        if len(without) == len(group):
            lost = [[head["exact_match_lost"] for head in heads] for heads in without]
            row["head_lost"] = {
                "most": spread(map(max, lost))._asdict(),
                "least": spread(map(min, lost))._asdict(),
                "best_aer": spread(min(head["aer"] for head in heads) for heads in without)._asdict(),
            }
    return rows


EXPERIMENT = Experiment(
    "heads",
    __name__,
    "a transformer with 1 to 16 heads, each switched off in turn; transformer and recurrent for the same CPU time",
    _jobs,
    _table,
    omitted=BY_LENGTH,
    repeatable=lambda job: "cpu_budget" not in job.settings,
)
