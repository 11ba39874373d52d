import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optional import torch

from softlook import (
    alignment_error_rate,
    alignment_f_measure,
    alignment_precision,
    alignment_recall,
    from_pharaoh,
    links,
    symmetrise,
    to_pharaoh,
)
from softlook.alignment import METHODS, agreement

LINKS = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8)
PLACE = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3))
CORPUS, FILLED = st.sets(PLACE, max_size=12), st.sets(PLACE, min_size=1, max_size=12)
WEIGHT = st.floats(0, 1)
MEASURES = (alignment_error_rate, alignment_precision, alignment_recall, alignment_f_measure)
each_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)


# -- measures against links drawn by hand


@given(alignment=LINKS, sure=LINKS, possible=LINKS)
def test_it_equals_its_definition_counted_link_by_link(alignment, sure, possible):
    hits_sure = sum(1 for link in alignment if link in sure)
    hits_possible = sum(1 for link in alignment if link in possible or link in sure)
    total = len(alignment) + len(sure)
    wanted = 1 - (hits_sure + hits_possible) / total if total else 0
    assert alignment_error_rate(alignment, sure, possible) == pytest.approx(wanted, abs=1e-12)
    precision = hits_possible / len(alignment) if alignment else 1
    recall = hits_sure / len(sure) if sure else 1
    assert alignment_precision(alignment, sure, possible) == precision
    assert alignment_recall(alignment, sure, possible) == recall
    mean = 2 * precision * recall / (precision + recall) if precision + recall else 0
    assert alignment_f_measure(alignment, sure, possible) == pytest.approx(mean, abs=1e-12)


def test_by_hand():
    # A = 3, S = 2, A and S = 1, A and P = 2 (one sure, one only possible): 1 - 3/5
    given = {(0, 0), (1, 1), (2, 0)}, {(0, 0), (2, 2)}, {(1, 1)}
    assert alignment_error_rate(*given) == pytest.approx(0.4)
    assert alignment_precision(*given) == pytest.approx(2 / 3)
    assert alignment_recall(*given) == 0.5
    assert alignment_f_measure(*given) == pytest.approx(4 / 7)  # 2 (2/3) (1/2) / (7/6)
    assert alignment_f_measure(*given, precision_weight=0.25) == pytest.approx(8 / 15)  # 1 / (3/8 + 3/2)


def test_the_ends():
    gold = {(0, 0), (1, 1)}
    assert alignment_error_rate(gold, gold) == 0
    assert alignment_error_rate({(0, 1)}, gold) == 1
    assert alignment_error_rate(set(), gold) == 1
    assert alignment_error_rate({(0, 1)}, set(), {(0, 1)}) == 0
    assert alignment_error_rate(set(), set()) == 0


@pytest.mark.parametrize(
    ("alignment", "gold", "wanted"),
    [
        ({(0, 0)}, ({(0, 0)},), (1, 1, 1)),
        ({(0, 1)}, ({(0, 0)},), (0, 0, 0)),
        (set(), ({(0, 0)},), (1, 0, 0)),  # nothing wrong, all missed
        ({(0, 0)}, (set(),), (0, 1, 0)),  # all wrong, nothing missed
        ({(0, 0)}, (set(), {(0, 0)}), (1, 1, 1)),
        (set(), (set(),), (1, 1, 1)),
        (set(), (set(), {(0, 0)}), (1, 1, 1)),
    ],
)
def test_the_ends_of_precision_recall_and_f(alignment, gold, wanted):
    shares = alignment_precision(alignment, *gold), alignment_recall(alignment, *gold)
    assert (*shares, alignment_f_measure(alignment, *gold)) == wanted


def test_only_sure_links_are_missed_and_only_impossible_ones_wrong():
    sure, possible = {(0, 0)}, {(1, 1), (2, 2)}
    assert alignment_recall({(0, 0)}, sure, possible) == alignment_precision({(0, 0)}, sure, possible) == 1
    assert alignment_recall({(1, 1)}, sure, possible) == 0
    assert alignment_precision({(1, 1)}, sure, possible) == 1
    assert alignment_precision({(1, 1)}, sure) == 0


@given(alignment=LINKS, gold=LINKS)
def test_where_all_links_are_sure_f_is_one_minus_the_error_rate(alignment, gold):
    error_rate = alignment_error_rate(alignment, gold)
    assert alignment_f_measure(alignment, gold) == pytest.approx(1 - error_rate, abs=1e-12)


