"""Over all modules: idioms that reviews took out, and that no linter has a rule for, do not come back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "softlook"
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))


def called(node):
    """The name of what a call calls, as it is written: ``_check.count``."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def calls(tree, *names):
    return [node for node in ast.walk(tree) if called(node) in names]


@each_file
def test_a_whole_number_of_at_least_n_is_one_check(file):
    for function in (node for node in ast.walk(TREES[file]) if isinstance(node, ast.FunctionDef)):
        counted = {ast.unparse(call.args[0]) for call in calls(function, "_check.count") if call.args}
        positive = {ast.unparse(call.args[0]) for call in calls(function, "_check.positive") if call.args}
        assert not counted & positive, f"{function.name}: _check.count(..., least=1) says both"
    if file.name != "_check.py":
        messages = [ast.unparse(node) for node in ast.walk(TREES[file]) if isinstance(node, ast.Raise)]
        again = re.compile(r"\w+: (0|\{[\w.]+\}) given, (at least \d|a whole number (above|of at least))")
        assert [message for message in messages if again.search(message)] == []


@each_file
def test_no_name_is_bound_deep_in_a_condition(file):
    """A walrus stands where it is seen, at most one call deep, never in the middle of a test for NaN."""
    for outer in (node for node in ast.walk(TREES[file]) if isinstance(node, ast.Call)):
        for inner in (node for node in ast.walk(outer) if isinstance(node, ast.Call) and node is not outer):
            arguments = [*inner.args, *(keyword.value for keyword in inner.keywords)]
            assert not any(isinstance(argument, ast.NamedExpr) for argument in arguments), f"line {outer.lineno}"


@each_file
def test_no_check_is_called_for_what_it_does_besides(file):
    """The library of some arrays is asked for to be used, on a line of its own."""
    for node in ast.walk(TREES[file]):
        assert not (isinstance(node, ast.Expr) and called(node.value) == "namespace"), f"line {node.lineno}"
        if called(node).startswith("_check."):
            assert not any(called(argument) == "namespace" for argument in node.args), f"line {node.lineno}"


def test_masked_scores_become_minus_infinity_in_one_place():
    hides = [file.name for file in FILES if re.search(r"\bwhere\(mask, e\b", file.read_text(encoding="utf-8"))]
    assert hides == ["normalizers.py"]


@each_file
def test_forward_leaves_nothing_on_self(file):
    """What another method needs of an argument is handed to it."""
    for function in (node for node in ast.walk(TREES[file]) if isinstance(node, ast.FunctionDef)):
        if function.name in {"forward", "__call__"}:
            stored = [
                node.attr
                for node in ast.walk(function)
                if isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and ast.unparse(node.value) == "self"
            ]
            assert stored == [], f"line {function.lineno}"


def test_no_browser_test_scrolls_without_being_there():
    """The book scrolls smoothly: what is measured after a bare scrollTo is measured on the way, somewhere."""
    here = Path(__file__).parent
    for file in here.rglob("*.*"):
        if file.suffix in {".py", ".js", ".mjs"} and file.name != Path(__file__).name:
            for arguments in re.findall(r"\bscroll(?:To|By|IntoView)\(([^)]*)", file.read_text("utf-8")):
                assert re.search(r"\bbehavior: ['\"]instant['\"]", arguments), f"{file.name}: {arguments}"


def test_no_browser_test_taps_without_waiting_for_the_click():
    """A finger's click comes after the tap: what is read at once is read before it, on a loaded machine."""
    for file in (Path(__file__).parent / "browser").rglob("*.py"):
        if file.name != "drive.py":
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if called(node).endswith(".tap"):
                    assert called(node) in {"drive.tap", "fingers.tap"}, f"{file.name}: line {node.lineno}"
