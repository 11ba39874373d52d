"""Which file imports which, read from the source alone: a file that is broken, or lacks a package, can still be asked.

A node is a file of the project, relative to its root, or the name of a package from elsewhere (``torch``). Where a
package only hands a name on (``softlook.softmax``), the edge goes to the module that the name comes from.
"""

from __future__ import annotations

import ast
import re
import textwrap
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PACKAGE = "softlook"
SOURCES = "src"
HELPERS = ("tests", "tests/book/pages", "tests/browser", ".ci")  # pytest's pythonpath, in pyproject.toml
DOTTED = re.compile(rf"{PACKAGE}(?:\.\w+)+(?::\w+)?")  # a module in a string, and a function of it


class Imports:
    """The import graph of a checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> frozenset[str]:
        """Every Python file of the package, the tests and the tools."""
        folders = (self.root / folder for folder in (f"{SOURCES}/{PACKAGE}", "tests", ".ci"))
        return frozenset(
            file.relative_to(self.root).as_posix() for folder in folders for file in sorted(folder.rglob("*.py"))
        )

    @cache  # noqa: B019  # a graph lives as long as its process
    def imports(self, file: str) -> frozenset[str]:
        """Return what a file imports, at its top or in a function; a test, also the conftests above it."""
        nodes = self.named(self.tree(file), file)
        parents = Path(file).parents if file.startswith("tests/") else ()
        conftests = {f"{parent.as_posix()}/conftest.py" for parent in parents} - {file}
        return frozenset((nodes | conftests & self.files) - {file})

    @cache  # noqa: B019
    def loaded(self, file: str) -> frozenset[str]:
        """Return what the import of a file imports: what stands in no function of it."""
        return frozenset(self.named(self.tree(file), file, inside=False, texts=False) - {file})

    def reached(self, file: str) -> frozenset[str]:
        """Return all that the import of a file loads, directly or indirectly."""
        return self._closure([file], lambda node: self.loaded(node) if node in self.files else ())

    def importers(self, files: Iterable[str]) -> frozenset[str]:
        """Return these files and all that import one of them, directly or indirectly."""
        return self._closure(files, lambda node: self._importers.get(node, ()))

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        importers: dict[str, set[str]] = {}
        for file in self.files:
            for node in self.imports(file):
                importers.setdefault(node, set()).add(file)
        return importers

    @staticmethod
    def _closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
        seen: set[str] = set()
        waiting = list(start)
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += following(node)
        return frozenset(seen)

    # -- one file

    @cache  # noqa: B019
    def tree(self, file: str) -> ast.Module:
        """Return the file's syntax tree; that of an empty file where it cannot be parsed."""
        try:
            return ast.parse((self.root / file).read_text("utf-8"))
        except (OSError, SyntaxError):
            return ast.Module([], [])

    def named(self, scope: ast.AST, file: str, *, inside: bool = True, texts: bool = True) -> set[str]:
        """Return the nodes that a part of a file names.

        Parameters
        ----------
        scope : ast.AST
            The part.
        file : str
            Whose part it is: its imports give the names their meaning.
        inside : bool
            False leaves out the bodies of functions.
        texts : bool
            Whether code and modules that stand in strings count: ``"softlook.scores:dot"``.
        """
        part = _Part(scope, inside=inside)
        bound = self._bound(file) | part.bound
        dotted = part.imports | _uses(part.chains, bound)
        if texts:
            dotted |= {name for text in part.texts for name in _in_text(text)}
            dotted |= {f"{begin}*" for begin in part.begins if not self._lazy(file)}
        return {node for name in dotted for node in self.resolve(name, file)}

    @cache  # noqa: B019
    def _bound(self, file: str) -> dict[str, str]:
        return _Part(self.tree(file)).bound

    # -- from names to files

    def resolve(self, dotted: str, file: str) -> set[str]:
        """Return the nodes that a dotted name, written in a file, stands for."""
        first, *rest = dotted.split(".")
        if first != PACKAGE:
            helpers = {f"{folder}/{first}.py" for folder in HELPERS if not file.startswith(SOURCES)}
            return helpers & self.files or {first}
        if rest and re.fullmatch(r"\w+\*", rest[-1]):
            begin = f"{SOURCES}/{'/'.join([first, *rest])[:-1]}"
            return {node for node in self.files if node.startswith(begin)}
        for end in range(len(rest), -1, -1):
            if home := self._file_of(".".join([PACKAGE, *rest[:end]])):
                return {home} | (self._handed_on(home, rest[end]) if end < len(rest) else set())
        return {first}

    def _file_of(self, module: str) -> str | None:
        path = f"{SOURCES}/{module.replace('.', '/')}"
        return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in self.files), None)

    def _handed_on(self, home: str, name: str) -> set[str]:
        """Where a name of a module comes from.

        A name of a lazy package comes from its home; all of its names (``*``, ``__all__``) come from every home.
        """
        table = self._lazy(home)
        if name in table:
            return self.resolve(table[name], home)
        if name == "*" or re.fullmatch("__(all|dict|getattr|dir)__|_HOME", name):
            return {node for dotted in table.values() for node in self.resolve(dotted, home)}
        return {home.replace("__init__", name)} - {home}  # a module of the package, one that is no more

    @cache  # noqa: B019
    def _lazy(self, package: str) -> dict[str, str]:
        """Return the names that a package loads when they are first used.

        They are those under TYPE_CHECKING, where the package has a __getattr__.
        """
        body = self.tree(package).body
        if not any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in body):
            return {}
        names = ast.Module([node for block in body if _for_types(block) for node in block.body], [])
        return {name: dotted for name, dotted in _Part(names).bound.items() if dotted.startswith(PACKAGE)}


