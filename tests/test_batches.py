"""Every function: a batch is its items one by one, and what is made of arrays lies where they lie."""

from __future__ import annotations

from functools import partial

import array_api_strict
import numpy as np
import pytest
from numpy.testing import assert_allclose

import softlook
from softlook.graphs.scores import gat, gatv2

HERE, ELSEWHERE = array_api_strict.Device("CPU_DEVICE"), array_api_strict.Device("device1")
Q, K, V = (2, 4), (5, 4), (5, 3)  # two queries, five keys of width 4, values of width 3


def local(function, **options):
    return partial(function, half_width=1, **options)


def context(function, **options):
    return lambda **arrays: function(**arrays, **options).c


# a function, the shapes of an item's arrays, and those of the parameters that all items share
CASES = {
    "dot": (softlook.dot, {"q": Q, "k": K}, {}),
    "scaled_dot": (softlook.scaled_dot, {"q": Q, "k": K}, {}),
    "general": (softlook.general, {"q": Q, "k": (5, 3)}, {"w_a": (4, 3)}),
    "location": (softlook.location, {"q": Q, "k": K}, {"w_a": (6, 4)}),
    "cosine": (partial(softlook.cosine, beta=3), {"q": Q, "k": K}, {}),
    "additive": (softlook.additive, {"q": Q, "k": (5, 6)}, {"w_q": (3, 4), "w_k": (3, 6), "v_a": (3,)}),
    "additive, projected": (partial(softlook.additive, w_k=None), {"q": Q, "k": (5, 3)}, {"w_q": (3, 4), "v_a": (3,)}),
    "additive_keys": (softlook.additive_keys, {"k": K}, {"w_k": (3, 4)}),
    "concat": (softlook.concat, {"q": Q, "k": (5, 6)}, {"w_a": (3, 10), "v_a": (3,)}),
    "gat": (gat, {"q": Q, "k": K}, {"a_q": (4,), "a_k": (4,)}),
    "gatv2": (gatv2, {"q": Q, "k": K}, {"a": (4,)}),
    "softmax": (partial(softlook.softmax, temperature=2), {"e": (2, 5)}, {}),
    "sparsemax": (lambda e: softlook.sparsemax(3 * e), {"e": (2, 5)}, {}),
    "sigmoid": (softlook.sigmoid, {"e": (2, 5)}, {}),
    "hard": (softlook.hard, {"e": (2, 5)}, {}),
    "gaussian": (local(softlook.gaussian, t_x=5), {"p": (2,)}, {}),
    "aligned_position": (partial(softlook.aligned_position, t_x=5), {"s": Q}, {"w_p": (3, 4), "v_p": (3,)}),
    "local_m": (local(softlook.local_m), {"e": (2, 5)}, {}),
    "local_p": (local(softlook.local_p), {"e": (2, 5), "p": (2,)}, {}),
    "local_p, all free": (
        local(softlook.local_p, truncate=False, renormalize=True, round_p=True),
        {"e": (2, 5), "p": (2,)},
        {},
    ),
    "attend_local_m": (local(softlook.attend_local_m), {"q": Q, "k": K, "v": V}, {}),
    "attend_local_m, any score": (local(softlook.attend_local_m, score=softlook.cosine), {"q": Q, "k": K, "v": V}, {}),
    "attend_local_p": (local(softlook.attend_local_p), {"q": Q, "k": K, "v": V, "p": (2,)}, {}),
    "read": (softlook.read, {"alpha": (2, 5), "v": V}, {}),
    "attend": (context(softlook.attend), {"q": Q, "k": K, "v": V}, {}),
    "attend, contexts alone": (context(softlook.attend, need_weights=False), {"q": Q, "k": K, "v": V}, {}),
    "attend, no scores": (context(softlook.attend, need_scores=False), {"q": Q, "k": K, "v": V}, {}),
    "self_attend": (context(softlook.self_attend), {"x": K}, {"w_q": (2, 4), "w_k": (2, 4), "w_v": (3, 4)}),
    "cross_attend": (
        context(softlook.cross_attend),
        {"s": Q, "h": (5, 6)},
        {"w_q": (2, 4), "w_k": (2, 6), "w_v": (3, 6)},
    ),
    "split_heads": (partial(softlook.split_heads, heads=2), {"x": Q}, {}),
    "join_heads": (softlook.join_heads, {"x": (2, 5, 3)}, {}),
    "multi_head": (context(softlook.multi_head, heads=2), {"q": Q, "k": K, "v": (5, 6)}, {}),
    "multi_head, two scores": (
        context(softlook.multi_head, heads=2, score=(softlook.dot, softlook.cosine)),
        {"q": Q, "k": K, "v": (5, 6)},
        {},
    ),
    "attend_persistent": (
        context(softlook.attend_persistent),
        {"q": Q, "k": K, "v": V, "k_p": (2, 4), "v_p": (2, 3)},
        {},
    ),
    "ablate": (softlook.ablate, {"alpha": (2, 5)}, {}),
    "ablation": (softlook.ablation, {"alpha": (2, 5), "v": V}, {}),
    "entropy": (softlook.entropy, {"alpha": (2, 5)}, {}),
    "rollout": (lambda a, b: softlook.rollout([a, b]), {"a": (5, 5), "b": (5, 5)}, {}),
    "softmax_jacobian": (partial(softlook.softmax_jacobian, temperature=2), {"alpha": (2, 5)}, {}),
    "attend_jacobian": (lambda q, k, v: softlook.attend_jacobian(q, k, v).by_k, {"q": Q, "k": K, "v": V}, {}),
    "self_attention_jacobian": (
        softlook.self_attention_jacobian,
        {"x": (3, 4)},
        {"w_q": (2, 4), "w_k": (2, 4), "w_v": (3, 4)},
    ),
    "sensitivity": (softlook.sensitivity, {"jacobian": (2, 3, 5, 4)}, {}),
    "glimpse": (partial(softlook.glimpse, size=2, scales=2), {"x": (5, 6, 2), "at": (2,)}, {}),
    "patches": (partial(softlook.patches, size=2), {"x": (5, 6, 2)}, {}),
}
FITTING = {("local_p", "e"), ("local_p, all free", "e")}  # here the others fit the scores, and do not widen them
PAIRS = [
    (case, name)
    for case, (_, items, _) in CASES.items()
    if len(items) > 1
    for name in items
    if (case, name) not in FITTING
]


