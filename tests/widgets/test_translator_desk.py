"""TranslatorDesk's Python side: traits both ways, refusals by their messages, files, the table without JavaScript."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from traitlets import TraitError

from softlook.alignment import alignment_error_rate, links
from softlook.translate.checkpoints import SHIPPED, names
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.decode import Decoder
from softlook.translate.settings import PRESETS
from softlook.translate.step import Override
from softlook.widgets import BookWidget, TranslatorDesk, _files

LOVE = "i love you"
LONG = "the old man does not buy the red car because it is too expensive"
NOTHING = {"e": {}, "alpha": {}}


@pytest.fixture
def desk():
    return TranslatorDesk(LOVE)


def held(desk):
    return {name: getattr(desk, name) for name in desk.trait_names() if name not in BookWidget.class_trait_names()}


def agree(desk, **options):
    """What it shows is what the decoder gives."""
    translation = Decoder(desk.model).translate(desk.sentence, **options)
    assert desk.translation == " ".join(translation.words)
    assert desk.untouched == " ".join(Decoder(desk.model).translate(desk.sentence).words)
    for name in ("alpha", "e"):
        rows = getattr(translation, name)
        assert_allclose(np.array(getattr(desk, name)), [] if rows is None else rows, atol=1e-12)
    return translation


@pytest.mark.parametrize("model", names())
@pytest.mark.parametrize("sentence", [LOVE, LONG])
def test_each_model_translates(model, sentence):
    desk = TranslatorDesk(sentence, model=model)
    agree(desk)
    assert desk.override == NOTHING
    assert len(desk.alpha) == (0 if model == "none" else len(Decoder(model).translate(sentence).logits))


def test_it_opens_on_additive_with_all_that_came_with_the_book(desk):
    assert (desk.model, desk.sentence) == ("additive", LOVE)
    assert desk.models == [name for name in PRESETS if name in names()]
    assert TranslatorDesk(models=["dot", "none"]).model == "dot"
    assert TranslatorDesk("You, LOVE me…").sentence == "you love me"


def test_what_is_turned_is_translated(desk):
    desk.override = {1: [0.0, 1.0, 0.0]}
    assert desk.override == {"e": {}, "alpha": {"1": [0.0, 1.0, 0.0]}}
    agree(desk, override=Override(alpha={1: [0.0, 1.0, 0.0]}))
    desk.override = {"e": {0: np.array([1, 2, 3])}, "alpha": {"2": (0.5, 0.5, 0)}}
    agree(desk, override=Override(e={0: [1, 2, 3]}, alpha={2: [0.5, 0.5, 0]}))
    desk.override = Override(e={0: [1, 2, 3]})
    desk.mask, desk.temperature, desk.hard = [True, False, True], 2.0, True
    agree(desk, override=Override(e={0: [1, 2, 3]}), mask=[True, False, True], temperature=2.0, hard=True)
    desk.model = "none"  # what a model has not is not turned
    agree(desk)
    assert desk.aer is None


def test_the_shipped_translator_bends():
    desk = TranslatorDesk("paul sees the cat and the dog")
    assert desk.translation == "paul voit le chat et le chien"
    desk.override = {6: [0, 0, 0, 1, 0, 0, 0]}
    assert (desk.untouched, desk.translation) == ("paul voit le chat et le chien", "paul voit le chat et le chat")
    desk.override = {}
    assert desk.translation == "paul voit le chat et le chien"


def test_windows_and_positions():
    desk = TranslatorDesk(LONG, model="local-p", half_width=2, p={1: 3.5})
    agree(desk, half_width=2, p={1: 3.5})
    assert desk.p == {"1": 3.5}
    desk.model = "local-m"
    assert (desk.p, desk.half_width) == ({}, 2)
    agree(desk, half_width=2)
    desk.model = "additive"
    agree(desk)


def test_weights_set_from_outside_are_overrides(desk):
    alpha = np.array(desk.alpha)
    alpha[1] = [0.0, 1.0, 0.0]
    desk.alpha = alpha
    assert desk.override == {"e": {}, "alpha": {"1": [0.0, 1.0, 0.0]}}
    assert desk.alpha[1] == [0.0, 1.0, 0.0]
    agree(desk, override=Override(alpha={1: [0.0, 1.0, 0.0]}))
    desk.override = {"e": {0: [1.0, 2.0, 3.0], 1: [1.0, 1.0, 1.0]}}
    desk.alpha = [[0.5, 0.5, 0.0], *desk.alpha[1:]]
    assert desk.override == {"e": {"1": [1.0, 1.0, 1.0]}, "alpha": {"0": [0.5, 0.5, 0.0]}}


def test_a_new_sentence_or_model_drops_what_belonged_to_the_old(desk):
    desk.override, desk.mask, desk.gold = {0: [1, 0, 0]}, [True, True, False], {"sure": [(0, 0)]}
    desk.model = "dot"
    assert (desk.override, desk.mask) == (NOTHING, [True, True, False])
    assert desk.gold["sure"] == [[0, 0]]
    desk.override = {0: [1, 0, 0]}
    desk.sentence = "you love me"
    assert (desk.override, desk.mask, desk.gold) == (NOTHING, [], {})


def test_a_sentence_and_its_rows_come_together(desk):
    """As the page sends them: one message, and an undo brings back the rows with the sentence."""
    row = [0.25] * 4
    with desk.hold_trait_notifications():
        desk.sentence, desk.override, desk.mask = "my dog is small", {0: row}, [True, False, True, True]
    assert desk.override == {"e": {}, "alpha": {"0": row}}
    agree(desk, override=Override(alpha={0: row}), mask=[True, False, True, True])
    desk.set_state({"sentence": LOVE, "override": {"e": {}, "alpha": {"0": [1, 0, 0]}}, "mask": []})
    assert (desk.sentence, desk.override["alpha"], desk.mask) == (LOVE, {"0": [1.0, 0.0, 0.0]}, [])
    agree(desk, override=Override(alpha={0: [1, 0, 0]}))


def test_gold_and_the_error_rate():
    pair = demonstrations()[LONG]
    desk = TranslatorDesk(LONG)
    if len(desk.translation.split()) == len(pair.target):
        translation = Decoder("additive").translate(LONG)
        assert desk.aer == alignment_error_rate(links(translation.alpha[:-1]), pair.sure, pair.possible)
    own = TranslatorDesk("my dog is small")
    assert own.aer is None
    n = len(own.translation.split())
    best = sorted(links(np.array(own.alpha)[:n]))
    own.gold = {"sure": best}
    assert own.aer == 0
    own.gold = {"sure": [(i, (j + 1) % 4) for i, j in best], "target": own.translation}
    assert own.aer == 1
    own.gold = {"sure": [(0, 0)], "target": ["un"] * (n + 1)}
    assert own.aer is None, "of another length"
    own.gold = Pair(
        ("my", "dog", "is", "small"), ("mon", "chien", "est", "petit"), frozenset({(0, 0)}), frozenset({(1, 1)})
    )
    assert own.gold == {
        "sentence": "my dog is small",
        "target": ["mon", "chien", "est", "petit"],
        "sure": [[0, 0]],
        "possible": [[1, 1]],
    }
    own.gold = {}
    assert own.aer is None


REFUSED = [
    ("sentence", "", "sentence: no words given, 1 to 16 wanted"),
    ("sentence", "?!", "sentence: no words given"),
    ("sentence", "love " * 17, "sentence: 17 words given, 1 to 16 wanted"),
    ("sentence", "i love gardin", "'gardin' (near: garden"),
    ("sentence", "я люблю тебя", "'я'"),
    ("sentence", "<b>love</b>", "'b'"),
    ("model", "gpt", "model: 'gpt' given, one of none, additive"),
    ("models", [], "models: [] given"),
    ("models", ["dot", "dot"], "distinct names"),
    ("models", ["../secret"], "models: ['../secret'] given"),
    ("override", [1, 2], "override: list given"),
    ("override", {0: [1, 0]}, "override.alpha[0]: 2 numbers given, 3 wanted"),
    ("override", {0: [1, -1, 1]}, "override.alpha[0]: -1 given, weights of at least 0"),
    ("override", {0: [np.nan, 0, 1]}, "override.alpha[0]:"),
    ("override", {0: "abc"}, "override.alpha[0]: 'abc' given, finite numbers wanted"),
    ("override", {0: [[1, 0, 0]]}, "finite numbers wanted"),
    ("override", {"e": {0: [1e7, 0, 0]}}, "scores between -1000000 and 1000000"),
    ("override", {"e": {0: [1, 0, 0]}, "alpha": {0: [1, 0, 0]}}, "scores and weights given for step 0"),
    ("override", {"e": 3}, "override.e: int given, rows by step wanted"),
    ("override", {"x": [1, 0, 0]}, "step 'x' given"),
    ("override", {-1: [1, 0, 0]}, "step -1 given"),
    ("override", {True: [1, 0, 0]}, "step True given"),
    ("override", {1000: [1, 0, 0]}, "step 1000 given"),
    ("mask", [True], "mask: 1 entries given, 3 wanted"),
    ("temperature", 0, "temperature: 0.0 given"),
    ("temperature", float("nan"), "temperature: nan given"),
    ("temperature", 1e9, "temperature: 1000000000.0 given"),
    ("half_width", 0, "half_width"),
    ("p", {0: 2.5}, "p[0]: 2.5 given, a position in [0, 2] wanted"),
    ("p", [1], "p: list given"),
    ("p", {0: "x"}, "p[0]"),
    ("gold", 5, "gold: int given"),
    ("gold", {"sure": [(0, 9)]}, "gold: the link (0, 9) given, positions within"),
    ("gold", {"sure": [(4, 0)], "target": "je t' aime"}, "t_y = 3"),
    ("gold", {"sure": [5]}, "gold: the link 5 given, (i, j) wanted"),
    ("gold", {"sure": [(True, 0)]}, "gold: the link (True, 0)"),
    ("gold", {"links": []}, "gold: 'links' given"),
    ("gold", {"sentence": "you love me"}, "gold: links of 'you love me' given"),
    ("gold", Pair(("you",), ("tu",)), "gold: links of 'you' given"),
    ("show", "gold", "show"),
    ("alpha", [[1, 0, 0]], "alpha: 1 rows of 3 weights given"),
    ("alpha", [], "alpha: 0 rows of 0 weights given"),
]


@pytest.mark.parametrize(
    ("name", "value", "message"), REFUSED, ids=[f"{name}-{n}" for n, (name, _, _) in enumerate(REFUSED)]
)
def test_bad_values_are_refused_and_the_last_good_ones_kept(desk, name, value, message):
    before = held(desk)
    with pytest.raises(TraitError, match=re.escape(message)):
        setattr(desk, name, value)
    assert held(desk) == before
    desk.temperature = 2.0
    assert desk.temperature == 2.0, "it goes on"


def test_negative_weights_are_refused(desk):
    rows = [list(row) for row in desk.alpha]
    rows[0][0] = -0.5
    with pytest.raises(TraitError, match=r"alpha\[0\]: -0.5 given, weights of at least 0 wanted"):
        desk.alpha = rows


@pytest.mark.parametrize("name", ["e", "translation", "untouched", "aer"])
def test_what_is_derived_is_read_only(desk, name):
    with pytest.raises(TraitError, match="read-only"):
        setattr(desk, name, getattr(desk, name))


def test_the_constructor_refuses_too():
    with pytest.raises(TraitError, match="override"):
        TranslatorDesk(LOVE, override={0: [1]})
    with pytest.raises(TraitError, match="model: 'none' given, one of dot wanted"):
        TranslatorDesk(LOVE, model="none", models=["dot"])


def test_the_page_holds_the_state_and_names_its_files(desk):
    page = desk._html()
    (state,) = (
        json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    )
    assert {
        "sentence",
        "model",
        "models",
        "override",
        "mask",
        "temperature",
        "hard",
        "half_width",
        "p",
        "gold",
        "show",
        "hint",
        "_assets",
    } == set(state)
    assert state["_assets"]["files"] == {
        name: f"checkpoints/{name}.safetensors?v={_files.version(f'checkpoints/{name}.safetensors')}"
        for name in desk.models
    }
    assert set(state["_assets"]["demonstrations"]) == set(demonstrations())
    assert f' data-files="{" ".join(f"checkpoints/{name}.safetensors" for name in desk.models)}"' in page
    assert ' data-files="checkpoints/dot.safetensors"' in TranslatorDesk(models=["dot"])._html()


def test_the_table_stands_without_javascript(desk):
    cells = re.findall(r"<td>(.*?)</td>", desk._table())
    words = [*desk.translation.split(), "&lt;/s&gt;"]
    assert len(cells) == 4 * len(desk.alpha)
    assert [cell.replace("&#x27;", "'") for cell in cells[::4]] == words[: len(desk.alpha)]
    assert "<caption>i love you → " in desk._table()
    assert "no attention" in TranslatorDesk(LOVE, model="none")._table()


def test_files_are_given_to_who_may_ask_for_them(desk, tmp_path, monkeypatch):
    sent = []
    monkeypatch.setattr(desk, "send", lambda content, buffers=None: sent.append((content, buffers)))
    path = desk._assets["files"]["dot"]
    ask = {"softlook": "file", "path": path}
    desk._handle_custom_msg(ask, [])
    assert sent == [(ask, [(SHIPPED / "dot.safetensors").read_bytes()])]
    for other in ("../pyproject.toml", "checkpoints/../__init__.py", "/etc/passwd", "checkpoints/nobody.safetensors"):
        desk._handle_custom_msg({"softlook": "file", "path": other}, [])
        content, buffers = sent.pop()
        assert "asked for, one of this widget's files wanted" in content["error"]
        assert buffers == []
    for noise in ({"softlook": "other"}, {}, "text", None):
        desk._handle_custom_msg(noise, [])
    assert len(sent) == 1
    monkeypatch.setattr(_files, "PACKAGE", tmp_path)
    desk._handle_custom_msg(ask, [])
    assert "cannot be read" in sent.pop()[0]["error"]


def test_it_works_where_torch_is_absent():
    code = """
import sys

sys.modules["torch"] = None
from softlook.widgets import TranslatorDesk

print(TranslatorDesk().translation)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
