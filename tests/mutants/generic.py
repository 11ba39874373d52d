"""Change the core at every place, one small change at a time, and see whether the tests notice.

    make mutation                                        all modules; what was tested before is not tested again
    make mutation ONLY=softlook.scores                   one of them
    .venv/bin/python tests/mutants/generic.py --again    survivors too, once there are more tests
    .venv/bin/python tests/mutants/generic.py --show     what has survived so far; nothing runs

mutmut makes the mutants: all those of a module stand in one copy of it, and a variable says which is awake. Here the
tests of a module (its own, those that the catalogue names for it, and those of arguments and batches) are collected
once and run once to see which of them reach which function. Then a process is forked off for each mutant, which runs
those, the likely killers first, up to the first failure. Results are kept in mutants/, under a hash of the function: a
function that was changed is tested again, the others are not. Survivors that no test can kill stand in equivalent.md.

Exit code: 0 when nothing survived but what equivalent.md allows for each function, 1 when something did, 2 for a bad
call.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

from catalogue import MUTANTS, mirror

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = ROOT / "mutants"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
MODULES = tuple(
    path.removeprefix("src/softlook/").removesuffix(".py").replace("/", ".") for path in SETTINGS["only_mutate"]
)
COMMON = tuple(f"tests/test_{name}.py" for name in ("arguments", "batches", "numbers", "raises"))
ALSO = {"_check": ("tests/test_masks.py", "tests/test_normalizers.py")}


def file_of(module: str) -> str:
    """Return where a module stands in the package: "graphs.attention" in graphs/attention.py."""
    return f"{module.replace('.', '/')}.py"


def tests_of(module: str) -> tuple[str, ...]:
    named = {test for mutant in MUTANTS if mutant.file == file_of(module) for test in mutant.tests}
    return (*sorted({mirror(file_of(module)), *named, *ALSO.get(module, ())}), *COMMON)


def plant(module: str) -> tuple[list[str], dict[str, str]]:
    """Write a copy of the source in which a module holds all its mutants; return their names and functions' hashes."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    shutil.rmtree(KEPT / "src", ignore_errors=True)
    shutil.copytree(
        ROOT / "src", KEPT / "src", ignore=shutil.ignore_patterns("__pycache__", "checkpoints", "results", "static")
    )
    file = KEPT / "src" / "softlook" / file_of(module)
    mutated = mutate_file_contents(str(file), file.read_text(encoding="utf-8"))
    file.write_text(mutated.code, encoding="utf-8")
    return [f"softlook.{module}.{name}" for name in mutated.mutant_names], dict(mutated.hash_by_function_name)


def read(module: str) -> dict[str, dict[str, str]]:
    file = KEPT / f"{module}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def write(module: str, results: dict[str, dict[str, str]]) -> None:
    draft = KEPT / f"{module}.part"
    draft.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    draft.replace(KEPT / f"{module}.json")


def function_of(mutant: str) -> str:
    return mutant.rpartition(".")[2].rpartition("__mutmut_")[0]


class Runner:
    """A pytest plugin: it takes the place of pytest's own loop over the tests."""

    def __init__(
        self, module: str, todo: list[str], hashes: dict[str, str], results: dict[str, dict[str, str]]
    ) -> None:
        self.module, self.todo, self.hashes, self.results = module, todo, hashes, results
        self.failed = False
        self.seconds: dict[str, float] = {}
        self.kills, self.tries = Counter(), Counter()  # by test, and by (function, test)

    def pytest_runtest_logreport(self, report):
        self.failed |= report.failed
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration

    def pytest_runtestloop(self, session):
        reach = self.clean_run(session.items)
        start = time.monotonic()
        for count, mutant in enumerate(self.todo, start=1):
            items = sorted(
                reach.get(mutant.rpartition("__mutmut_")[0], ()), key=lambda item: self.price(mutant, item.nodeid)
            )
            fate, words = self.try_out(mutant, items) if items else ("survived", "no test reaches it")
            self.results[mutant] = {"hash": self.hashes.get(function_of(mutant), ""), "fate": fate, "by": words}
            if count % 20 == 0 or count == len(self.todo):
                write(self.module, self.results)
                sys.__stderr__.write(
                    f"\r{self.module}: {count} of {len(self.todo)}, {time.monotonic() - start:.0f} s "
                )
        return True

    def clean_run(self, items):
        """Run all once, unchanged, and return the tests that reach each function."""
        from mutmut.mutation.trampoline import set_mutant_under_test
        from mutmut.state import state

        os.environ["MUTMUT_DEPENDENCY_DEPTH"] = "-1"
        set_mutant_under_test("stats")
        reach, left_out = {}, []
        for item, following in zip(items, [*items[1:], None], strict=True):
            state()._stats.clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:  # a test that reads the source finds mutmut's in it; more than a few are a fault
                self.failed = False
                left_out.append(item.nodeid)
                continue
            for function in state()._stats:
                reach.setdefault(function, []).append(item)
        set_mutant_under_test("")
        if left_out:
            sys.__stderr__.write(f"left out, as they fail without any mutant: {', '.join(left_out)}\n")
        if len(left_out) > 3:
            os._exit(1)
        return reach

    def price(self, mutant, test):
        """Seconds a kill: what a test takes, over how often it has killed, here and elsewhere."""
        here = (function_of(mutant), test)
        chance = 0.7 * (self.kills[here] + 0.1) / (self.tries[here] + 1) + 0.3 * (self.kills[test] + 0.1) / (
            self.tries[test] + 2
        )
        return (self.seconds.get(test, 0) + 0.006) / chance

    def try_out(self, mutant, items):
        """Wake one mutant in a process of its own."""
        seconds = sum(self.seconds.get(item.nodeid, 0) for item in items)
        read_end, write_end = os.pipe()
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                self.be_the_child(mutant, items, write_end, int(6 * seconds + 30))
            os._exit(1)
        os.close(write_end)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(read_end) as pipe:
            killer = pipe.read()
        for item in items:
            here = (function_of(mutant), item.nodeid)
            self.tries.update([here, item.nodeid])
            if item.nodeid == killer:
                self.kills.update([here, killer])
                break
        return ("survived", "") if code == 0 else ("killed", killer or f"exit code {code}")

    def be_the_child(self, mutant, items, write_end, cpu_seconds):
        from mutmut.mutation.trampoline import set_mutant_under_test

        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        signal.alarm(4 * cpu_seconds)
        set_mutant_under_test(mutant)
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.failed = False
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                os.write(write_end, item.nodeid.encode())
                os._exit(1)
        os._exit(0)


