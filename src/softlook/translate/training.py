"""Training: one function for a page and for the command line, that stops and goes on without losing a step.

The recipe is one for all: Adam (0.9, 0.98) at 1e-2 under one cycle of the learning rate, gradients clipped at the norm 1, batches of one exact
source length, one thread. A translator that looks hard learns by REINFORCE.

Where `lean` is given, the looks favour the diagonal early on, and less and less so (the idea of guided attention, Tachibana, Uenoyama & Aihara 2018,
arXiv 1710.08969, who put it into the cost): no gold link is seen, but *la femme* settles on *the woman* in this order and not
crosswise, which costs the translation nothing and spoils the alignment.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from softlook import _check
from softlook.nn import Reinforce
from softlook.translate.batches import Batch, Batches
from softlook.translate.checkpoints import save, versions
from softlook.translate.corpus.splits import Splits, fingerprint
from softlook.translate.recurrent import Recurrent
from softlook.translate.settings import Settings, preset
from softlook.translate.transformer import Transformer, TransformerSettings
from softlook.translate.translator import to_checkpoint
from softlook.translate.vocabulary import PAD_ID, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from softlook.translate.corpus.pair import Pair

EVERY = 10  # steps that make one point of the curve
Model = Recurrent | Transformer


class Point(NamedTuple):
    """A point of the learning curve: means over the last steps, on pairs as they were learned from."""

    steps: int
    """Taken so far."""
    loss: float
    """Cross-entropy a token, in nats."""
    accuracy: float
    """Share of the tokens told right, the words before them being given."""
    cpu_s: float
    """CPU seconds spent so far."""


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    steps: int = 1000
    batch: int = 128
    seed: int = 0
    learning_rate: float = 1e-2
    warm_up: float = 0.15
    """Share of the steps in which the learning rate rises."""
    betas: tuple[float, float] = (0.9, 0.98)
    clip: float = 1.0
    diagonal_bias: float = 0.0
    """How strongly the looks favour the diagonal at first: what is taken off the scores for each word away from it."""
    diagonal_bias_share: float = 0.5
    """Share of the steps in which the leaning fades to nothing."""

    def diagonal_bias_at(self, step: int) -> float:
        """Return the leaning at a step, from 0."""
        return max(0.0, self.diagonal_bias * (1 - step / max(1.0, self.diagonal_bias_share * self.steps)))


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
        return save(
            path,
            to_checkpoint(self.model, data=self.data, training=training, scores=scores or {}, versions=versions()),
        )


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
    lean : float
        How strongly the looks favour the diagonal at first; 0 for never. It helps where the order of the words is much the same.
    quiet : bool
        Whether to show no progress bar.
    state : path, optional
        A file to which all that matters is written every `save_every` steps and at the end, whole. If it is there already, training
        goes on from it, and comes to the same numbers as if it had never stopped.
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
    for key in ("steps", "batch", "learning_rate"):
        _check.positive(key, getattr(recipe, key))
    _check.count("steps", steps)
    _check.positive("save_every", save_every)
    pairs = pairs_of(data)

    def run() -> _Run:
        return _Run(build(model, pairs), recipe, pairs, name)

    return run_training(run, recipe, quiet=quiet, state=state, save_every=save_every, stop_after=stop_after)


def pairs_of(data: Splits | Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the pairs to learn from; raises ValueError if there are none."""
    pairs = data.train if isinstance(data, Splits) else tuple(data)
    if not pairs:
        raise ValueError("data: no pairs given, at least one wanted")
    return pairs


def run_training(
    make: Callable[[], _Run],
    recipe: Recipe,
    *,
    quiet: bool,
    state: str | Path | None,
    save_every: int,
    stop_after: int | None,
) -> Trained:
    """Make a run under its seed, go on from its state if there is one, and take its steps: the end of :func:`train`."""
    where = None if state is None else Path(state)
    with one_thread(), _own_draws(recipe.seed):
        run = make()
        if where is not None and where.exists():
            from softlook.translate.state import restore

            restore(run, where)
        run.go(
            until=recipe.steps if stop_after is None else min(recipe.steps, stop_after),
            quiet=quiet,
            state=where,
            save_every=save_every,
        )
    return run.trained


