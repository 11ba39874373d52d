"""ScoreTuner: move the scores, and the weights and the context follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from softlook._show import two
from softlook.attention import read
from softlook.normalizers import softmax
from softlook.widgets import _traits
from softlook.widgets._base import BookWidget, table
from softlook.widgets._lines import read_lines

if TYPE_CHECKING:
    from typing import Self

_SHORTEST_TEMPERATURE = 0.001
_LARGEST_SCORE = 1e6
_MOST_POSITIONS = 1000  # in one row
_EXAMPLE = ("I", "love", "you", "pad", "pad")


class ScoreTuner(BookWidget):
    r"""Tune the scores of one query, position by position, and see weights and context.

    Opens on the first row of the course's worked example: *I love you*, two pads behind it, and the pads masked.

    Parameters
    ----------
    labels : list of str
        What stands at each position.
    scores : list of float
        :math:`e_j`, any number between minus and plus a million; lists, tuples and arrays are taken.
    mask : list of bool, optional
        True where the query may attend; everywhere if left out.
    values : rows of float, optional
        :math:`v_j`, one row a label, all of one width; without them no context is shown.
    counts : list of int, optional
        How many equal positions a row stands for, 0 to 1000; 1 if left out.
    temperature : float
        T of the softmax, at least .001.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    alpha : list of float
        The weight of each position (of one of them, where a row stands for several); read only.
    total : list of float
        The weight of each row: alpha times count; read only.
    c : list of float
        The context, :math:`\sum_j \alpha_j v_j`; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept. To change the number of rows, set all the lists inside
        ``with tuner.hold_trait_notifications():``.

    Examples
    --------
    >>> tuner = ScoreTuner()
    >>> [round(weight, 2) for weight in tuner.alpha]
    [0.94, 0.02, 0.04, 0.0, 0.0]
    >>> tuner.mask = [True] * 5
    >>> [round(weight, 2) for weight in tuner.alpha]
    [0.35, 0.01, 0.02, 0.31, 0.31]
    """

    module = "score_tuner"

    @classmethod
    def from_text(cls, text: str, **traits: Any) -> Self:
        r"""Make one from lines of a word and its score, as out of a table.

        Parameters
        ----------
        text : str
            A line for each position; a space, a tab, a comma or a semicolon stands before the score.
        **traits
            As of the class.

        Raises
        ------
        ValueError
            If a line is no word and number, or there are none or more than 40.

        Examples
        --------
        >>> ScoreTuner.from_text("cat 2\ndog 1").labels
        ['cat', 'dog']
        """
        labels, scores = read_lines(text)
        return cls(labels, scores, **traits)

    labels = _traits.texts().tag(sync=True)
    scores = _traits.numbers().tag(sync=True)
    mask = _traits.flags().tag(sync=True)
    counts = _traits.counts(_MOST_POSITIONS).tag(sync=True)
    values = _traits.Rows().tag(sync=True)
    temperature = _traits.Number(1.0).tag(sync=True)
    hint = traitlets.Unicode("Try this: tick the two pads, and see where the weight of I goes.").tag(sync=True)

    alpha = _traits.numbers(read_only=True)
    total = _traits.numbers(read_only=True)
    c = _traits.numbers(read_only=True)

    def __init__(
        self,
        labels: Any = _EXAMPLE,
        scores: Any = (0.63, -3.2, -2.5, 0.5, 0.5),
        *,
        mask: Any = None,
        values: Any = None,
        counts: Any = None,
        **traits: Any,
    ) -> None:
        if labels is _EXAMPLE and values is None:
            mask = (True, True, True, False, False) if mask is None else mask
            values = np.eye(5, 3)  # v of a word names the word; a pad's is zero
        n = len(labels) if hasattr(labels, "__len__") else 0  # the trait says what was wanted
        super().__init__(
            labels=labels,
            scores=scores,
            mask=[True] * n if mask is None else mask,
            counts=[1] * n if counts is None else counts,
            values=[[]] * n if values is None else values,
            **traits,
        )
        self._derive()

    @traitlets.validate("labels")
    def _one_for_each_score(self, proposal: Any) -> Any:
        for name in ("scores", "mask", "counts", "values"):  # one left behind is not validated otherwise
            if len(proposal.value) != len(getattr(self, name)):
                raise traitlets.TraitError(
                    f"labels: {len(proposal.value)} given where there are {len(getattr(self, name))} {name}; "
                    "set labels, scores, mask, counts and values together, inside hold_trait_notifications()"
                )
        return proposal.value

    @traitlets.validate("scores", "mask", "counts", "values")
    def _one_for_each_label(self, proposal: Any) -> Any:
        name, given = proposal.trait.name, proposal.value
        if len(given) != len(self.labels):
            raise traitlets.TraitError(
                f"{name}: {len(given)} entries given, {len(self.labels)} wanted, one for each label"
            )
        if name == "scores" and any(abs(score) > _LARGEST_SCORE for score in given):
            raise traitlets.TraitError(f"scores: {given} given, numbers between -1000000 and 1000000 wanted")
        return given

    @traitlets.validate("temperature")
    def _above_zero(self, proposal: Any) -> float:
        given: float = proposal.value
        if given < _SHORTEST_TEMPERATURE:
            raise traitlets.TraitError(
                f"temperature: {given} given, a finite number of at least {_SHORTEST_TEMPERATURE} wanted"
            )
        return given

    @traitlets.observe("scores", "mask", "counts", "values", "temperature")
    def _derive(self, _change: Any = None) -> None:
        """Derive alpha and c: the weight of a position of each row, and the weighted sum of the values."""
        counts = np.array(self.counts, dtype=int)
        every = softmax(
            np.repeat(np.array(self.scores, dtype=float), counts),
            np.repeat(np.array(self.mask, dtype=bool), counts),
            self.temperature,
        )
        first = np.cumsum(counts) - counts
        alpha = np.array([every[start] if n else 0.0 for start, n in zip(first, counts, strict=True)])
        total = alpha * counts
        values = np.array(self.values, dtype=float).reshape(len(counts), len(self.values[0]) if self.values else 0)
        self.set_trait("alpha", alpha)
        self.set_trait("total", total)
        self.set_trait("c", read(total[None, :], values)[0])

    def _table(self) -> str:
        rows = [
            [f"{label} × {count}" if count != 1 else label, two(score), "yes" if attends else "no", two(weight)]
            for label, count, score, attends, weight in zip(
                self.labels, self.counts, self.scores, self.mask, self.total, strict=True
            )
        ]
        context = f"; context c = ({', '.join(map(two, self.c))})" if self.c else ""
        return table(
            ["position", "score e", "may attend", "weight α"],
            rows,
            f"Scores and weights, temperature {two(self.temperature)}{context}",
        )
