"""SaliencyExplorer, MemoryReader and Bottleneck in Python: what they open on, what they derive, what they refuse."""

from __future__ import annotations

import json
import re
import sys
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import load_sample_image
from traitlets import TraitError

import softlook
from softlook.runs import results
from softlook.widgets import Bottleneck, MemoryReader, SaliencyExplorer, ScoreTuner, _bars, bottleneck
from softlook.widgets._lines import read_lines
from softlook.widgets._photograph import CHANNELS, FINE, china, prepare


def refused(make, *words):
    with pytest.raises(TraitError) as error:
        make()
    for word in words:
        assert word in str(error.value), str(error.value)


# -- SaliencyExplorer


def test_the_explorer_opens_on_a_conjunction_that_takes_its_time():
    explorer = SaliencyExplorer()
    assert (explorer.differs, explorer.bars, explorer.found_at) == ("conjunction", 24, 9)
    image = _bars.paint(_bars.arrange(24, 0, "conjunction", 3))
    assert_allclose(explorer.s, softlook.saliency_map(image).s, atol=1e-15)
    assert explorer.path == softlook.winner_takes_all(np.array(explorer.s), 5, radius=32).tolist()


@pytest.mark.parametrize("differs", ["colour", "orientation"])
def test_a_feature_pops_out(differs):
    found = [SaliencyExplorer(differs=differs, seed=seed).found_at for seed in range(10)]
    assert np.median(found) == 1
    without = [
        SaliencyExplorer(differs=differs, seed=seed, intensity=0, **{differs: 0}).found_at for seed in range(10)
    ]
    assert np.median(without) > 4


def test_a_conjunction_and_a_bar_among_its_equals_do_not_and_one_alone_does():
    for differs in ("conjunction", "nothing"):
        assert np.median([SaliencyExplorer(differs=differs, seed=seed).found_at for seed in range(10)]) > 4
    assert {SaliencyExplorer(bars=1, seed=seed).found_at for seed in range(10)} == {1}


def test_a_gaze_that_never_leaves_finds_nothing_more():
    explorer = SaliencyExplorer(inhibit=False)
    assert explorer.path == [explorer.path[0]] * 5
    assert explorer.found_at == 0


def test_the_photograph_has_the_maps_of_its_full_size():
    held, made = china(), prepare(load_sample_image("china.jpg"))
    maps = softlook.saliency_map(load_sample_image("china.jpg").astype(float))
    for name in CHANNELS:
        assert held["maps"][name] == made["maps"][name]
        assert_allclose(
            np.array(held["maps"][name]).reshape(held["h"], held["w"]) / FINE, getattr(maps, name), atol=0.51 / FINE
        )
    assert (held["height"], held["width"]) == (427, 640)
    assert "danielbuechele, CC BY 2.0" in held["credit"]
    explorer = SaliencyExplorer("photograph", colour=0, fixations=3)
    assert_allclose(explorer.s, (maps.intensity + maps.orientation) / 2, atol=1 / FINE)
    assert (len(explorer.path), explorer.found_at) == (3, 0)


def test_a_photograph_of_ones_own():
    image = np.full((128, 192, 3), 90, np.uint8)
    image[60:68, 40:48] = 250, 240, 90
    explorer = SaliencyExplorer("photograph", photograph=image)
    assert np.hypot(*(np.array(explorer.path[0]) - (64, 44))) < 24
    assert explorer.photograph["src"].startswith("data:image/webp;base64,")
    assert SaliencyExplorer(photograph=explorer.photograph).photograph == explorer.photograph


@pytest.mark.parametrize(
    "image",
    [np.zeros((128, 128), np.uint8), np.zeros((128, 128, 3)), np.zeros((32, 128, 3), np.uint8), [[0]], "china.jpg"],
)
def test_what_is_no_photograph_is_refused(image):
    refused(
        lambda: SaliencyExplorer(photograph=image),
        "photograph:",
        "uint8 of shape (h, w, 3) wanted, 64 to 4096 pixels each way",
    )


@pytest.mark.parametrize(
    "change",
    [{"src": "http://example.org/x.png"}, {"src": "data:image/webp;base64," + "A" * 200_000}, {"alt": 3}, {"h": 0}, {"w": 41}, {"maps": []}, {"maps": {}},
     {"maps": {name: [FINE + 1] * 1080 for name in CHANNELS}}, {"maps": {name: [0.5] * 1080 for name in CHANNELS}}],
)  # fmt: skip
def test_a_dict_that_we_did_not_make_is_refused(change):
    refused(
        lambda: SaliencyExplorer(photograph=china() | change), "photograph: a dict given that softlook did not make"
    )


