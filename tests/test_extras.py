"""What is not installed: the error that names its extra; and the extras, each alone with the wheel, at work.

The wheel has the files and the metadata of pyproject.toml. An environment is a folder that holds it and the closure of
one extra's requirements, both linked from here; a Python that sees nothing else uses what the extra promises, and asks
for all that it does not.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib.metadata import distribution, distributions
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from softlook._extras import MissingExtraError, extra

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "softlook"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


# -- the error -------------------------------------------------------------------------------------------------------


def test_what_is_not_installed_is_named_with_the_extras_that_bring_it():
    wanted = r"^no_such: not installed, `pip install 'softlook\[torch,widgets\]'` wanted$"
    with pytest.raises(MissingExtraError, match=wanted) as caught, extra("torch", "widgets"):
        import no_such.module  # noqa: F401
    assert caught.value.name == "no_such"
    assert isinstance(caught.value, ModuleNotFoundError)
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


def test_of_parts_within_parts_the_outermost_names_the_extras():
    """It is the one that was asked for."""
    with pytest.raises(MissingExtraError, match=r"^no_such: .*softlook\[widgets\]"), extra("widgets"):  # noqa: SIM117
        with extra("translate"):
            import no_such  # noqa: F401


def test_what_is_installed_is_imported():
    with extra("translate"):
        import json as there
    assert there is json


@pytest.mark.parametrize(
    "error",
    [
        ModuleNotFoundError("No module named 'softlook.scroes'", name="softlook.scroes"),  # a fault of our own
        ModuleNotFoundError("somebody's own words"),
        ImportError("libtorch.so: cannot open shared object file", name="torch"),  # installed, and broken
        ValueError("n: 0 given"),
    ],
)
def test_other_errors_stay_as_they_are(error):
    with pytest.raises(type(error)) as caught, extra("torch"):
        raise error
    assert caught.value is error


# -- the extras, as they are declared ---------------------------------------------------------------------------------


@cache
def trees():
    """The package's files, by their places in it."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


@cache
def direct(*extras):
    """The distributions that the extras name, those of the extras that they include among them."""
    names, waiting = set(), [Requirement(text) for one in extras for text in EXTRAS[one]]
    while waiting:
        requirement = waiting.pop()
        if requirement.name == "softlook":
            waiting += [Requirement(text) for one in requirement.extras for text in EXTRAS[one]]
        else:
            names.add(canonicalize_name(requirement.name))
    return names


@cache
def owners():
    """For each name at the top of what is installed here, its distributions."""
    tops = {}
    for one in distributions():
        name = canonicalize_name(one.name)
        for line in (one.read_text("RECORD") or "").splitlines():
            tops.setdefault(line.partition(",")[0].partition("/")[0], set()).add(name)
    return tops


def provided(module, names):
    """Whether one of these distributions has a module."""
    top = module.partition(".")[0]
    return bool({canonicalize_name(top), *owners().get(top, ()), *owners().get(f"{top}.py", ())} & names)


def guards(tree):
    """The extras that the `with extra(...)` of a part of a file names."""
    calls = [item.context_expr for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items]
    calls += [call for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for call in node.decorator_list]
    return {argument.value for call in calls if _calls(call, "extra") for argument in call.args}


def _calls(node, name):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_for_types(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imported(tree, within=frozenset()):
    """Yield what a file imports when it runs, the dotted name and the extras of the innermost `with extra(...)`."""
    for node in ast.iter_child_nodes(tree):
        if _is_for_types(node):
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, within) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, within
        elif _calls(node, "import_module"):
            yield from ((one.value, within) for one in node.args if isinstance(one, ast.Constant))
        heads = ast.Module([ast.With(node.items, [])], []) if isinstance(node, ast.With) else None
        yield from imported(node, guards(heads) or within if heads else within)


