"""What make does once all is set up: build, serve, lab, widgets, quick, check.

.venv/bin/python .ci/tasks.py build [--fresh]   the book into _build/html; --fresh from nothing
.venv/bin/python .ci/tasks.py serve [PORT]      _build/html on 127.0.0.1
.venv/bin/python .ci/tasks.py lab               JupyterLab, chapters as notebooks
.venv/bin/python .ci/tasks.py widgets           src/softlook/widgets/js -> static
.venv/bin/python .ci/tasks.py quick             style, types, layers, unit tests of what changed
.venv/bin/python .ci/tasks.py check             every check there is
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),  # two cores: one for the work, one for the page
}


NOISE = "Kernel is running over TCP without encryption"  # between two processes of this machine


def run(*command: str | Path) -> int:
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=ENVIRONMENT).returncode


def run_without_noise(*command: str | Path) -> int:
    """Run and print, but for the noise; what the command leaves running (KaTeX's node, where a build dies) goes with it."""
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
    """Run the tests that belong to the modules that differ from the last commit; all unit tests when others changed."""
    if code := style():
        return code
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, text=True, capture_output=True).stdout.split(
        "\n"
    )
    files = {line[3:].strip('"') for line in changed if line}
    stems = {Path(file).stem.removeprefix("test_").lstrip("_") for file in files if file.endswith((".py", ".js"))}
    tests = sorted(
        str(test.relative_to(ROOT))
        for test in (ROOT / "tests").rglob("test_*.py")
        if test.stem.removeprefix("test_") in stems
    )
    say(f"unit tests of what changed: {', '.join(tests) or 'all'}")
    return run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "-m",
        "not book and not browser",
        *(["src/softlook", *tests] if tests else []),
    )


def check() -> int:
    if code := style():
        return code
    say("unit tests, doctests, JavaScript")
    if code := run(sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not book and not browser"):
        return code
    say("the book, from nothing")
    if code := build(fresh=True):
        return code
    say("the book and the browser")
    return run(sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-m", "book or browser")


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
        case [("lab" | "widgets" | "quick" | "check") as name]:
            return {"lab": lab, "widgets": widgets, "quick": quick, "check": check}[name]()
        case _:
            print(__doc__)
            return 0 if arguments in (["--help"], ["-h"]) else 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
