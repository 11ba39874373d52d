import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from softlook.nn import CBAM


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def by_loops(x, w_0, w_1, f):
    """One image (c, h, w): equations 1 to 3, the convolution written out."""
    c, h, w = x.shape

    def mlp(pooled):
        return w_1 @ np.maximum(w_0 @ pooled, 0)

    m_c = sigmoid(mlp(np.array([x[n].mean() for n in range(c)])) + mlp(np.array([x[n].max() for n in range(c)])))
    x = np.array([m_c[n] * x[n] for n in range(c)])
    pooled, reach = np.stack([x.mean(axis=0), x.max(axis=0)]), f.shape[-1] // 2
    m_s = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            for a in range(-reach, reach + 1):
                for b in range(-reach, reach + 1):
                    if 0 <= i + a < h and 0 <= j + b < w:
                        m_s[i, j] += f[0, :, a + reach, b + reach] @ pooled[:, i + a, j + b]
    return sigmoid(m_s) * x


@pytest.mark.parametrize("window", [1, 3, 7])
def test_it_equals_its_loops(window):
    torch.manual_seed(0)
    layer = CBAM(6, 3, window=window).double()
    x = torch.randn(2, 6, 4, 5, dtype=torch.float64)
    w_0, w_1, f = (p.detach().numpy() for p in (layer.w_0.weight, layer.w_1.weight, layer.f.weight))
    for n in range(2):
        assert_allclose(layer(x)[n].detach(), by_loops(x[n].numpy(), w_0, w_1, f), atol=1e-12)


def test_gradients():
    layer = CBAM(4, 2, window=3).double()
    assert torch.autograd.gradcheck(layer, (torch.randn(1, 4, 3, 3, dtype=torch.float64, requires_grad=True),))


@pytest.mark.parametrize("shape", [(0, 4, 2, 2), (2, 4, 0, 3), (2, 4, 3, 0)])
def test_empty_in_empty_out(shape):
    assert_array_equal(CBAM(4, 2)(torch.zeros(shape)).detach(), np.zeros(shape))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays(dtype):
    assert CBAM(4, 2).to(dtype)(torch.ones(1, 4, 2, 2, dtype=dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: CBAM(10, 4), ValueError, "reduction: 4 given, a divisor of channels = 10 wanted"),
        (lambda: CBAM(4, 2, window=4), ValueError, "window: 4 given, an odd number wanted"),
        (lambda: CBAM(4, 2, window=0), ValueError, "window: 0 given, a whole number of at least 1 wanted"),
        (lambda: CBAM(4, 2, window=3.0), TypeError, "window: float given, a whole number"),
        (lambda: CBAM(4, 2)(torch.ones(4, 2, 2)), ValueError, "x: shape (4, 2, 2) given, (b, 4, h, w) wanted"),
        (
            lambda: CBAM(4, 2)(torch.ones((1, 4, 2, 2), dtype=torch.int64)),
            TypeError,
            "x: dtype torch.int64 given, a floating dtype wanted",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
