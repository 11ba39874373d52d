"""js/translate against the package: words, checkpoints, the attention step, and the whole translator.

The translator is compared on every shipped model with held-out sentences, as it is and with rows overridden at random,
and on every mixture of settings that can be built.
"""

from __future__ import annotations

import difflib
import json
import struct
from contextlib import suppress
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import softlook
from softlook.translate import search, vocabulary
from softlook.translate.checkpoints import FORMAT, SHIPPED, load, names, save
from softlook.translate.corpus.sentences import demonstrations, sentences
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder, untrained
from softlook.translate.settings import PRESETS, Settings, preset
from softlook.translate.step import DecodingOptions, Override, weigh
from softlook.translate.vocabulary import Vocabulary
from softlook.widgets._words import words

EXACT = {"rtol": 1e-12, "atol": 1e-12}
MODELS = names()
WRITE = """
  const { makeDecoder } = await load("translate/decode.js");
  const { decodingOptions } = await load("translate/step.js");
  const [path, cases] = args;
  globalThis.decoders ??= new Map();
  const decoder = decoders.get(path) ?? makeDecoder(readFile(path));
  decoders.set(path, decoder);
  const write = ([sentence, changed]) => decoder.write(decoder.read(sentence), { ...decodingOptions(), ...changed });
  return cases.map(write);
"""
OPEN = """
  const { makeDecoder } = await load("translate/decode.js");
  return makeDecoder(readFile(args[0])).settings;
"""


def write(js, path, cases):
    """What the page writes for each sentence, with the options that are changed."""
    return js.run(WRITE, str(path), [[list(sentence), changed] for sentence, changed in cases])


def agree(page, wanted):
    assert tuple(page["words"]) == wanted.words
    assert_allclose(page["logits"], wanted.logits, rtol=0, atol=1e-4)
    for name in ("alpha", "e", "p"):
        ours = getattr(wanted, name)
        assert (page[name] is None) == (ours is None)
        if ours is not None:  # float32 is as exact as the largest score
            assert_allclose(page[name], ours, rtol=1e-5, atol=1e-5 * max(1, abs(ours).max()))


def random_options(decoder, sentence, rng):
    """Draw what a reader may change, as far as the model has it: for the page, and for Python."""
    n, settings = len(sentence), decoder.settings
    if settings.attention == "none":
        return {}, {}
    steps = rng.choice(8, size=2, replace=False).tolist()
    rows = {"alpha": {steps[0]: rng.dirichlet(np.ones(n)).tolist()}, "e": {steps[1]: rng.normal(0, 3, n).tolist()}}
    mask = (rng.random(n) < 0.8).tolist()
    temperature, hard = float(rng.uniform(0.2, 3)), bool(rng.random() < 0.2)
    options = {"override": Override(**rows), "temperature": temperature, "hard": hard, "mask": mask}
    if settings.window != "global":
        options["half_width"] = int(rng.integers(1, 6))
    if settings.window == "local-p":
        options["p"] = {0: float(rng.uniform(0, n - 1)), 2: float(n - 1)}
    page = {"override": rows, "temperature": temperature, "hard": hard, "mask": mask}
    page |= {"halfWidth": options.get("half_width"), "p": options.get("p", {})}
    return page, options


# -- the whole translator


@pytest.fixture(scope="module")
def held_out():
    return [pair.source for pair in split(sentences()).test[:300]]


def test_every_model_is_shipped():
    assert set(MODELS) == set(PRESETS)


@pytest.mark.twin("translate/decode.js", "makeDecoder")
@pytest.mark.parametrize("name", MODELS)
def test_the_page_translates_as_numpy_does(js, held_out, name):
    decoder = Decoder(name)
    pages = write(js, SHIPPED / f"{name}.safetensors", [(sentence, {}) for sentence in held_out])
    for page, ours in zip(pages, decoder.translate_all(held_out), strict=True):
        agree(page, ours)


