"""Over all functions: a number may be Python's or numpy's; it neither overflows nor widens a dtype."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from optional import nn, torch

import softlook
from softlook.graphs.scores import gat

X = np.cos(np.arange(600, dtype=np.float32)).reshape(150, 4)
P = np.full(150, 75, dtype=np.float32)
EVEN = np.full((3, 3), 1 / 3, dtype=np.float32)
STATES = {"w_p": X[:3], "v_p": X[0, :3]}
FLAT = torch.zeros(3)

COUNTS = {
    "padding: t_x": lambda n: softlook.padding(np.array([3]), n),
    "padding: lengths": lambda n: softlook.padding(n, 130),
    "causal: t_y, t_x": lambda n: softlook.causal(n, n),
    "causal: offset": lambda n: softlook.causal(3, 300, offset=n),
    "band: t_y, t_x": lambda n: softlook.band(n, n, 1),
    "band: half_width, offset": lambda n: softlook.band(2, 300, n, offset=n),
    "from_edges": lambda n: softlook.from_edges(np.array([[0], [1]]), n, n),
    "aligned_position": lambda n: softlook.aligned_position(X, n, **STATES),
    "gaussian": lambda n: softlook.gaussian(P, n, n),
    "local_m": lambda n: softlook.local_m(X @ X.T, half_width=n),
    "local_p": lambda n: softlook.local_p(X @ X.T, p=P, half_width=n),
    "attend_local_m": lambda n: softlook.attend_local_m(X, X, X, half_width=n),
    "attend_local_p": lambda n: softlook.attend_local_p(X, X, X, P, half_width=n),
    "split_heads": lambda n: softlook.split_heads(np.ones((2, 508), dtype=np.float32), n),
    "edge_softmax": lambda n: softlook.edge_softmax(X[:, 0], np.zeros(150, dtype=int), n),
    "sinusoidal": lambda n: softlook.sinusoidal(n, n, offset=n),
    "patches": lambda n: softlook.patches(X[..., None], n),
    "glimpse": lambda n: softlook.glimpse(X[..., None], np.array([2, 2]), size=n, scales=2),
    "display": lambda n: softlook.display("alone", n % 64, seed=n).image,
    "winner_takes_all": lambda n: softlook.winner_takes_all(X.astype(float), n, lasts=n),
    "sample": lambda n: softlook.sample(X, seed=n),
    "alignment_error_rate": lambda n: softlook.alignment_error_rate({(n, 1)}, sure={(127, 1)}),
    "GumbelSoftmax: seed": lambda n: nn.GumbelSoftmax(seed=n)(FLAT),
    "Stepper": lambda n: softlook.Stepper(lambda s, c: s + c, steps=n)(softlook.KeyValueMemory(X, X), 0 * X[:1]).s,
}
NUMBERS = {
    "softmax": lambda number: softlook.softmax(X, temperature=number),
    "softmax of tensors": lambda number: softlook.softmax(torch.from_numpy(X), temperature=number),
    "softmax_jacobian": lambda number: softlook.softmax_jacobian(EVEN, number),
    "cosine": lambda number: softlook.cosine(X, X, beta=number),
    "gat": lambda number: gat(X, X, a_q=X[0], a_k=X[1], slope=number),
    "rollout": lambda number: softlook.rollout([EVEN], residual=number),
    "sinusoidal": lambda number: softlook.sinusoidal(3, 4, base=number),
    "saliency_map": lambda number: softlook.saliency_map(np.outer(X[:, 0], X[:, 1]) ** 2, colour=number).s,
    "winner_takes_all": lambda number: softlook.winner_takes_all(X.astype(float), 3, radius=number),
    "GumbelSoftmax": lambda number: nn.GumbelSoftmax(number, seed=0)(FLAT),
    "Reinforce": lambda number: torch.tensor(nn.Reinforce(seed=0, decay=number).decay),
}


LAYERS = {
    "Additive": lambda n: nn.Additive(n, n, n),
    "Luong": lambda n: nn.Luong(n, n, score="concat", d_a=n),
    "Luong: t_max": lambda n: nn.Luong(n, score="location", t_max=n),
    "LocalP": lambda n: nn.LocalP(n, n, half_width=n, d_p=n),
    "MultiHead": lambda n: nn.MultiHead(n, n),
    "Persistent": lambda n: nn.Persistent(n, n, n=n),
    "GraphAttention": lambda n: nn.GraphAttention(n, n, heads=n),
    "SqueezeExcite": lambda n: nn.SqueezeExcite(n, n),
    "CBAM": lambda n: nn.CBAM(n, n, window=n - 1),
    "StandAlone2d": lambda n: nn.StandAlone2d(n, n, heads=n // n, window=n - 1),
}


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64])
@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS.keys())
def test_widths_of_layers(make, kind):
    """Of 100, three times are more than a byte holds."""
    given, wanted = (dict(make(n).named_parameters()) for n in (kind(100), 100))
    assert {name: w.shape for name, w in given.items()} == {name: w.shape for name, w in wanted.items()}


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64])
@pytest.mark.parametrize("use", COUNTS.values(), ids=COUNTS.keys())
def test_whole_numbers(use, kind):
    assert_array_equal(use(kind(127)), use(127), strict=True)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("use", NUMBERS.values(), ids=NUMBERS.keys())
def test_numbers(use, kind):
    given, wanted = use(kind(0.5)), use(0.5)
    assert given.dtype == wanted.dtype
    assert_array_equal(given, wanted)


def test_a_whole_number_is_a_number():
    assert_array_equal(softlook.softmax(X, temperature=np.int8(2)), softlook.softmax(X, temperature=2), strict=True)


@pytest.mark.parametrize(
    "function", [softlook.causal, partial(softlook.padding, np.array([0])), partial(softlook.sinusoidal, d=2)]
)
@pytest.mark.parametrize(
    ("value", "error"),
    [(np.float64(2), TypeError), (np.True_, TypeError), (np.array(2), TypeError), (np.int8(-1), ValueError)],
)
def test_what_is_no_count(function, value, error):
    kind = type(value).__name__ if error is TypeError else "-1"
    with pytest.raises(error, match=rf"^t\w*: {kind} given, a whole number of at least 0 wanted$"):
        function(value)
