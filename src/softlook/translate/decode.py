r"""A translator on numpy alone: it loads a checkpoint and translates, step by step, in float64.

The page computes the same in JavaScript. Names in ``code`` are tensors of the checkpoint; a matrix W of shape
(d_out, d_in) maps x to W x. The encoder's tensors are called ``reader``, the decoder's ``exploiter`` and those of
attention ``look`` (:meth:`softlook.translate.settings.Settings.shapes` lists them all). Every **GRU** has four
tensors, ``weight_ih`` W, ``weight_hh`` U, ``bias_ih`` b and ``bias_hh`` d, each of three blocks of rows in the order
*reset* r, *update* z, *candidate* n:

.. math::

    \begin{aligned}
    r &= \sigma(W_r x + b_r + U_r h + d_r), \qquad z = \sigma(W_z x + b_z + U_z h + d_z) \\
    n &= \tanh(W_n x + b_n + r \circ (U_n h + d_n)), \qquad \mathrm{GRU}(x, h) = (1 - z) \circ n + z \circ h
    \end{aligned}

**Encoder.** Let :math:`\bar x_j` be row :math:`x_j` of ``source_embedding.weight``. The GRU ``reader.*_l0`` computes
one half of each h from left to right, starting from zeros; ``reader.*_l0_reverse`` computes the other half from right
to left. With `residual` the embedding is added:

.. math::

    h_j = [\overrightarrow h_j; \overleftarrow h_j] + R \bar x_j, \qquad
    z = [\overrightarrow h_{T_x}; \overleftarrow h_1], \qquad s_0 = \tanh(B z + b)

with R ``residual.weight``, B ``bridge.weight``, b ``bridge.bias``. (z holds the last states of the GRUs, without R.)

**A decoder step** i = 1, 2, ... has the word :math:`y_{i-1}` as its input (``<s>`` first), whose row of
``target_embedding.weight`` is :math:`\bar y`. The decoder's GRU is ``exploiter.*_l0``; :math:`u_0 = 0`.
The order depends on `timing`:

- *Bahdanau*: attention comes first. The query is :math:`q_i = s_{i-1}`, or :math:`[s_{i-1}; \bar y]` with
  `previous_word`; it gives :math:`e_{ij}, \alpha_{ij}, c_i`. Then
  :math:`s_i = \mathrm{GRU}([\bar y; c_i], s_{i-1})`.
- *Luong*: the GRU comes first. :math:`s_i = \mathrm{GRU}(\bar y, s_{i-1})`, or
  :math:`\mathrm{GRU}([\bar y; u_{i-1}], s_{i-1})` with `input_feeding`. Then the query is :math:`q_i = s_i`, or
  :math:`[s_i; \bar y]`.

The scores, with the parameters ``look.*`` (in local-p ``look.luong.*``), are

.. math::

    e_{ij} = v_a^\top \tanh(W_q q_i + W_k h_j), \quad q_i^\top h_j, \quad q_i^\top W_a h_j, \quad
    v_a^\top \tanh(W_a [q_i; h_j]), \quad (W_a q_i)_j

for additive, dot, general, concat and location. :func:`softlook.translate.step.weigh` computes the weights from them;
local-p's position is :math:`p_i = (T_x - 1) \, \sigma(v_p^\top \tanh(W_p q_i))`. Then
:math:`c_i = \sum_j \alpha_{ij} h_j`; without attention :math:`c_i = z`.

**Prediction.** :math:`u_i = s_i`, or with the readout 's;c' :math:`u_i = \tanh(C [s_i; c_i] + b)`, ``readout.*``; the
logits are :math:`O u_i + b`, ``out.*``. :mod:`softlook.translate.search` chooses the word that is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from softlook.attention import read
from softlook.normalizers import sigmoid
from softlook.scores import additive, additive_keys, concat, dot, general, location
from softlook.translate import search
from softlook.translate.checkpoints import Checkpoint, load
from softlook.translate.step import DecodingOptions, Override, Step, Translation, weigh
from softlook.windows import aligned_position

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jaxtyping import Float, Int

    from softlook.translate.settings import Settings
    from softlook.translate.vocabulary import Vocabulary

    Memory = tuple[np.ndarray, np.ndarray, np.ndarray]  # h (n, t_x, d), keys (n, t_x, d), z (n, d)
    State = tuple[np.ndarray, np.ndarray]  # s, u: (n, d) each


class Decoder:
    """A translator on numpy.

    Parameters
    ----------
    checkpoint : Checkpoint, str or Path
        The trained weights: a checkpoint, or the argument of :func:`softlook.translate.checkpoints.load`.

    Raises
    ------
    ValueError
        As :func:`softlook.translate.checkpoints.load`.
    """

    def __init__(self, checkpoint: Checkpoint | str | Path) -> None:
        self.checkpoint = checkpoint if isinstance(checkpoint, Checkpoint) else load(checkpoint)
        self.settings = self.checkpoint.settings
        self.source, self.target = self.checkpoint.source, self.checkpoint.target
        self._w = {name: np.asarray(tensor, dtype=np.float64) for name, tensor in self.checkpoint.tensors.items()}
        self._attention = {
            name.rsplit(".", 1)[1]: tensor for name, tensor in self._w.items() if name.startswith("look.")
        }

    def translate(
        self,
        words: str | Sequence[str],
        *,
        override: Override | None = None,
        beam: int = 1,
        temperature: float = 1.0,
        hard: bool = False,
        mask: Sequence[bool] | None = None,
        half_width: int | None = None,
        p: Mapping[int, float] | None = None,
    ) -> Translation:
        """Translate a sentence.

        Parameters
        ----------
        words : str or sequence of str
            t_x words of the source vocabulary (a str is split at its spaces).
        override : Override, optional
            Rows of scores or weights that replace the translator's own, by step. The words before the first of them
            stay as they are.
        beam : int
            How many hypotheses are kept; 1 is greedy.
        temperature : float
            The scores are divided by it before the softmax: below 1 the weights are sharper, above 1 flatter.
        hard : bool
            Whether the largest weight becomes 1 and the others 0.
        mask : t_x times bool, optional
            True where the translator may attend.
        half_width : int, optional
            D of the window, in place of the settings'.
        p : mapping from step to position, optional
            Positions in place of those that local-p predicts.

        Returns
        -------
        Translation
            Words, scores, weights, contexts and logits of each step.

        Raises
        ------
        TypeError, ValueError
            If the sentence is empty, too long, or has an unknown word (the message names similar words); if a row has
            another length than the sentence, NaN or a weight below 0; if the translator has no use for an option.
        """
        options = DecodingOptions(override or Override(), temperature, hard, mask, half_width, p or {})
        return search.translate(self, words, options=options, beam=beam)

    def align(self, words: str | Sequence[str], target: str | Sequence[str]) -> Translation:
        """Force the given target, to read which source words the translator attends to for each of its words."""
        forced = target.split() if isinstance(target, str) else target
        return search.translate(self, words, options=DecodingOptions(), forced=forced)

    def translate_all(self, sentences: Sequence[str | Sequence[str]]) -> list[Translation]:
        """Translate many sentences, greedily; those of one length together."""
        return search.translate_all(self, sentences)

    def align_all(
        self, sentences: Sequence[str | Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[Translation]:
        """Force the target given for each sentence, as :meth:`align`."""
        return search.translate_all(self, sentences, forced=targets)

    def read(self, x: Int[np.ndarray, "n t_x"]) -> Memory:
        """Encode sentences of one length; return h, its projection (the keys), and the last states z."""
        embedded = self._w["source_embedding.weight"][x]
        forth = self._run("reader", "_l0", embedded)
        back = self._run("reader", "_l0_reverse", embedded[:, ::-1])[:, ::-1]
        h, z = np.concatenate((forth, back), axis=-1), np.concatenate((forth[:, -1], back[:, 0]), axis=-1)
        if self.settings.residual:
            h = h + embedded @ self._w["residual.weight"].T
        keys = additive_keys(h, self._attention["w_k"]) if self.settings.attention == "additive" else h
        return h, keys, z

    def begin(self, memory: Memory) -> State:
        """Return s_0 and u_0."""
        s = np.tanh(memory[2] @ self._w["bridge.weight"].T + self._w["bridge.bias"])
        return s, np.zeros_like(s)

    def step(self, memory: Memory, state: State, y: Int[np.ndarray, " n"], i: int, options: DecodingOptions) -> Step:
        """Take step i (from 0) after the words y."""
        (s, u), y_bar, early = state, self._w["target_embedding.weight"][y], self.settings.timing == "bahdanau"
        if early:
            e, alpha, c, p = self._attend(memory, s, y_bar, i, options)
            s = self._gru("exploiter", "_l0", np.concatenate((y_bar, c), axis=-1), s)
        else:
            x = np.concatenate((y_bar, u), axis=-1) if self.settings.input_feeding else y_bar
            s = self._gru("exploiter", "_l0", x, s)
            e, alpha, c, p = self._attend(memory, s, y_bar, i, options)
        u = s
        if self.settings.readout == "s;c":
            u = np.tanh(np.concatenate((s, c), axis=-1) @ self._w["readout.weight"].T + self._w["readout.bias"])
        logits = u @ self._w["out.weight"].T + self._w["out.bias"]
        return Step((s, u), e, alpha, c, logits, p)

    def _attend(
        self,
        memory: Memory,
        s: Float[np.ndarray, "n d"],
        y_bar: Float[np.ndarray, "n d_e"],
        i: int,
        options: DecodingOptions,
    ) -> tuple[np.ndarray | None, np.ndarray | None, np.ndarray, np.ndarray | None]:
        """Return e_i, alpha_i, c_i and p_i."""
        h, keys, z = memory
        if self.settings.attention == "none":
            return None, None, np.broadcast_to(z, s.shape), None
        q = (np.concatenate((s, y_bar), axis=-1) if self.settings.previous_word else s)[:, None, :]
        p = None
        if self.settings.window == "local-p":
            p = aligned_position(q, h.shape[1], w_p=self._attention["w_p"], v_p=self._attention["v_p"])[:, 0]
        e, alpha, p = weigh(self._score(q, keys)[:, 0, :], i, self.settings, options, p)
        return e, alpha, read(alpha[:, None, :], h)[:, 0, :], p

    def _score(
        self, q: Float[np.ndarray, "n 1 d_q"], keys: Float[np.ndarray, "n t_x d"]
    ) -> Float[np.ndarray, "n 1 t_x"]:
        w = self._attention
        e: np.ndarray
        if self.settings.attention == "additive":
            e = additive(q, keys, w_q=w["w_q"], w_k=None, v_a=w["v_a"])
        elif self.settings.attention == "dot":
            e = dot(q, keys)
        elif self.settings.attention == "general":
            e = general(q, keys, w_a=w["w_a"])
        elif self.settings.attention == "concat":
            e = concat(q, keys, w_a=w["w_a"], v_a=w["v_a"])
        else:
            e = np.broadcast_to(location(q, keys, w_a=w["w_a"]), (*q.shape[:2], keys.shape[1]))
        return e

    def _run(self, name: str, end: str, x: Float[np.ndarray, "n t d_in"]) -> Float[np.ndarray, "n t d"]:
        """Run a GRU over a sequence, starting from zeros; return its states."""
        h, states = np.zeros((len(x), self._w[f"{name}.weight_hh{end}"].shape[1])), []
        for t in range(x.shape[1]):
            h = self._gru(name, end, x[:, t], h)
            states.append(h)
        return np.stack(states, axis=1)

    def _gru(
        self, name: str, end: str, x: Float[np.ndarray, "n d_in"], h: Float[np.ndarray, "n d"]
    ) -> Float[np.ndarray, "n d"]:
        w, u, b, d = (self._w[f"{name}.{part}{end}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        x_r, x_z, x_n = np.split(x @ w.T + b, 3, axis=-1)
        h_r, h_z, h_n = np.split(h @ u.T + d, 3, axis=-1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * h_n)
        new: np.ndarray = (1 - z) * n + z * h
        return new


def untrained(settings: Settings, source: Vocabulary, target: Vocabulary, seed: int = 0) -> Checkpoint:
    """Return a checkpoint with random weights: for tests, and to see what training adds."""
    rng = np.random.default_rng(seed)
    shapes = settings.shapes(len(source), len(target))
    tensors = {name: rng.uniform(-1, 1, shape).astype(np.float16).astype(np.float64) for name, shape in shapes.items()}
    return Checkpoint(settings, source, target, tensors)
