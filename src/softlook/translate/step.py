r"""How one step looks: from scores to weights, with what a reader may turn by hand.

Both decoders, numpy's and torch's, look through :func:`weigh`.
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
    """Rows that take the place of the translator's own, by step; the first step is 0.

    Examples
    --------
    >>> Override(alpha={2: [0.0, 1.0, 0.0]}).first
    2
    """

    e: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """Scores: mask, window, temperature and normaliser still come behind."""
    alpha: Mapping[int, Sequence[float]] = field(default_factory=dict)
    """Weights, read as they stand: of at least 0, and their sum need not be 1."""

    @property
    def first(self) -> int | None:
        """The first step that is overridden; None if none is."""
        return min([*self.e, *self.alpha], default=None)

    def checked(self, t_x: int) -> Override:
        """Return it, or refuse what a sentence of t_x words cannot take."""
        for name, rows in (("e", self.e), ("alpha", self.alpha)):
            for i, row in rows.items():
                _check.count(f"override, step of {name}", i)
                if len(row) != t_x:
                    raise ValueError(
                        f"override.{name}[{i}]: {len(row)} numbers given, {t_x} wanted, one for each source word"
                    )
                if any(math.isnan(x) or x == math.inf for x in row):
                    raise ValueError(f"override.{name}[{i}]: NaN or plus infinity given, finite numbers wanted")
                if name == "alpha" and min(row) < 0:
                    raise ValueError(f"override.alpha[{i}]: {min(row):g} given, weights of at least 0 wanted")
        if both := sorted(set(self.e) & set(self.alpha)):
            raise ValueError(f"override: scores and weights given for step {both[0]}, one of them wanted")
        return self


@dataclass(frozen=True)
class DecodingOptions:
    """What a reader may turn while a sentence is read: see :meth:`softlook.translate.decode.Decoder.translate`."""

    override: Override = field(default_factory=Override)
    temperature: float = 1.0
    hard: bool = False
    mask: Sequence[Any] | None = None
    half_width: int | None = None
    p: Mapping[int, float] = field(default_factory=dict)

    def checked(self, settings: Any, t_x: int) -> DecodingOptions:
        """Return them, or refuse what the translator or the sentence cannot take."""
        self.override.checked(t_x)
        _check.positive("temperature", self.temperature)
        turned = {
            "override": self.override.first is not None,
            "temperature": self.temperature != 1,
            "hard": self.hard,
            "mask": self.mask is not None,
        }
        if getattr(settings, "attention", "") == "none" and any(turned.values()):
            raise ValueError(
                f"{next(name for name, on in turned.items() if on)}: given, a translator with attention wanted: this one does not look"
            )
        if self.mask is not None and (
            len(self.mask) != t_x
            or not all(isinstance(x, bool) or getattr(x, "dtype", None) == "bool" for x in self.mask)
        ):
            raise ValueError(
                f"mask: {list(self.mask)} given, {t_x} times True (may look) or False wanted, one for each source word"
            )
        window = getattr(settings, "window", "global")
        if self.half_width is not None:
            _check.count("half_width", self.half_width)
            _check.positive("half_width", self.half_width)
            if window == "global":
                raise ValueError("half_width: given, a translator with a window wanted (local-m or local-p)")
        if self.p and window != "local-p":
            raise ValueError("p: given, a translator that predicts positions wanted (local-p)")
        for i, at in self.p.items():
            _check.count("p, step", i)
            if not 0 <= at <= t_x - 1:
                raise ValueError(f"p[{i}]: {at:g} given, a position in [0, {t_x - 1}] wanted")
        return self


class Step(NamedTuple):
    """What one step gives, for n sentences (or hypotheses) at once."""

    state: Any
    """Whatever the next step wants to know; a tuple of arrays, n first."""
    e: Float[Array, "n t_x"] | None
    alpha: Float[Array, "n t_x"] | None
    c: Float[Array, "n d"]
    logits: Float[Array, "n words"]
    p: Float[Array, " n"] | None = None
    heads: Float[Array, "n layers heads t_x"] | None = None


class Translation(NamedTuple):
    """A translation, and how each of its t_y steps came about; the step that wrote ``</s>`` is the last.

    Without attention e and alpha are None; without predicted positions p is.
    """

    words: tuple[str, ...]
    """What was written, without ``</s>``: t_y - 1 words (t_y if the longest was reached without an end)."""
    e: Float[np.ndarray, "t_y t_x"] | None
    """Scores, before mask, window and normaliser."""
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
    """A transformer's weights, each head's own; its alpha is the mean over the heads of the last layer."""


def weigh(
    e: Float[Array, "n t_x"], i: int, settings: Settings, options: DecodingOptions, p: Float[Array, " n"] | None = None
) -> tuple[Float[Array, "n t_x"], Float[Array, "n t_x"], Float[Array, " n"] | None]:
    r"""Turn the scores of step i into weights; return (e, alpha, p), with what was overridden in its place.

    .. math::

        \alpha_{ij} = \mathrm{softmax}(e_{ij} / T, m_j \wedge w_{ij}) \, g_{ij}

    where T is the temperature, m the mask over the source, w the window and g local-p's Gaussian (1 elsewhere):
    local-m has :math:`w_{ij} = [|j - i| \le D]`, local-p :math:`[|j - p_i| \le D]`. A hard look puts the weight 1 on the
    largest of these (of equal ones the first), if it is above 0.
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
        alpha = local_p(tempered[:, None, :], None if mask is None else mask[None], p=p[:, None], half_width=width)[
            :, 0, :
        ]
    else:
        alpha = softmax(tempered, mask)
    if settings.hard or options.hard:
        alpha = xp.where(xp.max(alpha, axis=-1, keepdims=True) > 0, hard(alpha), xp.zeros_like(alpha))
    return e, alpha, p
