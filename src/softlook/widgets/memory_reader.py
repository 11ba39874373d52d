"""MemoryReader: read, store, exploit, step by step, with each component to be swapped."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import traitlets

from softlook._show import two
from softlook.components import Lookup, Stepper
from softlook.memory import KeyValueMemory
from softlook.normalizers import softmax
from softlook.scores import cosine, dot, scaled_dot
from softlook.vision.glimpses import patches
from softlook.widgets import _traits
from softlook.widgets._base import BookWidget, table

if TYPE_CHECKING:
    from softlook._array import Array

MOST_HOPS, MOST_FACTS, MOST_WORDS, SIDE = 4, 6, 12, 4
COMPANY = 0.3  # how much of its neighbours a word or a pixel takes on
SCORES = {"dot": dot, "scaled_dot": scaled_dot, "cosine": cosine}
EXPLOITERS = {"replace": lambda _s, c: c, "add": lambda s, c: s + c}
_FACTS = (
    ("Ann has the key", "key", "Ann"),
    ("Bob has the lamp", "lamp", "Bob"),
    ("Ann is upstairs", "Ann", "upstairs"),
    ("Bob is outside", "Bob", "outside"),
)
_FACT = "(text, key, value), key and value words of the text"
_QUILT = """
##..#.#.#..#
##..#.#.#..#
##..#.#.#..#
##..#.#.#..#
####.##.#.#.
....####.#.#
#########.#.
.....##..#.#
##..#..###..
##...##...##
..##.##.##..
..###..#..##
"""
_PICTURE = tuple(tuple(float(pixel == "#") for pixel in row) for row in _QUILT.split())


class Raw(NamedTuple):
    """What the reader gets: in each matrix a row counts words, or holds the pixels of a patch."""

    whole: Array
    keys: Array
    values: Array
    cue: Array
    near: Array
    """Which words share a fact, which pixels touch."""


class Hop(NamedTuple):
    """One attention step over the memory."""

    e: Array
    alpha: Array
    c: Array
    s: Array
    """The exploiter's state after it."""


def _fact(entry: Any) -> list[str] | None:
    if not isinstance(entry, list | tuple) or len(entry) != 3 or not all(isinstance(part, str) for part in entry):
        return None
    text, key, value = entry
    fits = {key, value} <= set(text.split()) and not re.search(r"[\x00-\x1f]", text)
    return [text, key, value] if fits else None


