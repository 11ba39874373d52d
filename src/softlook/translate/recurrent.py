r"""The translators of the book in torch, where they learn: a GRU encodes both ways, a GRU decodes with attention.

:mod:`softlook.translate.decode` has the equations.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, linear

from softlook._array import namespace
from softlook._tiling import hidden_scores
from softlook.attention import Attention, attend, read
from softlook.nn import Additive, LocalP, Luong
from softlook.normalizers import softmax
from softlook.scores import additive
from softlook.translate import gru
from softlook.translate.regularisation import Regularisation
from softlook.translate.step import DecodingOptions, Step, weigh
from softlook.windows import aligned_position, local_m, local_p

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from jaxtyping import Float, Int

    from softlook.attention import Normalizer
    from softlook.translate.settings import Settings
    from softlook.translate.vocabulary import Vocabulary

IN_CHECKPOINTS = {"encoder": "reader", "decoder": "exploiter", "attention": "look"}
"""What these parts are called in a checkpoint: :meth:`softlook.translate.settings.Settings.shapes` has its names."""
NONE = Regularisation()


class Memory(NamedTuple):
    """What the encoder returns."""

    h: Float[Tensor, "n t_x d"]
    keys: Float[Tensor, "n t_x d"]
    """What is scored: h, or what additive attention projects of it, once a sentence."""
    z: Float[Tensor, "n d"]
    """The last state of each direction."""


class Predictions(NamedTuple):
    """What a translator predicts for each word of a whole target, given the words before it."""

    logits: Float[Tensor, "n t_y words"]
    e: Float[Tensor, "n t_y t_x"] | None = None
    """Scores and weights, where one call attends for all steps."""
    alpha: Float[Tensor, "n t_y t_x"] | None = None


class Recurrent(nn.Module):
    """A translator of two GRUs.

    Parameters
    ----------
    settings : Settings
        How it is built.
    source, target : Vocabulary
        Its words.

    Examples
    --------
    >>> from softlook.translate.settings import preset
    >>> from softlook.translate.vocabulary import Vocabulary
    >>> model = Recurrent(preset("dot"), Vocabulary(["i", "love"]), Vocabulary(["je"]))
    >>> model(torch.tensor([[4, 5]]), torch.tensor([[1, 4, 4]])).logits.shape
    torch.Size([1, 3, 5])
    """

    def __init__(self, settings: Settings, source: Vocabulary, target: Vocabulary) -> None:
        super().__init__()
        self.settings, self.source, self.target = settings, source, target
        d, width = settings.hidden, settings.embedding
        early = settings.timing == "bahdanau"
        self.source_embedding = nn.Embedding(len(source), width)
        self.target_embedding = nn.Embedding(len(target), width)
        self.encoder = nn.GRU(width, d // 2, bidirectional=True)
        self.bridge = nn.Linear(d, d)
        self.decoder = nn.GRU(width + (d if early or settings.input_feeding else 0), d)
        self.residual = nn.Linear(width, d, bias=False) if settings.residual else None
        self.attention = _attention(settings)
        self.readout = nn.Linear(2 * d, d) if settings.readout == "s;c" else None
        self.out = nn.Linear(d, len(target))
        for cell in (self.encoder, self.decoder):
            gru.remember(cell)

    def forward(
        self,
        x: Int[Tensor, "n t_x"],
        y: Int[Tensor, "n t_y"],
        *,
        normalize: Normalizer | None = None,
        regularisation: Regularisation = NONE,
    ) -> Predictions:
        """Encode sources of one length, and predict each word that follows in targets behind ``<s>``.

        Parameters
        ----------
        x, y : (n, t_x), (n, t_y)
            Ids of words.
        normalize : callable, optional
            Takes the place of attention's own normaliser (in Luong's timing, without input feeding).
        regularisation : Regularisation
            What is done to scores, and to states in the readout.
        """
        memory = self.read(x)
        s, u = self.begin(memory)
        if self.settings.timing == "luong" and not self.settings.input_feeding:
            s = gru.write(self.decoder, self.target_embedding.weight, y, s)
            c, alpha, e = self._attend_all(memory, s, y, normalize, regularisation)
            return Predictions(self.out(self._read_out(s, c, regularisation)), e, alpha)
        if self.settings.timing == "bahdanau" and isinstance(self.attention, Additive):
            states, contexts = self._additive_steps(memory, s, y, regularisation)
        else:
            states, contexts = self._steps(memory, s, u, y, regularisation)
        s, c = torch.stack(states, 1), torch.stack(contexts, 1)
        return Predictions(self.out(self._read_out(s, c, regularisation)))

    def read(self, x: Int[Tensor | np.ndarray, "n t_x"]) -> Memory:
        """Encode sentences of one length."""
        words, x = self.source_embedding.weight, torch.as_tensor(x)
        h, z = gru.read(self.encoder, words, x)
        if self.residual is not None:
            h = h + embedding(x, self.residual(words))
        return Memory(h, self.attention.keys(h) if isinstance(self.attention, Additive) else h, z)

    def begin(self, memory: Memory) -> tuple[Tensor, Tensor]:
        """Return s_0 and u_0."""
        s = torch.tanh(self.bridge(memory.z))
        return s, torch.zeros_like(s)

    def step(
        self, memory: Memory, state: tuple[Tensor, Tensor], y: np.ndarray, i: int, options: DecodingOptions
    ) -> Step:
        """Take step i (from 0), having written y; :mod:`softlook.translate.search` calls it."""
        (s, u), y_bar = state, self.target_embedding(torch.as_tensor(y))
        inputs = gru.gate_inputs(self.decoder, y_bar)
        if self.settings.timing == "bahdanau":
            e, alpha, c, p = self._attend_with_options(memory, s, y_bar, i, options)
            s = gru.step(self.decoder, inputs, s, c)
        else:
            s = gru.step(self.decoder, inputs, s, u if self.settings.input_feeding else None)
            e, alpha, c, p = self._attend_with_options(memory, s, y_bar, i, options)
        u = self._read_out(s, c)
        return Step((s, u), e, alpha, c, self.out(u), p)

    def tensors(self) -> dict[str, Tensor]:
        """Return the parameters by the names that they have in a checkpoint."""
        return {_renamed(name, IN_CHECKPOINTS): tensor for name, tensor in self.state_dict().items()}

    def load_tensors(self, tensors: Mapping[str, Tensor]) -> None:
        """Take parameters by the names that they have in a checkpoint."""
        ours = {theirs: part for part, theirs in IN_CHECKPOINTS.items()}
        self.load_state_dict({_renamed(name, ours): tensor for name, tensor in tensors.items()})

    def _steps(
        self,
        memory: Memory,
        s: Float[Tensor, "n d"],
        u: Float[Tensor, "n d"],
        y: Int[Tensor, "n t_y"],
        regularisation: Regularisation,
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take every step, one after the other; return the states and the contexts."""
        states, contexts = list[Tensor](), list[Tensor]()
        y_bar = self.target_embedding(y)
        inputs = gru.gate_inputs(self.decoder, y_bar)
        for i, (word_inputs, word) in enumerate(zip(inputs.unbind(1), y_bar.unbind(1), strict=True)):
            if self.settings.timing == "bahdanau":
                c = self._context(memory, s, word, i, regularisation)
                s = gru.step(self.decoder, word_inputs, s, c)
            else:
                s = gru.step(self.decoder, word_inputs, s, u)
                c = self._context(memory, s, word, i, regularisation)
                u = self._read_out(s, c, regularisation)
            states.append(s)
            contexts.append(c)
        return states, contexts

    def _additive_steps(
        self, memory: Memory, s: Float[Tensor, "n d"], y: Int[Tensor, "n t_y"], regularisation: Regularisation
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take every step of additive attention in Bahdanau's timing; return the states and the contexts.

        The same as :meth:`_steps`, but what the words give to the gates and to the query is looked up, and s_{i-1} is
        multiplied once for both.
        """
        cell: Any = self.decoder
        d, d_a, words = s.shape[-1], self.attention.v_a.shape[0], self.target_embedding.weight
        w_q, w_c = self.attention.w_q, cell.weight_ih_l0[:, words.shape[1] :].T
        inputs = embedding(y.T, gru.gate_inputs(cell, words)).unbind()
        queries = embedding(y.T, linear(words, w_q[:, d:])).unbind() if self.settings.previous_word else None
        w_s = torch.cat((cell.weight_hh_l0, w_q[:, :d]))
        b_s = torch.cat((cell.bias_hh_l0, cell.bias_hh_l0.new_zeros(d_a)))
        states, contexts = [], []
        for i, x in enumerate(inputs):
            h_rz, h_n, q = torch.split(linear(s, w_s, b_s), [2 * d, d, d_a], -1)
            if queries is not None:
                q = q + queries[i]
            score = partial(self._hidden_score, first=i, regularisation=regularisation)
            c = attend(q[:, None], memory.keys, memory.h, score=score, need_weights=False).c[:, 0]
            x_rz, x_n = torch.split(torch.addmm(x, c, w_c), [2 * d, d], -1)
            r, z = torch.sigmoid(x_rz + h_rz).chunk(2, -1)
            n = torch.tanh(x_n + r * h_n)
            s = torch.lerp(n, s, z)
            states.append(s)
            contexts.append(c)
        return states, contexts

    def _context(
        self,
        memory: Memory,
        s: Float[Tensor, "n d"],
        y_bar: Float[Tensor, "n d_e"],
        i: int,
        regularisation: Regularisation,
    ) -> Float[Tensor, "n d"]:
        """Attend once, within the recurrence."""
        if self.attention is None:
            return memory.z
        if self.settings.window != "global":
            options = DecodingOptions()
            return self._attend_with_options(memory, s, y_bar, i, options, regularisation=regularisation)[2]
        score = partial(self._score, first=i, regularisation=regularisation)
        q = self._query(s, y_bar)[:, None]
        c: Tensor = attend(q, memory.keys, memory.h, score=score, need_weights=False).c[:, 0]
        return c

    def _attend_all(
        self,
        memory: Memory,
        s: Float[Tensor, "n t_y d"],
        y: Int[Tensor, "n t_y"],
        normalize: Normalizer | None,
        regularisation: Regularisation,
    ) -> Attention:
        """Attend for all steps at once, behind the recurrence."""
        if self.attention is None:
            return Attention(memory.z[:, None].expand_as(s), None, None)
        q = self._query(s, self.target_embedding(y))
        if self.settings.window == "local-m":
            normalize = partial(local_m, half_width=self.settings.half_width)
        elif self.settings.window == "local-p":
            p = aligned_position(q, memory.h.shape[1], w_p=self.attention.w_p, v_p=self.attention.v_p)
            normalize = partial(local_p, p=p, half_width=self.settings.half_width)
        score = partial(self._score, regularisation=regularisation)
        return attend(q, memory.keys, memory.h, score=score, normalize=normalize or softmax)

    def _attend_with_options(
        self,
        memory: Memory,
        s: Tensor,
        y_bar: Tensor,
        i: int,
        options: DecodingOptions,
        *,
        regularisation: Regularisation = NONE,
    ) -> tuple[Tensor | None, Tensor | None, Tensor, Tensor | None]:
        """Attend once, with what may be set while a sentence is translated."""
        if self.attention is None:
            return None, None, memory.z.expand_as(s), None
        q, p = self._query(s, y_bar)[:, None], None
        if self.settings.window == "local-p":
            p = aligned_position(q, memory.h.shape[1], w_p=self.attention.w_p, v_p=self.attention.v_p)[:, 0]
        e = self._score(q, memory.keys, first=i, regularisation=regularisation)[:, 0].expand(len(s), -1)
        e, alpha, p = weigh(e, i, self.settings, options, p)
        return e, alpha, read(alpha[:, None], memory.h)[:, 0], p

    def _query(self, s: Tensor, y_bar: Tensor) -> Tensor:
        return torch.cat((s, y_bar), -1) if self.settings.previous_word else s

    def _score(
        self,
        q: Float[Tensor, "n t d_q"],
        keys: Float[Tensor, "n t_x d"],
        *,
        first: int = 0,
        regularisation: Regularisation = NONE,
    ) -> Float[Tensor, "n t t_x"]:
        """Score the queries of t steps, the first of which is step `first`."""
        layer: Any = self.attention.luong if isinstance(self.attention, LocalP) else self.attention
        if isinstance(layer, Additive):
            return regularisation.scores(additive(q, keys, w_q=layer.w_q, w_k=None, v_a=layer.v_a), first)
        return regularisation.scores(layer.score(q, keys), first)

    def _hidden_score(
        self,
        q: Float[Tensor, "n 1 d_a"],
        keys: Float[Tensor, "n t_x d_a"],
        *,
        first: int,
        regularisation: Regularisation,
    ) -> Float[Tensor, "n 1 t_x"]:
        """Score queries that are in the hidden layer already."""
        return regularisation.scores(hidden_scores(namespace(q=q), q, keys, self.attention.v_a), first)

    def _read_out(self, s: Tensor, c: Tensor, regularisation: Regularisation = NONE) -> Tensor:
        s = regularisation.states(s)
        return s if self.readout is None else torch.tanh(self.readout(torch.cat((s, c), -1)))


def _attention(settings: Settings) -> Any:
    d = settings.hidden
    d_q = d + (settings.embedding if settings.previous_word else 0)
    if settings.attention == "none":
        return None
    if settings.attention == "additive":
        return Additive(d_q, d, d)
    if settings.window == "local-p":
        return LocalP(d_q, d, half_width=settings.half_width, d_p=d, score=settings.attention)
    return Luong(d_q, d, score=settings.attention, t_max=settings.longest)


def _renamed(name: str, parts: Mapping[str, str]) -> str:
    part, dot, rest = name.partition(".")
    return parts.get(part, part) + dot + rest
