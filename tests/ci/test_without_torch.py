"""What `make core` leaves out: what a file, a test or a parameter names, and what is marked.

It is read from a small made-up checkout and from this one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import without_torch
from optional import Missing
from without_torch import Needs, _is_missing

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "pyproject.toml": """
[[tool.importlinter.contracts]]
ignore_imports = ["softlook.nn.* -> torch", "softlook._torch -> torch", "softlook.a -> numpy"]
""",
    "src/softlook/__init__.py": "",
    "src/softlook/_torch/__init__.py": "import torch",
    "src/softlook/nn/__init__.py": "from softlook.nn.layer import Layer",
    "src/softlook/nn/layer.py": "import torch",
    "src/softlook/plain.py": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import torch
def fast(q: torch.Tensor):
    from softlook._torch import kernel
""",
    "src/softlook/training.py": "from softlook.nn import Layer",
    "src/softlook/wrong.py": "import torch  # which no contract allows",
    "tests/optional.py": "import torch",
    "tests/conftest.py": """
import pytest
@pytest.fixture
def layer():
    from softlook.nn import Layer
@pytest.fixture
def array(): ...
""",
    "tests/test_plain.py": """
from optional import torch
from softlook.plain import fast
SHAPE = 3
def helper():
    return torch.ones(SHAPE)
def test_of_numpy(): return fast(SHAPE)
def test_of_torch(): return torch.zeros(3)
def test_by_a_helper(): return helper()
def test_by_an_import():
    from softlook.training import learn
def test_by_a_fixture(layer): ...
def test_with_arrays(array): ...
class TestAll:
    def test(self): return torch
""",
    "tests/test_layer.py": "from softlook.nn import Layer",
    "tests/test_at_its_top.py": "import torch",
}


@pytest.fixture
def needs(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return Needs(tmp_path)


def test_files(needs):
    given = {name: needs.file(name) for name in FILES if name.endswith(".py") and "optional" not in name}
    assert {name for name, left_out in given.items() if left_out} == {
        "src/softlook/_torch/__init__.py",
        "src/softlook/nn/__init__.py",
        "src/softlook/nn/layer.py",
        "src/softlook/training.py",
        "tests/test_layer.py",
        "tests/test_at_its_top.py",
    }, "what no contract allows to import torch is collected, and fails"


@pytest.mark.parametrize(
    ("name", "fixtures", "left_out"),
    [
        ("test_of_numpy", (), False),
        ("test_of_torch", (), True),
        ("test_by_a_helper", (), True),
        ("test_by_an_import", (), True),
        ("test_by_a_fixture", ("layer",), True),
        ("test_with_arrays", ("array",), False),
        ("TestAll", (), True),
    ],
)
def test_tests(needs, name, fixtures, left_out):
    assert needs.test("tests/test_plain.py", name, fixtures) is left_out


gone = Missing().zeros(3)


@pytest.mark.parametrize(
    ("parameter", "left_out"),
    [
        (3, False),
        ("numpy", False),
        ("array_api_compat.torch", True),
        ("a torch that burns", False),
        (gone, True),
        ([1, {"dtype": gone}], True),
        (lambda: gone, True),
        (lambda: [gone for _ in "a"], True),
        (partial(max, gone), True),
        (lambda: Missing, False),
        (max, False),
    ],
)
def test_parameters(parameter, left_out):
    assert _is_missing(parameter) is left_out


def test_the_core_of_this_checkout_is_kept():
    """An allowance too many in the contract on torch would leave out what is to be tested."""
    needs = Needs(ROOT)
    kept = {file for file in needs.graph.files if file.startswith("src/softlook/") and not needs.file(file)}
    modules = (
        "scores",
        "masks",
        "normalizers",
        "windows",
        "attention",
        "heads",
        "local",
        "memory",
        "translate/decode",
    )
    assert {f"src/softlook/{name}.py" for name in modules} <= kept
    assert not any(file.startswith(("src/softlook/nn/", "src/softlook/_torch/")) for file in kept)


def test_it_refuses_to_run_where_torch_is(monkeypatch):
    monkeypatch.setattr(without_torch, "find_spec", lambda name: name == "torch")
    with pytest.raises(pytest.UsageError, match="torch is installed here"):
        without_torch.pytest_configure(None)


def test_code_that_a_test_is_given_needs_what_it_imports(needs):
    def code(text):
        return compile(text, "a cell", "exec")

    assert needs.code(code("import torch"))
    assert needs.code(code("def later():\n    from softlook.training import learn"))
    assert not needs.code(code("from softlook.plain import fast\nprint(fast)"))


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("torch", True),
        ("softlook.nn", True),
        ("softlook.training", True),
        ("softlook.plain", False),
        ("softlook.absent", False),
        ("a torch that burns", False),
    ],
)
def test_modules_by_their_names(needs, name, left_out):
    assert needs.module(name) is left_out


def test_a_mark_holds_for_what_fails_for_want_of_torch_alone(tmp_path):
    """One lacks torch, as it should; one lacks nothing: its mark is stale; one lacks something else; one is wrong."""
    (tmp_path / "test_marked.py").write_text("""
import pytest
pytestmark = pytest.mark.needs_torch
def test_lacks_torch(): raise ModuleNotFoundError("No module named 'torch'", name="torch")
def test_lacks_nothing(): pass
def test_lacks_another(): import softlook_has_no_such_package
def test_is_wrong(): assert not "right"
""")
    (tmp_path / "conftest.py").write_text("""
import without_torch
from pathlib import Path
without_torch.ROOT = Path(__file__).parent
class Nothing: graph = type("graph", (), {"files": ()}); test = staticmethod(lambda *_: False)
without_torch.Needs = lambda root: Nothing()
without_torch.find_spec = lambda name: None
def pytest_configure(config): config.addinivalue_line("markers", "needs_torch: torch")
pytest_plugins = ["without_torch"]
""")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)]
    paths = os.pathsep.join(str(ROOT / folder) for folder in (".ci", "tests"))
    done = subprocess.run(command, text=True, capture_output=True, env=os.environ | {"PYTHONPATH": paths})
    assert re.search(r"3 failed, 1 xfailed", done.stdout), done.stdout + done.stderr
    assert "[XPASS(strict)] needs_torch" in done.stdout
