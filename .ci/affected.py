"""Which unit tests a change asks for: chosen by paths and imports, never by equal names.

| what changed | what runs |
|---|---|
| a module of the package | its doctests and its own test file; those of all modules that import it; |
| | every test that imports one of these; the tests of all modules |
| a test | the test |
| a conftest, a helper or a file that tests read | every test below its folder, and every test that imports it |
| JavaScript or a style sheet of a widget | tests/widgets |
| a chapter | tests/book/pages |
| a tool in .ci | tests/ci, and every test that imports it |
| anything else | every unit test |
"""

from __future__ import annotations

import subprocess
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from imports import PACKAGE, SOURCES, Imports

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CORE = f"{SOURCES}/{PACKAGE}"
BY_FOLDER = {  # what changes below the first asks for the tests below the second
    f"{CORE}/widgets/js": ("tests/widgets",),
    f"{CORE}/widgets/static": ("tests/widgets",),
    f"{CORE}/book": ("tests/book",),
    "book": ("tests/book/pages",),
    ".ci": ("tests/ci",),
}
OF_ALL = ("tests", "tests/mutants")  # tests here that are no module's own read all modules


class Affected(NamedTuple):
    """What is to be run."""

    tests: frozenset[str]
    """Test files."""
    modules: frozenset[str]
    """Modules of the package: their doctests."""


def changed_files(root: Path) -> frozenset[str]:
    """Return what differs from the last commit, new files and both names of a moved one included."""
    command = ["git", "status", "--porcelain", "-z", "--untracked-files=all"]
    status = subprocess.run(command, cwd=root, text=True, capture_output=True, check=True).stdout
    files, entries = set(), iter(status.split("\0"))
    for entry in entries:
        if entry:
            files.add(entry[3:])
            if entry[0] in "RC":
                files.add(next(entries))  # the old name
    return frozenset(files)


def own_tests(module: str) -> tuple[str, ...]:
    """Return the names that the test file of a module may have: src/softlook/a/_b.py is tested by tests/a/test_b.py.

    Examples
    --------
    >>> own_tests("src/softlook/vision/_pyramid.py")
    ('tests/vision/test_pyramid.py',)
    >>> own_tests("src/softlook/vision/__init__.py")
    ('tests/vision/test_init.py', 'tests/vision/test_vision.py')
    """
    path = PurePosixPath(module).relative_to(CORE)
    folder = PurePosixPath("tests") / path.parent
    if path.stem != "__init__":
        return (str(folder / f"test_{path.stem.strip('_')}.py"),)
    return tuple(str(folder / f"test_{name}.py") for name in ("init", path.parent.name or "package"))


def affected(graph: Imports, changed: Iterable[str]) -> Affected:
    """Return the tests that a change asks for.

    Parameters
    ----------
    graph : Imports
        Of the checkout as it is now.
    changed : iterable of str
        Files that were edited, added or taken away, relative to the root.
    """
    tests = {file for file in graph.files if _is_test(file)}
    modules = {file for file in graph.files if file.startswith(f"{CORE}/")}
    start: set[str] = set()  # with all that imports them
    below: set[str] = set()  # folders
    for file in changed:
        path = PurePosixPath(file)
        folders = {folder for home in map(str, path.parents) for folder in BY_FOLDER.get(home, ())}
        if _is_test(file) or (path.suffix == ".py" and path.is_relative_to(CORE)):
            start.add(file)
        elif path.is_relative_to("tests"):
            start.add(file)
            below.add(str(path.parent))
        elif folders:
            start.add(file)
            below |= folders
        else:
            return Affected(frozenset(tests), _with_doctests(modules))
    reached = graph.importers(start)
    own = {test for module in reached if module.startswith(f"{CORE}/") for test in own_tests(module)}
    whole = tests - {test for module in modules for test in own_tests(module)} if reached & modules else set()
    whole = {test for test in whole if str(PurePosixPath(test).parent) in OF_ALL}
    chosen = {
        test
        for test in tests
        if test in reached | own | whole or any(PurePosixPath(test).is_relative_to(folder) for folder in below)
    }
    return Affected(frozenset(chosen), _with_doctests(reached & modules))


def _with_doctests(modules: Iterable[str]) -> frozenset[str]:
    return frozenset(module for module in modules if not module.endswith("/__main__.py"))  # an import would run it


def _is_test(file: str) -> bool:
    path = PurePosixPath(file)
    return path.is_relative_to("tests") and path.name.startswith("test_") and path.suffix == ".py"
