"""How others write attention: the peers without a package to install, written anew from what is published of them.

The Annotated Transformer: Rush 2018, revised by Huang et al. 2022
(https://nlp.seas.harvard.edu/annotated-transformer), sections "Attention" and "Multi-Head Attention". d2l: Zhang,
Lipton, Li & Smola, *Dive into Deep Learning*
(https://d2l.ai), sections 11.3 (dot product and additive attention) and 11.5 (multi-head attention), and the decoder
loop of 11.4. Both say how the computation goes, step by step; here it goes the same way, under names of our own.
Dropout, which both have and which does nothing once a model is trained, is left out.
"""

from __future__ import annotations

import math

import torch
from torch import nn


def annotated_attention(query, key, value, mask=None):
    """Scores, scale, fill what is masked by -1e9, softmax, mix."""
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(query.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    weights = scores.softmax(dim=-1)
    return torch.matmul(weights, value), weights


class AnnotatedMultiHead(nn.Module):
    """Four square projections; heads split by view and transpose."""

    def __init__(self, heads, d):
        super().__init__()
        self.heads, self.d_k = heads, d // heads
        self.projections = nn.ModuleList([nn.Linear(d, d) for _ in range(4)])

    def forward(self, query, key, value):
        n = query.size(0)
        q, k, v = (
            project(x).view(n, -1, self.heads, self.d_k).transpose(1, 2)
            for project, x in zip(self.projections, (query, key, value), strict=False)
        )
        x, _ = annotated_attention(q, k, v)
        return self.projections[-1](x.transpose(1, 2).contiguous().view(n, -1, self.heads * self.d_k))


def d2l_masked_softmax(scores, lengths=None):
    """Softmax over the last axis; keys past each sequence's length get -1e6 first."""
    if lengths is None:
        return nn.functional.softmax(scores, dim=-1)
    rows = scores.reshape(-1, scores.shape[-1])
    hidden = torch.arange(scores.shape[-1])[None, :] >= torch.repeat_interleave(lengths, scores.shape[1])[:, None]
    return nn.functional.softmax(rows.masked_fill(hidden, -1e6).reshape(scores.shape), dim=-1)


def d2l_dot_product_attention(queries, keys, values, lengths=None):
    """Batched products of three axes; the weights are kept beside the result."""
    scores = torch.bmm(queries, keys.transpose(1, 2)) / math.sqrt(queries.shape[-1])
    weights = d2l_masked_softmax(scores, lengths)
    return torch.bmm(weights, values), weights


class D2lMultiHead(nn.Module):
    """Four projections without bias; heads go into the batch axis."""

    def __init__(self, heads, d):
        super().__init__()
        self.heads = heads
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d, d, bias=False) for _ in range(4))

    def forward(self, queries, keys, values):
        q, k, v = (self._into_the_batch(w(x)) for w, x in ((self.w_q, queries), (self.w_k, keys), (self.w_v, values)))
        c, _ = d2l_dot_product_attention(q, k, v)
        c = c.reshape(-1, self.heads, c.shape[1], c.shape[2]).permute(0, 2, 1, 3)
        return self.w_o(c.reshape(c.shape[0], c.shape[1], -1))

    def _into_the_batch(self, x):
        x = x.reshape(x.shape[0], x.shape[1], self.heads, -1).permute(0, 2, 1, 3)
        return x.reshape(-1, x.shape[2], x.shape[3])


class D2lAdditive(nn.Module):
    """Additive attention that projects the keys at every call, as its decoder calls it: once a step."""

    def __init__(self, d_q, d_k, d_a):
        super().__init__()
        self.w_q, self.w_k, self.w_v = (
            nn.Linear(d_q, d_a, bias=False),
            nn.Linear(d_k, d_a, bias=False),
            nn.Linear(d_a, 1, bias=False),
        )

    def forward(self, queries, keys, values, lengths=None):
        features = torch.tanh(self.w_q(queries).unsqueeze(2) + self.w_k(keys).unsqueeze(1))
        weights = d2l_masked_softmax(self.w_v(features).squeeze(-1), lengths)
        return torch.bmm(weights, values)


def broadcast_additive(q, k, v_a):
    """The formula as it stands: the hidden layer of all pairs at once."""
    return torch.tanh(q[..., :, None, :] + k[..., None, :, :]) @ v_a
