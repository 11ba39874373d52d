"""A training that stopped, in a file: tensors, and beside them what JSON can hold. It carries no code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from softlook._files import write as write_file

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

KIND = "training state"


class State(NamedTuple):
    """What a training needs to go on."""

    tensors: dict[str, Tensor]
    """Weights, the optimiser's moments, the states of random generators."""
    header: dict[str, Any]
    """All else, by name: what JSON can hold."""


def write(state: State, path: Path) -> None:
    """Write a state, whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    from safetensors.torch import save

    tensors = {name: tensor.contiguous() for name, tensor in state.tensors.items()}
    metadata = {"softlook": KIND, **{name: json.dumps(value) for name, value in state.header.items()}}
    write_file(path, save(tensors, metadata=metadata))


def read(path: Path) -> State:
    """Read a state; what were tuples in its header are lists.

    Raises
    ------
    ValueError
        If the file is truncated, damaged or foreign.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - safetensors' own method
    except (SafetensorError, OSError) as error:
        raise ValueError(
            f"{path.name}: a truncated or damaged file given ({error}), the state of a training wanted"
        ) from error
    if metadata.pop("softlook", None) != KIND:
        raise ValueError(f"{path.name}: another safetensors file given, the state of a training wanted")
    return State(tensors, {name: json.loads(value) for name, value in metadata.items()})