class MemoryReader(BookWidget):
    r"""Step through reading, storing and exploiting, and swap one component.

    Opens on a question that takes two hops (attention steps): the first finds who has the key, the second where she
    is.

    Parameters
    ----------
    scene : {"sentence", "picture"}
        What is read: the facts of a sentence, or the patches of a picture.
    facts : list of (text, key, value)
        Up to 6 facts of up to 12 words in all: the key that a fact is found by and the value that it gives are words
        of its text.
    question : str
        The word that the exploiter begins with.
    picture : rows of float
        Pixels in [0, 1], in squares of 4: 4, 8 or 12 rows and columns.
    patch : int
        The exploiter begins with the lower half of this patch, counted from 0 in reading order.
    reader : {"apart", "neighbours"}
        Whether a word (a pixel) is read on its own, or with some of its neighbours.
    memory : {"key-value", "whole"}
        Whether a fact is found by its key and gives its value (a patch gives the next one), or is found by and gives
        all of itself.
    score : {"dot", "scaled_dot", "cosine"}
        How the state and a key are compared.
    temperature : float
        T of the softmax, .01 to 10.
    exploiter : {"replace", "add"}
        What a hop does to the state: :math:`s \leftarrow c`, or :math:`s \leftarrow s + c`.
    step : int
        How far it went: 0 read, 1 stored, then up to 4 hops.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    alpha : rows of float
        The weights of the hops so far, one row each; read only.
    s : rows of float
        The state before the first hop and after each so far, by words or pixels; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept.

    Examples
    --------
    >>> reader = MemoryReader(step=3)
    >>> [int(np.argmax(row)) for row in reader.alpha]
    [0, 2]
    >>> reader.memory = "whole"
    >>> [int(np.argmax(row)) for row in reader.alpha]
    [0, 0]
    """

    module = "memory_reader"

    scene = traitlets.Enum(("sentence", "picture"), "sentence").tag(sync=True)
    facts = _traits.ListOf(_fact, _FACT, default_value=[list(fact) for fact in _FACTS]).tag(sync=True)
    question = traitlets.Unicode("key").tag(sync=True)
    picture = _traits.Rows(default_value=[list(row) for row in _PICTURE]).tag(sync=True)
    patch = _traits.Whole(0, 8, default_value=0).tag(sync=True)
    reader = traitlets.Enum(("apart", "neighbours"), "apart").tag(sync=True)
    memory = traitlets.Enum(("key-value", "whole"), "key-value").tag(sync=True)
    score = traitlets.Enum(tuple(SCORES), "dot").tag(sync=True)
    temperature = _traits.Number(0.25).tag(sync=True)
    exploiter = traitlets.Enum(tuple(EXPLOITERS), "replace").tag(sync=True)
    step = _traits.Whole(0, 1 + MOST_HOPS, default_value=2).tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: where is the key? Press Next, and see whom the second hop asks for. Then swap the memory."
    ).tag(sync=True)

    alpha = _traits.Rows(read_only=True)
    s = _traits.Rows(read_only=True)

    def __init__(self, scene: str = "sentence", **traits: Any) -> None:
        super().__init__(scene=scene, **traits)
        self._derive()

    @traitlets.validate("facts")
    def _few_facts(self, proposal: Any) -> Any:
        given = proposal.value
        words = vocabulary(given)
        if not 1 <= len(given) <= MOST_FACTS or len(words) > MOST_WORDS:
            raise traitlets.TraitError(
                f"facts: {len(given)} with {len(words)} words given, "
                f"1 to {MOST_FACTS} with at most {MOST_WORDS} words wanted"
            )
        if self.question not in words:
            raise traitlets.TraitError(
                f"facts: none with the question {self.question!r} given; set facts and question together"
            )
        return given

    @traitlets.validate("question")
    def _a_known_word(self, proposal: Any) -> str:
        words = vocabulary(self.facts)
        if proposal.value not in words:
            raise traitlets.TraitError(f"question: {proposal.value!r} given, one of {', '.join(words)} wanted")
        return str(proposal.value)

    @traitlets.validate("picture")
    def _squares(self, proposal: Any) -> Any:
        rows = proposal.value
        sizes = len(rows), len(rows[0]) if rows else 0
        pixels_fit = all(0 <= pixel <= 1 for row in rows for pixel in row)
        if not set(sizes) <= {SIDE, 2 * SIDE, 3 * SIDE} or not pixels_fit:
            raise traitlets.TraitError(
                f"picture: {sizes[0]} x {sizes[1]} pixels given, 4, 8 or 12 each way wanted, in [0, 1]"
            )
        if self.patch >= sizes[0] * sizes[1] // SIDE**2:
            raise traitlets.TraitError(
                f"picture: {sizes[0]} x {sizes[1]} pixels given, which have no patch {self.patch}; "
                "set picture and patch together"
            )
        return rows

    @traitlets.validate("patch")
    def _a_patch_of_it(self, proposal: Any) -> int:
        last = len(self.picture) * len(self.picture[0]) // SIDE**2 - 1
        if proposal.value > last:
            raise traitlets.TraitError(f"patch: {proposal.value} given, a whole number from 0 to {last} wanted")
        return int(proposal.value)

    @traitlets.validate("temperature")
    def _warm(self, proposal: Any) -> float:
        if not 0.01 <= proposal.value <= 10:
            raise traitlets.TraitError(f"temperature: {proposal.value} given, a number from 0.01 to 10 wanted")
        return float(proposal.value)

    def raw(self) -> Raw:
        """Return what there is to read, before any reader."""
        if self.scene == "sentence":
            return _words(self.facts, self.question)
        return _pixels(np.array(self.picture), self.patch)

    def _read(self, x: Array) -> Array:
        """Read: each word or pixel is a row of a table, and a fact or a patch the sum of its rows."""
        near = COMPANY * (self.reader == "neighbours") * self.raw().near
        reader = Lookup((np.eye(len(near)) + near) / (1 + near.sum(axis=1, keepdims=True)))
        return np.asarray(x @ reader(np.arange(len(near))))

    def hops(self) -> list[Hop]:
        """Return the four hops, whether or not they have been reached."""
        whole, k, v, s = (self._read(x) for x in self.raw()[:4])
        if self.memory == "whole":
            k = v = whole
        memory = KeyValueMemory(
            k, v, score=SCORES[self.score], normalize=partial(softmax, temperature=self.temperature)
        )
        exploiter = Stepper(EXPLOITERS[self.exploiter])
        hops = []
        for _ in range(MOST_HOPS):
            c, alpha, e = memory(s)
            s = exploiter(memory, s).s
            hops.append(Hop(e[0], alpha[0], c[0], s[0]))
        return hops

    @traitlets.observe(
        "scene",
        "facts",
        "question",
        "picture",
        "patch",
        "reader",
        "memory",
        "score",
        "temperature",
        "exploiter",
        "step",
    )
    def _derive(self, _change: Any = None) -> None:
        """Derive the weights and states of the hops so far."""
        hops = self.hops()[: max(self.step - 1, 0)]
        self.set_trait("alpha", [hop.alpha for hop in hops])
        self.set_trait("s", [self._read(self.raw().cue)[0], *(hop.s for hop in hops)])

    def _table(self) -> str:
        if self.scene == "sentence":
            names, cue = [fact[0] for fact in self.facts], self.question
        else:
            names = [f"patch {n + 1}" for n in range(len(self.raw().whole))]
            cue = f"the lower half of patch {self.patch + 1}"
        rows = [[name, *(two(row[j]) for row in self.alpha)] for j, name in enumerate(names)]
        head = ["in memory", *(f"weight α, hop {n + 1}" for n in range(len(self.alpha)))]
        return table(head, rows, f"What the memory gives when asked for {cue}")


def vocabulary(facts: Any) -> list[str]:
    """Return the words of the facts, each once, in their order."""
    return list(dict.fromkeys(word for text, _, _ in facts for word in text.split()))


def _words(facts: Any, question: str) -> Raw:
    words = vocabulary(facts)

    def count(texts: list[str]) -> Array:
        return np.array([[float(text.split().count(word)) for word in words] for text in texts])

    whole, keys, values = (count([fact[part] for fact in facts]) for part in range(3))
    near = (whole.T @ whole > 0).astype(float)
    np.fill_diagonal(near, 0)
    return Raw(whole, keys, values, count([question]), near)


def _pixels(picture: Array, patch: int) -> Raw:
    whole = patches(picture[..., None], SIDE)
    cue = whole[[patch]].copy()
    cue[:, : SIDE * SIDE // 2] = 0  # the upper half is hidden
    row, column = np.divmod(np.arange(SIDE**2), SIDE)
    near = (np.abs(row[:, None] - row) + np.abs(column[:, None] - column) == 1).astype(float)
    return Raw(whole, whole, np.roll(whole, -1, axis=0), cue, near)
