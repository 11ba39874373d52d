from __future__ import annotations

import pytest
import torch
from torch import nn

from softlook.nn import _init


@pytest.mark.parametrize("shape", [(5,), (300, 4), (2, 3, 100)])
def test_a_matrix_is_uniform_within_the_root_of_its_width(shape):
    torch.manual_seed(0)
    w = _init.matrix(*shape, dtype=torch.float64)
    assert isinstance(w, nn.Parameter)
    assert w.requires_grad
    assert (tuple(w.shape), w.dtype) == (shape, torch.float64)
    bound = shape[-1] ** -0.5
    assert float(w.detach().abs().max()) <= bound
    if w.numel() > 500:  # a uniform draw fills its interval
        assert float(w.detach().abs().max()) > 0.95 * bound
        assert abs(float(w.detach().std()) - bound / 3**0.5) < 0.05 * bound


def test_it_begins_as_torchs_linear_layers_do():
    bound = nn.Linear(16, 1000).weight.detach().abs().max()
    assert float(_init.matrix(1000, 16).detach().abs().max()) == pytest.approx(float(bound), rel=0.01)
