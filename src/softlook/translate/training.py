"""Training: one function for a page and for the command line, that stops and goes on without losing a step.

The recipe is one for all: Adam (0.9, 0.98) at 1e-2 under one cycle of the learning rate, gradients clipped at the norm
1, batches of one exact source length, one thread. A translator with hard attention learns by REINFORCE.

With `diagonal_bias` attention favours the diagonal early on, and less and less so:
:mod:`softlook.translate.regularisation` says why.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from softlook import _check
from softlook.nn import Reinforce
from softlook.translate import state as states
from softlook.translate.batches import Batch, Batches
from softlook.translate.checkpoints import save, versions
from softlook.translate.corpus.splits import Splits, fingerprint
from softlook.translate.recipe import Point, Recipe
from softlook.translate.recurrent import Recurrent
from softlook.translate.settings import Settings, preset
from softlook.translate.state import State
from softlook.translate.transformer import Transformer, TransformerSettings
from softlook.translate.translator import to_checkpoint
from softlook.translate.vocabulary import PAD_ID, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.regularisation import Regularisation

EVERY = 10  # steps that make one point of the curve
Model = Recurrent | Transformer


@dataclass
class Trained:
    """A model, and how it came to be what it is."""

    model: Any
    recipe: Recipe
    data: dict[str, Any]
    """Pairs and their fingerprint."""
    curve: list[Point] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many were taken."""
        return self.curve[-1].steps if self.curve else 0

    def save(self, path: str | Path, *, scores: dict[str, Any] | None = None) -> Path:
        """Write the model as a checkpoint; raises as :func:`softlook.translate.checkpoints.save`."""
        training = asdict(self.recipe) | {"cpu_s": round(self.curve[-1].cpu_s, 1) if self.curve else 0.0}
        metadata = {"data": self.data, "training": training, "scores": scores or {}, "versions": versions()}
        return save(path, to_checkpoint(self.model, **metadata))


def train(
    model: Model | Settings | TransformerSettings | str,
    data: Splits | Sequence[Pair],
    *,
    steps: int = 1000,
    batch: int = 128,
    seed: int = 0,
    learning_rate: float = 1e-2,
    diagonal_bias: float = 0.0,
    quiet: bool = False,
    state: str | Path | None = None,
    save_every: int = 100,
    stop_after: int | None = None,
    name: str = "",
) -> Trained:
    """Train a translator.

    Parameters
    ----------
    model : Recurrent, Transformer, Settings, TransformerSettings or str
        A model to train on, the settings of a new one, or the name of a preset.
    data : Splits or sequence of Pair
        Pairs to learn from; of splits the first.
    steps, batch : int
        How many steps, of so many pairs.
    seed : int
        Of first weights, order and draws: the same seed gives the same model on the same machine.
    learning_rate : float
        Its peak.
    diagonal_bias : float
        How strongly attention favours the diagonal at first; 0 for never. It helps where the order of the words is
        much the same. A transformer has none.
    quiet : bool
        Whether to show no progress bar.
    state : path, optional
        A file to which all that matters is written every `save_every` steps and at the end, whole. If it is there
        already, training goes on from it, and comes to the same numbers as if it had never stopped.
    save_every : int
        Steps between two writings of the state.
    stop_after : int, optional
        Stop when so many of the steps are taken (the learning rate is that of all `steps`): the rest another time.
    name : str
        Of the data, for the checkpoint's header.

    Returns
    -------
    Trained
        The model, and its learning curve.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, there is nothing to learn from, or the state is damaged or of another training.
    """
    recipe = Recipe(steps, batch, seed, learning_rate, diagonal_bias=float(diagonal_bias))
    _check.count("save_every", save_every, least=1)
    pairs = pairs_of(data)

    def make() -> Run:
        return Run(build(model, pairs), recipe, pairs, name)

    return run_training(make, recipe, quiet=quiet, state=state, save_every=save_every, stop_after=stop_after)


