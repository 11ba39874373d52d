"""Bottleneck: how much of a sentence a fixed vector keeps, and how much attention does, from measured runs."""

from __future__ import annotations

import math
from typing import Any

import traitlets

from softlook._show import two
from softlook.runs.results import read
from softlook.widgets import _traits
from softlook.widgets._base import BookWidget, table

SYSTEMS = ("none", "additive")
MEASURES = ("exact_match", "token_accuracy")
_MOST_ROWS = 2000
_WANTED = (
    "rows of attention ('none' or 'additive'), hidden, length and n (whole numbers of at least 1), "
    "exact_match and token_accuracy (from 0 to 1)"
)


def _measured_row(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict) or entry.get("attention") not in SYSTEMS:
        return None
    whole = {name: entry.get(name) for name in ("hidden", "length", "n")}
    if not all(type(value) is int and value >= (name != "n") for name, value in whole.items()):
        return None
    shares = {name: 0.0 if not whole["n"] else entry.get(name) for name in MEASURES}
    if not all(_is_share(value) for value in shares.values()):
        return None
    return {"attention": entry["attention"], **whole, **{name: float(value or 0) for name, value in shares.items()}}


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


class Bottleneck(BookWidget):
    r"""Set sentence length and state size, and see what a fixed vector keeps and what attention keeps.

    Opens on what this course measured: the same translator with and without attention, trained for equal steps.

    Parameters
    ----------
    rows : list of dict, optional
        What was measured: `attention` ("none" or "additive"), `hidden` (the numbers in a state), `length` (words), `n`
        (sentences), `exact_match` and `token_accuracy` (from 0 to 1). Each state size and length with and without
        attention. The course's own runs if left out.
    length : int
        Words in the sentence; one of the lengths measured.
    hidden : int
        Numbers in a state; one of the sizes measured.
    measure : {"exact_match", "token_accuracy"}
        Whole sentences that came out right, or words in their place.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    fixed : float
        What is right without attention, by the measure; read only.
    attentive : float
        What is right with it; read only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept.

    Examples
    --------
    >>> measured = dict(hidden=32, length=12, n=100, token_accuracy=1)
    >>> shares = {"none": 0.25, "additive": 0.75}
    >>> rows = [dict(measured, attention=name, exact_match=share) for name, share in shares.items()]
    >>> Bottleneck(rows).fixed, Bottleneck(rows).attentive
    (0.25, 0.75)
    """

    module = "bottleneck"

    rows = _traits.ListOf(_measured_row, _WANTED, default_value=[]).tag(sync=True)
    length = traitlets.Int(0).tag(sync=True)
    hidden = traitlets.Int(0).tag(sync=True)
    measure = traitlets.Enum(MEASURES, "exact_match").tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: drag the length to the right, and see which line falls. Then give the states more numbers."
    ).tag(sync=True)

    fixed = _traits.Number(0.0, read_only=True)
    attentive = _traits.Number(0.0, read_only=True)

    def __init__(self, rows: Any = None, **traits: Any) -> None:
        measured = _measured() if rows is None else rows
        super().__init__()
        with self.hold_trait_notifications():
            self.rows = measured
            sizes = sorted({row["hidden"] for row in self.rows if row["n"]})
            self.hidden = traits.pop("hidden", sizes[len(sizes) // 2] if sizes else 0)
            lengths = self.lengths()
            self.length = traits.pop("length", lengths[(2 * len(lengths)) // 3] if lengths else 0)
            for name, value in traits.items():
                setattr(self, name, value)
        self._derive()

    def lengths(self) -> list[int]:
        """Return the lengths that were measured with states of this size."""
        return sorted({row["length"] for row in self.rows if row["n"] and row["hidden"] == self.hidden})

    def at(self, attention: str) -> dict[str, Any]:
        """Return what was measured here, with that attention."""
        return self._row(attention, self.length)

    def _row(self, attention: str, length: int) -> dict[str, Any]:
        wanted = attention, self.hidden, length
        return next(row for row in self.rows if (row["attention"], row["hidden"], row["length"]) == wanted)

    @traitlets.validate("rows")
    def _in_pairs(self, proposal: Any) -> Any:
        rows = [row for row in proposal.value if row["n"]]  # where there was no sentence nothing was measured
        measured = [(row["attention"], row["hidden"], row["length"]) for row in rows]
        if len(set(measured)) < len(measured) or len(measured) > _MOST_ROWS:
            raise traitlets.TraitError(
                f"rows: {len(measured)} given, some of them twice, "
                f"each attention, hidden and length once wanted, at most {_MOST_ROWS}"
            )
        for attention, hidden, length in measured:
            other = SYSTEMS[attention == "none"]
            if (other, hidden, length) not in measured:
                raise traitlets.TraitError(
                    f"rows: {attention} for hidden {hidden}, length {length} given, {other} wanted as well"
                )
        if self.rows and (self.hidden, self.length) not in {key[1:] for key in measured}:
            raise traitlets.TraitError(
                f"rows: none for hidden {self.hidden}, length {self.length} given; "
                "set rows, hidden and length together"
            )
        return rows

    @traitlets.validate("length", "hidden")
    def _measured_there(self, proposal: Any) -> int:
        name, given = proposal.trait.name, proposal.value
        hidden, length = (given, self.length) if name == "hidden" else (self.hidden, given)
        known = {(row["hidden"], row["length"]) for row in self.rows}
        if self.rows and (hidden, length) not in known:
            choices = sorted({pair[name == "length"] for pair in known if name == "hidden" or pair[0] == hidden})
            raise traitlets.TraitError(
                f"{name}: {given} given, one that was measured wanted: {', '.join(map(str, choices))}"
            )
        return int(given)

    @traitlets.observe("rows", "length", "hidden", "measure")
    def _derive(self, _change: Any = None) -> None:
        fixed, attentive = (self.at(attention)[self.measure] if self.rows else 0.0 for attention in SYSTEMS)
        self.set_trait("fixed", fixed)
        self.set_trait("attentive", attentive)

    def _table(self) -> str:
        if not self.rows:
            return f"<p>{MISSING}</p>"
        systems = ("one vector", "attention")
        head = [
            "words",
            "sentences",
            *(f"{what}, {system}" for what in ("exact", "words in place") for system in systems),
        ]
        lines = []
        for length in self.lengths():
            pair = [self._row(system, length) for system in SYSTEMS]
            shares = [two(row[measure]) for measure in MEASURES for row in pair]
            lines.append([str(length), str(pair[0]["n"]), *shares])
        return table(head, lines, f"What is translated correctly, by length, with states of {self.hidden} numbers")


MISSING = "Nothing has been measured yet: softlook experiments bottleneck does it."


def wilson(p: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share p of n.

    References
    ----------
    Wilson 1927 (doi 10.1080/01621459.1927.10502953).

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.0, 100)]
    [0.0, 0.037]
    """
    z = 1.959963984540054
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _measured() -> list[Any]:
    """Return the course's own rows; none where the experiment has not been run."""
    try:
        return list(read("bottleneck")["rows"])
    except ValueError:
        return []