def unprovided(trees):
    """Yield "file: module" for each import of what neither the core nor an extra of the file's part provides."""
    core = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    for file, tree in trees.items():
        packages = [(folder / "__init__.py").as_posix() for folder in Path(file).parents]
        of_part = guards(tree).union(*(guards(trees[one]) for one in packages if one in trees))
        for module, within in imported(tree):
            elsewhere = module.partition(".")[0] not in {"softlook", *sys.stdlib_module_names}
            if elsewhere and not provided(module, core | direct(*sorted(within or of_part))):
                yield f"{file}: {module}"


def test_each_import_of_another_package_is_provided_by_an_extra_of_its_part():
    assert sum(len(list(imported(tree))) for tree in trees().values()) > 800
    assert list(unprovided(trees())) == []


@pytest.mark.parametrize(
    ("sources", "missing"),
    [
        ({"a.py": "import numpy, scipy.ndimage, array_api_compat, json, softlook.nn"}, []),
        ({"a.py": "import tqdm"}, ["a.py: tqdm"]),
        ({"a.py": "def f():\n  from babel.dates import x"}, ["a.py: babel.dates"]),
        ({"a.py": "import_module('distributed')"}, ["a.py: distributed"]),
        ({"a.py": "with extra('torch'):\n  import tqdm"}, ["a.py: tqdm"]),
        ({"a.py": "with extra('translate'):\n  import tqdm\n  from PIL import Image"}, ["a.py: PIL"]),
        ({"a.py": "with extra('widgets'):\n  from PIL import Image"}, []),
        ({"a.py": "with extra('cluster'):\n  import torch"}, []),  # which includes torch
        ({"a.py": "@extra('translate')\ndef f():\n  import tqdm"}, []),
        ({"a.py": "if TYPE_CHECKING:\n  import torch"}, []),
        ({"a/__init__.py": "with extra('widgets'):\n  import anywidget", "a/b.py": "import traitlets"}, []),
        (
            {"a/__init__.py": "with extra('widgets'):\n  import anywidget", "b.py": "import traitlets"},
            ["b.py: traitlets"],
        ),
    ],
)
def test_an_import_that_none_provides_is_found(sources, missing):
    assert list(unprovided({file: ast.parse(text) for file, text in sources.items()})) == missing


def test_each_pin_of_an_extra_stands_in_the_files_of_pins():
    files = [ROOT / "requirements.txt", *sorted((ROOT / "tests").rglob("requirements.txt"))]
    lines = [line.partition(";")[0].strip() for file in files for line in file.read_text("utf-8").splitlines()]
    pins = {line for line in lines if "==" in line}
    requirements = [Requirement(text) for texts in EXTRAS.values() for text in texts]
    wanted = {f"{canonicalize_name(one.name)}{one.specifier}" for one in requirements if one.name != "softlook"}
    assert len(wanted) > 40
    assert wanted - pins == set()


def test_each_extra_that_a_text_or_a_message_names_is_declared():
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "book").rglob("*.md"), *PACKAGE.rglob("*.py")]
    chosen = {one for file in files for one in re.findall(r"(?:softlook|\.)\[([a-z,]+)\]", file.read_text("utf-8"))}
    named = set().union(*map(guards, trees().values()))
    assert chosen >= {"torch,translate,widgets"}
    assert named >= {"torch", "translate", "widgets", "cluster", "book"}
    assert {one for names in chosen for one in names.split(",")} | named <= EXTRAS.keys()


# -- the extras, at work ---------------------------------------------------------------------------------------------


class Part(NamedTuple):
    """What the package promises to whoever installs these extras, and code that uses it."""

    extras: tuple[str, ...]
    code: str
    also: tuple[str, ...] = ()
    """Other extras that hold it too."""