@pytest.mark.parametrize("name", MODELS)
def test_the_page_follows_the_options_as_numpy_does(js, held_out, name):
    decoder, rng = Decoder(name), np.random.default_rng(list(name.encode()))
    cases = [(sentence, *random_options(decoder, sentence, rng)) for sentence in held_out[:100]]
    pages = write(js, SHIPPED / f"{name}.safetensors", [(sentence, changed) for sentence, changed, _ in cases])
    moved = 0
    for page, (sentence, _, options) in zip(pages, cases, strict=True):
        wanted = decoder.translate(sentence, **options)
        agree(page, wanted)
        moved += wanted.words != decoder.translate(sentence).words
    assert name == "none" or moved > 10, "else the overrides change nothing"


@pytest.mark.parametrize("name", MODELS)
def test_the_page_translates_and_follows_the_options_as_torch_does(js, held_out, name):
    """In float32, as it was trained: the same words, logits to 1e-4, weights to 1e-5."""
    from softlook.translate.translator import from_checkpoint, translate, translate_all

    decoder, torch_model, path = Decoder(name), from_checkpoint(name), SHIPPED / f"{name}.safetensors"
    rng = np.random.default_rng([7, *name.encode()])
    cases = [(sentence, *random_options(decoder, sentence, rng)) for sentence in held_out[:40]]
    plain = write(js, path, [(sentence, {}) for sentence in held_out])
    for page, theirs in zip(plain, translate_all(held_out, torch_model), strict=True):
        agree(page, theirs)
    pages = write(js, path, [(sentence, changed) for sentence, changed, _ in cases])
    for page, (sentence, _, options) in zip(pages, cases, strict=True):
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
    attentions = ["none", "additive", "dot", "general", "concat", "location"]
    for attention, more, timing in product(attentions, MORE, ["bahdanau", "luong"]):
        with suppress(ValueError):
            yield Settings(attention=attention, timing=timing, hidden=6, embedding=4, **more)


WAYS = list(buildable())


def test_how_many_can_be_built():
    assert len(WAYS) == 49


@pytest.mark.parametrize("settings", WAYS, ids=Settings.to_json)
def test_every_way_to_build_one(js, tmp_path, settings):
    """With weights drawn at random, so that nothing is near zero."""
    pairs = demonstrations().values()
    source, target = (Vocabulary.of(getattr(pair, side) for pair in pairs) for side in ("source", "target"))
    path = save(tmp_path / "one.safetensors", untrained(settings, source, target, seed=3))
    decoder, rng = Decoder(path), np.random.default_rng(5)
    cases = [(pair.source, *random_options(decoder, pair.source, rng)) for pair in pairs]
    cases += [(pair.source, {}, {}) for pair in pairs]
    pages = write(js, path, [(sentence, changed) for sentence, changed, _ in cases])
    for page, (sentence, _, options) in zip(pages, cases, strict=True):
        agree(page, decoder.translate(sentence, **options))


# -- its parts


NUMBER = st.floats(-3, 3)


