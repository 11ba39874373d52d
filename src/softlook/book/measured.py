"""Show what was measured: the tables of ``softlook/results``, as a chapter prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from softlook.runs.results import read

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Prose:
    """Markdown that a notebook and a page show set."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text


def benchmark_setting(run: dict[str, Any] | None = None) -> Prose:
    """Say on what and how the benchmarks were run.

    Parameters
    ----------
    run : dict, optional
        What ``tests/benchmarks/run.py`` wrote; the file in ``softlook/results`` if left out.
    """
    run = read("benchmarks") if run is None else run
    settings, machine = run["settings"], run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    caution = " This is a quick run, with few and short rounds: the ratios are rough." if settings["quick"] else ""
    hardware = f"{machine['cpu']} ({machine['cores']} cores, {machine['architecture']}, {machine['system']})"
    rounds = f"{settings['rounds']} rounds of {settings['seconds of CPU time a side and round']} s of CPU time a side"
    return Prose(f"Measured on {run['date']}: {hardware}, one thread, {rounds}; {versions}.{caution}")


def benchmark_table(run: dict[str, Any] | None = None) -> Prose:
    """Return the benchmarks as a table, a line for each quantity.

    Parameters
    ----------
    run : dict, optional
        What ``tests/benchmarks/run.py`` wrote; the file in ``softlook/results`` if left out.

    Examples
    --------
    >>> measured = {"quantity": "CPU time", "value": 0.5, "at_most": 1.05, "met": True}
    >>> row = {"name": "output", "setting": "n = 8", "measures": [{"peer": "SDPA", "version": "2.13"} | measured]}
    >>> print(benchmark_table({"rows": [row]}).text.splitlines()[-1])
    | **output**, n = 8 | SDPA (2.13) | CPU time | 0.5 × | ≤ 1.05 × | met |
    """
    run = read("benchmarks") if run is None else run
    head = ["| row | against | quantity | measured | target | verdict |", "|---|---|---|---|---|---|"]
    return Prose("\n".join([*head, *(line for row in run["rows"] for line in _lines(row))]))


def _lines(row: dict[str, Any]) -> Iterator[str]:
    named = f"**{row['name']}**, {row['setting']}"
    for measure in row["measures"]:
        quantity = measure["quantity"]
        against = measure["peer"] + (f" ({measure['version']})" if measure["version"] else "")
        what = {"ms": "CPU time", "exponent": "growth of CPU time", "MB": "peak memory"}.get(quantity, quantity)
        if "tokens a second" in measure:
            what += " ({:.0f} against {:.0f} target tokens a CPU second)".format(*measure["tokens a second"])
        elif "seconds" in measure:
            what += " ({:.1f} against {:.1f} CPU s)".format(*measure["seconds"])
        target = "" if measure["at_most"] is None else f"≤ {_figure(measure['at_most'], quantity)}"
        verdict = {None: "", True: "met", False: _missed(measure)}[measure["met"]]
        yield f"| {named} | {against} | {what} | {_figure(measure['value'], quantity)} | {target} | {verdict} |"
        named = ""
    if "error" in row:
        yield f"| {named} | | not measured | | | {row['error']} |"


def _missed(measure: dict[str, Any]) -> str:
    """Say how far, and why where that is known."""
    if measure["met"] is not False:
        return ""
    far = f"**not met**, by {100 * (measure['value'] / measure['at_most'] - 1):.0f} %"
    return f"{far}: {measure['why']}" if measure.get("why") else far


def _figure(value: float, quantity: str) -> str:
    number = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return {"ms": f"{number} ms", "exponent": f"n to the {value:.2f}", "MB": f"{value:.0f} MB"}.get(
        quantity, f"{number} ×"
    )