@given(alignment=LINKS, sure=LINKS, possible=LINKS, weight=WEIGHT)
def test_f_lies_between_precision_and_recall_and_reaches_them(alignment, sure, possible, weight):
    gold = alignment, sure, possible
    shares = sorted([alignment_precision(*gold), alignment_recall(*gold)])
    assert shares[0] - 1e-12 <= alignment_f_measure(*gold, precision_weight=weight) <= shares[1] + 1e-12
    assert alignment_f_measure(*gold, precision_weight=1) == pytest.approx(alignment_precision(*gold), abs=1e-12)
    assert alignment_f_measure(*gold, precision_weight=0) == pytest.approx(alignment_recall(*gold), abs=1e-12)


@given(alignment=LINKS, sure=LINKS, weight=WEIGHT)
def test_f_weighs_precision_against_recall(alignment, sure, weight):
    """Where all links are sure, an alignment and its gold links change places, and so do the two weights."""
    there = alignment_f_measure(alignment, sure, precision_weight=weight)
    back = alignment_f_measure(sure, alignment, precision_weight=1 - weight)
    if alignment and sure:
        assert there == pytest.approx(back, abs=1e-12)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, float])
def test_the_weight_is_any_number(kind):
    given = {(0, 0), (1, 1), (2, 0)}, {(0, 0), (2, 2)}, {(1, 1)}
    f = alignment_f_measure(*given, precision_weight=kind(0.25))
    assert type(f) is float
    assert f == alignment_f_measure(*given, precision_weight=0.25)
    assert alignment_f_measure(*given, precision_weight=np.int8(1)) == pytest.approx(2 / 3)


def test_null_links_are_dropped_on_all_sides():
    with_null = alignment_error_rate([(0, 0), (1, None)], [(0, 0), (None, 2)], [(2, None)])
    assert with_null == alignment_error_rate([(0, 0)], [(0, 0)]) == 0
    # a word that is linked to the empty word by hand: any link of it is wrong
    assert alignment_error_rate([(0, 0), (1, 1)], [(0, 0), (1, None)]) == pytest.approx(1 - 2 / 3)
    assert alignment_precision([(0, 0), (1, 1)], [(0, 0), (1, None)]) == 0.5
    assert alignment_recall([(0, 0), (1, None)], [(0, 0), (2, None), (None, None)]) == 1


def test_multiple_links_count_one_by_one_and_the_same_link_once():
    assert alignment_error_rate([(0, 0), (0, 1), (0, 2)], [(0, 0)]) == pytest.approx(0.5)
    assert alignment_error_rate([(0, 0), (0, 0)], [(0, 0)]) == 0
    assert alignment_precision([(0, 0), (0, 1), (0, 1), (0, 3)], [(0, 0)]) == pytest.approx(1 / 3)


def test_a_corpus_is_one_set():
    alignment = {(0, 0, 0), (1, 0, 0), (1, 1, 1), (1, 2, 2)}
    sure = {(0, 0, 1), (1, 0, 0), (1, 1, 1), (1, 2, 2)}
    assert alignment_error_rate(alignment, sure) == pytest.approx(1 - 6 / 8)  # not the mean of 1 and 0
    assert alignment_precision(alignment, sure) == alignment_recall(alignment, sure) == 0.75


def test_the_case_of_nltk():
    """nltk.translate.metrics.alignment_error_rate, its example."""
    assert alignment_error_rate([(0, 0), (1, 2), (2, 1)], sure=[(0, 0), (1, 1), (2, 2)]) == pytest.approx(2 / 3)


# -- the forms of links


SAME = {
    "frozenset": frozenset,
    "list": sorted,
    "iterator": iter,
    "list of lists": lambda links: [list(link) for link in links],
    "list of arrays": lambda links: [np.array(link) for link in links],
    "dictionary of numpy numbers": lambda links: {tuple(np.int8(n) for n in link): 1.0 for link in links},
    "each twice": lambda links: [*links, *sorted(links)],
    "array": lambda links: np.array(sorted(links), dtype=">i2").reshape(len(links), -1),
    "tensor": lambda links: torch.tensor(sorted(links), dtype=torch.uint8).reshape(len(links), -1),
}


@given(kind=st.sampled_from(sorted(SAME)), parts=st.tuples(FILLED, FILLED, FILLED), size=st.sampled_from([2, 3]))
def test_every_form_of_links_is_the_same_links(kind, parts, size):
    form, given = SAME[kind], [{link[-size:] for link in part} for part in parts]
    for measure in (*MEASURES, agreement):
        assert measure(*map(form, given)) == measure(*given)
    assert symmetrise(form(given[0]), form(given[1])) == symmetrise(*given[:2])
    sentences = 3 if size == 3 else 1
    written = to_pharaoh(form(given[0]), form(given[1]), sentences=sentences)
    assert written == to_pharaoh(*given[:2], sentences=sentences)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "uint64", "int64"])