def test_without_pillow_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)
    refused(lambda: SaliencyExplorer(photograph=np.zeros((64, 64, 3), np.uint8)), "Pillow is not installed")


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"bars": 0}, ["bars: 0 given, a whole number from 1 to 36 wanted"]), ({"bars": 2.5}, ["bars: 2.5 given"]), ({"bars": True}, ["bars: True given"]),
        ({"target": 24}, ["target: 24 given", "0 to 23 wanted"]), ({"bars": 3, "target": 5}, ["set bars and target together"]), ({"seed": 10_000}, ["seed: 10000 given"]),
        ({"intensity": -1}, ["intensity: -1", "a number from 0 to 10 wanted"]), ({"colour": 11}, ["colour: 11"]), ({"colour": "much"}, ["'much' given"]),
        ({"intensity": 0, "colour": 0, "orientation": 0}, ["0, 0, 0 given, at least one weight above 0 wanted"]),
        ({"fixations": 21}, ["fixations: 21 given, a whole number from 0 to 20"]), ({"scene": "sea"}, ["scene", "sea"]), ({"differs": "size"}, ["differs", "size"]),
    ],
)  # fmt: skip
def test_the_explorer_refuses(traits, words):
    refused(lambda: SaliencyExplorer(**traits), *words)


def test_bars_and_target_change_together_and_the_last_good_state_is_kept():
    explorer = SaliencyExplorer(target=20)
    refused(lambda: setattr(explorer, "bars", 10), "bars: 10 given, the target is bar 20 of 10")
    assert (explorer.bars, explorer.target) == (24, 20)
    with explorer.hold_trait_notifications():
        explorer.bars, explorer.target = 10, 9
    assert len(_bars.arrange(10, 9, explorer.differs, explorer.seed)) == 10
    assert explorer.found_at > 0


def test_the_explorers_table():
    html = SaliencyExplorer()._html()
    assert "What stands out: 24 bars, the target differs in conjunction; found at fixation 9" in html
    assert re.search(r"<td>saliency S</td><td>\.04</td><td>\.04</td>", html)
    assert "at the first fixation" in SaliencyExplorer("photograph")._table()


