"""What the benchmarks measure with: rows, their comparisons, and the clocks.

A row is a function of one size n that builds its inputs and returns what is to be compared, each a function of
nothing:

    @row("soft attention, weights too", "8 heads, d = 64, float32", n=1024, compare=[Time("SDPA", at_most=2.3)])
    def weights_too(n):
        ...
        return {"softlook": ours, "SDPA": theirs}

This module and the rows' own import torch only inside functions: the process that hands out the work stays small,
since a child begins its life with the peak of its parent's memory.
"""

from __future__ import annotations

import contextlib
import gc
import math
import re
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = "softlook"


@dataclass(frozen=True)
class Time:
    """CPU time of ours over the peer's, calls interleaved in one process.

    The results must be the same unless said otherwise.
    """

    peer: str
    at_most: float | None = None
    same: bool = True
    why: str = ""
    """Said beside the figure where the target is missed."""


@dataclass(frozen=True)
class Memory:
    """Peak memory of one call of ours over the peer's, each in a process of its own."""

    peer: str
    at_most: float | None = None


@dataclass(frozen=True)
class Exponent:
    """How CPU time grows: the slope of log time over log n."""

    sizes: tuple[int, ...]
    at_most: float | None = None


@dataclass(frozen=True)
class Milliseconds:
    """CPU time of one call of ours."""

    at_most: float | None = None


@dataclass(frozen=True)
class Race:
    """CPU seconds of ours to a goal over the peer's.

    A side's call runs the race, its own sweep of settings first, and returns what it took.
    """

    peer: str
    at_most: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Resident:
    """The most memory of a process that runs ours once, in MB: with its imports, its data, and the peers' as well."""

    at_most: float | None = None


Comparison = Time | Memory | Exponent | Milliseconds | Race | Resident


@dataclass(frozen=True)
class Finish:
    """How a race ended: CPU seconds, and the settings that the sweep chose."""

    seconds: float
    chosen: dict[str, float]
    each: tuple[float, ...] = ()
    """Seconds for each seed; `seconds` is their median."""


@dataclass(frozen=True)
class Row:
    """One line of the table of targets."""

    name: str
    setting: str
    n: int
    small: int
    """A size that warms a process up before its memory is measured."""
    compare: tuple[Comparison, ...]
    scene: Callable[[int], dict[str, Callable[[], Any]]]
    tokens: int = 0
    """Target tokens that one call learns from, where a call is a piece of training."""

    @property
    def key(self) -> str:
        """What --rows looks in: the file, the function and the name."""
        return f"{self.scene.__module__}.{self.scene.__name__}: {self.name}"


ROWS: list[Row] = []


def row(
    name: str, setting: str, *, n: int, small: int, compare: list[Comparison], tokens: int = 0
) -> Callable[[Any], Any]:
    """Enter a function in the table."""

    def enter(scene: Any) -> Any:
        ROWS.append(Row(name, setting, n, small, tuple(compare), scene, tokens))
        return scene

    return enter


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, and the CPU seconds that each side gets in a round."""

    rounds: int
    seconds: float


FULL, QUICK = Effort(rounds=11, seconds=0.2), Effort(rounds=3, seconds=0.02)


def one_thread() -> None:
    """Let every library work on one thread; the environment's OMP_NUM_THREADS comes on top."""
    import torch

    torch.set_num_threads(1)
    try:
        import cv2
    except ImportError:
        return
    cv2.setNumThreads(1)


# -- time ------------------------------------------------------------------------------------------------------------


