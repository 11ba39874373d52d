"""What the property tests know of each public name: how to draw small arguments, how to call it, what comes out.

An entry of ``CASES`` stands for one way to call one public name. Its arrays are drawn as float64, bool or int64 numpy
arrays from a seed, over axes that are written as letters ("b t_y d"); ``SIZES`` says how long each is, and a test may
ask for other lengths, 0 and 1 among them. All drawn numbers are exact in every floating dtype that is tested.

A new public name fails ``test_every_public_name_has_an_entry`` until it has an entry here.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import array_api_strict
import numpy as np
from hypothesis import Phase, settings
from optional import Missing, nn, torch

import softlook
from softlook import Cache, Display, KeyValueMemory, Lookup, Stepper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HAS_TORCH = not isinstance(torch, Missing)
LIBRARIES = {
    "numpy": "array_api_compat.numpy",
    "array_api_strict": "array_api_strict",
    **({"torch": "array_api_compat.torch"} if HAS_TORCH else {}),
}
DTYPES = {
    "numpy": ("float16", "float32", "float64"),
    "array_api_strict": ("float32", "float64"),
    "torch": ("float16", "bfloat16", "float32", "float64"),
}
TINY = {"float16": 2.0**-24, "bfloat16": 2.0**-133, "float32": 2.0**-149, "float64": 2.0**-1074}
EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
ALL, NUMPY, BY_INDEX, TORCH = tuple(LIBRARIES), ("numpy",), ("numpy", "torch"), ("torch",)
SIZES = {
    "b": 2,
    "t": 4,
    "t_y": 3,
    "t_x": 5,
    "t_new": 2,
    "d": 4,
    "d_v": 3,
    "d_q": 4,
    "d_k": 5,
    "d_a": 6,
    "d_p": 6,
    "n": 3,
    "n_x": 5,
    "n_y": 4,
    "n_edges": 7,
    "n_words": 6,
    "heads": 2,
    "h": 5,
    "w": 6,
    "c": 4,
    "d_h": 3,
}


class Argument(NamedTuple):
    """An array argument."""

    axes: str
    """Letters of ``SIZES``, or numbers."""
    kind: str
    """floating, mask or whole."""
    draw: Callable[[np.random.Generator, tuple[int, ...], dict[str, int]], Any]
    """From a generator, a shape and the sizes to a numpy array."""
    scalable: bool = False
    """Whether any real numbers will do."""


NONE: Mapping[str, Any] = MappingProxyType({})


class Case(NamedTuple):
    """One way to call one public name."""

    call: Callable[..., Any]
    """Takes the arrays and the numbers by keyword."""
    arrays: Mapping[str, Argument] = NONE
    out: str | Callable[[dict[str, int]], list[tuple[int, ...]]] | None = None
    """Axes of the arrays that come out, in order, "; " between; or a function of the sizes; None for no arrays."""
    numbers: Mapping[str, Any] = NONE
    """Numbers by keyword; a letter stands for its size."""
    huge: Mapping[str, int] = NONE
    """Whole numbers that may be of any size, and one that is as good as any larger one."""
    libraries: tuple[str, ...] = ALL
    differentiable: tuple[str, ...] | None = None
    """Arguments that get a gradient; None for all floating ones."""
    shifts: str | None = None
    """For normalisers: the scores that may be shifted, row by row, without a change of what comes out."""
    spreads: tuple[str, ...] = ()
    """Arguments whose NaN or infinity comes out as NaN or infinity, as the docstring lets it."""
    saturates: tuple[str, ...] = ()
    """Arguments whose infinity has a finite limit."""
    partly: tuple[str, ...] = ()
    """Arguments of which a part is read: where indices point to."""
    optional: tuple[str, ...] = ()
    """Arguments that may be None; a mask beside others always may."""
    unread: tuple[str, ...] = ()
    """Arguments of which only library, dtype, device or shape count."""
    reported: Mapping[str, str] = NONE
    """Further names by which an error may call an argument: the quantity that is made of it."""
    refuses: tuple[str, ...] = ()
    """Axes that may not be 0, or not 1."""
    jumps: bool = False
    """Whether a rounding on the way can move the edge of a window: values are held in single and double precision."""
    largest: float | None = None
    """The scale of what comes out, where the docstring gives one; else its largest magnitude is taken."""
    steps: int = 1
    """How many public steps are taken one after the other, each of which rounds what it hands on."""
    long: tuple[dict[str, int], ...] = ({"t_x": 3000}, {"d": 1000}, {"n_edges": 3000})
    """Sizes at which a sum in half precision would show."""
    dtype: str = "same"
    """Of what comes out: that of the arguments, "bool", "int64", or "wide" for float32 in the place of float16."""
    fixed: Mapping[str, int] = NONE
    """Sizes that differ from ``SIZES``."""


# -- how arrays are drawn --------------------------------------------------------------------------------------------


def normal(axes: str) -> Argument:
    """Multiples of 1/8 between -3 and 3: exact in bfloat16, and after a shift by 1e8 or 2**49 in float64."""
    return Argument(
        axes,
        "floating",
        lambda rng, shape, _: np.clip(np.round(rng.normal(size=shape) * 8), -24, 24) / 8,
        scalable=True,
    )


def light(axes: str) -> Argument:
    """Multiples of 1/64 in [0, 1]."""
    return Argument(axes, "floating", lambda rng, shape, _: rng.integers(0, 65, shape) / 64)


def weights(axes: str) -> Argument:
    """Multiples of 1/64 whose rows sum to one."""

    def draw(rng, shape, _):
        *lead, n = shape
        return rng.multinomial(64, [1 / n] * n, size=lead) / 64 if n else np.zeros(shape)

    return Argument(axes, "floating", draw)


def draws(axes: str) -> Argument:
    """A one at the first place, which no mask hides, or nothing."""
    return Argument(
        axes,
        "floating",
        lambda rng, shape, _: np.eye(shape[-1] + 1)[rng.integers(0, min(shape[-1], 1) + 1, shape[:-1])][..., 1:],
    )


def positions(axes: str, letter: str) -> Argument:
    """Halves in [0, size of the letter - 1], and below 100."""

    def draw(rng, shape, sizes):
        return rng.integers(0, max(2 * min(sizes[letter] - 1, 100), 0) + 1, shape) / 2

    return Argument(axes, "floating", draw)


def places(axes: str) -> Argument:
    return Argument(axes, "floating", lambda rng, shape, _: rng.integers(-2, 8, shape) / 2)


def mask(axes: str) -> Argument:
    """About two thirds are True, and the first of each row is."""

    def draw(rng, shape, _):
        seen = rng.random(shape) < 2 / 3
        seen[..., :1] = True
        return seen

    return Argument(axes, "mask", draw)


def bias(axes: str) -> Argument:
    return Argument(axes, "floating", lambda rng, shape, _: np.where(rng.random(shape) < 2 / 3, 0.0, -np.inf))


def below(axes: str, letter: str) -> Argument:
    """Whole numbers from 0 to the size of the letter - 1."""
    return Argument(axes, "whole", lambda rng, shape, sizes: rng.integers(0, max(sizes[letter], 1), shape))


def up_to(axes: str, letter: str) -> Argument:
    return Argument(axes, "whole", lambda rng, shape, sizes: rng.integers(0, sizes[letter] + 1, shape))


def edges(axes: str, source: str, target: str) -> Argument:
    """Sources above targets."""

    def draw(rng, shape, sizes):
        return np.stack([rng.integers(0, max(sizes[letter], 1), shape[1:]) for letter in (source, target)])

    return Argument(axes, "whole", draw)


# -- how names are called --------------------------------------------------------------------------------------------


def built(like: Any, layer: Any, *sizes: int, **options: Any) -> Any:
    """Return a layer whose parameters come from a seed, are exact in bfloat16, and have the dtype of an array."""
    from torch._subclasses.fake_tensor import unset_fake_temporarily

    with unset_fake_temporarily():  # parameters are true ones, whatever the inputs are: torch cannot cast fake ones
        torch.manual_seed(0)
        module = layer(*sizes, **options).to(torch.bfloat16)
        if not isinstance(like, torch.Tensor):
            return module.to(torch.float64)
        if torch.is_autocast_enabled("cpu"):  # there parameters stay in float32
            return module.float()
        return module.to(like.device, like.dtype if like.dtype.is_floating_point else torch.float64)


def facts(memory: KeyValueMemory) -> tuple[Any, Any]:
    return memory.k, memory.v


def jacobian_shapes(n: dict[str, int]) -> list[tuple[int, ...]]:
    b, t_y, t_x, d, d_v = (n[letter] for letter in ("b", "t_y", "t_x", "d", "d_v"))
    return [(b, t_y, d_v, d), (b, t_y, d_v, t_x, d), (b, t_y, d_v, t_x, d_v)]


def patch_shapes(n: dict[str, int]) -> list[tuple[int, ...]]:
    return [(n["b"], -(-n["h"] // 2) * -(-n["w"] // 2), 4 * n["d"])]


def saliency_shapes(n: dict[str, int]) -> list[tuple[int, ...]]:
    return [(-(-n["h"] // 16), -(-n["w"] // 16))] * 4


def joined_shapes(n: dict[str, int]) -> list[tuple[int, ...]]:
    return [(n["b"], n["t"], n["heads"] * n["d"])]


Q, K, V = normal("b t_y d"), normal("b t_x d"), normal("b t_x d_v")
TRIPLE = {"q": Q, "k": K, "v": V}
PAIR = {"q": Q, "k": K}
ROWS = {"e": normal("b t_y t_x"), "mask": mask("b 1 t_x")}
SCORE, ATTENTION, CONTEXT = "b t_y t_x", "b t_y d_v; b t_y t_x; b t_y t_x", "b t_y d_v"
BY_SCORE = {"q": "e", "k": "e", "v": "v alpha"}
IMAGE = {"x": normal("b c h w")}
SHORT = ({"t_x": 300},)
T_X = ({"t_x": 3000},)
softmax_half = partial(softlook.softmax, temperature=0.5)

CASES: dict[str, Case] = {
    # alignment
    "links": Case(softlook.links, {"alpha": weights("t_y t_x")}, differentiable=()),
    "alignment_error_rate": Case(lambda: softlook.alignment_error_rate({(0, 2**70)}, {(0, 2**70)}, {(2**63, 1)})),
    "alignment_precision": Case(lambda: softlook.alignment_precision({(0, 2**70)}, {(0, 2**70)}, {(2**63, 1)})),
    "alignment_recall": Case(lambda: softlook.alignment_recall({(0, 2**70)}, {(0, 2**70)}, {(2**63, 1)})),
    "alignment_f_measure": Case(lambda: softlook.alignment_f_measure({(0, 2**70)}, {(0, 2**70)}, {(2**63, 1)})),
    "from_pharaoh": Case(lambda: len(softlook.from_pharaoh(f"0-{2**70} 1p2"))),
    "to_pharaoh": Case(lambda: len(softlook.to_pharaoh({(0, 0, 2**70)}))),
    "symmetrise": Case(lambda: softlook.symmetrise({(0, 2**70)}, {(0, 2**70)}, "grow-diag")),
    # attention
    "attend": Case(softlook.attend, {**TRIPLE, "mask": mask("b t_y t_x")}, ATTENTION, steps=3, reported=BY_SCORE),
    "attend, unmasked": Case(softlook.attend, TRIPLE, ATTENTION, steps=3, reported=BY_SCORE),
    "attend, contexts alone": Case(
        partial(softlook.attend, need_weights=False),
        {**TRIPLE, "mask": mask("b 1 t_x")},
        CONTEXT,
        steps=3,
        reported=BY_SCORE,
    ),
    "attend, biased": Case(
        partial(softlook.attend, scale=0.25),
        {**TRIPLE, "bias": normal("t_y t_x"), "mask": mask("b 1 t_x")},
        ATTENTION,
        steps=3,
        reported={**BY_SCORE, "bias": "e"},
        optional=("bias", "mask"),
    ),
    "attend, grouped": Case(
        partial(softlook.attend, grouped=True),
        {
            "q": normal("b 4 t_y d"),
            "k": normal("b heads t_x d"),
            "v": normal("b heads t_x d_v"),
            "mask": mask("b 1 t_y t_x"),
        },
        "b 4 t_y d_v; b 4 t_y t_x; b 4 t_y t_x",
        steps=3,
        reported=BY_SCORE,
        refuses=("heads",),
        optional=("mask",),
    ),
    "attend, no scores": Case(
        partial(softlook.attend, need_scores=False), TRIPLE, "b t_y d_v; b t_y t_x", steps=3, reported=BY_SCORE
    ),
    "read": Case(softlook.read, {"alpha": weights("b t_y t_x"), "v": V}, CONTEXT, reported={"v": "alpha"}),
    "self_attend": Case(
        softlook.self_attend,
        {"x": normal("b t d"), "w_q": normal("d_k d"), "w_k": normal("d_k d"), "w_v": normal("d_v d")},
        "b t d_v; b t t; b t t",
        steps=4,
        reported={"x": "e", "w_q": "e q k", "w_k": "e q k", "w_v": "v alpha"},
        long=({"t": 100},),
    ),
    "cross_attend": Case(
        softlook.cross_attend,
        {
            "s": normal("b t_y d_q"),
            "h": normal("b t_x d_h"),
            "w_q": normal("d_k d_q"),
            "w_k": normal("d_k d_h"),
            "w_v": normal("d_v d_h"),
        },
        ATTENTION,
        steps=4,
        reported={"s": "e", "h": "e", "w_q": "e q k", "w_k": "e q k", "w_v": "v alpha"},
    ),
    # cache
    "Cache": Case(
        lambda held_k, held_v, k, v: Cache(held_k, held_v).extend(k, v),
        {"held_k": K, "held_v": V, "k": normal("b t_new d"), "v": normal("b t_new d_v")},
        lambda n: [(n["b"], n["t_x"] + n["t_new"], n[letter]) for letter in ("d", "d_v")],
        reported={"held_k": "cache k", "held_v": "cache v"},
        spreads=("held_k", "held_v", "k", "v"),
    ),
    "attend_cached": Case(
        softlook.attend_cached,
        {"q": normal("b t_y d"), "k": normal("b t_y d"), "v": normal("b t_y d_v")},
        "b t_y d_v; b t_y t_y; b t_y t_y; b t_y d; b t_y d_v",
        steps=3,
        reported=BY_SCORE,
        long=({"t_y": 300},),
    ),
    "attend_cached, past": Case(
        lambda q, k, v, held_k, held_v: softlook.attend_cached(q, k, v, Cache(held_k, held_v)),
        {
            "q": normal("b t_new d"),
            "k": normal("b t_new d"),
            "v": normal("b t_new d_v"),
            "held_k": K,
            "held_v": V,
        },
        lambda n: [
            (n["b"], n["t_new"], n["d_v"]),
            *[(n["b"], n["t_new"], n["t_x"] + n["t_new"])] * 2,
            *[(n["b"], n["t_x"] + n["t_new"], n[letter]) for letter in ("d", "d_v")],
        ],
        steps=3,
        reported={**BY_SCORE, "held_k": "cache k e", "held_v": "cache v"},
    ),
    # components; each names what it is given by its own argument
    "Lookup": Case(
        lambda x, table: Lookup(table)(x),
        {"x": below("b t_x", "n_words"), "table": normal("n_words d_h")},
        "b t_x d_h",
        spreads=("table",),
        refuses=("n_words",),
        reported={"x": "table"},
        partly=("table",),
    ),
    "Stepper": Case(
        lambda s, k, v: Stepper(steps=2)(KeyValueMemory(k, v), s),
        {"s": Q, "k": K, "v": normal("b t_x d")},
        "b t_y d; b t_y t_x; b t_y t_x",
        steps=6,
        reported={"s": "q e", "k": "e", "v": "alpha e"},
        optional=("v",),
    ),
    "perform": Case(
        lambda x, s, table: softlook.perform(x, s, reader=Lookup(table)),
        {"x": below("t_x", "n_words"), "s": normal("t_y d"), "table": normal("n_words d")},
        "t_y d; t_y t_x",
        steps=4,
        reported={"s": "q e", "table": "k v e x", "x": "table"},
        refuses=("n_words",),
        partly=("table",),
    ),
    # explain
    "ablate": Case(softlook.ablate, {"alpha": weights("b t_y t_x")}, "b t_y t_x t_x", long=SHORT),
    "ablation": Case(
        softlook.ablation, {"alpha": weights("b t_y t_x"), "v": V}, "b t_y t_x", long=SHORT, reported={"v": "alpha"}
    ),
    "entropy": Case(softlook.entropy, {"alpha": weights("b t_y t_x")}, "b t_y"),
    "rollout": Case(
        lambda first, second: softlook.rollout([first, second], residual=0.5),
        {"first": weights("b t t"), "second": weights("b t t")},
        "b t t",
        reported={"first": "alphas[0]", "second": "alphas[1]"},
        long=({"t": 100},),
    ),
    # graphs
    "edge_softmax, one head": Case(
        softlook.edge_softmax,
        {"e": normal("n_edges"), "target": below("n_edges", "n")},
        "n_edges",
        numbers={"n": "n"},
        libraries=BY_INDEX,
        shifts="e",
        fixed={"n": 2},
        reported={"n": "target"},
    ),
    "edge_softmax": Case(
        softlook.edge_softmax,
        {"e": normal("n_edges heads"), "target": below("n_edges", "n")},
        "n_edges heads",
        numbers={"n": "n"},
        huge={"n": 1000},
        libraries=BY_INDEX,
        shifts="e",
        fixed={"n": 2},
        reported={"n": "target"},
    ),
    "attend_edges": Case(
        softlook.attend_edges,
        {
            "q": normal("n_y heads d"),
            "k": normal("n_x heads d"),
            "v": normal("n_x heads d_v"),
            "edges": edges("2 n_edges", "n_x", "n_y"),
        },
        "n_y heads d_v; n_edges heads; n_edges heads",
        libraries=BY_INDEX,
        steps=3,
        reported={**BY_SCORE, "edges": "edges[0] edges[1]"},
        partly=("q", "k", "v"),
        refuses=("n_x", "n_y"),
    ),
    "attend_edges, gat": Case(
        lambda q, k, v, a_q, a_k, edges: softlook.attend_edges(
            q, k, v, edges, score=partial(softlook.gat, a_q=a_q, a_k=a_k)
        ),
        {
            "q": normal("n_y heads d"),
            "k": normal("n_x heads d"),
            "v": normal("n_x heads d_v"),
            "a_q": normal("heads d"),
            "a_k": normal("heads d"),
            "edges": edges("2 n_edges", "n_x", "n_y"),
        },
        "n_y heads d_v; n_edges heads; n_edges heads",
        libraries=BY_INDEX,
        steps=3,
        reported={**BY_SCORE, "a_q": "e", "a_k": "e", "edges": "edges[0] edges[1]"},
        partly=("q", "k", "v"),
        refuses=("n_x", "n_y"),
    ),
    "gat": Case(
        softlook.gat,
        {**PAIR, "a_q": normal("d"), "a_k": normal("d")},
        SCORE,
        numbers={"slope": 0.25},
        spreads=("q", "k", "a_q", "a_k"),
    ),
    "gatv2": Case(softlook.gatv2, {**PAIR, "a": normal("d")}, SCORE, numbers={"slope": 0.25}, spreads=("q", "k", "a")),
    # heads
    "split_heads": Case(
        softlook.split_heads,
        {"x": normal("b t d")},
        lambda n: [(n["b"], 2, n["t"], n["d"] // 2)],
        numbers={"heads": 2},
        spreads=("x",),
        refuses=("d",),
    ),
    "join_heads": Case(softlook.join_heads, {"x": normal("b heads t d")}, joined_shapes, spreads=("x",)),
    "multi_head": Case(
        softlook.multi_head,
        {"q": Q, "k": K, "v": normal("b t_x d_v"), "mask": mask("t_y t_x")},
        lambda n: [(n["b"], n["t_y"], n["d_v"]), *[(n["b"], 2, n["t_y"], n["t_x"])] * 2],
        numbers={"heads": 2},
        steps=3,
        reported={**BY_SCORE, "heads": "q k v"},
        fixed={"d_v": 6},
        refuses=("d", "d_v"),
    ),
    # jacobians
    "softmax_jacobian": Case(
        softlook.softmax_jacobian,
        {"alpha": weights("b t_x")},
        "b t_x t_x",
        numbers={"temperature": 0.5},
        long=SHORT,
        spreads=("alpha",),
    ),
    "attend_jacobian": Case(
        softlook.attend_jacobian, {**TRIPLE, "mask": mask("b 1 t_x")}, jacobian_shapes, steps=4, reported=BY_SCORE
    ),
    "self_attention_jacobian": Case(
        softlook.self_attention_jacobian,
        {"x": normal("b t d"), "w_q": normal("d_k d"), "w_k": normal("d_k d"), "w_v": normal("d_v d")},
        "b t d_v t d",
        steps=6,
        reported={"x": "e q k v", "w_q": "e q k", "w_k": "e q k", "w_v": "v alpha"},
        long=({"t": 100},),
        optional=("w_q", "w_k", "w_v"),
    ),
    "sensitivity": Case(
        softlook.sensitivity,
        {"jacobian": normal("b t_y d_v t_x d")},
        "b t_y t_x",
        spreads=("jacobian",),
        long=({"d": 1000},),
    ),
    # local
    "attend_local_m": Case(
        softlook.attend_local_m,
        TRIPLE,
        CONTEXT,
        numbers={"half_width": 1},
        huge={"half_width": 1000},
        steps=3,
        reported=BY_SCORE,
        long=({"t_x": 300, "t_y": 300},),
    ),
    "attend_local_m, masked": Case(
        softlook.attend_local_m,
        {**TRIPLE, "mask": mask("b 1 t_x")},
        CONTEXT,
        numbers={"half_width": 1},
        huge={"half_width": 1000},
        steps=3,
        reported=BY_SCORE,
        long=({"t_x": 300, "t_y": 300},),
    ),
    "attend_local_p": Case(
        softlook.attend_local_p,
        {**TRIPLE, "p": positions("b t_y", "t_x"), "mask": mask("b 1 t_x")},
        CONTEXT,
        numbers={"half_width": 2},
        huge={"half_width": 10**9},
        steps=3,
        reported=BY_SCORE,
    ),
    # masks
    "band": Case(
        lambda like, **numbers: softlook.band(**numbers, like=like),
        {"like": normal("d")},
        "t_y t_x",
        numbers={"t_y": "t_y", "t_x": "t_x", "half_width": 1, "offset": 1},
        huge={"half_width": 1000, "offset": 1000},
        unread=("like",),
        dtype="bool",
        optional=("like",),
    ),
    "causal": Case(
        lambda like, **numbers: softlook.causal(**numbers, like=like),
        {"like": normal("d")},
        "t_y t_x",
        numbers={"t_y": "t_y", "t_x": "t_x", "offset": 1},
        huge={"offset": 1000},
        unread=("like",),
        dtype="bool",
        optional=("like",),
    ),
    "from_additive": Case(
        softlook.from_additive, {"bias": bias("b t_y t_x")}, "b t_y t_x", differentiable=(), dtype="bool"
    ),
    "from_edges": Case(
        softlook.from_edges,
        {"edges": edges("2 n_edges", "n_x", "n_y")},
        "n_y n_x",
        numbers={"t_y": "n_y", "t_x": "n_x"},
        dtype="bool",
    ),
    "from_torch_mha": Case(softlook.from_torch_mha, {"mask": mask("b t_x")}, "b t_x", dtype="bool"),
    "padding": Case(softlook.padding, {"lengths": up_to("b", "t_x")}, "b 1 t_x", numbers={"t_x": "t_x"}, dtype="bool"),
    "to_additive": Case(softlook.to_additive, {"mask": mask("b t_x"), "like": normal("d")}, "b t_x", unread=("like",)),
    "to_torch_mha": Case(softlook.to_torch_mha, {"mask": mask("b t_x")}, "b t_x", dtype="bool"),
    # memory
    "KeyValueMemory": Case(
        lambda k, v, mask, q: KeyValueMemory(k, v, mask)(q),
        {**TRIPLE, "mask": mask("b 1 t_x")},
        ATTENTION,
        steps=3,
        reported=BY_SCORE,
        optional=("v",),
    ),
    "KeyValueMemory, written": Case(
        lambda held_k, held_v, k, v: facts(KeyValueMemory(held_k, held_v).write(k, v)),
        {"held_k": K, "held_v": V, "k": normal("b t_new d"), "v": normal("b t_new d_v")},
        lambda n: [(n["b"], n["t_x"] + n["t_new"], n[letter]) for letter in ("d", "d_v")],
        reported={"held_k": "k memory", "held_v": "v memory", "k": "memory", "v": "memory"},
        spreads=("held_k", "held_v", "k", "v"),
        optional=("v",),
    ),
    "multi_hop": Case(
        lambda u, w_h, k, v: softlook.multi_hop(u, [KeyValueMemory(k, v)] * 2, w_h=w_h),
        {"u": Q, "w_h": normal("d d"), "k": K, "v": normal("b t_x d")},
        "b t_y d; b t_y t_x; b t_y t_x",
        steps=6,
        reported={"u": "e", "w_h": "e", "k": "e", "v": "alpha e"},
        long=T_X,
        optional=("w_h", "v"),
    ),
    # normalizers
    "softmax": Case(softlook.softmax, ROWS, SCORE, shifts="e"),
    "softmax, unmasked": Case(softlook.softmax, {"e": ROWS["e"]}, SCORE, shifts="e"),
    "softmax, sharper": Case(softlook.softmax, ROWS, SCORE, numbers={"temperature": 0.5}, shifts="e"),
    "softmax, flatter": Case(softlook.softmax, ROWS, SCORE, numbers={"temperature": 2.0}, shifts="e"),
    "sparsemax": Case(softlook.sparsemax, ROWS, SCORE, shifts="e"),
    "entmax15": Case(softlook.entmax15, ROWS, SCORE, shifts="e"),
    "hard": Case(softlook.hard, ROWS, SCORE, shifts="e", differentiable=()),
    "sample": Case(softlook.sample, ROWS, SCORE, numbers={"seed": 0}, shifts="e", differentiable=()),
    "sigmoid": Case(softlook.sigmoid, ROWS, SCORE),
    # monotonic
    "monotonic_attention": Case(softlook.monotonic_attention, ROWS, SCORE, steps=3),
    "monotonic_attention, one by one": Case(
        partial(softlook.monotonic_attention, parallel=False),
        {**ROWS, "previous": weights("b t_x")},
        SCORE,
        steps=3,
        optional=("previous",),
        long=SHORT,
    ),
    "hard_monotonic_attention": Case(softlook.hard_monotonic_attention, ROWS, SCORE, differentiable=()),
    # persistent
    "attend_persistent": Case(
        softlook.attend_persistent,
        {**TRIPLE, "k_p": normal("n d"), "v_p": normal("n d_v"), "mask": mask("b 1 t_x")},
        lambda n: [(n["b"], n["t_y"], n["d_v"]), *[(n["b"], n["t_y"], n["t_x"] + n["n"])] * 2],
        steps=3,
        reported={**BY_SCORE, "k_p": "e", "v_p": "v alpha"},
    ),
    # positions
    "sinusoidal": Case(
        lambda like, **numbers: softlook.sinusoidal(**numbers, like=like),
        {"like": normal("n")},
        "t d",
        numbers={"t": "t", "d": "d", "offset": 1, "base": 10_000.0},
        unread=("like",),
        long=({"t": 3000},),
        optional=("like",),
    ),
    # scores
    "dot": Case(softlook.dot, PAIR, SCORE, spreads=("q", "k")),
    "scaled_dot": Case(softlook.scaled_dot, PAIR, SCORE, spreads=("q", "k")),
    "general": Case(
        softlook.general,
        {"q": normal("b t_y d_q"), "k": normal("b t_x d_k"), "w_a": normal("d_q d_k")},
        SCORE,
        steps=2,
        spreads=("q", "k", "w_a"),
    ),
    "additive": Case(
        softlook.additive,
        {
            "q": normal("b t_y d_q"),
            "k": normal("b t_x d_k"),
            "w_q": normal("d_a d_q"),
            "w_k": normal("d_a d_k"),
            "v_a": normal("d_a"),
        },
        SCORE,
        steps=3,
        spreads=("q", "k", "w_q", "w_k", "v_a"),
        saturates=("q", "k", "w_q", "w_k"),
        optional=("w_k",),
    ),
    "additive, projected": Case(
        partial(softlook.additive, w_k=None),
        {"q": normal("b t_y d_q"), "k": normal("b t_x d_a"), "w_q": normal("d_a d_q"), "v_a": normal("d_a")},
        SCORE,
        steps=3,
        spreads=("q", "k", "w_q", "v_a"),
        saturates=("q", "k", "w_q"),
    ),
    "additive_keys": Case(
        softlook.additive_keys,
        {"k": normal("b t_x d_k"), "w_k": normal("d_a d_k")},
        "b t_x d_a",
        spreads=("k", "w_k"),
    ),
    "concat": Case(
        softlook.concat,
        {"q": normal("b t_y d_q"), "k": normal("b t_x d_k"), "w_a": normal("d_a d_qk"), "v_a": normal("d_a")},
        SCORE,
        steps=3,
        spreads=("q", "k", "w_a", "v_a"),
        saturates=("q", "k", "w_a"),
    ),
    "location": Case(
        softlook.location,
        {"q": normal("b t_y d_q"), "k": normal("b t_x d_k"), "w_a": normal("t_x d_q")},
        SCORE,
        spreads=("q", "w_a"),
        unread=("k",),
    ),
    "cosine": Case(softlook.cosine, PAIR, SCORE, numbers={"beta": 2.0}, spreads=("q", "k")),
    "cosine, each its own": Case(
        softlook.cosine,
        {**PAIR, "beta": Argument("b t_y", "floating", lambda rng, shape, _: rng.integers(1, 9, shape) / 4)},
        SCORE,
        spreads=("q", "k"),
    ),
    # vision
    "display": Case(
        lambda **numbers: softlook.display("colour", **numbers),
        {},
        lambda _: [(512, 512, 3)],
        numbers={"distractors": 5, "seed": 0},
        libraries=NUMPY,
    ),
    "glimpse": Case(
        softlook.glimpse,
        {"x": normal("b h w d"), "at": places("b 2")},
        lambda n: [(n["b"], 2, 2, 2, n["d"])],
        numbers={"size": 2, "scales": 2, "fill": 0.5},
        differentiable=("x",),
        spreads=("x",),
        long=({"h": 100, "w": 100},),
        partly=("x",),
    ),
    "glimpse, whole": Case(
        softlook.glimpse,
        {"x": normal("b h w d"), "at": below("b 2", "h")},
        lambda n: [(n["b"], 2, 2, 2, n["d"])],
        numbers={"size": 2, "scales": 2},
        spreads=("x",),
        partly=("x",),
    ),
    "patches": Case(
        softlook.patches, {"x": normal("b h w d")}, patch_shapes, numbers={"size": 2, "fill": 0.5}, spreads=("x",)
    ),
    "promote": Case(
        softlook.promote,
        {"m": light("h w")},
        "h w",
        numbers={"floor": 0.0},
        libraries=NUMPY,
        long=({"h": 60, "w": 60},),
        largest=1.0,
    ),
    "saliency_map": Case(
        softlook.saliency_map,
        {"image": light("h w 3")},
        saliency_shapes,
        numbers={"intensity": 1, "colour": 0.5, "orientation": 1},
        libraries=NUMPY,
        fixed={"h": 70, "w": 90},
        dtype="wide",
        long=(),
        largest=1.0,
        steps=5,
    ),
    "winner_takes_all": Case(
        softlook.winner_takes_all,
        {"s": light("h w")},
        numbers={"fixations": 3, "radius": 20.0},
        huge={"fixations": 100},
        libraries=NUMPY,
        dtype="int64",
        saturates=("s",),
    ),
    "winner_takes_all, forgetful": Case(
        softlook.winner_takes_all,
        {"s": light("h w")},
        numbers={"fixations": 6, "radius": 20.0, "lasts": 2},
        huge={"lasts": 100},
        libraries=NUMPY,
        dtype="int64",
        saturates=("s",),
    ),
    "fixations_to_find": Case(
        lambda image, **numbers: softlook.fixations_to_find(Display(image, (16, 16), ((16, 16),)), **numbers),
        {"image": light("h w 3")},
        numbers={"limit": 3, "radius": 32.0, "intensity": 1, "colour": 1, "orientation": 1},
        huge={"limit": 100},
        libraries=NUMPY,
        fixed={"h": 70, "w": 90},
        long=(),
    ),
    # windows
    "aligned_position": Case(
        softlook.aligned_position,
        {"s": normal("b t_y d_q"), "w_p": normal("d_p d_q"), "v_p": normal("d_p")},
        "b t_y",
        numbers={"t_x": 9},
        steps=3,
        spreads=("s", "w_p", "v_p"),
        saturates=("s", "w_p", "v_p"),
        reported=dict.fromkeys(("s", "w_p", "v_p"), "e"),
    ),
    "aligned_position, lengths": Case(
        softlook.aligned_position,
        {"s": normal("b t_y d_q"), "t_x": up_to("b 1", "n_words"), "w_p": normal("d_p d_q"), "v_p": normal("d_p")},
        "b t_y",
        steps=3,
        spreads=("s", "w_p", "v_p"),
        saturates=("s", "w_p", "v_p"),
        reported=dict.fromkeys(("s", "w_p", "v_p"), "e"),
    ),
    "gaussian": Case(
        softlook.gaussian,
        {"p": positions("b t_y", "t_x")},
        SCORE,
        numbers={"t_x": "t_x", "half_width": 2},
        huge={"half_width": 10**9},
    ),
    "local_m": Case(softlook.local_m, ROWS, SCORE, numbers={"half_width": 1}, huge={"half_width": 1000}, shifts="e"),
    "local_p": Case(
        softlook.local_p,
        {**ROWS, "p": positions("b t_y", "t_x")},
        SCORE,
        numbers={"half_width": 2},
        huge={"half_width": 10**9},
        shifts="e",
    ),
    "local_p, renormalised": Case(
        partial(softlook.local_p, renormalize=True, round_p=True),
        {**ROWS, "p": positions("b t_y", "t_x")},
        SCORE,
        numbers={"half_width": 2},
        huge={"half_width": 10**9},
        shifts="e",
    ),
    # softlook.nn
    "nn.Additive": Case(
        lambda q, k, v, d_q, d_k: built(q, nn.Additive, d_q, d_k, 6)(q, k, v),
        {"q": normal("b t_y d_q"), "k": normal("b t_x d_k"), "v": V},
        ATTENTION,
        numbers={"d_q": "d_q", "d_k": "d_k"},
        steps=5,
        reported=BY_SCORE,
        saturates=("q", "k"),
        refuses=("d_q", "d_k"),
    ),
    "nn.CBAM": Case(
        lambda x, c: built(x, nn.CBAM, c, 1, window=3)(x),
        IMAGE,
        "b c h w",
        numbers={"c": "c"},
        steps=4,
        spreads=("x",),
        refuses=("c",),
        long=({"h": 55, "w": 55},),
    ),
    "nn.GraphAttention": Case(
        lambda h, edges, d: built(h, nn.GraphAttention, d, 3, heads=2)(h, edges),
        {"h": normal("n d"), "edges": edges("2 n_edges", "n", "n")},
        lambda n: [(n["n"], 6)],
        numbers={"d": "d"},
        steps=5,
        reported={"h": "e", "edges": "edges[0] edges[1]"},
        refuses=("d", "n"),
        long=({"n_edges": 3000},),
    ),
    "nn.GraphAttention, version 2": Case(
        lambda h, edges, d: built(h, nn.GraphAttention, d, 3, version=2, concat=False, self_loops=False)(h, edges),
        {"h": normal("n d"), "edges": edges("2 n_edges", "n", "n")},
        lambda n: [(n["n"], 3)],
        numbers={"d": "d"},
        steps=5,
        reported={"h": "e", "edges": "edges[0] edges[1]"},
        refuses=("d", "n"),
        long=({"n_edges": 3000},),
        partly=("h",),
    ),
    "nn.GumbelSoftmax": Case(
        lambda e, mask: built(e, nn.GumbelSoftmax, seed=0)(e, mask), ROWS, SCORE, shifts="e", steps=2
    ),
    "nn.GumbelSoftmax, straight through": Case(
        lambda e, mask: built(e, nn.GumbelSoftmax, seed=0, straight_through=True)(e, mask), ROWS, SCORE, shifts="e"
    ),
    "nn.LocalP": Case(
        lambda q, k, v, mask, half_width, d: built(q, nn.LocalP, d, half_width=half_width)(q, k, v, mask=mask),
        {**TRIPLE, "mask": mask("b 1 t_x")},
        "b t_y d_v; b t_y; b t_y t_x",
        numbers={"d": "d", "half_width": 2},
        huge={"half_width": 10**9},
        steps=7,
        reported={**BY_SCORE, "q": "e s p", "k": "e p"},
        refuses=("d",),
        long=(),
        jumps=True,
    ),
    "nn.LocalP, contexts alone": Case(
        lambda q, k, v, lengths, half_width, d: built(q, nn.LocalP, d, half_width=half_width)(
            q, k, v, lengths=lengths, need_weights=False
        ),
        {**TRIPLE, "lengths": up_to("b", "t_x")},
        "b t_y d_v; b t_y",
        numbers={"d": "d", "half_width": 2},
        huge={"half_width": 10**9},
        steps=7,
        reported={**BY_SCORE, "q": "e s p", "k": "e p", "lengths": "t_x p"},
        refuses=("d",),
        long=(),
        optional=("lengths",),
        jumps=True,
    ),
    "nn.Luong": Case(
        lambda q, k, v, d: built(q, nn.Luong, d)(q, k, v),
        TRIPLE,
        ATTENTION,
        numbers={"d": "d"},
        steps=4,
        reported=BY_SCORE,
        refuses=("d",),
        long=T_X,
    ),
    "nn.Luong, concat": Case(
        lambda q, k, v, mask, d: built(q, nn.Luong, d, score="concat")(q, k, v, mask=mask),
        {**TRIPLE, "mask": mask("t_y t_x")},
        ATTENTION,
        numbers={"d": "d"},
        steps=5,
        reported=BY_SCORE,
        saturates=("q", "k"),
        refuses=("d",),
        long=T_X,
    ),
    "nn.MultiHead": Case(
        lambda q, k, v, mask, d: built(q, nn.MultiHead, d, 2)(q, k, v, mask=mask),
        {"q": Q, "k": K, "v": normal("b t_x d"), "mask": mask("t_y t_x")},
        lambda n: [(n["b"], n["t_y"], n["d"]), *[(n["b"], 2, n["t_y"], n["t_x"])] * 2],
        numbers={"d": "d"},
        steps=5,
        reported=BY_SCORE,
        refuses=("d",),
        long=T_X,
        optional=("k", "v"),
        spreads=("v",),
    ),
    "nn.MultiHead, contexts alone": Case(
        lambda q, d: built(q, nn.MultiHead, d, 2)(q, need_weights=False),
        {"q": normal("b t d")},
        "b t d",
        numbers={"d": "d"},
        steps=5,
        reported=BY_SCORE,
        refuses=("d",),
        long=({"t": 100},),
    ),
    "nn.Persistent": Case(
        lambda q, mask, d: built(q, nn.Persistent, d, 2, n=3)(q, mask=mask),
        {"q": normal("b t d"), "mask": mask("t t")},
        lambda n: [(n["b"], n["t"], n["d"]), *[(n["b"], 2, n["t"], n["t"] + 3)] * 2],
        numbers={"d": "d"},
        steps=5,
        reported=BY_SCORE,
        refuses=("d",),
        long=({"t": 100},),
    ),
    "nn.Reinforce": Case(
        lambda e, mask: built(e, nn.Reinforce, seed=0)(e, mask), ROWS, SCORE, shifts="e", differentiable=()
    ),
    "nn.Reinforce, surrogate": Case(
        lambda cost, e, alpha, mask: built(e, nn.Reinforce, seed=0).surrogate(cost, e, alpha, mask),
        {"cost": normal("b t_y"), "e": ROWS["e"], "alpha": draws("b t_y t_x"), "mask": mask("b 1 t_x")},
        "b t_y",
        shifts="e",
        differentiable=("cost", "e"),
        spreads=("cost",),
    ),
    "nn.SqueezeExcite": Case(
        lambda x, c: built(x, nn.SqueezeExcite, c, 1)(x),
        IMAGE,
        "b c h w",
        numbers={"c": "c"},
        steps=3,
        spreads=("x",),
        refuses=("c",),
        long=({"h": 55, "w": 55},),
    ),
    "nn.StandAlone2d": Case(
        lambda x, c: built(x, nn.StandAlone2d, c, 4, heads=2, window=3)(x),
        IMAGE,
        "b 4 h w",
        numbers={"c": "c"},
        steps=5,
        reported={"x": "e"},
        refuses=("c",),
        long=(),
    ),
    "nn.StraightThrough": Case(nn.StraightThrough(), ROWS, SCORE, shifts="e"),
    "nn.expected_cost": Case(
        nn.expected_cost,
        {"e": ROWS["e"], "costs": normal("b t_y t_x"), "mask": mask("b 1 t_x")},
        "b t_y",
        shifts="e",
        steps=2,
        spreads=("costs",),
    ),
    "nn.log_probability": Case(
        nn.log_probability,
        {"e": ROWS["e"], "alpha": draws("b t_y t_x"), "mask": mask("b 1 t_x")},
        "b t_y",
        shifts="e",
        differentiable=("e",),
    ),
}
CASES = {
    name: case._replace(libraries=TORCH) if name.startswith("nn.") else case
    for name, case in CASES.items()
    if HAS_TORCH or not name.startswith("nn.")
}
# What is no function: the name whose call gives it, takes it, or is one.
STANDS_FOR = {
    "Attention": "attend",
    "Display": "display",
    "Exploiter": "Stepper",
    "Hops": "multi_hop",
    "Jacobian": "attend_jacobian",
    "Memory": "KeyValueMemory",
    "Reader": "Lookup",
    "Saliency": "saliency_map",
    "__version__": None,
}


# -- drawing, handing over, taking back ------------------------------------------------------------------------------


def public_names() -> set[str]:
    """All public names, those of softlook.nn with their prefix."""
    return {*softlook.__all__, *(f"nn.{name}" for name in (nn.__all__ if HAS_TORCH else ()))}


def on(library: str) -> list[str]:
    """The cases that a library serves."""
    return [name for name, case in CASES.items() if library in case.libraries]


def each(*libraries: str, where: Callable[[Case], Any] = lambda case: case.arrays) -> list[tuple[str, str]]:
    """(case, library) for each case that one of these libraries serves, and that has what a test is about."""
    return [
        (name, library)
        for library in LIBRARIES
        if library in (libraries or LIBRARIES)
        for name in on(library)
        if where(CASES[name])
    ]


def sizes_of(case: Case, **changed: int) -> dict[str, int]:
    """How long each axis is."""
    sizes = {**SIZES, **case.fixed, **changed}
    return {**sizes, "d_qk": sizes["d_q"] + sizes["d_k"]}


def letters_of(case: Case) -> list[str]:
    """The letters of a case's axes, in order."""
    return list(
        dict.fromkeys(letter for a in case.arrays.values() for letter in a.axes.split() if not letter.isdigit())
    )