def matrix(rows, columns):
    return st.lists(st.lists(NUMBER, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def tensor(rows):
    """As the page keeps a checkpoint's tensors."""
    return {"shape": list(np.shape(rows)), "data": np.ravel(rows).tolist()}


@pytest.mark.twin("translate/gru.js", "gru")
@given(data=st.data())
def test_gru(js, data):
    """Against torch's cell, whose tensors a checkpoint holds."""
    import torch

    d_in, d = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    cell = torch.nn.GRUCell(d_in, d, dtype=torch.float64)
    rows = {"weight_ih": (3 * d, d_in), "weight_hh": (3 * d, d), "bias_ih": (1, 3 * d), "bias_hh": (1, 3 * d)}
    state = {
        name: np.array(data.draw(matrix(*shape))).reshape(cell.state_dict()[name].shape)
        for name, shape in rows.items()
    }
    cell.load_state_dict({name: torch.from_numpy(values) for name, values in state.items()})
    (x,), (h,) = data.draw(matrix(1, d_in)), data.draw(matrix(1, d))
    tensors = {f"exploiter.{name}_l0": tensor(values) for name, values in state.items()}
    page = js("translate/gru.js", "gru", tensors, "exploiter", "_l0", x, h)
    with torch.no_grad():
        wanted = cell(torch.tensor([x], dtype=torch.float64), torch.tensor([h], dtype=torch.float64))[0]
    assert_allclose(page, wanted, **EXACT)


@pytest.mark.twin("translate/step.js", "weigh", "hard", "decodingOptions")
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
    at = {1: 0.0} if p is not None else {}
    options = DecodingOptions(temperature=temperature, hard=hard, mask=mask, p=at)
    _, alpha, position = weigh(np.array([e]), i, settings, options, None if p is None else np.array([p]))
    changed = {"temperature": temperature, "hard": hard, "mask": mask, "p": at}
    own = js("translate/step.js", "decodingOptions")
    page = js("translate/step.js", "weigh", e, i, json.loads(settings.to_json()), own | changed, p)
    assert_allclose(page["alpha"], alpha[0], **EXACT)
    assert page["p"] == (None if position is None else pytest.approx(position[0]))
    weights = softlook.softmax(np.array(e), None if mask is None else np.array(mask))
    wanted = softlook.hard(weights) if weights.max() > 0 else np.zeros(n)
    assert js("translate/step.js", "hard", weights.tolist()) == wanted.tolist()


def test_the_models_own_options_are_pythons(js):
    own = js("translate/step.js", "decodingOptions")
    python = DecodingOptions()
    assert own.pop("override") == {"e": python.override.e, "alpha": python.override.alpha}
    assert own.pop("halfWidth") is python.half_width
    assert own == {name: getattr(python, name) for name in ("temperature", "hard", "mask", "p")}


@pytest.mark.twin("translate/vocabulary.js", "SPECIAL", "PAD", "START", "END", "UNKNOWN")
@pytest.mark.twin("translate/vocabulary.js", "PAD_ID", "START_ID", "END_ID", "UNKNOWN_ID", "NEVER_WRITTEN")
def test_special_words_are_pythons(js):
    assert tuple(js("translate/vocabulary.js", "SPECIAL")) == vocabulary.SPECIAL
    for name in ("PAD", "START", "END", "UNKNOWN"):
        assert js("translate/vocabulary.js", name) == getattr(vocabulary, name)
        assert js("translate/vocabulary.js", f"{name}_ID") == getattr(vocabulary, f"{name}_ID")
    assert js("translate/vocabulary.js", "NEVER_WRITTEN") == list(search.NEVER_WRITTEN)


@pytest.mark.twin("translate/decode.js", "FORMAT")
def test_the_format_is_pythons(js):
    assert js("translate/decode.js", "FORMAT") == str(FORMAT)


@pytest.mark.twin("translate/vocabulary.js", "vocabulary")
@given(text=st.lists(st.text(max_size=3), max_size=3).map(lambda more: json.dumps([*vocabulary.SPECIAL, *more])))
@example(text='["<pad>", "<s>", "</s>"]')
@example(text='["<pad>", "</s>", "<s>", "<unk>", "a"]')
@example(text='["<pad>", "<s>", "</s>", "<unk>", 1]')
@example(text="{}")
@example(text="null")
def test_vocabulary(js, text):
    listed = json.loads(text)
    try:
        kept = list(Vocabulary.from_json(text).words)
    except ValueError as error:
        if "given twice" in str(error) or "at least one letter" in str(error):
            return  # what a page never meets, for no checkpoint is written so
        assert "source: a damaged vocabulary given" in js.error(
            "translate/vocabulary.js", "vocabulary", listed, "source"
        )
    else:
        assert js("translate/vocabulary.js", "vocabulary", listed, "source") == kept


MANY_SETTINGS = [*PRESETS.values(), preset("dot", input_feeding=True, hidden=10, longest=5)]


@pytest.mark.twin("translate/settings.js", "shapes", "readSettings")
@pytest.mark.parametrize("settings", MANY_SETTINGS, ids=str)
def test_settings_and_their_shapes(js, settings):
    read = js("translate/settings.js", "readSettings", json.loads(settings.to_json()))
    assert Settings(**read) == settings
    page = js("translate/settings.js", "shapes", read, 11, 13)
    assert {name: tuple(shape) for name, shape in page.items()} == settings.shapes(11, 13)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"attention": "more"}, "attention: more given, one of none, additive, dot, general, concat, location wanted"),
        ({"window": None}, "window: null given, one of global, local-m, local-p wanted"),
        ({"hidden": 0}, "hidden: 0 given, a whole number above 0 wanted"),
        ({"longest": 1.5}, "longest: 1.5 given, a whole number above 0 wanted"),
    ],
)
def test_settings_that_python_refuses_are_refused(js, change, message):
    given_ = json.loads(Settings().to_json()) | change
    with pytest.raises((TypeError, ValueError)):
        Settings.from_json(json.dumps(given_))
    assert js.error("translate/settings.js", "readSettings", given_) == message


