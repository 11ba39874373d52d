from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from torch.nn.functional import scaled_dot_product_attention as sdpa

from softlook import attend, causal, padding
from softlook._torch import soft

sizes = st.integers(1, 6)


def random(*shapes, seed=0, library=np):
    draw = np.random.default_rng(seed)
    return [library.asarray(draw.standard_normal(shape)) for shape in shapes]


BATCHES = [
    ((), (), ()),
    ((2,), (2,), (2,)),
    ((2, 1), (3,), (2, 3)),
    ((), (2,), (2,)),
    ((2,), (2,), (3, 1)),
    ((2, 1, 2), (3, 1), (3, 2)),
    ((1,), (4,), ()),
]


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("masked", [None, "causal", "padding", "blind"])
def test_the_fast_backends_are_attend(monkeypatch, batch, masked):
    q, k, v = random((*batch[0], 5, 4), (*batch[1], 7, 4), (*batch[2], 7, 4), library=torch)
    scores = np.broadcast_shapes(batch[0], batch[1])
    mask = {
        None: None,
        "causal": causal(5, 7, like=q),
        "padding": padding(torch.full(scores, 3), 7),
        "blind": torch.zeros(5, 1, dtype=torch.bool),
    }[masked]
    plain = attend(q, k, v, mask=mask)
    calls = []
    for name in ("contexts", "in_place"):
        backend = getattr(soft, name)
        monkeypatch.setattr(soft, name, lambda *args, backend=backend: calls.append(backend(*args)) or calls[-1])
    c = attend(q, k, v, mask=mask, need_weights=False)
    weights = attend(q, k, v, mask=mask, need_scores=False)
    assert c.alpha is c.e is weights.e is None
    assert_allclose(c.c, plain.c, rtol=1e-12, atol=1e-12)
    assert_allclose(weights.c, plain.c, rtol=1e-12, atol=1e-12)
    assert_allclose(weights.alpha, plain.alpha, rtol=1e-12, atol=1e-12)
    assert calls[0] is not None
    assert calls[1] is not None or scores != np.broadcast_shapes(scores, batch[2])


@settings(deadline=None)
@given(sizes, sizes, sizes, st.integers(0, 99))
def test_attend_is_sdpa(t_y, t_x, d, seed):
    q, k, v = random((2, t_y, d), (2, t_x, d), (2, t_x, 3), seed=seed, library=torch)
    expected = sdpa(q, k, v)
    for options in ({}, {"need_weights": False}, {"need_scores": False}):
        assert_allclose(attend(q, k, v, **options).c, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("options", [{"need_weights": False}, {"need_scores": False}])
def test_the_fast_backends_have_the_gradient(options):
    q, k, v = (x.requires_grad_() for x in random((3, 4), (5, 4), (5, 4), library=torch))
    mask = causal(3, 5, like=q) & torch.tensor([[True], [False], [True]])
    assert torch.autograd.gradcheck(lambda *x: attend(*x, mask=mask, **options).c, (q, k, v))
    jacobian = torch.func.jacrev(lambda v: attend(q.detach(), k.detach(), v, **options).c)(v.detach())
    assert_allclose(jacobian[:, 0, :, 0], attend(q, k, v).alpha.detach(), rtol=1e-12)


def test_weights_written_in_place_leave_the_arguments_alone():
    q, k, v = random((3, 4), (5, 4), (5, 4), library=torch)
    copies = [x.clone() for x in (q, k, v)]
    attend(q, k, v, need_scores=False)
    for x, copy in zip((q, k, v), copies, strict=True):
        assert_array_equal(x, copy)


@pytest.mark.parametrize("options", [{"need_weights": False}, {"need_scores": False}])
def test_the_fast_backends_hide_and_refuse_as_the_plain_one_does(options):
    q, k, v = random((3, 4), (5, 4), (5, 4), library=torch)
    mask = torch.tensor([True, True, True, True, False])
    clean = attend(q, k, v, mask=mask)
    k[4] = torch.nan
    assert_allclose(attend(q, k, v, mask=mask, **options).c, clean.c, rtol=1e-12)
    for bad, error, message in (
        (lambda: attend(q, k, v, **options), ValueError, "e: NaN given"),
        (lambda: attend(q, k[:4], v, **options), ValueError, r"v: shape \(5, 4\) given, 4 values wanted"),
        (lambda: attend(q[:, :3], k, v, **options), ValueError, r"k: shape \(5, 4\) given, a last axis of 3 wanted"),
        (lambda: attend(q, k, v.float(), mask=mask, **options), TypeError, r"alpha, v: dtypes"),
        (lambda: attend(q.int(), k.int(), v.int(), **options), TypeError, r"q: dtype torch.int32 given"),
        (lambda: attend(q[0], k, v, **options), ValueError, r"q: shape \(4,\) given"),
        (lambda: attend(q, k, v, mask=mask.int(), **options), TypeError, r"mask: dtype torch.int32 given"),
        (
            lambda: attend(q, k, v, mask=torch.ones(2, 3, 5, dtype=torch.bool), **options),
            ValueError,
            r"mask: shape \(2, 3, 5\) given",
        ),
        (lambda: attend(q, k, v, mask=mask.numpy(), **options), TypeError, r"e, mask: arrays of different libraries"),
        (
            lambda: attend(q.expand(2, 3, 4), k.expand(3, 5, 4), v, **options),
            ValueError,
            "leading axes that broadcast together wanted",
        ),
        (lambda: attend(q, k[:4], v[:4] * torch.nan, **options), ValueError, "v: NaN or infinity given"),
    ):
        with pytest.raises(error, match=message):
            bad()