class _Part:
    """What stands in a part of a file, but for what is imported for type checkers alone.

    Attributes
    ----------
    imports : set of str
        ``import a.b`` gives a.b, ``from a import b`` too.
    bound : dict
        What the imports bind: ``{"sl": "softlook", "dot": "softlook.scores.dot"}``.
    chains : set of tuple
        a.b.c is ``("a", "b", "c")``.
    texts : set of str
        Strings that name the package.
    begins : set of str
        The beginnings of f-strings that do: ``f"softlook.exercises.chapter_{number}"``.
    """

    def __init__(self, scope: ast.AST, *, inside: bool = True) -> None:
        self.imports, self.bound, self.chains = set[str](), dict[str, str](), set[tuple[str, ...]]()
        self.texts, self.begins = set[str](), set[str]()
        readers: dict[type, Callable[[Any], Iterable[ast.AST]]] = {
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Name: self._name,
            ast.Attribute: self._name,
            ast.Constant: self._constant,
            ast.JoinedStr: self._joined,
            ast.If: lambda node: node.orelse if _for_types(node) else ast.iter_child_nodes(node),
        }
        if not inside:
            readers |= dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), self._head)
        waiting: list[ast.AST] = [scope]
        while waiting:
            node = waiting.pop()
            waiting += readers.get(type(node), ast.iter_child_nodes)(node)

    def _import(self, node: ast.Import) -> Iterable[ast.AST]:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            self.imports.add(alias.name)
            self.bound[alias.asname or first] = alias.name if alias.asname else first
        return ()

    def _import_from(self, node: ast.ImportFrom) -> Iterable[ast.AST]:
        for alias in () if node.level else node.names:
            self.imports.add(f"{node.module}.{alias.name}")
            self.bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return ()

    def _name(self, node: ast.Name | ast.Attribute) -> Iterable[ast.AST]:
        chain = _chain(node)
        self.chains |= {chain} if chain else set()
        return () if chain else ast.iter_child_nodes(node)

    def _constant(self, node: ast.Constant) -> Iterable[ast.AST]:
        self.texts |= {node.value} if isinstance(node.value, str) and PACKAGE in node.value else set()
        return ()

    def _joined(self, node: ast.JoinedStr) -> Iterable[ast.AST]:
        begin = node.values[0].value if node.values and isinstance(node.values[0], ast.Constant) else ""
        self.begins |= {str(begin)} if DOTTED.fullmatch(str(begin)) else set()
        return ast.iter_child_nodes(node)

    @staticmethod
    def _head(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterable[ast.AST]:
        """What runs where a function is defined: its decorators and defaults."""
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
        return [*getattr(node, "decorator_list", []), *defaults]


def _uses(chains: Iterable[tuple[str, ...]], bound: dict[str, str]) -> set[str]:
    """Return what is used of what the imports bind; * where it is handed on as it is."""
    return {".".join([bound[first], *(rest or "*")]) for first, *rest in chains if first in bound}


def _in_text(text: str) -> set[str]:
    """Return what a string names: a module, a function of it, or what it imports where it is code."""
    if DOTTED.fullmatch(text):
        return {text.partition(":")[0]}
    if not re.search(rf"(from|import) {PACKAGE}\b", text):
        return set()
    try:
        code = _Part(ast.parse(textwrap.dedent(text)))
    except SyntaxError:
        return set()
    return code.imports | _uses(code.chains, code.bound)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and (_chain(node.test) or ("",))[-1] == "TYPE_CHECKING"


def _chain(node: ast.AST) -> tuple[str, ...]:
    """Return ("a", "b", "c") for a.b.c; nothing for what begins with no name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else ()
