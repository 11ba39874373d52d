r"""The hidden layer of the additive scores, tile by tile.

All pairs at once would need a hidden layer of (..., t_y, t_x, d_a) numbers, which is d_a times what comes out. So
numpy and torch go through one small tile again and again; other array libraries take the formula as it stands.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from softlook import _check
from softlook._array import is_numpy, is_torch

if TYPE_CHECKING:
    from softlook._array import Array, Namespace

TILE_BYTES = 2**21


def hidden_scores(xp: Namespace, q: Array, k: Array, v_a: Array) -> Array:
    r"""Return :math:`v_a^\top \tanh(q_i + k_j)`; q and k lie in the hidden layer."""
    pairs = math.prod(_check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()) * q.shape[-2] * k.shape[-2]
    small = pairs * v_a.shape[0] * 8 <= TILE_BYTES
    if not small and is_torch(xp):
        from softlook._torch.additive import tiled

        return tiled(q, k, v_a, TILE_BYTES)
    if not small and is_numpy(xp):
        return _tiled(xp, q, k, v_a)
    hidden = q[..., :, None, :] + k[..., None, :, :]
    # for torch in place: fresh memory would cost a tenth of a decoder's step
    return xp.matmul(hidden.tanh_() if is_torch(xp) else xp.tanh(hidden), v_a)


def _tiled(xp: Namespace, q: Array, k: Array, v_a: Array) -> Array:
    """Go over the pairs in tiles; one piece of memory serves all of them."""
    batch = _check.broadcast(_check.shape(q)[:-2], _check.shape(k)[:-2]) or ()
    q, k = (xp.broadcast_to(x, (*batch, *x.shape[-2:])).reshape(math.prod(batch), *x.shape[-2:]) for x in (q, k))
    (n, t_y, d_a), t_x = q.shape, k.shape[1]
    pairs = max(1, TILE_BYTES // (d_a * q.itemsize))
    wide = min(t_x, pairs)
    tall = min(t_y, pairs // wide)
    memory = xp.empty(tall * wide * d_a, dtype=q.dtype)
    e = xp.empty((n, t_y, t_x), dtype=q.dtype)
    for b, i, j in product(range(n), range(0, t_y, tall), range(0, t_x, wide)):
        q_tile, k_tile, e_tile = q[b, i : i + tall, None], k[b, None, j : j + wide], e[b, i : i + tall, j : j + wide]
        hidden = memory[: e_tile.size * d_a].reshape(*e_tile.shape, d_a)
        xp.tanh(xp.add(q_tile, k_tile, out=hidden), out=hidden)
        e_tile[...] = xp.matmul(hidden, v_a)
    return e.reshape(*batch, t_y, t_x)
