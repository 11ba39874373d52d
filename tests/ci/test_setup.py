"""The set-up decides where torch comes from, what an environment is made of, and when it is stale.

A pip that only notes what is asked takes the place of pip.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest
import setup
import yaml

ROOT = Path(__file__).resolve().parents[2]
CUDA = "https://an-index.example/packages/torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl"
PIP = """#!/bin/sh
echo "$*" >> {log}
case "$*" in
  *"import torch"*) exit {absent} ;;
  *"--dry-run"*) echo 'a word before'; echo '{report}' ;;
  *"--index-url"*) exit {unreachable} ;;
  *"pip"*"check"*) exit {broken} ;;
esac
"""


class Stub(setup.Environment):
    """An environment whose Python notes what it is asked, and answers as it was told."""

    def __init__(self, home, *, absent=1, url=CUDA, unreachable=0, broken=0):
        super().__init__(home)
        self.log = home / "log"
        self.bin.mkdir(parents=True)
        report = json.dumps({"install": [{"metadata": {"version": "2.13.0"}, "download_info": {"url": url}}]})
        text = PIP.format(log=self.log, absent=absent, report=report, unreachable=unreachable, broken=broken)
        self.python.write_text(text, "utf-8")
        self.python.chmod(0o755)

    def installed(self):
        """Every installation that was tried, without pip's own options."""
        lines = self.log.read_text("utf-8").splitlines()
        return [line.partition(" install ")[2] for line in lines if " install " in line and "--dry-run" not in line]


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.usefixtures("linux")
def test_torch_that_is_there_is_left_alone(tmp_path):
    venv = Stub(tmp_path / "venv", absent=0)
    setup.torch(venv)
    assert venv.installed() == []


@pytest.mark.usefixtures("linux")
def test_torch_is_taken_from_pytorchs_index_where_pip_would_take_cuda(tmp_path, capfd):
    venv = Stub(tmp_path / "venv")
    setup.torch(venv)
    (line,) = venv.installed()
    assert line.endswith(f"--index-url {setup.TORCH_CPU_INDEX} {setup.TORCH}")
    assert "--no-deps" in line
    assert "cannot be reached" not in capfd.readouterr().out


@pytest.mark.usefixtures("linux")
def test_torch_is_pips_own_choice_where_that_is_a_cpu_build(tmp_path):
    venv = Stub(tmp_path / "venv", url="file:///wheels/torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl")
    setup.torch(venv)
    (line,) = venv.installed()
    assert line.endswith(f"--no-deps {setup.TORCH}")
    assert "--index-url" not in line


