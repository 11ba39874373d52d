"""Over all of the code: what a name is called.

The field's terms are used, and the words that outsiders could not read do not come back.

Held are the names that the code itself gives: functions, classes, arguments, variables, attributes and files, in
Python and in the widgets' JavaScript. A library's names are not ours. A test's own name may say in plain words what it
holds.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "tests", ".ci", "book")
BUILT = {"static", "__pycache__", "node_modules", "checkpoints"}
PYTHON = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py") if not BUILT & set(file.parts))
SCRIPTS = sorted(
    file
    for folder in ("src", "tests")
    for pattern in ("*.js", "*.mjs", "*.ts")
    for file in (ROOT / folder).rglob(pattern)
    if not BUILT & set(file.parts)
)

# Each word, and what to write for it.
WORDS = {
    "road": "backend",
    "sense": "convention, constraint",
    "look": "attention step, search",
    "looking": "searching",
    "tell": "predict",
    "told": "predicted",
    "foretell": "predict_next",
    "lesson": "batch",
    "coach": "train_regularised",
    "coached": "regularised",
    "coaching": "regularised training",
    "forget": "dropout",
    "lean": "diagonal_bias",
    "knob": "option",
    "plot": "scenario",
    "nominal": "noun_phrase",
    "odd": "gender_unknown",
    "apart": "disjoint",
    "beyond": "implausible",
    "cooked": "example",
    "smear": "alignment_offset",
    "asleep": "saturated",
    "deed": "edit",
    "hand": "context, intervention",
    "voice": "live region",
    "shelf": "assets",
    "polish": "fix",
    "slim": "optimise",
    "dress": "add_assets",
    "asks": "prompt",
    "says": "feedback",
    "offer": "copy",
}
# Whole names that name no thing.
VAGUE = {"it", "its", "found", "some", "made", "said", "asked", "heard", "thing", "things"}
PHRASES = {"take_apart": "parse", "front_door": "redirect", "by_hand": "intervention", "blur": "score_noise"}
# Where a word is the field's own: an image is blurred, and so is an element that loses the focus.
EXEMPT = {
    "blur": ("src/softlook/vision/", "tests/vision/", "src/softlook/widgets/js/", "tests/browser/", "book/01-"),
}


def words(name: str) -> list[str]:
    """The words of a name, small: ``lookUpTable2`` has look, up, table."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3 \2", name)
    return [word.lower() for word in re.split(r"[^A-Za-z]+", spaced) if word]


def fault(name: str, place: str = "") -> str | None:
    """What to write for a name that should not be; None where the name is good."""
    if name.strip("_") in VAGUE:
        return "name the thing"
    parts = words(name)
    for word in parts:
        for form in (word, word.removesuffix("s")):
            if form in WORDS:
                return WORDS[form]
    joined = f"_{'_'.join(parts)}_"
    for phrase, better in PHRASES.items():
        if f"_{phrase}_" in joined and not place.startswith(EXEMPT.get(phrase, ("\0",))):
            return better
    return None


def named(tree: ast.AST) -> set[tuple[str, int]]:
    """What a Python module names: functions, classes, arguments, variables, attributes that it stores, aliases."""
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add((node.name, node.lineno))
            case ast.arg():
                names.add((node.arg, node.lineno))
            case ast.Name(ctx=ast.Store()):
                names.add((node.id, node.lineno))
            case ast.Attribute(ctx=ast.Store()):
                names.add((node.attr, node.lineno))
            case ast.alias(asname=str(name)):
                names.add((name, node.lineno))
    return names


DECLARED = re.compile(
    r"\b(?:function\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)"  # a declaration
    # an argument, a property, a method
    r"|(?:^|[({,]|\bstatic\b|\basync\b)\s*([A-Za-z_$][\w$]*)\s*(?=[,:})=]|\([^()]*\)\s*\{)",
    re.MULTILINE,
)
NO_NAME = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL)


def declared(text: str) -> set[tuple[str, int]]:
    """What a script names: declarations, arguments, properties and methods, in no comment and no text."""
    bare = NO_NAME.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    return {
        (next(group for group in match.groups() if group), bare.count("\n", 0, match.end()) + 1)
        for match in DECLARED.finditer(bare)
    }


def faults(file: Path, names: set[tuple[str, int]]) -> list[str]:
    place = str(file.relative_to(ROOT))
    return [
        f"{place}:{line}: {name} ({better})"
        for name, line in sorted({*names, (file.stem, 0)}, key=lambda pair: pair[1])
        if not name.startswith("test_") and (better := fault(name, place))
    ]


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(ROOT)))
def test_python_names_are_the_fields(file):
    assert faults(file, named(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_javascript_names_are_the_fields(file):
    assert faults(file, declared(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "name", ["look_for", "Looks", "lookAhead", "two_looks", "_it", "by_hand", "coachedModel", "Lesson", "ODD"]
)
def test_a_word_of_the_list_is_seen_in_each_way_to_write_it(name):
    assert fault(name)


@pytest.mark.parametrize("name", ["items", "handle", "shandy", "lookup", "iterate", "address", "commit", "founder"])
def test_a_word_that_only_holds_one_is_none(name):
    assert fault(name) is None


def test_the_names_of_a_module_are_all_read():
    text = "import a as look\ndef tell(odd, *, lean): its = 1; self.knob = 2\nclass Lesson: pass\nfor asks in b: pass"
    assert {name for name, _ in named(ast.parse(text))} == {
        "look", "tell", "odd", "lean", "its", "knob", "Lesson", "asks",
    }  # fmt: skip


def test_the_names_of_a_script_are_all_read():
    text = """
    // a comment's look
    const said = 'a text: told';
    function tell(odd, { lean }) { return { knob: 1, asks() { return 2; } }; }
    class Lesson { static deed = 1; }
    list.map((its) => its)
    """
    assert {name for name, _ in declared(text)} == {
        "said", "tell", "odd", "lean", "knob", "asks", "Lesson", "deed", "its",
    }  # fmt: skip
