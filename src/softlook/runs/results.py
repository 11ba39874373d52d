"""The tables that the book shows: where they are kept, and the one way to read them.

What runs experiments stands in :mod:`softlook.runs.engine`; this module imports neither numpy nor torch, so that the
book's machinery and the widgets may read tables too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "results"


def read(name: str, folder: Path | None = None) -> dict[str, Any]:
    """Return a kept table, with how it was made.

    Parameters
    ----------
    name : str
        Of the experiment that wrote it.
    folder : Path, optional
        Where it is kept; ``softlook/results`` if left out.

    Raises
    ------
    ValueError
        If it is not there.

    Examples
    --------
    >>> read("pop_out")["settings"]
    {'displays': 60}
    """
    home = FOLDER if folder is None else folder
    path = home / f"{name}.json"
    if not path.is_file():
        kept = ", ".join(sorted(each.stem for each in home.glob("*.json"))) or "none are kept yet"
        raise ValueError(f"name: {name!r} given, an experiment that was run wanted: {kept}")
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def plain(value: Any) -> Any:
    """Return a value as a kept table has it: what JSON makes of it, so that a fresh one compares with a kept one.

    Examples
    --------
    >>> plain({1: (2, 3)})
    {'1': [2, 3]}
    """
    return json.loads(json.dumps(value))
