"""`make quick` runs what a change asks for, by paths and imports, on a small made-up checkout and on this one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import grimp
import pytest
from affected import affected, changed_files, own_tests
from imports import Imports

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "src/softlook/__init__.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from softlook.scores import dot as dot
            from softlook.masks import causal as causal
        def __getattr__(name): ...
        """,
    "src/softlook/_check.py": "",
    "src/softlook/scores.py": "from softlook import _check",
    "src/softlook/masks.py": "",
    "src/softlook/attention.py": "def attend():\n    from softlook.scores import dot",
    "src/softlook/vision/__init__.py": "",
    "src/softlook/vision/_scores.py": "",
    "src/softlook/widgets/js/math/scores.js": "",
    "tests/conftest.py": "",
    "tests/toy.py": "",
    "tests/test_check.py": "",
    "tests/test_scores.py": "",
    "tests/test_attention.py": "",
    "tests/test_masks.py": "",
    "tests/test_by_name.py": "import softlook as sl\nsl.causal(3)",
    "tests/test_everything.py": "",
    "tests/vision/conftest.py": "import softlook.masks",
    "tests/vision/test_scores.py": "",
    "tests/vision/rows.tsv": "",
    "tests/widgets/test_parity.py": "",
    "tests/book/test_reading.py": "",
    "tests/book/pages/test_chapters.py": "",
    "tests/nn/test_uses.py": "import softlook\n\ndef test():\n    softlook.dot",
    "tests/nn/test_toy.py": "import toy",
    "tests/nn/test_text.py": "JOB = 'softlook.masks:causal'",
    "tests/ci/test_affected.py": "",
}


@pytest.fixture
def checkout(tmp_path):
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
        file.write_text("\n".join(line[margin:] for line in lines), "utf-8")
    return tmp_path


WHOLE = {"test_by_name.py", "test_everything.py"}  # they stand in tests/ and are no module's own
SCORES = {"test_scores.py", "test_attention.py", "nn/test_uses.py"}
MASKS = {"test_masks.py", "vision/test_scores.py", "nn/test_text.py"}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ("src/softlook/scores.py", SCORES | WHOLE),
        ("src/softlook/_check.py", SCORES | WHOLE | {"test_check.py"}),
        ("src/softlook/attention.py", WHOLE | {"test_attention.py"}),
        ("src/softlook/masks.py", MASKS | WHOLE),
        ("src/softlook/vision/_scores.py", WHOLE | {"vision/test_scores.py"}),
        ("tests/test_scores.py", {"test_scores.py"}),
        ("tests/vision/conftest.py", {"vision/test_scores.py"}),
        ("tests/vision/rows.tsv", {"vision/test_scores.py"}),
        ("src/softlook/widgets/js/math/scores.js", {"widgets/test_parity.py"}),
        ("src/softlook/widgets/js/new.css", {"widgets/test_parity.py"}),
        ("book/02-three-components.md", {"book/pages/test_chapters.py"}),
        (".ci/affected.py", {"ci/test_affected.py"}),
    ],
)
def test_what_a_change_asks_for(checkout, changed, wanted):
    tests = affected(Imports(checkout), [changed]).tests
    assert {test.removeprefix("tests/") for test in tests} == wanted


@pytest.mark.parametrize("changed", ["pyproject.toml", "src/softlook/results/heads.json", "tests/conftest.py"])
def test_what_all_tests_stand_on_asks_for_all(checkout, changed):
    assert affected(Imports(checkout), [changed]).tests == {name for name in FILES if "/test_" in name}


def test_a_helper_asks_for_what_imports_it_and_what_stands_below_it(checkout):
    (checkout / "tests" / "nn" / "helper.py").write_text("", "utf-8")
    tests = affected(Imports(checkout), ["tests/nn/helper.py"]).tests
    assert tests == {name for name in FILES if name.startswith("tests/nn/test_")}
    assert "tests/nn/test_toy.py" in Imports(checkout).importers(["tests/toy.py"])


def test_a_module_that_is_gone_asks_for_what_still_imports_it(checkout):
    (checkout / "src" / "softlook" / "scores.py").unlink()
    tests = affected(Imports(checkout), ["src/softlook/scores.py"]).tests
    assert {"tests/test_attention.py", "tests/test_scores.py"} <= tests


def test_a_file_that_cannot_be_read_stops_nothing(checkout):
    (checkout / "src" / "softlook" / "masks.py").write_text("def (", "utf-8")
    assert "tests/test_masks.py" in affected(Imports(checkout), ["src/softlook/masks.py"]).tests


def test_doctests_are_those_of_the_modules_that_may_change(checkout):
    modules = affected(Imports(checkout), ["src/softlook/_check.py"]).modules
    assert modules == {f"src/softlook/{name}.py" for name in ("_check", "scores", "attention")}
    assert affected(Imports(checkout), ["tests/test_scores.py"]).modules == set()


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("src/softlook/scores.py", ("tests/test_scores.py",)),
        ("src/softlook/vision/_pyramid.py", ("tests/vision/test_pyramid.py",)),
        ("src/softlook/nn/__init__.py", ("tests/nn/test_init.py", "tests/nn/test_nn.py")),
        ("src/softlook/__init__.py", ("tests/test_init.py", "tests/test_package.py")),
    ],
)
def test_a_module_has_its_own_tests(module, tests):
    assert own_tests(module) == tests


def test_what_changed_is_what_git_says(tmp_path):
    def git(*command):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *command], cwd=tmp_path, check=True, capture_output=True)

    for name in ("kept.py", "edited.py", "moved.py", "gone.py"):
        (tmp_path / name).write_text(f"# {name}, a text that is long enough to be known again\n", "utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "Begin")
    assert changed_files(tmp_path) == set()
    (tmp_path / "edited.py").write_text("", "utf-8")
    (tmp_path / "gone.py").unlink()
    git("mv", "moved.py", "a new name.py")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "new.py").write_text("", "utf-8")
    assert changed_files(tmp_path) == {"edited.py", "gone.py", "moved.py", "a new name.py", "folder/new.py"}


# -- this checkout


@pytest.fixture(scope="module")
def graph():
    return Imports(ROOT)


def dotted(file):
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_no_import_that_import_linter_knows_is_missed(graph):
    """The names that a package hands on when they are first used, import-linter does not follow; all else both see."""
    known = grimp.build_graph("softlook", exclude_type_checking_imports=True, cache_dir=None)
    modules = {dotted(file): file for file in graph.files if file.startswith("src/")}
    assert set(modules) == known.modules
    for name, file in modules.items():
        ours = {dotted(importer) for importer in graph.importers([file]) if importer.startswith("src/")}
        assert known.find_downstream_modules(name) <= ours, name


def test_a_change_in_the_scores_runs_most_tests_of_the_core(graph):
    """It ran one file once: those of equal name alone."""
    tests = affected(graph, ["src/softlook/scores.py"]).tests
    core = (
        "scores",
        "attention",
        "heads",
        "local",
        "cache",
        "memory",
        "explain",
        "jacobians",
        "persistent",
    )
    assert {f"tests/test_{name}.py" for name in core} & graph.files <= tests
    for folder in ("nn", "translate", "graphs", "experiments"):
        assert any(test.startswith(f"tests/{folder}/") for test in tests), folder


def test_every_module_of_the_package_has_tests_that_its_change_runs(graph):
    for module in (file for file in graph.files if file.startswith("src/") and graph.tree(file).body):
        assert affected(graph, [module]).tests, module
