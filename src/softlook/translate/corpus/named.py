"""Data sets by name: what the training command and the experiments train on."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from softlook.translate.corpus.dates import LANGUAGES, dates
from softlook.translate.corpus.numbers import numbers
from softlook.translate.corpus.sentences import sentences
from softlook.translate.corpus.splits import Splits, split

if TYPE_CHECKING:
    from collections.abc import Callable

    from softlook.translate.corpus.pair import Pair

DATA: dict[str, Callable[[], tuple[Pair, ...]]] = {
    "sentences": sentences,
    "numbers": numbers,
    **{f"dates-{language}": partial(dates, language=language) for language in LANGUAGES},
}
"""By name: a function that returns all pairs."""


@cache
def splits(data: str) -> Splits:
    """Return a data set by its name, in its splits.

    Parameters
    ----------
    data : {'sentences', 'numbers', 'dates-de', 'dates-es', 'dates-fr', 'dates-iso'}
        The name.

    Returns
    -------
    Splits
        Training, validation and test pairs.

    Raises
    ------
    ValueError
        If there are no such data.
    ImportError
        If Babel (dates) or num2words (numbers) is missing.

    Examples
    --------
    >>> [len(part) for part in splits("dates-fr")]
    [9703, 1152, 1145]
    """
    if data not in DATA:
        raise ValueError(f"data: {data!r} given, one of {', '.join(DATA)} wanted")
    return split(DATA[data]())
