r"""Writing a translation, word by word: greedily, by beam search, or along words that are given.

Whoever steps (numpy's decoder, torch's models) is searched here, so that the rules are one:

- The first word read is ``<s>``; ``</s>`` ends; ``<pad>``, ``<s>`` and ``<unk>`` are never written. Of equal words the first in the vocabulary wins.
- There are at most ``longest + 1`` steps.
- A beam keeps the hypotheses of the highest :math:`\log \Pr`, summed over their words. It ends when as many have ended as it is
  wide; the best is that of the highest :math:`\log \Pr` a step, ``</s>`` counted.
- An override changes nothing before its first step: a wide beam keeps the words that it finds there without.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from softlook import _check
from softlook.translate.step import DecodingOptions, Override, Step, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from softlook.translate.vocabulary import Vocabulary

START_ID, END_ID, SILENT = 1, 2, [0, 1, 3]
AT_ONCE = 256  # sentences of one length that step together


class Stepper(Protocol):
    """Whatever reads a source once and then writes step by step, for n sentences at once."""

    settings: Any
    source: Vocabulary
    target: Vocabulary

    def read(self, x: np.ndarray) -> Any:
        """Return the memory of sentences of one length: a tuple of arrays, n first."""
        ...

    def begin(self, memory: Any) -> Any:
        """Return the state before the first step: a tuple of arrays, n first."""
        ...

    def step(self, memory: Any, state: Any, y: np.ndarray, i: int, options: DecodingOptions) -> Step:
        """Read the word written last, look, and tell the next; a memory of one sentence serves n hypotheses."""
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
    """Translate one sentence; `forced` are words to write whatever the translator thinks of them."""
    _check.count("beam", beam)
    _check.positive("beam", beam)
    words = _words(stepper, sentence)
    options.checked(stepper.settings, len(words))
    x = np.array([stepper.source.encode(words)])
    given = None if forced is None else np.array([_forced(stepper, forced)])
    if beam == 1 or given is not None:
        return _along(stepper, x, options, given)[0]
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
    """Translate many sentences greedily, those of one length together; what comes back is in the order given."""
    options = options or DecodingOptions()
    read = [_words(stepper, sentence) for sentence in sentences]
    out: list[Translation | None] = [None] * len(read)
    groups: dict[tuple[int, int], list[int]] = {}
    for n, words in enumerate(read):
        groups.setdefault((len(words), 0 if forced is None else len(forced[n])), []).append(n)
    for (t_x, _), members in groups.items():
        options.checked(stepper.settings, t_x)
        for start in range(0, len(members), AT_ONCE):
            some = members[start : start + AT_ONCE]
            x = np.array([stepper.source.encode(read[n]) for n in some])
            given = None if forced is None else np.array([_forced(stepper, forced[n]) for n in some])
            for n, found in zip(some, _along(stepper, x, options, given), strict=True):
                out[n] = found
    return [found for found in out if found is not None]


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


def _along(stepper: Stepper, x: np.ndarray, options: DecodingOptions, forced: np.ndarray | None) -> list[Translation]:
    """Write sentences of one length together: the likeliest word at each step, or the one given."""
    memory = stepper.read(x)
    state, y = stepper.begin(memory), np.full(len(x), START_ID)
    lengths, ids, steps, told = np.zeros(len(x), dtype=int), [], [], []
    for i in range(stepper.settings.longest + 1 if forced is None else forced.shape[1]):
        step = stepper.step(memory, state, y, i, options)
        state, step = step.state, _plain(step)
        told.append(_log_softmax(step.logits))
        y = np.argmax(_speakable(step.logits), axis=-1) if forced is None else forced[:, i]
        steps.append(step)
        ids.append(y)
        lengths[lengths == 0] = np.where(y[lengths == 0] == END_ID, i + 1, 0)
        if lengths.all():
            break
    lengths[lengths == 0] = len(steps)
    found = []
    for n, t_y in enumerate(lengths):
        numbers = [int(y[n]) for y in ids[:t_y]]
        log_p = float(sum(row[n, number] for row, number in zip(told, numbers, strict=False)))
        found.append(_translation(stepper, _Path(tuple(numbers), log_p, tuple(_row(step, n) for step in steps[:t_y]))))
    return found


def _beam(
    stepper: Stepper, x: np.ndarray, options: DecodingOptions, beam: int, prefix: tuple[int, ...] = ()
) -> Translation:
    """Keep the `beam` likeliest hypotheses; all of them begin with the prefix."""
    memory = stepper.read(x)
    state, alive, done = stepper.begin(memory), [_Path()], []
    for i in range(stepper.settings.longest + 1):
        step = stepper.step(
            memory, state, np.array([path.ids[-1] if path.ids else START_ID for path in alive]), i, options
        )
        state, step = step.state, _plain(step)
        log_p = _speakable(_log_softmax(step.logits))
        if i < len(prefix):
            log_p[:, [n for n in range(log_p.shape[1]) if n != prefix[i]]] = -np.inf
        total = np.array([path.log_p for path in alive])[:, None] + log_p
        best = [
            divmod(int(at), total.shape[1])
            for at in np.argsort(-total, axis=None, kind="stable")[:beam]
            if total.flat[at] > -np.inf
        ]
        rows = [_row(step, n) for n in range(len(alive))]
        paths = [(n, _Path((*alive[n].ids, y), float(total[n, y]), (*alive[n].steps, rows[n]))) for n, y in best]
        done += [path for _, path in paths if path.ids[-1] == END_ID]
        going = [(n, path) for n, path in paths if path.ids[-1] != END_ID]
        if not going or len(done) >= beam:
            break
        state, alive = tuple(part[[n for n, _ in going]] for part in state), [path for _, path in going]
    return _translation(stepper, max(done or alive, key=lambda path: path.log_p / len(path.ids)))


def _speakable(scores: np.ndarray) -> np.ndarray:
    scores = scores.copy()
    scores[:, SILENT] = -np.inf
    return scores


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted: np.ndarray = logits - logits.max(axis=-1, keepdims=True)
    log_p: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return log_p


def _plain(step: Step) -> Step:
    """Bring everything but the state to numpy's float64."""
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
