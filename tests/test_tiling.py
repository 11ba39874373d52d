from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from optional import torch

import softlook._tiling as tiling
from softlook import additive


def normal(*shapes, seed=0):
    draw = np.random.default_rng(seed)
    return [draw.standard_normal(shape) for shape in shapes]


def small_tiles(monkeypatch, size=256):
    monkeypatch.setattr(tiling, "TILE_BYTES", size)


@pytest.mark.parametrize("budget", [8, 64, 256, 2048])
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_additive_in_tiles_is_additive(monkeypatch, budget, library):
    q, k, w_q, w_k, v_a = normal((2, 1, 5, 2), (3, 7, 3), (4, 2), (4, 3), (4,))
    whole = np.tanh((q @ w_q.T)[..., :, None, :] + (k @ w_k.T)[..., None, :, :]) @ v_a
    small_tiles(monkeypatch, budget)
    if library == "torch":
        q, k, w_q, w_k, v_a = map(torch.asarray, (q, k, w_q, w_k, v_a))
    assert_allclose(additive(q, k, w_q=w_q, w_k=w_k, v_a=v_a), whole, rtol=1e-12, atol=1e-12)


class Recorder:
    """numpy, keeping what tanh is given."""

    def __init__(self):
        self.given = []

    def __getattr__(self, name):
        return getattr(np, name)

    def tanh(self, x, out):
        assert x is out
        self.given.append(x)
        return np.tanh(x, out=out)


@pytest.mark.parametrize(
    ("budget", "pairs", "tiles"),
    [(1, 1, 2 * 5 * 7), (4 * 4 * 3, 3, 2 * 5 * 3), (4 * 4 * 14, 14, 2 * 3), (4 * 4 * 35, 35, 2)],
)
def test_one_piece_of_memory_serves_all_tiles(monkeypatch, budget, pairs, tiles):
    small_tiles(monkeypatch, budget)
    q, k, v_a = (x.astype(np.float32) for x in normal((2, 5, 4), (7, 4), (4,)))
    xp = Recorder()
    e = tiling._tiled(xp, q, k, v_a)
    assert e.dtype == np.float32
    assert_allclose(e, np.tanh(q[:, :, None] + k) @ v_a, rtol=1e-5, atol=1e-5)
    first = xp.given[0]
    assert (len(xp.given), first.dtype, first.size) == (tiles, np.float32, 4 * pairs)
    assert all(np.shares_memory(tile, first) for tile in xp.given)


@pytest.mark.parametrize(
    ("q", "k"),
    [((3, 4), (5, 4)), ((2, 3, 4), (5, 4)), ((3, 4), (2, 5, 4)), ((2, 1, 3, 4), (6, 5, 4)), ((6, 3, 4), (2, 1, 5, 4))],
)
def test_what_fits_in_one_tile_goes_at_once(monkeypatch, q, k):
    pairs = math.prod(np.broadcast_shapes(q[:-2], k[:-2])) * 3 * 5
    tiled = []
    monkeypatch.setattr(tiling, "_tiled", lambda *given: tiled.append(given))
    for budget in (pairs * 4 * 8, pairs * 4 * 8 - 1):
        small_tiles(monkeypatch, budget)
        additive(np.ones(q), np.ones(k), w_q=np.eye(4), w_k=None, v_a=np.ones(4))
        assert len(tiled) == (budget % 2)


class Calls(torch.utils._python_dispatch.TorchDispatchMode):
    """Write down what torch is asked to do."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.names.append(str(function.overloadpacket))
        return function(*args, **kwargs or {})


def test_a_tensors_hidden_layer_is_bent_where_it_lies():
    q, k, w, v_a = (torch.ones(shape) for shape in ((2, 3), (4, 3), (5, 3), (5,)))
    with Calls() as calls:
        additive(q, k, w_q=w, w_k=w, v_a=v_a)
    assert "aten.tanh_" in calls.names
    assert "aten.tanh" not in calls.names
