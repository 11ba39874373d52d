from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from softlook._torch.noise import gumbel


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_noise_has_the_distribution_of_gumbel():
    noise = gumbel(torch.zeros(40_000), generator())
    euler = 0.5772156649
    assert float(noise.mean()) == pytest.approx(euler, abs=0.03)
    assert float(noise.std()) == pytest.approx(math.pi / math.sqrt(6), abs=0.03)
    for x in (-1.0, 0.0, 2.0):
        assert float((noise <= x).double().mean()) == pytest.approx(math.exp(-math.exp(-x)), abs=0.01)


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_noise_has_the_shape_and_dtype_of_its_likeness(dtype):
    noise = gumbel(torch.zeros(2, 0, 3, dtype=dtype), generator())
    assert (tuple(noise.shape), noise.dtype) == ((2, 0, 3), dtype)
    assert bool(torch.isfinite(gumbel(torch.zeros(1000, dtype=dtype), generator())).all())


def test_a_generator_goes_on():
    draw = generator()
    first, second = gumbel(torch.zeros(4), draw), gumbel(torch.zeros(4), draw)
    assert not torch.equal(first, second)
    assert torch.equal(gumbel(torch.zeros(4), generator()), first)


@pytest.mark.parametrize("seed", ["1", None, 1.5, np.random.RandomState(0)])
def test_what_is_no_generator_of_torch_is_refused(seed):
    kind = type(seed).__name__
    with pytest.raises(
        TypeError, match=f"^seed: {kind} given, an int, a numpy Generator or a torch Generator wanted$"
    ):
        gumbel(torch.zeros(2), seed)
