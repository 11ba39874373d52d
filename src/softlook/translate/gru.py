r"""A GRU along whole sentences: the numbers of :class:`torch.nn.GRU`, in less CPU time.

A translator in training needs it. torch's own multiplies each word anew, takes one direction after the other, and
keeps a graph of a dozen small operations for every step, each of which costs time on the way back. Here a word's share
in the gates is looked up in a table, multiplied once for the vocabulary; both directions step together; the gradient
is written out below, and that of the weights is one product after the loop.

.. math::

    r_t &= \sigma(x^r_t + W^r h_{t-1} + b^r) \\
    z_t &= \sigma(x^z_t + W^z h_{t-1} + b^z) \\
    m_t &= W^n h_{t-1} + b^n \\
    n_t &= \tanh(x^n_t + r_t \odot m_t) \\
    h_t &= (1 - z_t) \odot n_t + z_t \odot h_{t-1}

Cho et al. 2014 (arXiv 1406.1078), section 2.3, with the reset behind the product, as cuDNN and torch have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn.functional import embedding, linear
from torch.nn.init import orthogonal_

if TYPE_CHECKING:
    from jaxtyping import Float, Int
    from torch import nn


def read(
    cell: nn.GRU, table: Float[Tensor, "words e"], x: Int[Tensor, "n t"]
) -> tuple[Float[Tensor, "n t d"], Float[Tensor, "n d"]]:
    """Read sentences both ways; return the states, forth beside back, and the last state of each way.

    Parameters
    ----------
    cell : nn.GRU
        Of one layer and two directions, each d / 2 wide.
    table : (words, e)
        The embeddings.
    x : (n, t)
        Ids of sentences of one length.
    """
    forth, back = (
        embedding(x.T, gate_inputs(cell, table)),
        embedding(x.T.flip(0), gate_inputs(cell, table, "_reverse")),
    )
    inputs = torch.stack((forth, back), 1)
    w, b = (torch.stack(both) for both in zip(_recurrent(cell), _recurrent(cell, "_reverse"), strict=True))
    h = along(inputs, inputs.new_zeros(2, len(x), cell.hidden_size), w, b)
    return torch.cat((h[:, 0], h[:, 1].flip(0)), -1).transpose(0, 1), torch.cat((h[-1, 0], h[-1, 1]), -1)


def write(
    cell: nn.GRU, table: Float[Tensor, "words e"], y: Int[Tensor, "n t"], s: Float[Tensor, "n d"]
) -> Float[Tensor, "n t d"]:
    """Take words in one way, from a state; return the states.

    Parameters
    ----------
    cell : nn.GRU
        Of one layer and direction, d wide.
    table, y, s
        The embeddings, the ids of the words, the state before the first.
    """
    w, b = _recurrent(cell)
    inputs = embedding(y.T, gate_inputs(cell, table))
    return along(inputs[:, None], s[None], w[None], b[None])[:, 0].transpose(0, 1)


def gate_inputs(cell: nn.GRU, x: Float[Tensor, "... e"], end: str = "") -> Float[Tensor, "... 3d"]:
    """Return what the first e inputs of a GRU give to its gates r, z and n, for words or for a whole table of them.

    Parameters
    ----------
    cell : nn.GRU
        Of one layer, d wide.
    x : (..., e)
        Embeddings; e may be less than the GRU's inputs are: :func:`step` adds the others.
    end : {'', '_reverse'}
        Which direction.
    """
    w, b = getattr(cell, f"weight_ih_l0{end}"), getattr(cell, f"bias_ih_l0{end}")
    return linear(x, w[:, : x.shape[-1]], b)


def step(
    cell: nn.GRU, inputs: Float[Tensor, "n 3d"], s: Float[Tensor, "n d"], c: Float[Tensor, "n d_c"] | None = None
) -> Float[Tensor, "n d"]:
    """Take one step; return the new state.

    Parameters
    ----------
    cell : nn.GRU
        Of one layer and direction, d wide.
    inputs : (n, 3d)
        What :func:`gate_inputs` returns for the word.
    s : (n, d)
        The state.
    c : (n, d_c), optional
        The last d_c inputs: a context.
    """
    weights: Any = cell
    x = inputs if c is None else inputs + c @ weights.weight_ih_l0[:, -c.shape[-1] :].T
    x_r, x_z, x_n = x.chunk(3, -1)
    h_r, h_z, h_n = linear(s, *_recurrent(cell)).chunk(3, -1)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    return n + z * (s - n)


def remember(cell: nn.GRU) -> None:
    """Let a GRU begin with long memory: orthogonal recurrent matrices, and update gates that favour the old state.

    Bahdanau, Cho & Bengio 2015, appendix B.1; and the open forget gate of Jozefowicz, Zaremba & Sutskever 2015 (ICML),
    section 2.2, in a GRU.
    """
    d = cell.hidden_size
    for name, parameter in cell.named_parameters():
        if name.startswith("weight_hh"):
            for gate in parameter.detach().chunk(3):
                orthogonal_(gate)
        elif name.startswith("bias_hh"):
            parameter.detach()[d : 2 * d] += 1


def _recurrent(cell: nn.GRU, end: str = "") -> tuple[Tensor, Tensor]:
    """Return the matrix and the bias of what the state gives to the gates."""
    return getattr(cell, f"weight_hh_l0{end}"), getattr(cell, f"bias_hh_l0{end}")


def along(
    x: Float[Tensor, "t k n 3d"], h: Float[Tensor, "k n d"], w: Float[Tensor, "k 3d d"], b: Float[Tensor, "k 3d"]
) -> Float[Tensor, "t k n d"]:
    """Take the steps of k GRUs side by side; return their states.

    Parameters
    ----------
    x : (t, k, n, 3d)
        What the words give to the gates r, z and n.
    h : (k, n, d)
        The states before the first step.
    w, b : (k, 3d, d), (k, 3d)
        What the state gives to them.
    """
    states: Tensor = _Along.apply(x, h, w, b)  # type: ignore[no-untyped-call]
    return states


class _Along(torch.autograd.Function):
    """The steps forth, and the gradient back through them."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, h: Tensor, w: Tensor, b: Tensor) -> Tensor:
        d = h.shape[-1]
        states = x.new_empty(len(x) + 1, *h.shape)
        states[0] = h
        gates, news, kept = [], [], []
        w_t, b_t = w.transpose(1, 2), b[:, None]
        for x_t, before, after in zip(x.unbind(), states[:-1].unbind(), states[1:].unbind(), strict=True):
            from_h = torch.baddbmm(b_t, before, w_t)
            rz, m = torch.add(x_t[..., : 2 * d], from_h[..., : 2 * d]).sigmoid_(), from_h[..., 2 * d :]
            r, z = rz[..., :d], rz[..., d:]
            n = (r * m).add_(x_t[..., 2 * d :]).tanh_()
            torch.lerp(n, before, z, out=after)
            gates.append(rz)
            news.append(n)
            kept.append(m)
        ctx.save_for_backward(states, w, *gates, *news, *kept)
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, to_states: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        states, w, *steps = ctx.saved_tensors
        t, k, n_all, d = to_states.shape
        gates, news, kept = steps[:t], steps[t : 2 * t], steps[2 * t :]
        to_x, to_m = states.new_empty(t, k, n_all, 3 * d), states.new_empty(t, k, n_all, d)
        w_rz, w_n = w[:, : 2 * d], w[:, 2 * d :]
        to_h = torch.zeros_like(states[0])
        for i in reversed(range(t)):
            before, rz, n, m, out = states[i], gates[i], news[i], kept[i], to_x[i]
            r, z = rz[..., :d], rz[..., d:]
            to_h += to_states[i]
            past = to_h * z
            to_n = to_h - past
            torch.mul(torch.sub(to_n, (to_n * n).mul_(n), out=out[..., 2 * d :]), r, out=to_m[i])
            to_r, to_z = to_m[i] * m, (before - n).mul_(past)
            torch.sub(to_r, to_r * r, out=out[..., :d])
            torch.sub(to_z, to_z * z, out=out[..., d : 2 * d])
            to_h = torch.baddbmm(past, out[..., : 2 * d], w_rz).baddbmm_(to_m[i], w_n)
        h, rz, m = (each.transpose(0, 1).reshape(k, t * n_all, -1) for each in (states[:-1], to_x[..., : 2 * d], to_m))
        to_w = torch.cat((torch.bmm(rz.transpose(1, 2), h), torch.bmm(m.transpose(1, 2), h)), 1)
        return to_x, to_h, to_w, torch.cat((rz.sum(1), m.sum(1)), 1)
