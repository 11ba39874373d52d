from __future__ import annotations

import pytest

from softlook.translate.settings import PRESETS, Settings, preset


def test_json_keeps_every_preset():
    assert all(Settings.from_json(settings.to_json()) == settings for settings in PRESETS.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "settings: no JSON given"),
        ("[1]", "settings: list given, a JSON object wanted"),
        ('{"hiden": 3, "attention": "dot"}', "settings: 'hiden' given, names among attention"),
        ('{"hidden": "3"}', "hidden: str given"),
    ],
)
def test_other_json_is_refused(text, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Settings.from_json(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"attention": "dots"}, "attention: 'dots' given, one of none, additive, dot"),
        ({"window": "local"}, "window: 'local' given"),
        ({"timing": "late"}, "timing: 'late' given"),
        ({"readout": "c"}, "readout: 'c' given"),
        ({"residual": 1}, "residual: int given, True or False wanted"),
        ({"hidden": 7}, "hidden: 7 given, an even number"),
        ({"hidden": 0}, "hidden: 0 given"),
        ({"half_width": 0}, "half_width: 0 given"),
        ({"attention": "dot", "timing": "luong", "previous_word": True}, "dot takes a query of the keys' width"),
        ({"attention": "none", "previous_word": True}, "there is no attention"),
        ({"attention": "none", "timing": "luong", "window": "local-m"}, "there is no attention"),
        ({"attention": "none", "timing": "luong", "hard": True}, "there is no attention"),
        ({"attention": "additive", "timing": "luong", "window": "local-m"}, "dot, general or concat wanted"),
        ({"attention": "location", "timing": "luong", "window": "local-p"}, "dot, general or concat wanted"),
        ({"attention": "general", "window": "local-p"}, "'luong' wanted"),
        ({"input_feeding": True}, "the context is an input already"),
        ({"hard": True}, "one draw then has one cost"),
        ({"attention": "dot", "timing": "luong", "hard": True, "input_feeding": True}, "one draw then has one cost"),
        ({"attention": "dot", "timing": "luong", "hard": True, "window": "local-m"}, "one draw then has one cost"),
    ],
)
def test_what_cannot_be_built_is_refused(changes, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Settings(**changes)


def test_a_preset_has_a_name():
    with pytest.raises(ValueError, match="name: 'dott' given, one of none, additive, published"):
        preset("dott")


def test_shapes_are_those_of_the_torch_model(kind, draw):
    from softlook.translate.recurrent import Recurrent

    drawn = draw(kind)
    model = Recurrent(drawn.settings, drawn.source, drawn.target)
    assert {name: tuple(tensor.shape) for name, tensor in model.tensors().items()} == drawn.settings.shapes(
        len(drawn.source), len(drawn.target)
    )
