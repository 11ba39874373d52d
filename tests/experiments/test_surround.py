from __future__ import annotations

import pytest

from softlook.experiments.surround import same_bar


@pytest.fixture(scope="module")
def rows():
    return {row["kind"]: row for row in same_bar(displays=6)}


def test_one_bar_has_many_saliences(rows):
    """The same pixels: at the top alone, among others by their contrast, like the others among equals."""
    assert rows["alone"]["salience"] == pytest.approx(1.0)
    assert rows["alone"]["salience"] > 3 * rows["colour"]["salience"] > 9 * rows["equal"]["salience"]


def test_the_odd_bar_is_above_the_others_and_an_equal_one_is_not(rows):
    assert rows["colour"]["salience"] > 4 * rows["colour"]["others"]
    assert rows["orientation"]["salience"] > 1.2 * rows["orientation"]["others"]
    assert rows["equal"]["salience"] == pytest.approx(rows["equal"]["others"], rel=0.2)


def test_the_first_fixation(rows):
    assert [rows[kind]["first"] for kind in ("alone", "colour")] == [1.0, 1.0]
    assert rows["orientation"]["first"] > 0.8
    assert rows["equal"]["first"] < 0.5


def test_no_displays_are_refused():
    with pytest.raises(ValueError, match="displays: 0 given, a whole number of at least 1 wanted"):
        same_bar(displays=0)
