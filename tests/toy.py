"""A toy experiment in a package of its own, for what runs experiments."""

from __future__ import annotations

import importlib
import sys

import pytest

TOY = '''
"""Jobs of a few milliseconds, each of which leaves a mark when it begins."""
import os, time
from pathlib import Path
from softlook.runs.job import Experiment, Job

def run(settings, seed):
    marks = Path(os.environ["TOY_MARKS"])
    with (marks / f"{settings['n']}-{seed}").open("a") as file:
        file.write(f"{os.getpid()}\\n")
    if settings["n"] == int(os.environ.get("TOY_FAILS", -1)):
        raise ValueError(f"n: {settings['n']} given, another wanted")
    if settings["n"] == int(os.environ.get("TOY_DIES", -1)):
        os._exit(9)
    time.sleep(float(os.environ.get("TOY_SLEEP", 0)))
    return {"square": settings["n"] ** 2 + seed}

def jobs():
    return tuple(Job(f"{__name__}:run", {"n": n, "kind": "toy"}, seed) for n in range(4) for seed in range(2))

def table(done):
    return [{"n": each.job.settings["n"], "square": each.row["square"]} for each in done]

EXPERIMENT = Experiment("toy", __name__, "squares", jobs, table)
'''


def clear_caches():
    """Let fingerprints read every file anew."""
    from softlook.runs import fingerprint

    for each in vars(fingerprint).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()


class Toy:
    def __init__(self, folder, monkeypatch):
        self.folder, self.set = folder, monkeypatch.setenv
        self.name = "toy_lab.squares"  # with a dot: a module's name

    @property
    def experiment(self):
        return importlib.import_module(self.name).EXPERIMENT

    def begun(self):
        """How often each job was begun."""
        return {path.name: len(path.read_text().splitlines()) for path in sorted((self.folder / "marks").iterdir())}


@pytest.fixture
def toy(tmp_path, monkeypatch):
    package = tmp_path / "path" / "toy_lab"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "squares.py").write_text(TOY)
    (tmp_path / "marks").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path / "path"), *sys.path]))  # for workers of their own
    monkeypatch.setenv("TOY_MARKS", str(tmp_path / "marks"))
    importlib.invalidate_caches()
    clear_caches()
    yield Toy(tmp_path, monkeypatch)
    clear_caches()
    for name in [name for name in sys.modules if name.startswith("toy_lab")]:
        del sys.modules[name]
