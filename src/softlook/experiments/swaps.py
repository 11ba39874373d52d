"""Swap one of the three components and leave the others: which answers does a walk from fact to fact still give?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from softlook import _check
from softlook.components import Lookup, Stepper, perform
from softlook.memory import KeyValueMemory
from softlook.normalizers import hard, softmax

if TYPE_CHECKING:
    from collections.abc import Callable

    from softlook._array import Array
    from softlook.components import Exploiter
    from softlook.memory import Memory

WORDS, FACTS = 24, 12
SHARP = 12.0  # how much a match scores: the match of a one-hot word with itself


def facts(h: Array, *, sharpness: float = SHARP, normalize: Any = softmax) -> KeyValueMemory:
    """Keep what was read as facts: every other word is what a fact is found by, the word after it is what it says.

    Parameters
    ----------
    h : (2 n, d)
        What the reader wrote down of n facts.
    sharpness : float
        Multiplies the keys, and with them the scores.
    normalize : callable
        As in :func:`softlook.attend`.

    Examples
    --------
    >>> import numpy as np
    >>> memory = facts(np.eye(3)[[0, 1, 1, 2]])
    >>> memory(np.eye(3)[[1]]).c.round(2)
    array([[0., 0., 1.]])
    """
    return KeyValueMemory(sharpness * h[..., ::2, :], h[..., 1::2, :], normalize=normalize)


def replace_state(_s: Array, c: Array) -> Array:
    """Go on from what was read, and drop what was asked.

    >>> replace_state(1, 2)
    2
    """
    return c


@dataclass(frozen=True)
class Trio:
    """A reader, a memory and an exploiter, and what was swapped."""

    component: str
    variant: str
    reader: Lookup
    memory: Callable[[Array], Memory] = facts
    exploiter: Exploiter = field(default_factory=lambda: Stepper(replace_state, steps=2))


def trios(words: int = WORDS, *, seed: int = 0) -> list[Trio]:
    """Return the baseline, and the trios that differ from it in one component each.

    >>> [trio.component for trio in trios()][:3]
    ['none', 'reader', 'reader']
    """
    rng = np.random.default_rng(seed)
    one_hot = Lookup(np.eye(words))
    return [
        Trio("none", "as above", one_hot),
        Trio("reader", "4 numbers a word", Lookup(_directions(rng, words, 4))),
        Trio("reader", "2 numbers a word", Lookup(_directions(rng, words, 2))),
        Trio("memory", "best fact alone", one_hot, memory=partial(facts, normalize=hard)),
        Trio("memory", "all facts alike", one_hot, memory=partial(facts, sharpness=0.0)),
        Trio("exploiter", "one step", one_hot, exploiter=Stepper(replace_state, steps=1)),
        Trio("exploiter", "adds", one_hot, exploiter=Stepper(steps=2)),
    ]


def swapped(*, words: int = WORDS, n_facts: int = FACTS, stories: int = 100, seed: int = 0) -> list[dict[str, Any]]:
    """Ask each trio where a chain of two facts leads, over many random stories.

    A story is a chain of words, each leading to the next, its facts in any order, and a word to start from; right is
    the word two facts on.

    Parameters
    ----------
    words, n_facts : int
        How many words there are, and how many facts a story has: at least 2, fewer than the words.
    stories, seed : int
        How many stories, at least 1, and where they come from.

    Returns
    -------
    list of dict
        For each of :func:`trios`: the `component` that was swapped, what it is now (`variant`), the share of right
        answers (`right`) and its 95 % interval (`low`, `high`, Wilson's).

    Raises
    ------
    TypeError, ValueError
        If a number is not a whole number in its range.

    Examples
    --------
    >>> {row["right"] for row in swapped(stories=20) if row["component"] == "none"}
    {1.0}
    """
    for name, given, least in (("words", words, 3), ("n_facts", n_facts, 2), ("stories", stories, 1)):
        _check.count(name, given, least=least)
    if n_facts >= words:
        raise ValueError(
            f"n_facts: {n_facts} given, fewer than the {words} words wanted: a fact leads from one word to another"
        )
    drawn = [_story(np.random.default_rng([seed, nth]), words, n_facts) for nth in range(stories)]
    rows = []
    for trio in trios(words, seed=seed):
        right = sum(_answers(trio, story, start) == end for story, start, end in drawn)
        low, high = wilson(right, stories)
        share = {"right": right / stories, "low": low, "high": high}
        rows.append({"component": trio.component, "variant": trio.variant} | share)
    return rows


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson interval of a share: 95 % unless `z` says otherwise.

    >>> [round(x, 3) for x in wilson(10, 10)]
    [0.722, 1.0]
    """
    share = hits / n
    middle, half = share + z**2 / (2 * n), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return float((middle - half) / (1 + z**2 / n)), float((middle + half) / (1 + z**2 / n))


def _directions(rng: np.random.Generator, words: int, d: int) -> Array:
    """Return random directions: a vector of length 1 for each word."""
    drawn = rng.standard_normal((words, d))
    return drawn / np.linalg.norm(drawn, axis=-1, keepdims=True)


def _story(rng: np.random.Generator, words: int, n_facts: int) -> tuple[Array, int, int]:
    chain = rng.permutation(words)[: n_facts + 1]
    order = rng.permutation(n_facts)
    start = int(rng.integers(n_facts - 1))
    return np.stack([chain[:-1], chain[1:]], axis=1)[order].reshape(-1), int(chain[start]), int(chain[start + 2])


def _answers(trio: Trio, story: Array, start: int) -> int:
    """Return the word whose vector the last state points to most."""
    question = trio.reader(np.asarray([start]))
    state = perform(story, question, reader=trio.reader, memory=trio.memory, exploiter=trio.exploiter).s
    vocabulary = trio.reader.table
    return int((vocabulary @ state[0]).argmax())
