"""Words and scores as people paste them: a line for each."""

from __future__ import annotations

import math
import re

MOST_LINES = 40
LARGEST = 1e6


def read_lines(text: str) -> tuple[list[str], list[float]]:
    r"""Read lines of a word and its score; a space, a tab, a comma or a semicolon stands between them.

    Parameters
    ----------
    text : str
        From a table or typed. The score comes last; there may be several words; a decimal comma is accepted; empty
        lines are skipped.

    Returns
    -------
    labels : list of str
    scores : list of float

    Raises
    ------
    ValueError
        If a line is no word and number, the number is beyond a million, or there are no lines or more than 40.

    Examples
    --------
    >>> read_lines("I 0,63\nice cream, -3.2")
    (['I', 'ice cream'], [0.63, -3.2])
    """
    lines = [(at, line.strip()) for at, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1) if line.strip()]
    if not 1 <= len(lines) <= MOST_LINES:
        raise ValueError(f"{len(lines)} lines given, 1 to {MOST_LINES} wanted, each with a word and a score")
    labels, scores = [], []
    for at, line in lines:
        entry = _split(line)
        if entry is None:
            raise ValueError(f"line {at}: “{line}” given, a word and a score wanted, as in “love 0.5”")
        word, score = entry
        if abs(score) > LARGEST:
            raise ValueError(f"line {at}: “{line}” given, a score between −1000000 and 1000000 wanted")
        labels.append(word)
        scores.append(score)
    return labels, scores


def _split(line: str) -> tuple[str, float] | None:
    """Return word and score: what stands before and after the last gap, else the first comma."""
    for pattern in (r"^(.*)[\t;](.*)$", r"^(.*)\s(.*)$", r"^([^,]*),(.*)$"):
        parts = re.match(pattern, line)
        if not parts:
            continue
        word, score = re.sub(r"[\s,;]+$", "", parts[1]), _number(parts[2])
        if word and score is not None:
            return word, score
    return None


def _number(text: str) -> float | None:
    """Return a number as a person types it (12, -.5, −0,5), or None; the twin of `parse` in controls.js."""
    plain = text.strip().replace("−", "-", 1).replace(",", ".", 1)
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain, re.ASCII):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None