def test_an_array_of_links_may_be_of_any_library(array, dtype):
    rows = [[0, 0], [1, 2], [2, 1]]
    assert alignment_recall(array(rows, dtype), [(0, 0), (1, 2)]) == 1
    assert alignment_precision([tuple(row) for row in rows], array(rows[:2], dtype)) == pytest.approx(2 / 3)
    assert symmetrise(array(rows, dtype), array(rows, dtype)) == {(0, 0), (1, 2), (2, 1)}
    assert all(type(n) is int for link in symmetrise(array(rows, dtype), array(rows, dtype)) for n in link)


def test_an_empty_array_holds_no_link(array):
    assert symmetrise(array([]), array(np.zeros((0, 2)))) == set()
    assert alignment_error_rate(array(np.zeros((0, 2)), "int64"), [(0, 0)]) == 1


def test_a_link_may_have_a_member_of_each_kind():
    assert alignment_recall([(np.uint8(1), 2), [np.int64(300), None]], [[1, np.int16(2)]]) == 1


@pytest.mark.parametrize("far", [2**31, 2**63, 2**64 + 1, 10**30])
def test_positions_are_of_any_size(far):
    gold = {(far, 0), (0, far)}
    assert alignment_error_rate({(far, 0)}, gold) == pytest.approx(1 / 3)
    assert alignment_error_rate({(far + 1, 0)}, gold) == 1
    assert symmetrise({(far, far)}, {(far, far), (far + 1, far + 1)}) == {(far, far), (far + 1, far + 1)}
    assert to_pharaoh({(far, 0)}) == f"0-{far}\n"
    assert from_pharaoh(f"0-{far}") == ({(0, far, 0)}, {(0, far, 0)})


NO_LINK = "given, a tuple of whole numbers wanted (or None, for the empty word)"
NO_LINKS = "given, links wanted, as {(0, 0), (1, 2)}"
FORMS = "links of one form wanted: all (i, j), or all (sentence, i, j)"
BAD_LINKS = [
    ("0-0 1-1", TypeError, f"str {NO_LINKS}"),
    ("", TypeError, f"str {NO_LINKS}"),
    (b"0-0", TypeError, f"bytes {NO_LINKS}"),
    (None, TypeError, f"NoneType {NO_LINKS}"),
    (3, TypeError, f"int {NO_LINKS}"),
    (np.int64(3), TypeError, f"int64 {NO_LINKS}"),
    (np.array(3), TypeError, f"ndarray {NO_LINKS}"),
    ((0, 1), TypeError, f"0 {NO_LINK}"),
    ({0: 1}, TypeError, f"0 {NO_LINK}"),
    (["0-1"], TypeError, f"'0-1' {NO_LINK}"),
    (["01"], TypeError, f"'01' {NO_LINK}"),
    ([{0, 1}], TypeError, f"{{0, 1}} {NO_LINK}"),
    ([(0, 1.0)], TypeError, f"(0, 1.0) {NO_LINK}"),
    ([(0, float("nan"))], TypeError, f"(0, nan) {NO_LINK}"),
    ([(0, True)], TypeError, f"(0, True) {NO_LINK}"),
    ([(0, np.True_)], TypeError, "True"),
    ([("0", "1")], TypeError, f"('0', '1') {NO_LINK}"),
    ([[0, [1]]], TypeError, f"[0, [1]] {NO_LINK}"),
    (np.array([0, 1]), TypeError, NO_LINK),
    (np.zeros((2, 2)), TypeError, f"array([0., 0.]) {NO_LINK}"),
    (np.zeros((2, 2), dtype=bool), TypeError, f"array([False, False]) {NO_LINK}"),
    (np.zeros((2, 2, 2), dtype=int), TypeError, NO_LINK),
    (np.array([[0, None]], dtype=object), TypeError, NO_LINK),
    (np.array([["0", "1"]]), TypeError, NO_LINK),
    (torch.zeros(2, 2), TypeError, f"tensor([0., 0.]) {NO_LINK}"),
    ([np.array([0.0, 1.0])], TypeError, f"array([0., 1.]) {NO_LINK}"),
    ([()], ValueError, "() given, (i, j) or (sentence, i, j) wanted"),
    ([(1,)], ValueError, "(1,) given, (i, j) or (sentence, i, j) wanted"),
    ([(0, 0, 0, 0)], ValueError, "(0, 0, 0, 0) given, (i, j) or (sentence, i, j) wanted"),
    (np.eye(4, dtype=int), ValueError, "(1, 0, 0, 0) given, (i, j) or (sentence, i, j) wanted"),
    ([(0, -1)], ValueError, "(0, -1) given, positions of at least 0 wanted"),
    ([[np.int8(-128), None]], ValueError, "(-128, None) given, positions of at least 0 wanted"),
    (np.array([[-1, 0, 0]]), ValueError, "(-1, 0, 0) given, positions of at least 0 wanted"),
    ([(0, 0), (0, 0, 0)], ValueError, " given beside (0, 0"),
]


