"""Traits that take lists, tuples and arrays: what they keep, and what they refuse."""

from __future__ import annotations

import array

import numpy as np
import pytest
import traitlets
from optional import torch

from softlook.widgets import _traits


class Holder(traitlets.HasTraits):
    words = _traits.texts()
    seen = _traits.flags()
    numbers = _traits.numbers()
    counts = _traits.counts(10)
    rows = _traits.Rows()
    matrices = _traits.Matrices()


def test_they_begin_empty():
    holder = Holder()
    assert (holder.words, holder.seen, holder.numbers, holder.counts, holder.rows) == ([], [], [], [], [])


def test_no_two_holders_share_a_list():
    one, other = Holder(), Holder()
    assert one.numbers is not other.numbers


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("words", ("a", "b"), ["a", "b"]),
        ("words", np.array(["a", "b"]), ["a", "b"]),
        ("seen", np.array([True, False]), [True, False]),
        ("seen", [np.True_, np.False_], [True, False]),
        ("seen", torch.tensor([True, False]), [True, False]),
        ("numbers", (1, 2.5), [1.0, 2.5]),
        ("numbers", np.float32([0.5]), [0.5]),
        ("numbers", [np.float32(0.5), np.int8(3)], [0.5, 3.0]),
        ("numbers", torch.tensor([1.0], requires_grad=True), [1.0]),
        ("numbers", array.array("d", [1.0]), [1.0]),
        ("numbers", [1e308, -5e-324], [1e308, -5e-324]),
        ("counts", [0, 10], [0, 10]),
        ("counts", np.array([0, 10], dtype=np.uint8), [0, 10]),
        ("rows", np.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
        ("rows", [np.ones(2), (1, 2)], [[1.0, 1.0], [1.0, 2.0]]),
        ("rows", [torch.ones(1)], [[1.0]]),
        ("rows", [[], []], [[], []]),
        ("rows", [], []),
        ("matrices", np.eye(2)[None], [[[1.0, 0.0], [0.0, 1.0]]]),
        ("matrices", [np.eye(1), [(2,)]], [[[1.0]], [[2.0]]]),
    ],
)
def test_takes(name, given, kept):
    holder = Holder(**{name: given})
    value = getattr(holder, name)
    assert value == kept
    assert isinstance(value, list)
    assert [type(x) for x in value] == [type(x) for x in kept]


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("words", ["a", 1], "words: 1 given, texts wanted"),
        ("words", "ab", "words: str given, a list of texts wanted"),
        ("words", {"a": 1}, "words: dict given, a list of texts wanted"),
        ("seen", [True, 1], "seen: 1 given, True or False wanted"),
        ("seen", ["True"], "seen: 'True' given, True or False wanted"),
        ("seen", np.array([1, 0]), "seen: 1 given, True or False wanted"),
        ("numbers", [1, np.nan], "numbers: nan given, finite numbers wanted"),
        ("numbers", [1j], "numbers: 1j given, finite numbers wanted"),
        ("numbers", 1.0, "numbers: float given, a list of finite numbers wanted"),
        ("numbers", np.array(1.0), "numbers: ndarray given, a list of finite numbers wanted"),
        ("numbers", [[1.0]], "numbers: [1.0] given, finite numbers wanted"),
        ("numbers", [False], "numbers: False given, finite numbers wanted"),
        ("numbers", [10**400], f"numbers: {10**400} given, finite numbers wanted"),
        ("counts", [11], "counts: 11 given, whole numbers from 0 to 10 wanted"),
        ("counts", [-1], "counts: -1 given, whole numbers from 0 to 10 wanted"),
        ("counts", [1.0], "counts: 1.0 given, whole numbers from 0 to 10 wanted"),
        ("counts", [True], "counts: True given, whole numbers from 0 to 10 wanted"),
        ("counts", ["1"], "counts: '1' given, whole numbers from 0 to 10 wanted"),
        ("rows", [1.0], "rows: 1.0 given, rows of finite numbers wanted"),
        ("rows", [[1.0], [np.inf]], "rows: [inf] given, rows of finite numbers wanted"),
        ("rows", [[1.0], [1.0, 2.0]], "rows: rows of [1, 2] numbers given, rows of one width wanted"),
        ("rows", [["1"]], "rows: ['1'] given, rows of finite numbers wanted"),
        ("matrices", np.eye(2), "matrices: [1.0, 0.0] given, matrices of finite numbers wanted"),
        ("matrices", [[[np.inf]]], "matrices: [[inf]] given, matrices of finite numbers wanted"),
        ("matrices", 1.0, "matrices: float given, a list of matrices of finite numbers wanted"),
        ("rows", np.ones(2), "rows: 1.0 given, rows of finite numbers wanted"),
    ],
)
def test_refuses_and_keeps_what_was(name, given, message):
    holder = Holder(words=["kept"], seen=[True], numbers=[0.5], counts=[3], rows=[[0.25]])
    before = holder.trait_values()
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(holder, name, given)
    assert str(refusal.value) == message
    assert holder.trait_values() == before


def test_what_is_kept_is_a_copy():
    given = [1.0, 2.0]
    holder = Holder(numbers=given)
    given[0] = 9.0
    assert holder.numbers == [1.0, 2.0]
