r"""The translators of the book in torch: a GRU reads both ways, a GRU writes and looks.

:mod:`softlook.translate.decode` has the equations and the names of the tensors; here they learn.
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
from softlook.translate.step import DecodingOptions, Step, weigh
from softlook.windows import aligned_position, local_m, local_p

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float, Int

    from softlook.attention import Normalizer
    from softlook.translate.settings import Settings
    from softlook.translate.vocabulary import Vocabulary


class Memory(NamedTuple):
    """What the reader wrote down."""

    h: Float[Tensor, "n t_x d"]
    keys: Float[Tensor, "n t_x d"]
    """What is scored: h, or what additive attention projects of it, once a sentence."""
    z: Float[Tensor, "n d"]
    """The last state of each direction."""


class Predictions(NamedTuple):
    """What a translator says to a whole target that is read to it word by word."""

    logits: Float[Tensor, "n t_y words"]
    e: Float[Tensor, "n t_y t_x"] | None = None
    """Scores and weights, where the looks of all steps are one."""
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
        self.reader = nn.GRU(width, d // 2, bidirectional=True)
        self.bridge = nn.Linear(d, d)
        self.exploiter = nn.GRU(width + (d if early or settings.input_feeding else 0), d)
        self.residual = nn.Linear(width, d, bias=False) if settings.residual else None
        self.look = _look(settings)
        self.readout = nn.Linear(2 * d, d) if settings.readout == "s;c" else None
        self.out = nn.Linear(d, len(target))
        for cell in (self.reader, self.exploiter):
            _remember(cell)
        self.diagonal_bias: Float[Tensor, "t_y t_x"] | None = None

    def forward(
        self,
        x: Int[Tensor, "n t_x"],
        y: Int[Tensor, "n t_y"],
        *,
        normalize: Normalizer | None = None,
        diagonal_bias: float = 0.0,
    ) -> Predictions:
        """Read sources of one length and the targets behind ``<s>``; tell the word that follows each.

        `normalize` takes the place of the look's own normaliser (in Luong's timing, without input feeding). `lean` makes each step
        favour the source word of its own number: :func:`softlook.translate.training.train` begins so.
        """
        self.diagonal_bias = (
            diagonal_bias_matrix(x.shape[1], y.shape[1], diagonal_bias, self.out.weight)
            if diagonal_bias and self.look is not None
            else None
        )
        memory = self.read(x)
        s, u = self.begin(memory)
        if self.settings.timing == "luong" and not self.settings.input_feeding:
            s = gru.write(self.exploiter, self.target_embedding.weight, y, s)
            c, alpha, e = self._look_along(memory, s, y, normalize)
            return Predictions(self.out(self._read_out(s, c)), e, alpha)
        states, contexts = list[Tensor](), list[Tensor]()
        if self.settings.timing == "bahdanau" and isinstance(self.look, Additive):
            states, contexts = self._along(memory, s, y)
        else:
            y_bar = self.target_embedding(y)
            for i, (heard, word) in enumerate(zip(self._hear(y_bar).unbind(1), y_bar.unbind(1), strict=True)):
                if self.settings.timing == "bahdanau":
                    c = self._context(memory, s, word, i)
                    s = self._write(heard, c, s)
                else:
                    s = self._write(heard, u, s)
                    c = self._context(memory, s, word, i)
                    u = self._read_out(s, c)
                states.append(s)
                contexts.append(c)
        return Predictions(self.out(self._read_out(torch.stack(states, 1), torch.stack(contexts, 1))))

    def read(self, x: Int[Tensor | np.ndarray, "n t_x"]) -> Memory:
        """Read sentences of one length."""
        words, x = self.source_embedding.weight, torch.as_tensor(x)
        h, z = gru.read(self.reader, words, x)
        if self.residual is not None:
            h = h + embedding(x, self.residual(words))
        return Memory(h, self.look.keys(h) if isinstance(self.look, Additive) else h, z)

    def begin(self, memory: Memory) -> tuple[Tensor, Tensor]:
        """Return s_0 and u_0."""
        s = torch.tanh(self.bridge(memory.z))
        return s, torch.zeros_like(s)

    def step(
        self, memory: Memory, state: tuple[Tensor, Tensor], y: np.ndarray, i: int, options: DecodingOptions
    ) -> Step:
        """Take step i (from 0), having written y; :mod:`softlook.translate.search` calls it."""
        (s, u), y_bar = state, self.target_embedding(torch.as_tensor(y))
        heard = self._hear(y_bar)
        if self.settings.timing == "bahdanau":
            e, alpha, c, p = self._look_by_hand(memory, s, y_bar, i, options)
            s = self._write(heard, c, s)
        else:
            s = self._write(heard, u if self.settings.input_feeding else None, s)
            e, alpha, c, p = self._look_by_hand(memory, s, y_bar, i, options)
        u = self._read_out(s, c)
        return Step((s, u), e, alpha, c, self.out(u), p)

    def _along(
        self, memory: Memory, s: Float[Tensor, "n d"], y: Int[Tensor, "n t_y"]
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Take every step of additive attention in Bahdanau's timing; return the states and the contexts.

        The same as step by step, but what the words give to the gates and to the query is looked up, and s_{i-1} is multiplied once for both.
        """
        cell: Any = self.exploiter
        d, d_a, words = s.shape[-1], self.look.v_a.shape[0], self.target_embedding.weight
        w_y, w_q = cell.weight_ih_l0[:, : words.shape[1]], self.look.w_q
        heard = embedding(y.T, linear(words, w_y, cell.bias_ih_l0)).unbind()
        asked = embedding(y.T, linear(words, w_q[:, d:])).unbind() if self.settings.previous_word else None
        w_c = cell.weight_ih_l0[:, words.shape[1] :].T
        w_s, b_s = (
            torch.cat((cell.weight_hh_l0, w_q[:, :d])),
            torch.cat((cell.bias_hh_l0, cell.bias_hh_l0.new_zeros(d_a))),
        )
        states, contexts = [], []
        for i, x in enumerate(heard):
            h_rz, h_n, q = torch.split(linear(s, w_s, b_s), [2 * d, d, d_a], -1)
            if asked is not None:
                q = q + asked[i]
            diagonal_bias = None if self.diagonal_bias is None else self.diagonal_bias[i : i + 1]
            c = attend(
                q[:, None],
                memory.keys,
                memory.h,
                score=partial(self._hidden_score, diagonal_bias=diagonal_bias),
                need_weights=False,
            ).c[:, 0]
            x_rz, x_n = torch.split(torch.addmm(x, c, w_c), [2 * d, d], -1)
            r, z = torch.sigmoid(x_rz + h_rz).chunk(2, -1)
            n = torch.tanh(x_n + r * h_n)
            s = torch.lerp(n, s, z)
            states.append(s)
            contexts.append(c)
        return states, contexts

    def _hidden_score(
        self, q: Float[Tensor, "n 1 d_a"], keys: Float[Tensor, "n t_x d_a"], *, diagonal_bias: Tensor | None = None
    ) -> Float[Tensor, "n 1 t_x"]:
        """Score queries that lie in the hidden layer already."""
        e: Tensor = hidden_scores(namespace(q=q), q, keys, self.look.v_a)
        return e if diagonal_bias is None else e + diagonal_bias

    def _query(self, s: Tensor, y_bar: Tensor) -> Tensor:
        return torch.cat((s, y_bar), -1) if self.settings.previous_word else s

    def _context(
        self, memory: Memory, s: Float[Tensor, "n d"], y_bar: Float[Tensor, "n d_e"], i: int
    ) -> Float[Tensor, "n d"]:
        """Look once, within the recurrence."""
        if self.look is None:
            return memory.z
        if self.settings.window != "global":
            return self._look_by_hand(memory, s, y_bar, i, DecodingOptions())[2]
        diagonal_bias = None if self.diagonal_bias is None else self.diagonal_bias[i : i + 1]
        c: Tensor = attend(
            self._query(s, y_bar)[:, None],
            memory.keys,
            memory.h,
            score=partial(self._score, diagonal_bias=diagonal_bias),
            need_weights=False,
        ).c[:, 0]
        return c

    def _look_along(
        self, memory: Memory, s: Float[Tensor, "n t_y d"], y: Int[Tensor, "n t_y"], normalize: Normalizer | None
    ) -> Attention:
        """Look for all steps at once, behind the recurrence."""
        if self.look is None:
            return Attention(memory.z[:, None].expand_as(s), None, None)
        q = torch.cat((s, self.target_embedding(y)), -1) if self.settings.previous_word else s
        if self.settings.window == "local-m":
            normalize = partial(local_m, half_width=self.settings.half_width)
        elif self.settings.window == "local-p":
            p = aligned_position(q, memory.h.shape[1], w_p=self.look.w_p, v_p=self.look.v_p)
            normalize = partial(local_p, p=p, half_width=self.settings.half_width)
        return attend(
            q,
            memory.keys,
            memory.h,
            score=partial(self._score, diagonal_bias=self.diagonal_bias),
            normalize=normalize or softmax,
        )

    def _look_by_hand(
        self, memory: Memory, s: Tensor, y_bar: Tensor, i: int, options: DecodingOptions
    ) -> tuple[Tensor | None, Tensor | None, Tensor, Tensor | None]:
        """Look once, with what a reader may turn."""
        if self.look is None:
            return None, None, memory.z.expand_as(s), None
        q, p = self._query(s, y_bar)[:, None], None
        if self.settings.window == "local-p":
            p = aligned_position(q, memory.h.shape[1], w_p=self.look.w_p, v_p=self.look.v_p)[:, 0]
        e = self._score(q, memory.keys)[:, 0].expand(len(s), -1)
        e, alpha, p = weigh(e, i, self.settings, options, p)
        return e, alpha, read(alpha[:, None], memory.h)[:, 0], p

    def _score(self, q: Tensor, keys: Tensor, *, diagonal_bias: Tensor | None = None) -> Tensor:
        look: Any = self.look.luong if isinstance(self.look, LocalP) else self.look
        e: Tensor = (
            additive(q, keys, w_q=look.w_q, w_k=None, v_a=look.v_a)
            if isinstance(look, Additive)
            else look.score(q, keys)
        )
        return e if diagonal_bias is None else e + diagonal_bias

    def _hear(self, y_bar: Float[Tensor, "... d_e"]) -> Float[Tensor, "... 3d"]:
        """Return what the exploiter's GRU makes of words written, for all steps at once."""
        cell: Any = self.exploiter
        return linear(y_bar, cell.weight_ih_l0[:, : y_bar.shape[-1]], cell.bias_ih_l0)

    def _write(
        self, heard: Float[Tensor, "n 3d"], read: Float[Tensor, "n d"] | None, s: Float[Tensor, "n d"]
    ) -> Float[Tensor, "n d"]:
        """Let the exploiter's GRU take a step: `heard` is what it makes of the last word; `read` comes step by step."""
        cell: Any = self.exploiter
        x = heard if read is None else heard + read @ cell.weight_ih_l0[:, -read.shape[-1] :].T
        x_r, x_z, x_n = x.chunk(3, -1)
        h_r, h_z, h_n = linear(s, cell.weight_hh_l0, cell.bias_hh_l0).chunk(3, -1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        return n + z * (s - n)

    def _read_out(self, s: Tensor, c: Tensor) -> Tensor:
        return s if self.readout is None else torch.tanh(self.readout(torch.cat((s, c), -1)))


def _remember(gru: nn.GRU) -> None:
    """Let a GRU begin with long memory: recurrent matrices orthogonal (Bahdanau, Cho & Bengio 2015, appendix B.1), update gates in favour of the old state.

    The last is the open forget gate of Jozefowicz, Zaremba & Sutskever 2015 (ICML), section 2.2, in a GRU.
    """
    d = gru.hidden_size
    for name, parameter in gru.named_parameters():
        if name.startswith("weight_hh"):
            for gate in parameter.detach().chunk(3):
                nn.init.orthogonal_(gate)
        elif name.startswith("bias_hh"):
            parameter.detach()[d : 2 * d] += 1


def diagonal_bias_matrix(t_x: int, t_y: int, strength: float, like: Tensor) -> Float[Tensor, "t_y t_x"]:
    """Return what is added to the scores: the further from the diagonal, the less, by the square, to 4 words away; so a neighbour costs little."""
    i, j = (torch.arange(t, dtype=like.dtype) for t in (t_y, t_x))
    return -strength * ((j - i[:, None]).abs().clamp(max=4) / 2) ** 2


def _look(settings: Settings) -> Any:
    d = settings.hidden
    query = d + (settings.embedding if settings.previous_word else 0)
    if settings.attention == "none":
        return None
    if settings.attention == "additive":
        return Additive(query, d, d)
    if settings.window == "local-p":
        return LocalP(query, d, half_width=settings.half_width, d_p=d, score=settings.attention)
    return Luong(query, d, score=settings.attention, t_max=settings.longest)