def test_arrange_looks_as_it_says():
    for differs, kinds in {"colour": 2, "orientation": 2, "conjunction": 3, "nothing": 1}.items():
        bars = _bars.arrange(36, 7, differs, 1)
        assert (bars[7].colour, bars[7].angle) == (_bars.RED, _bars.TILTED)
        assert len({(bar.colour, bar.angle) for bar in bars}) == kinds
        assert len({(bar.row // 64, bar.column // 64) for bar in bars}) == 36
    others = [bar.angle for n, bar in enumerate(_bars.arrange(35, 7, "conjunction", 1)) if n != 7]
    assert others.count(90) == others.count(45) == 17


# -- MemoryReader


def test_two_looks_find_where_the_key_is():
    reader = MemoryReader(step=3)
    words = ["Ann", "has", "the", "key", "Bob", "lamp", "is", "upstairs", "outside"]
    assert [words[int(np.argmax(row))] for row in reader.s] == ["key", "Ann", "upstairs"]
    assert_allclose(np.sum(reader.alpha, axis=1), 1)


@pytest.mark.parametrize("scene", ["sentence", "picture"])
@pytest.mark.parametrize("memory", ["key-value", "whole"])
@pytest.mark.parametrize("exploiter", ["replace", "add"])
@pytest.mark.parametrize("score", ["dot", "scaled_dot", "cosine"])
def test_it_does_what_the_components_do(scene, memory, exploiter, score):
    widget = MemoryReader(scene, memory=memory, exploiter=exploiter, score=score, step=5, temperature=0.5)
    raw = widget.raw()
    k, v = (raw.whole, raw.whole) if memory == "whole" else (raw.keys, raw.values)
    done = softlook.perform(
        np.arange(len(raw.near)), raw.cue, reader=softlook.Lookup(np.eye(len(raw.near))),
        memory=lambda h: softlook.KeyValueMemory(k @ h, v @ h, score=getattr(softlook, score), normalize=partial(softlook.softmax, temperature=0.5)),
        exploiter=softlook.Stepper((lambda _s, c: c) if exploiter == "replace" else (lambda s, c: s + c), steps=4),
    )  # fmt: skip
    assert_allclose(widget.s[-1], done.s[0])
    assert_allclose(widget.alpha, [row[0] for row in done.alpha])


def test_multi_hop_is_the_memory_that_adds():
    widget = MemoryReader(exploiter="add", step=5)
    raw = widget.raw()
    memory = softlook.KeyValueMemory(raw.keys, raw.values, normalize=partial(softlook.softmax, temperature=0.25))
    assert_allclose(widget.alpha, [row[0] for row in softlook.multi_hop(raw.cue, [memory] * 4).alpha])


def test_a_word_leans_on_its_neighbours_and_a_pixel_on_its_own():
    sentence = MemoryReader(reader="neighbours", step=0).s[0]  # the key, with Ann, has, the
    assert_allclose(sentence, np.array([0.3, 0.3, 0.3, 1, 0, 0, 0, 0, 0]) / 1.9)
    dot = np.zeros((4, 4))
    dot[3, 3] = 1
    state = np.reshape(MemoryReader("picture", picture=dot, patch=0, reader="neighbours", step=0).s[0], (4, 4))
    assert_allclose(state[2:, 2:], np.array([[0, 0.3], [0.3, 1]]) / 1.6)
    assert np.count_nonzero(state) == 3


def test_steps_are_what_has_been_reached():
    assert [(len(w.alpha), len(w.s)) for w in (MemoryReader(step=step) for step in range(6))] == [
        (0, 1),
        (0, 1),
        (1, 2),
        (2, 3),
        (3, 4),
        (4, 5),
    ]


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"question": "door"}, ["question: 'door' given", "one of Ann, has, the, key"]), ({"facts": [("a b", "a", "c")]}, ["(text, key, value)"]),
        ({"facts": "a b"}, ["str given"]), ({"facts": [("a\x00b", "a\x00b", "a\x00b")]}, ["wanted"]), ({"facts": [("a", "a")]}, ["wanted"]), ({"facts": [1]}, ["1 given"]),
        ({"facts": []}, ["0 with 0 words given"]), ({"facts": [("key", "key", "key")] * 7}, ["7 with 1 words given", "1 to 6"]),
        ({"facts": [("a b c", "a", "b")]}, ["none with the question 'key' given; set facts and question together"]),
        ({"facts": [(" ".join("abcdefghijklm"), "a", "b")], "question": "a"}, ["1 with 13 words given"]),
        ({"picture": np.zeros((4, 5))}, ["4 x 5 pixels given, 4, 8 or 12 each way wanted"]), ({"picture": []}, ["0 x 0 pixels given"]),
        ({"picture": np.full((4, 4), 2.0)}, ["in [0, 1]"]), ({"picture": np.zeros((4, 4)), "patch": 1}, ["patch"]),  # traitlets asks picture or patch first, by chance
        ({"picture": np.zeros((8, 8)), "patch": 3, "temperature": 0}, ["temperature: 0"]), ({"patch": 9}, ["patch: 9 given, a whole number from 0 to 8 wanted"]),
        ({"step": 6}, ["step: 6 given"]), ({"score": "l2"}, ["score", "l2"]),
    ],
)  # fmt: skip
def test_the_reader_refuses(traits, words):
    refused(lambda: MemoryReader(**traits), *words)


def test_facts_and_question_change_together_and_the_last_good_state_is_kept():
    reader = MemoryReader(step=2)
    refused(
        lambda: setattr(reader, "facts", [("a b", "a", "b")]),
        "none with the question 'key' given; set facts and question together",
    )
    refused(lambda: setattr(reader, "question", "a"), "question: 'a' given")
    with reader.hold_trait_notifications():
        reader.facts, reader.question = [("a b", "a", "b")], "a"
    assert (reader.question, reader.alpha) == ("a", [[1.0]])


def test_a_patch_that_the_picture_does_not_have():
    reader = MemoryReader("picture", picture=np.eye(8), patch=3)
    refused(
        lambda: setattr(reader, "picture", np.eye(4)),
        "picture: 4 x 4 pixels given, which have no patch 3; set picture and patch together",
    )
    refused(lambda: setattr(reader, "patch", 4), "patch: 4 given, a whole number from 0 to 3 wanted")
    assert reader.patch == 3


def test_an_empty_cue_looks_everywhere_alike():
    reader = MemoryReader("picture", picture=np.zeros((8, 8)), patch=0, score="cosine", step=2)
    assert reader.alpha == [[0.25] * 4]


