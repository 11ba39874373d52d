"""Show rows as a table: what an experiment returns, as a chapter prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softlook.book.measured import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def table(rows: Iterable[Mapping[str, object]], **columns: str) -> Prose:
    """Return rows as a table that a notebook and a page show set.

    Parameters
    ----------
    rows : iterable of mappings
        What an experiment returns, one mapping a row.
    **columns : str
        The keys to show, in order, each with its heading. Numbers stand to the right: whole ones with their thousands
        apart, others with two significant digits at least and two decimals at most where they are above 1.

    Raises
    ------
    ValueError
        If no column is named.
    KeyError
        If a row lacks one.

    Examples
    --------
    >>> print(table([{"n": 65536, "way": "window", "share": 0.0321}], way="kind", n="positions", share="share").text)
    | kind | positions | share |
    |:---|---:|---:|
    | window | 65,536 | .032 |
    """
    if not columns:
        raise ValueError("columns: none given, at least one wanted, as key='heading'")
    cells = [[row[key] for key in columns] for row in rows]
    kinds = [
        "---:" if cells and all(isinstance(cell, int | float) for cell in column) else ":---"
        for column in zip(*cells, strict=True)
    ] or [":---"] * len(columns)
    lines = [list(columns.values()), *([_figure(cell) for cell in row] for row in cells)]
    head, *body = (f"| {' | '.join(line)} |" for line in lines)
    return Prose("\n".join([head, f"|{'|'.join(kinds)}|", *body]))


def _figure(cell: object) -> str:
    """Write a number as the course does: no zero before the point."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    size = abs(cell)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 or size == 0 else _digits_below_one(size)
    text = f"{size:,.{digits}f}"
    return ("−" if cell < 0 and text.strip("0.") else "") + (text.removeprefix("0") if text.startswith("0.") else text)


def _digits_below_one(size: float) -> int:
    """Return the decimals that show two significant digits, at most six."""
    return next((n for n in range(2, 7) if round(size * 10 ** (n - 1)) >= 1), 6)
