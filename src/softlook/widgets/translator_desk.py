"""TranslatorDesk: a trained translator whose attention you edit, and which decodes again at once."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import traitlets

from softlook._show import two
from softlook.alignment import alignment_error_rate, links
from softlook.translate.checkpoints import load, names
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.decode import Decoder
from softlook.translate.settings import PRESETS
from softlook.translate.step import Override, Translation
from softlook.translate.vocabulary import END
from softlook.widgets import _desk_traits, _files, _traits
from softlook.widgets._base import BookWidget, table
from softlook.widgets._words import words

_COLDEST, _HOTTEST = 0.001, 1000.0  # as in the page
_WIDEST = 100  # half width of a window
_UNTOUCHED: dict[str, dict[str, list[float]]] = {"e": {}, "alpha": {}}


class TranslatorDesk(BookWidget):
    r"""Edit the attention of a trained translator, its weights or its scores: it decodes again from there at once.

    A row you give takes the place of the model's own at its step; what the model wrote before that step stands.

    Parameters
    ----------
    sentence : str
        English, up to 16 words; case, punctuation and short forms are forgiven.
    model : str
        One of `models`; additive if left out.
    models : list of str
        The models to choose from; all that came with the book if left out.
    override : dict
        ``{"alpha": {step: weights}, "e": {step: scores}}``, the first step being 0; rows given alone,
        ``{step: weights}``, are weights, which are read as they stand. Masks, windows and the temperature apply to
        scores, not to weights.
    mask : list of bool
        True where the translator may attend, one for each source word; empty means everywhere.
    temperature : float
        T of the softmax, from .001 to 1000.
    hard : bool
        Whether all the weight goes to the largest.
    half_width : int, optional
        D of a local model's window, 1 to 100; the model's own if left out.
    p : dict
        ``{step: position}`` in place of those that local-p predicts.
    gold : dict
        Gold links for this sentence, ``{"sure": [(i, j), ...], "possible": [...], "target": words}``, or a
        ``softlook.translate.corpus.pair.Pair``. The demonstration sentences have theirs.
    show : str
        What the matrix shows and dragging moves: 'weights' or 'scores'.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    alpha : rows of float
        The weights, a row for each step, that of ``</s>`` last; none without attention. Setting it overrides the rows
        that differ.
    e : rows of float
        The scores, before mask, window and softmax; read only.
    translation : str
        What the model writes; read only.
    untouched : str
        What it writes by itself, with nothing changed; read only.
    aer : float
        The alignment error rate of the weights against the gold links; None without gold, or for a translation of
        another length; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused: the last good one is kept. A new sentence or model drops the rows, the mask and the
        positions of the old.

    Examples
    --------
    >>> desk = TranslatorDesk("I love you!", model="additive")
    >>> desk.sentence, desk.translation
    ('i love you', "je t' aime")
    >>> len(desk.alpha), len(desk.alpha[0])
    (4, 3)
    """

    module = "translator_desk"

    sentence = traitlets.Unicode().tag(sync=True)
    model = traitlets.Unicode().tag(sync=True)
    models = _traits.texts().tag(sync=True)
    override = traitlets.Any(_UNTOUCHED).tag(sync=True)
    mask = _traits.flags().tag(sync=True)
    temperature = _traits.Number(1.0).tag(sync=True)
    hard = traitlets.Bool(default_value=False).tag(sync=True)
    half_width = traitlets.Int(None, allow_none=True, min=1, max=_WIDEST).tag(sync=True)
    p = traitlets.Any({}).tag(sync=True)
    gold = traitlets.Any({}).tag(sync=True)
    show = traitlets.Enum(("weights", "scores"), "weights").tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: choose a cell of the matrix and drag it up. The translator writes on from the row that you moved."
    ).tag(sync=True)
    _assets = traitlets.Dict().tag(sync=True)

    alpha = _traits.Rows()
    e = _traits.Rows(read_only=True)
    translation = traitlets.Unicode(read_only=True)
    untouched = traitlets.Unicode(read_only=True)
    aer = traitlets.Float(None, allow_none=True, read_only=True)

    def __init__(
        self, sentence: str = "i love you", *, model: str | None = None, models: Any = None, **traits: Any
    ) -> None:
        self._settled: dict[str, Any] = {}
        self._busy = True
        super().__init__(models=list(_shipped()) if models is None else models)
        self.model = model or ("additive" if "additive" in self.models else self.models[0])
        self.sentence = sentence
        for name, value in traits.items():
            setattr(self, name, value)
        self._assets = {
            "files": {name: f"{_file(name)}?v={_files.version(_file(name))}" for name in self.models},
            "demonstrations": {
                text: _desk_traits.gold(pair, text, len(pair.source)) for text, pair in demonstrations().items()
            },
        }
        self._busy = False
        self._settle()

    @traitlets.validate("models")
    def _there(self, proposal: Any) -> list[str]:
        given: list[str] = proposal.value
        if not given or not set(given) <= set(_shipped()) or len(set(given)) < len(given):
            raise traitlets.TraitError(f"models: {given} given, distinct names among {', '.join(_shipped())} wanted")
        return given

    @traitlets.validate("model")
    def _on_the_desk(self, proposal: Any) -> str:
        if proposal.value not in self.models:
            raise traitlets.TraitError(f"model: {proposal.value!r} given, one of {', '.join(self.models)} wanted")
        return str(proposal.value)

    @traitlets.validate("sentence")
    def _known(self, proposal: Any) -> str:
        sentence = words(proposal.value)
        decoder = _decoder(self.model)
        if not 1 <= len(sentence) <= decoder.settings.longest:
            raise traitlets.TraitError(
                f"sentence: {len(sentence) or 'no'} words given, 1 to {decoder.settings.longest} wanted"
            )
        try:
            decoder.source.encode(sentence)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error
        return " ".join(sentence)

    @traitlets.validate("override")
    def _rows(self, proposal: Any) -> dict[str, dict[str, list[float]]]:
        return _desk_traits.override(proposal.value, self._t_x)

    @traitlets.validate("p")
    def _positions(self, proposal: Any) -> dict[str, float]:
        return _desk_traits.positions(proposal.value, self._t_x)

    @traitlets.validate("gold")
    def _gold_links(self, proposal: Any) -> dict[str, Any]:
        return _desk_traits.gold(proposal.value, self.sentence, self._t_x)

    @traitlets.validate("mask")
    def _one_for_each_word(self, proposal: Any) -> list[bool]:
        given: list[bool] = proposal.value
        if len(given) not in {0, self._t_x}:
            raise traitlets.TraitError(
                f"mask: {len(given)} entries given, {self._t_x} wanted, one for each source word, or none"
            )
        return given

    @traitlets.validate("temperature")
    def _above_zero(self, proposal: Any) -> float:
        given: float = proposal.value
        if not _COLDEST <= given <= _HOTTEST:
            raise traitlets.TraitError(f"temperature: {given} given, a number from {_COLDEST} to {_HOTTEST:g} wanted")
        return given

    @traitlets.validate("alpha")
    def _weights(self, proposal: Any) -> list[list[float]]:
        given: list[list[float]] = proposal.value
        if not self._busy:
            steps, t_x = len(self.alpha), self._t_x
            if len(given) != steps or any(len(row) != t_x for row in given):
                shape = f"{len(given)} rows of {len(given[0]) if given else 0} weights"
                raise traitlets.TraitError(f"alpha: {shape} given, {steps} rows of {t_x} wanted")
            _desk_traits.check_weights(given, t_x)
        return given

    @property
    def _t_x(self) -> int:
        return len(self.sentence.split())

    @traitlets.observe("alpha")
    def _take(self, change: Any) -> None:
        """Read weights set from outside as overrides of the rows that differ."""
        if self._busy:
            return
        moved = {str(i): row for i, (old, row) in enumerate(zip(change.old, change.new, strict=True)) if row != old}
        e = {i: row for i, row in self.override["e"].items() if i not in moved}
        self.override = {"e": e, "alpha": {**self.override["alpha"], **moved}}
        self._settle()

    @traitlets.observe("sentence", "model", "override", "mask", "temperature", "hard", "half_width", "p", "gold")
    def _settle(self, _change: Any = None) -> None:
        """Drop what belongs to an older sentence or model; then translate."""
        if self._busy:
            return
        self._busy = True
        try:
            self._drop_stale()
            self._translate()
        finally:
            self._busy = False

    def _drop_stale(self) -> None:
        """Drop the old sentence's or model's rows, mask and positions: those not set together with the new one."""
        before = self._settled
        now = {name: getattr(self, name) for name in ("sentence", "model", "override", "mask", "p", "gold")}
        moved = {name for name in ("sentence", "model") if before and before[name] != now[name]}
        stale: dict[str, Any] = {"override": _UNTOUCHED, "p": {}} if moved else {}
        stale |= {"mask": [], "gold": {}} if "sentence" in moved else {}
        for name, empty in stale.items():
            if before[name] is now[name] or before[name] == now[name]:
                setattr(self, name, empty)
        self._settled = {name: getattr(self, name) for name in now}

    def _translate(self) -> None:
        decoder, source = _decoder(self.model), self.sentence.split()
        translation = decoder.translate(source, **self._decoding_options(decoder))
        for name in ("alpha", "e"):
            rows = getattr(translation, name)
            self.set_trait(name, [] if rows is None else rows)
        self.set_trait("translation", " ".join(translation.words))
        self.set_trait("untouched", _untouched(self.model, self.sentence))
        self.set_trait("aer", self._error_rate(translation))

    def _decoding_options(self, decoder: Decoder) -> dict[str, Any]:
        """Return how the sentence is decoded, as far as the model has it."""
        options: dict[str, Any] = {}
        if decoder.settings.attention != "none":
            rows = Override(**{name: _desk_traits.by_step(self.override[name]) for name in ("e", "alpha")})
            options = {"override": rows, "temperature": self.temperature, "hard": self.hard, "mask": self.mask or None}
        if decoder.settings.window != "global":
            options["half_width"] = self.half_width
        if decoder.settings.window == "local-p":
            options["p"] = _desk_traits.by_step(self.p)
        return options

    def _error_rate(self, translation: Translation) -> float | None:
        gold = self.gold or self._assets.get("demonstrations", {}).get(self.sentence)
        t_y = len(translation.words)
        if translation.alpha is None or not gold or (gold["target"] and len(gold["target"]) != t_y):
            return None
        sure, possible = ({(i, j) for i, j in gold[part]} for part in ("sure", "possible"))
        return alignment_error_rate(links(translation.alpha[:t_y]), sure, possible)

    def _data_files(self) -> list[str]:
        return [_file(name) for name in self.models]

    def _state(self) -> dict[str, object]:
        return {**super()._state(), "_assets": self._assets}

    def _table(self) -> str:
        caption = f"{self.sentence} → {self.translation}"
        written = [*self.translation.split(), END]
        if not self.alpha:
            numbered = [[str(i + 1), word] for i, word in enumerate(written)]
            return table(["step", "word"], numbered, f"{caption} (no attention)")
        rows = [[word, *map(two, row)] for word, row in zip(written, self.alpha, strict=False)]
        return table(["weights α", *self.sentence.split()], rows, f"{caption} ({self.model})")


def _shipped() -> tuple[str, ...]:
    """Return the models that came with the book, in the book's order."""
    there = names()
    return tuple(name for name in PRESETS if name in there)


def _file(name: str) -> str:
    return f"checkpoints/{name}.safetensors"


@cache
def _decoder(name: str) -> Decoder:
    return Decoder(load(name))


@lru_cache(maxsize=64)
def _untouched(model: str, sentence: str) -> str:
    return " ".join(_decoder(model).translate(sentence).words)
