"""What TranslatorDesk takes from outside: overrides, positions, gold links."""

from __future__ import annotations

import re

import numpy as np
import pytest
from traitlets import TraitError

from softlook.translate.corpus.pair import Pair
from softlook.translate.step import Override
from softlook.widgets import _desk_traits

ROW = [0.5, 0.5, 0.0]


@pytest.mark.parametrize(
    "given", [{0: ROW}, {"0": ROW}, {0: tuple(ROW)}, {0: np.array(ROW)}, {np.int64(0): np.float32(ROW)}], ids=repr
)
def test_rows(given):
    assert _desk_traits.rows("alpha", given) == {"0": ROW}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([ROW], "alpha: list given, rows by step wanted: {step: numbers}"),
        ({0: "abc"}, "alpha[0]: 'abc' given, finite numbers wanted"),
        ({0: [ROW]}, "finite numbers wanted"),
        ({0: [np.inf, 0, 0]}, "finite numbers wanted"),
        ({-1: ROW}, "alpha: step -1 given, a whole number from 0 to 999 wanted"),
        ({1000: ROW}, "alpha: step 1000 given"),
        ({True: ROW}, "alpha: step True given"),
        ({"²": ROW}, "alpha: step '²' given"),
        ({0.5: ROW}, "alpha: step 0.5 given"),
    ],
)
def test_rows_that_are_none(given, message):
    with pytest.raises(TraitError, match=re.escape(message)):
        _desk_traits.rows("alpha", given)


@pytest.mark.parametrize(
    "given",
    [{1: ROW}, {"alpha": {1: ROW}}, {"alpha": {1: ROW}, "e": {}}, Override(alpha={1: ROW})],
    ids=["weights", "part", "both parts", "Override"],
)
def test_overrides_have_one_form(given):
    assert _desk_traits.override(given, 3) == {"e": {}, "alpha": {"1": ROW}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (5, "override: int given, rows of weights by step or {'e': rows, 'alpha': rows} wanted"),
        ({"e": {0: [1e7, 0, 0]}}, "override.e: [10000000.0, 0.0, 0.0] given, scores between -1000000 and 1000000"),
        ({0: [1.0]}, "override.alpha[0]: 1 numbers given, 3 wanted, one for each source word"),
        ({0: [1, -1, 1]}, "override.alpha[0]: -1 given, weights of at least 0 wanted"),
        ({"e": {2: ROW}, "alpha": {2: ROW}}, "override: scores and weights given for step 2, one of them wanted"),
    ],
)
def test_overrides_that_cannot_be(given, message):
    with pytest.raises(TraitError, match=re.escape(message)):
        _desk_traits.override(given, 3)


def test_the_rules_are_the_translators():
    """Whatever Override.checked refuses is refused with its message."""
    for rows in ({0: [1.0]}, {0: [1, -1, 1]}):
        with pytest.raises(ValueError, match="override") as refused:
            Override(alpha=rows).checked(3)
        with pytest.raises(TraitError, match=re.escape(str(refused.value))):
            _desk_traits.override(rows, 3)
    with pytest.raises(TraitError, match=re.escape("override.alpha[1]: -2 given, weights of at least 0 wanted")):
        _desk_traits.check_weights([ROW, [1, 2, -2]], 3)


def test_positions():
    assert _desk_traits.positions({0: 1, "2": 1.5}, 3) == {"0": 1.0, "2": 1.5}
    for given, message in (([1], "p: list given"), ({0: 2.5}, "p[0]: 2.5 given, a position in [0, 2] wanted")):
        with pytest.raises(TraitError, match=re.escape(message)):
            _desk_traits.positions(given, 3)


def test_gold_links_have_one_form():
    pair = Pair(("a", "b"), ("x", "y", "z"), frozenset({(2, 1), (0, 0)}), frozenset({(1, 1)}))
    wanted = {"sentence": "a b", "target": ["x", "y", "z"], "sure": [[0, 0], [2, 1]], "possible": [[1, 1]]}
    assert _desk_traits.gold(pair, "a b", 2) == wanted
    links = {"target": "x y z", "sure": [(2, 1), (0, 0)], "possible": [[1, 1]]}
    assert _desk_traits.gold(links, "a b", 2) == wanted
    assert _desk_traits.gold(wanted, "a b", 2) == wanted
    assert _desk_traits.gold({}, "a b", 2) == {}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (5, "gold: int given, a Pair or {'sure': links, 'possible': links} wanted"),
        ({"links": []}, "gold: 'links' given, sure, possible and target wanted"),
        ({"sentence": "b a"}, "gold: links of 'b a' given, links of 'a b' wanted"),
        (Pair(("b",), ("x",)), "gold: links of 'b' given, links of 'a b' wanted"),
        ({"sure": [5]}, "gold: the link 5 given, (i, j) wanted"),
        ({"sure": [(True, 0)]}, "gold: the link (True, 0) given, (i, j) wanted"),
        ({"sure": [(0, 2)]}, "gold: the link (0, 2) given, positions within the sentences wanted (t_x = 2)"),
        ({"sure": [(1, 0)], "target": "x"}, "positions within the sentences wanted (t_x = 2, t_y = 1)"),
    ],
)
def test_gold_links_that_cannot_be(given, message):
    with pytest.raises(TraitError, match=re.escape(message)):
        _desk_traits.gold(given, "a b", 2)


def test_steps_are_numbers_again():
    assert _desk_traits.by_step({"0": "a", "12": "b"}) == {0: "a", 12: "b"}
