r"""The three components of a system with attention: a reader, a memory, and a process that exploits it.

The reader turns raw data into a list of feature vectors; the memory keeps them and answers queries; the exploiter asks
it, step by step, while it performs its task. Each is a protocol, so that one can be swapped and the others stay.
Goodfellow, Bengio & Courville 2016, *Deep Learning*, section 12.4.5.1, names the three.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from softlook import _check
from softlook._array import namespace
from softlook.memory import Hops, KeyValueMemory, Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float, Int

    from softlook._array import Array


class Reader(Protocol):
    """Any callable x -> h: from raw data (words, pixels) to one feature vector for each position."""

    def __call__(self, x: Array, /) -> Array:
        """Return h, of shape (..., t_x, d_h)."""
        ...


class Exploiter(Protocol):
    """Any callable (memory, s) -> Hops: a task performed step by step from the state s, with the memory's help."""

    def __call__(self, memory: Memory, s: Array, /) -> Hops:
        """Return the last state and the weights of each attention step."""
        ...


@dataclass(frozen=True)
class Lookup:
    """The plainest reader: each word is read on its own, as a row of a table.

    Parameters
    ----------
    table : (n_words, d_h) floating
        One row for each word.

    Raises
    ------
    TypeError
        If the table is not of a floating dtype, or the words not of an integer dtype.
    ValueError
        If the table has not two axes, or a word lies outside it.

    Examples
    --------
    >>> import numpy as np
    >>> reader = Lookup(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    >>> reader(np.array([2, 1]))
    array([[0., 1.],
           [1., 0.]])
    """

    table: Float[Array, "n_words d_h"]

    def __post_init__(self) -> None:
        xp = namespace(table=self.table)
        _check.floating(xp, table=self.table)
        if self.table.ndim != 2:
            raise ValueError(f"table: shape {_check.shape(self.table)} given, (n_words, d_h) wanted")

    def __call__(self, x: Int[Array, "... t_x"], /) -> Float[Array, "... t_x d_h"]:
        """Return h: the table's row for each word of x, of shape (..., t_x, d_h)."""
        xp = namespace(x=x, table=self.table)
        if not xp.isdtype(x.dtype, "integral"):
            raise TypeError(f"x: dtype {x.dtype} given, an integer dtype wanted: words by their number")
        n_words, d_h = _check.shape(self.table)
        if bool(xp.any(x < 0)) or bool(xp.any(x >= n_words)):
            raise ValueError(
                f"x: words from {int(xp.min(x))} to {int(xp.max(x))} given, each in [0, {n_words - 1}] wanted "
                f"(the table has {n_words} rows)"
            )
        return xp.reshape(xp.take(self.table, xp.reshape(x, (-1,)), axis=0), (*_check.shape(x), d_h))


@dataclass(frozen=True)
class Stepper:
    r"""The plainest exploiter: attend, update the state by the context, attend again.

    .. math:: s_i = \mathrm{update}(s_{i-1}, c_i), \qquad c_i = \mathrm{memory}(s_{i-1})

    Parameters
    ----------
    update : callable (s, c) -> s
        How a context changes the state. The sum (multi-hop reading) if left out.
    steps : int
        How many attention steps.

    Raises
    ------
    TypeError, ValueError
        If `steps` is no whole number of at least 0.

    Examples
    --------
    >>> import numpy as np
    >>> from softlook import KeyValueMemory
    >>> replace_state = Stepper(lambda s, c: c, steps=2)
    >>> replace_state(KeyValueMemory(900 * np.eye(3)[[0, 1]], np.eye(3)[[1, 2]]), np.eye(3)[[0]]).s
    array([[0., 0., 1.]])
    """

    update: Callable[[Array, Array], Array] = operator.add
    steps: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", _check.count("steps", self.steps))  # it is frozen for others

    def __call__(self, memory: Memory, s: Float[Array, "... t_y d_s"], /) -> Hops:
        """Return the state after the last attention step, and the weights of each."""
        alphas = []
        for _ in range(self.steps):
            c, alpha, _e = memory(s)
            s = self.update(s, c)
            alphas.append(alpha)
        return Hops(s=s, alpha=tuple(alphas))


def perform(
    x: Array,
    s: Float[Array, "... t_y d_s"],
    *,
    reader: Reader,
    memory: Callable[[Array], Memory] = KeyValueMemory,
    exploiter: Exploiter = Stepper(),
) -> Hops:
    """Read, remember, exploit: three components in a row, any of which can be swapped.

    Parameters
    ----------
    x : array
        Raw data, as the reader takes it.
    s : (..., t_y, d_s) floating
        The exploiter's first state.
    reader : callable x -> h
    memory : callable h -> Memory
    exploiter : callable (memory, s) -> Hops

    Returns
    -------
    Hops
        The last state, and the weights of each attention step.

    Raises
    ------
    TypeError, ValueError
        As the three components do.

    References
    ----------
    Goodfellow, Bengio & Courville 2016, *Deep Learning*, section 12.4.5.1.

    Examples
    --------
    >>> import numpy as np
    >>> words = Lookup(np.eye(3))
    >>> perform(np.array([0, 2]), 900 * np.eye(3)[[2]], reader=words, exploiter=Stepper(lambda s, c: c)).s
    array([[0., 0., 1.]])
    """
    return exploiter(memory(reader(x)), s)
