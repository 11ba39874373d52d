from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from softlook.translate import state
from softlook.translate.state import State


@pytest.fixture
def kept():
    return State(
        {"w": torch.arange(6.0).reshape(2, 3).T, "draws": torch.get_rng_state()}, {"step": 3, "curve": [[1, 0.1]]}
    )


def test_what_is_written_is_read(kept, tmp_path):
    path = tmp_path / "x.state"
    for _ in range(2):  # the second takes the place of the first
        state.write(kept, path)
    again = state.read(path)
    assert again.header == kept.header
    assert again.tensors.keys() == kept.tensors.keys()
    assert all(torch.equal(again.tensors[name], kept.tensors[name]) for name in kept.tensors)
    assert [each.name for each in tmp_path.iterdir()] == ["x.state"]


def test_a_damaged_file_is_refused(kept, tmp_path):
    path = tmp_path / "x.state"
    state.write(kept, path)
    raw = path.read_bytes()
    for spoilt in (raw[:-5], raw[:50], b"", b"nonsense"):
        path.write_bytes(spoilt)
        with pytest.raises(ValueError, match=r"^x\.state: a truncated or damaged file given \("):
            state.read(path)


def test_a_foreign_file_is_refused(tmp_path):
    path = tmp_path / "x.state"
    for metadata in (None, {"softlook": "translation checkpoint"}):
        save_file({"w": np.zeros(3)}, path, metadata=metadata)
        with pytest.raises(
            ValueError, match=r"^x\.state: another safetensors file given, the state of a training wanted"
        ):
            state.read(path)


def test_a_folder_that_is_not_there(kept, tmp_path):
    with pytest.raises(FileNotFoundError):
        state.write(kept, tmp_path / "none" / "x.state")
