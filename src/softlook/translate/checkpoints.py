"""Checkpoints: a translator in one safetensors file, its weights in float16 and its training described in the header.

The header's ``__metadata__`` holds strings: ``softlook`` (the kind of file), ``format`` (a number), and as JSON
``settings``, ``source`` and ``target`` (the words, in the order of their ids), ``data``, ``versions``, ``training``
(the fields of the recipe) and ``scores`` (the keys of :func:`softlook.translate.evaluation.score`). The names of the
tensors are part of the format: :meth:`softlook.translate.settings.Settings.shapes` explains them. A file carries no
code, and numpy alone reads it.

Format 2 has the names of today's recipes and scores; format 1, of version 0.1, had others for the same weights.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook._files import write
from softlook.translate.settings import Settings
from softlook.translate.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 2
KIND = "translation checkpoint"
_AS_DICT = ("data", "training", "scores", "versions")
SHIPPED = Path(__file__).parents[1] / "checkpoints"


@dataclass(frozen=True)
class Checkpoint:
    """A trained translator, as a file holds it."""

    settings: Settings
    source: Vocabulary
    target: Vocabulary
    tensors: dict[str, np.ndarray]
    """By name: :meth:`softlook.translate.settings.Settings.shapes` explains the names."""
    data: dict[str, Any] = field(default_factory=dict)
    """The training data: name, number of pairs, fingerprint."""
    training: dict[str, Any] = field(default_factory=dict)
    """The recipe: steps, batch, seed, learning rate, ..., and the CPU seconds."""
    scores: dict[str, Any] = field(default_factory=dict)
    """Scores on the test split: :func:`softlook.translate.evaluation.score`."""
    versions: dict[str, str] = field(default_factory=dict)
    """Versions of the libraries with which it was trained."""

    @property
    def parameters(self) -> int:
        """Number of parameters."""
        return sum(tensor.size for tensor in self.tensors.values())


def save(path: str | Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint whole, its weights rounded to float16.

    If the checkpoint has no versions, those of the installed libraries are written.

    Raises
    ------
    ValueError
        If the weights do not fit the settings, or are not finite or too large for float16.
    ImportError
        If safetensors is missing.
    """
    from safetensors.numpy import save as to_bytes

    path = Path(path)
    _fits(path.name, checkpoint.tensors, checkpoint.settings, checkpoint.source, checkpoint.target)
    header = {
        "softlook": KIND,
        "format": str(FORMAT),
        "settings": checkpoint.settings.to_json(),
        "source": checkpoint.source.to_json(),
        "target": checkpoint.target.to_json(),
        **{name: json.dumps(getattr(checkpoint, name), ensure_ascii=False) for name in ("data", "training", "scores")},
        "versions": json.dumps(checkpoint.versions or versions()),
    }
    with np.errstate(over="ignore"):
        small = {name: np.ascontiguousarray(tensor, dtype=np.float16) for name, tensor in checkpoint.tensors.items()}
    _finite(path.name, small)
    write(path, to_bytes(small, metadata=header))
    return path


def load(path_or_name: str | Path) -> Checkpoint:
    """Read a checkpoint: a file, or a shipped checkpoint by its name.

    Returns
    -------
    Checkpoint
        Its tensors in float64.

    Raises
    ------
    ValueError
        If there is no such file or name; if the file is truncated, damaged, not a checkpoint, of another format, or
        its weights do not fit its settings: the message names the fault.
    ImportError
        If safetensors is missing.
    """
    if path_or_name in names():
        return _shipped(str(path_or_name))
    path = Path(path_or_name)
    if not path.is_file():
        raise ValueError(f"checkpoint: {str(path_or_name)!r} given, a file or one of {', '.join(names())} wanted")
    return _read(path)


