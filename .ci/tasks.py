"""What make does once all is set up: build, serve, lab, widgets, quick, check, soak, core.

.venv/bin/python .ci/tasks.py build [--fresh]   the book into _build/html; --fresh from nothing
.venv/bin/python .ci/tasks.py serve [PORT]      _build/html on 127.0.0.1
.venv/bin/python .ci/tasks.py lab               JupyterLab, chapters as notebooks
.venv/bin/python .ci/tasks.py widgets           src/softlook/widgets/js -> static
.venv/bin/python .ci/tasks.py quick             style, types, layers, unit tests of what changed
.venv/bin/python .ci/tasks.py check             every check there is
.venv/bin/python .ci/tasks.py soak              random events on every widget, a minute each
python3.12 .ci/tasks.py core                    the unit tests of all that needs no torch, in .venv-core-3.12
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),  # two cores: one for the work, one for the page
}
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "2")
UNIT = ("-m", "not book and not browser")
# What pyproject.toml wants covered, these cover: the others need not be traced.
TESTS_OF_THE_CORE = (
    *("tests/_torch", "tests/graphs", "tests/vision"),
    *sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("tests/test_*.py")),
)
CORE_TESTS = 1500  # `make core` fails where fewer pass: an empty run is no success
CORE_LEFT_OUT = (
    "browser",
    "benchmarks",
    "mutants",
    "ci",
)  # they look at pages, and at what make does with all of .venv
SOAK = "12"  # times as many random events as in `make test`: a minute for five seconds
NO_TESTS = 5  # of pytest: what was chosen holds no test that runs here

NOISE = "Kernel is running over TCP without encryption"  # between two processes of this machine


def run(*command: str | Path, **environment: str) -> int:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=ENVIRONMENT | environment).returncode


def run_without_noise(*command: str | Path) -> int:
    """Run and print, but for the noise.

    What the command leaves running (KaTeX's node, where a build dies) is ended with it.
    """
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env=ENVIRONMENT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )

    def echo() -> None:
        for line in process.stdout or ():
            if NOISE not in line:
                print(line, end="", flush=True)

    printer = threading.Thread(target=echo, daemon=True)
    printer.start()
    try:
        return process.wait()
    finally:
        printer.join(timeout=1)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        printer.join(timeout=5)


def build(*, fresh: bool) -> int:
    if fresh:
        shutil.rmtree(ROOT / "_build", ignore_errors=True)
    start = time.monotonic()
    main = "from jupyter_book.cli.main import main; main()"
    code = run_without_noise(sys.executable, "-c", main, "build", ".", "-q", "-W", "-n", "--keep-going")
    if code:
        # Sphinx forgets its warnings: without this, the same build run again would pass.
        shutil.rmtree(ROOT / "_build" / ".doctrees", ignore_errors=True)
        print("book: the build failed; the messages above say where", file=sys.stderr)
        return code
    print(f"book: _build/html stands ({time.monotonic() - start:.0f} s)", flush=True)
    return 0


class Quiet(SimpleHTTPRequestHandler):
    """Serves the book, and says nothing of each request."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".woff2": "font/woff2"}  # noqa: RUF012

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def serve(port: str) -> int:
    if not port.isdecimal() or int(port) > 65535:
        print(f"serve: PORT={port} given, a number from 0 to 65535 wanted", file=sys.stderr)
        return 2
    handler = functools.partial(Quiet, directory=str(HTML))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", int(port)), handler)
    except (OSError, OverflowError) as error:
        print(
            f"serve: port {port} is not to be had ({error}); name another one: make serve PORT=8001", file=sys.stderr
        )
        return 1
    print(f"The course: http://127.0.0.1:{server.server_port}/  (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
    return 0


def lab() -> int:
    run(BIN / "jupytext-config", "set-default-viewer", "markdown")
    return run(sys.executable, "-m", "jupyterlab", "--LabApp.default_url=/lab/tree/book/index.md")


def widgets() -> int:
    return run(BIN / "npm", "run", "--silent", "widgets", "--", "--outdir=src/softlook/widgets/static")


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def style() -> int:
    commands = {
        "style (ruff)": (sys.executable, "-m", "ruff", "check", "."),
        "format (ruff)": (sys.executable, "-m", "ruff", "format", "--check", "."),
        "format of the JavaScript (prettier)": (BIN / "npm", "run", "--silent", "format"),
        "types (mypy)": (sys.executable, "-m", "mypy"),
        "types of the JavaScript (tsc)": (BIN / "npm", "run", "--silent", "types"),
        "layers (import-linter)": (BIN / "lint-imports",),
    }
    for name, command in commands.items():
        say(name)
        if code := run(*command):
            print(f"check: {name} failed", file=sys.stderr)
            return code
    return 0


def quick() -> int:
    """Run the unit tests and doctests that the difference from the last commit asks for; all where there is none."""
    from affected import affected, changed_files  # read when it is needed: the other tasks stand alone
    from imports import Imports

    if code := style():
        return code
    changed = changed_files(ROOT)
    chosen = affected(Imports(ROOT), changed or ["."])
    driven = {test for test in chosen.tests if test.startswith(("tests/browser/", "tests/benchmarks/"))}
    paths = sorted((chosen.tests - driven) | chosen.modules)
    if driven:
        print(f"{len(driven)} of the tests that this may change drive a browser: make test runs them")
    if not paths:
        say("nothing changed that a unit test looks at")
        return 0
    say(
        f"tests of what changed: {len(chosen.tests - driven)} files, and the doctests of {len(chosen.modules)} modules"
    )
    code = run(*PYTEST, *UNIT, *paths)
    return 0 if code == NO_TESTS else code


@contextlib.contextmanager
def book_meanwhile() -> Iterator[Callable[[], int]]:
    """Build the book from nothing beside what is done meanwhile.

    Give a function that waits for the build, and says how it went. A build is one process that often waits for a
    kernel: the second core has time for other work.
    """
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, __file__, "build", "--fresh"]
        process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=log, stderr=subprocess.STDOUT)

        def finished() -> int:
            code = process.wait()
            log.seek(0)
            print(log.read(), end="", flush=True)
            return code

        try:
            yield finished
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)  # as Ctrl+C does: it takes its children with it
                process.wait()


