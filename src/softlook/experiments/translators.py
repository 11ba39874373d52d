"""The tables of the trained translators, as ``softlook experiments`` keeps them, flat enough for a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook.runs.results import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def table_of(name: str, folder: Path | None = None) -> list[dict[str, Any]]:
    """Return the rows of an experiment's table.

    Parameters
    ----------
    name : str
        The experiment's: "windows", "heads".
    folder : Path, optional
        Where its JSON lies; ``softlook/results`` if left out.

    Returns
    -------
    list of dict
        What tells a row from others as it is; a figure over several seeds as `figure` (the mean), `figure_least` and
        `figure_most`; figures that hang together as `group_figure` and so on.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    return [_flat(row) for row in read(name, folder)["rows"]]


def without_each_head(heads: int, folder: Path | None = None) -> list[dict[str, Any]]:
    """Return what a transformer of so many heads loses when one is silent: a row for each head of each seed's.

    Parameters
    ----------
    heads : int
        How many a layer has.
    folder : Path, optional
        As :func:`table_of`.

    Returns
    -------
    list of dict
        `seed`, `head` (layer and head, from 1), `exact_match_lost`, `token_accuracy_lost`, and `aer`, the alignment
        error rate of the head's own weights.

    Raises
    ------
    ValueError
        If there is no table of heads, or none of so many.
    """
    trained = [run for run in read("heads", folder)["runs"] if "without" in run]
    runs = [run for run in trained if run["settings"]["transformer"]["heads"] == heads]
    if not runs:
        raise ValueError(f"heads: {heads} given, a number of heads that was trained wanted")
    figures = ("exact_match_lost", "token_accuracy_lost", "aer")
    return [
        {"seed": run["seed"], "head": f"{each['layer'] + 1}.{each['head'] + 1}"} | {key: each[key] for key in figures}
        for run in runs
        for each in run["without"]
    ]


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, cell in row.items():
        if not isinstance(cell, dict):
            flat[key] = cell
        elif "mean" in cell:
            flat |= {key: cell["mean"], f"{key}_least": cell["least"], f"{key}_most": cell["most"]}
        else:
            flat |= {f"{key}_{name}": inner for name, inner in _flat(cell).items()}
    return flat
