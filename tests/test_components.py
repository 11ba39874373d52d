import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import KeyValueMemory, Lookup, Stepper, multi_hop, perform

TABLE = np.random.default_rng(0).normal(size=(7, 4))


def test_the_plainest_reader_takes_rows_of_its_table(xp):
    h = Lookup(xp.asarray(TABLE))(xp.asarray([[3, 1, 3], [0, 6, 2]]))
    assert_array_equal(np.from_dlpack(h), TABLE[[[3, 1, 3], [0, 6, 2]]])


def test_no_words_give_no_features():
    assert Lookup(TABLE)(np.zeros((2, 0), int)).shape == (2, 0, 4)


def test_a_stepper_attends_and_updates():
    rng = np.random.default_rng(1)
    k, v, s = rng.normal(size=(5, 4)), rng.normal(size=(5, 4)), rng.normal(size=(1, 4))
    hops = Stepper(lambda s, c: np.tanh(s - 2 * c), steps=3)(KeyValueMemory(k, v), s)
    state = s[0]
    for alpha in hops.alpha:
        weights = np.exp(k @ state)
        weights /= weights.sum()
        assert_allclose(alpha[0], weights, atol=1e-12)
        state = np.tanh(state - 2 * sum(w * row for w, row in zip(weights, v, strict=True)))
    assert len(hops.alpha) == 3
    assert_allclose(hops.s[0], state, atol=1e-12)


def test_the_plainest_stepper_is_one_hop():
    memory, s = KeyValueMemory(TABLE), TABLE[:2]
    assert_array_equal(Stepper()(memory, s).s, multi_hop(s, [memory]).s)


def test_a_stepper_keeps_a_plain_number():
    assert type(Stepper(steps=np.int8(2)).steps) is int


def test_no_step_leaves_the_state():
    assert_array_equal(Stepper(steps=0)(KeyValueMemory(TABLE), TABLE[:1]).s, TABLE[:1])


def test_one_component_is_swapped_and_the_others_stay():
    words, s = np.array([4, 0, 2]), TABLE[:1]
    reader, exploiter = Lookup(TABLE), Stepper(steps=2)
    plain = perform(words, s, reader=reader, exploiter=exploiter)
    assert_array_equal(plain.s, multi_hop(s, [KeyValueMemory(TABLE[[4, 0, 2]])] * 2).s)

    def backwards(x):
        return reader(x)[::-1]

    swapped_reader = perform(words, s, reader=backwards, exploiter=exploiter)
    assert_allclose(swapped_reader.s, plain.s, atol=1e-12)  # a memory found by content does not mind the order
    assert_allclose(swapped_reader.alpha[0], plain.alpha[0][:, ::-1], atol=1e-12)

    first = perform(words, s, reader=reader, memory=lambda h: KeyValueMemory(h[:1]), exploiter=exploiter)
    assert_allclose(first.s, s + 2 * TABLE[[4]], atol=1e-12)

    silent = perform(words, s, reader=reader, exploiter=Stepper(lambda s, _c: s))
    assert_array_equal(silent.s, s)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Lookup(np.zeros((2, 3), int)), TypeError, r"table: dtype int64 given, a floating dtype wanted"),
        (lambda: Lookup(np.zeros(3)), ValueError, r"table: shape \(3,\) given, \(n_words, d_h\) wanted"),
        (lambda: Lookup([[1.0]]), TypeError, r"table: list given, an array of numpy or torch wanted"),
        (lambda: Lookup(TABLE)([1]), TypeError, r"x: list given, an array of numpy or torch wanted$"),
        (lambda: Lookup(TABLE)(torch.tensor([1])), TypeError, r"x, table: arrays of different libraries given"),
        (lambda: Lookup(TABLE)(np.array([1.0])), TypeError, r"x: dtype float64 given, an integer dtype wanted"),
        (lambda: Lookup(TABLE)(np.array([1, 7])), ValueError, r"x: words from 1 to 7 given, each in \[0, 6\] wanted"),
        (lambda: Lookup(TABLE)(np.array([-1])), ValueError, r"x: words from -1 to -1 given, each in \[0, 6\] wanted"),
        (lambda: Stepper(steps=-1), ValueError, r"steps: -1 given, a whole number of at least 0 wanted"),
        (lambda: Stepper(steps=1.5), TypeError, r"steps: float given, a whole number of at least 0 wanted"),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{message}"):
        make()
