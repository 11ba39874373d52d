"""Over all public names: the gradient is finite where a root, a norm, a distance or a weight is exactly 0."""

from __future__ import annotations

import numpy as np
import pytest
from optional import torch
from properties.registry import CASES, call, draw, each, gradients, outputs, to

DIFFERENTIABLE = each("torch", where=gradients)


def zeros(case, arrays):
    """Nothing but zeros."""
    return {name: np.zeros_like(x) if case.arrays[name].kind == "floating" else x for name, x in arrays.items()}


def duplicated(case, arrays):
    """Every row the same."""
    return {
        name: np.broadcast_to(x[..., :1, :], x.shape).copy()
        if case.arrays[name].kind == "floating" and x.ndim > 1
        else x
        for name, x in arrays.items()
    }


def equal(case, arrays):
    """Every number of a row the same."""
    return {
        name: np.broadcast_to(x[..., :1], x.shape).copy() if case.arrays[name].scalable else x
        for name, x in arrays.items()
    }


def hidden(case, arrays):
    """Nothing that may be attended to."""
    return {name: np.zeros_like(x) if case.arrays[name].kind == "mask" else x for name, x in arrays.items()}


def hidden_zeros(case, arrays):
    return hidden(case, zeros(case, arrays))


@pytest.mark.parametrize("degenerate", [zeros, duplicated, equal, hidden, hidden_zeros])
@pytest.mark.parametrize(("name", "library"), DIFFERENTIABLE)
def test_gradients_are_finite(name, library, degenerate):
    case = CASES[name]
    if name.startswith("cosine, each") and degenerate in {zeros, hidden_zeros}:
        degenerate = duplicated  # a sharpness of 0 is refused
    arrays = to(library, degenerate(case, draw(case, 0)))
    inputs = [arrays[argument].requires_grad_() for argument in gradients(case)]
    total = sum(array.sum() for array in outputs(call(case, arrays)))
    assert bool(torch.isfinite(total))
    for gradient in torch.autograd.grad(total, inputs, allow_unused=True):
        assert gradient is None or bool(torch.isfinite(gradient).all())


@pytest.mark.parametrize(("name", "library"), DIFFERENTIABLE)
def test_every_gradient_arrives(name, library):
    """Where nothing is 0, each argument that is to get a gradient gets one."""
    case = CASES[name]
    arrays = {
        argument: np.ones_like(x) if case.arrays[argument].kind == "mask" else x
        for argument, x in draw(case, 0).items()
    }
    arrays = to(library, arrays)
    inputs = [arrays[argument].requires_grad_() for argument in gradients(case)]
    total = sum(
        (array * torch.arange(array.numel()).reshape(array.shape)).sum() for array in outputs(call(case, arrays))
    )
    for gradient in torch.autograd.grad(total, inputs):
        assert bool(torch.isfinite(gradient).all())
        assert bool(gradient.any())
