"""Time and memory against length: full attention, a window, a peer's window, a recurrent network.

Written to ``softlook/results/growth.json`` by ``softlook experiments softlook.experiments.growth``, where the peer is
installed (with the benchmarks' requirements). Without ``--jobs``: what runs beside it would be measured with it.
"""

from __future__ import annotations

import math
import multiprocessing
import re
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook.runs.job import Done, Experiment, Job, Row, do

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = (256, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
WIDTH, HALF_WIDTH, ROUNDS = 64, 64, 3
AT_MOST = {"full attention": 16384}  # its weights would take 4.3 GB at twice that, and 17 GB at four times
# What holds for every measurement.
SETTINGS = {"width": WIDTH, "half_width": HALF_WIDTH, "dtype": "float32", "direction": "forward"}
CONTENDERS = ("full attention", "full attention, output only", "window", "window (local-attention)", "GRU")


def contender(name: str, n: int) -> Callable[[], Any]:
    """Return what is measured: a function of nothing that makes n contexts of n positions, 64 wide, in float32.

    Parameters
    ----------
    name : str
        One of `CONTENDERS`. A window sees 64 positions on either side.
    n : int
        How many positions.

    Raises
    ------
    ValueError
        If the name is none of these.

    Examples
    --------
    >>> contender("window", 256)().shape
    torch.Size([1, 256, 64])
    """
    import torch

    from softlook.attention import attend
    from softlook.local import attend_local_m

    torch.set_num_threads(1)
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 1, n, WIDTH)
    if name == "full attention":
        return lambda: attend(q, k, v, need_scores=False).c
    if name == "full attention, output only":
        return lambda: attend(q, k, v, need_weights=False).c
    if name == "window":
        return lambda: attend_local_m(q, k, v, half_width=HALF_WIDTH)
    if name == "GRU":
        cell = torch.nn.GRU(WIDTH, WIDTH, batch_first=True)
        return lambda: cell(q)[0]
    if name == "window (local-attention)":
        from local_attention import LocalAttention  # type: ignore[import-not-found,unused-ignore]

        # It reaches one block of HALF_WIDTH back and one ahead, its defaults.
        theirs = LocalAttention(window_size=HALF_WIDTH, exact_windowsize=True, use_rotary_pos_emb=False).eval()
        return lambda: theirs(q, k, v)
    raise ValueError(f"name: {name!r} given, one of {', '.join(CONTENDERS)} wanted")


def growth(
    sizes: Sequence[int] = SIZES, contenders: Sequence[str] = CONTENDERS, *, rounds: int = ROUNDS
) -> list[dict[str, Any]]:
    """Measure each contender at each size, each time in a process of its own, round by round.

    Parameters
    ----------
    sizes : sequence of int
        n. Full attention with its weights stops at 16,384.
    contenders : sequence of str
        Of `CONTENDERS`.
    rounds : int
        How many; what is kept is the median.

    Returns
    -------
    list of dict
        `name`, `n`, CPU `seconds` of one call on one thread, and `megabytes` by which the call raised the process'
        memory at its peak.
    """
    return _table([do(job) for job in _jobs(sizes, contenders, rounds)])


def run(settings: dict[str, Any], _round: int) -> Row:
    """Measure one contender at one size, in a process of its own: what another took would be left to it."""
    with multiprocessing.get_context("spawn").Pool(1) as child:
        seconds, megabytes = child.apply(measure, (settings["name"], settings["n"]))
    return {"seconds": seconds, "megabytes": megabytes}


def measure(name: str, n: int) -> tuple[float, float]:
    """Return the seconds and the megabytes of one call, after one that warms up; run it in a process of its own."""
    import torch

    with torch.no_grad():
        contender(name, 256)()  # what the libraries take once and keep
        call = contender(name, n)
        before = _peak(reset=True)
        call()
        megabytes = (_peak() - before) / 1e6
        times: list[float] = []
        while sum(times) < 0.2:
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
    return statistics.median(times), megabytes


def exponent(rows: Sequence[dict[str, Any]], name: str, quantity: str = "seconds", *, start: int = 4096) -> float:
    """Return the slope of a contender's quantity over n, both as logarithms: 1 is linear, 2 is quadratic.

    Parameters
    ----------
    rows : sequence of dict
        As :func:`growth` gives them.
    name : str
        Whose.
    quantity : str
        "seconds" or "megabytes".
    start : int
        From which n on.

    Examples
    --------
    >>> exponent([{"name": "a", "n": n, "seconds": n**2} for n in (10, 20, 40)], "a", start=10)
    2.0
    """
    chosen = [row for row in rows if row["name"] == name and row["n"] >= start]
    points = [(math.log(row["n"]), math.log(row[quantity])) for row in chosen]
    return round(statistics.linear_regression(*zip(*points, strict=True)).slope, 9)


def ratio(rows: Sequence[dict[str, Any]], name: str, other: str, quantity: str = "seconds", *, n: int) -> float:
    """Return how many times as much of a quantity one contender takes as the other, at one size.

    Examples
    --------
    >>> ratio([{"name": "a", "n": 4, "seconds": 6.0}, {"name": "b", "n": 4, "seconds": 2.0}], "a", "b", n=4)
    3.0
    """
    at = {row["name"]: row[quantity] for row in rows if row["n"] == n}
    return float(at[name] / at[other])


def _jobs(sizes: Sequence[int] = SIZES, contenders: Sequence[str] = CONTENDERS, rounds: int = ROUNDS) -> list[Job]:
    """Return the measurements, round by round; a job's seed is the number of its round."""
    return [
        Job(f"{__name__}:run", {"name": name, "n": n, **SETTINGS}, seed)
        for seed in range(rounds)
        for n in sizes
        for name in contenders
        if n <= AT_MOST.get(name, n)
    ]


def _table(done: Sequence[Done]) -> list[Row]:
    """Return the medians over the rounds."""
    rounds: dict[tuple[str, int], list[Row]] = {}
    for each in done:
        rounds.setdefault((each.job.settings["name"], each.job.settings["n"]), []).append(each.row)
    return [
        {"name": name, "n": n}
        | {quantity: statistics.median(row[quantity] for row in rows) for quantity in ("seconds", "megabytes")}
        for (name, n), rows in rounds.items()
    ]


def _peak(*, reset: bool = False) -> int:
    """Return this process' peak memory in bytes; reset it first, where Linux lets us."""
    if reset:
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")
    with suppress(OSError):
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if peak:
            return int(peak[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


EXPERIMENT = Experiment("growth", __name__, "time and memory of attention against length", _jobs, _table)
