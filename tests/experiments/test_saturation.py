"""Claim 2: the softmax's gradient rises with the size of its scores, then falls."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from softlook import softmax
from softlook.experiments.saturation import gradient_by_width, softmax_gradient


def test_the_norm_rises_then_falls():
    """The figures of the claim, each within the chance of 500 draws; at 0 it is exact."""
    at = {row["scale"]: row["mean"] for row in softmax_gradient((0.0, 1.0, 4.0, 32.0))}
    assert_allclose(at[0.0], 1 / 64, rtol=1e-12)
    assert_allclose(at[1.0], 0.10, atol=0.006)
    assert_allclose(at[4.0], 0.255, atol=0.02)
    assert_allclose(at[32.0], 0.065, atol=0.02)
    assert at[0.0] < at[1.0] < at[4.0] > at[32.0]


def test_the_norms_are_those_of_torchs_derivative():
    import torch

    z = np.random.default_rng(3).normal(size=(5, 7))
    norms = [
        float(torch.linalg.matrix_norm(torch.func.jacrev(lambda e: torch.softmax(e, -1))(torch.tensor(2 * row)), 2))
        for row in z
    ]
    (got,) = softmax_gradient([2.0], t_x=7, draws=5, seed=3)
    assert_allclose([got["mean"], got["median"]], [np.mean(norms), np.median(norms)], rtol=1e-10)
    assert_allclose([got["low"], got["high"]], np.quantile(norms, [0.1, 0.9]), rtol=1e-10)


def test_large_scores_put_most_softmaxes_to_sleep_though_not_the_mean():
    row = softmax_gradient([32.0])[0]
    assert row["median"] < 0.001
    assert row["mean"] > 0.04
    assert 0.5 < row["saturated"] < 0.8
    assert softmax_gradient([1.0])[0]["saturated"] == 0


def test_dividing_by_the_root_of_the_width_keeps_the_variance_at_one():
    rows = gradient_by_width()
    for row in rows:
        assert_allclose(row["variance"], row["width"] if row["score"] == "dot" else 1, rtol=0.08)
    saturated = {(row["width"], row["score"]): row["saturated"] for row in rows}
    assert saturated[1024, "dot"] > 0.5
    assert all(share == 0 for (_, score), share in saturated.items() if score == "scaled dot")


def test_with_one_feature_there_is_nothing_to_divide_by():
    dot, scaled = gradient_by_width([1], draws=20)
    assert {**dot, "score": ""} == {**scaled, "score": ""}


def test_the_scaled_scores_are_the_scaled_dot_products():
    (_, scaled) = gradient_by_width([9], t_x=4, draws=3, seed=5)
    rng = np.random.default_rng(5)
    q, k = rng.normal(size=(3, 1, 9)), rng.normal(size=(3, 4, 9))
    e = (q * k).sum(-1) / math.sqrt(9)
    assert_allclose(scaled["variance"], e.var())
    alpha = softmax(e)
    assert_allclose(scaled["mean"], np.mean([np.linalg.norm(np.diag(a) - np.outer(a, a), 2) for a in alpha]))


@pytest.mark.parametrize("name", ["t_x", "draws"])
@pytest.mark.parametrize("measure", [softmax_gradient, gradient_by_width])
def test_sizes_are_whole_numbers(measure, name):
    with pytest.raises(ValueError, match=f"^{name}: -1 given, a whole number of at least 0 wanted$"):
        measure([1], **{name: -1})
