import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from softlook import alignment_error_rate, links

LINKS = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8)


@given(alignment=LINKS, sure=LINKS, possible=LINKS)
def test_it_equals_its_definition_counted_link_by_link(alignment, sure, possible):
    hits_sure = sum(1 for link in alignment if link in sure)
    hits_possible = sum(1 for link in alignment if link in possible or link in sure)
    total = len(alignment) + len(sure)
    wanted = 1 - (hits_sure + hits_possible) / total if total else 0
    assert alignment_error_rate(alignment, sure, possible) == pytest.approx(wanted, abs=1e-12)


def test_by_hand():
    # A = 3, S = 2, A and S = 1, A and P = 2 (one sure, one only possible): 1 - 3/5
    assert alignment_error_rate({(0, 0), (1, 1), (2, 0)}, {(0, 0), (2, 2)}, {(1, 1)}) == pytest.approx(0.4)


def test_the_ends():
    gold = {(0, 0), (1, 1)}
    assert alignment_error_rate(gold, gold) == 0
    assert alignment_error_rate({(0, 1)}, gold) == 1
    assert alignment_error_rate(set(), gold) == 1
    assert alignment_error_rate({(0, 1)}, set(), {(0, 1)}) == 0
    assert alignment_error_rate(set(), set()) == 0


def test_null_links_are_dropped_on_all_sides():
    with_null = alignment_error_rate([(0, 0), (1, None)], [(0, 0), (None, 2)], [(2, None)])
    assert with_null == alignment_error_rate([(0, 0)], [(0, 0)]) == 0
    # a word that is linked to the empty word by hand: any link of it is wrong
    assert alignment_error_rate([(0, 0), (1, 1)], [(0, 0), (1, None)]) == pytest.approx(1 - 2 / 3)


def test_multiple_links_count_one_by_one_and_the_same_link_once():
    assert alignment_error_rate([(0, 0), (0, 1), (0, 2)], [(0, 0)]) == pytest.approx(0.5)
    assert alignment_error_rate([(0, 0), (0, 0)], [(0, 0)]) == 0


def test_a_corpus_is_one_set():
    alignment = {(0, 0, 0), (1, 0, 0), (1, 1, 1), (1, 2, 2)}
    sure = {(0, 0, 1), (1, 0, 0), (1, 1, 1), (1, 2, 2)}
    assert alignment_error_rate(alignment, sure) == pytest.approx(1 - 6 / 8)  # not the mean of 1 and 0


def test_links_are_read_off_row_by_row(xp):
    alpha = xp.asarray([[0.2, 0.7, 0.1], [0.0, 0.0, 0.0], [0.4, 0.2, 0.4]])
    assert links(alpha) == {(0, 1), (2, 0)}
    assert links(alpha[:, :0]) == links(alpha[:0, :]) == set()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: links(np.ones((1, 2, 2))),
            ValueError,
            "alpha: shape (1, 2, 2) given, (t_y, t_x) wanted: one sentence at a time",
        ),
        (lambda: links(np.ones(2)), ValueError, "alpha: shape (2,) given"),
        (lambda: links(np.ones((2, 2), int)), TypeError, "alpha: dtype int64 given, a floating dtype wanted"),
        (lambda: links(-np.ones((2, 2))), ValueError, "alpha: negative numbers or NaN given"),
        (
            lambda: alignment_error_rate([[0, 0]], []),
            TypeError,
            "alignment: [0, 0] given, a tuple of whole numbers wanted",
        ),
        (
            lambda: alignment_error_rate([], [(0, 1.0)]),
            TypeError,
            "sure: (0, 1.0) given, a tuple of whole numbers wanted",
        ),
        (
            lambda: alignment_error_rate([], [], [(0, True)]),
            TypeError,
            "possible: (0, True) given, a tuple of whole numbers wanted",
        ),
        (
            lambda: alignment_error_rate([(1,)], []),
            ValueError,
            "alignment: (1,) given, (i, j) or (sentence, i, j) wanted",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