def shape_of(axes: str, sizes: dict[str, int]) -> tuple[int, ...]:
    return tuple(int(letter) if letter.isdigit() else sizes[letter] for letter in axes.split())


def draw(case: Case, seed: int, sizes: dict[str, int] | None = None) -> dict[str, Any]:
    """Draw the arrays of a case by numpy."""
    sizes = sizes_of(case) if sizes is None else sizes
    rng = np.random.default_rng(seed)
    return {name: a.draw(rng, shape_of(a.axes, sizes), sizes) for name, a in case.arrays.items()}


def floating(case: Case) -> list[str]:
    return [name for name, a in case.arrays.items() if a.kind == "floating"]


def gradients(case: Case) -> list[str]:
    """The arguments that get a gradient."""
    if case.dtype in {"bool", "int64"}:
        return []
    given = [name for name in floating(case) if name not in case.unread]
    return [name for name in given if case.differentiable is None or name in case.differentiable]


def namespace(library: str) -> Any:
    return import_module(LIBRARIES[library])


def to(library: str, arrays: dict[str, Any], dtype: str | None = None) -> dict[str, Any]:
    """Hand numpy's arrays to a library; floating ones in a dtype of that library."""
    return {name: to_one(library, x, dtype) for name, x in arrays.items()}


def to_one(library: str, x: Any, dtype: str | None = None) -> Any:
    wanted = dtype if dtype and x.dtype.kind == "f" else None
    if library == "torch":
        tensor = torch.asarray(np.array(x))
        return tensor if wanted is None else tensor.to(getattr(torch, wanted))
    x = np.array(x) if wanted is None else x.astype(wanted)
    return array_api_strict.asarray(x) if library == "array_api_strict" else x


