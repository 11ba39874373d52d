from __future__ import annotations

import ast

import pytest

from softlook.runs import fingerprint as module
from softlook.runs.fingerprint import canonical, fingerprint, used

FILES = {
    "__init__": '"""The package."""\nfrom pack.far import far\nfrom pack.near import near as close\n',
    "far": "def far(x):\n    return x + 1\n",
    "near": "def near(x):\n    return x - 1\n",
    "user": "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nfrom pack import close\nif TYPE_CHECKING:\n    from pack import far\n",
    "late": "import json\ndef f():\n    import pack.far\n    return json\n",
    "both": "from . import late\nfrom .near import near\n",
    "sub/__init__": "from ..far import far\nVALUE = 3\n",
    "sub/deep": "from .. import near\nfrom . import VALUE, far\n",
}


@pytest.fixture
def pack(tmp_path, monkeypatch):
    def clear():
        for cached in (module._file, module._path, module._tree, module._code):
            cached.cache_clear()

    def write(**changes):
        for name, text in (FILES | changes).items():
            path = tmp_path / "pack" / f"{name}.py"
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text)
        clear()
        return lambda *names: fingerprint(*names, root="pack")

    monkeypatch.syspath_prepend(str(tmp_path))
    write()
    yield write
    clear()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("pack.user", "near user"),  # by way of the package, under another name; not what type checkers alone read
        ("pack.late", "far late"),  # inside a function
        ("pack.both", "both far late near"),
        ("pack.sub.deep", "far near sub sub.deep"),  # VALUE is made in the package itself
    ],
)
def test_imports_are_followed(pack, name, wanted):
    pack()
    assert used(name, root="pack") == tuple(f"pack.{it}" for it in wanted.split())


def test_what_code_does_counts_and_how_it_looks_does_not(pack):
    before = pack()("pack.user")
    assert (
        pack(near='"""Less."""\n\n\ndef near(x):  # a comment\n    """Take one."""\n    return (x - 1)\n')("pack.user")
        == before
    )
    assert pack(near="def near(x):\n    return x - 2\n")("pack.user") != before
    assert pack(far="def far(x):\n    return x + 2\n")("pack.user") == before
    assert pack(user=FILES["user"] + "VALUE = 1\n")("pack.user") != before


def test_a_module_that_is_renamed_counts(pack):
    assert pack()("pack.near") != pack(same=FILES["near"])("pack.same")


def test_canonical_knows_strings_from_docstrings():
    one, other = (
        canonical(ast.parse(f"class C:\n    x: int\n    {text}\n    y = 'kept'"))
        for text in ("'About x.'", "'About it.'")
    )
    assert one == other
    assert canonical(ast.parse("y = 'kept'")) != canonical(ast.parse("y = 'other'"))
    assert canonical(ast.parse("print(1)")) != canonical(ast.parse("print(2)"))


def test_no_such_module():
    for name in ("softlook.none", "no_such_package.x"):
        with pytest.raises(ValueError, match=f"^modules: '{name}' given, a module's dotted name wanted"):
            fingerprint(name)
