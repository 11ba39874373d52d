"""Window: move p and D over a row of positions; the weights, their jumps and REINFORCE's gradients follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from softlook._show import two
from softlook.normalizers import hard, softmax
from softlook.widgets import _traits, _windowed
from softlook.widgets._base import BookWidget, table

_EXAMPLE = ("we", "saw", "the", "old", "man", "on", "the", "red", "hill")
_FEWEST, _MOST_POSITIONS = 3, 12
_LARGEST_SCORE = 20.0
_LARGEST_VALUE = 10.0
_MOST_DRAWS = 500
_LAST_SEED = 2**32 - 1
_TOGETHER = "set labels, scores and values together, inside hold_trait_notifications()"


class Window(BookWidget):
    r"""Move a window over a row of positions: its edges, its Gaussian, its sum, and attention that is hard or drawn.

    Parameters
    ----------
    labels : list of str
        The words, three to twelve.
    scores : list of float
        :math:`e_j`, each from -20 to 20.
    values : list of float
        :math:`v_j`, one number a word, from -10 to 10.
    window : str
        "global", "local-m" (the window's centre is the nearest word) or "local-p".
    p : float
        The position that is attended to, from 0 to the last word's.
    half_width : int
        D, from 1 to 12.
    truncate : bool
        Whether local-p's window cuts off.
    renormalize : bool
        Whether local-p's row is brought back to the sum 1.
    round_p : bool
        Whether the centre of local-p's window (not of its Gaussian) is rounded to a word.
    selection : str
        "soft" mixes, "hard" takes the best, "draw" draws one from the row, brought back to the sum 1.
    goal : float
        Attending to j costs :math:`L_j = (v_j - \mathrm{goal})^2`; from -10 to 10.
    draws : int
        How many positions are drawn for the estimates, 1 to 500.
    seed : int
        Where the draws start: those of :func:`softlook.sample`; a whole number from 0 to 4294967295.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    soft : list of float
        The weights of soft attention; read only.
    alpha : list of float
        The weights that are read: those, the best alone, or the first draw; read only.
    total : float
        What `alpha` sums to; read only.
    c : float
        The context :math:`\sum_j \alpha_j v_j`; read only.
    edge : float or None
        Where p next carries an edge of the window past a word; None where nothing is cut off; read only.
    jump : list of float
        The context just before that edge, at it and just after (its expectation where it is drawn); read only.
    tally : list of int
        How often each word was drawn; read only.
    gradient : list of float
        The gradient of the expected cost by the scores, exact; read only.
    estimates : rows of float
        REINFORCE's estimates of it from the draws: without a baseline, and with the expected cost as one; read only.
    variance : rows of float
        The variance of one draw's estimate, summed over the scores: without a baseline and with one, each by
        enumeration and as drawn; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept. To change the number of words, set `labels`, `scores` and
        `values` inside ``with widget.hold_trait_notifications():``.

    Examples
    --------
    >>> window = Window()
    >>> round(window.total, 2)
    0.57
    >>> window.p = 5.0
    >>> round(window.total, 2)
    0.29
    """

    module = "window"

    labels = _traits.texts().tag(sync=True)
    scores = _traits.numbers().tag(sync=True)
    values = _traits.numbers().tag(sync=True)
    window = traitlets.Unicode(_windowed.PREDICTIVE).tag(sync=True)
    p = _traits.Number(4.9).tag(sync=True)
    half_width = traitlets.Int(2).tag(sync=True)
    truncate = traitlets.Bool(True).tag(sync=True)
    renormalize = traitlets.Bool(False).tag(sync=True)
    round_p = traitlets.Bool(False).tag(sync=True)
    selection = traitlets.Unicode(_windowed.SOFT).tag(sync=True)
    goal = _traits.Number(1.0).tag(sync=True)
    draws = traitlets.Int(200).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: move p from 4.90 to 5. The word red comes in, and every other weight falls at once."
    ).tag(sync=True)

    soft = _traits.numbers(read_only=True)
    alpha = _traits.numbers(read_only=True)
    total = _traits.Number(read_only=True)
    c = _traits.Number(read_only=True)
    edge = traitlets.Float(None, allow_none=True, read_only=True)
    jump = _traits.numbers(read_only=True)
    tally = _traits.counts(_MOST_DRAWS, read_only=True)
    gradient = _traits.numbers(read_only=True)
    estimates = _traits.Rows(read_only=True)
    variance = _traits.Rows(read_only=True)

    def __init__(
        self,
        labels: Any = _EXAMPLE,
        scores: Any = (0.2, 0.6, -0.4, 0.8, 1.5, 0.1, -0.4, 2.6, 1.0),
        values: Any = (0.1, 0.2, 0.0, 0.4, 1.0, 0.0, 0.0, 0.1, 0.6),
        **traits: Any,
    ) -> None:
        super().__init__(labels=labels, scores=scores, values=values, **traits)
        self._derive()

    @traitlets.validate("labels")
    def _some_words(self, proposal: Any) -> Any:
        n = len(proposal.value)
        if not _FEWEST <= n <= _MOST_POSITIONS:
            raise traitlets.TraitError(f"labels: {n} given, {_FEWEST} to {_MOST_POSITIONS} words wanted")
        for name in ("scores", "values"):  # one left behind is not validated otherwise
            if n != len(getattr(self, name)):
                raise traitlets.TraitError(
                    f"labels: {n} given where there are {len(getattr(self, name))} {name}; {_TOGETHER}"
                )
        return proposal.value

    @traitlets.validate("scores", "values")
    def _one_for_each_label(self, proposal: Any) -> Any:
        name, given = proposal.trait.name, proposal.value
        if len(given) != len(self.labels):
            raise traitlets.TraitError(
                f"{name}: {len(given)} entries given, {len(self.labels)} wanted, one for each label"
            )
        most = _LARGEST_SCORE if name == "scores" else _LARGEST_VALUE
        return _traits.within(
            proposal, lambda row: all(abs(x) <= most for x in row), f"numbers from -{most:g} to {most:g}"
        )

    @traitlets.validate("window")
    def _a_window(self, proposal: Any) -> Any:
        return _traits.within(
            proposal,
            {_windowed.GLOBAL, _windowed.MONOTONIC, _windowed.PREDICTIVE}.__contains__,
            "global, local-m or local-p",
        )

    @traitlets.validate("selection")
    def _a_selection(self, proposal: Any) -> Any:
        return _traits.within(
            proposal, {_windowed.SOFT, _windowed.HARD, _windowed.DRAW}.__contains__, "soft, hard or draw"
        )

    @traitlets.validate("p")
    def _on_the_row(self, proposal: Any) -> Any:
        last = len(self.labels) - 1
        return _traits.within(proposal, lambda p: 0 <= p <= last, f"a position from 0 to {last}")

    @traitlets.validate("half_width", "draws", "seed")
    def _whole(self, proposal: Any) -> Any:
        low, high = {"half_width": (1, _MOST_POSITIONS), "draws": (1, _MOST_DRAWS), "seed": (0, _LAST_SEED)}[
            proposal.trait.name
        ]
        return _traits.within(proposal, lambda x: low <= x <= high, f"a whole number from {low} to {high}")

    @traitlets.validate("goal")
    def _a_goal(self, proposal: Any) -> Any:
        return _traits.within(proposal, lambda goal: abs(goal) <= _LARGEST_VALUE, "a number from -10 to 10")

    @traitlets.observe("labels")
    def _stay_on_the_row(self, _change: Any) -> None:
        self.p = min(self.p, len(self.labels) - 1.0)

    @traitlets.observe(
        "scores",
        "values",
        "window",
        "p",
        "half_width",
        "truncate",
        "renormalize",
        "round_p",
        "selection",
        "goal",
        "draws",
        "seed",
    )
    def _derive(self, _change: Any = None) -> None:
        """Derive the weights, the jump at the nearest edge, and REINFORCE's gradients."""
        scores, values = np.array(self.scores), np.array(self.values)
        setting = _windowed.Setting(
            self.window, self.half_width, self.truncate, self.renormalize, self.round_p, self.selection
        )
        p = min(self.p, len(scores) - 1.0)  # while the row grows shorter
        mask = _windowed.near(len(scores), p, setting)
        e = _windowed.favoured(scores, p, setting)
        drawn = _windowed.draws(e, mask, self.draws, self.seed)
        soft = _windowed.soft(scores, p, mask, setting)
        alpha = {_windowed.SOFT: soft, _windowed.HARD: hard(e, mask), _windowed.DRAW: drawn[0]}[self.selection]
        edge = _windowed.nearest_edge(len(scores), p, setting)
        for name, value in {
            "soft": soft,
            "alpha": alpha,
            "total": alpha.sum(),
            "c": alpha @ values,
            "edge": edge,
            "jump": [] if edge is None else _windowed.jump(scores, values, edge, setting),
            "tally": drawn.sum(axis=0).astype(int),
        }.items():
            self.set_trait(name, value)
        self._learn(softmax(e, mask), (values - self.goal) ** 2, drawn.mean(axis=0))

    def _learn(self, pi: Any, costs: Any, shares: Any) -> None:
        """Derive gradients and variances, exact and as drawn, without a baseline and with the expected cost as one."""
        baselines = (0.0, float(pi @ costs))
        exact = [_windowed.reinforce(pi, costs, baseline, pi) for baseline in baselines]
        drawn = [_windowed.reinforce(pi, costs, baseline, shares) for baseline in baselines]
        self.set_trait("gradient", exact[0][0])
        self.set_trait("estimates", [mean for mean, _ in drawn])
        self.set_trait("variance", [[a, b] for (_, a), (_, b) in zip(exact, drawn, strict=True)])

    def _table(self) -> str:
        rows = [
            list(map(str, row))
            for row in zip(self.labels, map(two, self.scores), map(two, self.alpha), self.tally, strict=True)
        ]
        setting = f"{self.window}, p = {two(self.p)}, D = {self.half_width}, {self.selection}"
        caption = f"{setting}: the weights sum to {two(self.total)}, context c = {two(self.c)}"
        return table(["word", "score e", "weight α", f"drawn, of {self.draws}"], rows, caption)
