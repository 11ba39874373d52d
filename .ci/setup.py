"""Set up what a command needs, on a machine that has Python and make alone, and only what is missing.

    python3 .ci/setup.py book      .venv with the package, the book's tools, node and its packages
    python3 .ci/setup.py test      the same, with the test tools and a Chromium for the browser tests
    python3 .ci/setup.py benchmarks  as test, with the packages that the benchmarks measure against
    python3 .ci/setup.py mutation    as test, with the tool that plants small faults
    python3.12 .ci/setup.py core     .venv-core-3.12 and node's packages: what the unit tests need, without torch
    python3 .ci/setup.py lock      write requirements.txt and those of tests, benchmarks and mutation anew
                                   from pyproject.toml

Each step leaves a stamp (a hash of what it was made from) inside what it made, so a second run does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyPI's build for Linux brings gigabytes of CUDA
REQUIREMENTS = {
    "book": "requirements.txt",
    "test": "tests/requirements.txt",
    "benchmarks": "tests/benchmarks/requirements.txt",
    "mutation": "tests/mutants/requirements.txt",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_IN_CORE = (
    "torch",
    "torch-geometric",
    "playwright",
    "mypy",
    "ruff",
    "import-linter",
)  # torch, and tools of no unit test


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


def fingerprint(*parts: str) -> str:
    text = platform.platform() + str(ROOT)  # an environment that was moved is stale
    return hashlib.sha256("\0".join([text, *parts]).encode()).hexdigest()


def stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def write_stamp(stamp: Path, mark: str) -> None:
    draft = stamp.with_suffix(".part")
    draft.write_text(mark)
    draft.replace(stamp)


# -- Python's packages


class Environment:
    """A virtual environment below the root."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = home / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / ("python.exe" if os.name == "nt" else "python")

    def lives_here(self) -> bool:
        """Whether it answers from this very place, as this version of Python.

        A copied environment still points at its old home.
        """
        code = "import sys; print(sys.prefix); print(sys.version)"
        try:
            answer = subprocess.run([str(self.python), "-c", code], text=True, capture_output=True)
        except OSError:
            return False
        return answer.stdout.partition("\n")[::2] == (str(self.home), f"{sys.version}\n")

    def make(self) -> None:
        """Make it, where it is not there."""
        if self.lives_here():
            return
        say(f"a virtual environment in {self.home.name}")
        shutil.rmtree(self.home, ignore_errors=True)
        try:
            run(sys.executable, "-m", "venv", self.home)
        except SetUpError as error:
            shutil.rmtree(self.home, ignore_errors=True)
            raise SetUpError(
                f"{error}\nOn Debian and Ubuntu the module venv is a package of its own: apt install python3-venv"
            ) from None

    def pip(self, *arguments: str | Path, quiet: bool = False) -> str:
        """Run its pip."""
        options = ("--disable-pip-version-check", "--no-input")
        return run(self.python, "-m", "pip", *options, *arguments, quiet=quiet)

    def install(self, requirements: str | Path) -> None:
        """Install what a file of pins names.

        The file is whole, so pip need not look for more; pip is asked afterwards whether that is so.
        Bytecode is written when a module is first imported: most of what comes along never is.
        """
        self.pip("install", "-qq", "--progress-bar", "off", "--no-deps", "--no-compile", "-r", requirements)
        try:
            self.pip("check", quiet=True)
        except SetUpError:
            self.pip("check")  # and say what is missing
            raise


def environment(requirements: str) -> Environment:
    """Make .venv with what a file of pins names."""
    venv = Environment(VENV)
    mark = fingerprint(sys.version, _project(), *map(_pins, ("requirements.txt", requirements)))
    stamp = VENV / f"stamp-{Path(requirements).parent.name or 'book'}"
    if not stamped(stamp, mark):
        venv.make()
        torch(venv)
        say(f"packages from {requirements}")
        venv.install(requirements)
        write_stamp(stamp, mark)
    return venv


