"""What make says that it checks, it checks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tasks

ROOT = Path(tasks.ROOT)


def test_every_line_and_branch_of_the_core_is_wanted(monkeypatch):
    """CONTRIBUTING.md says so: of all modules but those that need torch, or that serve the course around the core."""
    commands = []
    monkeypatch.setattr(tasks, "run", lambda *command, **_: commands.append(command) or 0)
    monkeypatch.setattr(tasks, "style", lambda: 0)
    monkeypatch.setattr(tasks.subprocess, "Popen", lambda *_, **__: Finished())
    assert tasks.check() == 0
    core, others = commands[:2]
    assert "--cov" in core
    assert set(tasks.TESTS_OF_THE_CORE) < set(core)
    assert {f"--ignore={path}" for path in tasks.TESTS_OF_THE_CORE} == {
        word for word in others if word.startswith("--ignore")
    }, "what is left out of one is in the other"
    assert all((ROOT / path).exists() for path in tasks.TESTS_OF_THE_CORE)
    coverage = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]
    assert coverage["run"]["branch"]
    assert coverage["report"]["fail_under"] == 100
    held = {file for pattern in coverage["run"]["include"] for file in ROOT.glob(pattern)}
    rooms = {file.parent.name for file in held}
    assert rooms == {"softlook", "vision", "graphs"}
    assert held >= {file for room in ("", "vision", "graphs") for file in (ROOT / "src/softlook" / room).glob("*.py")}


class Finished:
    """A book that is built."""

    def wait(self):
        return 0

    poll = wait
