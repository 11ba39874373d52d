"""A GRU along whole sentences, against torch's."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from softlook.translate import gru

E, D, WORDS = 5, 6, 9


@pytest.fixture(params=[(1, 1), (1, 4), (7, 1), (3, 6)], ids=lambda size: "{} of {}".format(*size))
def words(request):
    torch.manual_seed(1)
    table = torch.randn(WORDS, E, dtype=torch.float64, requires_grad=True)
    return table, torch.randint(WORDS, request.param)


def same(mine, other, learned):
    """The numbers, and what they give back to all that is learned from."""
    weights = [torch.randn_like(each) for each in mine]
    gradients = [
        torch.autograd.grad(sum((a * w).sum() for a, w in zip(each, weights, strict=True)), learned)
        for each in (mine, other)
    ]
    torch.testing.assert_close(mine, other)
    torch.testing.assert_close(*gradients)


def test_reading_is_torchs_both_ways(words):
    table, x = words
    cell = nn.GRU(E, D // 2, batch_first=True, bidirectional=True).double()
    h, last = cell(table[x])
    same(gru.read(cell, table, x), (h, torch.cat((last[0], last[1]), -1)), [table, *cell.parameters()])


def test_writing_is_torchs(words):
    table, y = words
    cell, s = nn.GRU(E, D, batch_first=True).double(), torch.randn(len(y), D, dtype=torch.float64, requires_grad=True)
    same([gru.write(cell, table, y, s)], [cell(table[y], s[None])[0]], [table, s, *cell.parameters()])


def test_a_step_is_torchs_with_and_without_a_context(words):
    table, y = words
    s, c = (torch.randn(len(y), width, dtype=torch.float64, requires_grad=True) for width in (D, 3))
    for context in (None, c):
        cell = nn.GRU(E + (0 if context is None else 3), D, batch_first=True).double()
        new = gru.step(cell, gru.gate_inputs(cell, table[y[:, 0]]), s, context)
        given = table[y[:, :1]] if context is None else torch.cat((table[y[:, :1]], context[:, None]), -1)
        learned = [table, s, *cell.parameters()] + ([] if context is None else [context])
        same([new], [cell(given, s[None])[0][:, 0]], learned)


def test_gate_inputs_of_a_table_are_those_of_its_words(words):
    table, y = words
    cell = nn.GRU(E + 3, D, bidirectional=True).double()
    for end in ("", "_reverse"):
        w, b = (getattr(cell, f"{name}_l0{end}") for name in ("weight_ih", "bias_ih"))
        torch.testing.assert_close(gru.gate_inputs(cell, table, end)[y], table[y] @ w[:, :E].T + b)
        torch.testing.assert_close(gru.gate_inputs(cell, table[y], end), table[y] @ w[:, :E].T + b)


def test_a_gru_begins_with_long_memory():
    """Each gate's matrix keeps lengths, and the update gates favour the old state by one."""
    torch.manual_seed(0)
    for cell in (nn.GRU(E, 32, bidirectional=True), nn.GRU(E, 64)):
        gru.remember(cell)
        d = cell.hidden_size
        for name, value in cell.named_parameters():
            if name.startswith("weight_hh"):
                for gate in value.detach().chunk(3):
                    torch.testing.assert_close(gate @ gate.T, torch.eye(d), rtol=0, atol=1e-5)
            elif name.startswith("bias_hh"):
                update = value.detach()[d : 2 * d]
                assert abs(float(update.mean()) - 1) < 0.1
                assert float(value.detach()[:d].abs().max()) < 0.5


def test_its_gradient_is_the_limit_of_its_differences():
    torch.manual_seed(0)
    sizes = [(3, 2, 4, 3 * 2), (2, 4, 2), (2, 3 * 2, 2), (2, 3 * 2)]
    assert torch.autograd.gradcheck(
        gru.along, [torch.randn(size, dtype=torch.float64, requires_grad=True) for size in sizes]
    )


def test_a_gradient_of_the_gradient_is_refused():
    """It is written down for once only; a wrong second one would be worse than none."""
    given = [torch.randn(size, requires_grad=True) for size in [(4, 1, 2, 9), (1, 2, 3), (1, 9, 3), (1, 9)]]
    first = torch.autograd.grad(gru.along(*given).square().sum(), given, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first[0].sum().backward()


def test_what_it_was_given_stays_as_it_was():
    given = [torch.randn(size, requires_grad=True) for size in [(4, 1, 2, 9), (1, 2, 3), (1, 9, 3), (1, 9)]]
    before = [each.detach().clone() for each in given]
    states = gru.along(*given)
    weights = torch.randn_like(states)
    kept = weights.clone()
    states.backward(weights)
    assert torch.equal(weights, kept)
    assert all(torch.equal(each.detach(), was) for each, was in zip(given, before, strict=True))