CORE, TRAINING = (), ("torch", "translate")
PARTS = {
    "mathematics": Part(
        CORE,
        """
import numpy as np
import softlook as sl
for name in sl.__all__:
    getattr(sl, name)
x = np.random.default_rng(0).standard_normal((5, 4))
assert np.allclose(sl.attend(x, x, x).c, sl.softmax(sl.scaled_dot(x, x)) @ x)
assert sl.saliency_map(np.zeros((64, 64, 3))).s.ndim == 2
""",
    ),
    "exercises": Part(
        CORE,
        """
from softlook.exercises import check
from softlook.exercises.catalogue import exercises
for chapter in range(1, 7):
    one = exercises(chapter)[0]
    assert check(one.number, one.solution)
""",
    ),
    "listings": Part(
        CORE, "import softlook, softlook.book as b; assert b.source(softlook.softmax).code.startswith('def')"
    ),
    "softlook experiments --list": Part(CORE, "assert command('experiments', '--list') == 0"),
    "tensors": Part(
        ("torch",),
        """
import softlook as sl
from softlook import nn
import torch
x = torch.eye(4, requires_grad=True)
sl.attend(x, x, x).c.sum().backward()
""",
    ),
    "layers": Part(
        ("torch",),
        """
from softlook.nn import *
import torch
x = torch.randn(1, 5, 4)
assert Luong(4)(x, x, x).c.shape == Additive(4, 4, 4)(x, x, x).c.shape == MultiHead(4, 2)(x, x, x).c.shape
assert CBAM(4, reduction=2)(torch.randn(1, 4, 8, 8)).shape == (1, 4, 8, 8)
""",
    ),
    "experiments on layers": Part(
        ("torch",),
        """
from softlook.experiments.gradient_reach import gradient_reach
gradient_reach(4, seeds=1)
""",
    ),
    "translators": Part(
        ("translate",),
        """
from softlook.translate.checkpoints import names
from softlook.translate.decode import Decoder
assert Decoder("additive").translate("i love you").words
assert len(names()) == 9
""",
        also=("widgets",),  # the translator's desk has one
    ),
    "dates": Part(
        ("translate",),
        """
from datetime import date
from softlook.translate.corpus.dates import date_pair
assert "mars" in str(date_pair(date(2026, 3, 1)))
""",
    ),
    "numbers": Part(
        ("translate",),
        "from softlook.translate.corpus.numbers import is_right, number_pair; assert is_right(21, number_pair(21))",
    ),
    "scores of translators": Part(
        ("translate",),
        "from softlook.translate.evaluation import signatures; assert 'nrefs:1' in signatures()['bleu']",
    ),
    "softlook train": Part(
        TRAINING,
        """
from pathlib import Path
Path("mine.tsv").write_text("".join(f"the word {i}\\tle mot {i}\\n" for i in range(40)))
small = ("--steps", "2", "--batch", "8", "--hidden", "8")
assert command("train", "dot", "--data", "mine.tsv", *small) == 0
from softlook.translate.decode import Decoder
assert Decoder("dot-mine.safetensors").translate("the word").words is not None
""",
    ),
    "softlook train on dates": Part(
        TRAINING,
        """
from softlook.cli import _train
def stopped():
    raise KeyboardInterrupt
_train.training_packages = stopped
assert command("train", "--data", "dates-fr") == 130
""",
        also=("translate",),  # up to where it is stopped
    ),
    "softlook experiments": Part(
        TRAINING,
        """
from softlook.runs import runners
def stopped(jobs):
    raise KeyboardInterrupt
runners.serial = stopped
assert command("experiments", "dates") == 130
""",
    ),
    "widgets": Part(
        ("widgets",),
        """
import numpy as np
from softlook import widgets
for name in widgets.__all__[1:]:
    assert "text/html" in getattr(widgets, name)()._repr_mimebundle_()[0]
assert widgets.TranslatorDesk(sentence="i love you").translation
assert widgets.SaliencyExplorer(photograph=np.zeros((64, 64, 3), np.uint8)).photograph["w"]
""",
    ),
    "charts": Part(
        ("widgets",),
        """
from softlook.book import heat_map
chart = heat_map([[0.9, 0.1]], rows=["je"], columns=["I", "love"], title="je looks at I")
assert "<svg" in chart._repr_mimebundle_()["text/html"]
""",
    ),
    "pictures": Part(
        ("widgets",),
        """
import numpy as np
from softlook.book import picture
assert "<img" in picture(np.zeros((64, 64, 3)), caption="Black.", alt="Black")._repr_mimebundle_()["text/html"]
""",
    ),
    "experiments on a cluster": Part(
        ("cluster",),
        """
from softlook.runs.runners import cluster
try:
    list(cluster([], "tcp://127.0.0.1:9", patience=0.2))
except ConnectionError:
    pass
else:
    raise SystemExit("who answered?")
""",
    ),
    "the book's extension": Part(
        ("book",),
        "from softlook.book.extension import setup; from softlook.book.assets import NODE; assert NODE.exists()",
    ),
}
ENVIRONMENTS = tuple(dict.fromkeys(part.extras for part in PARTS.values()))

