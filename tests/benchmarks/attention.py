"""Soft attention: the contexts alone, and the weights too."""

from __future__ import annotations

from measure import Memory, Time, row

SETTING = "8 heads, n = 1024, d = 64, float32"


def _inputs(n):
    import torch

    torch.manual_seed(0)
    return torch.randn(1, 8, n, 64), torch.randn(1, 8, n, 64), torch.randn(1, 8, n, 64)


@row("soft attention, output only", SETTING, n=1024, small=16, compare=[Time("SDPA", at_most=1.05)])
def output_only(n):
    from torch.nn.functional import scaled_dot_product_attention

    from softlook import attend

    q, k, v = _inputs(n)
    return {
        "softlook": lambda: attend(q, k, v, need_weights=False).c,
        "SDPA": lambda: scaled_dot_product_attention(q, k, v),
    }


@row(
    "soft attention, weights too",
    SETTING,
    n=1024,
    small=16,
    compare=[
        Time("SDPA", at_most=2.3),
        Time("The Annotated Transformer", at_most=0.65),
        Time("d2l"),
        Memory("the weights alone", at_most=1.1),
        Memory("The Annotated Transformer"),
    ],
)
def weights_too(n):
    import torch
    from peers import annotated_attention, d2l_dot_product_attention
    from torch.nn.functional import scaled_dot_product_attention

    from softlook import attend

    q, k, v = _inputs(n)
    three_axes = [x[0] for x in (q, k, v)]
    return {
        "softlook": lambda: attend(q, k, v, need_scores=False).c,
        "SDPA": lambda: scaled_dot_product_attention(q, k, v),
        "The Annotated Transformer": lambda: annotated_attention(q, k, v)[0],
        "d2l": lambda: d2l_dot_product_attention(*three_axes)[0],
        "the weights alone": lambda: torch.ones(1, 8, n, n),
    }


@row(
    "soft attention, weights too, 512 positions",
    "8 heads, n = 512, d = 64, float32",
    n=512,
    small=16,
    compare=[
        Time("SDPA", at_most=2.3),
        Time(
            "The Annotated Transformer",
            at_most=0.65,
            why=(
                "the gain is in fresh memory spared, and pieces of 8 MB the allocator may keep, "
                "so that the peer's cost little: the ratio varies from run to run"
            ),
        ),
    ],
)
def weights_too_short(n):
    return weights_too(n)


@row(
    "soft attention, weights and scores",
    SETTING,
    n=1024,
    small=16,
    compare=[Time("SDPA"), Time("The Annotated Transformer")],
)
def weights_and_scores(n):
    from softlook import attend

    q, k, v = _inputs(n)
    return weights_too(n) | {"softlook": lambda: attend(q, k, v).c}