def draw(items, *batch):
    rng = np.random.default_rng(0)
    return {name: rng.random((*batch, *shape)) for name, shape in items.items()}


def call(xp, function, arrays):
    return np.asarray(function(**{name: xp.asarray(x) for name, x in arrays.items()}))


@pytest.mark.parametrize("case", CASES)
def test_a_batch_is_its_items(xp, case):
    function, items, shared = CASES[case]
    arrays, shared = draw(items, 2, 3), draw(shared)
    whole = call(xp, function, {**arrays, **shared})
    assert whole.shape[:2] == (2, 3)
    for at in np.ndindex(2, 3):
        item = {name: x[at] for name, x in arrays.items()}
        assert_allclose(whole[at], call(xp, function, {**item, **shared}), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("cut", [np.s_[0], np.s_[:, :1], np.s_[0, 0]], ids=["fewer axes", "an axis of 1", "no batch"])
@pytest.mark.parametrize(("case", "name"), PAIRS)
def test_batches_broadcast(xp, case, name, cut):
    function, items, shared = CASES[case]
    arrays, shared = draw(items, 2, 3), draw(shared)
    arrays[name] = arrays[name][cut]
    full = {n: np.broadcast_to(x, (2, 3, *items[n])).copy() for n, x in arrays.items()}
    assert_allclose(
        call(xp, function, {**arrays, **shared}), call(xp, function, {**full, **shared}), rtol=1e-12, atol=1e-12
    )


# what takes no batch, or makes an array of its own
FURTHER = {
    "padding": lambda on: softlook.padding(on([2, 0]), 3),
    "causal": lambda on: softlook.causal(3, like=on([0.0])),
    "band": lambda on: softlook.band(3, 4, 1, like=on([0.0])),
    "from_edges": lambda on: softlook.from_edges(on([[0, 2], [1, 1]]), 3),
    "from_edges, none": lambda on: softlook.from_edges(on([[0], [0]])[:, :0], 3),
    "to_additive": lambda on: softlook.to_additive(on([True, False]), on([0.0])),
    "sinusoidal": lambda on: softlook.sinusoidal(3, 4, like=on([0.0])),
    "sample": lambda on: softlook.sample(on([[0.0, 1.0]]), seed=0),
    "masked": lambda on: softlook.attend_local_m(
        on([[0.0], [1.0]]), on([[2.0], [3.0]]), on([[4.0], [5.0]]), half_width=1, mask=on([[True, False]])
    ),
    "masked, predicted": lambda on: softlook.attend_local_p(
        on([[0.0], [1.0]]),
        on([[2.0], [3.0]]),
        on([[4.0], [5.0]]),
        on([0.0, 1.0]),
        half_width=1,
        mask=on([[True, False]]),
    ),
    "lengths": lambda on: softlook.aligned_position(on([[0.0], [1.0]]), on([2, 0]), w_p=on([[1.0]]), v_p=on([1.0])),
    "no keys": lambda on: softlook.attend_local_m(on([[0.0]]), on([[0.0]])[:0, :], on([[0.0]])[:0, :], half_width=1),
    "no keys, predicted": lambda on: softlook.attend_local_p(
        on([[0.0]]), on([[0.0]])[:0, :], on([[0.0]])[:0, :], on([0.0]), half_width=1
    ),
    "attend_jacobian": lambda on: softlook.attend_jacobian(on([[0.0]]), on([[2.0], [3.0]]), on([[4.0], [5.0]]))[0],
    "self_attention_jacobian": lambda on: softlook.self_attention_jacobian(
        on([[2.0], [3.0]]), w_q=on([[1.0]]), w_k=on([[1.0]]), w_v=on([[1.0]])
    ),
    "self_attention_jacobian, not projected": lambda on: softlook.self_attention_jacobian(on([[2.0], [3.0]])),
    "rollout": lambda on: softlook.rollout([on([[0.5, 0.5], [0.0, 1.0]])]),
    "attend_persistent": lambda on: (
        softlook.attend_persistent(on([[0.0]]), on([[2.0]]), on([[3.0]]), k_p=on([[1.0]]), v_p=on([[1.0]])).c
    ),
    "attend_persistent, masked": lambda on: (
        softlook.attend_persistent(
            on([[0.0]]), on([[2.0]]), on([[3.0]]), k_p=on([[1.0]]), v_p=on([[1.0]]), mask=on([[False]])
        ).c
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_result_lies_where_the_arrays_lie(case):
    """A library that refuses to mix devices, with a second one: whatever is made on the way has to lie there too."""
    function, items, shared = CASES[case]
    arrays = draw(items, 2, 3) | draw(shared)
    lies = {name: array_api_strict.asarray(x, device=ELSEWHERE) for name, x in arrays.items()}
    result = function(**lies)
    assert result.device == ELSEWHERE
    assert_allclose(result.to_device(HERE), call(array_api_strict, function, arrays), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("use", FURTHER.values(), ids=FURTHER.keys())
def test_what_is_made_lies_where_the_arrays_lie(use):
    result, wanted = (use(partial(array_api_strict.asarray, device=device)) for device in (ELSEWHERE, HERE))
    assert result.device == ELSEWHERE
    assert result.dtype == wanted.dtype
    assert_allclose(result.to_device(HERE), wanted)
