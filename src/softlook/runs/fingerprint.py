"""A fingerprint of code: it changes if what some modules do may change, and not with a comment, a docstring or the layout.

A module's code, and that of every module of the package that it imports, at the top or inside a function. Where a package only hands
a name on, the module is followed that the name comes from: a change elsewhere in the package does not matter.
"""

from __future__ import annotations

import ast
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = "softlook"


def fingerprint(*modules: str, root: str = ROOT) -> str:
    """Return 16 hexadecimal digits for the code of some modules and of all that they import from the package.

    Parameters
    ----------
    *modules : str
        Dotted names.
    root : str
        The package within which imports are followed.

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
    state = sha256()
    for name in used(*modules, root=root):
        state.update(f"{name}\0{_code(name)}\0".encode())
    return state.hexdigest()[:16]


def used(*modules: str, root: str = ROOT) -> tuple[str, ...]:
    """Return the names of these modules and of all that they import from the package, sorted.

    Examples
    --------
    >>> used("softlook.masks")
    ('softlook._array', 'softlook._check', 'softlook.masks')
    """
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(name, root)
    return tuple(sorted(found))


def canonical(tree: ast.AST) -> str:
    r"""Write code down as it works: no positions, comments or docstrings; the same for every version of Python.

    Examples
    --------
    >>> one = ast.parse("def f(x):\n    'Twice.'\n    return 2 * x  # twice")
    >>> canonical(one) == canonical(ast.parse("def f(x): return (2 * x)"))
    True
    """
    return _written(tree)


def _written(node: Any) -> str:
    if isinstance(node, ast.AST):
        fields = [
            (name, value)
            for name, value in ast.iter_fields(node)
            if name not in {"ctx", "kind", "type_comment", "type_ignores"}
        ]
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            fields = [(name, _without_strings(value) if name == "body" else value) for name, value in fields]
        # What is empty is left out: a later Python may know more fields.
        return f"{type(node).__name__}({','.join(f'{name}={_written(value)}' for name, value in fields if value not in (None, []))})"
    if isinstance(node, list):
        return f"[{','.join(map(_written, node))}]"
    return repr(node)


def _without_strings(body: list[ast.stmt]) -> list[ast.stmt]:
    """Leave out docstrings, those behind an attribute as well: a string that stands alone does nothing."""
    return [
        it
        for it in body
        if not (isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant) and isinstance(it.value.value, str))
    ]


@cache
def _code(name: str) -> str:
    return canonical(_tree(name))


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


def _imports(name: str, root: str) -> list[str]:
    return [found for node in _statements(_tree(name)) for found in _sources(node, name, root)]


def _statements(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Give every import but those for type checkers alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _sources(node: ast.Import | ast.ImportFrom, here: str, root: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if _inside(alias.name, root)]
    module = _absolute(node, here)
    return [_home(module, alias.name) for alias in node.names] if _inside(module, root) else []


def _inside(module: str, root: str) -> bool:
    return module == root or module.startswith(f"{root}.")


def _absolute(node: ast.ImportFrom, here: str) -> str:
    if not node.level:
        return node.module or ""
    is_package = _path(here).name == "__init__.py"
    base = here.split(".")[: len(here.split(".")) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def _home(module: str, name: str) -> str:
    """Return the module that a name comes from: one of a package's modules, or the one from which the package hands it on."""
    if _path(module).name != "__init__.py":
        return module
    if _file(f"{module}.{name}") is not None:
        return f"{module}.{name}"
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return _home(_absolute(node, module), alias.name)
    return module
