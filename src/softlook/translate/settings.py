r"""The settings of a translator, the tensors that they need, and the nine translators that the book shows.

Every translator here has an encoder (a GRU in each direction), attention over its states, and a decoder (a GRU):
:mod:`softlook.translate.decode` has the equations.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, TypeAlias

from softlook import _check

if TYPE_CHECKING:
    from collections.abc import Iterator

Shapes: TypeAlias = dict[str, tuple[int, ...]]

CHOICES = {
    "attention": ("none", "additive", "dot", "general", "concat", "location"),
    "window": ("global", "local-m", "local-p"),
    "timing": ("bahdanau", "luong"),
    "readout": ("s", "s;c"),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a translator is built.

    Parameters
    ----------
    attention : {'none', 'additive', 'dot', 'general', 'concat', 'location'}
        The score. With 'none' the context is the same at every step: the last states of the encoder.
    window : {'global', 'local-m', 'local-p'}
        Where it may attend: everywhere, near the position of the step itself, or near a predicted position.
    timing : {'bahdanau', 'luong'}
        Whether attention comes before the decoder's GRU (the query is s_{i-1}, and c is an input of the GRU) or
        behind it (the query is s_i).
    previous_word : bool
        Whether the query is [s; y_{i-1}], the state beside the embedding of the last word.
    residual : bool
        Whether the embedding of each source word is added, by a matrix, to its encoder state.
    readout : {'s', 's;c'}
        What the next word is predicted from: the state, or the state and the context through a layer.
    input_feeding : bool
        Whether the last readout is an input of the decoder's GRU (Luong's timing alone).
    half_width : int
        D of a window.
    hard : bool
        Whether it attends to one position at a time (trained by REINFORCE).
    hidden, embedding : int
        Widths: of h, s and the hidden layers; of the embeddings. The first is even, half for each direction of the
        encoder.
    longest : int
        Words on each side, at the most.

    Raises
    ------
    TypeError, ValueError
        If a setting is none of these, or two of them cannot be combined.

    References
    ----------
    Bahdanau, Cho & Bengio 2015 (arXiv 1409.0473): 'additive', 'bahdanau'. Luong, Pham & Manning 2015 (arXiv
    1508.04025): the other scores, 'luong', windows and input feeding. Cho et al. 2014 (arXiv 1406.1078): 'none', one
    c for every step.
    """

    attention: str = "additive"
    window: str = "global"
    timing: str = "bahdanau"
    previous_word: bool = False
    residual: bool = False
    readout: str = "s"
    input_feeding: bool = False
    half_width: int = 3
    hard: bool = False
    hidden: int = 64
    embedding: int = 48
    longest: int = 16

    def __post_init__(self) -> None:
        """Refuse what cannot be built."""
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name}: {getattr(self, name)!r} given, one of {', '.join(choices)} wanted")
        for name in ("previous_word", "residual", "input_feeding", "hard"):
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"{name}: {type(getattr(self, name)).__name__} given, True or False wanted")
        for name in ("half_width", "hidden", "embedding", "longest"):
            _check.count(name, getattr(self, name), least=1)
        if self.hidden % 2:
            raise ValueError(f"hidden: {self.hidden} given, an even number wanted: half for each direction")
        for message in self._clashes():
            raise ValueError(message)

    def _clashes(self) -> Iterator[str]:
        """Give a message for each combination of settings that cannot be built."""
        local, early = self.window != "global", self.timing == "bahdanau"
        if self.attention == "dot" and self.previous_word:
            yield (
                "attention: 'dot' given with previous_word, another score wanted: dot takes a query of the keys' width"
            )
        if self.attention == "none" and (self.previous_word or local or self.hard):
            yield "attention: 'none' given with previous_word, a window or hard, a score wanted: there is no attention"
        if local and self.attention in {"additive", "location"}:
            yield (
                f"window: {self.window!r} given with attention {self.attention!r}, dot, general or concat wanted "
                "(Luong's scores of a pair)"
            )
        if local and early:
            yield f"timing: 'bahdanau' given with window {self.window!r}, 'luong' wanted"
        if early and self.input_feeding:
            yield "timing: 'bahdanau' given with input_feeding, 'luong' wanted: the context is an input already"
        if self.hard and (early or self.input_feeding or local):
            yield (
                "hard: True given with timing 'bahdanau', input_feeding or a window, 'luong' without wanted: "
                "one draw then has one cost"
            )

    def shapes(self, n_source: int, n_target: int) -> Shapes:
        """Return the name and shape of each tensor, for so many words (the special ones included).

        The names are a file format, that of the checkpoints: they stay as they were first chosen, whatever the parts
        are called elsewhere. :meth:`softlook.translate.recurrent.Recurrent.tensors` returns torch's parameters under
        them.

        =======================  ======================================================================================
        tensor                   what it is
        =======================  ======================================================================================
        ``source_embedding.*``   a row for each source word
        ``target_embedding.*``   a row for each target word
        ``reader.*``             the encoder's GRU, as torch names its tensors (``weight_ih``: input to gates,
                                 ``weight_hh``: state to gates, and their biases); ``_l0`` from left to right,
                                 ``_l0_reverse`` from right to left
        ``residual.weight``      source embedding to encoder state (`residual`)
        ``bridge.*``             last encoder states to the first decoder state
        ``exploiter.*``          the decoder's GRU
        ``look.*``               attention: the parameters of the score, ``w_q``, ``w_k``, ``w_a``, ``v_a``; with
                                 local-p they are in ``look.luong.*``, and ``look.w_p``, ``look.v_p`` predict the
                                 position
        ``readout.*``            state and context to readout (`readout` 's;c')
        ``out.*``                state or readout to logits
        =======================  ======================================================================================
        """
        d, half, e = self.hidden, self.hidden // 2, self.embedding
        d_q = d + (e if self.previous_word else 0)
        d_in = e + (d if self.timing == "bahdanau" or self.input_feeding else 0)  # input of the decoder's GRU
        shapes: Shapes = {"source_embedding.weight": (n_source, e), "target_embedding.weight": (n_target, e)}
        for end in ("", "_reverse"):
            shapes |= {f"reader.{name}_l0{end}": shape for name, shape in _gru(e, half).items()}
        shapes |= {"bridge.weight": (d, d), "bridge.bias": (d,)}
        shapes |= {f"exploiter.{name}_l0": shape for name, shape in _gru(d_in, d).items()}
        if self.residual:
            shapes["residual.weight"] = (d, e)
        scores: dict[str, Shapes] = {
            "additive": {"w_q": (d, d_q), "w_k": (d, d), "v_a": (d,)},
            "general": {"w_a": (d_q, d)},
            "concat": {"w_a": (d_q, d_q + d), "v_a": (d_q,)},
            "location": {"w_a": (self.longest, d_q)},
        }
        score = scores.get(self.attention, {})
        if self.window == "local-p":
            score = {f"luong.{name}": shape for name, shape in score.items()} | {"w_p": (d, d_q), "v_p": (d,)}
        shapes |= {f"look.{name}": shape for name, shape in score.items()}
        if self.readout == "s;c":
            shapes |= {"readout.weight": (d, 2 * d), "readout.bias": (d,)}
        return shapes | {"out.weight": (n_target, d), "out.bias": (n_target,)}

    def to_json(self) -> str:
        """Return the settings as JSON.

        Examples
        --------
        >>> Settings.from_json(Settings(hidden=32).to_json()).hidden
        32
        """
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        TypeError, ValueError
            If the text is not a JSON object, has a key that is no setting, or settings that cannot be built.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"settings: no JSON given ({error}), an object wanted") from error
        if not isinstance(given, dict):  # the value of the text is wrong, not its type
            raise ValueError(f"settings: {type(given).__name__} given, a JSON object wanted")  # noqa: TRY004
        names = [field.name for field in fields(cls)]
        if strange := sorted(given.keys() - set(names)):
            raise ValueError(f"settings: {', '.join(map(repr, strange))} given, names among {', '.join(names)} wanted")
        return cls(**given)


