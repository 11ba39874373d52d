"""The multi-head module: forward, a whole step of training, small batches, and grouped heads."""

from __future__ import annotations

from measure import Memory, Time, row

HEADS, D = 8, 512


def _copy(mha, *linears):
    for linear, w in zip(linears, (*mha.in_proj_weight.chunk(3), mha.out_proj.weight), strict=True):
        linear.weight.copy_(w)


@row(
    "multi-head module, forward",
    "batch 4, n = 512, d = 512, 8 heads, float32",
    n=512,
    small=16,
    compare=[
        Time("nn.MultiheadAttention", at_most=0.9),
        Time("nn.MultiheadAttention with its weights"),
        Time("The Annotated Transformer"),
        Time("d2l"),
        Time("x-transformers"),
        Memory("nn.MultiheadAttention"),
        Memory("The Annotated Transformer"),
    ],
)
def forward(n):
    import torch
    from peers import AnnotatedMultiHead, D2lMultiHead
    from torch import nn

    from softlook.nn import MultiHead

    torch.manual_seed(0)
    x = torch.randn(4, n, D)
    theirs = nn.MultiheadAttention(D, HEADS, batch_first=True).eval()
    ours = MultiHead.from_torch(theirs).eval()
    annotated, d2l = AnnotatedMultiHead(HEADS, D).eval(), D2lMultiHead(HEADS, D).eval()
    with torch.no_grad():
        for linear, w, b in zip(
            annotated.projections, theirs.in_proj_weight.chunk(3), theirs.in_proj_bias.chunk(3), strict=False
        ):
            linear.weight.copy_(w)
            linear.bias.copy_(b)
        annotated.projections[-1].load_state_dict(theirs.out_proj.state_dict())
        _copy(theirs, d2l.w_q, d2l.w_k, d2l.w_v, d2l.w_o)  # they have no bias; torch's begin at zero
    scene = {
        "softlook": lambda: ours(x, x, x, need_weights=False).c,
        "nn.MultiheadAttention": lambda: theirs(x, x, x, need_weights=False)[0],
        "nn.MultiheadAttention with its weights": lambda: theirs(x, x, x, average_attn_weights=False)[0],
        "The Annotated Transformer": lambda: annotated(x, x, x),
        "d2l": lambda: d2l(x, x, x),
    }
    try:
        from x_transformers.x_transformers import Attention
    except ImportError:
        return scene
    their_own = Attention(dim=D, dim_head=D // HEADS, heads=HEADS).eval()
    with torch.no_grad():
        _copy(theirs, their_own.to_q, their_own.to_k, their_own.to_v, their_own.to_out)
    return scene | {"x-transformers": lambda: their_own(x)}


SIZES = ((8, 128, 256, 8), (2, 512, 512, 8), (32, 32, 64, 4), (4, 1024, 256, 4))
"""Batch, n, d and heads."""


def _layers(batch, n, d, heads, *, train, weights):
    """Ours and torch's with the same weights, without a gradient in eval, with the backward pass in training."""
    import torch
    from torch import nn

    from softlook.nn import MultiHead

    torch.manual_seed(0)
    x = torch.randn(batch, n, d)
    theirs = nn.MultiheadAttention(d, heads, batch_first=True).train(train)
    ours = MultiHead.from_torch(theirs).train(train)

    def contexts(layer):
        if layer is ours:
            return layer(x, x, x, need_weights=weights, need_scores=False).c
        return layer(x, x, x, need_weights=weights, average_attn_weights=False)[0]

    def step(layer):
        if not train:
            return contexts(layer)
        with torch.enable_grad():
            c = contexts(layer)
            c.square().sum().backward()
        gradient = layer.w_qkv.grad if layer is ours else layer.in_proj_weight.grad
        layer.zero_grad()
        return gradient

    return {"softlook": lambda: step(ours), "nn.MultiheadAttention": lambda: step(theirs)}


def _enter(size, *, train, weights):
    """Enter the row of a size, a mode and what is asked for."""
    batch, n, d, heads = size

    @row(
        f"multi-head module, {'forward and backward' if train else 'forward'}, "
        f"{'weights too' if weights else 'contexts alone'}, {batch} × {n} × {d}",
        f"batch {batch}, n = {n}, d = {d}, {heads} heads, float32",
        n=n,
        small=16,
        compare=[Time("nn.MultiheadAttention", at_most=1.0)],
    )
    def layers(n):
        return _layers(batch, n, d, heads, train=train, weights=weights)


for _size in SIZES:
    for _train in (False, True):
        for _weights in (False, True):
            _enter(_size, train=_train, weights=_weights)


@row(
    "a layer's checks of what it is given",
    "batch 8, n = 128, d = 64, 8 heads, float32",
    n=128,
    small=16,
    compare=[Time("the same steps without a check", at_most=1.03)],
)
def validation(n):
    import torch
    from torch.nn.functional import linear, scaled_dot_product_attention

    from softlook.nn import MultiHead

    torch.manual_seed(0)
    x, layer = torch.randn(8, n, 64), MultiHead(64, 8)

    def unchecked():
        q, k, v = linear(x, layer.w_qkv, layer.b_qkv).view(8, n, 3, 8, 8).permute(2, 0, 3, 1, 4)
        c = scaled_dot_product_attention(q, k, v)
        return linear(c.transpose(1, 2).reshape(8, n, 64), layer.w_o, layer.b_o)

    return {"softlook": lambda: layer(x, need_weights=False).c, "the same steps without a check": unchecked}


@row(
    "grouped heads, contexts alone",
    "batch 2, n = 512, d = 64, 8 heads of queries, 2 of keys and values, float32",
    n=512,
    small=16,
    compare=[Time("SDPA (enable_gqa)", at_most=1.05), Memory("SDPA (enable_gqa)")],
)
def grouped(n):
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from softlook import attend

    torch.manual_seed(0)
    q, k, v = torch.randn(2, 8, n, 64), torch.randn(2, 2, n, 64), torch.randn(2, 2, n, 64)
    return {
        "softlook": lambda: attend(q, k, v, grouped=True, need_weights=False).c,
        "SDPA (enable_gqa)": lambda: scaled_dot_product_attention(q, k, v, enable_gqa=True),
    }


@row(
    "a decoder's step with a cache, grouped heads",
    "batch 16, 1023 steps before, d = 64, 8 heads of queries, 2 of keys and values, float32",
    n=1024,
    small=16,
    compare=[Time("SDPA (enable_gqa) with torch.cat", at_most=1.05)],
)
def cached(n):
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from softlook import attend_cached
    from softlook.cache import Cache

    torch.manual_seed(0)
    q, k, v = torch.randn(16, 8, 1, 64), torch.randn(16, 2, n, 64), torch.randn(16, 2, n, 64)
    past, newest = Cache(k[:, :, :-1], v[:, :, :-1]), (k[:, :, -1:], v[:, :, -1:])

    def theirs():
        keys, values = (torch.cat(parts, -2) for parts in zip(past, newest, strict=True))
        return scaled_dot_product_attention(q, keys, values, enable_gqa=True)

    return {
        "softlook": lambda: attend_cached(q, *newest, past, grouped=True, need_weights=False)[0].c,
        "SDPA (enable_gqa) with torch.cat": theirs,
    }