@pytest.mark.parametrize("place", ["alignment", "sure", "possible"])
@pytest.mark.parametrize(("bad", "error", "message"), BAD_LINKS, ids=lambda value: repr(value)[:30])
def test_what_is_no_link_is_refused(bad, error, message, place):
    for measure in MEASURES:
        with pytest.raises(error, match=rf"(?s)^{place}: .*{re.escape(message)}"):
            measure(**{"alignment": [], "sure": [], "possible": [], place: bad})


@pytest.mark.parametrize(("bad", "error", "message"), BAD_LINKS, ids=lambda value: repr(value)[:30])
def test_what_is_no_link_is_neither_joined_nor_written(bad, error, message):
    for call, name in (
        (lambda: symmetrise(bad, []), "forward"),
        (lambda: symmetrise([], bad, "union"), "reverse"),
        (lambda: to_pharaoh(bad), "sure"),
        (lambda: to_pharaoh([], bad), "possible"),
    ):
        with pytest.raises(error, match=rf"(?s)^{name}: .*{re.escape(message)}"):
            call()


@each_measure
def test_links_of_two_forms_never_meet_in_silence(measure):
    for arguments, name in (
        (([(0, 0)], [(0, 0, 0)]), "sure"),
        (([(0, 0, 0)], [(0, 0)]), "sure"),
        (([(0, 0)], [], [(0, 0, None)]), "possible"),
        (([], [(0, None)], [(0, 0, 0)]), "possible"),
    ):
        with pytest.raises(ValueError, match=rf"^{name}: \(.*\) given beside \(.*\), {re.escape(FORMS)}$"):
            measure(*arguments)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.text(max_size=2) | st.binary(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.integers(0, 2), inner),
    max_leaves=6,
)


@given(alignment=ANYTHING | LINKS, sure=ANYTHING | LINKS, possible=ANYTHING | LINKS)
def test_anything_is_measured_or_refused_by_name(alignment, sure, possible):
    for measure in MEASURES:
        try:
            value = measure(alignment, sure, possible)
        except (TypeError, ValueError) as error:
            assert re.match(r"(alignment|sure|possible): .* given.* wanted", str(error), re.DOTALL), error  # noqa: PT017
        else:
            assert 0 <= value <= 1


# -- links read off the weights


def test_links_are_read_off_row_by_row(xp):
    alpha = xp.asarray([[0.2, 0.7, 0.1], [0.0, 0.0, 0.0], [0.4, 0.2, 0.4]])
    assert links(alpha) == {(0, 1), (2, 0)}
    assert links(alpha[:, :0]) == links(alpha[:0, :]) == set()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_links_of_every_precision(dtype):
    alpha = torch.tensor([[0.2, 0.7, 0.1], [0.0, 0.0, 0.0], [0.4, 0.2, 0.4]], dtype=getattr(torch, dtype))
    assert links(alpha) == {(0, 1), (2, 0)}
    assert links(alpha.requires_grad_()) == {(0, 1), (2, 0)}


@given(rows=st.lists(st.lists(st.sampled_from([0.0, 0.25, 1.0, 5e-324, -0.0]), min_size=3, max_size=3), max_size=4))
def test_each_row_links_to_the_first_of_its_largest(array, rows):
    alpha = array(np.array(rows).reshape(-1, 3))
    assert links(alpha) == {(i, row.index(max(row))) for i, row in enumerate(rows) if max(row) > 0}


@given(
    bad=st.sampled_from([float("nan"), -1.0, -5e-324, float("-inf")]),
    place=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_weights_that_are_none_are_refused_wherever_they_stand(array, bad, place):
    alpha = np.full((3, 3), 0.5)
    alpha[place] = bad
    with pytest.raises(ValueError, match=r"^alpha: negative numbers or NaN given, weights of at least 0 wanted$"):
        links(array(alpha))


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
            lambda: alignment_f_measure([], [], precision_weight=True),
            TypeError,
            "precision_weight: bool given, a number in [0, 1] wanted",
        ),
        (
            lambda: alignment_f_measure([], [], precision_weight=-0.1),
            ValueError,
            "precision_weight: -0.1 given, a number in [0, 1] wanted",
        ),
        (
            lambda: alignment_f_measure([], [], precision_weight=np.nan),
            ValueError,
            "precision_weight: nan given, a number in [0, 1] wanted",
        ),
        (
            lambda: symmetrise([], [], None),
            ValueError,
            f"method: None given, one of {', '.join(map(repr, METHODS))} wanted",
        ),
        (
            lambda: to_pharaoh([(0, 0)], sentences=2),
            ValueError,
            "sure: (0, 0) given, (sentence, i, j) wanted: sentences = 2",
        ),
        (
            lambda: to_pharaoh([(0, 0, 0)], [(2, 0, 1)], sentences=2),
            ValueError,
            "possible: (2, 0, 1) given, a sentence below 2 wanted: sentences = 2",
        ),
        (
            lambda: to_pharaoh([(0, 0)], sentences=0),
            ValueError,
            "sure: (0, 0) given, (sentence, i, j) wanted: sentences = 0",
        ),
        (lambda: to_pharaoh([], sentences=-1), ValueError, "sentences: -1 given, a whole number of at least 0 wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}"):
        make()