def _gru(d_in: int, d: int) -> Shapes:
    return {"weight_ih": (3 * d, d_in), "weight_hh": (3 * d, d), "bias_ih": (3 * d,), "bias_hh": (3 * d,)}


_OURS = Settings(previous_word=True, residual=True, readout="s;c")
_LUONG = Settings(attention="dot", timing="luong", readout="s;c")
PRESETS = {
    "none": Settings(attention="none", readout="s;c"),
    "additive": _OURS,
    "published": Settings(),
    "dot": _LUONG,
    "general": replace(_LUONG, attention="general"),
    "concat": replace(_LUONG, attention="concat"),
    "location": replace(_LUONG, attention="location"),
    "local-m": replace(_LUONG, attention="general", window="local-m", residual=True),
    "local-p": replace(_LUONG, attention="general", window="local-p", residual=True),
}
"""The nine translators that the book shows; 'published' is additive attention as it was first published."""


def preset(name: str, **changes: object) -> Settings:
    """Return the settings of one of the nine, with changes.

    Raises
    ------
    TypeError, ValueError
        If the name is none of the nine, or the changes cannot be built.

    Examples
    --------
    >>> preset("dot", hidden=32).timing
    'luong'
    """
    if name not in PRESETS:
        raise ValueError(f"name: {name!r} given, one of {', '.join(PRESETS)} wanted")
    return replace(PRESETS[name], **changes)  # type: ignore[arg-type]
