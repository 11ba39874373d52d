"""Over all functions of the core: every array argument is checked, and none is checked twice on the way."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

import numpy as np
import pytest

import softlook
from softlook import _check
from softlook.graphs.attention import attend_edges
from softlook.graphs.scores import gat, gatv2

Q, K, V = np.ones((3, 2)), np.ones((4, 2)), np.ones((4, 5))
ALPHA = np.full((3, 4), 0.25)
EDGES = np.array([[0, 1], [1, 2]])

# a function, its floating arrays by name, and what else it takes
CALLS = {
    "dot": (softlook.dot, {"q": Q, "k": K}),
    "scaled_dot": (softlook.scaled_dot, {"q": Q, "k": K}),
    "general": (softlook.general, {"q": Q, "k": K, "w_a": np.eye(2)}),
    "location": (softlook.location, {"q": Q, "k": K, "w_a": np.ones((4, 2))}),
    "cosine": (softlook.cosine, {"q": Q, "k": K}),
    "cosine, each its own": (softlook.cosine, {"q": Q, "k": K, "beta": np.ones(3)}),
    "additive": (softlook.additive, {"q": Q, "k": K, "w_q": np.eye(2), "w_k": np.eye(2), "v_a": np.ones(2)}),
    "additive_keys": (softlook.additive_keys, {"k": K, "w_k": np.eye(2)}),
    "concat": (softlook.concat, {"q": Q, "k": K, "w_a": np.ones((3, 4)), "v_a": np.ones(3)}),
    "aligned_position": (
        partial(softlook.aligned_position, t_x=4),
        {"s": Q, "w_p": np.ones((3, 2)), "v_p": np.ones(3)},
    ),
    "local_p": (partial(softlook.local_p, half_width=1), {"e": ALPHA, "p": np.ones(3)}),
    "attend_local_m": (partial(softlook.attend_local_m, half_width=1), {"q": Q, "k": K, "v": V}),
    "attend_local_p": (partial(softlook.attend_local_p, half_width=1), {"q": Q, "k": K, "v": V, "p": np.ones(3)}),
    "attend": (softlook.attend, {"q": Q, "k": K, "v": V}),
    "attend, contexts alone": (partial(softlook.attend, need_weights=False), {"q": Q, "k": K, "v": V}),
    "multi_head": (partial(softlook.multi_head, heads=1), {"q": Q, "k": K, "v": V}),
    "attend_cached": (softlook.attend_cached, {"q": K, "k": K, "v": V}),
    "read": (softlook.read, {"alpha": ALPHA, "v": V}),
    "gat": (gat, {"q": Q, "k": K, "a_q": np.ones(2), "a_k": np.ones(2)}),
    "gatv2": (gatv2, {"q": Q, "k": K, "a": np.ones(2)}),
    "ablate": (softlook.ablate, {"alpha": ALPHA}),
    "ablation": (softlook.ablation, {"alpha": ALPHA, "v": V}),
    "entropy": (softlook.entropy, {"alpha": ALPHA}),
    "softmax_jacobian": (softlook.softmax_jacobian, {"alpha": ALPHA}),
    "sensitivity": (softlook.sensitivity, {"jacobian": np.ones((2, 3, 4, 5))}),
    "attend_jacobian": (softlook.attend_jacobian, {"q": Q, "k": K, "v": V}),
    "self_attention_jacobian": (
        softlook.self_attention_jacobian,
        {"x": Q, "w_q": np.eye(2), "w_k": np.eye(2), "w_v": np.eye(2)},
    ),
    "attend_persistent": (softlook.attend_persistent, {"q": Q, "k": K, "v": V, "k_p": K, "v_p": V}),
    "self_attend": (softlook.self_attend, {"x": Q, "w_q": np.eye(2), "w_k": np.eye(2), "w_v": np.eye(2)}),
    "cross_attend": (softlook.cross_attend, {"s": Q, "h": K, "w_q": np.eye(2), "w_k": np.eye(2), "w_v": np.eye(2)}),
    "multi_hop": (partial(softlook.multi_hop, memories=[]), {"u": Q, "w_h": np.eye(2)}),
    "KeyValueMemory": (softlook.KeyValueMemory, {"k": K, "v": V}),
    "edge_softmax": (partial(softlook.edge_softmax, target=np.array([0, 1, 1]), n=2), {"e": Q}),
    "glimpse": (partial(softlook.glimpse, at=np.array([1, 1]), size=2), {"x": np.ones((4, 4, 1))}),
    "patches": (partial(softlook.patches, size=2), {"x": np.ones((4, 4, 1))}),
    "attend_edges": (partial(attend_edges, edges=EDGES), {"q": Q, "k": K, "v": V}),
}
ONE_OF_THEM = [(function, arrays, name) for function, arrays in CALLS.values() for name in arrays]
NAMES = [f"{call}-{name}" for call, (_, arrays) in CALLS.items() for name in arrays]
each = pytest.mark.parametrize(("function", "arrays", "name"), ONE_OF_THEM, ids=NAMES)


@pytest.mark.parametrize(("function", "arrays"), CALLS.values(), ids=CALLS.keys())
def test_all_well(function, arrays):
    assert function(**arrays) is not None


@each
def test_no_array(function, arrays, name):
    with pytest.raises(TypeError, match=f"^{name}: list given, an array of numpy or torch wanted$"):
        function(**{**arrays, name: arrays[name].tolist()})


@each
def test_no_floats(function, arrays, name):
    with pytest.raises(
        TypeError, match=rf"^{name}: dtype int64 given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        function(**{**arrays, name: arrays[name].astype(np.int64)})


TOGETHER = [(function, arrays, name) for function, arrays, name in ONE_OF_THEM if len(arrays) > 1]
beside_others = pytest.mark.parametrize(("function", "arrays", "name"), TOGETHER)


@beside_others
def test_another_dtype(function, arrays, name):
    with pytest.raises(TypeError, match=rf"^.*\b{name}\b.*: dtypes .*float32.* given, one dtype wanted$"):
        function(**{**arrays, name: arrays[name].astype(np.float32)})


@beside_others
def test_another_library(function, arrays, name):
    import torch

    with pytest.raises(
        TypeError,
        match=rf"^.*\b{name}\b.*: arrays of different libraries given .*\b{name} from torch\b.*, one library wanted$",
    ):
        function(**{**arrays, name: torch.from_numpy(arrays[name])})


ROWS = {"e": ALPHA, "mask": np.ones((3, 4), dtype=bool)}
TRIPLE = {"q": Q, "k": K, "v": V}
MASKED = {
    "softmax": (softlook.softmax, ROWS),
    "sparsemax": (softlook.sparsemax, ROWS),
    "sigmoid": (softlook.sigmoid, ROWS),
    "hard": (softlook.hard, ROWS),
    "sample": (partial(softlook.sample, seed=0), ROWS),
    "local_m": (partial(softlook.local_m, half_width=1), ROWS),
    "local_p": (partial(softlook.local_p, half_width=1), {**ROWS, "p": np.ones(3)}),
    "attend": (softlook.attend, {**TRIPLE, "mask": ROWS["mask"]}),
    "multi_head": (partial(softlook.multi_head, heads=1), {**TRIPLE, "mask": ROWS["mask"]}),
    "attend_persistent": (partial(softlook.attend_persistent, k_p=K, v_p=V), {**TRIPLE, "mask": ROWS["mask"]}),
    "attend_local_m": (
        partial(softlook.attend_local_m, half_width=1),
        {**TRIPLE, "mask": np.ones((1, 4), dtype=bool)},
    ),
    "attend_local_p": (
        partial(softlook.attend_local_p, half_width=1, p=np.ones(3)),
        {**TRIPLE, "mask": np.ones((1, 4), dtype=bool)},
    ),
}


@pytest.mark.parametrize(("function", "arrays"), MASKED.values(), ids=MASKED.keys())
def test_a_mask_is_an_array_like_the_others(function, arrays):
    import torch

    function(**arrays)
    mask = arrays["mask"]
    with pytest.raises(TypeError, match=r"^mask: list given, an array of numpy or torch wanted$"):
        function(**{**arrays, "mask": mask.tolist()})
    with pytest.raises(
        TypeError, match=r"^.*\bmask: arrays of different libraries given .*\bmask from torch\b.*, one library wanted$"
    ):
        function(**{**arrays, "mask": torch.from_numpy(mask)})
    with pytest.raises(
        TypeError, match=r"^mask: dtype int64 given, a boolean mask wanted, True where the query may attend$"
    ):
        function(**{**arrays, "mask": mask.astype(np.int64)})
    wide = np.ones((2, 2, *mask.shape), dtype=bool) if mask.shape[0] > 1 else np.ones((1, 5), dtype=bool)
    with pytest.raises(
        ValueError, match=r"^mask: shape \(.*\) given, one that broadcasts to (the scores' )?\(.*\) wanted"
    ):
        function(**{**arrays, "mask": wide})
    with pytest.raises(
        ValueError, match=r"^mask: shape \(\d, 9\) given, (one that broadcasts to|a last axis of 4 wanted)"
    ):
        function(**{**arrays, "mask": np.ones((mask.shape[0], 9), dtype=bool)})


NO_SEQUENCES = {"ablate", "ablation", "entropy", "softmax_jacobian", "edge_softmax", "attend_edges"}
LONG = {"q", "k", "v", "k_p", "s", "e", "u", "alpha"}
SEQUENCES = [
    (*CALLS[call], name) for call in CALLS if call not in NO_SEQUENCES for name in CALLS[call][1] if name in LONG
]
SEQUENCES.append((*CALLS["attend_persistent"], "v_p"))  # elsewhere a vector


@pytest.mark.parametrize(("function", "arrays", "name"), SEQUENCES)
@pytest.mark.parametrize("cut", [(0,), (0, 0)], ids=["one axis", "none"])
def test_a_sequence_has_two_axes(function, arrays, name, cut):
    shape = re.escape(str(arrays[name][cut].shape))
    with pytest.raises(
        ValueError,
        match=rf"^{name}: shape {shape} given, \(\.\.\., t, d\) wanted: time before features, at least two axes$",
    ):
        function(**{**arrays, name: np.array(arrays[name][cut])})


def test_lengths_of_another_library_are_refused():
    import torch

    with pytest.raises(
        TypeError,
        match=r"^s, t_x: arrays of different libraries given \(s from numpy, t_x from torch\), one library wanted$",
    ):
        softlook.aligned_position(Q, torch.tensor([4]), w_p=np.ones((3, 2)), v_p=np.ones(3))


def test_misfits_say_why():
    with pytest.raises(
        ValueError,
        match=r"^w_p: shape \(3, 3\) given, \(3, 2\) wanted, \(d_p, d_s\), from v_p's \(3,\) and s's \(3, 2\)$",
    ):
        softlook.aligned_position(Q, 4, w_p=np.ones((3, 3)), v_p=np.ones(3))
    with pytest.raises(
        ValueError,
        match=r"^w_a: shape \(3, 2\) given, \(2, 2\) wanted, \(d_q, d_k\), from q's \(3, 2\) and k's \(4, 2\)$",
    ):
        softlook.general(Q, K, w_a=np.ones((3, 2)))


def test_a_sentence_of_one_word_has_one_position():
    assert softlook.aligned_position(Q, np.array([1]), w_p=np.ones((3, 2)), v_p=np.ones(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("mask", "like", "message"), [([True], Q, "mask: list given"), (np.array([True]), [0.0], "like: list given")]
)
def test_a_mask_and_its_likeness_are_arrays(mask, like, message):
    with pytest.raises(TypeError, match=f"^{message}, an array of numpy or torch wanted$"):
        softlook.to_additive(mask, like)


def test_a_mask_and_its_likeness_share_a_library():
    import torch

    with pytest.raises(TypeError, match=r"^like, mask: arrays of different libraries given"):
        softlook.to_additive(np.array([True]), torch.zeros(1))


def test_a_bias_that_moves_scores_is_no_mask():
    message = r"numbers besides 0 and minus infinity given, only these wanted \(add other biases to the scores\)"
    with pytest.raises(ValueError, match=f"^bias: {message}$"):
        softlook.from_additive(np.array([0.0, 1.0]))


def test_a_projection_names_what_it_was_given():
    with pytest.raises(TypeError, match=r"^s: dtype int64 given, a floating dtype wanted"):
        softlook.cross_attend(Q.astype(int), K, w_q=np.eye(2, dtype=int), w_k=np.eye(2), w_v=np.eye(2))
    for name, source in (("w_q", "s"), ("w_k", "h"), ("w_v", "h")):
        matrices = {"w_q": np.eye(2), "w_k": np.eye(2), "w_v": np.eye(2), name: np.eye(3)}
        message = rf"^{name}: shape \(3, 3\) given, \(d_out, 2\) wanted, from {source}'s \(3, 2\)$"
        with pytest.raises(ValueError, match=message):
            softlook.cross_attend(Q, Q, **matrices)
        with pytest.raises(ValueError, match=message.replace(f"{source}'s", "x's")):
            softlook.self_attend(Q, **matrices)


def test_a_misfit_in_a_batch_names_the_last_axis():
    with pytest.raises(
        ValueError, match=r"^v: shape \(4, 5\) given, 3 values wanted, one for each weight of alpha's \(7, 2, 3\)$"
    ):
        softlook.read(np.ones((7, 2, 3)), V)
    with pytest.raises(ValueError, match=r"^p: shape \(3,\) given, one position for each query of \(7, 2\) wanted$"):
        softlook.local_p(np.ones((7, 2, 3)), p=np.ones(3), half_width=1)


def test_positions_are_refused_as_they_are():
    with pytest.raises(ValueError, match=r"^p: positions from 0 to 9 given, each in \[0, 4\] wanted \(t_x = 5\)$"):
        softlook.gaussian(np.array([-0.0, 9.0]), 5, 1)
    with pytest.raises(ValueError, match=r"^p: positions from -1 to 0 given, each in \[0, 4\] wanted \(t_x = 5\)$"):
        softlook.gaussian(np.array([-1.0, -0.0]), 5, 1)
    with pytest.raises(ValueError, match=r"^p: positions from 0.5 to 0.5 given, each in \[0, 0\] wanted \(t_x = 1\)$"):
        softlook.gaussian(np.array([0.5]), 1, 1)
    with pytest.raises(ValueError, match=r"^half_width: 0 given, a whole number of at least 1 wanted$"):
        softlook.gaussian(np.array([0.0]), 1, 0)


# Where a length is needed before the function that checks the rest is called.
TWICE = {
    ("attend_cached", "sequence", "q"),  # the mask has a row for each query and a column for each key
    ("attend_cached", "sequence", "k"),
    ("multi_hop", "floating", "u"),  # a memory may be any callable, and there may be none
    ("multi_hop", "same_dtype", "u"),
    ("multi_hop", "sequence", "u"),
}


@pytest.fixture
def seen(monkeypatch):
    """Which check is given which array, or which number by name, in order."""
    record = []

    def spy(name, check):
        def watched(*given, **named):
            of_one = bool(given) and isinstance(given[0], str)  # the others are what it is compared with
            subjects = given[1:2] if of_one else (*given, *named.values())
            record.extend((name, id(x)) for x in subjects if isinstance(x, np.ndarray))
            if name in {"count", "number", "positive"}:
                record.append((name, given[0]))
            return check(*given, **named)

        return watched

    for name, check in vars(_check).items():
        if (
            callable(check)
            and getattr(check, "__module__", "") == _check.__name__
            and name not in {"shape", "broadcast"}
        ):
            monkeypatch.setattr(_check, name, spy(name, check))
    return record


ONCE = {
    **CALLS,
    **MASKED,
    "multi_hop": (
        partial(softlook.multi_hop, memories=[softlook.KeyValueMemory(K)]),
        {"u": Q, "w_h": np.eye(2)},
    ),
    "attend_edges, by nodes": (
        lambda q, k, v, a_q, a_k: attend_edges(q, k, v, EDGES, score=partial(gat, a_q=a_q, a_k=a_k, slope=0.1)),
        {"q": Q, "k": K, "v": V, "a_q": np.ones(2), "a_k": -np.ones(2)},
    ),
    "gaussian": (partial(softlook.gaussian, t_x=4, half_width=1), {"p": np.ones(3)}),
    "split_heads": (partial(softlook.split_heads, heads=2), {"x": Q}),
    "softmax, sharper": (partial(softlook.softmax, temperature=0.5), ROWS),
    "winner_takes_all": (partial(softlook.winner_takes_all, fixations=2, radius=9.0), {"s": np.eye(3)}),
    "promote": (softlook.promote, {"m": np.eye(3)}),
    "saliency_map": (softlook.saliency_map, {"image": np.eye(32)}),
    "fixations_to_find": (partial(softlook.fixations_to_find, softlook.display("alone", 0)), {}),
}


@pytest.mark.parametrize("call", ONCE)
def test_no_argument_is_checked_twice(seen, call):
    function, arrays = ONCE[call]
    arrays = {name: np.array(x) for name, x in arrays.items()}  # each an object of its own
    function(**arrays)
    names = {id(x): name for name, x in arrays.items()}
    times_checked = Counter(
        (check, names.get(what, what)) for check, what in seen if what in names or isinstance(what, str)
    )
    assert {(call, *key) for key, times in times_checked.items() if times > 1} <= TWICE