def back(x: Any) -> Any:
    """Take an array back to numpy; floating ones as float64."""
    if HAS_TORCH and isinstance(x, torch.Tensor):
        x = x.detach()
        return (x.double() if x.is_floating_point() else x).numpy()
    x = np.from_dlpack(x) if not isinstance(x, np.ndarray | np.generic) else np.asarray(x)
    return x.astype(np.float64) if x.dtype.kind == "f" else x


def call(case: Case, arrays: dict[str, Any], sizes: dict[str, int] | None = None, **numbers: Any) -> Any:
    """Call a case with its numbers, or with others in their place."""
    sizes = sizes_of(case) if sizes is None else sizes
    usual = {name: sizes[n] if isinstance(n, str) else n for name, n in case.numbers.items()}
    return case.call(**arrays, **{**usual, **numbers})


def outputs(result: Any) -> list[Any]:
    """The arrays in what came out, in order; None and plain numbers are left out."""
    if isinstance(result, tuple | list):
        return [array for part in result for array in outputs(part)]
    return [result] if hasattr(result, "shape") else []


def plain(result: Any) -> list[Any]:
    """What came out, as numpy arrays; a set or a plain number as one."""
    arrays = outputs(result)
    if arrays:
        return [back(array) for array in arrays]
    return [np.asarray(sorted(result) if isinstance(result, set) else result)]


def wanted_shapes(case: Case, sizes: dict[str, int]) -> list[tuple[int, ...]]:
    if callable(case.out):
        return case.out(sizes)
    return [shape_of(axes, sizes) for axes in case.out.split("; ")]


def names_in(case: Case, argument: str) -> set[str]:
    """By which names an error may call an argument."""
    return {argument, *case.reported.get(argument, "").split()}


def named(message: str) -> set[str]:
    """The arguments that a message names at its beginning: "q, k: ..."."""
    names, colon, _ = message.partition(": ")
    return set(names.split(", ")) if colon else set()


def scale(x: Any) -> float:
    """The largest finite magnitude in an array, at least a little."""
    finite = np.abs(x[np.isfinite(x)]) if x.size else x
    return max(float(finite.max()) if finite.size else 0.0, math.ulp(0.0))


def quick(examples: int) -> settings:
    """Few examples, the same in each run, and no search for the smallest: all names together take a minute."""
    return settings(
        max_examples=examples, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate), deadline=None
    )


@contextmanager
def about(*what: object) -> Iterator[None]:
    """Say with a failure what was being tried."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"tried: {', '.join(map(str, what))}")
        raise
