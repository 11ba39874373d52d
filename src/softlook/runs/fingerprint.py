"""A fingerprint of code: it changes if what the code does may change.

A comment, a docstring, the layout and a move do not change it.

It covers a module's code, and that of every module of the package that it imports, at the top or inside a function. An
import counts by the code that it brings in, and not by the name of the module in which that code stands: a module that
is moved or renamed keeps its fingerprint, and so does whatever imports it. Where a package only hands a name on, the
module is followed that the name comes from: a change elsewhere in the package does not matter. What only type checkers
import does not count.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = "softlook"


class Import(NamedTuple):
    """One name that an import statement brings in."""

    module: str
    """The dotted name of the module that it comes from."""
    name: str
    """What that module calls it; empty where it is the module itself."""
    alias: str
    """What the importing code calls it."""


@cache
def fingerprint(*modules: str, root: str = ROOT) -> str:
    """Return 16 hexadecimal digits for the code of some modules and of all that they import from the package.

    Parameters
    ----------
    *modules : str
        Dotted names.
    root : str
        The package within which imports are followed. What is imported from elsewhere counts by its name alone.

    Raises
    ------
    ValueError
        If there is no such module.

    Examples
    --------
    >>> fingerprint("softlook.scores") == fingerprint("softlook.scores")
    True
    >>> fingerprint("softlook.scores") == fingerprint("softlook.masks")
    False
    """
    names = used(*modules, root=root)
    digests = dict.fromkeys(names, "")
    for _ in names:  # each round brings in the code one import further away; imports may run in a circle
        digests = {name: _digest(_code(name), *_bindings(_imports(name, root), digests)) for name in names}
    return _digest(*sorted(digests[name] for name in modules))[:16]


def used(*modules: str, root: str = ROOT) -> tuple[str, ...]:
    """Return the names of these modules and of all that they import from the package, sorted.

    Examples
    --------
    >>> used("softlook._files")
    ('softlook._files',)
    """
    reached: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [each.module for each in _imports(name, root) if _inside(each.module, root)]
    return tuple(sorted(reached))


def libraries(*modules: str, root: str = ROOT) -> tuple[str, ...]:
    """Return the libraries that these modules, and all that they import from the package, need beside Python; sorted.

    Examples
    --------
    >>> libraries("softlook.runs.tables")
    ('numpy',)
    """
    outside = {
        each.module.partition(".")[0]
        for name in used(*modules, root=root)
        for each in _imports(name, root)
        if not _inside(each.module, root)
    }
    return tuple(sorted(outside - sys.stdlib_module_names))


def canonical(tree: ast.AST) -> str:
    r"""Write code down as it works: no positions, comments, docstrings or imports; the same for every Python version.

    Examples
    --------
    >>> one = ast.parse("def f(x):\n    'Twice.'\n    return 2 * x  # twice")
    >>> canonical(one) == canonical(ast.parse("def f(x): return (2 * x)"))
    True
    """
    return _written(tree)


def _written(node: Any) -> str:
    if isinstance(node, ast.AST):
        skipped = {"ctx", "kind", "type_comment", "type_ignores"}
        fields = [(name, value) for name, value in ast.iter_fields(node) if name not in skipped]
        # What is empty is left out: a later Python may know more fields.
        written = [f"{name}={_written(value)}" for name, value in fields if value not in (None, [])]
        return f"{type(node).__name__}({','.join(written)})"
    if isinstance(node, list):
        return f"[{','.join(_written(each) for each in _that_work(node))}]"
    return repr(node)


def _that_work(nodes: list[Any]) -> Iterator[Any]:
    """Leave out imports, and strings that stand alone: docstrings, those behind an attribute as well."""
    for node in nodes:
        if _is_for_type_checkers(node):
            yield from _that_work(node.orelse)
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not _is_lone_string(node):
            yield node


def _is_lone_string(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_for_type_checkers(node: Any) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def _bindings(imports: frozenset[Import], digests: dict[str, str]) -> list[str]:
    """Write imports down by what they bring in, in an order that does not hang on the modules' names."""
    return sorted(f"{each.alias}\1{each.name}\1{digests.get(each.module, each.module)}" for each in imports)


@cache
def _code(name: str) -> str:
    return _digest(canonical(_tree(name)))


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse(_path(name).read_text(encoding="utf-8"))


@cache
def _path(name: str) -> Path:
    path = _file(name)
    if path is None:
        raise ValueError(f"modules: {name!r} given, a module's dotted name wanted")
    return path


@cache
def _file(name: str) -> Path | None:
    """Return a module's file, or None where it is none; nothing is imported."""
    top, *below = name.split(".")
    spec = find_spec(top)
    if spec is None or spec.origin is None:
        return None
    if not below:
        return Path(spec.origin)
    base = Path(spec.origin).parent.joinpath(*below)
    return next((path for path in (base.with_name(f"{base.name}.py"), base / "__init__.py") if path.is_file()), None)


@cache
def _imports(name: str, root: str) -> frozenset[Import]:
    return frozenset(each for node in _statements(_tree(name)) for each in _brought_in(node, name, root))


def _statements(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Give every import but those for type checkers alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and _is_for_type_checkers(node):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _brought_in(node: ast.Import | ast.ImportFrom, here: str, root: str) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for each in node.names:
            yield Import(each.name, "", each.asname or each.name.partition(".")[0])
        return
    module = _absolute(node, here)
    for each in node.names:
        yield Import(*_home(module, each.name, root), each.asname or each.name)


def _inside(module: str, root: str) -> bool:
    return module == root or module.startswith(f"{root}.")


def _absolute(node: ast.ImportFrom, here: str) -> str:
    if not node.level:
        return node.module or ""
    is_package = _path(here).name == "__init__.py"
    base = here.split(".")[: len(here.split(".")) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def _home(module: str, name: str, root: str) -> tuple[str, str]:
    """Return the module that a name comes from, and what it is called there.

    It is one of a package's modules (which has no name of its own within itself), or stands where the package got it
    from.
    """
    if not _inside(module, root) or _path(module).name != "__init__.py":
        return module, name
    if _file(f"{module}.{name}") is not None:
        return f"{module}.{name}", ""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _home(_absolute(node, module), alias.name, root)
    return module, name
