from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from softlook import attend_persistent, dot, padding

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


def test_persistent_vectors_stand_under_one_joint_softmax():
    q, k, v, k_p, v_p = random((2, 3, 4), (2, 5, 4), (2, 5, 3), (6, 4), (6, 3))
    mask = padding(torch.tensor([5, 2]), 5)
    attention = attend_persistent(q, k, v, k_p=k_p, v_p=v_p, mask=mask)
    for b, t in enumerate((5, 2)):
        e = torch.cat([q[b] @ k[b, :t].T, q[b] @ k_p.T], -1) / 2
        assert_allclose(attention.c[b], torch.softmax(e, -1) @ torch.cat([v[b, :t], v_p]), rtol=1e-12)
    assert_allclose(attention.alpha.sum(-1), np.ones((2, 3)), rtol=1e-12)


def test_persistent_mask_may_have_one_axis():
    q, k, v, k_p, v_p = random((3, 4), (5, 4), (5, 3), (6, 4), (6, 3))
    mask = torch.tensor([True, False, True, True, False])
    assert_allclose(
        attend_persistent(q, k, v, k_p=k_p, v_p=v_p, mask=mask).c,
        attend_persistent(q, k[mask], v[mask], k_p=k_p, v_p=v_p).c,
        rtol=1e-12,
    )


def test_persistent_memory_alone_is_a_feed_forward_layer():
    (x,) = random((2, 3, 4))
    first, second = nn.Linear(4, 6, bias=False, **DOUBLE), nn.Linear(6, 5, bias=False, **DOUBLE)
    nothing, mute = torch.zeros(2, 0, 4, **DOUBLE), torch.zeros(2, 0, 5, **DOUBLE)
    attention = attend_persistent(
        x, nothing, mute, k_p=first.weight, v_p=second.weight.T, score=dot, normalize=lambda e, _: torch.relu(e)
    )
    assert_allclose(attention.c.detach(), second(torch.relu(first(x))).detach(), rtol=1e-12, atol=1e-12)


K = np.ones((3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K[:2]),
            ValueError,
            r"v_p: shape \(2, 4\) given, 3 values wanted, one for each key of k_p's \(3, 4\)",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K[:, :2], v_p=K),
            ValueError,
            r"k_p: shape \(3, 2\) given, a last axis of 4 wanted, as the sentence's \(3, 4\)",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K[:, :2]),
            ValueError,
            r"^v_p: shape \(3, 2\) given, a last axis of 4 wanted, as the sentence's \(3, 4\)$",
        ),
        (
            lambda: attend_persistent(K.astype(np.float32), K, K, k_p=K, v_p=K),
            TypeError,
            r"^q, k: dtypes float32, float64 given, one dtype wanted$",
        ),
        (lambda: attend_persistent(K, K, K, k_p=K[0], v_p=K), ValueError, r"k_p: shape \(4,\) given"),
        (
            lambda: attend_persistent(K, K[None].repeat(2, 0), K, k_p=K[None].repeat(3, 0), v_p=K),
            ValueError,
            r"^sentence, k_p: shapes",
        ),
        (
            lambda: attend_persistent(K, K, K[None].repeat(2, 0), k_p=K, v_p=K[None].repeat(3, 0)),
            ValueError,
            r"^sentence, v_p: shapes",
        ),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.ones((3, 2), bool)),
            ValueError,
            r"mask: shape \(3, 2\) given, a last axis of 3 wanted, as k's",
        ),
        (lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.array(True)), ValueError, r"mask: shape \(\) given"),
        (
            lambda: attend_persistent(K, K, K, k_p=K, v_p=K, mask=np.ones((3, 3))),
            TypeError,
            r"mask: dtype float64 given",
        ),
    ],
)
def test_persistent_names_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_persistent_on_every_library(xp):
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    mask = np.array([[True], [False], [True]])
    whole = attend_persistent(x, x, x, k_p=x[0], v_p=x[1], mask=mask).c
    y = xp.asarray(x)
    assert_allclose(
        np.from_dlpack(attend_persistent(y, y, y, k_p=y[0, ...], v_p=y[1, ...], mask=xp.asarray(mask)).c),
        whole,
        rtol=1e-12,
    )
