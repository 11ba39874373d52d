r"""One attention step of a translator: from scores to weights, with the options and overrides that a reader may set.

Both decoders, numpy's and torch's, compute their weights by :func:`weigh`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from softlook import _check
from softlook._array import namespace
from softlook.masks import band
from softlook.normalizers import hard, softmax
from softlook.windows import local_p

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from jaxtyping import Float

    from softlook._array import Array
    from softlook.translate.settings import Settings


@dataclass(frozen=True)
class Override:
    """Rows of scores or weights that replace the translator's own, by step; the first step is 0.

    Examples
    --------
    >>> Override(alpha={2: [0.0, 1.0, 0.0]}).first
    2
    """

    e: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """Scores: temperature, mask, window and softmax are still applied to them."""
    alpha: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """Weights, used as they are: each at least 0; their sum need not be 1."""

    @property
    def first(self) -> int | None:
        """The first step that has a row; None if there is none."""
        return min([*self.e, *self.alpha], default=None)

    def checked(self, t_x: int) -> Override:
        """Return the override itself if it fits a sentence of t_x words.

        Raises
        ------
        TypeError, ValueError
            If a step is not a whole number of at least 0 or has scores and weights, or if a row has another length
            than t_x, NaN, plus infinity, or a weight below 0.
        """
        for name, rows in (("e", self.e), ("alpha", self.alpha)):
            for i, row in rows.items():
                _check.count(f"override, step of {name}", i)
                where = f"override.{name}[{i}]"
                if len(row) != t_x:
                    raise ValueError(f"{where}: {len(row)} numbers given, {t_x} wanted, one for each source word")
                if any(math.isnan(x) or x == math.inf for x in row):
                    raise ValueError(f"{where}: NaN or plus infinity given, finite numbers wanted")
                if name == "alpha" and min(row) < 0:
                    raise ValueError(f"{where}: {min(row):g} given, weights of at least 0 wanted")
        if both := sorted(set(self.e) & set(self.alpha)):
            raise ValueError(f"override: scores and weights given for step {both[0]}, one of them wanted")
        return self


@dataclass(frozen=True)
class DecodingOptions:
    """What a reader may change in the attention of a translator.

    :meth:`softlook.translate.decode.Decoder.translate` has the meaning of each.
    """

    override: Override = field(default_factory=Override)
    temperature: float = 1.0
    hard: bool = False
    mask: Sequence[Any] | None = None
    half_width: int | None = None
    p: Mapping[int, float] = field(default_factory=dict)

    def checked(self, settings: Any, t_x: int) -> DecodingOptions:
        """Return the options themselves if the translator and a sentence of t_x words can take them.

        Raises
        ------
        TypeError, ValueError
            As :meth:`Override.checked`, and if an option is out of range or the translator has no use for it.
        """
        self.override.checked(t_x)
        _check.positive("temperature", self.temperature)
        changed = {
            "override": self.override.first is not None,
            "temperature": self.temperature != 1,
            "hard": self.hard,
            "mask": self.mask is not None,
        }
        if getattr(settings, "attention", "") == "none" and any(changed.values()):
            first = next(name for name, is_changed in changed.items() if is_changed)
            raise ValueError(f"{first}: given, a translator with attention wanted: this one has none")
        if self.mask is not None and not (len(self.mask) == t_x and all(map(_is_bool, self.mask))):
            raise ValueError(
                f"mask: {list(self.mask)} given, "
                f"{t_x} times True (may attend) or False wanted, one for each source word"
            )
        window = getattr(settings, "window", "global")
        if self.half_width is not None:
            _check.count("half_width", self.half_width, least=1)
            if window == "global":
                raise ValueError("half_width: given, a translator with a window wanted (local-m or local-p)")
        if self.p and window != "local-p":
            raise ValueError("p: given, a translator that predicts positions wanted (local-p)")
        check_positions(self.p, t_x)
        return self


def check_positions(p: Mapping[int, float], t_x: int) -> None:
    """Refuse positions by step that do not lie on a sentence of t_x words."""
    for i, position in p.items():
        _check.count("p, step", i)
        if not 0 <= position <= t_x - 1:
            raise ValueError(f"p[{i}]: {position:g} given, a position in [0, {t_x - 1}] wanted")


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool) or getattr(value, "dtype", None) == "bool"


class Step(NamedTuple):
    """The result of one decoder step, for n sentences (or hypotheses) at once."""

    state: Any
    """The decoder's state for the next step: a tuple of arrays, n first."""
    e: Float[Array, "n t_x"] | None
    alpha: Float[Array, "n t_x"] | None
    c: Float[Array, "n d"]
    logits: Float[Array, "n words"]
    p: Float[Array, " n"] | None = None
    heads: Float[Array, "n layers heads t_x"] | None = None


