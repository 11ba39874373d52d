from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save as to_bytes

from softlook.translate.checkpoints import FORMAT, header, load, names, save


@pytest.fixture
def file(tmp_path, draw):
    return save(
        tmp_path / "a.safetensors",
        replace(draw("dot"), data={"name": "ten"}, training={"steps": 3}, scores={"exact_match": 0.5}),
    )


def test_what_is_saved_comes_back(kind, draw, tmp_path):
    saved = replace(draw(kind), scores={"aer": 0.25})
    loaded = load(save(tmp_path / "x.safetensors", saved))
    assert (loaded.settings, loaded.source, loaded.target, loaded.scores) == (
        saved.settings,
        saved.source,
        saved.target,
        saved.scores,
    )
    assert loaded.versions["numpy"] == np.__version__
    assert loaded.parameters == saved.parameters
    for name, tensor in saved.tensors.items():
        np.testing.assert_array_equal(loaded.tensors[name], tensor)  # drawn in float16
    assert [path.name for path in tmp_path.iterdir()] == ["x.safetensors"]


def test_the_header_tells_data_training_and_scores(file):
    given = header(file)
    assert (given["data"], given["training"], given["scores"]) == ({"name": "ten"}, {"steps": 3}, {"exact_match": 0.5})
    assert json.loads(given["settings"])["attention"] == "dot"


def rewrite(raw, change):
    size = int.from_bytes(raw[:8], "little")
    whole = json.loads(raw[8 : 8 + size])
    change(whole["__metadata__"])
    text = json.dumps(whole).encode()
    return len(text).to_bytes(8, "little") + text + raw[8 + size :]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda _: b"", "a.safetensors: an empty file given"),
        (lambda raw: raw[:5], "a.safetensors: a truncated file of 5 bytes given"),
        (lambda raw: raw[:100], "a.safetensors: a truncated file of 100 bytes given, a header of"),
        (lambda raw: raw[:-7], r"a.safetensors: a truncated file of \d+ bytes given, \d+ wanted"),
        (lambda raw: b"PK\3\4" + raw, "a.safetensors: another kind of file given, a safetensors file wanted"),
        (lambda raw: raw[:8] + b"{!" + raw[10:], "a.safetensors: a damaged header given"),
        (lambda raw: raw[:8] + raw[8:].replace(b'"F16"', b'"Q16"'), r"a.safetensors: a damaged file given \("),
        (lambda _: to_bytes({"w": np.zeros(3)}), "a.safetensors: another safetensors file given"),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(format="99")),
            f"format 99 given, format {FORMAT} wanted: another version of softlook wrote this file",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(format="1")),
            "a.safetensors: format 1 given, format 2 wanted: another version of softlook wrote this file",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.pop("scores")),
            "a damaged header given .'scores'.*a checkpoint wanted",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(data="{")),
            "a.safetensors: a damaged header given",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(source="[]")),
            "a.safetensors: a damaged header given .text: other JSON",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(settings='{"hiden": 1}')),
            "settings: 'hiden' given",
        ),
        (
            lambda raw: rewrite(raw, lambda metadata: metadata.update(settings='{"hidden": 10}')),
            r"a.safetensors: bridge.bias of shape \(8,\) given, \(10,\) wanted by the settings",
        ),
    ],
)
def test_a_spoilt_file_is_refused_by_its_reason(file, spoil, message):
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(ValueError, match=message):
        load(file)


def test_weights_are_finite_and_fit(draw, tmp_path):
    checkpoint = draw("dot")
    for value in (np.nan, 1e9):
        with pytest.raises(ValueError, match=r"x: out.bias with NaN or infinity given \(or too large for float16\)"):
            save(tmp_path / "x", replace(checkpoint, tensors=checkpoint.tensors | {"out.bias": np.full(9, value)}))
    with pytest.raises(ValueError, match=r"x: extra of shape \(1,\) given, no such tensor wanted"):
        save(tmp_path / "x", replace(checkpoint, tensors=checkpoint.tensors | {"extra": np.zeros(1)}))
    assert not list(tmp_path.iterdir())


def test_no_such_file_names_the_shipped_ones():
    with pytest.raises(ValueError, match="checkpoint: 'dott' given, a file or one of"):
        load("dott")


def test_a_shipped_one_is_found_by_name(monkeypatch, tmp_path, draw):
    monkeypatch.setattr("softlook.translate.checkpoints.SHIPPED", tmp_path)
    save(tmp_path / "mine-of-a-test.safetensors", draw("none"))
    assert names() == ("mine-of-a-test",)
    assert load("mine-of-a-test").settings.attention == "none"


def test_versions_are_of_what_is_here(monkeypatch):
    from importlib.metadata import PackageNotFoundError

    from softlook.translate import checkpoints

    def version(name):
        if name == "torch":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(checkpoints, "version", version)
    assert "torch" not in checkpoints.versions()
    assert checkpoints.versions()["numpy"] == "1"