def names() -> tuple[str, ...]:
    """Return the names of the checkpoints that come with the book."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.safetensors")))


def header(path: str | Path) -> dict[str, Any]:
    """Return the header of a checkpoint: settings and words as text; data, training, scores and versions as dicts.

    Raises
    ------
    ValueError
        If the file is truncated, damaged, not a checkpoint, or of another format.
    """
    path = Path(path)
    return _metadata(path.name, path.read_bytes())


def versions() -> dict[str, str]:
    """Return the versions of the libraries that a checkpoint depends on, as far as they are installed."""
    installed = {}
    for name in ("softlook", "numpy", "torch", "safetensors", "babel", "num2words"):
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            continue
    return installed


@cache
def _shipped(name: str) -> Checkpoint:
    return _read(SHIPPED / f"{name}.safetensors")


def _read(path: Path) -> Checkpoint:
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    raw = path.read_bytes()
    metadata = _metadata(path.name, raw)
    try:
        tensors = {name: tensor.astype(np.float64) for name, tensor in from_bytes(raw).items()}
    except SafetensorError as error:
        raise ValueError(f"{path.name}: a damaged file given ({error}), a checkpoint wanted") from error
    try:
        settings = Settings.from_json(metadata.pop("settings"))
        source, target = (Vocabulary.from_json(metadata.pop(side)) for side in ("source", "target"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: a damaged header given ({error}), a checkpoint wanted") from error
    _fits(path.name, tensors, settings, source, target)
    _finite(path.name, tensors)
    return Checkpoint(settings, source, target, tensors, **metadata)


def _metadata(name: str, raw: bytes) -> dict[str, Any]:
    """Return the metadata of a checkpoint: settings and words as text, the other parts read from their JSON."""
    if not raw:
        raise ValueError(f"{name}: an empty file given, a safetensors file wanted")
    if len(raw) >= 9 and raw[8:9] != b"{":
        raise ValueError(f"{name}: another kind of file given, a safetensors file wanted")
    start = 8 + int.from_bytes(raw[:8], "little")  # of the tensors' bytes
    if len(raw) < max(start, 10):
        raise ValueError(f"{name}: a truncated file of {len(raw)} bytes given, a header of {start} bytes wanted")
    try:
        header = json.loads(raw[8:start])
        metadata = header.pop("__metadata__", {})
        kind, given_format = metadata.get("softlook"), metadata.get("format")
        end = start + max((entry["data_offsets"][1] for entry in header.values()), default=0)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}: a damaged header given ({error}), a safetensors file wanted") from error
    if len(raw) < end:
        raise ValueError(f"{name}: a truncated file of {len(raw)} bytes given, {end} wanted")
    if kind != KIND:
        raise ValueError(f"{name}: another safetensors file given, a checkpoint of this package wanted")
    if given_format != str(FORMAT):
        raise ValueError(
            f"{name}: format {given_format} given, format {FORMAT} wanted: "
            "another version of softlook wrote this file; train the translator again, or use that version"
        )
    try:
        parts: dict[str, Any] = {part: json.loads(metadata[part]) for part in _AS_DICT}
        return parts | {part: metadata[part] for part in ("settings", "source", "target")}
    except (KeyError, ValueError) as error:
        raise ValueError(f"{name}: a damaged header given ({error}), a checkpoint wanted") from error


def _fits(
    name: str, tensors: Mapping[str, np.ndarray], settings: Settings, source: Vocabulary, target: Vocabulary
) -> None:
    wanted = settings.shapes(len(source), len(target))
    given = {key: tuple(tensor.shape) for key, tensor in tensors.items()}
    for key in sorted(wanted.keys() | given.keys()):
        if wanted.get(key) != given.get(key):
            raise ValueError(
                f"{name}: {key} of shape {given.get(key, 'missing')} given, "
                f"{wanted.get(key, 'no such tensor')} wanted by the settings"
            )


def _finite(name: str, tensors: Mapping[str, np.ndarray]) -> None:
    for key, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise ValueError(
                f"{name}: {key} with NaN or infinity given (or too large for float16), finite numbers wanted"
            )
