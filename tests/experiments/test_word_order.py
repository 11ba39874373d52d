"""Claims 12 and 16: what a diagonal reaches, and where trained attention goes while *je t' aime* is written."""

from __future__ import annotations

import json

import pytest
from numpy.testing import assert_array_equal

from softlook.alignment import alignment_error_rate
from softlook.experiments.word_order import (
    GOLD,
    HOPE,
    TRANSLATION,
    alignments_over_trainings,
    diagonal,
    diagonal_error,
)
from softlook.translate.checkpoints import SHIPPED, header


def test_a_diagonal():
    assert_array_equal(diagonal(3, 3), diagonal(3, 3, stretched=True))
    assert_array_equal(diagonal(3, 5).argmax(-1), [0, 1, 2])
    assert_array_equal(diagonal(3, 5, stretched=True).argmax(-1), [0, 2, 4])
    assert_array_equal(diagonal(5, 2).argmax(-1), [0, 1, 1, 1, 1])
    assert diagonal(0, 2, stretched=True).shape == (0, 2)
    with pytest.raises(ValueError, match="t_x: 0 given, a whole number of at least 1 wanted"):
        diagonal(1, 0)


def test_the_hope_of_the_document():
    """One link a word cannot reach 0 where a word answers nothing: wherever *que* attends, it is wrong."""
    assert HOPE.sure < HOPE.possible
    assert not {j for i, j in HOPE.possible if i == 1}
    for j in range(6):
        predicted = {(0, 1), (1, j), (2, 3), (3, 5)}
        assert alignment_error_rate(predicted, HOPE.sure, HOPE.possible) == pytest.approx(1 / 7)
    assert alignment_error_rate({(0, 1), (2, 3), (3, 5)}, HOPE.sure, HOPE.possible) == 0
    assert diagonal_error([HOPE]) == pytest.approx(1 - 2 / 7)


def test_a_diagonal_over_the_test_split_is_what_location_comes_to():
    plain, stretched = diagonal_error(), diagonal_error(stretched=True)
    assert plain == pytest.approx(0.33, abs=0.005)
    assert stretched == pytest.approx(0.25, abs=0.005)
    location, general = (header(SHIPPED / f"{name}.safetensors")["scores"]["aer"] for name in ("location", "general"))
    assert abs(location - stretched) < 0.05
    assert general < stretched / 2


def test_where_t_attends(tmp_path):
    runs = [
        ("je t' aime", [[word, GOLD[word], 0.9] for word in TRANSLATION]),
        ("je t' aime", [["je", "i", 0.5], ["t'", "love", 0.6], ["aime", "love", 0.7]]),
        ("je t' aime", [["je", "love", 0.5], ["t'", "you", 0.6], ["aime", "love", 0.7]]),
        ("je t' aide", [["je", "i", 0.5], ["t'", "you", 0.6], ["aide", "love", 0.7]]),
    ]
    rows = [{"i love you": {"translation": words, "most_attended": links}} for words, links in runs]
    (tmp_path / "alignment.json").write_text(json.dumps({"runs": rows}))
    assert alignments_over_trainings(tmp_path) == {"runs": 4, "written": 3, "you": 2, "love": 1, "all": 1}


def test_the_kept_runs_do_not_agree():
    counts = alignments_over_trainings()
    assert counts["written"] > 0.7 * counts["runs"]
    assert min(counts["you"], counts["love"]) > 0.2 * counts["written"]