def test_the_readers_table():
    table = MemoryReader(step=3)._table()
    assert "What the memory gives when asked for key" in table
    assert "<td>Ann is upstairs</td><td>.02</td><td>.94</td>" in table
    assert "the lower half of patch 1" in MemoryReader("picture")._table()


# -- Bottleneck


def row(attention, length, exact, **more):
    return {
        "attention": attention,
        "hidden": 8,
        "length": length,
        "n": 10,
        "exact": exact,
        "token_accuracy": 0.5,
    } | more


ROWS = [row("none", 3, 0.9), row("additive", 3, 1), row("none", 12, 0.1), row("additive", 12, 0.8)]


def test_the_bottleneck_shows_what_was_measured():
    neck = Bottleneck([*ROWS, row("none", 20, None, n=0), row("additive", 20, None, n=0)])
    assert neck.lengths() == [3, 12]
    assert (neck.hidden, neck.length, neck.fixed, neck.attentive) == (8, 12, 0.1, 0.8)
    neck.measure = "token_accuracy"
    assert (neck.fixed, neck.attentive) == (0.5, 0.5)
    neck = Bottleneck(ROWS, length=3, measure="token_accuracy", hint="Look")
    assert (neck.fixed, neck.attentive, neck.hint) == (0.5, 0.5, "Look")
    neck.measure = "exact"
    assert (neck.fixed, neck.attentive) == (0.9, 1)


def test_by_default_it_reads_the_courses_own_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    empty = Bottleneck()
    assert (empty.rows, empty.fixed, empty.attentive) == ([], 0, 0)
    assert bottleneck.MISSING in empty._table()
    (tmp_path / "bottleneck.json").write_text(
        json.dumps({"rows": [each | {"seeds": 3, "bleu": 1.0} for each in ROWS]}), "utf-8"
    )
    assert Bottleneck().rows == Bottleneck(ROWS).rows


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("rows", ["str given"]), ([1], ["1 given", "rows of attention"]), ([row("dot", 3, 0.5)], ["'dot'", "wanted"]), ([row("none", 0, 0.5)], ["wanted"]),
        ([row("none", 3, 1.5)], ["from 0 to 1"]), ([row("none", 3, None)], ["from 0 to 1"]), ([row("none", 3, True)], ["from 0 to 1"]), ([row("none", 3.0, 0.5)], ["wanted"]),
        (ROWS[:3], ["none for hidden 8, length 12 given, additive wanted as well"]), ([*ROWS, ROWS[0]], ["5 given, some of them twice"]),
    ],
)  # fmt: skip
def test_the_bottleneck_refuses_rows(rows, words):
    refused(lambda: Bottleneck(rows), *words)


def test_the_bottleneck_refuses_what_was_not_measured():
    neck = Bottleneck(ROWS)
    refused(lambda: setattr(neck, "length", 5), "length: 5 given, one that was measured wanted: 3, 12")
    refused(lambda: setattr(neck, "hidden", 9), "hidden: 9 given, one that was measured wanted: 8")
    refused(
        lambda: setattr(neck, "rows", [each | {"hidden": 4} for each in ROWS]),
        "none for hidden 8, length 12 given; set rows, hidden and length together",
    )
    assert (neck.length, neck.hidden, neck.rows) == (12, 8, Bottleneck(ROWS).rows)
    with neck.hold_trait_notifications():
        neck.rows, neck.hidden = [each | {"hidden": 4} for each in ROWS], 4
    assert neck.fixed == 0.1


def test_the_bottlenecks_table():
    assert "<td>12</td><td>10</td><td>.10</td><td>.80</td><td>.50</td><td>.50</td>" in Bottleneck(ROWS)._table()


def test_wilson_by_hand():
    assert_allclose(bottleneck.wilson(0.5, 100), (0.4038, 0.5962), atol=5e-5)
    assert bottleneck.wilson(1.0, 10)[1] == pytest.approx(1)
    assert bottleneck.wilson(0.0, 10)[0] == 0


# -- ScoreTuner's lines


def test_a_tuner_from_text():
    tuner = ScoreTuner.from_text("ice cream\t2\ntea, 1,5\n", temperature=2)
    assert (tuner.labels, tuner.scores, tuner.temperature) == (["ice cream", "tea"], [2.0, 1.5], 2.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 lines given, 1 to 40 wanted"),
        ("a 1\n\nb", "line 3: “b” given, a word and a score wanted, as in “love 0.5”"),
        ("a 1000001", "a score between −1000000 and 1000000"),
    ],
)
def test_lines_that_are_none(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_lines(text)
