"""Trained hard attention, against exact enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from softlook import attend, hard, sample, softmax
from softlook.nn import GumbelSoftmax, Reinforce, StraightThrough, expected_cost, log_probability

DOUBLE = {"dtype": torch.float64}


def draws(t_y, t_x):
    """Every way of drawing one of t_x keys for each of t_y queries."""
    eye = torch.eye(t_x, **DOUBLE)
    return [torch.stack([eye[j] for j in places]) for places in product(range(t_x), repeat=t_y)]


def problem(t_y=2, t_x=3):
    torch.manual_seed(0)
    e, v = torch.randn(t_y, t_x, **DOUBLE, requires_grad=True), torch.randn(t_x, 2, **DOUBLE, requires_grad=True)
    goal = torch.randn(t_y, 2, **DOUBLE)
    return e, v, lambda alpha: ((alpha @ v - goal) ** 2).sum(-1)  # one cost a query


def exact_gradient(e, v, cost, mask=None):
    p = softmax(e, mask)
    total = sum((alpha * p).sum(-1).prod() * cost(alpha).sum() for alpha in draws(*e.shape))
    return torch.autograd.grad(total, (e, v), allow_unused=True)


@pytest.mark.parametrize("baseline", [0.0, 1.7])
@pytest.mark.parametrize("whole_sentence", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_reinforce_has_the_gradient_of_the_expected_cost(baseline, whole_sentence, masked):
    e, v, cost = problem()
    mask = torch.tensor([[True, True, False], [True, True, True]]) if masked else None
    reinforce = Reinforce(seed=0).eval()
    reinforce.baseline.fill_(baseline)
    p = softmax(e, mask).detach()
    average = [torch.zeros_like(e), torch.zeros_like(v)]
    for alpha in draws(2, 3):
        chance = (alpha * p).sum(-1).prod()
        if chance > 0:
            outcome = cost(alpha).sum() if whole_sentence else cost(alpha)
            surrogate = reinforce.surrogate(outcome, e, alpha, mask)
            assert_array_equal(surrogate.detach(), outcome.detach())
            gradient = torch.autograd.grad(surrogate.sum(), (e, v))
            average = [total + chance * g for total, g in zip(average, gradient, strict=True)]
    for mine, exact in zip(average, exact_gradient(e, v, cost, mask), strict=True):
        assert_allclose(mine, exact, rtol=1e-10, atol=1e-10)


def test_reinforce_by_sampling_comes_near_and_a_baseline_makes_it_steadier():
    e, v, cost = problem(1, 4)
    exact = exact_gradient(e, v, cost)[0]
    spread = {}
    for baseline in (0.0, float(expected_cost(e, torch.cat([cost(a) for a in draws(1, 4)])[None]).detach())):
        reinforce = Reinforce(seed=torch.Generator().manual_seed(0)).eval()
        reinforce.baseline.fill_(baseline)
        many = e.detach().expand(20_000, 1, 4).clone().requires_grad_()
        alpha = reinforce(many)
        (g,) = torch.autograd.grad(reinforce.surrogate(cost(alpha).detach(), many, alpha).sum(), many)
        assert_allclose(g.mean(0), exact, atol=6 * float(g.std(0).max()) / 20_000**0.5)
        spread[baseline] = float(g.var(0).sum())
    zero, average = spread.values()
    assert average < zero


def test_reinforce_learns_and_its_baseline_follows_the_cost():
    reinforce, e = Reinforce(seed=0, decay=0.5), torch.zeros(64, 1, 3, requires_grad=True)
    costs = torch.tensor([3.0, 1.0, 2.0])
    for _ in range(60):
        alpha = reinforce(e)
        (g,) = torch.autograd.grad(reinforce.surrogate((alpha * costs).sum(-1), e, alpha).sum(), e)
        e = (e - 0.5 * g).detach().requires_grad_()
    assert float(softmax(e).detach().mean((0, 1))[1]) > 0.9
    assert_allclose(reinforce.baseline, 1, atol=0.2)
    assert "baseline" in reinforce.state_dict()
    assert not reinforce.baseline.requires_grad


def test_reinforce_is_a_normaliser_and_draws_anew():
    e = torch.zeros(40, 4)
    reinforce = Reinforce(seed=0)
    first, second = reinforce(e), reinforce(e)
    assert not torch.equal(first, second)
    assert_array_equal(first, Reinforce(seed=0)(e))
    x = torch.randn(3, 2)
    assert_array_equal(attend(x, x, x, normalize=Reinforce(seed=1)).alpha.sum(-1), torch.ones(3))


def test_log_probability_is_zero_where_there_is_nothing_to_see():
    e = torch.tensor([[0.0, -torch.inf, 1.0], [1.0, 2.0, 3.0], [-torch.inf] * 3], **DOUBLE, requires_grad=True)
    mask = torch.tensor([[True, True, True], [False, False, False], [True, True, True]])
    alpha = sample(e.detach(), mask, seed=0)
    log_p = log_probability(e, alpha, mask)
    assert_allclose(log_p.detach(), [np.log(float((softmax(e.detach(), mask)[0] * alpha[0]).sum())), 0, 0], rtol=1e-12)
    (g,) = torch.autograd.grad(log_p.sum(), e)
    assert bool(torch.isfinite(g).all())
    assert_array_equal(log_probability(torch.zeros(2, 0), torch.zeros(2, 0)), torch.zeros(2))
    free = torch.randn(2, 3, **DOUBLE, requires_grad=True)
    assert torch.autograd.gradcheck(lambda e: log_probability(e, hard(e.detach())), (free,))


def test_straight_through_is_hard_going_forward_and_soft_going_back():
    e, v, _ = problem()
    mask = torch.tensor([True, True, False])
    g = torch.randn(2, 3, **DOUBLE)
    alpha = StraightThrough()(e, mask)
    assert_array_equal(alpha.detach(), hard(e.detach(), mask))
    assert_allclose(torch.autograd.grad(alpha, e, g)[0], torch.autograd.grad(softmax(e, mask), e, g)[0], rtol=1e-10)
    assert attend(v, v, v, normalize=StraightThrough()).c.shape == v.shape


def test_straight_through_is_exact_where_the_cost_is_linear():
    """Its gradient does not depend on what was drawn, if the cost does not either: then it is the exact one."""
    e = torch.randn(2, 3, **DOUBLE, requires_grad=True)
    costs = torch.randn(2, 3, **DOUBLE)
    (mine,) = torch.autograd.grad((StraightThrough()(e) * costs).sum(), e)
    (exact,) = torch.autograd.grad(expected_cost(e, costs).sum(), e)
    assert_allclose(mine, exact, rtol=1e-10, atol=1e-10)
    by_enumeration = sum((a * softmax(e)).sum(-1).prod() * (a * costs).sum() for a in draws(2, 3))
    assert_allclose(exact, torch.autograd.grad(by_enumeration, e)[0], rtol=1e-10, atol=1e-10)


def test_gumbel_softmax_goes_from_a_draw_to_even_weights():
    e = torch.randn(50, 4, **DOUBLE)
    mask = torch.tensor([True, True, True, False])
    assert_allclose(GumbelSoftmax(1e-4, seed=3)(e, mask), sample(e, mask, seed=3), atol=1e-6)
    assert_allclose(GumbelSoftmax(1e6, seed=3)(e, mask), mask.double().expand(50, 4) / 3, atol=1e-4)
    relaxed = GumbelSoftmax(0.5, seed=torch.Generator().manual_seed(0), straight_through=True)
    assert_array_equal(relaxed(e, mask).sum(-1), torch.ones(50))
    assert_allclose(
        relaxed(torch.log(torch.tensor([0.2, 0.8])).expand(20_000, 2).clone()).mean(0), [0.2, 0.8], atol=0.012
    )
    free = e[:3].clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda e: GumbelSoftmax(0.7, seed=5)(e, mask), (free,))
    straight, soft = (
        GumbelSoftmax(0.7, seed=5, straight_through=True)(free, mask),
        GumbelSoftmax(0.7, seed=5)(free, mask),
    )
    assert_array_equal(straight.detach(), hard(soft.detach()))
    g = torch.randn(3, 4, **DOUBLE)
    assert_allclose(torch.autograd.grad(straight, free, g)[0], torch.autograd.grad(soft, free, g)[0], rtol=1e-10)


E = torch.zeros(2, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: GumbelSoftmax(0.0, seed=0), ValueError, r"temperature: 0\.0 given, a finite number above 0 wanted"),
        (lambda: GumbelSoftmax(seed="0")(E), TypeError, r"seed: str given"),
        (lambda: GumbelSoftmax(seed=-1), ValueError, r"seed: -1 given, a whole number of at least 0 wanted"),
        (lambda: Reinforce(seed=-1), ValueError, r"seed: -1 given"),
        (lambda: Reinforce(seed=0, decay=1.0), ValueError, r"decay: 1\.0 given, a number in \[0, 1\) wanted"),
        (lambda: Reinforce(seed=0, decay="1"), TypeError, r"decay: str given, a number in \[0, 1\) wanted"),
        (
            lambda: Reinforce(seed=0).surrogate(torch.zeros(4), E, E),
            ValueError,
            r"cost: shape \(4,\) given, one for each draw \(2,\) or one a sentence \(\) wanted",
        ),
        (lambda: log_probability(E, E[0]), ValueError, r"alpha: shape \(3,\) given, \(2, 3\) wanted, as e's"),
        (lambda: log_probability(E * torch.nan, E), ValueError, r"e: NaN given"),
        (lambda: expected_cost(E, E[0]), ValueError, r"costs: shape \(3,\) given, \(2, 3\) wanted, as e's"),
        (lambda: expected_cost(E.int(), E), TypeError, r"e: dtype torch\.int32 given"),
        (lambda: StraightThrough()(E, E), TypeError, r"mask: dtype torch\.float32 given"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
