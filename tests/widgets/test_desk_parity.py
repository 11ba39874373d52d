"""The page's translator against Python's: every shipped model, held-out sentences, rows overridden at random; and each function with a twin."""

from __future__ import annotations

import difflib
import json
import struct
import subprocess
from contextlib import suppress
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook.book.assets import NODE
from softlook.translate.checkpoints import SHIPPED, names, save
from softlook.translate.corpus.sentences import demonstrations, sentences
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder, untrained
from softlook.translate.settings import PRESETS, Settings, preset
from softlook.translate.step import DecodingOptions, Override, weigh
from softlook.translate.translator import from_checkpoint, translate, translate_all
from softlook.translate.vocabulary import Vocabulary
from softlook.widgets._words import words

ROOT = Path(__file__).resolve().parents[2]
JS = ROOT / "src" / "softlook" / "widgets" / "js"
MODELS = names()

ANSWER = """
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
const home = process.argv[1];
const { makeDecoder } = await import(home + "translate/decode.js");
const { decodingOptions } = await import(home + "translate/step.js");
const bytes = (path) => { const all = readFileSync(path); return all.buffer.slice(all.byteOffset, all.byteOffset + all.byteLength); };
const made = new Map();
const decoder = (path) => made.get(path) ?? made.set(path, makeDecoder(bytes(path))).get(path);
const tasks = {
  call: async ({ module, name, args }) => (await import(home + module))[name](...args),
  open: ({ path }) => makeDecoder(bytes(path)).settings,
  write: ({ path, cases }) => cases.map(([sentence, options]) => decoder(path).write(decoder(path).read(sentence), { ...decodingOptions(), ...options })),
};
for await (const line of createInterface({ input: process.stdin })) {
  const { task, ...rest } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ given: await tasks[task](rest) }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
}
"""