# -- symmetrisation


AROUND = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]  # the neighbours, in Moses' order


def by_sweeps(forward, reverse, *, final, both):
    """The definition as it is published: every cell of the grid again and again, until a pass adds nothing."""
    size = 2 + max((n for link in forward | reverse for n in link), default=0)
    grid = [(i, j) for i in range(size) for j in range(size)]
    alignment, union = forward & reverse, forward | reverse

    def bare(new):
        return [new[0] not in {i for i, _ in alignment}, new[1] not in {j for _, j in alignment}]

    before = None
    while before != len(alignment):
        before = len(alignment)
        for i, j in grid:
            if (i, j) in alignment:
                for up, right in AROUND:
                    new = i + up, j + right
                    if new in union and any(bare(new)):
                        alignment = alignment | {new}
    for directed in (forward, reverse) if final else ():
        for new in grid:
            if new in directed and (all if both else any)(bare(new)):
                alignment = alignment | {new}
    return alignment


DENSE = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@given(forward=DENSE, reverse=DENSE)
def test_it_equals_the_published_sweeps(forward, reverse):
    assert symmetrise(forward, reverse, "intersection") == forward & reverse
    assert symmetrise(forward, reverse, "union") == forward | reverse
    assert symmetrise(forward, reverse, "grow-diag") == by_sweeps(forward, reverse, final=False, both=False)
    assert symmetrise(forward, reverse, "grow-diag-final") == by_sweeps(forward, reverse, final=True, both=False)
    assert symmetrise(forward, reverse) == by_sweeps(forward, reverse, final=True, both=True)


@given(forward=DENSE, reverse=DENSE)
def test_each_method_adds_to_the_one_before(forward, reverse):
    intersection, union, grown, final, final_and = (symmetrise(forward, reverse, method) for method in METHODS)
    assert intersection <= grown <= final <= union
    assert grown <= final_and <= union
    for place in (0, 1):  # in the end final leaves no word of the union without a link
        assert {link[place] for link in final} == {link[place] for link in union}


@given(forward=DENSE, reverse=DENSE, method=st.sampled_from(METHODS))
def test_an_alignment_with_itself_and_two_in_either_order(forward, reverse, method):
    assert symmetrise(forward, forward, method) == forward
    assert symmetrise(forward, set(), "intersection") == symmetrise(set(), forward, "grow-diag") == set()
    if "final" not in method:
        assert symmetrise(forward, reverse, method) == symmetrise(reverse, forward, method)


@given(forward=CORPUS, reverse=CORPUS, method=st.sampled_from(METHODS))
def test_each_sentence_of_a_corpus_is_symmetrised_by_itself(forward, reverse, method):
    wanted = set()
    for sentence in range(3):
        one, other = ({(i, j) for n, i, j in links if n == sentence} for links in (forward, reverse))
        wanted |= {(sentence, i, j) for i, j in symmetrise(one, other, method)}
    assert symmetrise(forward, reverse, method) == wanted


def matrix(picture):
    return {(i, j) for i, row in enumerate(picture.split()) for j, sign in enumerate(row) if sign == "x"}


