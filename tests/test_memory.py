from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import KeyValueMemory, additive, causal, multi_hop, scaled_dot, sparsemax

RNG = np.random.default_rng(0)
K, V, U = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 3)), RNG.normal(size=(2, 3))


def as_numpy(a):
    return np.from_dlpack(a) if hasattr(a, "__dlpack__") else np.asarray(a)


def hop_by_loops(u, k, v, w_h=None):
    """Equations 1, 2, 4 of Sukhbaatar et al. 2015, one question, one number at a time."""
    scores = [sum(u[d] * k[i, d] for d in range(len(u))) for i in range(len(k))]
    p = np.exp(scores) / sum(np.exp(scores))
    o = [sum(p[i] * v[i, d] for i in range(len(k))) for d in range(len(u))]
    base = u if w_h is None else [sum(w_h[a, b] * u[b] for b in range(len(u))) for a in range(len(u))]
    return np.add(base, o), p


@given(
    n=st.integers(1, 6),
    d=st.integers(1, 4),
    hops=st.integers(0, 4),
    mapped=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_multi_hop_equals_its_loops(n, d, hops, mapped, seed):
    rng = np.random.default_rng(seed)
    pairs = [(rng.normal(size=(n, d)), rng.normal(size=(n, d))) for _ in range(hops)]
    u, w_h = rng.normal(size=(2, d)), rng.normal(size=(d, d)) if mapped else None
    out = multi_hop(u, [KeyValueMemory(k, v) for k, v in pairs], w_h=w_h)
    for row in range(2):
        state = u[row]
        for (k, v), alpha in zip(pairs, out.alpha, strict=True):
            state, p = hop_by_loops(state, k, v, w_h)
            assert_allclose(alpha[row], p, atol=1e-12)
        assert_allclose(out.s[row], state, atol=1e-12)


def test_every_library_gives_the_same(xp):
    memory = KeyValueMemory(xp.asarray(K), xp.asarray(V), mask=xp.asarray([True, True, False, True, True]))
    hops = multi_hop(xp.asarray(U), [memory] * 2, w_h=xp.asarray(np.eye(3)))
    wanted = multi_hop(U, [KeyValueMemory(np.delete(K, 2, 0), np.delete(V, 2, 0))] * 2)
    assert_allclose(as_numpy(hops.s), wanted.s, atol=1e-12)


def test_gradients():
    k, v, u = (torch.tensor(a, requires_grad=True) for a in (K, V, U))
    assert torch.autograd.gradcheck(lambda k, v, u: multi_hop(u, [KeyValueMemory(k, v)] * 2).s, (k, v, u))


def test_any_score_finds_the_facts():
    score = partial(additive, w_q=RNG.normal(size=(4, 3)), w_k=RNG.normal(size=(4, 3)), v_a=RNG.normal(size=4))
    memory = KeyValueMemory(K, V, score=score)
    assert_allclose(memory(U).e, score(U, K))
    assert_allclose(KeyValueMemory(K, V, score=scaled_dot)(U).e, U @ K.T / np.sqrt(3))
    assert_array_equal(KeyValueMemory(K, V, normalize=sparsemax)(U).alpha, sparsemax(U @ K.T))


def test_without_values_a_memory_answers_with_its_keys():
    assert_array_equal(KeyValueMemory(K)(U).c, KeyValueMemory(K, K)(U).c)


def test_writing_grows_a_new_memory_and_leaves_the_old(xp):
    k, v = xp.asarray(K), xp.asarray(V)
    old = KeyValueMemory(k[:2, :], v[:2, :])
    grown = old.write(k[2:, :], v[2:, :])
    assert (len(old), len(grown)) == (2, 5)
    assert_array_equal(as_numpy(grown(xp.asarray(U)).c), as_numpy(KeyValueMemory(k, v)(xp.asarray(U)).c))
    assert_array_equal(
        as_numpy(KeyValueMemory(k[:1, :]).write(k[1:, :])(xp.asarray(U)).c),
        as_numpy(KeyValueMemory(k)(xp.asarray(U)).c),
    )


def test_values_may_be_written_to_a_memory_of_keys_alone():
    grown = KeyValueMemory(K[:2]).write(K[2:], V[2:])
    assert_array_equal(grown(U).c, KeyValueMemory(K, np.concatenate([K[:2], V[2:]]))(U).c)


def test_a_batch_of_memories_is_written_and_read_item_by_item():
    k, v, u = RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 4, 3))
    grown = KeyValueMemory(k[:, :1], v[:, :1]).write(k[:, 1:], v[:, 1:])
    hops = multi_hop(u, [grown] * 2, w_h=K[:3])
    for n in range(2):
        wanted = multi_hop(u[n], [KeyValueMemory(k[n], v[n])] * 2, w_h=K[:3])
        assert_allclose(hops.s[n], wanted.s, atol=1e-12)
        assert_allclose(hops.alpha[1][n], wanted.alpha[1], atol=1e-12)


