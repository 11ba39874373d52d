from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

import softlook


def run(code):
    """Run the code in a fresh Python and return what it printed."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_import_is_quick():
    code = "from time import perf_counter as now; start = now(); import softlook; print(now() - start)"
    assert min(float(run(code)[0]) for _ in range(5)) < 0.3


def test_import_is_light():
    assert run(
        "import sys, softlook; print('softlook' in sys.modules, 'numpy' in sys.modules, 'torch' in sys.modules)"
    ) == ["True", "False", "False"]


def test_dir_is_light():
    modules = "'numpy' in sys.modules, 'softlook.attention' in sys.modules"
    assert run(f"import sys, softlook; print('attend' in dir(softlook), {modules})") == ["True", "False", "False"]


def test_numpy_brings_no_torch():
    code = """
import sys
import numpy as np
import softlook
one = np.eye(2)
softlook.attend(one, one, one, mask=softlook.causal(2) & softlook.padding(1, 2))
softlook.additive(one, one, w_q=one, w_k=one, v_a=one[0])
print("softlook.attention" in sys.modules, "torch" in sys.modules)
"""
    assert run(code) == ["True", "False"]


def test_star_brings_every_public_name():
    names = run("from softlook import *; print(*dir())")
    assert set(softlook.__all__) <= set(names)


def test_all_is_every_name_with_a_home():
    assert softlook.__all__ == sorted([*softlook._HOME, "__version__"])


def test_type_checkers_see_every_name_with_a_home():
    tree = ast.parse(Path(softlook.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == {name: f"softlook.{home}" for name, home in softlook._HOME.items()}


@pytest.mark.parametrize(("name", "home"), softlook._HOME.items())
def test_a_name_is_loaded_from_its_home_and_kept(monkeypatch, name, home):
    monkeypatch.delitem(vars(softlook), name, raising=False)
    value = getattr(softlook, name)
    assert value is getattr(import_module(f"softlook.{home}"), name)
    assert value.__module__ == f"softlook.{home}"
    assert vars(softlook)[name] is value


@pytest.mark.parametrize("folder", ["graphs", "vision"])
def test_a_folder_of_the_core_shows_its_public_names(folder):
    module = import_module(f"softlook.{folder}")
    assert module.__all__ == sorted(name for name, home in softlook._HOME.items() if home.startswith(f"{folder}."))
    assert all(getattr(module, name) is getattr(softlook, name) for name in module.__all__)


def test_dir_shows_every_public_name_once():
    names = dir(softlook)
    assert set(softlook.__all__) <= set(names)
    assert len(names) == len(set(names))


def test_an_unknown_name_is_named():
    names = ", ".join(sorted(softlook._HOME))
    with pytest.raises(
        AttributeError, match=rf"^module 'softlook' has no attribute 'atend'; the public names are {names}$"
    ):
        softlook.atend  # noqa: B018


def test_the_version_is_one():
    """Of the module, of what is installed (a set-up that is older wants another run), and of the citation."""
    citation = (Path(__file__).parents[1] / "CITATION.cff").read_text("utf-8")
    assert softlook.__version__ == version("softlook")
    assert f"\nversion: {softlook.__version__}\n" in citation