@pytest.mark.twin("translate/float16.js", "float16")
def test_float16(js):
    """All 65536 of them."""
    numbers = np.arange(65536, dtype="<u2")
    script = """
      const { float16 } = await load("translate/float16.js");
      return float16(new DataView(args[0]), 0, 65536);
    """
    page = js.run(script, js.buffer(numbers.tobytes()))
    assert_array_equal(page, numbers.view("<f2").astype(np.float64))


@pytest.mark.twin("translate/safetensors.js", "safetensors")
def test_safetensors(js):
    path = SHIPPED / "dot.safetensors"
    page = js("translate/safetensors.js", "safetensors", js.buffer(path.read_bytes()))
    wanted = load(path).tensors
    assert set(page["tensors"]) == set(wanted)
    for name, values in page["tensors"].items():
        assert_array_equal(np.reshape(values["data"], values["shape"]), wanted[name])


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

    def settings(**changes):
        return metadata(settings=json.dumps(json.loads(header["__metadata__"]["settings"]) | changes))

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
        "an older format": (metadata(format="1"), "format 1 given, format 2 wanted"),
        "a later format": (metadata(format="3"), "format 3 given"),
        "settings cut off": (metadata(settings="{"), "settings: no JSON"),
        "settings that cannot be": (settings(attention="<b>"), "attention: <b> given"),
        "a width of zero": (settings(hidden=0), "hidden: 0 given"),
        "words that are none": (metadata(source="[1, 2]"), "source: a damaged vocabulary"),
        "words missing": (metadata(target=json.dumps(["<pad>", "<s>", "</s>", "<unk>"])), "of shape"),
    }


def test_a_damaged_file_is_refused_with_a_reason(js, tmp_path):
    pair = demonstrations()["i love you"]
    one = untrained(Settings(hidden=4, embedding=4), Vocabulary(pair.source), Vocabulary(pair.target))
    good = save(tmp_path / "good.safetensors", one)
    assert js.run(OPEN, str(good))["hidden"] == 4
    for fault, (content, message) in damaged(good).items():
        answer = js.error("translate/decode.js", "makeDecoder", js.buffer(content))
        assert message in answer, (fault, answer)


# -- typed words


TYPED = [
    "I love you!",
    "  I   LOVE\tyou ",
    "i don’t love you",
    "It's Paul's dog.",
    "we're, they've; I'm",
    "can't won't isn't",
    "",
    "?!",
    "«bonjour» – “hi”",
    "я люблю тебя",
    "<b>love</b> & </script>",
    "😀 love",
    "the boys' dog",
    "'quoted'",
    "-x- o'clock",
    "that's what's",
    "e\u0301te\u0301",
    "İ",
    "I love\u00a0you\u200b",
]


@pytest.mark.twin("translate/words.js", "words")
@pytest.mark.parametrize("text", TYPED)
def test_words(js, text):
    assert js("translate/words.js", "words", text) == words(text)


@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cn"]), max_size=40)  # node may know more of Unicode
    | st.text(alphabet="Iit's’mrevnp -.,<>!`", max_size=30)
)
def test_words_of_anything(js, text):
    assert js("translate/words.js", "words", text) == words(text)


VOCABULARY = sorted({word for pair in islice(sentences(), 0, None, 7) for word in pair.source})


@pytest.mark.twin("translate/close_matches.js", "getCloseMatches", "ratio")
@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=9), other=st.sampled_from(VOCABULARY))
@example(word="gardin", other="garden")
@example(word="beutiful", other="beautiful")
def test_close_matches(js, word, other):
    close = difflib.get_close_matches(word, VOCABULARY, n=3)
    assert js("translate/close_matches.js", "getCloseMatches", word, VOCABULARY) == close
    alike = difflib.SequenceMatcher(None, other, word).ratio()
    assert js("translate/close_matches.js", "ratio", other, word) == pytest.approx(alike, abs=1e-12)