@pytest.mark.parametrize(
    ("forward", "reverse", "method", "wanted"),
    [
        # in both: the corner; next to it one link that covers a row; and one that touches it at the diagonal
        ("x.. x.. ...", "x.. .x. ...", "intersection", "x.. ... ..."),
        ("x.. x.. ...", "x.. .x. ...", "union", "x.. xx. ..."),
        # (1, 0) comes first: a neighbour below before one on the diagonal; (1, 1) still covers the second column
        ("x.. x.. ...", "x.. .x. ...", "grow-diag", "x.. xx. ..."),
        # (1, 1) on the diagonal covers two words; then (1, 2) covers column 2, and (2, 1) covers row 2
        ("x.. .x. .x.", "x.. .xx ...", "grow-diag", "x.. .xx .x."),
        # nothing in both: nothing to grow from, but final adds what covers words
        ("x. .x", ".x x.", "grow-diag", ".. .."),
        ("x. .x", ".x x.", "grow-diag-final", "x. .x"),
        (".x x.", "x. .x", "grow-diag-final", ".x x."),  # the first alignment has the first word
        # (2, 0) is not next to a link: column 0 has one already, row 2 has none: final adds it, final-and does not
        ("x.. ... x..", "x.. ... ...", "grow-diag", "x.. ... ..."),
        ("x.. ... x..", "x.. ... ...", "grow-diag-final", "x.. ... x.."),
        ("x.. ... x..", "x.. ... ...", "grow-diag-final-and", "x.. ... ..."),
        # (2, 2) covers two words: both add it
        ("x.. ... ..x", "x.. ... ...", "grow-diag-final-and", "x.. ... ..x"),
        # a link that is added above another is followed in the next pass: (3, 3), then (2, 2), (1, 1), (0, 0)
        ("x... .x.. ..x. ...x", ".... .... .... ...x", "grow-diag", "x... .x.. ..x. ...x"),
        # (1, 1) is added to the left of (1, 2) and followed in the next pass: (2, 1) first adds (2, 0), then it (0, 0)
        ("... ..x ...", "x.. .xx xx.", "grow-diag", "x.. .xx xx."),
        # around (1, 1), (0, 2) comes before (2, 2) and covers column 2
        ("... .x. .x.", "..x .x. .xx", "grow-diag", "..x .x. .x."),
        # of (1, 0) and (0, 1) beside (0, 0), in a cross with (1, 1): all but the last corner covers a word
        ("xx xx", "x. ..", "grow-diag", "xx x."),
    ],
)
def test_symmetrised_by_hand(forward, reverse, method, wanted):
    assert symmetrise(matrix(forward), matrix(reverse), method) == matrix(wanted)


# For the source words their target words and for the target words their source words (from 1; 0 for none), what the
# symal of Moses writes with -diagonal, with -final besides, with -both besides. In each, all five methods differ, and
# so do the two last where the alignments change places.
MOSES = [
    (
        [0, 4, 1, 4, 3, 5, 5],
        [1, 2, 5, 6, 5],
        "4-2 3-3 5-3 4-4 6-4",
        "0-0 2-0 1-1 4-2 3-3 5-3 4-4 6-4",
        "0-0 1-1 4-2 3-3 5-3 4-4 6-4",
    ),
    (
        [1, 2, 1, 3, 7],
        [3, 4, 3, 1, 5, 5, 4, 4],
        "0-0 2-0 1-1 3-1 2-2",
        "0-0 2-0 1-1 3-1 2-2 0-3 4-4 4-5 3-6 3-7",
        "0-0 2-0 1-1 3-1 2-2 4-4",
    ),
    (
        [4, 1, 3, 5, 7],
        [2, 2, 1, 3, 5, 4, 4, 5],
        "1-0 1-1 0-2 2-2 0-3",
        "1-0 1-1 0-2 2-2 0-3 4-4 3-5 3-6 4-7",
        "1-0 1-1 0-2 2-2 0-3 4-4 3-5",
    ),
    (
        [1, 3, 2, 4, 7],
        [0, 3, 4, 2, 1, 3, 3, 5],
        "2-1 1-2 3-2 1-3 0-4",
        "0-0 2-1 1-2 3-2 1-3 0-4 2-5 2-6 4-7",
        "2-1 1-2 3-2 1-3 0-4 4-7",
    ),
]


@pytest.mark.parametrize(("of_source", "of_target", "grown", "final", "final_and"), MOSES)
def test_the_results_of_moses(of_source, of_target, grown, final, final_and):
    forward = {(i, j - 1) for i, j in enumerate(of_target) if j}
    reverse = {(i - 1, j) for j, i in enumerate(of_source) if i}
    assert symmetrise(forward, reverse, "grow-diag") == first_line(grown)
    assert symmetrise(forward, reverse, "grow-diag-final") == first_line(final)
    assert symmetrise(forward, reverse, "grow-diag-final-and") == first_line(final_and)


def first_line(text):
    return {(i, j) for _, i, j in from_pharaoh(text)[0]}


