from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from toy import clear_caches

import softlook
from softlook.runs.fingerprint import canonical, fingerprint, libraries, used

FILES = {
    "__init__": '"""The package."""\nfrom pack.far import far\nfrom pack.near import near as close\n',
    "far": "def far(x):\n    return x + 1\n",
    "near": "def near(x):\n    return x - 1\n",
    "user": "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nfrom pack import close\n"
    "if TYPE_CHECKING:\n    from pack import far\n",
    "late": "import json\ndef f():\n    import pack.far\n    return json\n",
    "both": "from . import late\nfrom .near import near\n",
    "sub/__init__": "from ..far import far\nVALUE = 3\n",
    "sub/deep": "from .. import near\nfrom . import VALUE, far\n",
    "outside": "import numpy as np\nimport os.path\nfrom torch import nn\nfrom pack.late import f\n",
}


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Write a package, and return the fingerprint of some modules; None in place of a text takes the file away."""

    def write(changes=(), /, **more):
        for name, text in (FILES | dict(changes) | more).items():
            path = tmp_path / "pack" / f"{name}.py"
            path.parent.mkdir(exist_ok=True, parents=True)
            path.unlink(missing_ok=True) if text is None else path.write_text(text)
        clear_caches()
        return lambda *names: fingerprint(*names, root="pack")

    monkeypatch.syspath_prepend(str(tmp_path))
    write()
    yield write
    clear_caches()


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("pack.user", "near user"),  # by way of the package, under another name; not what type checkers alone read
        ("pack.late", "far late"),  # inside a function
        ("pack.both", "both far late near"),
        ("pack.sub.deep", "far near sub sub.deep"),  # VALUE is made in the package itself
    ],
)
def test_imports_are_followed(pack, name, modules):
    pack()
    assert used(name, root="pack") == tuple(f"pack.{module}" for module in modules.split())


def test_what_code_does_counts_and_how_it_is_written_does_not(pack):
    before = pack()("pack.user")
    rewritten = '"""Less."""\n\n\ndef near(x):  # a comment\n    """Take one."""\n    return (x - 1)\n'
    assert pack(near=rewritten)("pack.user") == before
    assert pack(near="def near(x):\n    return x - 2\n")("pack.user") != before
    assert pack(far="def far(x):\n    return x + 2\n")("pack.user") == before
    assert pack(user=FILES["user"] + "VALUE = 1\n")("pack.user") != before


def test_a_change_far_down_reaches_the_top(pack):
    before = pack()("pack.both")
    assert pack(far="def far(x):\n    return x + 2\n")("pack.both") != before


def test_a_module_that_is_moved_keeps_its_fingerprint(pack):
    assert pack()("pack.near") == pack(same=FILES["near"])("pack.same")
    before = pack()("pack.user", "pack.both")
    moved = {
        "near": None,
        "sub/beside": FILES["near"],
        "__init__": FILES["__init__"].replace("pack.near", "pack.sub.beside"),
        "both": "from pack.sub.beside import near\nfrom pack import late\n",
    }
    assert pack(moved)("pack.user", "pack.both") == before
    assert pack(moved, user=None, other=FILES["user"])("pack.other", "pack.both") == before


@pytest.mark.parametrize(
    "written",
    [
        "from pack import close\n",  # by way of the package
        "from pack.near import near as close\n",
        "from .near import near as close\n",
        "def f():\n    from pack.near import near as close\n",  # where the import stands does not matter
    ],
)
def test_the_path_of_an_import_does_not_count(pack, written):
    code = "" if "def" in written else "def f():\n    pass\n"
    body = "    return close(1)\n"
    one = pack(user="from pack import close\ndef f():\n    return close(1)\n")("pack.user")
    assert pack(user=written + code.replace("    pass\n", body) + ("" if code else body))("pack.user") == one


def test_what_is_imported_counts(pack):
    code = "def f():\n    return close(1)\n"
    near, far, other = (
        pack(user=f"from pack.{module} import {name} as close\n{code}")("pack.user")
        for module, name in (("near", "near"), ("far", "far"), ("near", "farther"))
    )
    assert len({near, far, other}) == 3
    numpy, torch = (pack(user=f"from {library} import tanh\n")("pack.user") for library in ("numpy", "torch"))
    assert numpy != torch


def test_a_module_imported_whole_is_known_by_its_code(pack):
    one = pack(user="from pack import near\nVALUE = near.near(1)\n")("pack.user")
    changes = {"near": None, "sub/near": FILES["near"], "__init__": "", "sub/deep": ""}
    assert pack(changes, user="from pack.sub import near\nVALUE = near.near(1)\n")("pack.user") == one


def test_imports_may_run_in_a_circle(pack):
    circle = {"far": "def far(x):\n    from pack.near import near\n    return near(x)\n"}
    circle["near"] = "from pack.far import far\ndef near(x):\n    return x - 1\n"
    one = pack(circle)("pack.user")
    assert pack(circle)("pack.user") == one
    assert pack(circle, far=circle["far"] + "VALUE = 1\n")("pack.user") != one


def test_two_checkouts_of_this_package_agree_though_a_module_moved(tmp_path):
    """The code of the models under other names, in a copy of the package of its own."""
    from shutil import copytree

    def run(home):
        code = "from softlook.runs.fingerprint import fingerprint as f; print(f('softlook.translate.training'))"
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env={"PYTHONPATH": str(home)}, text=True, capture_output=True, check=True
        ).stdout

    source = Path(softlook.__file__).parent
    copy = copytree(
        source, tmp_path / "softlook", ignore=lambda _, names: [n for n in names if "." in n and n[-3:] != ".py"]
    )
    before = run(source.parent)
    assert run(tmp_path) == before
    (copy / "cells").mkdir()
    (copy / "cells" / "__init__.py").touch()
    (copy / "translate" / "gru.py").rename(copy / "cells" / "gru.py")
    for path in copy.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        moved = text.replace("softlook.translate import gru", "softlook.cells import gru")
        path.write_text(moved.replace("softlook.translate.gru", "softlook.cells.gru"), encoding="utf-8")
    assert run(tmp_path) == before
    (copy / "cells" / "gru.py").write_text((copy / "cells" / "gru.py").read_text(encoding="utf-8") + "VALUE = 1\n")
    assert run(tmp_path) != before


def test_libraries_are_what_the_code_imports_from_outside(pack):
    pack()
    assert libraries("pack.outside", root="pack") == ("numpy", "torch")
    assert libraries("pack.user", root="pack") == ()


def test_canonical_knows_strings_from_docstrings():
    one, other = (
        canonical(ast.parse(f"class C:\n    x: int\n    {text}\n    y = 'kept'"))
        for text in ("'About x.'", "'About it.'")
    )
    assert one == other
    assert canonical(ast.parse("y = 'kept'")) != canonical(ast.parse("y = 'other'"))
    assert canonical(ast.parse("print(1)")) != canonical(ast.parse("print(2)"))


def test_canonical_keeps_what_runs_beside_type_checkers():
    bare = canonical(ast.parse("VALUE = 1"))
    for text in ("import os\nVALUE = 1", "if TYPE_CHECKING:\n    A = int\nelse:\n    VALUE = 1"):
        assert canonical(ast.parse(text)) == bare
    assert canonical(ast.parse("if CHECKING:\n    VALUE = 1")) != bare


def test_no_such_module():
    for name in ("softlook.none", "no_such_package.x"):
        with pytest.raises(ValueError, match=f"^modules: '{name}' given, a module's dotted name wanted"):
            fingerprint(name)