def pairs_of(data: Splits | Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the pairs to learn from; raises ValueError if there are none."""
    pairs = data.train if isinstance(data, Splits) else tuple(data)
    if not pairs:
        raise ValueError("data: no pairs given, at least one wanted")
    return pairs


def run_training(
    make: Callable[[], Run],
    recipe: Recipe,
    *,
    quiet: bool,
    state: str | Path | None,
    save_every: int,
    stop_after: int | None,
) -> Trained:
    """Make a run under its seed, go on from its state if there is one, and take its steps: see :func:`train`."""
    path = None if state is None else Path(state)
    until = recipe.steps if stop_after is None else min(recipe.steps, stop_after)
    with one_thread(), _own_draws(recipe.seed):
        run = make()
        if path is not None and path.exists():
            run.load_state_dict(states.read(path))
        run.take_steps(until=until, quiet=quiet, state=path, save_every=save_every)
    return run.trained


def build(model: Model | Settings | TransformerSettings | str, pairs: Sequence[Pair]) -> Model:
    """Return a model for some pairs: its words are theirs, and it takes the longest of them."""
    if isinstance(model, Recurrent | Transformer):
        return model
    settings = preset(model) if isinstance(model, str) else model
    longest = max(max(len(pair.source), len(pair.target)) for pair in pairs)
    settings = replace(settings, longest=max(longest, settings.longest))
    source, target = Vocabulary.of(pair.source for pair in pairs), Vocabulary.of(pair.target for pair in pairs)
    if isinstance(settings, Settings):
        return Recurrent(settings, source, target)
    return Transformer(settings, source, target)


def cost(
    model: Model, batch: Batch, draw: Reinforce | None = None, *, regularisation: Regularisation | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the mean cost of a token, with its gradient, and two counts: tokens, and those predicted correctly.

    A token is predicted correctly if its logit is the largest; of equal ones the first in the vocabulary counts, as
    when a translation is written. Where attention is hard, `draw` draws the place, and the cost of each word has the
    gradient of its expectation.
    """
    x, y, targets = (torch.from_numpy(part) for part in batch)
    options: dict[str, Any] = {"normalize": draw, "regularisation": regularisation}
    predictions = model(x, y, **{name: option for name, option in options.items() if option is not None})
    logits = predictions.logits
    each = cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD_ID, reduction="none")
    each = each.view(targets.shape)
    counted = targets != PAD_ID
    correct = ((logits.detach().argmax(-1) == targets) & counted).sum()
    if draw is not None:
        rows = counted.nonzero(as_tuple=True)
        each = draw.surrogate(each[rows], predictions.e[rows], predictions.alpha[rows])
    return each.sum() / counted.sum(), counted.sum(), correct


