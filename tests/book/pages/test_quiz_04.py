"""The answers of chapter 4's quiz, by code."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from softlook import additive, dot, location, padding, softmax
from softlook.experiments.claims import example_scores
from softlook.experiments.word_order import alignments_over_trainings, diagonal_error
from softlook.runs.results import read


def test_quiz_4_shift():
    e = example_scores()[0]
    assert_allclose(softmax(e + 7), softmax(e), rtol=1e-12)
    assert abs(softmax(e + 7).sum() - 1) < 1e-12
    assert np.ptp(softmax(e, None, 7.0)) < np.ptp(softmax(e))  # what dividing does


def test_quiz_4_pads():
    e = example_scores()
    assert softmax(e)[0, 3:].sum() > 0.9
    assert softmax(e)[0, 0] < 0.05
    assert softmax(e, padding(3, 100))[0, 0] > 0.9


def test_quiz_4_location():
    q, h = np.array([[0.3, -1.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    other = h.copy()
    other[1] = [-2.0, 0.5]
    w = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    assert (location(q, h, w_a=w) == location(q, other, w_a=w)).all()
    assert (dot(q, h) != dot(q, other)).any()
    of = {"w_q": np.eye(2), "w_k": np.eye(2), "v_a": np.ones(2)}
    assert (additive(q, h, **of) != additive(q, other, **of)).any()


def test_quiz_4_order():
    """With the words given, Luong's states come of the words alone, and Bahdanau's need the contexts."""
    from softlook.translate.settings import preset

    luong, bahdanau = preset("dot"), preset("additive")
    assert (luong.timing, luong.input_feeding) == ("luong", False)
    assert bahdanau.timing == "bahdanau"
    shapes = {settings.timing: settings.shapes(9, 9)["exploiter.weight_ih_l0"][1] for settings in (luong, bahdanau)}
    assert shapes["luong"] == luong.embedding  # no context goes in
    assert shapes["bahdanau"] == bahdanau.embedding + bahdanau.hidden


def test_quiz_4_evidence():
    """One picture is luck, and exact match says little of alignment; over seeds, scores by content beat a diagonal."""
    counts = alignments_over_trainings()
    assert min(counts["you"], counts["love"]) > 0
    assert abs(read("alignment")["summary"]["all"]["aer"]) < 0.5
    rows = {(row["attention"], row["timing"]): row for row in read("scores")["rows"] if not row["input_feeding"]}
    assert rows["general", "luong"]["aer"]["most"] < diagonal_error(stretched=True) < diagonal_error()