def seconds_a_call(call: Callable[[], Any], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def enough_calls(call: Callable[[], Any], seconds: float) -> int:
    """How many calls take that long; the first one, which warms up, does not count."""
    call()
    times = 1
    while (took := seconds_a_call(call, times) * times) < seconds / 4:
        times *= 2
    return max(1, round(times * seconds / took))


def interleaved(calls: list[Callable[[], Any]], effort: Effort) -> list[list[float]]:
    """Seconds a call: a list of rounds for each; who begins a round changes from round to round."""
    import torch

    with torch.no_grad():
        times = [enough_calls(call, effort.seconds) for call in calls]
        taken: list[list[float]] = [[] for _ in calls]
        gc.collect()
        gc.disable()
        try:
            for n in range(effort.rounds):
                order = list(range(len(calls)))
                for i in order if n % 2 == 0 else reversed(order):
                    taken[i].append(seconds_a_call(calls[i], times[i]))
        finally:
            gc.enable()
    return taken


def agree(one: Any, other: Any) -> None:
    """Refuse to compare what computes two things."""
    import numpy as np

    one, other = (np.asarray(x.detach() if hasattr(x, "detach") else x) for x in (one, other))
    np.testing.assert_allclose(one.reshape(other.shape), other, rtol=1e-3, atol=1e-4)


def measure_times(a_row: Row, effort: Effort) -> list[dict[str, Any]]:
    """Every comparison of the row but that of memory."""
    import torch

    results: list[dict[str, Any]] = []
    scene: dict[str, Callable[[], Any]] = {}
    finishes: dict[str, Finish] = {}
    for wanted in a_row.compare:
        if isinstance(wanted, Exponent):
            results.append(_exponent(a_row, wanted, effort))
            continue
        if isinstance(wanted, Memory | Resident):
            continue
        scene = scene or a_row.scene(a_row.n)
        if isinstance(wanted, Race):
            ours, theirs = (finishes.setdefault(who, finishes.get(who) or scene[who]()) for who in (OURS, wanted.peer))
            results.append(
                _result(wanted, wanted.peer, "time", ours.seconds / theirs.seconds)
                | {
                    "seconds": [ours.seconds, theirs.seconds],
                    "chosen": [ours.chosen, theirs.chosen],
                    "each": [ours.each, theirs.each],
                }
            )
            continue
        if isinstance(wanted, Milliseconds):
            (ours,) = interleaved([scene[OURS]], effort)
            results.append(_result(wanted, "", "ms", 1e3 * statistics.median(ours)))
            continue
        if wanted.same:
            with torch.no_grad():
                agree(scene[OURS](), scene[wanted.peer]())
        ours, theirs = interleaved([scene[OURS], scene[wanted.peer]], effort)
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
        results.append(
            _result(wanted, wanted.peer, "time", statistics.median(ratios))
            | {"quartiles": [low, high], "ms": [1e3 * statistics.median(ours), 1e3 * statistics.median(theirs)]}
            | (
                {"tokens a second": [a_row.tokens / statistics.median(ours), a_row.tokens / statistics.median(theirs)]}
                if a_row.tokens
                else {}
            )
        )
    return results


def _exponent(a_row: Row, wanted: Exponent, effort: Effort) -> dict[str, Any]:
    calls = [a_row.scene(n)[OURS] for n in wanted.sizes]
    taken = [statistics.median(rounds) for rounds in interleaved(calls, effort)]
    slope = statistics.linear_regression([math.log(n) for n in wanted.sizes], [math.log(t) for t in taken]).slope
    return _result(wanted, "", "exponent", slope) | {"sizes": list(wanted.sizes), "ms": [1e3 * t for t in taken]}


# -- memory ----------------------------------------------------------------------------------------------------------


def peak_bytes(a_row: Row, who: str) -> int:
    """How far one call raises this process' memory, at its peak, above what stood before it."""
    import torch

    with torch.no_grad():
        a_row.scene(a_row.small)[who]()  # buffers of the libraries, taken once and kept
        call = a_row.scene(a_row.n)[who]
        gc.collect()
        before = _reset_the_peak()
        result = call()
        peak = _peak() - before
    del result
    return peak


def resident(a_row: Row) -> dict[str, Any]:
    """Run ours once, in a process of its own, and return the most that it held.

    The scene has built the peers by then, as it does for every measurement: their models and data are counted too.
    """
    (wanted,) = (way for way in a_row.compare if isinstance(way, Resident))
    a_row.scene(a_row.n)[OURS]()
    return _result(wanted, "", "MB", _peak() / 1e6)


def _reset_the_peak() -> int:
    """Begin anew to look for the peak, where Linux lets us, and return what stands now."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    try:
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        peak = None
    if peak:
        return int(peak[1]) * 1024
    import resource
    import sys

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def compared_memory(wanted: Memory, ours: int, theirs: int) -> dict[str, Any]:
    return _result(wanted, wanted.peer, "memory", ours / max(theirs, 1)) | {"MB": [ours / 1e6, theirs / 1e6]}


def _result(wanted: Comparison, peer: str, quantity: str, value: float) -> dict[str, Any]:
    met = None if wanted.at_most is None else value <= wanted.at_most
    result = {
        "peer": peer,
        "version": version_of(peer),
        "quantity": quantity,
        "value": value,
        "at_most": wanted.at_most,
        "met": met,
    }
    why = getattr(wanted, "why", "")
    return result | ({"why": why} if why and met is False else {})


# -- versions --------------------------------------------------------------------------------------------------------

PEERS = {
    "local-attention": "local-attention",
    "torch-geometric": "torch-geometric",
    "x-transformers": "x-transformers",
    "OpenCV": "opencv-contrib-python-headless",
    "SDPA": "torch",
    "nn.MultiheadAttention": "torch",
    "broadcast": "torch",
    "full matrix": "torch",
    "plain numpy": "numpy",
}


def version_of(peer: str) -> str:
    """Return the peer's package and version, or nothing for a peer that is written out in peers.py."""
    for beginning, package in PEERS.items():
        if beginning in peer:
            try:
                return f"{package} {version(package)}"
            except PackageNotFoundError:
                return f"{package}, not installed"
    return ""
