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
    its = nn.GRU(E, D // 2, batch_first=True, bidirectional=True).double()
    h, last = its(table[x])
    same(gru.read(its, table, x), (h, torch.cat((last[0], last[1]), -1)), [table, *its.parameters()])


def test_writing_is_torchs(words):
    table, y = words
    its, s = nn.GRU(E, D, batch_first=True).double(), torch.randn(len(y), D, dtype=torch.float64, requires_grad=True)
    same([gru.write(its, table, y, s)], [its(table[y], s[None])[0]], [table, s, *its.parameters()])


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
    found = gru.along(*given)
    weights = torch.randn_like(found)
    kept = weights.clone()
    found.backward(weights)
    assert torch.equal(weights, kept)
    assert all(torch.equal(each.detach(), was) for each, was in zip(given, before, strict=True))