class Run:
    """A training under way.

    Parameters
    ----------
    model : Recurrent or Transformer
        What learns; only a recurrent one is regularised.
    recipe : Recipe
        How it learns.
    pairs : sequence of Pair
        What it learns from.
    name : str
        Of the pairs.
    """

    def __init__(self, model: Model, recipe: Recipe, pairs: Sequence[Pair], name: str) -> None:
        self.model, self.recipe = model, recipe
        self.batches = Batches(pairs, model.source, model.target, batch=recipe.batch, seed=recipe.seed)
        self.optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, betas=recipe.betas, fused=True)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer,
            recipe.learning_rate,
            total_steps=recipe.steps + 1,
            pct_start=recipe.warm_up,
            cycle_momentum=False,
        )
        hard = getattr(model.settings, "hard", False)
        self.draws = torch.Generator().manual_seed(recipe.seed)
        self.draw = Reinforce(seed=self.draws) if hard else None
        self.trained = Trained(model, recipe, {"name": name, "pairs": len(pairs), "fingerprint": fingerprint(pairs)})
        self.sums = [0.0, 0.0, 0.0]  # loss x tokens, tokens, correct ones: since the last point of the curve
        self.step, self.cpu_s = 0, 0.0

    def take_steps(self, *, until: int, quiet: bool, state: Path | None, save_every: int) -> None:
        """Take steps until so many are taken; show a progress bar, and write the state every so often."""
        from tqdm.auto import tqdm

        self.model.train()
        began = time.process_time() - self.cpu_s
        with tqdm(total=self.recipe.steps, initial=self.step, disable=quiet, unit="step", leave=False) as bar:
            while self.step < until:
                self.take_step()
                self.cpu_s = time.process_time() - began
                if self.step % EVERY == 0 or self.step == self.recipe.steps:
                    point = self._point()
                    bar.set_postfix(loss=f"{point.loss:.3f}", accuracy=f"{point.accuracy:.1%}")
                bar.update()
                if state is not None and (self.step % save_every == 0 or self.step == until):
                    states.write(self.state_dict(), state)
        self.model.eval()

    def take_step(self) -> int:
        """Learn from the next batch; return how many tokens its targets have."""
        regularisation = self.recipe.at(self.step) if isinstance(self.model, Recurrent) else None
        loss, tokens, correct = cost(self.model, self.batches[self.step], self.draw, regularisation=regularisation)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        for n, addend in enumerate((loss.detach() * tokens, tokens, correct)):
            self.sums[n] += float(addend)
        return int(tokens)

    def _point(self) -> Point:
        loss, tokens, correct = self.sums
        self.sums = [0.0, 0.0, 0.0]
        point = Point(self.step, loss / tokens, correct / tokens, self.cpu_s)
        self.trained.curve.append(point)
        return point

    def state_dict(self) -> State:
        """Return all that this training needs to go on in another process, and what tells it from others."""
        tensors = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        for n, moments in self.optimizer.state_dict()["state"].items():
            tensors |= {f"adam.{n}.{name}": tensor for name, tensor in moments.items()}
        tensors["draws"] = torch.get_rng_state()
        if self.draw is not None:
            tensors |= {"hard.baseline": self.draw.baseline, "hard.draws": self.draws.get_state()}
        schedule = self.schedule.state_dict()
        progress = {"step": self.step, "cpu_s": self.cpu_s, "sums": self.sums, "curve": self.trained.curve}
        progress["schedule"] = {name: schedule[name] for name in ("last_epoch", "_step_count", "_last_lr")}
        return State(tensors, self._identity() | progress)

    def load_state_dict(self, state: State) -> None:
        """Go on from a state; torch's own draws are set as well.

        Raises
        ------
        ValueError
            If it is that of a training with other settings, recipe or data.
        """
        tensors, header = state
        for name, own in self._identity().items():
            if header.get(name) != own:
                raise ValueError(f"state: the state of a training with {name} {header.get(name)} given, {own} wanted")
        moments: dict[int, dict[str, Tensor]] = {}
        for name in tensors:
            if name.startswith("adam."):
                _, n, moment = name.split(".")
                moments.setdefault(int(n), {})[moment] = tensors[name]
        weights = {name.removeprefix("model."): tensors[name] for name in tensors if name.startswith("model.")}
        self.model.load_state_dict(weights)
        self.optimizer.load_state_dict(self.optimizer.state_dict() | {"state": moments})
        self.schedule.load_state_dict(self.schedule.state_dict() | header["schedule"])
        for group, rate in zip(self.optimizer.param_groups, header["schedule"]["_last_lr"], strict=True):
            group["lr"] = rate
        self.step, self.cpu_s, self.sums = header["step"], header["cpu_s"], header["sums"]
        self.trained.curve = [Point(*row) for row in header["curve"]]
        torch.set_rng_state(tensors["draws"])
        if self.draw is not None:
            self.draw.baseline = tensors["hard.baseline"]
            self.draws.set_state(tensors["hard.draws"])

    def _identity(self) -> dict[str, Any]:
        """Return what must be the same for a training to go on, as JSON has it."""
        identity = {
            "settings": asdict(self.model.settings),
            "recipe": asdict(self.recipe),
            "data": self.trained.data,
            "source": self.model.source.words,
            "target": self.model.target.words,
        }
        plain: dict[str, Any] = json.loads(json.dumps(identity))
        return plain


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch work on one thread: these matrices are too small to share, and sums then have one order."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def _own_draws(seed: int) -> Iterator[None]:
    """Seed torch's draws, and leave them as they were behind."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
