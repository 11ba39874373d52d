"""The multi-head module, forward."""

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
