r"""A small transformer: its heads attend to the source and to what is written.

Layers normalise before they attend, and add afterwards (pre-norm):

.. math::

    x \leftarrow x + \mathrm{MultiHead}(\mathrm{LN}(x)), \qquad
    x \leftarrow x + W_2 \, \mathrm{relu}(W_1 \, \mathrm{LN}(x))
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
    from collections.abc import Iterable, Mapping, Sequence

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
            _check.count(name, getattr(self, name), least=1)
        _check.divisor("heads", self.heads, self.hidden, f"the width {self.hidden}")


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
        self.encoder = nn.ModuleList(_Layer(settings, cross=False) for _ in range(settings.layers))
        self.decoder = nn.ModuleList(_Layer(settings, cross=True) for _ in range(settings.layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(d), nn.LayerNorm(d)
        self.out = nn.Linear(d, len(target))
        self.off: frozenset[tuple[int, int]] = frozenset()

    def switch_off(self, heads: Iterable[tuple[int, int]] = ()) -> Transformer:
        """Silence heads of the decoder's attention to the source, as (layer, head) from 0; none: all are on again.

        Raises
        ------
        ValueError
            If there is no such head.
        """
        off, sizes = frozenset(heads), (self.settings.layers, self.settings.heads)
        for layer, head in off:
            if not (0 <= layer < sizes[0] and 0 <= head < sizes[1]):
                raise ValueError(f"heads: {(layer, head)} given, (layer, head) below {sizes} wanted")
        self.off = off
        return self

    def forward(self, x: Int[Tensor, "n t_x"], y: Int[Tensor, "n t_y"]) -> Predictions:
        """Encode sources of one length, and predict each word that follows in targets behind ``<s>``.

        Scores and weights are the mean over the heads of the last layer.
        """
        s, steps = self._decode(self.read(x)[0], y, DecodingOptions())
        return Predictions(self.out(s), steps[-1].e.mean(1), steps[-1].alpha.mean(1))

    def read(self, x: Int[Tensor | np.ndarray, "n t_x"]) -> tuple[Float[Tensor, "n t_x d"]]:
        """Encode sentences of one length."""
        h = _with_positions(self.source_embedding(torch.as_tensor(x)))
        for layer in self.encoder:
            h, _ = layer(h)
        return (self.encoder_norm(h),)

    def begin(self, memory: tuple[Tensor]) -> Written:
        """Return what is written before the first step: nothing."""
        return Written(torch.zeros((len(memory[0]), 0), dtype=torch.int64))

    def step(
        self,
        memory: tuple[Tensor],
        state: Written,
        y: np.ndarray,
        i: int,  # noqa: ARG002 - the state says which step it is
        options: DecodingOptions,
    ) -> Step:
        """Take step i, having written y; :mod:`softlook.translate.search` calls it.

        The options hold for every head of every layer that attends to the source.
        """
        ids = torch.cat((state[0], torch.as_tensor(y)[:, None]), 1)
        s, layers = self._decode(memory[0].expand(len(ids), -1, -1), ids, options)
        last = layers[-1]
        heads = torch.stack([layer.alpha[:, :, -1] for layer in layers], 1)
        e, alpha = last.e[:, :, -1].mean(1), last.alpha[:, :, -1].mean(1)
        return Step((ids,), e, alpha, last.c[:, -1], self.out(s[:, -1]), None, heads)

    def _decode(self, h: Tensor, y: Tensor, options: DecodingOptions) -> tuple[Tensor, list[Attention]]:
        """Return the states of all steps, and each layer's attention to the source."""
        s, layers = _with_positions(self.target_embedding(y)), []
        for n, layer in enumerate(self.decoder):
            off = [head for at, head in self.off if at == n]
            s, attention = layer(s, h, options=options, off=off)
            layers.append(attention)
        return self.decoder_norm(s), layers


class _Layer(nn.Module):
    """Self-attention, attention to the source (in the decoder alone), and a feed-forward network."""

    def __init__(self, settings: TransformerSettings, *, cross: bool) -> None:
        super().__init__()
        d = settings.hidden
        self.self_attention = MultiHead(d, settings.heads)
        self.cross_attention = MultiHead(d, settings.heads) if cross else None
        self.norms = nn.ModuleList(nn.LayerNorm(d) for _ in range(3 if cross else 2))
        self.feed_forward = nn.Sequential(nn.Linear(d, settings.inner), nn.ReLU(), nn.Linear(settings.inner, d))

    def forward(
        self,
        x: Tensor,
        h: Tensor | None = None,
        *,
        options: DecodingOptions | None = None,
        off: list[int] | None = None,
    ) -> tuple[Tensor, Attention | None]:
        attention: Attention | None = None
        mask = None if h is None else causal(x.shape[1], like=x)
        x = x + self.self_attention(self.norms[0](x), mask=mask, need_weights=False).c
        if h is not None:
            attention = _attend(self.cross_attention, self.norms[1](x), h, options or DecodingOptions(), off or [])
            x = x + attention.c
        return x + self.feed_forward(self.norms[-1](x)), attention


def _with_positions(embedded: Float[Tensor, "n t d"]) -> Float[Tensor, "n t d"]:
    d = embedded.shape[-1]
    placed: Tensor = embedded * math.sqrt(d) + sinusoidal(embedded.shape[1], d, like=embedded)
    return placed


def _attend(
    layer: Any, s: Float[Tensor, "n t_y d"], h: Float[Tensor, "n t_x d"], options: DecodingOptions, off: list[int]
) -> Attention:
    """Attend to the source, with some heads switched off and under the options of a translation."""
    q, k, v = (split_heads(x, layer.heads) for x in layer.project(s, h, h))
    c, alpha, e = attend(q, k, v, normalize=lambda e, mask: _weigh(e, mask, options))
    if off:
        on = torch.ones(layer.heads, dtype=c.dtype)
        on[off] = 0
        c, alpha = c * on[:, None, None], alpha * on[:, None, None]
    return Attention(nn.functional.linear(join_heads(c), layer.w_o, layer.b_o), alpha, e)


def _weigh(e: Float[Tensor, "n heads t_y t_x"], mask: Any, options: DecodingOptions) -> Tensor:
    e = _with_rows(e, options.override.e)
    visible = mask if options.mask is None else torch.tensor([bool(x) for x in options.mask])
    alpha: Tensor = softmax(e / options.temperature, visible)
    if options.hard:
        alpha = torch.where(alpha.amax(-1, keepdim=True) > 0, hard(alpha), torch.zeros_like(alpha))
    return _with_rows(alpha, options.override.alpha)


def _with_rows(x: Float[Tensor, "n heads t_y t_x"], override: Mapping[int, Sequence[float]]) -> Tensor:
    """Return scores or weights, with the rows that are overridden in place of their own."""
    rows = {i: row for i, row in override.items() if i < x.shape[-2]}
    if rows:
        x = x.clone()
    for i, row in rows.items():
        x[..., i, :] = torch.tensor([float(number) for number in row], dtype=x.dtype)
    return x
