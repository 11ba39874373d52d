import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from softlook.nn import SqueezeExcite


def by_loops(x, w_1, w_2, b_1, b_2):
    """One image (c, h, w), one number at a time."""
    c, h, w = x.shape
    z = [sum(x[n, i, j] for i in range(h) for j in range(w)) / (h * w) for n in range(c)]
    hidden = [max(0, sum(w_1[m, n] * z[n] for n in range(c)) + b_1[m]) for m in range(len(w_1))]
    s = [1 / (1 + np.exp(-sum(w_2[n, m] * hidden[m] for m in range(len(w_1))) - b_2[n])) for n in range(c)]
    return np.array([s[n] * x[n] for n in range(c)])


@pytest.mark.parametrize("bias", [False, True])
def test_it_equals_its_loops(bias):
    torch.manual_seed(0)
    layer = SqueezeExcite(6, 2, bias=bias).double()
    x = torch.randn(3, 6, 4, 5, dtype=torch.float64)
    w_1, w_2 = layer.w_1.weight.detach().numpy(), layer.w_2.weight.detach().numpy()
    b_1, b_2 = (
        (layer.w_1.bias.detach().numpy(), layer.w_2.bias.detach().numpy()) if bias else (np.zeros(3), np.zeros(6))
    )
    for n in range(3):
        assert_allclose(layer(x)[n].detach(), by_loops(x[n].numpy(), w_1, w_2, b_1, b_2), atol=1e-12)


def test_gates_need_not_sum_to_one():
    gates = SqueezeExcite(16)(torch.ones(1, 16, 2, 2)).sum()
    assert gates > 1


def test_gradients():
    layer = SqueezeExcite(4, 2, bias=True).double()
    assert torch.autograd.gradcheck(layer, (torch.randn(2, 4, 2, 3, dtype=torch.float64, requires_grad=True),))


@pytest.mark.parametrize("shape", [(0, 4, 2, 2), (2, 4, 0, 3)])
def test_empty_in_empty_out(shape):
    assert_array_equal(SqueezeExcite(4, 2)(torch.zeros(shape)).detach(), np.zeros(shape))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays(dtype):
    assert SqueezeExcite(4, 2).to(dtype)(torch.ones(1, 4, 2, 2, dtype=dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: SqueezeExcite(10, 4), ValueError, "reduction: 4 given, a divisor of channels = 10 wanted"),
        (lambda: SqueezeExcite(10, 0), ValueError, "reduction: 0 given, a whole number of at least 1 wanted"),
        (lambda: SqueezeExcite(0, 1), ValueError, "channels: 0 given, a whole number of at least 1 wanted"),
        (lambda: SqueezeExcite(4.0, 1), TypeError, "channels: float given, a whole number"),
        (lambda: SqueezeExcite(4, 2)(np.ones((1, 4, 2, 2))), TypeError, "x: ndarray given, a torch tensor wanted"),
        (
            lambda: SqueezeExcite(4, 2)(torch.ones((1, 4, 2, 2), dtype=torch.uint8)),
            TypeError,
            "x: dtype torch.uint8 given, a floating dtype wanted",
        ),
        (
            lambda: SqueezeExcite(4, 2)(torch.ones(4, 2, 2)),
            ValueError,
            "x: shape (4, 2, 2) given, (b, 4, h, w) wanted",
        ),
        (
            lambda: SqueezeExcite(4, 2)(torch.ones(1, 3, 2, 2)),
            ValueError,
            "x: shape (1, 3, 2, 2) given, (b, 4, h, w) wanted",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