def core() -> Environment:
    """Make the environment of `make core`, one for each version of Python: the same pins, without torch."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    venv = Environment(ROOT / f".venv-core-{version}")
    lines = "\n".join([_pins("requirements.txt"), _pins("tests/requirements.txt")]).splitlines()
    left_out = re.compile(rf"({'|'.join(NOT_IN_CORE)})==|-r |#")
    pins = "\n".join(line for line in dict.fromkeys(lines) if line and not left_out.match(line)) + "\n"
    mark = fingerprint(sys.version, _project(), pins)
    stamp = venv.home / "stamp-core"
    if not stamped(stamp, mark):
        venv.make()
        say(f"packages for {venv.home.name}: those of tests/requirements.txt, without torch")
        listed = venv.home / "requirements.txt"
        listed.write_text(pins, "utf-8")
        venv.install(listed)
        write_stamp(stamp, mark)
    return venv


def _pins(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


def _project() -> str:
    """What pyproject.toml says of the package itself, and its version: settings of the tools change no environment."""
    import tomllib  # Python 3.11 has it: main looks first

    table = tomllib.loads(_pins("pyproject.toml"))
    version = re.findall(r"^__version__ = .*", _pins("src/softlook/__init__.py"), re.MULTILINE)
    return json.dumps([table["build-system"], table["project"], version], sort_keys=True)


def torch(venv: Environment) -> None:
    """Take the CPU build of torch.

    That is pip's own choice where it is a CPU build already, else the one of PyTorch's CPU index, else what there is.
    """
    if subprocess.run([str(venv.python), "-c", "import torch"], capture_output=True).returncode == 0:
        return
    say(f"{TORCH}, a CPU build")
    install = ("install", "-qq", "--progress-bar", "off")
    if sys.platform != "linux" or _is_cpu_build(venv):
        venv.pip(*install, "--no-deps", TORCH)
        return
    try:
        venv.pip(*install, "--no-deps", "--retries", "1", "--timeout", "20", "--index-url", TORCH_CPU_INDEX, TORCH)
    except SetUpError:
        say(
            f"PyTorch's CPU index cannot be reached from here: {TORCH_CPU_INDEX}\n"
            "   Instead comes the build that pip's own index has. "
            "On Linux x86_64 that is the one with CUDA: some 3 GB\n"
            "   to fetch, and 7 GB on the disk. All works with it just the same. "
            "To save them, stop here (Ctrl+C), have\n"
            "   a mirror of that index set as pip's (pip config set global.extra-index-url ADDRESS), and start again."
        )
        venv.pip(*install, TORCH)  # with the packages that it needs: CUDA's are in no file of pins


def _is_cpu_build(venv: Environment) -> bool:
    """Whether the build of torch that pip would choose by itself is one for the CPU."""
    report = venv.pip("install", "-qq", "--dry-run", "--no-deps", "--report", "-", TORCH, quiet=True)
    chosen = json.loads(report[report.index("{") :])["install"]
    return not chosen or "+cpu" in chosen[0]["metadata"]["version"] + chosen[0]["download_info"]["url"]


# -- node's packages, and a browser


def node_packages(venv: Environment) -> None:
    """Install what package-lock.json names, for whichever version of Python asks first."""
    mark = fingerprint(_pins("package.json"), _pins("package-lock.json"))
    stamp = ROOT / "node_modules" / ".stamp"
    if stamped(stamp, mark):
        return
    say("node packages from package-lock.json")
    env = {**os.environ, "PATH": f"{venv.bin}{os.pathsep}{os.environ['PATH']}"}
    run(venv.bin / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", env=env)
    write_stamp(stamp, mark)


def chromium(venv: Environment) -> None:
    """A Chromium for the browser tests: one that is here, Debian's, or Playwright's own."""
    named = os.environ.get("SOFTLOOK_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise SetUpError(f"SOFTLOOK_CHROMIUM names a file that is not there: {named}")
        return
    if any(shutil.which(name) for name in CHROMIUM_NAMES) or _playwrights_own(venv):
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium from Debian's packages")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ("chromium", "fonts-dejavu-core")
        try:
            run("apt-get", "update", "-qq", quiet=True)
            run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, quiet=True, env=env)
        except SetUpError as error:
            say(f"{error}; trying Playwright's own")
        if any(shutil.which(name) for name in CHROMIUM_NAMES):
            return
    say("Chromium, Playwright's own build")
    run(venv.python, "-m", "playwright", "install", "chromium")


def _playwrights_own(venv: Environment) -> bool:
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([str(venv.python), "-c", code], text=True, capture_output=True)
    return answer.returncode == 0 and Path(answer.stdout.strip()).is_file()


# -- the files of pins


def lock(venv: Environment) -> None:
    """Resolve pyproject.toml for every platform and version of Python; torch's CUDA packages are left out."""
    say("uv resolves pyproject.toml")
    tool = VENV / "uv"
    venv.pip("install", "-qq", "--target", tool, "uv==0.13.8")
    skip = ("cuda-", "nvidia-", "triton", "softlook", "#")
    known: set[str] = set()
    for extra, file in REQUIREMENTS.items():
        pins = run(
            tool / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--no-annotate", "--no-header", "--extra", extra, "pyproject.toml", quiet=True,
        )  # fmt: skip
        lines = [line for line in pins.splitlines() if line and not line.startswith(skip) and line not in known]
        if extra == "book":
            head = (
                "# Runs and builds the course. Written by `make lock` from pyproject.toml; "
                "the last line is the package itself."
            )
            lines = [head, *lines, "-e ."]
        else:
            head = f"# What `make {extra}` needs on top. Written by `make lock` from pyproject.toml."
            lines = [head, "-r ../requirements.txt", *lines]
        if extra in {"book", "test"}:
            known |= set(lines)
        draft = (ROOT / file).with_suffix(".part")
        draft.write_text("\n".join(lines) + "\n")
        draft.replace(ROOT / file)


def _check_python() -> None:
    if sys.version_info < (3, 11):
        given = platform.python_version()
        raise SetUpError(f"Python 3.11 or newer is wanted, {given} was given (try make PYTHON=python3.12)")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in {*REQUIREMENTS, "core", "lock"}:
        print(__doc__)
        return 0 if arguments in (["--help"], ["-h"]) else 2
    (name,) = arguments
    try:
        _check_python()
        venv = core() if name == "core" else environment(REQUIREMENTS.get(name, "requirements.txt"))
        if name == "lock":
            lock(venv)
            return 0
        node_packages(venv)
        if name in {"test", "benchmarks"}:
            chromium(venv)
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
