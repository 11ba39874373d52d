"""js/memory_reader: what it derives from a state is what Python's MemoryReader derives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from softlook.widgets import MemoryReader, memory_reader

WORDS = st.sampled_from(["Ann", "Bob", "has", "is", "key", "é", "<b>", "twice"])


@st.composite
def readers(draw):
    facts = []
    for _ in range(draw(st.integers(1, 6))):
        words = draw(st.lists(WORDS, min_size=1, max_size=4))
        facts.append((" ".join(words), draw(st.sampled_from(words)), draw(st.sampled_from(words))))
    down, across = draw(st.sampled_from([4, 8, 12])), draw(st.sampled_from([4, 8, 12]))
    picture = np.random.default_rng(draw(st.integers(0, 9999))).integers(0, 3, (down, across)) / 2
    return MemoryReader(
        draw(st.sampled_from(["sentence", "picture"])),
        facts=facts,
        question=draw(st.sampled_from(facts))[1],
        picture=picture,
        patch=draw(st.integers(0, down * across // 16 - 1)),
        reader=draw(st.sampled_from(["apart", "neighbours"])),
        memory=draw(st.sampled_from(["key-value", "whole"])),
        score=draw(st.sampled_from(["dot", "scaled_dot", "cosine"])),
        temperature=draw(st.floats(0.05, 10)),
        exploiter=draw(st.sampled_from(["replace", "add"])),
        step=5,
    )


@pytest.mark.twin("memory_reader/hops.js", "hops", "MOST_HOPS")
@given(reader=readers())
def test_hops(js, reader):
    page = js("memory_reader/hops.js", "hops", reader._state())
    scale = max(1.0, float(np.abs(reader.s).max()))
    states = [page["begin"], *(hop["s"] for hop in page["hops"])]
    assert_allclose(states, reader.s, rtol=1e-9, atol=1e-10 * scale)
    first, python = page["hops"][0], reader.hops()[0]  # later a score may be large, and a rounding with it
    for name in ("e", "alpha", "c"):
        assert_allclose(first[name], getattr(python, name), rtol=1e-12, atol=1e-12 * scale)
    assert_allclose([hop["alpha"] for hop in page["hops"]], reader.alpha, rtol=1e-9, atol=1e-10)
    assert js("memory_reader/hops.js", "MOST_HOPS") == memory_reader.MOST_HOPS


@pytest.mark.twin("memory_reader/raw.js", "raw", "vocabulary", "SIDE")
@given(reader=readers())
@example(reader=MemoryReader())
@example(reader=MemoryReader("picture"))
def test_raw(js, reader):
    page = js("memory_reader/raw.js", "raw", reader._state())
    python = reader.raw()
    for name in ("whole", "keys", "values", "near"):
        assert np.array_equal(np.array(page[name], float), getattr(python, name)), name
    assert np.array_equal([page["cue"]], python.cue)
    assert js("memory_reader/raw.js", "vocabulary", reader.facts) == memory_reader.vocabulary(reader.facts)
    assert js("memory_reader/raw.js", "SIDE") == memory_reader.SIDE
