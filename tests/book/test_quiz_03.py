"""The answers of chapter 3's quiz, by code."""

from __future__ import annotations

import torch

from softlook.experiments.gradient_reach import gradient_reach


def test_quiz_3_vector():
    encoder = torch.nn.RNN(4, 7, batch_first=True)
    assert encoder(torch.zeros(1, 5, 4))[1].shape == encoder(torch.zeros(1, 50, 4))[1].shape == (1, 1, 7)


def test_quiz_3_recurrence():
    encoder = torch.nn.RNN(300, 500)
    assert encoder.weight_ih_l0.shape[1] + encoder.weight_hh_l0.shape[1] == 800


def test_quiz_3_gradient():
    reach = {(row.reader, row.distance): row.gradient for row in gradient_reach(40, seeds=4)}
    far, near = reach["attention", 39], reach["attention", 0]
    assert 0.3 < far / near < 3  # no matter how far
    assert near < reach["fixed vector", 0]  # smaller near by
    assert reach["attention on one word", 5] < 1e-3  # not eliminated where nobody looks
    assert far > 1e3 * reach["fixed vector", 39]  # not nothing