NLTK = {
    "0": ("0-0 1-2", "0-0 1-2", "0-0 1-2", ""),
    "1": ("0-0 1-1", "0-0 1-1", "0-0 1-1", ""),
    "3": (
        "0-0 1-1 1-2 2-3 3-4 4-5 4-6 5-7 6-8 8-9 9-10",
        "0-0 1-2 2-3 3-4 4-6 6-8 7-5 8-7 9-8",
        "0-0 1-1 1-2 2-3 3-4 4-5 4-6 5-7 6-8 7-5 8-7 8-9 9-8 9-10",
        "7-5 8-7 9-8",
    ),
    "5": ("0-0 1-1 0-2 2-3", "0-0 1-1 2-3", "0-0 0-2 1-1 2-3", ""),
    "6": ("0-0 2-2 4-4", "0-0 1-1 2-3 4-4", "0-0 1-1 2-2 2-3 4-4", ""),
    "8": (
        "3-0 4-1 6-2 5-3 6-4 7-5 8-6 9-7 10-8 11-9 16-10 9-12 10-13 12-14",
        "0-0 1-1 3-2 4-1 5-3 6-4 7-5 8-6 9-7 10-8 11-9 12-8 13-9 14-8 15-9 16-10",
        "0-0 1-1 3-0 3-2 4-1 5-3 6-2 6-4 7-5 8-6 9-7 9-12 10-8 10-13 11-9 12-8 12-14 13-9 14-8 15-9 16-10",
        "0-0 1-1 6-2 9-12 10-13 12-14",
    ),
    "9": ("1-0", "1-0", "1-0", ""),
    "example": (
        "0-0 2-1 9-2 21-3 10-4 7-5 11-6 9-7 12-8 1-9 3-10 4-11 17-12 17-13 25-14 13-15 24-16 11-17 28-18",
        """0-0 1-9 2-9 3-10 4-11 5-12 6-6 7-5 8-6 9-7 10-4 11-6 12-8 13-12 15-12 17-13 18-13 19-12 20-13 21-3 22-12
        23-14 24-17 25-15 26-17 27-18 28-18""",
        """28-18 6-6 24-17 2-1 15-12 13-12 2-9 3-10 26-17 25-15 8-6 9-7 20-13 18-13 0-0 10-4 13-15 23-14 7-5 25-14
        1-9 17-13 4-11 11-17 9-2 22-12 27-18 24-16 21-3 19-12 17-12 5-12 11-6 12-8""",
        "2-1 9-2 11-17 13-12 15-12 17-12 22-12 23-14 24-17 25-15",
    ),
}


@pytest.mark.parametrize(("forward", "reverse", "theirs", "theirs_alone"), NLTK.values(), ids=NLTK.keys())
def test_the_cases_of_nltk(forward, reverse, theirs, theirs_alone):
    """nltk.translate.gdfa: the cases of its suite, without three that lengths of other sentences cut, and its example.

    What it returns is the union. Where that is not what the method says, some links of it are left out.
    """
    f, r = first_line(forward), first_line(reverse)
    assert symmetrise(f, r, "union") == first_line(theirs)
    assert symmetrise(f, r) == first_line(theirs) - first_line(theirs_alone)


THOT = (
    {(0, 0), (1, 5), (2, 1), (3, 2), (3, 3), (3, 4), (4, 5), (5, 3)},
    {(0, 0), (1, 1), (2, 1), (3, 4), (4, 6), (6, 8)},
)
GROWN = {(0, 0), (1, 1), (2, 1), (3, 2), (3, 3), (3, 4), (4, 5), (4, 6)}


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("intersection", {(0, 0), (2, 1), (3, 4)}),
        ("union", {*GROWN, (1, 5), (5, 3), (6, 8)}),
        ("grow-diag", GROWN),
        ("grow-diag-final", {*GROWN, (5, 3), (6, 8)}),
        ("grow-diag-final-and", {*GROWN, (6, 8)}),
    ],
)
def test_the_case_of_thot(method, wanted):
    """The matrices of WordAlignmentMatrixTest in thot (and in SIL's machine), and what its methods make of them."""
    assert symmetrise(*THOT, method) == wanted


# -- the Pharaoh format


def test_a_file_in_the_pharaoh_format():
    sure, possible = from_pharaoh("0-0 1-2 2p1 3?1\n\n10-9 11p42\n")
    assert sure == {(0, 0, 0), (0, 2, 1), (2, 9, 10)}
    assert possible == {*sure, (0, 1, 2), (0, 1, 3), (2, 42, 11)}
    assert alignment_recall({(0, 0, 0), (0, 2, 1), (0, 1, 3)}, sure, possible) == pytest.approx(2 / 3)
    assert all(type(n) is int for link in possible for n in link)


