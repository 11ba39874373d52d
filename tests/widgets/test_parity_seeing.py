"""JavaScript against Python: the model of saliency, the components of a memory, the tuner's lines and pulls."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook.vision import _pyramid, saliency
from softlook.widgets import Bottleneck, MemoryReader, SaliencyExplorer, ScoreTuner, _bars
from softlook.widgets._lines import read_lines
from softlook.widgets._photograph import CHANNELS
from softlook.widgets.bottleneck import wilson

EXACT = {"rtol": 1e-12, "atol": 1e-12}
SEED = st.integers(0, 9999)
DISPLAYS = st.integers(1, 36).flatmap(
    lambda bars: st.tuples(st.just(bars), st.integers(0, bars - 1), st.sampled_from(_bars.DIFFERS), SEED)
)
FIELDS = st.tuples(st.integers(1, 40), st.integers(1, 40), SEED)


def field(m):
    return {"h": m.shape[0], "w": m.shape[1], "data": m.ravel().tolist()}


def array(given):
    data = given["data"]
    values = (
        [data[str(n)] for n in range(len(data))] if isinstance(data, dict) else data
    )  # how JSON writes a Float64Array
    return (
        np.array(values, dtype=float).reshape(given["h"], given["w"], -1).squeeze(-1)
        if given["h"] * given["w"] == len(values)
        else np.array(values)
    )


def random_field(drawn):
    h, w, seed = drawn
    return np.random.default_rng(seed).random((h, w))


@given(display=DISPLAYS)
@example(display=(1, 0, "nothing", 0))
def test_arrange(js, display):
    python = _bars.arrange(*display)
    page = js("vision/arrange.js", "arrange", *display)
    assert [(bar["row"], bar["column"], tuple(bar["colour"]), bar["angle"]) for bar in page] == python


@settings(max_examples=3)
@given(display=DISPLAYS)
def test_paint(js, display):
    image = _bars.paint(_bars.arrange(*display))
    painted = js("vision/paint.js", "paint", js("vision/arrange.js", "arrange", *display))["data"]
    assert_allclose([painted[str(n)] for n in range(image.size)], image.ravel(), **EXACT)


@settings(max_examples=8)
@given(drawn=st.tuples(st.integers(17, 100), st.integers(17, 100), SEED))
@example(drawn=(96, 128, 0))
def test_the_maps_of_any_picture(js, drawn):
    h, w, seed = drawn
    image = np.random.default_rng(seed).random((h, w, 3)) ** 3
    page = js("vision/conspicuity.js", "conspicuity", {"h": h, "w": w, "data": image.ravel().tolist()})
    python = softlook.saliency_map(image)
    for name in CHANNELS:
        assert_allclose(array(page[name]), getattr(python, name), **EXACT)


@given(drawn=FIELDS)
@example(drawn=(1, 1, 0))
def test_reduce_twofold(js, drawn):
    m = random_field(drawn)
    assert_allclose(
        array(js("vision/reduce_twofold.js", "reduceTwofold", field(m))), _pyramid.reduce_twofold(m), **EXACT
    )


@given(drawn=FIELDS, factor=st.sampled_from([8, 16]))
def test_stretch(js, drawn, factor):
    h, w, _ = drawn
    m = random_field((-(-h // factor), -(-w // factor), drawn[2]))
    assert_allclose(
        array(js("vision/stretch.js", "stretch", field(m), h, w, factor)), _pyramid.stretch(m, (h, w), factor), **EXACT
    )


@given(drawn=FIELDS)
def test_oriented(js, drawn):
    m = random_field(drawn)
    for page, python in zip(js("vision/oriented.js", "oriented", field(m)), _pyramid.oriented(m), strict=True):
        assert_allclose(array(page), python, **EXACT)


@given(drawn=FIELDS, level=st.integers(0, 3))
def test_promote(js, drawn, level):
    m = np.round(random_field(drawn), level) if level else random_field(drawn)  # rounded: many are equal
    assert_allclose(array(js("vision/promote.js", "promote", field(m))), softlook.promote(m), **EXACT)


def test_neighbours_level_but_for_rounding_are_peaks_both(js):
    m = np.zeros((5, 9))
    m[2, [1, 2, 7]] = 0.5, 0.5 * (1 + 1e-15), 1.0
    assert_allclose(softlook.promote(m).max(), (1 - 0.5) ** 2, rtol=1e-9)
    assert_allclose(array(js("vision/promote.js", "promote", field(m))), softlook.promote(m), **EXACT)


@given(drawn=st.tuples(st.integers(1, 8), st.integers(1, 8), SEED))
def test_channels(js, drawn):
    h, w, seed = drawn
    image = np.random.default_rng(seed).random((h, w, 3)) ** 4
    image[0, 0] = 0
    image[-1, -1] = 0.9
    for page, python in zip(
        js("vision/channels.js", "channels", {"h": h, "w": w, "data": image.ravel().tolist()}),
        saliency.channels(image, image.max()),
        strict=True,
    ):
        assert_allclose(array(page), python, **EXACT)


@given(drawn=FIELDS, limit=st.integers(0, 12), radius=st.floats(1, 200), inhibit=st.booleans())
def test_winner_takes_all(js, drawn, limit, radius, inhibit):
    m = np.round(random_field(drawn), 1)  # with equals, and zeros
    page = js("vision/winner_takes_all.js", "winnerTakesAll", field(m), limit, radius, inhibit)
    assert page == softlook.winner_takes_all(m, limit, radius=radius, inhibit=inhibit).tolist()


@given(weights=st.tuples(*[st.floats(0, 10)] * 3).filter(any), drawn=FIELDS)
def test_weigh(js, weights, drawn):
    maps = [random_field((drawn[0], drawn[1], drawn[2] + n)) for n in range(3)]
    python = sum(weight * m for weight, m in zip(weights, maps, strict=True)) / sum(weights)
    assert_allclose(array(js("vision/weigh.js", "weigh", [field(m) for m in maps], weights)), python, **EXACT)


SCENES = st.tuples(st.sampled_from(["bars", "bars", "photograph"]), st.integers(0, 20), st.booleans())


@settings(max_examples=15)
@given(display=DISPLAYS, scene=SCENES, weights=st.tuples(*[st.sampled_from([0, 0.5, 1, 2.25])] * 3).filter(any))
def test_explorer(js, display, scene, weights):
    (bars, target, differs, seed), (scene, fixations, inhibit) = display, scene
    explorer = SaliencyExplorer(
        scene,
        bars=bars,
        target=target,
        differs=differs,
        seed=seed,
        fixations=fixations,
        inhibit=inhibit,
        **dict(zip(CHANNELS, weights, strict=True)),
    )
    page = js("saliency_explorer.js", "derive", explorer._state())
    assert_allclose(np.reshape(page["s"], (page["h"], page["w"])), explorer.s, **EXACT)
    assert page["path"] == explorer.path
    assert page["foundAt"] == explorer.found_at
    assert_allclose(page["compare"], list(explorer.compare().values()), **EXACT)


def rows(n, d, low=-3.0, high=3.0):
    return st.lists(st.lists(st.floats(low, high), min_size=d, max_size=d), min_size=n, max_size=n)


@given(
    drawn=st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6)).flatmap(
        lambda n: st.tuples(rows(n[0], n[2]), rows(n[1], n[2]))
    )
)
@example(drawn=([[0.0, 0.0]], [[3.0, 4.0]]))
@example(drawn=([[1e-300, 1e-300]], [[1e300, -1e300]]))
def test_cosine(js, drawn):
    q, k = drawn
    assert_allclose(js("math/cosine.js", "cosine", q, k), softlook.cosine(np.array(q), np.array(k)), **EXACT)


WORDS = st.sampled_from(["Ann", "Bob", "has", "is", "key", "é", "<b>", "twice"])


@st.composite
def memories(draw):
    facts = []
    for _ in range(draw(st.integers(1, 6))):
        words = draw(st.lists(WORDS, min_size=1, max_size=4))
        facts.append((" ".join(words), draw(st.sampled_from(words)), draw(st.sampled_from(words))))
    down, across = draw(st.sampled_from([4, 8, 12])), draw(st.sampled_from([4, 8, 12]))
    picture = np.random.default_rng(draw(SEED)).integers(0, 3, (down, across)) / 2
    return MemoryReader(
        draw(st.sampled_from(["sentence", "picture"])), facts=facts, question=draw(st.sampled_from(facts))[1],
        picture=picture, patch=draw(st.integers(0, down * across // 16 - 1)), reader=draw(st.sampled_from(["apart", "neighbours"])),
        memory=draw(st.sampled_from(["key-value", "whole"])), score=draw(st.sampled_from(["dot", "scaled_dot", "cosine"])),
        temperature=draw(st.floats(0.05, 10)), exploiter=draw(st.sampled_from(["replace", "add"])), step=5,
    )  # fmt: skip


@given(reader=memories())
def test_memory(js, reader):
    page = js("memory_reader/hops.js", "hops", reader._state())
    scale = max(1.0, float(np.abs(reader.s).max()))
    assert_allclose([page["begin"], *(hop["s"] for hop in page["hops"])], reader.s, rtol=1e-9, atol=1e-10 * scale)
    first, python = (
        page["hops"][0],
        reader.hops()[0],
    )  # from the second on, a score may be large, and a rounding with it
    for name in ("e", "alpha", "c"):
        assert_allclose(first[name], getattr(python, name), rtol=1e-12, atol=1e-12 * scale)
    assert_allclose([hop["alpha"] for hop in page["hops"]], reader.alpha, rtol=1e-9, atol=1e-10)


@given(p=st.floats(0, 1), n=st.integers(1, 10_000))
def test_wilson(js, p, n):
    assert_allclose(js("math/wilson.js", "wilson", p, n), wilson(p, n), **EXACT)


LINES = [
    "love 0.5", "love\t0.5", "love,0.5", "love, 0.5", "love;0,5", "love 0,5", "love,0,5", "ice cream −3.2", "ice cream,−3.2", "a 1\r\nb 2\rc 3\n\n d\t4 ",
    "", "   ", "love", "0.5", ",5", "love abc", "love 1e999", "love nan", "love 0.5.1", "a 1\nb", "love 2000000", "love 1_0", "love 1.", "love .", "love 0x10",
    "\n".join(["w 1"] * 40), "\n".join(["w 1"] * 41), "<b>x</b> 3", "a, b 3", "love\t 0.5", "x ١",
]  # fmt: skip


def same_lines(js, text):
    page = js("ui/read_lines.js", "readLines", text)
    try:
        labels, scores = read_lines(text)
        refused = ""
    except ValueError as error:
        labels, scores, refused = [], [], str(error)
    assert page == {"labels": labels, "scores": scores, "refused": refused}


@pytest.mark.parametrize("text", LINES)
def test_lines(js, text):
    same_lines(js, text)


@given(text=st.text(st.sampled_from(list("ab 1.,;\t-−e\n")), max_size=24))
def test_lines_of_any_kind(js, text):
    same_lines(js, text)


@given(
    weight=st.floats(0.001, 0.999), temperature=st.floats(0.05, 5),
    drawn=st.integers(1, 8).flatmap(lambda n: st.tuples(st.lists(st.floats(-5, 5), min_size=n, max_size=n), st.lists(st.booleans(), min_size=n, max_size=n), st.lists(st.sampled_from([0, 1, 2, 97]), min_size=n, max_size=n))),
)  # fmt: skip
def test_the_score_that_gives_a_weight(js, weight, temperature, drawn):
    scores, mask, counts = drawn
    state = {"scores": scores, "mask": mask, "counts": counts, "temperature": temperature}
    score = js("math/score_for.js", "scoreFor", weight, 0, state)
    others = any(seen and n for seen, n in zip(mask[1:], counts[1:], strict=True))
    assert (score is None) == (not (mask[0] and counts[0] and others))
    if score is not None:
        tuner = ScoreTuner(
            [str(n) for n in range(len(scores))],
            [score, *scores[1:]],
            mask=mask,
            counts=counts,
            temperature=temperature,
        )
        assert_allclose(tuner.total[0], weight, rtol=1e-11)


def test_bottleneck(js):
    rows = [
        {"attention": system, "hidden": hidden, "length": length, "n": 9, "exact": length / 20, "token_accuracy": 0.5}
        for hidden in (4, 8) for system in ("none", "additive") for length in (7, 3, 5)
    ]  # fmt: skip
    neck = Bottleneck(rows, hidden=8, length=5)
    page = js("bottleneck.js", "derive", neck._state())
    assert page["lengths"] == neck.lengths() == [3, 5, 7]
    assert page["series"][0][page["at"]] == neck.at("none")
    assert_allclose(page["intervals"], [wilson(0.25, 9)] * 2, **EXACT)
