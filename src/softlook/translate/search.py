r"""Search: a translation word by word, greedily, by beam search, or with its words given (forced decoding).

Both numpy's decoder and torch's models are searched here, so that they share these rules:

- The first input is ``<s>``, and ``</s>`` ends a translation; ``<pad>``, ``<s>`` and ``<unk>`` are never written. Of
  words with equal logits the first in the vocabulary wins.
- There are at most ``longest + 1`` steps.
- A beam keeps the hypotheses of the highest :math:`\log \Pr`, summed over their words. It ends when as many hypotheses
  have ended as it is wide; the best is that of the highest :math:`\log \Pr` per step, ``</s>`` included.
- An override changes nothing before its first step: a wide beam keeps the words that it finds there without it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from softlook import _check
from softlook.translate.step import DecodingOptions, Override, Step, Translation
from softlook.translate.vocabulary import END_ID, PAD_ID, START_ID, UNKNOWN_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook.translate.vocabulary import Vocabulary

NEVER_WRITTEN = [PAD_ID, START_ID, UNKNOWN_ID]
BATCH = 256
"""How many sentences of one length are translated together, at the most."""


class Stepper(Protocol):
    """A translator that encodes sources once and then decodes step by step, n sentences at once."""

    settings: Any
    source: Vocabulary
    target: Vocabulary

    def read(self, x: np.ndarray) -> Any:
        """Encode sentences of one length; return the memory, a tuple of arrays, n first."""
        ...

    def begin(self, memory: Any) -> Any:
        """Return the state before the first step: a tuple of arrays, n first."""
        ...

    def step(self, memory: Any, state: Any, y: np.ndarray, i: int, options: DecodingOptions) -> Step:
        """Take step i (from 0) after the words y; the memory of one sentence serves n hypotheses."""
        ...


class _Path(NamedTuple):
    ids: tuple[int, ...] = ()
    log_p: float = 0.0
    steps: tuple[Step, ...] = ()  # each of one row


def translate(
    stepper: Stepper,
    sentence: str | Sequence[str],
    *,
    options: DecodingOptions,
    beam: int = 1,
    forced: Sequence[str] | None = None,
) -> Translation:
    """Translate one sentence; `forced` are words to write whatever their probability."""
    _check.count("beam", beam, least=1)
    words = _words(stepper, sentence)
    options.checked(stepper.settings, len(words))
    x = np.array([stepper.source.encode(words)])
    forced_ids = None if forced is None else np.array([_forced(stepper, forced)])
    if beam == 1 or forced_ids is not None:
        return _greedy(stepper, x, options, forced_ids)[0]
    first = options.override.first
    if first is None:
        return _beam(stepper, x, options, beam)
    without = _beam(stepper, x, replace(options, override=Override()), beam)
    ids = [*stepper.target.encode(without.words), END_ID]
    return without if len(without.logits) <= first else _beam(stepper, x, options, beam, tuple(ids[:first]))


def translate_all(
    stepper: Stepper,
    sentences: Sequence[str | Sequence[str]],
    *,
    options: DecodingOptions | None = None,
    forced: Sequence[Sequence[str]] | None = None,
) -> list[Translation]:
    """Translate many sentences greedily, those of one length together; return the translations in the given order."""
    options = options or DecodingOptions()
    sources = [_words(stepper, sentence) for sentence in sentences]
    translations: dict[int, Translation] = {}
    groups: dict[tuple[int, int], list[int]] = {}
    for n, words in enumerate(sources):
        groups.setdefault((len(words), 0 if forced is None else len(forced[n])), []).append(n)
    for (t_x, _), members in groups.items():
        options.checked(stepper.settings, t_x)
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            x = np.array([stepper.source.encode(sources[n]) for n in batch])
            forced_ids = None if forced is None else np.array([_forced(stepper, forced[n]) for n in batch])
            translations |= zip(batch, _greedy(stepper, x, options, forced_ids), strict=True)
    return [translations[n] for n in range(len(sources))]


def _words(stepper: Stepper, sentence: str | Sequence[str]) -> list[str]:
    words = sentence.split() if isinstance(sentence, str) else list(sentence)
    longest = stepper.settings.longest
    if not 1 <= len(words) <= longest:
        raise ValueError(f"sentence: {len(words) or 'no'} words given, 1 to {longest} wanted")
    return words


def _forced(stepper: Stepper, words: Sequence[str]) -> list[int]:
    ids = stepper.target.encode(words)
    if len(ids) > stepper.settings.longest:
        raise ValueError(f"target: {len(ids)} words given, at most {stepper.settings.longest} wanted")
    return [*ids, END_ID]


def _greedy(stepper: Stepper, x: np.ndarray, options: DecodingOptions, forced: np.ndarray | None) -> list[Translation]:
    """Translate sentences of one length together: the most probable word at each step, or the forced one."""
    memory = stepper.read(x)
    state, y = stepper.begin(memory), np.full(len(x), START_ID)
    lengths, ids, steps, log_probabilities = np.zeros(len(x), dtype=int), [], [], []
    for i in range(stepper.settings.longest + 1 if forced is None else forced.shape[1]):
        step = stepper.step(memory, state, y, i, options)
        state, step = step.state, _plain(step)
        log_probabilities.append(_log_softmax(step.logits))
        y = np.argmax(_writable(step.logits), axis=-1) if forced is None else forced[:, i]
        steps.append(step)
        ids.append(y)
        lengths[lengths == 0] = np.where(y[lengths == 0] == END_ID, i + 1, 0)
        if lengths.all():
            break
    lengths[lengths == 0] = len(steps)
    translations = []
    for n, t_y in enumerate(lengths):
        written = tuple(int(y[n]) for y in ids[:t_y])
        log_p = float(sum(rows[n, word] for rows, word in zip(log_probabilities, written, strict=False)))
        path = _Path(written, log_p, tuple(_row(step, n) for step in steps[:t_y]))
        translations.append(_translation(stepper, path))
    return translations


def _beam(
    stepper: Stepper, x: np.ndarray, options: DecodingOptions, beam: int, prefix: tuple[int, ...] = ()
) -> Translation:
    """Keep the `beam` most probable hypotheses; all of them begin with the prefix."""
    memory = stepper.read(x)
    state, alive, done = stepper.begin(memory), [_Path()], []
    for i in range(stepper.settings.longest + 1):
        y = np.array([path.ids[-1] if path.ids else START_ID for path in alive])
        step = stepper.step(memory, state, y, i, options)
        state, step = step.state, _plain(step)
        log_p = _writable(_log_softmax(step.logits))
        if i < len(prefix):
            log_p[:, [n for n in range(log_p.shape[1]) if n != prefix[i]]] = -np.inf
        total = np.array([path.log_p for path in alive])[:, None] + log_p
        order = np.argsort(-total, axis=None, kind="stable")[:beam]
        best = [divmod(int(at), total.shape[1]) for at in order if total.flat[at] > -np.inf]
        rows = [_row(step, n) for n in range(len(alive))]
        paths = [(n, _Path((*alive[n].ids, y), float(total[n, y]), (*alive[n].steps, rows[n]))) for n, y in best]
        done += [path for _, path in paths if path.ids[-1] == END_ID]
        going = [(n, path) for n, path in paths if path.ids[-1] != END_ID]
        if not going or len(done) >= beam:
            break
        state, alive = tuple(part[[n for n, _ in going]] for part in state), [path for _, path in going]
    return _translation(stepper, max(done or alive, key=lambda path: path.log_p / len(path.ids)))


def _writable(values: np.ndarray) -> np.ndarray:
    """Return logits or log-probabilities in which no word wins that is never written."""
    values = values.copy()
    values[:, NEVER_WRITTEN] = -np.inf
    return values


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted: np.ndarray = logits - logits.max(axis=-1, keepdims=True)
    log_p: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return log_p


def _plain(step: Step) -> Step:
    """Return everything but the state in numpy's float64."""
    parts = (
        None if part is None else np.asarray(part.detach() if hasattr(part, "detach") else part, dtype=np.float64)
        for part in step[1:]
    )
    return Step(None, *parts)


def _row(step: Step, n: int) -> Step:
    return Step(None, *(None if part is None else part[n] for part in step[1:]))


def _translation(stepper: Stepper, path: _Path) -> Translation:
    rows: Any = ([getattr(step, name) for step in path.steps] for name in Step._fields[1:])
    columns: Any = (None if column[0] is None else np.array(column) for column in rows)
    e, alpha, c, logits, p, heads = columns
    if heads is not None:
        heads = np.moveaxis(heads, 0, -2)  # (layers, heads, t_y, t_x)
    return Translation(stepper.target.decode(path.ids), e, alpha, c, logits, p, path.log_p, heads)
