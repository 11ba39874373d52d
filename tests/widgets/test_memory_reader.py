"""MemoryReader in Python: what it opens on, what it derives, what it refuses."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

import softlook
from softlook.widgets import MemoryReader


def test_two_hops_find_where_the_key_is():
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
        np.arange(len(raw.near)),
        raw.cue,
        reader=softlook.Lookup(np.eye(len(raw.near))),
        memory=lambda h: softlook.KeyValueMemory(
            k @ h, v @ h, score=getattr(softlook, score), normalize=partial(softlook.softmax, temperature=0.5)
        ),
        exploiter=softlook.Stepper((lambda _s, c: c) if exploiter == "replace" else (lambda s, c: s + c), steps=4),
    )
    assert_allclose(widget.s[-1], done.s[0])
    assert_allclose(widget.alpha, [row[0] for row in done.alpha])


def test_multi_hop_is_the_memory_that_adds():
    widget = MemoryReader(exploiter="add", step=5)
    raw = widget.raw()
    memory = softlook.KeyValueMemory(raw.keys, raw.values, normalize=partial(softlook.softmax, temperature=0.25))
    assert_allclose(widget.alpha, [row[0] for row in softlook.multi_hop(raw.cue, [memory] * 4).alpha])


def test_a_word_takes_on_its_neighbours_and_a_pixel_its_own():
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
        ({"question": "door"}, ["question: 'door' given", "one of Ann, has, the, key"]),
        ({"facts": [("a b", "a", "c")]}, ["(text, key, value)"]),
        ({"facts": "a b"}, ["str given"]),
        ({"facts": [("a\x00b", "a\x00b", "a\x00b")]}, ["wanted"]),
        ({"facts": [("a", "a")]}, ["wanted"]),
        ({"facts": [1]}, ["1 given"]),
        ({"facts": []}, ["0 with 0 words given"]),
        ({"facts": [("key", "key", "key")] * 7}, ["7 with 1 words given", "1 to 6"]),
        ({"facts": [("a b c", "a", "b")]}, ["none with the question 'key' given; set facts and question together"]),
        ({"facts": [(" ".join("abcdefghijklm"), "a", "b")], "question": "a"}, ["1 with 13 words given"]),
        ({"picture": np.zeros((4, 5))}, ["4 x 5 pixels given, 4, 8 or 12 each way wanted"]),
        ({"picture": []}, ["0 x 0 pixels given"]),
        ({"picture": np.full((4, 4), 2.0)}, ["in [0, 1]"]),
        ({"picture": np.zeros((4, 4)), "patch": 1}, ["patch"]),  # traitlets asks picture or patch first, by chance
        ({"picture": np.zeros((8, 8)), "patch": 3, "temperature": 0}, ["temperature: 0"]),
        ({"patch": 9}, ["patch: 9 given, a whole number from 0 to 8 wanted"]),
        ({"step": 6}, ["step: 6 given"]),
        ({"score": "l2"}, ["score", "l2"]),
    ],
)
def test_the_reader_refuses(refused, traits, words):
    refused(lambda: MemoryReader(**traits), *words)


def test_facts_and_question_change_together_and_the_last_good_state_is_kept(refused):
    reader = MemoryReader(step=2)
    refused(
        lambda: setattr(reader, "facts", [("a b", "a", "b")]),
        "none with the question 'key' given; set facts and question together",
    )
    refused(lambda: setattr(reader, "question", "a"), "question: 'a' given")
    with reader.hold_trait_notifications():
        reader.facts, reader.question = [("a b", "a", "b")], "a"
    assert (reader.question, reader.alpha) == ("a", [[1.0]])


def test_a_patch_that_the_picture_does_not_have(refused):
    reader = MemoryReader("picture", picture=np.eye(8), patch=3)
    refused(
        lambda: setattr(reader, "picture", np.eye(4)),
        "picture: 4 x 4 pixels given, which have no patch 3; set picture and patch together",
    )
    refused(lambda: setattr(reader, "patch", 4), "patch: 4 given, a whole number from 0 to 3 wanted")
    assert reader.patch == 3


def test_an_empty_cue_attends_everywhere_alike():
    reader = MemoryReader("picture", picture=np.zeros((8, 8)), patch=0, score="cosine", step=2)
    assert reader.alpha == [[0.25] * 4]


def test_the_readers_table():
    table = MemoryReader(step=3)._table()
    assert "What the memory gives when asked for key" in table
    assert "<td>Ann is upstairs</td><td>.02</td><td>.94</td>" in table
    assert "the lower half of patch 1" in MemoryReader("picture")._table()
