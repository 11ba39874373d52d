"""Over all modules: none imports another's private names, or overrides a private method of a class from elsewhere."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import softlook

ROOT = Path(softlook.__file__).parent
MODULES = sorted(
    each.name
    for each in walk_packages([str(ROOT)], "softlook.")
    if not each.name.startswith(("softlook.book.", "softlook.widgets.")) and "__main__" not in each.name
)


def is_module(dotted):
    base = ROOT.joinpath(*dotted.split(".")[1:])
    return base.with_suffix(".py").is_file() or base.is_dir()


def private_imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("softlook"):
            names = [alias.name for alias in node.names if alias.name.startswith("_") and alias.name[1] != "_"]
            private = [name for name in names if not is_module(f"{node.module}.{name}")]
            if private:
                yield f"{path.relative_to(ROOT)}: {node.module}"


def test_no_private_name_is_imported():
    assert [line for path in sorted(ROOT.rglob("*.py")) for line in private_imports(path)] == []


@pytest.mark.parametrize("name", MODULES)
def test_no_private_method_of_another_module_is_overridden(name):
    module = import_module(name)
    for cls in vars(module).values():
        if not inspect.isclass(cls) or cls.__module__ != name:
            continue
        for base in cls.__mro__[1:]:
            if base.__module__.startswith("softlook") and base.__module__ != name:
                shared = {
                    key
                    for key in vars(cls).keys() & vars(base).keys()
                    if key.startswith("_") and not key.startswith("__") and callable(vars(base)[key])
                }
                assert not shared, f"{name}.{cls.__name__} overrides {base.__name__}.{', '.join(shared)}"
