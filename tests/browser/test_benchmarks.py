"""The benchmarks that drive a browser move controls that are there: `make benchmarks` itself is run by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def program(name):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


slider, desk = program("slider"), program("desk")


@pytest.mark.parametrize("name", slider.WIDGETS)
def test_the_sliders_that_are_timed_are_there(visit, name):
    address, controls = slider.WIDGETS[name]
    widget = visit(address).locator(f'[data-widget="{name}"][data-ready]').first
    assert [widget.locator(control).count() for control in controls] == [1] * len(controls)


def test_the_sentence_that_is_timed_is_one_of_the_desks(visit):
    widget = visit(desk.PAGE).locator('[data-widget="TranslatorDesk"][data-ready]').first
    offered = widget.locator('[data-control="example"] option').evaluate_all("(all) => all.map((one) => one.value)")
    assert desk.SENTENCE in offered
    assert max(offered, key=lambda sentence: len(sentence.split())) == desk.SENTENCE
