"""The additive score: step by step in a decoder, and all pairs at once."""

from __future__ import annotations

from measure import Memory, Time, row

D = 256


@row(
    "additive score, decoder loop",
    "batch 16, 50 words, 30 steps, d = d_a = 256, a GRU cell in each step, float32",
    n=50,
    small=4,
    compare=[
        Time(
            "d2l",
            at_most=0.6,
            why=(
                "half of our time is the hyperbolic tangent of each pair, a fifth the recurrent cell, "
                "and the peer pays both alike"
            ),
        ),
        Memory("d2l"),
    ],
)
def decoder_loop(n):
    from torch import nn

    cell = nn.GRUCell(D, D).eval()
    return _loops(n, cell)


@row(
    "additive score, decoder loop, the attention steps alone",
    "the same, where the next state is the context itself",
    n=50,
    small=4,
    compare=[Time("d2l")],
)
def attention_alone(n):
    return _loops(n, lambda c, _: c)


def _loops(n, step):
    from functools import partial

    import torch
    from peers import D2lAdditive

    from softlook import additive, additive_keys, attend

    torch.manual_seed(0)
    h, start = torch.randn(16, n, D), torch.randn(16, D)
    d2l = D2lAdditive(D, D, D).eval()
    w_q, w_k, v_a = d2l.w_q.weight, d2l.w_k.weight, d2l.w_v.weight[0]

    def loop(attention):
        s = start
        for _ in range(30):
            s = step(attention(s[:, None])[:, 0], s)
        return s

    def ours():
        keys, score = additive_keys(h, w_k), partial(additive, w_q=w_q, w_k=None, v_a=v_a)
        return loop(lambda s: attend(s, keys, h, score=score, need_weights=False).c)

    return {"softlook": ours, "d2l": lambda: loop(lambda s: d2l(s, h, h))}


@row(
    "additive score, all pairs",
    "n = 1024 queries and keys, d_a = 128, float32",
    n=1024,
    small=256,
    compare=[Time("broadcast", at_most=0.45), Memory("broadcast", at_most=0.02)],
)
def all_pairs(n):
    import torch
    from peers import broadcast_additive

    from softlook import additive

    torch.manual_seed(0)
    q, k, v_a, one = torch.randn(n, 128), torch.randn(n, 128), torch.randn(128), torch.eye(128)
    return {
        "softlook": lambda: additive(q, k, w_q=one, w_k=None, v_a=v_a),
        "broadcast": lambda: broadcast_additive(q @ one.T, k, v_a),
    }


@row(
    "additive score, all pairs, numpy",
    "n = 512 queries and keys, d_a = 128, float32",
    n=512,
    small=128,
    compare=[Time("plain numpy"), Memory("plain numpy")],
)
def all_pairs_numpy(n):
    import numpy as np

    from softlook import additive

    rng = np.random.default_rng(0)
    q, k, v_a = (rng.standard_normal(shape).astype(np.float32) for shape in ((n, 128), (n, 128), (128,)))
    one = np.eye(128, dtype=np.float32)
    return {
        "softlook": lambda: additive(q, k, w_q=one, w_k=None, v_a=v_a),
        "plain numpy": lambda: np.tanh((q @ one.T)[:, None] + k) @ v_a,
    }
