"""Over all modules: the layout. Tests mirror modules, imports make no circle, the top level is fixed."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

import softlook

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "softlook"
TESTS = ROOT / "tests"
MODULES = {
    ".".join(("softlook", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}

# What no module of the package stands behind: programs, whole pages, a built book in a browser, the set-up in .ci.
FREE_FOLDERS = ("benchmarks", "book/pages", "browser", "ci", "mutants")
# Tests of all modules at once; each says in its docstring what it holds them to.
OF_ALL = {
    "test_arguments.py",
    "test_batches.py",
    "test_idioms.py",
    "test_layout.py",
    "test_names.py",
    "test_numbers.py",
    "test_numbers_in_prose.py",
    "test_private_names.py",
    "test_raises.py",
    "test_without_torch.py",
    "widgets/js/test_sources.py",
    "widgets/js/test_twins.py",
}
# Folders whose tests are still to be brought in order; shrinks to nothing.
PENDING = {"translate", "translate/corpus"}
TOP_LEVEL = {
    *("book", "src", "tests", "_config.yml", "_toc.yml", "requirements.txt"),  # fixed
    *("pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md", "LICENSE", "CITATION.cff"),
    *(".binder", ".ci", ".github", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
    *("package.json", "package-lock.json", ".npmrc", ".prettierrc.json"),  # JavaScript
}


# -- tests mirror modules --------------------------------------------------------------------------------------------


def has_code(file):
    """Whether a module does more than import, re-export and hold tables."""
    return any(
        isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.walk(ast.parse(file.read_text("utf-8")))
    )


def mirrors(file):
    """Where the tests of a module may stand: one place, or for a package two."""
    folder, name = file.relative_to(PACKAGE).parent, file.stem
    if name != "__init__":
        return [folder / f"test_{name.strip('_')}.py"]
    return (
        [Path("test_package.py")] if folder == Path() else [folder / "test_init.py", folder / f"test_{folder.name}.py"]
    )


@pytest.mark.parametrize("module", [name for name, file in MODULES.items() if has_code(file)])
def test_a_module_with_code_has_tests_of_its_own(module):
    places = mirrors(MODULES[module])
    if places[0].parent.as_posix() in PENDING:
        return
    assert any((TESTS / place).is_file() for place in places), f"tests/{places[0]} is missing"
    assert any("def test_" in (TESTS / place).read_text("utf-8") for place in places if (TESTS / place).is_file())


def test_every_test_file_mirrors_a_module():
    places = {place for file in MODULES.values() for place in mirrors(file)}
    for script in (PACKAGE / "widgets" / "js").iterdir():  # a widget's module, or a folder of twins
        places.add(Path("widgets", "js", f"test_{script.stem}.py"))
    for file in sorted(TESTS.rglob("test_*.py")):
        place = file.relative_to(TESTS)
        free = (
            place.as_posix().startswith(tuple(f"{folder}/" for folder in FREE_FOLDERS)) or place.as_posix() in OF_ALL
        )
        free |= place.parent.as_posix() in PENDING
        assert free or place in places, f"tests/{place}: no module stands behind it"


def test_tests_of_all_modules_say_so():
    for name in sorted(OF_ALL):
        if (TESTS / name).is_file():
            assert ast.get_docstring(ast.parse((TESTS / name).read_text("utf-8"))), name


# -- imports ---------------------------------------------------------------------------------------------------------


def home(dotted):
    """The module that a name of an import stands for: itself, that which defines it, or none of ours."""
    if dotted in MODULES:
        return dotted
    parent, _, name = dotted.rpartition(".")
    if parent == "softlook":
        return f"softlook.{softlook._HOME[name]}" if name in softlook._HOME else "softlook"
    return parent if parent in MODULES else None


def run_imports(tree):
    """Yield what is imported when the module or one of its functions runs, without what type checkers alone see."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from run_imports(node)


@cache
def imports(module):
    """The modules of the package that one imports, and the packages around them, which run first."""
    targets = set()
    for dotted in run_imports(ast.parse(MODULES[module].read_text("utf-8"))):
        target = home(dotted) if dotted.split(".")[0] == "softlook" else None
        while target and target != "softlook" and not module.startswith(f"{target}.") and target != module:
            targets.add(target)
            target = target.rpartition(".")[0]
    return targets


def test_imports_make_no_circle():
    done, way = set(), []

    def visit(module):
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            way.append(module)
            for other in sorted(imports(module)):
                visit(other)
            done.add(way.pop())

    for module in MODULES:
        visit(module)


def test_the_imports_are_seen():
    assert imports("softlook.attention") >= {"softlook._check", "softlook.scores", "softlook._torch.soft"}
    assert "softlook.masks" in imports("softlook.exercises.chapter_05")  # by its public name
    assert "softlook.attention" not in imports("softlook.nn.graph_attention")  # for type checkers alone


# -- files -----------------------------------------------------------------------------------------------------------


def test_the_top_level_is_fixed():
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {file.split("/")[0] for file in files} - {".venv", "node_modules"} == TOP_LEVEL