def test_torch_is_pips_own_choice_where_there_is_no_cuda(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    venv = Stub(tmp_path / "venv")
    setup.torch(venv)
    (line,) = venv.installed()
    assert "--index-url" not in line


@pytest.mark.usefixtures("linux")
def test_where_pytorchs_index_cannot_be_reached_it_says_so_and_takes_what_there_is(tmp_path, capfd):
    venv = Stub(tmp_path / "venv", unreachable=1)
    setup.torch(venv)
    tried, taken = venv.installed()
    assert setup.TORCH_CPU_INDEX in tried
    assert taken.endswith(setup.TORCH)
    assert "--no-deps" not in taken, "CUDA's packages stand in no file of pins"
    out = capfd.readouterr().out
    for part in ("cannot be reached", setup.TORCH_CPU_INDEX, "CUDA", "3 GB", "7 GB on the disk", "Ctrl+C"):
        assert part in out


def test_pins_are_installed_as_they_stand_and_checked(tmp_path):
    venv = Stub(tmp_path / "venv")
    venv.install("requirements.txt")
    (line,) = venv.installed()
    assert line.endswith("--no-deps --no-compile -r requirements.txt")
    assert venv.log.read_text("utf-8").splitlines()[-1].endswith(" check")


def test_pins_that_lack_a_package_are_refused(tmp_path):
    with pytest.raises(setup.SetUpError, match=r"pip .*check"):
        Stub(tmp_path / "venv", broken=1).install("requirements.txt")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("pyproject.toml", "requirements.txt", "tests/requirements.txt", "src/softlook/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    return tmp_path


def test_the_cores_environment_has_the_same_pins_and_no_torch(checkout, monkeypatch):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    homes = []
    monkeypatch.setattr(setup.Environment, "make", lambda self: self.home.mkdir())
    monkeypatch.setattr(setup.Environment, "install", lambda self, _: homes.append(self.home))
    setup.core()
    setup.core()  # it is there, and new
    assert homes == [checkout / f".venv-core-{version}"]
    pins = (homes[0] / "requirements.txt").read_text("utf-8").splitlines()
    whole = "".join((ROOT / name).read_text("utf-8") for name in ("requirements.txt", "tests/requirements.txt"))
    assert set(pins) <= set(whole.splitlines())
    names = {line.partition("==")[0] for line in pins}
    assert {"numpy", "pytest", "hypothesis", "array-api-strict", "scipy", "-e ."} <= names
    assert not names & {"torch", "torch-geometric"}


def test_the_cores_tests_have_nodes_packages_once_for_all_versions(checkout, monkeypatch):
    """The faces of the page are among them, and a second version of Python finds them there."""
    for name in ("package.json", "package-lock.json"):
        (checkout / name).write_text("{}", "utf-8")
    monkeypatch.setattr(setup.Environment, "make", lambda self: self.home.mkdir(exist_ok=True))
    monkeypatch.setattr(setup.Environment, "install", lambda *_: None)
    ran = []

    def run(*command, **_):
        ran.append([str(word) for word in command[:2]])
        (checkout / "node_modules").mkdir()

    monkeypatch.setattr(setup, "run", run)
    assert setup.main(["core"]) == 0
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    assert setup.main(["core"]) == 0
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert ran == [[str(checkout / f".venv-core-{version}" / "bin" / "npm"), "ci"]]


def test_a_new_pin_or_version_makes_the_environment_anew_and_a_setting_of_a_tool_does_not(checkout):
    project = setup._project()
    file = checkout / "pyproject.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("line-length = 119", "line-length = 100"), "utf-8")
    assert tomllib.loads(file.read_text("utf-8"))["tool"]["ruff"]["line-length"] == 100
    assert setup._project() == project
    file.write_text(text.replace('"numpy>=2.0"', '"numpy>=2.1"'), "utf-8")
    assert setup._project() != project
    file.write_text(text, "utf-8")
    module = checkout / "src" / "softlook" / "__init__.py"
    module.write_text(module.read_text("utf-8").replace('__version__ = "', '__version__ = "1'), "utf-8")
    assert setup._project() != project


def test_every_pin_is_exact():
    for name in setup.REQUIREMENTS.values():
        for line in (ROOT / name).read_text("utf-8").splitlines():
            assert line.startswith(("#", "-r ", "-e .")) or "==" in line, f"{name}: {line}"


def test_the_workflow_tests_every_python_that_the_package_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python :: 3." in line]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8"))
    matrix = workflow["jobs"]["core"]["strategy"]["matrix"]
    assert matrix["python"] == named == ["3.11", "3.12", "3.13", "3.14"]
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "macos"}
    assert project["requires-python"] == f">={named[0]}"


def test_binder_takes_pytorchs_cpu_index_too():
    assert setup.TORCH_CPU_INDEX in (ROOT / ".binder" / "requirements.txt").read_text("utf-8")


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), ([], 2), (["everything"], 2)])
def test_help(arguments, code, capsys):
    assert setup.main(arguments) == code
    assert "setup.py book" in capsys.readouterr().out


def test_an_old_python_is_refused_in_a_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    assert setup.main(["book"]) == 1
    assert "Python 3.11 or newer is wanted" in capsys.readouterr().err