class Translation(NamedTuple):
    """A translation, with the scores, weights and contexts of its t_y steps; the last step wrote ``</s>``.

    e and alpha are None without attention, p is None without predicted positions.
    """

    words: tuple[str, ...]
    """The words written, without ``</s>``: t_y - 1 (t_y if the longest length was reached without an end)."""
    e: Float[np.ndarray, "t_y t_x"] | None
    """Scores, before temperature, mask, window and softmax."""
    alpha: Float[np.ndarray, "t_y t_x"] | None
    """Weights."""
    c: Float[np.ndarray, "t_y d"]
    """Contexts."""
    logits: Float[np.ndarray, "t_y words"]
    """Scores of the words of the target vocabulary."""
    p: Float[np.ndarray, " t_y"] | None
    """Predicted positions (local-p)."""
    log_p: float
    """Logarithm of the probability of these words, ``</s>`` among them."""
    heads: Float[np.ndarray, "layers heads t_y t_x"] | None = None
    """The weights of each head of a transformer; its alpha is the mean over the heads of the last layer."""


def weigh(
    e: Float[Array, "n t_x"], i: int, settings: Settings, options: DecodingOptions, p: Float[Array, " n"] | None = None
) -> tuple[Float[Array, "n t_x"], Float[Array, "n t_x"], Float[Array, " n"] | None]:
    r"""Compute the weights of step i from its scores; return (e, alpha, p), overridden rows in their place.

    .. math::

        \alpha_{ij} = \mathrm{softmax}(e_{ij} / T, m_j \wedge w_{ij}) \, g_{ij}

    where T is the temperature, m the mask over the source, w the window and g local-p's Gaussian (1 elsewhere):
    local-m has :math:`w_{ij} = [|j - i| \le D]`, local-p :math:`[|j - p_i| \le D]`. Hard attention gives the weight 1
    to the largest of these (to the first, if several are equal), if it is above 0.
    """
    xp = namespace(e=e)
    row = options.override.e.get(i)
    if row is not None:
        e = xp.broadcast_to(xp.asarray(list(row), dtype=e.dtype), e.shape)
    if p is not None and i in options.p:
        p = xp.full_like(p, float(options.p[i]))
    if i in options.override.alpha:
        return e, xp.broadcast_to(xp.asarray(list(options.override.alpha[i]), dtype=e.dtype), e.shape), p
    mask = None if options.mask is None else xp.asarray([bool(x) for x in options.mask])[None, :]
    width = settings.half_width if options.half_width is None else options.half_width
    if settings.window == "local-m":
        near = band(1, e.shape[-1], width, offset=i, like=e)
        mask = near if mask is None else near & mask
    tempered = e / options.temperature
    if p is not None:
        rows, mask = tempered[:, None, :], None if mask is None else mask[None]
        alpha = local_p(rows, mask, p=p[:, None], half_width=width)[:, 0, :]
    else:
        alpha = softmax(tempered, mask)
    if settings.hard or options.hard:
        alpha = xp.where(xp.max(alpha, axis=-1, keepdims=True) > 0, hard(alpha), xp.zeros_like(alpha))
    return e, alpha, p
