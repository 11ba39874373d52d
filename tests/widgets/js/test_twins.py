"""Every function of js/ that computes what Python computes has a test that compares the two.

Tests here mirror src/softlook/widgets/js: js/X/ or js/X.js is tested by test_X.py. Beside these stand this one, over
all modules with a twin in Python, and test_sources.py, over all files.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOME = HERE.parents[2] / "src" / "softlook" / "widgets" / "js"
DRAWING = {"host.js", "ui", "desk"}  # what shows numbers and holds a state, and computes none


def computing():
    """Return the modules of js/ that compute numbers or words: those in a folder that draw nothing."""
    modules = [path.relative_to(HOME) for path in sorted(HOME.rglob("*/*.js"))]
    return [
        str(path)
        for path in modules
        if path.parts[0] not in DRAWING and '"../ui/' not in (HOME / path).read_text("utf-8")
    ]


def marked():
    """Return what the tests of this folder are marked to compare: {(module, name)}."""
    pairs = set()
    for file in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.twin":
                module, *names = (argument.value for argument in node.args)
                pairs |= {(module, name) for name in names}
    return pairs


def test_the_modules_are_found():
    assert {"math/softmax.js", "translate/words.js", "vision/weigh.js", "query_keys/subspaces.js"} <= set(computing())
    assert "query_keys/planes.js" not in computing()


@pytest.mark.parametrize("module", computing())
def test_every_export_is_compared_with_python(js, module):
    compared = {name for path, name in marked() if path == module}
    assert js.exports(module) == compared


def test_nothing_else_is_said_to_be_compared():
    assert {path for path, _ in marked()} <= set(computing())