# What cannot be imported without an extra. All else works as far as it is asked for what the core has.
AT_THE_TOP = {
    "softlook._torch": "torch",
    "softlook.nn": "torch",
    **{f"softlook.experiments.{name}": "torch" for name in ("hard_gradients", "head_costs", "lookup", "work")},
    **{f"softlook.translate.{name}": "torch" for name in ("gru", "recipe", "recurrent", "regularisation")},
    **{f"softlook.translate.{name}": "torch" for name in ("regularised", "training", "transformer", "translator")},
    "softlook.widgets": "widgets",
    "softlook.book.charts": "widgets",
    **{f"softlook.book.{name}": "book" for name in ("assets", "extension", "page", "quiz", "reading", "widget_pages")},
}

PROGRAM = """
import contextlib, io, json, sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])  # beside it the standard library alone
from importlib.metadata import entry_points

class NotInstalled(ImportError): "What the command line says with exit code 6."

def command(*arguments):
    (script,) = entry_points(group="console_scripts", name="softlook")
    sys.argv = ["softlook", *arguments]
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
        code = script.load()()
    if code == 6:
        raise NotInstalled(said.getvalue().splitlines()[-1].removeprefix("softlook: "))
    return code

def outcome(use, given):
    try:
        use(given)
    except ImportError as error:
        return f"{type(error).__name__}: {error}"
    return "done"

parts, modules = json.load(sys.stdin)
done = {name: outcome(lambda code: exec(code, {"command": command}), code) for name, code in parts.items()}
done |= {name: outcome(import_module, name) for name in modules}
print("\\n" + json.dumps(done))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The package as a wheel brings it, unpacked.

    The backend of pyproject.toml comes over the network; setuptools, which is installed, makes the wheel of the same
    table and of the files that git knows.
    """
    home = tmp_path_factory.mktemp("wheel")
    command = ["git", "ls-files", "-co", "--exclude-standard", "src/softlook", "README.md", "LICENSE"]
    for name in subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (home / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, home / "source" / name)
    table = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.")[0]
    table = table.replace("hatchling==1.33.0", "setuptools").replace("hatchling.build", "setuptools.build_meta")
    table += '[tool.setuptools.dynamic]\nversion = {attr = "softlook.__version__"}\n'
    table += '[tool.setuptools.package-data]\n"*" = ["*"]\n'
    (home / "source" / "pyproject.toml").write_text(table, "utf-8")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(home)]
    build = [sys.executable, "-m", "pip", "wheel", *options, str(home / "source")]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (file,) = home.glob("*.whl")
    zipfile.ZipFile(file).extractall(home / "unpacked")
    return home / "unpacked"