def test_the_source_comes_first_unless_it_is_said_not_to():
    """Of a matrix (t_y, t_x) of two rows and three columns: source word 2 belongs to target word 1."""
    alpha = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    for text, options in (
        ("0-0 2-1\n", {}),
        ("0-0 1-2\n", {"target_first": True}),
        ("1-1 3-2\n", {"one_based": True}),
        ("1-1 2-3\n", {"target_first": True, "one_based": True}),
    ):
        assert to_pharaoh(links(alpha), **options) == text
        assert from_pharaoh(text, **options)[0] == {(0, *link) for link in links(alpha)}


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\r\n", " \t \n\n  ", "\n\n\n"])
def test_a_text_without_a_link(text):
    assert from_pharaoh(text) == (set(), set())


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "end"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_any_line_ends_are_read(tmp_path, end, last, mark):
    lines = [" 0-0\t1-1 ", "", "2?1 0-0  0-0", "0p0 0-0"]
    text = mark + end.join(lines) + (end if last else "")
    wanted = {(0, 0, 0), (0, 1, 1), (2, 0, 0), (3, 0, 0)}
    file = tmp_path / "gold.align"
    file.write_bytes(text.encode())
    for read in (text, file.read_text("utf-8"), file.read_bytes().decode()):
        assert from_pharaoh(read) == (wanted, {*wanted, (2, 1, 2)})


@given(sure=CORPUS, possible=CORPUS, more=st.integers(0, 3), target_first=st.booleans(), one_based=st.booleans())
def test_what_is_written_is_read_again(sure, possible, more, target_first, one_based):
    options = {"target_first": target_first, "one_based": one_based}
    text = to_pharaoh(sure, possible, sentences=3 + more, **options)
    assert from_pharaoh(text, **options) == (sure, sure | possible)
    assert text.count("\n") == 3 + more
    assert to_pharaoh(*from_pharaoh(text, **options), sentences=3 + more, **options) == text


def test_links_are_written_in_the_order_of_their_numbers():
    given = {(10, 2), (2, 10), (0, 2), (1, 0), (None, 3)}
    assert to_pharaoh(given, possible={(1, 1), (0, 2)}) == "0-1 1p1 2-0 2-10 10-2\n"
    assert to_pharaoh(given, possible={(1, 1)}, target_first=True) == "0-2 1-0 1p1 2-10 10-2\n"
    assert to_pharaoh([]) == "\n"
    assert to_pharaoh([], sentences=0) == ""
    assert to_pharaoh([], [(1, 0, 2)], sentences=np.int8(2)) == "\n2p0\n"


@pytest.mark.parametrize(
    "token",
    [
        *("0", "-", "p", "0-", "-0", "--1", "0--1", "1-2-3", "0-1p", "0p", "0P1", "0:1", "0,1", "(0,1)", "+0-1"),
        *("a-b", "NULL-0", "0-0:0.9", "0.5-1", "1e3-0", "0_0-1", "٠-١", "²-1", "0–1", "0-0,1-1", "\ufeff0-0", "\x00"),
        f"{'9' * 641}-0",
    ],
)
def test_a_broken_token_is_named_with_its_line(token):
    wanted = "a link as '0-1' (sure), '0p1' or '0?1' (possible) wanted"
    for text, line in ((f"0-0\n\n1-1 {token} 2-2\n", 3), (f"0-0\r\n{token}", 2)):
        with pytest.raises(ValueError, match=rf"^{re.escape(f'text: {token!r} given on line {line}, {wanted}')}$"):
            from_pharaoh(text)


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_a_line_end_ends_a_sentence(sign):
    """What Python's splitlines takes for the end of a line too stands between two links like any other white space."""
    assert from_pharaoh(f"0-0{sign}1-2\n3-3")[0] == {(0, 0, 0), (0, 2, 1), (1, 3, 3)}


@pytest.mark.parametrize("token", ["0-1", "1-0", "00-1", "0p0"])
def test_a_word_before_the_first_is_refused(token):
    message = f"text: {token!r} given on line 2, positions from 1 wanted (one_based)"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        from_pharaoh(f"1-1\n{token}", one_based=True)


@pytest.mark.parametrize("text", [b"0-0", None, ["0-0"], 3])
def test_what_is_no_text_is_refused(text):
    message = f"text: {type(text).__name__} given, a string wanted: what the file holds"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        from_pharaoh(text)


@given(text=st.text(st.sampled_from("0123-p?: \n\r\t\ufeff\u2028x"), max_size=20) | st.text(max_size=8))
def test_any_text_is_read_or_refused_by_name(text):
    try:
        sure, possible = from_pharaoh(text)
    except ValueError as error:
        assert re.match(r"text: ['\"].*['\"] given on line \d+, a link .* wanted$", str(error)), error  # noqa: PT017
    else:
        assert sure <= possible
        assert from_pharaoh(to_pharaoh(sure, possible, sentences=text.count("\n") + text.count("\r") + 1)) == (
            sure,
            possible,
        )


def test_links_in_an_array_are_read_at_once(array):
    given = array([[0, 0], [1, 2]], "int64")
    assert alignment_error_rate(given, {(0, 0), (1, 2)}) == 0
    with pytest.raises(ValueError, match=r"^\w+: \(0, -1\) given, positions of at least 0 wanted$"):
        alignment_error_rate(array([[0, -1]], "int64"), {(0, 0)})
