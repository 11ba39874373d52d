"""Regularised or not: what is trained, and what the book says of it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from softlook.experiments.translation import regularised
from softlook.translate.settings import preset


@pytest.mark.needs_torch
@pytest.mark.usefixtures("few")
def test_the_strengths_are_those_of_the_settings():
    common = {"data": "any", "batch": 8, "steps": 3, "model": asdict(preset("dot", hidden=8, embedding=6))}
    plain, other = (
        regularised.measure(common | {"regularised": strengths}, 0)
        for strengths in (None, regularised.STRENGTHS["dot"])
    )
    assert plain["parameters"] == other["parameters"]
    assert plain["aer"] != other["aer"] or plain["lengths"] != other["lengths"]


def test_labels_tell_them_apart():
    labels = [tuple(regularised._label(job.settings).values()) for job in regularised.EXPERIMENT.jobs()]
    assert sorted(set(labels)) == [("additive", False), ("additive", True), ("dot", False), ("dot", True)]


def test_regularised_weights_align_better_at_a_small_price(row):
    """A third of the wrong links, and sharp weights: *i love you* is read as one would wish with every seed."""
    plain, ours = (row("regularised", model="additive", regularised=on) for on in (False, True))
    assert ours["aer"]["most"] < plain["aer"]["least"] / 2
    assert ours["aer"]["mean"] < min(0.02, plain["aer"]["mean"] / 3)
    assert ours["exact_match"]["mean"] >= 0.99
    assert 0 < plain["exact_match"]["mean"] - ours["exact_match"]["mean"] < 0.01
    assert ours["training_cpu_seconds"]["mean"] < 1.25 * plain["training_cpu_seconds"]["mean"]
    for demonstration in ours["i love you"]:
        attended = demonstration["most_attended"]
        assert all(weight > 0.7 for _, _, weight in attended)
        assert [word for _, word, _ in attended] == ["i", "you", "love"]


def test_regularisation_helps_dot_too(row):
    plain, ours = (row("regularised", model="dot", regularised=on) for on in (False, True))
    assert ours["aer"]["most"] < plain["aer"]["least"]
    assert ours["aer"]["mean"] < plain["aer"]["mean"] / 2
    assert ours["aer"]["mean"] <= 0.03
    assert min(ours["exact_match"]["mean"], plain["exact_match"]["mean"]) > 0.95
    assert ours["training_cpu_seconds"]["mean"] < 1.25 * plain["training_cpu_seconds"]["mean"]