def check() -> int:
    with book_meanwhile() as book:
        if code := style():
            return code
        say("unit tests of the core, and what they cover (and the book is built meanwhile)")
        if code := run(*PYTEST, "--cov", *UNIT, *TESTS_OF_THE_CORE):
            return code
        say("the other unit tests, doctests, JavaScript")
        if code := run(*PYTEST, *UNIT, *(f"--ignore={path}" for path in TESTS_OF_THE_CORE)):
            return code
        say("the book, from nothing")
        if code := book():
            return code
    say("the book and the browser")
    return run(*PYTEST, "--dist", "loadgroup", "-m", "book or browser")


def soak() -> int:
    """Send random events to every widget, for a minute or so each."""
    if code := build(fresh=False):
        return code
    say("random events on every widget, a minute each")
    return run(*PYTEST, "-s", "-k", "random_events", "tests/browser", SOFTLOOK_SOAK=SOAK)


def core() -> int:
    """Run the unit tests of all that needs no torch, in the environment of this version of Python.

    The environment is the one that setup.py made.
    """
    environment = ROOT / f".venv-core-{sys.version_info.major}.{sys.version_info.minor}"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    say(f"unit tests of all that needs no torch, Python {sys.version.partition(' ')[0]}")
    left_out = [f"--ignore=tests/{folder}" for folder in CORE_LEFT_OUT]
    options = ["-p", "without_torch", f"--at-least={CORE_TESTS}", *left_out, *UNIT]
    return run(python, *PYTEST[1:], *options, "src/softlook", "tests", PYTHONPATH=str(ROOT / ".ci"))


TASKS = {"lab": lab, "widgets": widgets, "quick": quick, "check": check, "soak": soak, "core": core}


def main(arguments: list[str]) -> int:
    match arguments:
        case ["build"]:
            return build(fresh=False)
        case ["build", "--fresh"]:
            return build(fresh=True)
        case ["serve"]:
            return serve("8000")
        case ["serve", port]:
            return serve(port)
        case [name] if name in TASKS:
            return TASKS[name]()
        case _:
            print(__doc__)
            return 0 if arguments in (["--help"], ["-h"]) else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
