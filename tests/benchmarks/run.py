"""Measure softlook against its peers and its targets.

    make benchmarks                                         every row, and what they need
    .venv/bin/python tests/benchmarks/run.py --list         the rows, one a line, without measuring
    .venv/bin/python tests/benchmarks/run.py --rows window  the rows whose file, function or name holds "window"
    .venv/bin/python tests/benchmarks/run.py --quick        a first look: few, short rounds, figures good to a factor

How: each row runs in a fresh process, one thread. Ours and the peer's are called in turn, round after round, and the
CPU time of a round of ours is divided by that of the peer's round beside it; the table shows the median of these
ratios. Before that the two results are compared, and a row whose results differ is refused. Peak memory is how far one
call raises a fresh process above what stood before it (imports, inputs and a small call for warming up).

A whole run writes src/softlook/results/benchmarks.json, which the book's page book/reference/benchmarks.md shows. With
--rows or --quick nothing is written, unless --out names a file; --merge puts the rows into the file that is there,
where they take the place of their older selves and say themselves when and how they were measured. The machine should
have nothing else to do meanwhile: ratios hold to about 20 %, milliseconds to whatever else runs.

Exit code: 0 when all was measured (targets missed or not: the table says so), 1 when a row failed, 2 for a bad call.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measure import (
    FULL,
    OURS,
    QUICK,
    ROWS,
    Effort,
    Memory,
    Resident,
    Row,
    compared_memory,
    measure_times,
    one_thread,
    peak_bytes,
    resident,
)

from softlook.runs.results import FOLDER

ROOT = Path(__file__).resolve().parents[2]
RESULTS = FOLDER / "benchmarks.json"
AREAS = ("attention", "multihead", "windows", "additive", "graphs", "saliency", "training", "widgets")
PACKAGES = (
    "softlook",
    "numpy",
    "scipy",
    "torch",
    "torch-geometric",
    "local-attention",
    "x-transformers",
    "opencv-contrib-python-headless",
)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class RowError(Exception):
    """A row could not be measured; its text says why."""


def child(*arguments: str) -> object:
    """Measure in a fresh process and return what it found."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    if done.returncode:
        raise RowError((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    return json.loads(done.stdout.splitlines()[-1])


def be_a_child(number: int, what: str, effort: Effort) -> None:
    one_thread()
    row = ROWS[number]
    measures = (
        measure_times(row, effort)
        if what == "time"
        else resident(row)
        if what == "resident"
        else peak_bytes(row, what)
    )
    print(json.dumps(measures))


def measure(number: int, row: Row, *, quick: bool) -> dict[str, object]:
    speed = "quick" if quick else "full"
    described = {
        "name": row.name,
        "setting": row.setting,
        "n": row.n,
        "file": f"{row.scene.__module__}.py",
        "function": row.scene.__name__,
    }
    measures: list[object] = []
    try:
        if any(not isinstance(wanted, Memory | Resident) for wanted in row.compare):
            measures += child(str(number), "time", speed)
        memories = [wanted for wanted in row.compare if isinstance(wanted, Memory)]
        if memories:
            ours = child(str(number), OURS, speed)
            measures += [compared_memory(wanted, ours, child(str(number), wanted.peer, speed)) for wanted in memories]
        if any(isinstance(wanted, Resident) for wanted in row.compare):
            measures.append(child(str(number), "resident", speed))
    except RowError as error:
        return {**described, "measures": measures, "error": str(error)}
    return {**described, "measures": measures}


def about(*, quick: bool) -> dict[str, object]:
    effort = QUICK if quick else FULL
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "settings": {
            "quick": quick,
            "rounds": effort.rounds,
            "seconds of CPU time a side and round": effort.seconds,
            "threads": 1,
        },
        "machine": {
            "cpu": cpu(),
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "system": platform.system(),
        },
        "versions": {
            "python": platform.python_version(),
            **{name: number for name in PACKAGES if (number := installed(name))},
        },
    }


def cpu() -> str:
    try:
        model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        model = None
    return model[1] if model else platform.processor() or "unknown"


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        if package != "softlook":
            return None
        import softlook

        return softlook.__version__


def shown(value: float, quantity: str) -> str:
    if quantity == "ms":
        return f"{value:.3g} ms"
    if quantity == "exponent":
        return f"n ^ {value:.2f}"
    if quantity == "MB":
        return f"{value:.0f} MB"
    return f"{value:.3g} x"


def excess(measure: dict) -> str:
    """Return by how many per cent a measure lies above its target."""
    return f"{100 * (measure['value'] / (measure['at_most'] or 1) - 1):.0f}"


def lines(row: dict) -> list[tuple[str, ...]]:
    """A table line for each measure."""
    lines = []
    for m in row["measures"]:
        target = "" if m["at_most"] is None else f"<= {shown(m['at_most'], m['quantity'])}"
        verdict = {None: "", True: "met", False: f"NOT MET, by {excess(m)} %"}[m["met"]]
        what = {"ms": "CPU time", "exponent": "growth of CPU time", "MB": "peak memory"}.get(
            m["quantity"], m["quantity"]
        )
        if "tokens a second" in m:
            what += " ({:.0f} against {:.0f} target tokens a CPU second)".format(*m["tokens a second"])
        elif "seconds" in m:
            what += " ({:.1f} against {:.1f} CPU s)".format(*m["seconds"])
        lines.append(
            (
                row["name"],
                m["peer"] + (f" ({m['version']})" if m["version"] else ""),
                what,
                shown(m["value"], m["quantity"]),
                target,
                verdict,
            )
        )
    if "error" in row:
        lines.append((row["name"], "", "not measured", "", "", row["error"]))
    return lines


def table(rows: list[dict]) -> str:
    head = ("row", "against", "quantity", "measured", "target", "")
    body = [line for row in rows for line in lines(row)]
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(5)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[5]]).rstrip()
        for line in [head, *body]
    )


