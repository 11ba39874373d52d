"""Over all functions: what a docstring says is raised is raised, in the form "name: X given, Y wanted".

The table is held to the docstrings: a public function that names an error and has no case here fails a test, and so
does a case that no docstring knows. The modules' own tests go through the further cases of each.
"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from optional import nn, torch

import softlook

TESTS = Path(__file__).resolve().parent
X, FLAT, NEGATIVE = np.ones((3, 2)), np.ones(3), -np.ones((3, 3))
IMAGE, EDGES, MEMORY = np.ones((4, 4, 1)), np.array([[0], [1]]), softlook.KeyValueMemory(X)
LIST, ARRAY = "list given, an array of numpy or torch wanted", r"shape \(3,\) given, \(..., t, d\) wanted"
WHOLE, POSITIVE = "str given, a whole number of at least 0 wanted", "str given, a whole number of at least 1 wanted"
REAL = "str given, a number above 0 wanted"
BELOW = "-1 given, a whole number of at least 0 wanted"
NARROW = r"shape \(3, 2\) given, a last axis of 3 wanted"
E3, T3 = torch.zeros(1, 3), torch.ones(2, 3)

# for each function: how a TypeError comes about and what it says, and how a ValueError does
CASES = {
    "Cache.extend": (
        lambda: softlook.Cache(X, X).extend([1], X),
        f"k: {LIST}",
        lambda: softlook.Cache(X, X).extend(FLAT, X),
        f"k: {ARRAY}",
    ),
    "KeyValueMemory": (
        lambda: softlook.KeyValueMemory([1]),
        f"k: {LIST}",
        lambda: softlook.KeyValueMemory(X, X[:2]),
        r"v: shape \(2, 2\) given, 3 values",
    ),
    "KeyValueMemory.write": (None, "", lambda: softlook.KeyValueMemory(X, X).write(X), "v: None given, values wanted"),
    "Lookup": (
        lambda: softlook.Lookup([1]),
        f"table: {LIST}",
        lambda: softlook.Lookup(FLAT),
        r"table: shape \(3,\) given",
    ),
    "Stepper": (
        lambda: softlook.Stepper(steps="1"),
        f"steps: {WHOLE}",
        lambda: softlook.Stepper(steps=-1),
        f"steps: {BELOW}",
    ),
    "ablate": (
        lambda: softlook.ablate([1]),
        f"alpha: {LIST}",
        lambda: softlook.ablate(NEGATIVE),
        "alpha: negative numbers or NaN given",
    ),
    "ablation": (
        lambda: softlook.ablation([1], X),
        f"alpha: {LIST}",
        lambda: softlook.ablation(X @ X.T, X[:2]),
        "v: shape .* given, 3 values wanted",
    ),
    "additive": (
        lambda: softlook.additive(X, [1], w_q=X, w_k=X, v_a=FLAT),
        f"k: {LIST}",
        lambda: softlook.additive(X, X, w_q=X, w_k=X, v_a=X),
        r"v_a: shape \(3, 2\) given, \(d_a,\) wanted",
    ),
    "additive_keys": (
        lambda: softlook.additive_keys([1], X),
        f"k: {LIST}",
        lambda: softlook.additive_keys(X, FLAT),
        r"w_k: shape \(3,\) given, \(d_a, 2\)",
    ),
    "aligned_position": (
        lambda: softlook.aligned_position(X, "3", w_p=X, v_p=FLAT),
        "t_x: str given, an array of numpy or torch wanted",
        lambda: softlook.aligned_position(X, -1, w_p=X, v_p=FLAT),
        f"t_x: {BELOW}",
    ),
    "alignment_error_rate": (
        lambda: softlook.alignment_error_rate([[0, 0]], []),
        r"alignment: \[0, 0\] given, a tuple of whole numbers wanted",
        lambda: softlook.alignment_error_rate([(0,)], []),
        r"alignment: \(0,\) given, \(i, j\) or \(sentence, i, j\) wanted",
    ),
    "attend": (
        lambda: softlook.attend([1], X, X),
        f"q: {LIST}",
        lambda: softlook.attend(X, X, X[:2]),
        "v: shape .* given, 3 values wanted",
    ),
    "attend_cached": (
        lambda: softlook.attend_cached([1], X, X),
        f"q: {LIST}",
        lambda: softlook.attend_cached(FLAT, X, X),
        f"q: {ARRAY}",
    ),
    "attend_edges": (
        lambda: softlook.attend_edges([1], X, X, EDGES),
        f"q: {LIST}",
        lambda: softlook.attend_edges(X, X[:2], X[:2], EDGES + 2),
        r"edges\[0\]: nodes from 2 to 2 given, each in \[0, 1\] wanted",
    ),
    "attend_jacobian": (
        lambda: softlook.attend_jacobian([1], X, X),
        f"q: {LIST}",
        lambda: softlook.attend_jacobian(FLAT, X, X),
        f"q: {ARRAY}",
    ),
    "attend_local_m": (
        lambda: softlook.attend_local_m(X, X, X, half_width="1"),
        f"half_width: {WHOLE}",
        lambda: softlook.attend_local_m(X, X, X, half_width=-1),
        f"half_width: {BELOW}",
    ),
    "attend_local_p": (
        lambda: softlook.attend_local_p(X, X, X, [1], half_width=1),
        f"p: {LIST}",
        lambda: softlook.attend_local_p(X, X, X, FLAT, half_width=0),
        "half_width: 0 given, a whole number of at least 1 wanted",
    ),
    "attend_persistent": (
        lambda: softlook.attend_persistent(X, X, X, k_p=[1], v_p=X),
        f"k_p: {LIST}",
        lambda: softlook.attend_persistent(X, X, X, k_p=X, v_p=X[:2]),
        r"v_p: shape \(2, 2\) given, 3 values wanted",
    ),
    "band": (
        lambda: softlook.band(3, 3, "1"),
        f"half_width: {WHOLE}",
        lambda: softlook.band(3, 3, -1),
        f"half_width: {BELOW}",
    ),
    "causal": (lambda: softlook.causal("3"), f"t_y: {WHOLE}", lambda: softlook.causal(3, -1), f"t_x: {BELOW}"),
    "concat": (
        lambda: softlook.concat(X, X, w_a=[1], v_a=FLAT),
        f"w_a: {LIST}",
        lambda: softlook.concat(X, X, w_a=X, v_a=FLAT),
        r"w_a: shape \(3, 2\) given, \(3, 4\) wanted",
    ),
    "cosine": (
        lambda: softlook.cosine(X, X, beta="1"),
        "beta: str given",
        lambda: softlook.cosine(X, X, beta=0),
        "beta: 0 given, a finite number above 0",
    ),
    "cross_attend": (
        lambda: softlook.cross_attend(X, [1], w_q=X, w_k=X, w_v=X),
        f"h: {LIST}",
        lambda: softlook.cross_attend(X, X, w_q=FLAT, w_k=X, w_v=X),
        r"w_q: shape \(3,\) given, \(d_out, 2\) wanted, from s's",
    ),
    "display": (
        lambda: softlook.display("alone", "3"),
        f"distractors: {WHOLE}",
        lambda: softlook.display("other", 3),
        "kind: 'other' given, one of .*'conjunction'.* wanted",
    ),
    "dot": (lambda: softlook.dot([1], X), f"q: {LIST}", lambda: softlook.dot(np.ones((3, 3)), X), f"k: {NARROW}"),
    "edge_softmax": (
        lambda: softlook.edge_softmax(FLAT, FLAT, 3),
        "target: dtype float64 given, an integer dtype wanted",
        lambda: softlook.edge_softmax(FLAT, np.array([0, 1, 3]), 3),
        r"target: nodes from 0 to 3 given, each in \[0, 2\] wanted",
    ),
    "entropy": (
        lambda: softlook.entropy([1]),
        f"alpha: {LIST}",
        lambda: softlook.entropy(-FLAT),
        "alpha: negative numbers or NaN given",
    ),
    "fixations_to_find": (
        lambda: softlook.fixations_to_find(softlook.display("alone", 0), limit="1"),
        f"limit: {POSITIVE}",
        lambda: softlook.fixations_to_find(softlook.display("alone", 0), limit=0),
        "limit: 0 given, a whole number of at least 1 wanted",
    ),
    "from_additive": (
        lambda: softlook.from_additive([1]),
        f"bias: {LIST}",
        lambda: softlook.from_additive(X),
        "bias: numbers besides 0 and minus infinity given",
    ),
    "from_edges": (
        lambda: softlook.from_edges(X, 3),
        "edges: dtype float64 given",
        lambda: softlook.from_edges(EDGES, 1),
        "edges: targets from 1 to 1 given",
    ),
    "from_torch_mha": (
        lambda: softlook.from_torch_mha(X),
        "mask: dtype float64 given, a boolean mask wanted",
        None,
        "",
    ),
    "gat": (
        lambda: softlook.gat(X, X, a_q=X[0], a_k=X[0], slope="1"),
        "slope: str given, a number wanted",
        lambda: softlook.gat(X, X, a_q=FLAT, a_k=FLAT),
        r"a_q: shape \(3,\) given, a last axis of 2 wanted",
    ),
    "gatv2": (
        lambda: softlook.gatv2(X, X, a=[1]),
        f"a: {LIST}",
        lambda: softlook.gatv2(X, X, a=X[0], slope=np.inf),
        "slope: inf given, a finite number wanted",
    ),
    "gaussian": (
        lambda: softlook.gaussian([1], 3, 1),
        f"p: {LIST}",
        lambda: softlook.gaussian(3 * FLAT, 3, 1),
        r"p: positions from 3 to 3 given, each in \[0, 2\] wanted",
    ),
    "general": (
        lambda: softlook.general(X, X, w_a=[1]),
        f"w_a: {LIST}",
        lambda: softlook.general(X, X, w_a=X),
        r"w_a: shape \(3, 2\) given, \(2, 2\) wanted",
    ),
    "glimpse": (
        lambda: softlook.glimpse(IMAGE, [0, 0], size=2),
        f"at: {LIST}",
        lambda: softlook.glimpse(IMAGE, np.array([0, 0]), size=0),
        "size: 0 given, a whole number of at least 1 wanted",
    ),
    "hard": (lambda: softlook.hard([1]), f"e: {LIST}", lambda: softlook.hard(FLAT * np.nan), "e: NaN given"),
    "join_heads": (None, "", lambda: softlook.join_heads(X), r"x: shape \(3, 2\) given, \(..., heads, t, d\) wanted"),
    "links": (
        lambda: softlook.links([1]),
        f"alpha: {LIST}",
        lambda: softlook.links(X[None]),
        r"alpha: shape \(1, 3, 2\) given, \(t_y, t_x\) wanted",
    ),
    "local_m": (
        lambda: softlook.local_m([1], half_width=1),
        f"e: {LIST}",
        lambda: softlook.local_m(X, half_width=-1),
        f"half_width: {BELOW}",
    ),
    "local_p": (
        lambda: softlook.local_p(X, p=[1], half_width=1),
        f"p: {LIST}",
        lambda: softlook.local_p(X, p=FLAT[:2], half_width=1),
        r"p: shape \(2,\) given, one position for each query of \(3,\) wanted",
    ),
    "location": (
        lambda: softlook.location(X, X, w_a=[1]),
        f"w_a: {LIST}",
        lambda: softlook.location(X, X, w_a=X[:2]),
        "k: 3 positions given, at most 2 wanted",
    ),
    "multi_head": (
        lambda: softlook.multi_head(X, X, X, heads="1"),
        f"heads: {POSITIVE}",
        lambda: softlook.multi_head(X, X, X, heads=3),
        r"heads: 3 given, a divisor of the width 2 of q's \(3, 2\) wanted",
    ),
    "multi_hop": (
        lambda: softlook.multi_hop([1], [MEMORY]),
        f"u: {LIST}",
        lambda: softlook.multi_hop(FLAT, [MEMORY]),
        f"u: {ARRAY}",
    ),
    "padding": (
        lambda: softlook.padding(FLAT, 3),
        "lengths: dtype float64 given, an integer dtype wanted",
        lambda: softlook.padding(4, 3),
        r"lengths: 4 given, each in \[0, 3\] wanted",
    ),
    "patches": (
        lambda: softlook.patches([1], 2),
        f"x: {LIST}",
        lambda: softlook.patches(X, 2),
        r"x: shape \(3, 2\) given, \(..., h, w, d\) wanted",
    ),
    "perform": (
        lambda: softlook.perform(FLAT, X, reader=softlook.Lookup(X)),
        "x: dtype float64 given, an integer dtype wanted",
        lambda: softlook.perform(np.array([3]), X, reader=softlook.Lookup(X)),
        r"x: words from 3 to 3 given, each in \[0, 2\] wanted",
    ),
    "promote": (
        lambda: softlook.promote([1]),
        "m: list given, a numpy array wanted",
        lambda: softlook.promote(FLAT),
        r"m: shape \(3,\) given",
    ),
    "read": (
        lambda: softlook.read([1], X),
        f"alpha: {LIST}",
        lambda: softlook.read(X, X),
        "v: shape .* given, 2 values wanted",
    ),
    "rollout": (
        lambda: softlook.rollout([X], residual="1"),
        r"residual: str given, a number in \[0, 1\] wanted",
        lambda: softlook.rollout([]),
        "alphas: no layer given",
    ),
    "saliency_map": (
        lambda: softlook.saliency_map(X, colour="1"),
        "colour: str given, a number of at least 0 wanted",
        lambda: softlook.saliency_map(X, colour=-1),
        "colour: -1 given, a finite number of at least 0 wanted",
    ),
    "sample": (
        lambda: softlook.sample(X, seed="1"),
        "seed: str given, an int",
        lambda: softlook.sample(X, seed=-1),
        f"seed: {BELOW}",
    ),
    "scaled_dot": (
        lambda: softlook.scaled_dot(X, [1]),
        f"k: {LIST}",
        lambda: softlook.scaled_dot(FLAT, X),
        f"q: {ARRAY}",
    ),
    "self_attend": (
        lambda: softlook.self_attend(X, w_q=X, w_k=[1], w_v=X),
        f"w_k: {LIST}",
        lambda: softlook.self_attend(X, w_q=X, w_k=X, w_v=FLAT),
        r"w_v: shape \(3,\) given, \(d_out, 2\) wanted, from x's",
    ),
    "self_attention_jacobian": (
        lambda: softlook.self_attention_jacobian(X, w_q=X, w_k=[1], w_v=X),
        f"w_k: {LIST}",
        lambda: softlook.self_attention_jacobian(X, w_q=X, w_k=X, w_v=FLAT),
        r"w_v: shape \(3,\) given, \(d_out, 2\) wanted, from x's",
    ),
    "sensitivity": (
        lambda: softlook.sensitivity([1]),
        f"jacobian: {LIST}",
        lambda: softlook.sensitivity(X),
        r"jacobian: shape \(3, 2\) given",
    ),
    "sigmoid": (
        lambda: softlook.sigmoid([1]),
        f"e: {LIST}",
        lambda: softlook.sigmoid(FLAT * np.inf),
        "e: plus infinity given",
    ),
    "sinusoidal": (
        lambda: softlook.sinusoidal(3, 2, base="1"),
        f"base: {REAL}",
        lambda: softlook.sinusoidal(-1, 2),
        f"t: {BELOW}",
    ),
    "softmax": (
        lambda: softlook.softmax(X, None, "1"),
        f"temperature: {REAL}",
        lambda: softlook.softmax(X, None, 0),
        "temperature: 0 given",
    ),
    "softmax_jacobian": (
        lambda: softlook.softmax_jacobian(X, "1"),
        f"temperature: {REAL}",
        lambda: softlook.softmax_jacobian(np.array(1.0)),
        r"alpha: shape \(\) given",
    ),
    "sparsemax": (
        lambda: softlook.sparsemax([1]),
        f"e: {LIST}",
        lambda: softlook.sparsemax(np.array(1.0)),
        r"e: shape \(\) given, \(..., t_x\) wanted",
    ),
    "split_heads": (
        lambda: softlook.split_heads([1], 2),
        f"x: {LIST}",
        lambda: softlook.split_heads(X, 0),
        "heads: 0 given, a whole number of at least 1 wanted",
    ),
    "to_additive": (lambda: softlook.to_additive(X, X), "mask: dtype float64 given, a boolean mask wanted", None, ""),
    "to_torch_mha": (lambda: softlook.to_torch_mha(X), "mask: dtype float64 given, a boolean mask wanted", None, ""),
    "winner_takes_all": (
        lambda: softlook.winner_takes_all(X, "1"),
        f"fixations: {WHOLE}",
        lambda: softlook.winner_takes_all(X, 1, radius=0),
        "radius: 0 given, a finite number above 0 wanted",
    ),
    "nn.Additive": (
        lambda: nn.Additive("1", 2, 3),
        f"d_q: {POSITIVE}",
        lambda: nn.Additive(0, 2, 3),
        "d_q: 0 given, a whole number of at least 1 wanted",
    ),
    "nn.CBAM": (
        lambda: nn.CBAM("1"),
        f"channels: {POSITIVE}",
        lambda: nn.CBAM(4, 2, window=2),
        "window: 2 given, an odd number wanted",
    ),
    "nn.GraphAttention": (
        lambda: nn.GraphAttention("1", 2),
        f"d_in: {POSITIVE}",
        lambda: nn.GraphAttention(1, 2, version=3),
        "version: 3 given, 1 or 2 wanted",
    ),
    "nn.GumbelSoftmax": (
        lambda: nn.GumbelSoftmax("1", seed=0),
        f"temperature: {REAL}",
        lambda: nn.GumbelSoftmax(0, seed=0),
        "temperature: 0 given, a finite number above 0 wanted",
    ),
    "nn.LocalP": (
        lambda: nn.LocalP(2, 2, half_width="1"),
        f"half_width: {POSITIVE}",
        lambda: nn.LocalP(2, 2, half_width=1, score="location"),
        "score: 'location' given, one of dot, general, concat wanted",
    ),
    "nn.Luong": (
        lambda: nn.Luong("1", 2, score="general"),
        f"d_q: {POSITIVE}",
        lambda: nn.Luong(2, 2, score="none"),
        "score: 'none' given, one of .* wanted",
    ),
    "nn.MultiHead": (
        lambda: nn.MultiHead("1", 2),
        f"d: {POSITIVE}",
        lambda: nn.MultiHead(3, 2),
        "heads: 2 given, a divisor of the width 3 wanted",
    ),
    "nn.Persistent": (
        lambda: nn.Persistent(2, 1, n="1"),
        f"n: {WHOLE}",
        lambda: nn.Persistent(2, 1, n=-1),
        f"n: {BELOW}",
    ),
    "nn.Reinforce": (
        lambda: nn.Reinforce(seed=0, decay="1"),
        r"decay: str given, a number in \[0, 1\) wanted",
        lambda: nn.Reinforce(seed=0, decay=1),
        r"decay: 1 given, a number in \[0, 1\) wanted",
    ),
    "nn.Reinforce.surrogate": (
        None,
        "",
        lambda: nn.Reinforce(seed=0).surrogate(T3, E3, torch.eye(3)[:1]),
        r"cost: shape \(2, 3\) given, one for each draw \(1,\)",
    ),
    "nn.SqueezeExcite": (
        lambda: nn.SqueezeExcite("1"),
        f"channels: {POSITIVE}",
        lambda: nn.SqueezeExcite(4, 3),
        "reduction: 3 given, a divisor of channels = 4",
    ),
    "nn.StandAlone2d": (
        lambda: nn.StandAlone2d("1", 2),
        f"d_in: {POSITIVE}",
        lambda: nn.StandAlone2d(1, 3),
        "d_out: 3 given with 1 heads, an even width",
    ),
    "nn.expected_cost": (
        lambda: nn.expected_cost([1], E3),
        f"e: {LIST}",
        lambda: nn.expected_cost(E3, T3),
        r"costs: shape \(2, 3\) given, \(1, 3\) wanted, as e's",
    ),
    "nn.log_probability": (
        lambda: nn.log_probability([1], E3),
        f"e: {LIST}",
        lambda: nn.log_probability(E3, T3),
        r"alpha: shape \(2, 3\) given, \(1, 3\) wanted, as e's",
    ),
}
REFUSALS = {
    f"{name}-{error.__name__}": (call, error, words)
    for name, (type_call, type_words, value_call, value_words) in CASES.items()
    for call, error, words in ((type_call, TypeError, type_words), (value_call, ValueError, value_words))
    if call is not None
}


@pytest.mark.parametrize(("call", "error", "words"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refused(call, error, words):
    with pytest.raises(error, match=f"^{words}"):
        call()


def documented():
    """Yield "name-error" for what the docstrings of the public functions, classes and their methods name."""
    for module, prefix in ((softlook, ""), (nn, "nn.")):
        for name in sorted(module.__all__):
            value = getattr(module, name)
            members = vars(value).items() if inspect.isclass(value) else ()
            own = [
                (f"{name}.{key}", f)
                for key, f in members
                if inspect.isfunction(f) and f.__qualname__ == f"{name}.{key}" and not key.startswith("_")
            ]
            for called, f in [(name, value), *own]:
                section = re.search(
                    r"^Raises\n-+\n(.*?)(?=\n\n\w+\n-+\n|\Z)", inspect.getdoc(f) or "", re.DOTALL | re.MULTILINE
                )
                for error in re.findall(
                    r"\b\w+Error\b", "\n".join(re.findall(r"^\S.*", section[1], re.MULTILINE)) if section else ""
                ):
                    yield f"{prefix}{called}-{error}"


def test_every_documented_error_has_a_case():
    assert sorted(set(documented())) == sorted(REFUSALS)


def test_no_test_takes_any_message():
    """A test that expects one of our refusals says which one."""
    for file in sorted(TESTS.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func) == "pytest.raises"
                and ast.unparse(call.args[0]) in {"TypeError", "ValueError"}
            ):
                assert any(keyword.arg == "match" for keyword in call.keywords), f"{file}:{call.lineno}"
