"""Set up what a command needs, on a machine that has Python and make alone, and only what is missing.

    python3 .ci/setup.py book      .venv with the package, the book's tools, node and its packages
    python3 .ci/setup.py test      the same, with the test tools and a Chromium for the browser tests
    python3 .ci/setup.py benchmarks  as test, with the packages that the benchmarks measure against
    python3 .ci/setup.py mutation    as test, with the tool that plants small faults
    python3 .ci/setup.py lock      write requirements.txt and those of tests, benchmarks and mutation anew from pyproject.toml

Each step leaves a stamp (a hash of what it was made from) inside what it made, so a second run does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyPI's build for Linux brings gigabytes of CUDA
REQUIREMENTS = {
    "book": "requirements.txt",
    "test": "tests/requirements.txt",
    "benchmarks": "tests/benchmarks/requirements.txt",
    "mutation": "tests/mutants/requirements.txt",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SetUpError(Exception):
    """Something a user can mend; shown without a traceback."""


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def run(*command: str | Path, quiet: bool = False, env: dict[str, str] | None = None) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, text=True, env=env, stdout=subprocess.PIPE if quiet else None)
    if done.returncode:
        raise SetUpError(f"this command failed with exit code {done.returncode}: {' '.join(words)}")
    return done.stdout or ""


def fingerprint(*files: str) -> str:
    text = sys.version + platform.platform() + str(ROOT)  # an environment that was moved is stale
    return hashlib.sha256(b"".join([text.encode(), *((ROOT / f).read_bytes() for f in files)])).hexdigest()


def stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def write_stamp(stamp: Path, mark: str) -> None:
    draft = stamp.with_suffix(".part")
    draft.write_text(mark)
    draft.replace(stamp)


def environment(requirements: str) -> None:
    mark = fingerprint("pyproject.toml", "requirements.txt", requirements)
    stamp = VENV / f"stamp-{Path(requirements).parent.name or 'book'}"
    if stamped(stamp, mark):
        return
    if sys.version_info < (3, 11):
        raise SetUpError(
            f"Python 3.11 or newer is wanted, {platform.python_version()} was given (try make PYTHON=python3.12)"
        )
    if not PYTHON.exists() or not _lives_here():
        say("a virtual environment in .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            run(sys.executable, "-m", "venv", VENV)
        except SetUpError as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise SetUpError(
                f"{error}\nOn Debian and Ubuntu the module venv is a package of its own: apt install python3-venv"
            ) from None
    _torch()
    say(f"packages from {requirements}")
    run(PYTHON, "-m", "pip", "install", "-qq", "--progress-bar", "off", "-r", requirements)
    write_stamp(stamp, mark)


def _lives_here() -> bool:
    """True when .venv answers from this very place (a copied one still points at its old home)."""
    asked = subprocess.run([str(PYTHON), "-c", "import sys; print(sys.prefix)"], text=True, capture_output=True)
    return asked.returncode == 0 and Path(asked.stdout.strip()) == VENV


def _torch() -> None:
    """Take the CPU build of torch: pip's own choice where that is one already, else PyTorch's CPU index."""
    pip = (PYTHON, "-m", "pip", "install", "--progress-bar", "off", "--disable-pip-version-check")
    if subprocess.run([str(PYTHON), "-c", "import torch"], capture_output=True).returncode == 0:
        return
    say(f"{TORCH}, a CPU build")
    on_linux = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}
    if on_linux:
        report = run(*pip, "-qq", "--dry-run", "--no-deps", "--report", "-", TORCH, quiet=True)
        chosen = json.loads(report[report.index("{") :])["install"]
        if chosen and "+cpu" not in chosen[0]["metadata"]["version"] + chosen[0]["download_info"]["url"]:
            run(*pip, "-qq", "--no-deps", "--index-url", TORCH_CPU_INDEX, TORCH)
            return
    run(*pip, "-qq", "--no-deps", TORCH)


def node_packages() -> None:
    mark = fingerprint("package.json", "package-lock.json")
    stamp = ROOT / "node_modules" / ".stamp"
    if stamped(stamp, mark):
        return
    say("node packages from package-lock.json")
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    run(BIN / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", env=env)
    write_stamp(stamp, mark)


def chromium() -> None:
    """A Chromium for the browser tests: one that is here, Debian's, or Playwright's own."""
    named = os.environ.get("SOFTLOOK_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise SetUpError(f"SOFTLOOK_CHROMIUM names a file that is not there: {named}")
        return
    if any(shutil.which(name) for name in CHROMIUM_NAMES) or _playwrights_own():
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium from Debian's packages")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            run("apt-get", "update", "-qq", quiet=True)
            run(
                "apt-get",
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium",
                "fonts-dejavu-core",
                quiet=True,
                env=quiet,
            )
        except SetUpError as error:
            say(f"{error}; trying Playwright's own")
        if any(shutil.which(name) for name in CHROMIUM_NAMES):
            return
    say("Chromium, Playwright's own build")
    run(PYTHON, "-m", "playwright", "install", "chromium")


def _playwrights_own() -> bool:
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([str(PYTHON), "-c", code], text=True, capture_output=True)
    return asked.returncode == 0 and Path(asked.stdout.strip()).is_file()


def lock() -> None:
    """Resolve pyproject.toml for every platform; torch's CUDA packages are left out."""
    say("uv resolves pyproject.toml")
    tool = VENV / "uv"
    run(PYTHON, "-m", "pip", "install", "-qq", "--target", tool, "uv==0.13.8")
    skip = ("cuda-", "nvidia-", "triton", "softlook", "#")
    further = "# What `make {}` needs on top. Written by `make lock` from pyproject.toml.\n-r ../requirements.txt\n"
    known: set[str] = set()
    for extra, out, head in (
        (
            "book",
            ROOT / "requirements.txt",
            "# Runs and builds the course. Written by `make lock` from pyproject.toml; the last line is the package itself.\n",
        ),
        (
            "test",
            ROOT / "tests" / "requirements.txt",
            "# What `make test` needs on top. Written by `make lock` from pyproject.toml.\n-r ../requirements.txt\n",
        ),
        ("benchmarks", ROOT / "tests" / "benchmarks" / "requirements.txt", further.format("benchmarks")),
        ("mutation", ROOT / "tests" / "mutants" / "requirements.txt", further.format("mutation")),
    ):
        pins = run(
            tool / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--no-annotate", "--no-header", "--extra", extra, "pyproject.toml", quiet=True,
        )  # fmt: skip
        lines = [line for line in pins.splitlines() if line and not line.startswith(skip) and line not in known]
        if extra in {"book", "test"}:
            known |= set(lines)
        tail = ["-e ."] if extra == "book" else []
        draft = out.with_suffix(".part")
        draft.write_text(head + "\n".join([*lines, *tail]) + "\n")
        draft.replace(out)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in {*REQUIREMENTS, "lock"}:
        print(__doc__)
        return 0 if arguments in (["--help"], ["-h"]) else 2
    try:
        if arguments[0] == "lock":
            environment("requirements.txt")
            lock()
            return 0
        environment(REQUIREMENTS[arguments[0]])
        node_packages()
        if arguments[0] in {"test", "benchmarks"}:
            chromium()
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
