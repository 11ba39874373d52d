"""The experiments on the translation lab, by name."""

from __future__ import annotations

from importlib import import_module

from softlook.runs.job import Experiment

NAMES = (
    "length",
    "bottleneck",
    "scores",
    "windows",
    "heads",
    "seeds",
    "alignment_offset",
    "dates",
    "alignment",
    "regularised",
)
"""Each is a module of this package."""


def find(name: str) -> Experiment:
    """Return an experiment by its name.

    Parameters
    ----------
    name : str
        One of NAMES, or the dotted name of a module that holds an EXPERIMENT.

    Raises
    ------
    ValueError
        If it is neither.
    TypeError
        If the module has no EXPERIMENT, or one that is something else.

    Examples
    --------
    >>> find("dates").about
    'dates to French: exact match, alignments and CPU seconds'
    """
    if name not in NAMES and "." not in name:
        raise ValueError(f"experiment: {name!r} given, one of {', '.join(NAMES)} wanted")
    module = import_module(name if "." in name else f"{__package__}.{name}")
    experiment = getattr(module, "EXPERIMENT", None)
    if not isinstance(experiment, Experiment):
        raise TypeError(f"experiment: EXPERIMENT of {name} is {type(experiment).__name__}, Experiment wanted")
    return experiment