@pytest.fixture(scope="module")
def node():
    command = [str(NODE), "--input-type=module", "-e", ANSWER, JS.as_uri() + "/"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:

        def ask(task, **rest):
            process.stdin.write(json.dumps({"task": task, **rest}, allow_nan=False) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def js(node):
    def call(module, name, *args):
        answer = node("call", module=module, name=name, args=args)
        assert "error" not in answer, answer["error"]
        return answer["given"]

    return call


@pytest.fixture(scope="module")
def held_out():
    return [pair.source for pair in split(sentences()).test[:300]]


def agree(given, wanted):
    assert tuple(given["words"]) == wanted.words
    assert_allclose(given["logits"], wanted.logits, rtol=0, atol=1e-4)
    for name in ("alpha", "e", "p"):
        ours = getattr(wanted, name)
        assert (given[name] is None) == (ours is None)
        if ours is not None:
            assert_allclose(
                given[name], ours, rtol=1e-5, atol=1e-5 * max(1, abs(ours).max())
            )  # float32 is as exact as the largest score


def turned(decoder, sentence, draw):
    """Draw what a reader may turn, as far as the model has it: for the page, and for Python."""
    n, settings = len(sentence), decoder.settings
    if settings.attention == "none":
        return {}, {}
    steps = draw.choice(8, size=2, replace=False).tolist()
    rows = {"alpha": {steps[0]: draw.dirichlet(np.ones(n)).tolist()}, "e": {steps[1]: draw.normal(0, 3, n).tolist()}}
    mask = (draw.random(n) < 0.8).tolist()
    found = {
        "override": Override(**rows),
        "temperature": float(draw.uniform(0.2, 3)),
        "hard": bool(draw.random() < 0.2),
        "mask": mask,
    }
    if settings.window != "global":
        found["half_width"] = int(draw.integers(1, 6))
    if settings.window == "local-p":
        found["p"] = {0: float(draw.uniform(0, n - 1)), 2: float(n - 1)}
    page = {**found, "override": rows, "halfWidth": found.get("half_width"), "p": found.get("p", {})}
    return page, found


def test_every_model_is_shipped():
    assert set(MODELS) == set(PRESETS)


@pytest.mark.parametrize("name", MODELS)
def test_the_page_translates_as_numpy_does(node, held_out, name):
    decoder, path = Decoder(name), str(SHIPPED / f"{name}.safetensors")
    given = node("write", path=path, cases=[[list(sentence), {}] for sentence in held_out])["given"]
    for page, ours in zip(given, decoder.translate_all(held_out), strict=True):
        agree(page, ours)


@pytest.mark.parametrize("name", MODELS)
def test_the_page_bends_as_numpy_does(node, held_out, name):
    decoder, path = Decoder(name), str(SHIPPED / f"{name}.safetensors")
    draw = np.random.default_rng(list(name.encode()))
    cases = [(sentence, *turned(decoder, sentence, draw)) for sentence in held_out[:100]]
    given = node("write", path=path, cases=[[list(sentence), page] for sentence, page, _ in cases])["given"]
    moved = 0
    for page, (sentence, _, options) in zip(given, cases, strict=True):
        wanted = decoder.translate(sentence, **options)
        agree(page, wanted)
        moved += wanted.words != decoder.translate(sentence).words
    assert name == "none" or moved > 10, "else the overrides change nothing"


@pytest.mark.parametrize("name", MODELS)
def test_the_page_translates_and_bends_as_torch_does(node, held_out, name):
    """In float32, as it was trained: the same words, logits to 1e-4, weights to 1e-5."""
    decoder, torch_model, path = Decoder(name), from_checkpoint(name), str(SHIPPED / f"{name}.safetensors")
    draw = np.random.default_rng([7, *name.encode()])
    bent = [(sentence, *turned(decoder, sentence, draw)) for sentence in held_out[:40]]
    plain = node("write", path=path, cases=[[list(sentence), {}] for sentence in held_out])["given"]
    for page, theirs in zip(plain, translate_all(held_out, torch_model), strict=True):
        agree(page, theirs)
    given = node("write", path=path, cases=[[list(sentence), page] for sentence, page, _ in bent])["given"]
    for page, (sentence, _, options) in zip(given, bent, strict=True):
        agree(page, translate(sentence, torch_model, **options))


MORE = [
    {},
    {"input_feeding": True},
    {"readout": "s"},
    {"hard": True},
    {"residual": True, "previous_word": True},
    {"window": "local-m"},
    {"window": "local-p", "half_width": 1},
]


def buildable():
    """Every mixture of these that makes sense; what cannot be built in Python is never shipped."""
    for attention, more, timing in product(
        ["none", "additive", "dot", "general", "concat", "location"], MORE, ["bahdanau", "luong"]
    ):
        with suppress(ValueError):
            yield Settings(attention=attention, timing=timing, hidden=6, embedding=4, **more)


WAYS = list(buildable())


def test_how_many_can_be_built():
    assert len(WAYS) == 49


@pytest.mark.parametrize("settings", WAYS, ids=Settings.to_json)
def test_every_way_to_build_one(node, tmp_path, settings):
    """With weights drawn at random, so that nothing is near zero."""
    pairs = demonstrations().values()
    path = save(
        tmp_path / "one.safetensors",
        untrained(settings, Vocabulary.of(p.source for p in pairs), Vocabulary.of(p.target for p in pairs), seed=3),
    )
    decoder, draw = Decoder(path), np.random.default_rng(5)
    cases = [(pair.source, *turned(decoder, pair.source, draw)) for pair in pairs] + [
        (pair.source, {}, {}) for pair in pairs
    ]
    given = node("write", path=str(path), cases=[[list(sentence), page] for sentence, page, _ in cases])["given"]
    for page, (sentence, _, options) in zip(given, cases, strict=True):
        agree(page, decoder.translate(sentence, **options))


@pytest.mark.parametrize(
    "settings", [*PRESETS.values(), preset("dot", input_feeding=True, hidden=10, longest=5)], ids=str
)
def test_shapes(js, settings):
    given = js("translate/settings.js", "shapes", json.loads(settings.to_json()), 11, 13)
    assert {name: tuple(shape) for name, shape in given.items()} == settings.shapes(11, 13)


def test_float16():
    """All 65536 of them."""
    script = """const { float16 } = await import(process.argv[1]); const raw = Uint16Array.from({ length: 65536 }, (_, n) => n);
      console.log(JSON.stringify(Array.from(float16(new DataView(raw.buffer), 0, raw.length), String)));"""
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script, (JS / "translate/float16.js").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    np.testing.assert_array_equal(
        [float(x) for x in json.loads(done.stdout)], np.arange(65536, dtype="<u2").view("<f2").astype(np.float64)
    )


def damaged(path):
    """A good file and what may befall it: bytes, and what the refusal names."""
    good = path.read_bytes()
    size = struct.unpack("<Q", good[:8])[0]
    header, body = json.loads(good[8 : 8 + size]), good[8 + size :]

    def rebuilt(change, body=body):
        new = json.loads(json.dumps(header))
        change(new)
        text = json.dumps(new).encode()
        return struct.pack("<Q", len(text)) + text + body

    def metadata(**changes):
        return rebuilt(lambda new: new["__metadata__"].update(changes))

    settings = json.loads(header["__metadata__"]["settings"])
    return {
        "empty": (b"", "a file of 0 bytes given"),
        "a page": (b"<!DOCTYPE html><html><body>404</body></html>", "another kind of file given"),
        "cut in the header": (good[: 8 + size // 2], "truncated file"),
        "cut in the numbers": (good[:-100], "truncated file"),
        "no JSON": (good[:8] + b"{" + b"x" * (size - 1) + body, "damaged header"),
        "not UTF-8": (good[:8] + b"{\xff" + good[10:], "damaged header"),
        "float32": (rebuilt(lambda new: new["out.bias"].update(dtype="F32")), "out.bias: numbers of kind F32"),
        "no shape": (rebuilt(lambda new: new["out.bias"].pop("shape")), "out.bias: a damaged entry"),
        "no offsets": (rebuilt(lambda new: new["out.bias"].pop("data_offsets")), "out.bias: a damaged entry"),
        "a null entry": (rebuilt(lambda new: new.update({"out.bias": None})), "out.bias: numbers of kind undefined"),
        "another size": (
            rebuilt(lambda new: new["out.bias"].update(shape=[8])),
            "out.bias: 14 bytes given, 16 wanted",
        ),
        "one missing": (rebuilt(lambda new: new.pop("out.bias")), "out.bias of shape missing"),
        "one too many": (rebuilt(lambda new: new.update(more=new["out.bias"])), "more of shape"),
        "NaN": (good[: 8 + size] + b"\xff\x7f" * (len(body) // 2), "NaN or infinity"),
        "another's": (metadata(softlook="something else"), "another safetensors file"),
        "a later format": (metadata(format="2"), "format 2 given"),
        "settings cut off": (metadata(settings="{"), "settings: no JSON"),
        "settings that cannot be": (
            metadata(settings=json.dumps(settings | {"attention": "<b>"})),
            "attention: <b> given",
        ),
        "a width of zero": (metadata(settings=json.dumps(settings | {"hidden": 0})), "hidden: 0 given"),
        "words that are none": (metadata(source="[1, 2]"), "source: a damaged vocabulary"),
        "words missing": (metadata(target=json.dumps(["<pad>", "<s>", "</s>", "<unk>"])), "of shape"),
    }


def test_a_damaged_file_is_refused_with_a_reason(node, tmp_path):
    pair = demonstrations()["i love you"]
    good = save(
        tmp_path / "good.safetensors",
        untrained(Settings(hidden=4, embedding=4), Vocabulary(pair.source), Vocabulary(pair.target)),
    )
    assert node("open", path=str(good))["given"]["hidden"] == 4
    for what, (content, said) in damaged(good).items():
        bad = tmp_path / "bad.safetensors"
        bad.write_bytes(content)
        answer = node("open", path=str(bad))
        assert said in answer.get("error", "nothing"), (what, answer)


@given(data=st.data())
def test_weigh(js, data):
    window = data.draw(st.sampled_from(["global", "local-m", "local-p"]))
    n = data.draw(st.integers(1, 9))
    e = data.draw(st.lists(st.floats(-30, 30), min_size=n, max_size=n))
    i = data.draw(st.integers(0, 4))
    mask = data.draw(st.none() | st.lists(st.booleans(), min_size=n, max_size=n))
    settings = Settings(attention="general", timing="luong", window=window, half_width=data.draw(st.integers(1, 4)))
    hard, temperature = data.draw(st.booleans()), data.draw(st.floats(0.05, 50))
    p = data.draw(st.floats(0, n - 1)) if window == "local-p" else None
    options = DecodingOptions(temperature=temperature, hard=hard, mask=mask, p={1: 0.0} if p is not None else {})
    _, wanted, at = weigh(np.array([e]), i, settings, options, None if p is None else np.array([p]))
    page = {
        "override": {"e": {}, "alpha": {}},
        "temperature": temperature,
        "hard": hard,
        "mask": mask,
        "halfWidth": None,
        "p": {1: 0} if p is not None else {},
    }
    given_ = js("translate/step.js", "weigh", e, i, json.loads(settings.to_json()), page, p)
    assert_allclose(given_["alpha"], wanted[0], rtol=1e-12, atol=1e-12)
    assert given_["p"] == (None if at is None else pytest.approx(at[0]))


NUMBER = st.floats(-3, 3)


def matrix(rows, columns):
    return st.lists(st.lists(NUMBER, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def tensor(rows):
    return {"shape": list(np.shape(rows)), "data": np.ravel(rows).tolist()}


@given(data=st.data())
def test_scores(js, data):
    """Each score for one query, to 1e-12."""
    n, d = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    (q,), k = data.draw(matrix(1, d)), data.draw(matrix(n, d))
    w, (v,), form = data.draw(matrix(d, d)), data.draw(matrix(1, d)), data.draw(matrix(d, d))
    one, keys = np.array([q]), np.array(k)
    wanted = softlook.additive(one, keys, w_q=np.array(w), w_k=np.array(form), v_a=np.array(v))[0]
    projected = softlook.additive_keys(keys, np.array(form)).tolist()
    assert_allclose(js("math/additive.js", "additive", q, projected, tensor(w), v), wanted, rtol=1e-12, atol=1e-12)
    assert_allclose(
        js("math/general.js", "general", q, k, tensor(form)),
        softlook.general(one, keys, w_a=np.array(form))[0],
        rtol=1e-12,
        atol=1e-12,
    )
    rows = data.draw(matrix(n + 2, d))
    assert_allclose(
        js("math/location.js", "location", q, n, tensor(rows)),
        softlook.location(one, keys, w_a=np.array(rows))[0],
        rtol=1e-12,
        atol=1e-12,
    )
    p = softlook.aligned_position(one, n, w_p=np.array(w), v_p=np.array(v))[0]
    assert js("math/aligned_position.js", "alignedPosition", q, n, tensor(w), v) == pytest.approx(
        p, rel=1e-12, abs=1e-12
    )


LINK = st.tuples(st.integers(0, 5), st.integers(0, 5))


@given(found=st.sets(LINK), sure=st.sets(LINK), possible=st.sets(LINK))
def test_alignment_error_rate(js, found, sure, possible):
    given_ = js("math/links.js", "alignmentErrorRate", sorted(found), sorted(sure), sorted(possible))
    assert given_ == pytest.approx(softlook.alignment_error_rate(found, sure, possible), abs=1e-12)


@given(
    alpha=st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=n, max_size=n), min_size=1, max_size=5
        )
    )
)
def test_links(js, alpha):
    assert sorted(map(tuple, js("math/links.js", "links", alpha))) == sorted(softlook.links(np.array(alpha)))


TYPED = [
    "I love you!", "  I   LOVE\tyou ", "i don’t love you", "It's Paul's dog.", "we're, they've; I'm", "can't won't isn't", "", "?!", "«bonjour» – “hi”",
    "я люблю тебя", "<b>love</b> & </script>", "😀 love", "the boys' dog", "'quoted'", "-x- o'clock", "that's what's", "e\u0301te\u0301", "İ", "I love\u00a0you\u200b",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_words(js, text):
    assert js("translate/words.js", "words", text) == words(text)


@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.text(alphabet="Iit's’mrevnp -.,<>!", max_size=30)
)
def test_words_of_anything(js, text):
    assert js("translate/words.js", "words", text) == words(text)


def test_case_punctuation_and_short_forms_are_forgiven():
    assert words("I don't love Paul's dog; it’s too old!") == [
        "i",
        "do",
        "not",
        "love",
        "paul",
        "'s",
        "dog",
        "it",
        "is",
        "too",
        "old",
    ]
    for sentence in islice(sentences(), 0, None, 97):
        assert words(" ".join(sentence.source).capitalize() + ".") == list(sentence.source)


VOCABULARY = sorted({word for pair in islice(sentences(), 0, None, 7) for word in pair.source})


@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=9))
@example(word="gardin")
@example(word="beutiful")
def test_near(js, word):
    assert js("translate/close_matches.js", "getCloseMatches", word, VOCABULARY) == difflib.get_close_matches(
        word, VOCABULARY, n=3
    )


WEIGHTS = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(0, 1), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.integers(0, n - 1),
    )
)


@given(drawn=WEIGHTS, x=st.floats(0, 1))
def test_what_a_hand_does_to_a_row(js, drawn, x):
    """It sums to 1, gives nothing to what is hidden, and leaves the others their shares."""
    alpha, mask, j = drawn
    mask[j] = True
    row = np.array(js("ui/rows.js", "place", alpha, j, x, mask))
    others = np.array(
        [weight if seen and at != j else 0 for at, (weight, seen) in enumerate(zip(alpha, mask, strict=True))]
    )
    assert row.sum() == pytest.approx(1)
    assert (row[~np.array(mask)] == 0).all()
    if sum(mask) > 1:
        assert row[j] == pytest.approx(x)
    if others.sum() > 0:
        assert_allclose(np.delete(row, j), np.delete((1 - x) * others / others.sum(), j), atol=1e-12)
    assert sum(js("ui/rows.js", "even", mask)) == pytest.approx(1)
    hidden = np.array(js("ui/rows.js", "hide", alpha, mask))
    assert hidden.sum() == pytest.approx(1)
    assert (hidden[~np.array(mask)] == 0).all()


WORD = st.sampled_from(["je", "t'", "aime", "pas"])


@given(before=st.lists(WORD, max_size=7), after=st.lists(WORD, max_size=7))
@example(before=["je", "t'", "aime"], after=["je", "aime", "pas"])
def test_changes_hold_both_sides_in_order(js, before, after):
    columns = js("ui/changes.js", "changes", before, after)
    assert [column["before"] for column in columns if column["before"] is not None] == before
    assert [column["after"] for column in columns if column["after"] is not None] == after
    assert all(column["same"] == (column["before"] == column["after"]) or not column["same"] for column in columns)
    if before == after:
        assert all(column["same"] for column in columns)
    lost = len(before) - sum(column["same"] for column in columns)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    assert lost <= len(before) - sum(block.size for block in matcher.get_matching_blocks()), "no other way keeps more"


STATE = {
    "sentence": "i love you", "model": "additive", "override": {"e": {"1": [1.0, -2.5, 3.0]}, "alpha": {"0": [0.25, 0.5, 0.25]}},
    "mask": [True, False, True], "temperature": 1.5, "hard": True, "half_width": 2, "p": {"2": 1.25},
}  # fmt: skip


def test_a_link_carries_the_state(js):
    packed = js("desk/link.js", "pack", STATE)
    assert js("desk/link.js", "unpack", packed) == STATE
    assert set(packed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    whole = js("desk/link.js", "put", "#step-2", "desk", packed)
    assert whole == f"#desk={packed}"
    both = js("desk/link.js", "put", whole, "desk-2", "1.x")
    assert both == f"#desk={packed}&desk-2=1.x"
    assert js("desk/link.js", "find", both, "desk") == packed
    assert js("desk/link.js", "find", js("desk/link.js", "put", both, "desk", "1.y"), "desk-2") == "1.x"
    assert js("desk/link.js", "find", "#desk-2=1.x", "desk") is None


BAD = {
    "no version": ("", "version none given"), "an old one": ("0.abc", "version 0 given"), "cut off": ("1.eyJzZW50", "cut off or damaged"),
    "no base64": ("1.%%%", "cut off or damaged"), "a text": ("1.ImEi", "no state given"), "an empty state": ("1.e30", "sentence: a text of at most"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_link_is_refused_with_a_reason(node, case):
    packed, said = BAD[case]
    assert said in node("call", module="desk/link.js", name="unpack", args=[packed])["error"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"override": {"e": {}, "alpha": {"0": [-0.1, 1.1, 0]}}}, "override"), ({"override": {"e": {"x": [1]}, "alpha": {}}}, "override"),
        ({"override": {"e": {}, "alpha": {"0": ["<b>"]}}}, "override"), ({"override": {"e": {"0": [1e7]}, "alpha": {}}}, "override"), ({"override": []}, "override"),
        ({"mask": [1, 0, 1]}, "mask"), ({"temperature": 0}, "temperature"), ({"temperature": None}, "temperature"), ({"hard": "yes"}, "hard"),
        ({"half_width": 0}, "half_width"), ({"half_width": 1.5}, "half_width"), ({"p": {"0": -1}}, "p:"), ({"sentence": 5}, "sentence"),
        ({"sentence": "x" * 401}, "sentence"), ({"model": None}, "model"),
    ],
)  # fmt: skip
def test_a_state_that_cannot_be_is_refused(node, change, said):
    assert node("call", module="desk/state.js", name="checked", args=[STATE | change])["error"].startswith(said)


def test_history_goes_back_and_forth():
    script = """const { makeHistory } = await import(process.argv[1]);
      const h = makeHistory(), said = [];
      h.keep(0, ""); h.keep(1, "drag"); h.keep(1.5, "drag"); h.keep(1.7, "drag"); h.release(); h.keep(2, "drag");
      said.push(h.depth()); let now = 3;
      for (const way of ["undo", "undo", "redo", "undo", "undo", "undo", "redo"]) { const to = h[way](now); said.push(to ?? null); now = to ?? now; }
      h.keep(now, ""); said.push(h.depth());
      for (let k = 0; k < 300; k++) h.keep(k, ""); said.push(h.depth());
      console.log(JSON.stringify(said));"""
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script, (JS / "ui/history.js").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout) == [[3, 0], 2, 1, 2, 1, 0, None, 1, [2, 0], [200, 0]]