def closure(ours, extras):
    """The names of all distributions that pip would install for the wheel with these extras, out of those here."""
    seen, waiting = set(), [(f"softlook[{','.join(extras)}]", "")]
    while waiting:
        text, of_extra = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        name = canonicalize_name(requirement.name)
        there = ours if name == "softlook" else distribution(name)
        assert requirement.specifier.contains(there.version, prereleases=True), f"{text}: {there.version} is installed"
        for one in {"", *requirement.extras} - {one for known, one in seen if known == name}:
            seen.add((name, one))
            waiting += [(text, one) for text in there.requires or ()]
    return {name for name, _ in seen} - {"softlook"}


def install(folder, wheel, extras):
    """Link the wheel, and what it requires with these extras, into a folder; return the names of the latter."""
    (ours,) = distributions(path=[str(wheel)])
    names = closure(ours, extras)
    folder.mkdir()
    for entry in wheel.iterdir():
        (folder / entry.name).symlink_to(entry)
    for top, having in owners().items():
        if having & names and top not in {"..", "__pycache__"}:
            for name in having & names:
                _link(folder, distribution(name), top, whole=having <= names)
    return names


def _link(folder, one, top, *, whole):
    """Link what a distribution has under a name; file by file, where others that are not asked for have some too."""
    site = Path(str(one.locate_file("")))
    if whole:
        if not (folder / top).exists():
            (folder / top).symlink_to(site / top)
        return
    for line in one.read_text("RECORD").splitlines():
        file = line.partition(",")[0]
        if file.startswith(f"{top}/"):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).symlink_to(site / file)


def all_of(chosen):
    """The extras that come with these: those that they include."""
    extras = list(chosen)
    for one in extras:
        inner = [Requirement(text) for text in EXTRAS[one]]
        extras += sorted({each for r in inner if r.name == "softlook" for each in r.extras} - {*extras})
    return tuple(extras)


@pytest.mark.parametrize(
    ("chosen", "there"),
    [(chosen, all_of(chosen)) for chosen in ENVIRONMENTS],
    ids=["-".join(chosen) or "core" for chosen in ENVIRONMENTS],
)
def test_an_extra_holds_all_that_its_parts_need_and_what_is_outside_says_what_to_install(
    tmp_path, wheel, chosen, there
):
    names = install(tmp_path / "site", wheel, chosen)
    # What needs less is done in an environment that has less.
    parts = {
        name: part.code for name, part in PARTS.items() if part.extras == chosen or not {*part.extras} <= {*there}
    }
    needs = {name: _at_the_top(name) for name in _modules(wheel)}
    modules = [name for name, extras in needs.items() if not chosen or extras & {*chosen} or not extras <= {*there}]
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(tmp_path / "site")]
    done = subprocess.run(
        command,
        input=json.dumps([parts, modules]),
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "OMP_NUM_THREADS": "1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout.splitlines()[-1])
    assert outcomes.keys() == {*parts, *modules}
    assert {name: outcome for name, outcome in outcomes.items() if not _is_right(name, outcome, there, names)} == {}


def _modules(wheel):
    files = sorted((wheel / "softlook").rglob("*.py"))
    names = [".".join(file.relative_to(wheel).with_suffix("").parts) for file in files if file.stem != "__main__"]
    return [name.removesuffix(".__init__") for name in names]


def _is_right(name, outcome, there, names):
    """Whether a part, or the import of a module, came out as it should where these extras are installed."""
    needed = set(PARTS[name].extras if name in PARTS else _at_the_top(name))
    if needed <= {*there} or (name in PARTS and {*PARTS[name].also} & {*there}):
        return outcome == "done"
    kind = "NotInstalled" if name.startswith("softlook ") else "MissingExtraError"
    message = re.fullmatch(rf"{kind}: ([\w.]+): not installed, `pip install 'softlook\[(.*)\]'` wanted", outcome)
    if not message:
        return False
    package, extras = message[1], set(message[2].split(","))
    named = extras == needed if name in PARTS else extras >= needed
    return named and provided(package, direct(*sorted(extras))) and not provided(package, names)


def _at_the_top(module):
    return {one for name, one in AT_THE_TOP.items() if f"{module}.".startswith(f"{name}.")}
