"""Checkpoints: a translator in one safetensors file, its weights in float16 and how it was made in the header.

The header's ``__metadata__`` holds strings: ``softlook`` (what the file is), ``format`` (a number), and as JSON ``settings``, ``source``
and ``target`` (the words, in the order of their numbers), ``data``, ``versions``, ``training`` and ``scores``. The tensors are
those of :meth:`softlook.translate.settings.Settings.shapes`. A file carries no code, and numpy alone reads it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook.translate.settings import Settings
from softlook.translate.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
KIND = "translation checkpoint"
SHIPPED = Path(__file__).parents[1] / "checkpoints"


@dataclass(frozen=True)
class Checkpoint:
    """A trained translator, as it lies in a file."""

    settings: Settings
    source: Vocabulary
    target: Vocabulary
    tensors: dict[str, np.ndarray]
    """By name: :meth:`softlook.translate.settings.Settings.shapes`."""
    data: dict[str, Any] = field(default_factory=dict)
    """What it was trained on: name, number of pairs, fingerprint."""
    training: dict[str, Any] = field(default_factory=dict)
    """How: steps, batch, seed, learning rate, ..."""
    scores: dict[str, Any] = field(default_factory=dict)
    """What it reached on the test split."""
    versions: dict[str, str] = field(default_factory=dict)
    """Of the libraries that made it."""

    @property
    def parameters(self) -> int:
        """How many numbers it learned."""
        return sum(tensor.size for tensor in self.tensors.values())


def save(path: str | Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint, whole: to a temporary file beside, which then takes the name.

    Weights are rounded to float16; versions that are not given are those of today.

    Raises
    ------
    ValueError
        If the weights are not those that the settings ask for, not finite, or too large for float16.
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
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(to_bytes(small, metadata=header))
    draft.replace(path)
    return path


def load(path_or_name: str | Path) -> Checkpoint:
    """Read a checkpoint: a file, or one of those that came with the book, by its name.

    Returns
    -------
    Checkpoint
        Its tensors in float64.

    Raises
    ------
    ValueError
        If there is no such file or name; if the file is truncated, damaged, no checkpoint, of another format, or holds
        weights that do not fit its settings: the message says which.
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
    """Return the names of the checkpoints that came with the book."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.safetensors")))


def header(path: str | Path) -> dict[str, Any]:
    """Return what the header says, read from its JSON: settings, words, data, training, scores, versions.

    Raises
    ------
    ValueError
        If the file is truncated, damaged, no checkpoint, or of another format.
    """
    path = Path(path)
    return _header(path.name, path.read_bytes())


def versions() -> dict[str, str]:
    """Return the versions of the libraries that a checkpoint depends on, those that are here."""
    found = {}
    for name in ("softlook", "numpy", "torch", "safetensors", "babel", "num2words"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@cache
def _shipped(name: str) -> Checkpoint:
    return _read(SHIPPED / f"{name}.safetensors")


def _read(path: Path) -> Checkpoint:
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    raw = path.read_bytes()
    said = _header(path.name, raw)
    try:
        tensors = {name: tensor.astype(np.float64) for name, tensor in from_bytes(raw).items()}
    except SafetensorError as error:
        raise ValueError(f"{path.name}: a damaged file given ({error}), a checkpoint wanted") from error
    try:
        settings = Settings.from_json(said.pop("settings"))
        source, target = (Vocabulary.from_json(said.pop(side)) for side in ("source", "target"))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: a damaged header given ({error}), a checkpoint wanted") from error
    _fits(path.name, tensors, settings, source, target)
    _finite(path.name, tensors)
    return Checkpoint(settings, source, target, tensors, **said)


def _header(name: str, raw: bytes) -> dict[str, Any]:
    """Return the metadata, JSON read (settings and words as they stand)."""
    size = int.from_bytes(raw[:8], "little")
    if len(raw) >= 9 and raw[8:9] != b"{":
        raise ValueError(f"{name}: another kind of file given, a safetensors file wanted")
    if len(raw) < 8 + max(size, 2):
        raise ValueError(
            f"{name}: a truncated file of {len(raw)} bytes given, a header of {8 + size} bytes wanted"
            if raw
            else f"{name}: an empty file given"
        )
    try:
        whole = json.loads(raw[8 : 8 + size])
        end = (
            8
            + size
            + max((entry["data_offsets"][1] for key, entry in whole.items() if key != "__metadata__"), default=0)
        )
        said = whole.get("__metadata__", {})
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}: a damaged header given ({error}), a safetensors file wanted") from error
    if len(raw) < end:
        raise ValueError(f"{name}: a truncated file of {len(raw)} bytes given, {end} wanted")
    if said.get("softlook") != KIND:
        raise ValueError(f"{name}: another safetensors file given, a checkpoint of this package wanted")
    if said.get("format") != str(FORMAT):
        raise ValueError(
            f"{name}: format {said.get('format')} given, format {FORMAT} wanted (made by another version of the package)"
        )
    try:
        parts: dict[str, Any] = {part: json.loads(said[part]) for part in ("data", "training", "scores", "versions")}
        return parts | {part: said[part] for part in ("settings", "source", "target")}
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
                f"{name}: {key} of shape {given.get(key, 'missing')} given, {wanted.get(key, 'no such tensor')} wanted by the settings"
            )


def _finite(name: str, tensors: Mapping[str, np.ndarray]) -> None:
    for key, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise ValueError(
                f"{name}: {key} with NaN or infinity given (or too large for float16), finite numbers wanted"
            )
