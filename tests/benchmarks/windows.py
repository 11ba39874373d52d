"""Windows: local-m as a band, local-p by sorted queries."""

from __future__ import annotations

from measure import Exponent, Memory, Time, row

D = 64


def _inputs(n):
    import torch

    torch.manual_seed(0)
    return torch.randn(1, n, D), torch.randn(1, n, D), torch.randn(1, n, D)


@row(
    "local window, growth",
    "half width D = 128, d = 64, n = 4096 to 65536, float32",
    n=4096,
    small=512,
    compare=[Exponent((4096, 8192, 16384, 32768, 65536), at_most=1.1)],
)
def growth(n):
    from softlook import attend_local_m

    q, k, v = _inputs(n)
    return {"softlook": lambda: attend_local_m(q, k, v, half_width=128)}


@row(
    "local window, long",
    "half width D = 128, d = 64, n = 16384, float32",
    n=16384,
    small=512,
    compare=[Time("local-attention", at_most=0.5), Memory("local-attention", at_most=0.15)],
)
def against_local_attention(n):
    from local_attention import LocalAttention

    scene = growth(n)
    q, k, v = _inputs(n)
    theirs = LocalAttention(
        window_size=128, look_backward=1, look_forward=1, exact_windowsize=True, use_rotary_pos_emb=False
    ).eval()
    return scene | {"local-attention": lambda: theirs(q, k, v)}


@row(
    "local window, long, with its gradient",
    "half width D = 128, d = 64, n = 16384, float32; forward and backward",
    n=16384,
    small=512,
    compare=[Time("local-attention"), Memory("local-attention")],
)
def gradient_against_local_attention(n):
    import torch
    from local_attention import LocalAttention

    from softlook import attend_local_m

    q, k, v = (x.requires_grad_() for x in _inputs(n))
    theirs = LocalAttention(
        window_size=128, look_backward=1, look_forward=1, exact_windowsize=True, use_rotary_pos_emb=False
    ).eval()

    def back(attention):
        with torch.enable_grad():
            return torch.autograd.grad(attention().sum(), (q, k, v))[0]

    return {
        "softlook": lambda: back(lambda: attend_local_m(q, k, v, half_width=128)),
        "local-attention": lambda: back(lambda: theirs(q, k, v)),
    }


@row(
    "local window against masked SDPA",
    "half width D = 16, d = 64, n = 4096, float32",
    n=4096,
    small=128,
    compare=[Time("SDPA with a band for a mask", at_most=1 / 35), Memory("SDPA with a band for a mask")],
)
def against_sdpa(n):
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from softlook import attend_local_m

    q, k, v = _inputs(n)
    i = torch.arange(n)
    mask = (i[:, None] - i).abs() <= 16
    return {
        "softlook": lambda: attend_local_m(q, k, v, half_width=16),
        "SDPA with a band for a mask": lambda: scaled_dot_product_attention(
            q[:, None], k[:, None], v[:, None], attn_mask=mask
        )[:, 0],
    }


@row(
    "local-p against the full matrix",
    "half width D = 16, d = 64, n = 4096, float32",
    n=4096,
    small=128,
    compare=[Time("full matrix", at_most=1 / 30), Memory("full matrix")],
)
def local_p_against_the_full_matrix(n):
    from functools import partial

    import torch

    from softlook import attend, attend_local_p, local_p

    q, k, v = _inputs(n)
    p = torch.rand(1, n) * (n - 1)
    return {
        "softlook": lambda: attend_local_p(q, k, v, p, half_width=16),
        "full matrix": lambda: attend(q, k, v, normalize=partial(local_p, p=p, half_width=16)).c,
    }


@row(
    "local-p, growth",
    "half width D = 16, d = 64, n = 4096 to 65536, float32",
    n=4096,
    small=128,
    compare=[Exponent((4096, 8192, 16384, 32768, 65536))],
)
def local_p_growth(n):
    import torch

    from softlook import attend_local_p

    q, k, v = _inputs(n)
    p = torch.rand(1, n) * (n - 1)
    return {"softlook": lambda: attend_local_p(q, k, v, p, half_width=16)}
