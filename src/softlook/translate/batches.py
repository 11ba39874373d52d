"""Batches of one exact source length: the encoder reads no padding."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from softlook import _check
from softlook.translate.vocabulary import END_ID, PAD_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Int

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.vocabulary import Vocabulary


class Batch(NamedTuple):
    """Sources, the decoder's inputs, and its targets."""

    x: Int[np.ndarray, "n t_x"]
    y: Int[np.ndarray, "n t_y"]
    """``<s>``, the target, and ``<pad>`` to the longest."""
    targets: Int[np.ndarray, "n t_y"]
    """The target, ``</s>``, and ``<pad>``: these cost nothing."""


class Batches:
    """The batches of some pairs, epoch after epoch.

    Which pairs stand in batch n depends on the seed and n alone: a run that stopped goes on where it stood.

    Parameters
    ----------
    pairs : sequence of Pair
        At least one.
    source, target : Vocabulary
        Their words; others become ``<unk>``.
    batch : int
        Pairs in a batch, at the most, all of one source length.
    seed : int
        Of the order.

    Raises
    ------
    TypeError, ValueError
        If there are no pairs, or the batch is no whole number above 0.

    Examples
    --------
    >>> from softlook.translate.corpus.pair import Pair
    >>> from softlook.translate.vocabulary import Vocabulary
    >>> batches = Batches([Pair(("go",), ("va",))], Vocabulary(["go"]), Vocabulary(["va"]), batch=2)
    >>> batches[7].targets
    array([[4, 2]])
    """

    def __init__(
        self, pairs: Sequence[Pair], source: Vocabulary, target: Vocabulary, *, batch: int = 128, seed: int = 0
    ) -> None:
        _check.count("batch", batch, least=1)
        _check.count("seed", seed)
        if not pairs:
            raise ValueError("pairs: none given, at least one wanted")
        self.seed, self._epoch, self._order = seed, -1, list[tuple[int, np.ndarray]]()
        self._batch = batch
        by_length: dict[int, list[Pair]] = {}
        for pair in pairs:
            by_length.setdefault(len(pair.source), []).append(pair)
        self._groups = {}
        for t_x, group in sorted(by_length.items()):
            x = source.encode_batch([pair.source for pair in group], strict=False)
            y = target.encode_batch([pair.target for pair in group], start=True, end=True, strict=False)
            self._groups[t_x] = (x.ids, y.ids, y.lengths)
        self.per_epoch = sum(self._parts(len(ids)) for ids, _, _ in self._groups.values())
        """How many batches an epoch has."""

    def __getitem__(self, n: int) -> Batch:
        """Return batch n, from 0 on without end."""
        epoch, place = divmod(n, self.per_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._shuffled(epoch)
        t_x, rows = self._order[place]
        x, y, lengths = self._groups[t_x]
        y = y[rows, : int(lengths[rows].max())]
        return Batch(x[rows], np.where(y == END_ID, PAD_ID, y)[:, :-1], y[:, 1:])

    def _parts(self, size: int) -> int:
        return -(-size // self._batch)

    def _shuffled(self, epoch: int) -> list[tuple[int, np.ndarray]]:
        draw = np.random.default_rng((self.seed, epoch))
        batches = []
        for t_x, (x, _, _) in self._groups.items():
            batches += [(t_x, rows) for rows in np.array_split(draw.permutation(len(x)), self._parts(len(x)))]
        return [batches[n] for n in draw.permutation(len(batches))]
