"""Over all public names: torch's transforms, forward mode, autocast, and devices whose numbers nobody waits for."""

from __future__ import annotations

import pytest
from optional import torch
from properties.registry import CASES, call, draw, each, gradients, outputs, to

sdpa_kernel, SDPBackend = torch.nn.attention.sdpa_kernel, torch.nn.attention.SDPBackend
TORCH = each("torch", where=lambda case: case.out is not None and case.arrays)
DIFFERENTIABLE = each("torch", where=gradients)


@pytest.mark.filterwarnings("ignore:torch.searchsorted.*non-contiguous:UserWarning")  # what vmap makes of a row
@pytest.mark.parametrize(("name", "library"), TORCH)
def test_vmap_is_one_call_after_the_other(name, library):
    case = CASES[name]
    first, second = (to(library, draw(case, seed)) for seed in (0, 1))
    both = {argument: torch.stack([first[argument], second[argument]]) for argument in first}
    # a layer is built within, from one seed: the same for all
    together = torch.vmap(lambda arrays: tuple(outputs(call(case, arrays))), randomness="same")(both)
    for n, arrays in enumerate((first, second)):
        for one, other in zip(together, outputs(call(case, arrays)), strict=True):
            torch.testing.assert_close(one[n], other)


@pytest.mark.parametrize(("name", "library"), TORCH)
def test_no_number_is_looked_at_on_another_device(name, library):
    """On torch's meta device there are none: whoever waits for one, as on a GPU, fails."""
    case = CASES[name]
    arrays = to(library, draw(case, 0))
    near = outputs(call(case, arrays))
    far = outputs(call(case, {argument: x.to("meta") for argument, x in arrays.items()}))
    assert [(x.shape, x.dtype, x.device.type) for x in far] == [(x.shape, x.dtype, "meta") for x in near]


@pytest.mark.parametrize(("name", "library"), TORCH)
def test_fake_tensors_have_shapes_alone(name, library):
    """As those that tools count memory and time with, before there is a number."""
    from torch._subclasses.fake_tensor import FakeTensorMode

    case = CASES[name]
    arrays = to(library, draw(case, 0))
    near = outputs(call(case, arrays))
    with FakeTensorMode(allow_non_fake_inputs=True) as mode:
        fake = outputs(call(case, {argument: mode.from_tensor(x) for argument, x in arrays.items()}))
    assert [(x.shape, x.dtype) for x in fake] == [(x.shape, x.dtype) for x in near]


@pytest.mark.parametrize(("name", "library"), DIFFERENTIABLE)
def test_forward_mode_gives_the_derivative(name, library):
    case = CASES[name]
    arrays = to(library, draw(case, 0))
    argument = gradients(case)[0]

    def function(x):
        return tuple(outputs(call(case, arrays | {argument: x})))

    x = arrays[argument]
    direction = torch.linspace(-1, 1, x.numel(), dtype=x.dtype).reshape(x.shape)
    with sdpa_kernel(SDPBackend.MATH):  # the one whose gradient has a gradient, of which the reference is made
        _, wanted = torch.autograd.functional.jvp(function, x, direction)
    forward_ad = torch.autograd.forward_ad
    with forward_ad.dual_level():
        tangents = [forward_ad.unpack_dual(y).tangent for y in function(forward_ad.make_dual(x, direction))]
    for tangent, other in zip(tangents, wanted, strict=True):
        torch.testing.assert_close(torch.zeros_like(other) if tangent is None else tangent, other)


@pytest.mark.parametrize("mixed", [False, True], ids=["float32", "mixed"])
@pytest.mark.parametrize(("name", "library"), DIFFERENTIABLE)
def test_autocast_is_borne(name, library, mixed):
    """As torch's own functions bear it: with dtypes that differ, and to the rounding of bfloat16."""
    case = CASES[name]
    exact = to(library, draw(case, 0), "float32")
    arrays = dict(exact)
    if mixed:
        for argument in [argument for argument, x in exact.items() if x.is_floating_point()][::2]:
            arrays[argument] = arrays[argument].to(torch.bfloat16)
    inputs = [arrays[argument].requires_grad_() for argument in gradients(case)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        results = outputs(call(case, arrays))
        total = sum(x.float().sum() for x in results)
    torch.autograd.grad(total, inputs, allow_unused=True)
    for one, other in zip(results, outputs(call(case, exact)), strict=True):
        scale = float(other.detach().abs().max()) if other.numel() else 0.0
        assert one.shape == other.shape
        torch.testing.assert_close(one.float(), other.float(), rtol=0, atol=0.1 * max(scale, 1.0))
