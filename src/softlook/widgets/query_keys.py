"""QueryKeys: drag queries, keys and values in the plane; scores, weights and outputs follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from softlook._show import two
from softlook.widgets import _subspaces, _traits
from softlook.widgets._base import BookWidget, table

_EXAMPLE = ("the", "cat", "purrs", "loudly")
_MOST_POSITIONS = 6
_FARTHEST = 3.0
_WIDTHS = f"an even number from 2 to {_subspaces.WIDEST}"


class QueryKeys(BookWidget):
    r"""Move queries, keys and values in the plane, and see why a score is a dot product, and what a head is.

    Each position of a short sequence has a query, a key and a value. With one head a score is the length of the query
    times the shadow that the key casts on its line. Two heads project onto two directions, and each compares its own
    shadows. More features than the two of the plane are hidden ones, drawn once (numpy's default_rng(5), uniform,
    variance one): they show why the scores are scaled.

    Parameters
    ----------
    labels : list of str
        The words, one to six.
    q : rows of two floats
        Queries :math:`q_i`, one row a word, each number from -3 to 3.
    k : rows of two floats
        Keys :math:`k_j`, likewise.
    v : rows of two floats
        Values :math:`v_j`, likewise.
    heads : int
        1 or 2.
    on : list of two bool
        Which of two heads are on.
    angle : float
        By how many degrees the two heads' directions are turned, -90 to 90.
    width : int
        How many features a query and a key have, an even number from 2 to 128; two heads have half each.
    scaled : bool
        Whether scores are divided by the root of a head's width.
    causal : bool
        Whether each word attends only to itself and to what came before.
    selected : int
        The word whose query is shown, from 0.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    e : list of rows of float
        Scores, one matrix a head; read only.
    alpha : list of rows of float
        Weights, one matrix a head; read only.
    c : rows of float
        The outputs, of the heads that are on; read only.
    lost : list of float
        How far each output has moved from that of all heads; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept. To change the number of words, set `labels`, `q`, `k` and `v`
        inside ``with widget.hold_trait_notifications():``.

    Examples
    --------
    >>> keys = QueryKeys()
    >>> [round(weight, 2) for weight in keys.alpha[0][2]]
    [0.0, 0.49, 0.01, 0.49]
    >>> keys.heads = 2
    >>> [[round(weight, 2) for weight in head[2]] for head in keys.alpha]
    [[0.0, 0.97, 0.0, 0.02], [0.0, 0.02, 0.03, 0.95]]
    """

    module = "query_keys"

    labels = _traits.texts().tag(sync=True)
    q = _traits.Rows().tag(sync=True)
    k = _traits.Rows().tag(sync=True)
    v = _traits.Rows().tag(sync=True)
    heads = traitlets.Int(1).tag(sync=True)
    on = _traits.flags().tag(sync=True)
    angle = _traits.Number(0.0).tag(sync=True)
    width = traitlets.Int(2).tag(sync=True)
    scaled = traitlets.Bool(True).tag(sync=True)
    causal = traitlets.Bool(False).tag(sync=True)
    selected = traitlets.Int(2).tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: one head has to divide the attention of purrs between cat and loudly. "
        "Give it two heads; then switch one off."
    ).tag(sync=True)

    e = _traits.Matrices(read_only=True)
    alpha = _traits.Matrices(read_only=True)
    c = _traits.Rows(read_only=True)
    lost = _traits.numbers(read_only=True)

    def __init__(
        self,
        labels: Any = _EXAMPLE,
        q: Any = ((1.0, -0.5), (-0.5, 1.5), (2.0, 2.0), (1.5, -1.0)),
        k: Any = ((-1.2, -1.4), (2.2, 0.3), (-0.6, 0.4), (0.3, 2.2)),
        v: Any = ((-1.6, -1.0), (2.4, 0.2), (-0.8, 0.9), (0.2, 2.4)),
        *,
        on: Any = (True, True),
        **traits: Any,
    ) -> None:
        super().__init__(labels=labels, q=q, k=k, v=v, on=on, **traits)
        self._derive()

    @traitlets.validate("labels")
    def _some_words(self, proposal: Any) -> Any:
        n = len(proposal.value)
        if not 1 <= n <= _MOST_POSITIONS:
            raise traitlets.TraitError(f"labels: {n} given, one to {_MOST_POSITIONS} words wanted")
        for name in ("q", "k", "v"):  # one left behind is not validated otherwise
            if n != len(getattr(self, name)):
                raise traitlets.TraitError(
                    f"labels: {n} given where there are {len(getattr(self, name))} rows of {name}; "
                    "set labels, q, k and v together, inside hold_trait_notifications()"
                )
        return proposal.value

    @traitlets.validate("q", "k", "v")
    def _in_the_plane(self, proposal: Any) -> Any:
        name, rows = proposal.trait.name, proposal.value
        if len(rows) != len(self.labels):
            raise traitlets.TraitError(
                f"{name}: {len(rows)} rows given, {len(self.labels)} wanted, one for each label"
            )
        for row in rows:
            if len(row) != 2 or any(abs(x) > _FARTHEST for x in row):
                raise traitlets.TraitError(f"{name}: {row} given, two numbers from -3 to 3 wanted")
        return rows

    @traitlets.validate("on")
    def _two_switches(self, proposal: Any) -> Any:
        if len(proposal.value) != 2:
            raise traitlets.TraitError(f"on: {proposal.value} given, two of True or False wanted, one for each head")
        return proposal.value

    @traitlets.validate("heads")
    def _one_or_two(self, proposal: Any) -> Any:
        return _traits.within(proposal, lambda heads: heads in {1, 2}, "1 or 2")

    @traitlets.validate("angle")
    def _a_right_angle_at_most(self, proposal: Any) -> Any:
        return _traits.within(proposal, lambda angle: abs(angle) <= 90, "degrees from -90 to 90")

    @traitlets.validate("width")
    def _even(self, proposal: Any) -> Any:
        return _traits.within(proposal, lambda width: width % 2 == 0 and 2 <= width <= _subspaces.WIDEST, _WIDTHS)

    @traitlets.validate("selected")
    def _one_of_them(self, proposal: Any) -> Any:
        return _traits.within(
            proposal, lambda i: 0 <= i < len(self.labels), f"a position from 0 to {len(self.labels) - 1}"
        )

    @traitlets.observe("labels")
    def _select_one_of_them(self, _change: Any) -> None:
        self.selected = min(self.selected, len(self.labels) - 1)

    @traitlets.observe("q", "k", "v", "heads", "on", "angle", "width", "scaled", "causal")
    def _derive(self, _change: Any = None) -> None:
        """Derive e, alpha, c and what is lost."""
        q, k, v = (np.array(rows, dtype=float) for rows in (self.q, self.k, self.v))
        names = ("heads", "on", "angle", "width", "scaled", "causal")
        e, alpha, c, whole = _subspaces.subspace_attention(q, k, v, **{name: getattr(self, name) for name in names})
        self.set_trait("e", e)
        self.set_trait("alpha", alpha)
        self.set_trait("c", c)
        self.set_trait("lost", np.hypot(*(c - whole).T))

    def _table(self) -> str:
        lines = []
        for n, (alpha, e) in enumerate(zip(self.alpha, self.e, strict=True)):
            for label, weights, scores, c in zip(self.labels, alpha, e, self.c, strict=True):
                cells = [f"{two(weight)} ({two(score)})" for weight, score in zip(weights, scores, strict=True)]
                lines.append([label, str(n + 1), *cells, f"({', '.join(map(two, c))})"])
        scaled, mask = "scaled" if self.scaled else "not scaled", "causal" if self.causal else "no mask"
        head = ["query of", "head", *(f"attends to {label}" for label in self.labels), "output c"]
        return table(head, lines, f"Weights α (scores e): {scaled}, {mask}, {self.width} features")