def run(module: str, *, again: bool) -> int:
    """Test the mutants of one module, in this process."""
    os.chdir(ROOT)
    KEPT.mkdir(exist_ok=True)
    names, hashes = plant(module)
    kept = {
        name: old
        for name, old in read(module).items()
        if name in set(names) and old["hash"] == hashes.get(function_of(name), "")
    }
    todo = [name for name in names if name not in kept or (again and kept[name]["fate"] == "survived")]
    write(module, kept)
    if not todo:
        return 0
    sys.path.insert(0, str(KEPT / "src"))
    os.environ |= {"PYTHONPATH": str(KEPT / "src"), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sys.dont_write_bytecode = True
    import pytest

    runner = Runner(module, todo, hashes, kept)
    code = pytest.main(
        [
            "-q",
            "--no-header",
            "--tb=native",
            "-p",
            "no:cacheprovider",
            "--hypothesis-profile=mutation",
            *tests_of(module),
        ],
        plugins=[runner],
    )
    finished = code == pytest.ExitCode.TESTS_FAILED and set(todo) <= set(kept)  # what failed was left out
    return 0 if finished else int(code)


def changes(module: str, survivors: list[str]) -> list[str]:
    """Return what each survivor changes."""
    plant(module)
    text = (KEPT / "src" / "softlook" / file_of(module)).read_text(encoding="utf-8")
    lines, differences = text.splitlines(), []
    bodies = {
        node.name: lines[node.lineno : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    for name in survivors:
        mutant = name.rpartition(".")[2]
        both = [
            [re.sub(r"\s*# type: ignore # mutmut generated", "", line) for line in bodies.get(f, [])]
            for f in (f"{function_of(name)}__mutmut_orig", mutant)
        ]
        differences.append(f"# {module}.{mutant.removeprefix('x_')}")
        differences += [
            f"  {line[0]} {line[1:].strip()}"
            for line in difflib.unified_diff(*both, n=0, lineterm="")
            if not line.startswith(("---", "+++", "@@"))
        ]
    return differences


def allowed(module: str) -> Counter[str]:
    """Return how many survivors of each function equivalent.md gives a reason for: the last column of its table."""
    rows = re.findall(
        rf"^\| `{re.escape(module)}\.(\w+)` \|.*\| (\d+) \|$",
        (HERE / "equivalent.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    reasons: Counter[str] = Counter()
    for function, count in rows:
        reasons[f"x_{function}"] += int(count)
    return reasons


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage="generic.py [options]"
    )
    parser.add_argument("--only", metavar="MODULE", default="", help="one module: softlook.scores")
    parser.add_argument("--again", action="store_true", help="test the survivors of earlier runs again")
    parser.add_argument("--show", action="store_true", help="show what has survived, and run nothing")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    only = options.only.removeprefix("softlook.")
    if only and only not in MODULES:
        print(f"--only: {options.only!r} given, one of {', '.join(MODULES)} wanted", file=sys.stderr)
        return 2
    if options.child:
        return run(only, again=options.again)
    extra = 0
    for module in [only] if only else MODULES:
        if not options.show:
            command = [sys.executable, __file__, "--child", "--only", module, *(["--again"] if options.again else [])]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            if done.returncode:
                print(f"\n{module}: not tested\n{done.stdout[-2000:]}", file=sys.stderr)
                extra += 1
                continue
        results = read(module)
        survivors = [name for name, result in results.items() if result["fate"] == "survived"]
        unexplained = Counter(map(function_of, survivors)) - allowed(module)
        print(
            f"\r{module}: {len(results)} mutants, {len(survivors)} survive, "
            f"{len(survivors) - unexplained.total()} of them expected",
            flush=True,
        )
        if options.show or unexplained:
            print(
                "\n".join(
                    changes(module, [name for name in survivors if options.show or function_of(name) in unexplained])
                )
            )
        extra += unexplained.total()
    return 1 if extra else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