def build(model: Model | Settings | TransformerSettings | str, pairs: Sequence[Pair]) -> Model:
    """Return a model for some pairs: its words are theirs, and it takes the longest of them."""
    if isinstance(model, Recurrent | Transformer):
        return model
    settings = preset(model) if isinstance(model, str) else model
    longest = max(max(len(pair.source), len(pair.target)) for pair in pairs)
    settings = replace(settings, longest=max(longest, settings.longest))
    source, target = Vocabulary.of(pair.source for pair in pairs), Vocabulary.of(pair.target for pair in pairs)
    return (
        Recurrent(settings, source, target)
        if isinstance(settings, Settings)
        else Transformer(settings, source, target)
    )


def cost(
    model: Model, batch: Batch, draw: Reinforce | None = None, *, diagonal_bias: float = 0.0
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what a batch costs a token (with its gradient), and two counts: tokens, and those told right: no other word scores higher.

    Where the model looks hard, `draw` draws the place, and the cost of each word has the gradient of its expectation.
    """
    x, y, wanted = (torch.from_numpy(part) for part in batch)
    how: dict[str, Any] = {"diagonal_bias": diagonal_bias} if diagonal_bias else {}
    predictions = model(x, y, **how) if draw is None else model(x, y, normalize=draw, **how)
    each = cross_entropy(
        predictions.logits.flatten(0, 1), wanted.flatten(), ignore_index=PAD_ID, reduction="none"
    ).view(wanted.shape)
    counted = wanted != PAD_ID
    logits = predictions.logits.detach()
    right = ((logits.gather(-1, wanted[..., None])[..., 0] == logits.amax(-1)) & counted).sum()
    if draw is not None:
        rows = counted.nonzero(as_tuple=True)
        each = draw.surrogate(each[rows], predictions.e[rows], predictions.alpha[rows])
    return each.sum() / counted.sum(), counted.sum(), right


class _Run:
    """A training under way."""

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
        self.draw = Reinforce(seed=torch.Generator().manual_seed(recipe.seed)) if hard else None
        self.trained = Trained(model, recipe, {"name": name, "pairs": len(pairs), "fingerprint": fingerprint(pairs)})
        self.sums = [0.0, 0.0, 0.0]  # loss x tokens, tokens, right: since the last point of the curve
        self.step, self.cpu_s = 0, 0.0
        self.takes_bias = isinstance(model, Recurrent)

    def go(self, *, until: int, quiet: bool, state: Path | None, save_every: int) -> None:
        from tqdm.auto import tqdm

        from softlook.translate.state import write

        self.model.train()
        began = time.process_time() - self.cpu_s
        with tqdm(total=self.recipe.steps, initial=self.step, disable=quiet, unit="step", leave=False) as bar:
            while self.step < until:
                self.take()
                self.cpu_s = time.process_time() - began
                if self.step % EVERY == 0 or self.step == self.recipe.steps:
                    point = self.point()
                    bar.set_postfix(loss=f"{point.loss:.3f}", right=f"{point.accuracy:.1%}")
                bar.update()
                if state is not None and (self.step % save_every == 0 or self.step == until):
                    write(self, state)
        self.model.eval()

    def take(self) -> None:
        loss, tokens, right = cost(
            self.model,
            self.batches[self.step],
            self.draw,
            diagonal_bias=self.takes_bias and self.recipe.diagonal_bias_at(self.step),
        )
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        for n, what in enumerate((loss.detach() * tokens, tokens, right)):
            self.sums[n] += float(what)

    def point(self) -> Point:
        loss, tokens, right = self.sums
        self.sums = [0.0, 0.0, 0.0]
        found = Point(self.step, loss / tokens, right / tokens, self.cpu_s)
        self.trained.curve.append(found)
        return found


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
