"""The unit tests of all that needs no torch: a pytest plugin for `make core`, where torch is not installed.

What a test needs is read from the source. A module needs torch where its import reaches a module that pyproject.toml
allows to import torch. A test needs it where it, a function of its file or a fixture that it uses names torch or such
a module, or where one of its parameters does, a module's name and code among them. Those are left out, and named. What
the source does not show is marked ``needs_torch``: such a test must fail for want of torch, so that no mark outlives
its reason. All else is collected, and fails where it asks for torch after all.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from fnmatch import fnmatch
from functools import cache, cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

import pytest
from imports import SOURCES, Imports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
ABSENT = {"torch", "torch_geometric"}
# It hands torch on where it is installed: a module may import it, and a test that names it needs torch.
OPTIONAL = "tests/optional.py"
MARK = "needs_torch"
NO_TORCH = pytest.RaisesExc(ModuleNotFoundError, match=r"^No module named 'torch'$")


class Needs:
    """What needs torch in a checkout."""

    def __init__(self, root: Path) -> None:
        self.graph = Imports(root)
        contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
        allowed = [line.partition(" -> ") for one in contracts for line in one.get("ignore_imports", ())]
        self.patterns = [module for module, _, imported in allowed if imported == "torch"]

    @cached_property
    def rooms(self) -> frozenset[str]:
        """The modules that may import torch."""
        return frozenset(
            file
            for file in self.graph.files
            if file.startswith(SOURCES) and any(fnmatch(_dotted(file), pattern) for pattern in self.patterns)
        )

    @cache  # noqa: B019  # it lives as long as its process
    def file(self, file: str) -> bool:
        """Whether a file cannot be imported without torch."""
        if file.startswith(SOURCES):
            return bool(self.graph.reached(file) & self.rooms)
        return self._any(self.graph.loaded(file) - {OPTIONAL})

    def module(self, name: str) -> bool:
        """Whether a name is that of a module, here or elsewhere, that cannot be imported without torch."""
        path = f"{SOURCES}/{name.replace('.', '/')}"
        return self._any(frozenset({name} & ABSENT | {f"{path}.py", f"{path}/__init__.py"} & self.graph.files))

    def code(self, code: CodeType) -> bool:
        """Whether code that a test is given, as a cell of a page, imports torch or what needs it."""
        return any(map(self.module, _names(code)))

    def _any(self, nodes: frozenset[str]) -> bool:
        return bool(nodes & (ABSENT | {OPTIONAL})) or any(self.file(node) for node in nodes & self.graph.files)

    def test(self, file: str, name: str, fixtures: tuple[str, ...] = ()) -> bool:
        """Whether a test, a function of its file that it uses, or a fixture, names torch or what needs it."""
        homes = [file, *(node for node in self.graph.imports(file) if node.endswith("conftest.py"))]
        waiting = [(file, name), *((home, fixture) for fixture in fixtures for home in homes)]
        seen: set[tuple[str, str]] = set()
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                needs, used = self._function(*place)
                if needs:
                    return True
                waiting += [(place[0], other) for other in used]
        return False

    @cache  # noqa: B019
    def _function(self, file: str, name: str) -> tuple[bool, frozenset[str]]:
        """Whether one function or class names what needs torch, and which others of its file it uses."""
        definitions = self._definitions(file)
        if name not in definitions:
            return False, frozenset()
        scope = definitions[name]
        used = frozenset(node.id for node in ast.walk(scope) if isinstance(node, ast.Name)) & definitions.keys()
        return self._any(frozenset(self.graph.named(scope, file, texts=False))), used

    @cache  # noqa: B019
    def _definitions(self, file: str) -> dict[str, ast.AST]:
        body = self.graph.tree(file).body
        return {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _dotted(file: str) -> str:
    return file.removeprefix(f"{SOURCES}/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_missing(value: object) -> bool:
    """Whether a test's parameter needs torch.

    It does where it is what torch would be, a function that names it, the name of its library, or holds one of these.
    """
    from optional import Missing

    if isinstance(value, Missing) or (isinstance(value, str) and value.rpartition(".")[2] in ABSENT):
        return True
    if isinstance(value, tuple | list):
        return any(map(_is_missing, value))
    if isinstance(value, dict):
        return any(map(_is_missing, value.values()))
    if isinstance(value, partial):
        return _is_missing([value.func, value.args, value.keywords])
    if isinstance(value, FunctionType):
        return any(isinstance(value.__globals__.get(name), Missing) for name in _names(value.__code__))
    return False


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


class WithoutTorch:
    """Leaves out what needs torch, counts what ran, and fails where too little did."""

    def __init__(self, least: int) -> None:
        self.least, self.needs, self.left_out = least, Needs(ROOT), Counter[str]()
        self.passed = 0

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave out files that cannot be imported."""
        file = collection_path.relative_to(ROOT).as_posix() if collection_path.is_relative_to(ROOT) else ""
        if file in self.needs.graph.files and self.needs.file(file):
            self.left_out[f"{file} (all of it)"] += 1
            return True
        return None

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out tests that name torch."""
        kept, left = [], []
        for item in items:
            file = item.path.relative_to(ROOT).as_posix()
            name = getattr(item, "originalname", None) or item.name
            parameters = list(item.callspec.params.values()) if hasattr(item, "callspec") else []
            needs = (
                _is_missing(parameters)
                or any(self.needs.module(value) for value in parameters if isinstance(value, str))
                or any(self.needs.code(value) for value in parameters if isinstance(value, CodeType))
                or self.needs.test(file, name, tuple(getattr(item, "fixturenames", ())))
            )
            (left if needs else kept).append(item)
        self.left_out.update(item.path.relative_to(ROOT).as_posix() for item in left)
        config.hook.pytest_deselected(items=left)
        items[:] = kept
        for item in kept:
            if item.get_closest_marker(MARK):
                item.add_marker(pytest.mark.xfail(raises=NO_TORCH, reason=MARK, strict=True))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count."""
        self.passed += report.when == "call" and report.passed

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail where fewer tests ran than there are."""
        if self.passed < self.least and not hasattr(session.config, "workerinput") and not session.exitstatus:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out, and how much ran."""
        terminalreporter.section("without torch")
        for file, count in sorted(self.left_out.items()):
            terminalreporter.line(f"left out: {file}" + (f", {count} tests" if "(" not in file else ""))
        terminalreporter.line(f"{self.passed} tests passed, at least {self.least} wanted")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --at-least."""
    parser.addoption("--at-least", type=int, default=1, help="without torch: the number of tests that must pass")


def pytest_configure(config: pytest.Config) -> None:
    """Begin, where torch is not installed."""
    if there := sorted(name for name in ABSENT if find_spec(name)):
        raise pytest.UsageError(f"{', '.join(there)} is installed here: this plugin is for an environment without it")
    config.pluginmanager.register(WithoutTorch(config.getoption("--at-least")), "softlook-without-torch")