def test_an_empty_memory_answers_zeros():
    assert_array_equal(KeyValueMemory(np.zeros((0, 3)))(U).c, np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: KeyValueMemory(np.zeros((2, 3), int)), TypeError, r"k: dtype int64 given, a floating dtype wanted"),
        (
            lambda: KeyValueMemory(K, V.astype("f4")),
            TypeError,
            r"k, v: dtypes float64, float32 given, one dtype wanted",
        ),
        (lambda: KeyValueMemory(K, torch.tensor(V)), TypeError, r"k, v: arrays of different libraries given"),
        (lambda: KeyValueMemory(K, V.astype(int)), TypeError, r"v: dtype int64 given, a floating dtype wanted"),
        (
            lambda: KeyValueMemory(K, V, mask=[True] * 5),
            TypeError,
            r"mask: list given, an array of numpy or torch wanted$",
        ),
        (
            lambda: KeyValueMemory(K, V, mask=torch.tensor([True] * 5)),
            TypeError,
            r"k, v, mask: arrays of different libraries given",
        ),
        (lambda: KeyValueMemory(K).write([1]), TypeError, r"k: list given, an array of numpy or torch wanted$"),
        (
            lambda: KeyValueMemory(K).write(torch.tensor(K)),
            TypeError,
            r"k, memory: arrays of different libraries given",
        ),
        (lambda: KeyValueMemory(K, V).write([1], V), TypeError, r"k: list given, an array of numpy or torch wanted$"),
        (lambda: KeyValueMemory(K, V).write(K, [1]), TypeError, r"v: list given, an array of numpy or torch wanted$"),
        (
            lambda: KeyValueMemory(K, V).write(torch.tensor(K), torch.tensor(V)),
            TypeError,
            r"k, v, memory: arrays of different libraries given",
        ),
        (lambda: KeyValueMemory(K[0]), ValueError, r"k: shape \(3,\) given, \(\.\.\., t, d\) wanted"),
        (lambda: KeyValueMemory(K, V[:4]), ValueError, r"v: shape \(4, 3\) given, 5 values wanted, one for each key"),
        (
            lambda: KeyValueMemory(K[None].repeat(2, 0), V[None].repeat(3, 0)),
            ValueError,
            r"k, v: shapes .* leading axes that broadcast",
        ),
        (
            lambda: KeyValueMemory(K, mask=causal(5)).write(K),
            ValueError,
            r"mask: one of shape \(5, 5\) given with the memory, none wanted",
        ),
        (lambda: KeyValueMemory(K, V).write(K), ValueError, r"v: None given, values wanted"),
        (lambda: KeyValueMemory(K).write(K.astype("f4")), TypeError, r"k, memory: dtypes float32, float64 given"),
        (
            lambda: KeyValueMemory(K).write(K[:, :2]),
            ValueError,
            r"k: shape \(5, 2\) given, that of the memory's \(5, 3\) but for",
        ),
        (lambda: KeyValueMemory(K).write(K[None]), ValueError, r"k: shape \(1, 5, 3\) given, that of the memory's"),
        (
            lambda: KeyValueMemory(K, V).write(K, V[:, :1]),
            ValueError,
            r"v: shape \(5, 1\) given, that of the memory's \(5, 3\)",
        ),
        (lambda: KeyValueMemory(K).write(K, V[:2]), ValueError, r"v: shape \(7, 3\) given, 10 values wanted"),
        (lambda: multi_hop(U.astype(int), []), TypeError, r"u: dtype int64 given, a floating dtype wanted"),
        (lambda: multi_hop(U[0], []), ValueError, r"u: shape \(3,\) given, \(\.\.\., t, d\) wanted"),
        (
            lambda: multi_hop(U, [], w_h=np.eye(2)),
            ValueError,
            r"w_h: shape \(2, 2\) given, \(3, 3\) wanted, as wide as",
        ),
        (lambda: multi_hop(U, [], w_h=np.eye(3, dtype="f4")), TypeError, r"u, w_h: dtypes float64, float32 given"),
        (
            lambda: multi_hop(U, [KeyValueMemory(K, V[:, :2])]),
            ValueError,
            (
                r"memories' values: shape \(2, 2\) given, a last axis of 3 wanted, "
                r"as wide as the question: the two are added$"
            ),
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=f"^{message}"):
        make()
