import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from softlook.nn import StandAlone2d


def by_loops(x, layer):
    """One image (d_in, h, w): equation 3, pixel by pixel."""
    w_q, w_k, w_v = (w.weight.detach().numpy()[:, :, 0, 0] for w in (layer.w_q, layer.w_k, layer.w_v))
    rows, columns = layer.r_rows.detach().numpy(), layer.r_columns.detach().numpy()
    d_out, (_, h, w), reach = len(w_q), x.shape, layer.window // 2
    d = d_out // layer.heads
    y = np.zeros((d_out, h, w))
    for head in range(layer.heads):
        part = slice(head * d, (head + 1) * d)
        for i in range(h):
            for j in range(w):
                q, scores, values = w_q[part] @ x[:, i, j], [], []
                for a in range(max(i - reach, 0), min(i + reach + 1, h)):
                    for b in range(max(j - reach, 0), min(j + reach + 1, w)):
                        r = np.concatenate([rows[head, a - i + reach], columns[head, b - j + reach]])
                        scores.append(q @ (w_k[part] @ x[:, a, b]) + q @ r)
                        values.append(w_v[part] @ x[:, a, b])
                weights = np.exp(scores) / np.exp(scores).sum()
                y[part, i, j] = sum(weight * v for weight, v in zip(weights, values, strict=True))
    return y


@pytest.mark.parametrize(
    ("heads", "window", "shape"), [(1, 3, (4, 5)), (2, 3, (3, 3)), (3, 5, (2, 6)), (1, 1, (2, 3))]
)
def test_it_equals_its_loops(heads, window, shape):
    torch.manual_seed(0)
    layer = StandAlone2d(3, 12, heads=heads, window=window).double()
    x = torch.randn(2, 3, *shape, dtype=torch.float64)
    for n in range(2):
        assert_allclose(layer(x)[n].detach(), by_loops(x[n].numpy(), layer), atol=1e-12)


def test_a_window_of_one_pixel_is_a_projection():
    layer = StandAlone2d(3, 4, window=1)
    x = torch.randn(1, 3, 4, 4)
    assert_allclose(layer(x).detach(), layer.w_v(x).detach(), rtol=1e-6)


def test_nothing_beyond_the_window_moves_a_pixel():
    layer = StandAlone2d(2, 4, window=3)
    x = torch.randn(1, 2, 6, 6)
    moved = x.clone()
    moved[..., 0, 0] += 5
    same = (layer(x) == layer(moved)).all(dim=1)[0]
    assert not same[:2, :2].any()
    assert same[2:].all()
    assert same[:, 2:].all()


def test_weights_sum_to_one_at_the_border_too():
    alpha = StandAlone2d(2, 4, window=5).attend(torch.randn(1, 2, 3, 4)).alpha
    assert alpha.shape == (1, 1, 12, 1, 25)
    assert_allclose(alpha.sum(-1).detach(), np.ones((1, 1, 12, 1)), rtol=1e-6)


def test_gradients():
    layer = StandAlone2d(2, 4, heads=2, window=3).double()
    assert torch.autograd.gradcheck(layer, (torch.randn(1, 2, 3, 2, dtype=torch.float64, requires_grad=True),))


@pytest.mark.parametrize("shape", [(0, 2, 3, 3), (2, 2, 0, 3)])
def test_empty_in_empty_out(shape):
    assert StandAlone2d(2, 4)(torch.zeros(shape)).shape == (shape[0], 4, *shape[2:])


def test_half_precision_stays():
    assert (
        StandAlone2d(2, 4, window=3).to(torch.bfloat16)(torch.ones(1, 2, 3, 3, dtype=torch.bfloat16)).dtype
        == torch.bfloat16
    )


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: StandAlone2d(2, 8, heads=3), ValueError, "heads: 3 given, a divisor of d_out = 8 wanted"),
        (
            lambda: StandAlone2d(2, 6, heads=2),
            ValueError,
            "d_out: 6 given with 2 heads, an even width for each wanted",
        ),
        (lambda: StandAlone2d(2, 4, window=2), ValueError, "window: 2 given, an odd number wanted"),
        (lambda: StandAlone2d(0, 4), ValueError, "d_in: 0 given, a whole number of at least 1 wanted"),
        (lambda: StandAlone2d(2, 4, heads=1.0), TypeError, "heads: float given, a whole number"),
        (lambda: StandAlone2d(2, 4)(torch.ones(2, 4, 4)), ValueError, "x: shape (2, 4, 4) given, (b, 2, h, w) wanted"),
        (
            lambda: StandAlone2d(2, 4)(torch.ones((1, 2, 4, 4), dtype=torch.int32)),
            TypeError,
            "x: dtype torch.int32 given, a floating dtype wanted",
        ),
    ],
)
def test_errors_name_given_and_wanted(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
