r"""What a translator is: its settings, the numbers that they ask for, and the nine that the book shows.

Every translator here is a reader (a GRU in each direction), a look at what it wrote down, and an exploiter (a GRU):
:mod:`softlook.translate.decode` has the equations.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TypeAlias

from softlook import _check

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
        The score. With 'none' the context is the same at every step: the reader's two last states.
    window : {'global', 'local-m', 'local-p'}
        Where it may look: everywhere, near the step's own number, or near a predicted position.
    timing : {'bahdanau', 'luong'}
        Whether the look comes before the exploiter's step (the query is s_{i-1}, and the step reads c) or behind it (the query is s_i).
    previous_word : bool
        Whether the query is [s; y_{i-1}], the state beside the embedding of the last word.
    residual : bool
        Whether the embedding of each source word is added, by a matrix, to what the reader wrote down for it.
    readout : {'s', 's;c'}
        What the next word is told from: the state, or the state and the context through a layer of their own.
    input_feeding : bool
        Whether the exploiter's step reads the last readout (Luong's timing alone).
    half_width : int
        D of a window.
    hard : bool
        Whether it looks at one place at a time (trained by REINFORCE).
    hidden, embedding : int
        Widths: of h, s and the hidden layers; of the embeddings. The first is even, half for each direction of reading.
    longest : int
        Words a side, at the most.

    Raises
    ------
    TypeError, ValueError
        If one is none of these, or two do not go together.

    References
    ----------
    Bahdanau, Cho & Bengio 2015 (arXiv 1409.0473): 'additive', 'bahdanau'. Luong, Pham & Manning 2015 (arXiv 1508.04025):
    the other scores, 'luong', windows and input feeding. Cho et al. 2014 (arXiv 1406.1078): 'none', one c for every step.
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
            _check.count(name, getattr(self, name))
            _check.positive(name, getattr(self, name))
        if self.hidden % 2:
            raise ValueError(f"hidden: {self.hidden} given, an even number wanted: half for each direction of reading")
        if found := next((because for because, true in self._clashes().items() if true), None):
            raise ValueError(found)

    def _clashes(self) -> dict[str, bool]:
        local, early = self.window != "global", self.timing == "bahdanau"
        return {
            "attention: 'dot' given with previous_word, another score wanted: dot takes a query of the keys' width": self.attention
            == "dot"
            and self.previous_word,
            "attention: 'none' given with previous_word, a window or hard, a score wanted: there is no look": self.attention
            == "none"
            and (self.previous_word or local or self.hard),
            f"window: {self.window!r} given with attention {self.attention!r}, dot, general or concat wanted (Luong's scores of a pair)": local
            and self.attention in {"additive", "location"},
            f"timing: 'bahdanau' given with window {self.window!r}, 'luong' wanted": local and early,
            "timing: 'bahdanau' given with input_feeding, 'luong' wanted: its step reads the context already": early
            and self.input_feeding,
            "hard: True given with timing 'bahdanau', input_feeding or a window, 'luong' without wanted: one draw then has one cost": self.hard
            and (early or self.input_feeding or local),
        }

    def shapes(self, n_source: int, n_target: int) -> Shapes:
        """Return the name and shape of each parameter, for so many words (the special ones among them)."""
        d, half, e = self.hidden, self.hidden // 2, self.embedding
        wide = d + (e if self.previous_word else 0)  # of a query
        read = e + (d if self.timing == "bahdanau" or self.input_feeding else 0)  # of what the exploiter's step reads
        shapes: Shapes = {"source_embedding.weight": (n_source, e), "target_embedding.weight": (n_target, e)}
        for end in ("", "_reverse"):
            shapes |= {f"reader.{name}_l0{end}": shape for name, shape in _gru(e, half).items()}
        shapes |= {"bridge.weight": (d, d), "bridge.bias": (d,)}
        shapes |= {f"exploiter.{name}_l0": shape for name, shape in _gru(read, d).items()}
        if self.residual:
            shapes["residual.weight"] = (d, e)
        looks: dict[str, Shapes] = {
            "additive": {"w_q": (d, wide), "w_k": (d, d), "v_a": (d,)},
            "general": {"w_a": (wide, d)},
            "concat": {"w_a": (wide, wide + d), "v_a": (wide,)},
            "location": {"w_a": (self.longest, wide)},
        }
        look = looks.get(self.attention, {})
        if self.window == "local-p":
            look = {f"luong.{name}": shape for name, shape in look.items()} | {"w_p": (d, wide), "v_p": (d,)}
        shapes |= {f"look.{name}": shape for name, shape in look.items()}
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
            If it is no JSON object, has a key that is no setting, or settings that cannot be built.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"settings: no JSON given ({error}), an object wanted") from error
        if not isinstance(given, dict):
            raise ValueError(f"settings: {type(given).__name__} given, a JSON object wanted")  # noqa: TRY004 - the text is wrong, not its type
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
"""The nine translators that the book shows; 'published' is additive attention as it was first published, without what we added."""


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
