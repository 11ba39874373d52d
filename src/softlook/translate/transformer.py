r"""A small transformer: heads that look at the source, at what is written, and at each other's work.

Layers normalise before they look, and add behind (pre-norm):

.. math:: x \leftarrow x + \mathrm{MultiHead}(\mathrm{LN}(x)), \qquad x \leftarrow x + W_2 \, \mathrm{relu}(W_1 \, \mathrm{LN}(x))
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor, nn

from softlook import _check
from softlook.attention import Attention, attend
from softlook.heads import join_heads, split_heads
from softlook.masks import causal
from softlook.nn import MultiHead
from softlook.normalizers import hard, softmax
from softlook.positions import sinusoidal
from softlook.translate.recurrent import Predictions
from softlook.translate.step import DecodingOptions, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from jaxtyping import Float, Int

    from softlook.translate.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class TransformerSettings:
    """How a transformer is built.

    Parameters
    ----------
    layers, heads, hidden, inner : int
        Layers a side; heads, which divide the width; width; width of the feed-forward layer.
    longest : int
        Words a side, at the most.

    Raises
    ------
    TypeError, ValueError
        If one is no whole number above 0, or the heads do not divide the width.
    """

    layers: int = 2
    heads: int = 4
    hidden: int = 64
    inner: int = 128
    longest: int = 16

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        for name in ("layers", "heads", "hidden", "inner", "longest"):
            _check.count(name, getattr(self, name))
            _check.positive(name, getattr(self, name))
        if self.hidden % self.heads:
            raise ValueError(f"heads: {self.heads} given, a divisor of the width wanted, which is {self.hidden}")


class Written(NamedTuple):
    """The transformer's state: the words written so far (n, i), ``<s>`` not among them before the first step."""

    ids: Int[Tensor, "n i"]


class Transformer(nn.Module):
    """A translator of attention alone.

    Parameters
    ----------
    settings : TransformerSettings
        How it is built.
    source, target : Vocabulary
        Its words.

    References
    ----------
    Vaswani et al. 2017 (arXiv 1706.03762); Xiong et al. 2020 for normalising first (arXiv 2002.04745).

    Examples
    --------
    >>> from softlook.translate.vocabulary import Vocabulary
    >>> model = Transformer(TransformerSettings(), Vocabulary(["i", "love"]), Vocabulary(["je"]))
    >>> model(torch.tensor([[4, 5]]), torch.tensor([[1, 4, 4]])).alpha.shape
    torch.Size([1, 3, 2])
    """

    def __init__(self, settings: TransformerSettings, source: Vocabulary, target: Vocabulary) -> None:
        super().__init__()
        self.settings, self.source, self.target = settings, source, target
        d = settings.hidden
        self.source_embedding, self.target_embedding = (nn.Embedding(len(words), d) for words in (source, target))
        for embedding in (self.source_embedding, self.target_embedding):
            nn.init.normal_(embedding.weight, std=1 / math.sqrt(d))
        self.reader = nn.ModuleList(_Layer(settings, looks=1) for _ in range(settings.layers))
        self.exploiter = nn.ModuleList(_Layer(settings, looks=2) for _ in range(settings.layers))
        self.reader_norm, self.exploiter_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.out = nn.Linear(d, len(target))
        self.off: frozenset[tuple[int, int]] = frozenset()

    def switch_off(self, heads: Iterable[tuple[int, int]] = ()) -> Transformer:
        """Silence heads of the exploiter's look at the source, as (layer, head) from 0; none switches all on again.

        Raises
        ------
        ValueError
            If there is no such head.
        """
        off = frozenset(heads)
        for layer, head in off:
            if not (0 <= layer < self.settings.layers and 0 <= head < self.settings.heads):
                raise ValueError(
                    f"heads: {(layer, head)} given, (layer, head) below {(self.settings.layers, self.settings.heads)} wanted"
                )
        self.off = off
        return self

    def forward(self, x: Int[Tensor, "n t_x"], y: Int[Tensor, "n t_y"]) -> Predictions:
        """Read sources of one length and the targets behind ``<s>``; tell the word that follows each.

        Scores and weights are the mean over the heads of the last layer.
        """
        out, looks = self._write(self.read(x)[0], y, DecodingOptions())
        last = looks[-1]
        return Predictions(self.out(out), last.e.mean(1), last.alpha.mean(1))

    def read(self, x: Int[Tensor | np.ndarray, "n t_x"]) -> tuple[Float[Tensor, "n t_x d"]]:
        """Read sentences of one length."""
        h = self._place(self.source_embedding(torch.as_tensor(x)))
        for layer in self.reader:
            h, _ = layer(h)
        return (self.reader_norm(h),)

    def begin(self, memory: tuple[Tensor]) -> Written:
        """Return what is written before the first step: nothing."""
        return Written(torch.zeros((len(memory[0]), 0), dtype=torch.int64))

    def step(self, memory: tuple[Tensor], state: Written, y: np.ndarray, i: int, options: DecodingOptions) -> Step:  # noqa: ARG002 - the state says which step it is
        """Take step i, having written y; :mod:`softlook.translate.search` calls it.

        What is turned is turned in every head of every layer that looks at the source.
        """
        ids = torch.cat((state[0], torch.as_tensor(y)[:, None]), 1)
        h = memory[0].expand(len(ids), -1, -1)
        out, looks = self._write(h, ids, options)
        last = looks[-1]
        heads = torch.stack([look.alpha[:, :, -1] for look in looks], 1)
        return Step(
            (ids,),
            last.e[:, :, -1].mean(1),
            last.alpha[:, :, -1].mean(1),
            last.c[:, -1],
            self.out(out[:, -1]),
            None,
            heads,
        )

    def _place(self, embedded: Tensor) -> Tensor:
        d = embedded.shape[-1]
        placed: Tensor = embedded * math.sqrt(d) + sinusoidal(embedded.shape[1], d, like=embedded)
        return placed

    def _write(self, h: Tensor, y: Tensor, options: DecodingOptions) -> tuple[Tensor, list[Attention]]:
        s, looks = self._place(self.target_embedding(y)), []
        for n, layer in enumerate(self.exploiter):
            off = [head for at, head in self.off if at == n]
            s, look = layer(s, h, options=options, off=off)
            looks.append(look)
        return self.exploiter_norm(s), looks


