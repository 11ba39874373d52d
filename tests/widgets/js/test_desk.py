"""js/desk: the state that a link carries, and what of it is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from traitlets import TraitError

from softlook.widgets import _desk_traits

STATE = {
    "sentence": "i love you",
    "model": "additive",
    "override": {"e": {"1": [1.0, -2.5, 3.0]}, "alpha": {"0": [0.25, 0.5, 0.25]}},
    "mask": [True, False, True],
    "temperature": 1.5,
    "hard": True,
    "half_width": 2,
    "p": {"2": 1.25},
}
SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_link_carries_the_state(js):
    packed = js("desk/link.js", "pack", STATE)
    assert js("desk/link.js", "unpack", packed) == STATE
    assert set(packed) <= SAFE
    whole = js("desk/link.js", "put", "#step-2", "desk", packed)
    assert whole == f"#desk={packed}"
    both = js("desk/link.js", "put", whole, "desk-2", "1.x")
    assert both == f"#desk={packed}&desk-2=1.x"
    assert js("desk/link.js", "find", both, "desk") == packed
    assert js("desk/link.js", "find", js("desk/link.js", "put", both, "desk", "1.y"), "desk-2") == "1.x"
    assert js("desk/link.js", "find", "#desk-2=1.x", "desk") is None


BAD = {
    "no version": ("", "version none given"),
    "an old one": ("0.abc", "version 0 given"),
    "cut off": ("1.eyJzZW50", "cut off or damaged"),
    "no base64": ("1.%%%", "cut off or damaged"),
    "a text": ("1.ImEi", "no state given"),
    "an empty state": ("1.e30", "sentence: a text of at most"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_link_is_refused_with_a_reason(js, case):
    packed, message = BAD[case]
    assert message in js.error("desk/link.js", "unpack", packed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"override": {"e": {}, "alpha": {"0": [-0.1, 1.1, 0]}}}, "override"),
        ({"override": {"e": {"x": [1]}, "alpha": {}}}, "override"),
        ({"override": {"e": {}, "alpha": {"0": ["<b>"]}}}, "override"),
        ({"override": {"e": {"0": [1e7]}, "alpha": {}}}, "override"),
        ({"override": []}, "override"),
        ({"mask": [1, 0, 1]}, "mask"),
        ({"temperature": 0}, "temperature"),
        ({"temperature": None}, "temperature"),
        ({"hard": "yes"}, "hard"),
        ({"half_width": 0}, "half_width"),
        ({"half_width": 1.5}, "half_width"),
        ({"p": {"0": -1}}, "p:"),
        ({"sentence": 5}, "sentence"),
        ({"sentence": "x" * 401}, "sentence"),
        ({"model": None}, "model"),
    ],
)
def test_a_state_that_cannot_be_is_refused(js, change, message):
    assert js.error("desk/state.js", "checked", STATE | change).startswith(message)


NUMBERS = st.sampled_from([-1e6, -1e-300, 0, 1e-300, 0.5, 1e6])
STEPS = st.sampled_from(["0", "1", "12", "999"])


@given(
    rows=st.dictionaries(STEPS, st.lists(NUMBERS, min_size=3, max_size=3), max_size=2),
    part=st.sampled_from(["e", "alpha"]),
)
@example(rows={"0": [0.5, 1e6 + 1, 0]}, part="e")
@example(rows={"0": [0.5, -1e6 - 1, 0]}, part="e")
@example(rows={"0": [0.5, 1e6 + 1, 0]}, part="alpha")
@example(rows={"0": [0.5, None, 0]}, part="e")
@example(rows={"0": [0.5, "1", 0]}, part="e")
@example(rows={"0": [0.5, True, 0]}, part="alpha")
@example(rows={"0": [[0.5], [0.5], [0.5]]}, part="alpha")
@example(rows={"1000": [0.5, 0.5, 0]}, part="alpha")
@example(rows={"-1": [0.5, 0.5, 0]}, part="alpha")
@example(rows={"0.5": [0.5, 0.5, 0]}, part="alpha")
@example(rows={"": [0.5, 0.5, 0]}, part="alpha")
@example(rows=[], part="alpha")
def test_an_override_is_refused_by_the_rules_of_python(js, rows, part):
    """Rows for the words of the sentence, by step: the page takes from a link what the trait takes, and no more."""
    same_rules(js, {"e": {}, "alpha": {}} | {part: rows})


@given(e=STEPS, alpha=STEPS)
def test_a_step_has_scores_or_weights(js, e, alpha):
    same_rules(js, {"e": {e: [1, 2, 3]}, "alpha": {alpha: [1, 0, 0]}})


def same_rules(js, override):
    try:
        _desk_traits.override(override, 3)
    except TraitError:
        assert js.error("desk/state.js", "checked", STATE | {"override": override}).startswith("override:")
    else:
        assert js("desk/state.js", "checked", STATE | {"override": override})["override"] == override
