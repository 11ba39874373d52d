"""A training that stopped, in a file: weights, the optimiser's moments, the draws, the curve. Written whole; it carries no code."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

KIND = "training state"


def write(run: Any, path: Path) -> None:
    """Write a training: to a temporary file beside, which then takes the name."""
    from safetensors.torch import save

    tensors: dict[str, Tensor] = {f"model.{name}": tensor for name, tensor in run.model.state_dict().items()}
    for n, moments in run.optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{n}.{name}": tensor for name, tensor in moments.items()}
    tensors["draws"] = torch.get_rng_state()
    if run.draw is not None:
        tensors |= {"hard.baseline": run.draw.baseline, "hard.draws": run.draw.seed.get_state()}
    told = _identity(run) | {"step": run.step, "cpu_s": run.cpu_s, "sums": run.sums, "curve": run.trained.curve}
    told["schedule"] = {name: run.schedule.state_dict()[name] for name in ("last_epoch", "_step_count", "_last_lr")}
    header = {"softlook": KIND, **{name: json.dumps(value) for name, value in told.items()}}
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_bytes(save({name: tensor.contiguous() for name, tensor in tensors.items()}, metadata=header))
    draft.replace(path)


def restore(run: Any, path: Path) -> None:
    """Go on from a file.

    Raises
    ------
    ValueError
        If it is truncated, damaged or foreign, or was written by a training with other settings, recipe or data.
    """
    from safetensors import SafetensorError, safe_open

    from softlook.translate.training import Point

    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - safetensors' own method
    except (SafetensorError, OSError) as error:
        raise ValueError(
            f"{path.name}: a truncated or damaged file given ({error}), the state of a training wanted"
        ) from error
    if header.get("softlook") != KIND:
        raise ValueError(f"{path.name}: another safetensors file given, the state of a training wanted")
    told = {name: json.loads(value) for name, value in header.items() if name != "softlook"}
    for name, wanted in json.loads(json.dumps(_identity(run))).items():
        if told.get(name) != wanted:
            raise ValueError(
                f"{path.name}: the state of a training with {name} {told.get(name)} given, {wanted} wanted"
            )
    run.model.load_state_dict(
        {name.removeprefix("model."): tensor for name, tensor in tensors.items() if name.startswith("model.")}
    )
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("adam."):
            _, n, which = name.split(".")
            moments.setdefault(int(n), {})[which] = tensor
    run.step, run.cpu_s, run.sums = told["step"], told["cpu_s"], told["sums"]
    run.trained.curve = [Point(*row) for row in told["curve"]]
    run.optimizer.load_state_dict(run.optimizer.state_dict() | {"state": moments})
    run.schedule.load_state_dict(run.schedule.state_dict() | told["schedule"])
    for group, rate in zip(run.optimizer.param_groups, told["schedule"]["_last_lr"], strict=True):
        group["lr"] = rate
    torch.set_rng_state(tensors["draws"])
    if run.draw is not None:
        run.draw.baseline = tensors["hard.baseline"]
        run.draw.seed.set_state(tensors["hard.draws"])


def _identity(run: Any) -> dict[str, Any]:
    """Return what must be the same for a training to go on."""
    return {
        "settings": asdict(run.model.settings),
        "recipe": asdict(run.recipe),
        "data": run.trained.data,
        "source": run.model.source.words,
        "target": run.model.target.words,
    }