class _Layer(nn.Module):
    """Look at oneself, look at the source (the exploiter alone), think."""

    def __init__(self, settings: TransformerSettings, *, looks: int) -> None:
        super().__init__()
        d = settings.hidden
        self.looks = nn.ModuleList(MultiHead(d, settings.heads) for _ in range(looks))
        self.norms = nn.ModuleList(nn.LayerNorm(d) for _ in range(looks + 1))
        self.think = nn.Sequential(nn.Linear(d, settings.inner), nn.ReLU(), nn.Linear(settings.inner, d))

    def forward(
        self,
        x: Tensor,
        h: Tensor | None = None,
        *,
        options: DecodingOptions | None = None,
        off: list[int] | None = None,
    ) -> tuple[Tensor, Attention | None]:
        look: Attention | None = None
        mask = None if h is None else causal(x.shape[1], like=x)
        x = x + self.looks[0](self.norms[0](x), mask=mask, need_weights=False).c
        if h is not None:
            look = _look(self.looks[1], self.norms[1](x), h, options or DecodingOptions(), off or [])
            x = x + look.c
        return x + self.think(self.norms[-1](x)), look


def _look(
    layer: Any, s: Float[Tensor, "n t_y d"], h: Float[Tensor, "n t_x d"], options: DecodingOptions, off: list[int]
) -> Attention:
    """Look at the source, heads switched off and rows turned by hand."""
    q, k, v = (split_heads(x, layer.heads) for x in layer.project(s, h, h))
    c, alpha, e = attend(q, k, v, normalize=lambda e, mask: _weigh(e, mask, options))
    if off:
        on = torch.ones(layer.heads, dtype=c.dtype)
        on[off] = 0
        c, alpha = c * on[:, None, None], alpha * on[:, None, None]
    return Attention(nn.functional.linear(join_heads(c), layer.w_o, layer.b_o), alpha, e)


def _weigh(e: Float[Tensor, "n heads t_y t_x"], mask: Any, options: DecodingOptions) -> Tensor:
    rows = range(e.shape[-2])
    if scores := {i: row for i, row in options.override.e.items() if i in rows}:
        e = e.clone()
        for i, row in scores.items():
            e[..., i, :] = torch.tensor([float(x) for x in row], dtype=e.dtype)
    seen = mask if options.mask is None else torch.tensor([bool(x) for x in options.mask])
    alpha: Tensor = softmax(e / options.temperature, seen)
    if options.hard:
        alpha = torch.where(alpha.amax(-1, keepdim=True) > 0, hard(alpha), torch.zeros_like(alpha))
    if weights := {i: row for i, row in options.override.alpha.items() if i in rows}:
        alpha = alpha.clone()
        for i, row in weights.items():
            alpha[..., i, :] = torch.tensor([float(x) for x in row], dtype=e.dtype)
    return alpha