def write(path: Path, what: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(what, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def merged(whole: dict, rows: list[dict], how: dict) -> dict:
    """Put rows into a run's results: in the place of those of their name, or at the end."""
    new = {row["name"]: row | {name: how[name] for name in ("date", "settings")} for row in rows}
    kept = [new.pop(row["name"], row) for row in whole["rows"]]
    return whole | {"rows": [*kept, *new.values()]}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="run.py [options]"
    )
    parser.add_argument(
        "--rows",
        metavar="PATTERN",
        default="",
        help="only rows whose file, function or name matches (a regular expression)",
    )
    parser.add_argument("--quick", action="store_true", help="few and short rounds")
    parser.add_argument("--merge", action="store_true", help="with --rows: into the results that are there")
    parser.add_argument("--list", action="store_true", help="name the rows and stop")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where the results go; for a whole run src/softlook/results/benchmarks.json",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    for area in AREAS:
        importlib.import_module(area)
    if arguments[:1] == ["--child"]:
        be_a_child(int(arguments[1]), arguments[2], QUICK if arguments[3] == "quick" else FULL)
        return 0
    options = parse(arguments)
    try:
        pattern = re.compile(options.rows, re.IGNORECASE)
    except re.error as error:
        print(f"--rows: {options.rows!r} given, a regular expression wanted ({error})", file=sys.stderr)
        return 2
    chosen = [(number, row) for number, row in enumerate(ROWS) if pattern.search(row.key)]
    if not chosen:
        print(f"--rows: {options.rows!r} given, which no row matches; --list names them", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(row.key for _, row in chosen))
        return 0
    out = options.out or (None if (options.rows or options.quick) and not options.merge else RESULTS)
    if options.merge and not out.is_file():
        print(f"--merge: {out} given, a file of earlier results wanted", file=sys.stderr)
        return 2
    rows = []
    for count, (number, row) in enumerate(chosen, start=1):
        start = time.monotonic()
        print(f"[{count}/{len(chosen)}] {row.name} ({row.setting})", end=" ", flush=True, file=sys.stderr)
        rows.append(measure(number, row, quick=options.quick))
        print(f"{time.monotonic() - start:.0f} s", flush=True, file=sys.stderr)
        if out is not None and (options.merge or count == len(chosen)):  # a whole run replaces the old one at its end
            how = about(quick=options.quick)
            write(
                out,
                merged(json.loads(out.read_text(encoding="utf-8")), rows, how)
                if options.merge
                else {**how, "rows": rows},
            )
    print(table(rows))
    if out is not None:
        print(f"written: {out.name}", file=sys.stderr)
    return 1 if any("error" in row for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
