from __future__ import annotations

import re

import numpy as np
import pytest

from softlook.experiments.claims import FIGURES, QUOTED, example_scores, example_weights, shown

OF_TORCH = {
    *("reach_soft", "reach_soft_most", "takes_encoder", "takes_decoder"),
    *("less_variance", "through_bias", "even", "sharp"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.needs_torch] if name in OF_TORCH else []) for name in FIGURES]
)
def test_what_is_stated_is_what_the_code_finds(name):
    assert FIGURES[name].shown == FIGURES[name].stated


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_belongs_to_a_claim(name):
    assert 1 <= FIGURES[name].claim <= 20
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)


def test_the_example_weights_are_the_table_of_the_document():
    np.testing.assert_allclose(
        example_weights(masked=True)[:, :3].round(2), [[0.94, 0.02, 0.04], [0.11, 0.01, 0.88], [0.03, 0.95, 0.02]]
    )
    assert (example_weights(masked=True)[:, 3:] == 0).all()
    assert example_scores().shape == (3, 100)
    np.testing.assert_allclose(example_weights(masked=False).sum(axis=-1), 1)


def test_what_is_quoted_has_a_paper():
    from pathlib import Path

    bibliography = (Path(__file__).resolve().parents[2] / "book" / "references.bib").read_text("utf-8")
    for key, places in QUOTED.items():
        assert f"{{{key}," in bibliography
        for place, numbers in places.items():
            assert re.search(r"table|section|figure|equation|abstract|page", place), place
            assert all(re.fullmatch(r"\d*\.?\d+( %)?", number) for number in numbers)


@pytest.mark.parametrize(
    ("value", "like", "wanted"),
    [
        (0.98765, "98.8 %", "98.8 %"),
        (0.0123, ".012", ".012"),
        (0.94, ".94", ".94"),
        (-0.25, ".9", "−.2"),
        (12.0, "3", "12"),
        (0.6, "1", "1"),
        (0.06, "5 %", "6 %"),
    ],
)
def test_a_number_in_the_manner_of_another(value, like, wanted):
    assert shown(value, like) == wanted
