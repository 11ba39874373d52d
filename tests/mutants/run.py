"""Plant the named faults one by one and see whether the tests notice.

    make mutants                                                    all of them (minutes)
    .venv/bin/python tests/mutants/run.py --only windows            those whose name holds "windows"
    .venv/bin/python tests/mutants/run.py --jobs 1                  one at a time, where others need the processors
    .venv/bin/python tests/mutants/run.py --list                    their names, nothing else

A mutant is a replacement of text in one file of src/softlook, in tests/mutants/catalogue.py. The source is copied to a
temporary folder, one replacement is made there, and the tests that the mutant names run on the copy, up to the first
failure. A mutant is *killed* when a test fails, and has SURVIVED when none does: then a test is missing. The same
tests also run on an unchanged copy, where they must pass.

Exit code: 0 when all are killed, 1 when one survived, could not be planted or could not be tested, 2 for a bad call.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from catalogue import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds; a mutant that takes longer has been noticed too


# Loaded once, before the processes that run the tests are forked off: more than half of a short run goes into these.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["pytest", "hypothesis.extra.numpy", "array_api_compat.torch", "array_api_strict", "scipy.ndimage", "torch"]
)


def run_tests(source: str, tests: tuple[str, ...], log: str) -> None:
    """Run tests on a copy of the source, up to the first failure, and end this process with pytest's exit code."""
    import pytest

    os.chdir(ROOT)
    sys.path.insert(0, source)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    )  # for tests that start a Python
    sys.dont_write_bytecode = True
    with Path(log).open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        code = pytest.main(
            [
                "-x",
                "-q",
                "--no-header",
                "--tb=no",
                "-p",
                "no:cacheprovider",
                "-W",
                "ignore::pytest.PytestAssertRewriteWarning",
                *tests,
            ]
        )
        sys.stdout.flush()
        os._exit(int(code))


def pytest(source: Path, tests: tuple[str, ...], *, patience: int | None = None) -> tuple[int | None, str]:
    """Test a copy of the source; return pytest's exit code (None when it took too long) and its last words."""
    log = source.parent / "log"
    process = FORKS.Process(target=run_tests, args=(str(source), tests, str(log)))
    process.start()
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        return None, ""
    words = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    return process.exitcode, next(
        (line for line in words if line.startswith(("FAILED", "ERROR"))), "\n".join(words[-5:])
    )


def copy(folder: Path) -> Path:
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__", "checkpoints", "results"))
    return source


def innocent(tests: tuple[str, ...]) -> str:
    """Return what fails without any mutant: nothing, or the kills prove nothing."""
    with tempfile.TemporaryDirectory() as folder:
        code, words = pytest(copy(Path(folder)), tests)
    return words if code else ""


def fate(mutant: Mutant) -> tuple[bool, str]:
    """Return whether the mutant met the end that it should, and what became of it."""
    with tempfile.TemporaryDirectory() as folder:
        source = copy(Path(folder))
        file = source / "softlook" / mutant.file
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if text.count(mutant.old) != 1:
            return False, f"NOT PLANTED: its text occurs {text.count(mutant.old)} times in {mutant.file}, once wanted"
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        code, words = pytest(source, mutant.tests, patience=PATIENCE)
    if code == 0:
        return False, f"SURVIVED {', '.join(mutant.tests)}"
    if code is None:
        return True, f"killed: it took more than {PATIENCE} s"
    if code == 1 and words.startswith("FAILED"):
        return True, f"killed by {words.removeprefix('FAILED ').split(' - ')[0]}"
    return False, f"NOT TESTED: pytest ended with exit code {code}: {words}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="run.py [options]"
    )
    parser.add_argument(
        "--only", metavar="NAME", default="", help="only mutants whose name matches this regular expression"
    )
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="how many run at a time (default 2)")
    parser.add_argument("--list", action="store_true", help="name the mutants and stop")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        print(f"--jobs: {options.jobs} given, 1 or more wanted", file=sys.stderr)
        return 2
    try:
        chosen = [mutant for mutant in MUTANTS if re.search(options.only, mutant.name)]
    except re.error as error:
        print(f"--only: {options.only!r} given, a regular expression wanted ({error})", file=sys.stderr)
        return 2
    if not chosen:
        print(f"--only: {options.only!r} given, which no mutant's name matches; --list names them", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(mutant.name for mutant in chosen))
        return 0

    start, bad = time.monotonic(), []
    os.environ |= {"OMP_NUM_THREADS": "1"}
    tests = tuple(sorted({test for mutant in chosen for test in mutant.tests}))
    with ThreadPoolExecutor(options.jobs) as pool:
        unchanged = pool.submit(innocent, tests)
        waiting = {pool.submit(fate, mutant): mutant for mutant in chosen}
        for count, done in enumerate(as_completed(waiting), start=1):
            good, words = done.result()
            print(f"[{count}/{len(chosen)}] {waiting[done].name}: {words}", flush=True)
            if not good:
                bad.append(f"{waiting[done].name}: {words}")
    if unchanged.result():
        bad.append(f"NO MUTANT, and yet a test failed: {unchanged.result()}")
    survivors = f"{len(bad)} findings:" if bad else "all killed, and unchanged the tests pass"
    print("\n".join(["", f"{len(chosen)} mutants in {time.monotonic() - start:.0f} s; {survivors}", *bad]))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
