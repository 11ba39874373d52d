from __future__ import annotations

import torch
from numpy.testing import assert_array_equal

from softlook._torch import again, transformed


def test_transforms_of_torch_func_are_noticed():
    states = [transformed()]
    torch.func.vmap(lambda x: states.append(transformed()) or x)(torch.ones(2))
    torch.func.jacrev(lambda x: states.append(transformed()) or x)(torch.ones(2))
    states.append(transformed())
    assert states == [False, True, True, False]


def square(calls):
    def step(x, nothing):
        assert nothing is None
        calls.append(x)
        return x * x

    return step


def test_a_step_is_computed_again_in_the_backward_pass():
    calls, x = [], torch.tensor([3.0], requires_grad=True)
    y = again(square(calls), x, None)
    assert len(calls) == 1
    y.sum().backward()
    assert len(calls) == 2
    assert_array_equal(x.grad, [6.0])


def test_a_step_is_computed_once_where_no_gradient_is_wanted():
    calls, x = [], torch.tensor([3.0], requires_grad=True)
    with torch.no_grad():
        assert_array_equal(again(square(calls), x, None), [9.0])
    jacobian = torch.func.jacrev(lambda x: again(square(calls), x, None))(torch.tensor([3.0]))
    assert_array_equal(jacobian, [[6.0]])
    assert len(calls) == 2
