"""Rows of the kept tables, small data, made-up finished jobs, and the toy experiment of tests/toy.py."""

from __future__ import annotations

import pytest
from toy import toy

from softlook.runs.job import Done
from softlook.runs.results import read
from softlook.translate.corpus.dates import dates
from softlook.translate.corpus.splits import Splits

__all__ = ["toy"]


@pytest.fixture
def rows():
    """Return the rows of a kept table that have these values."""

    def choose(table, **labels):
        return [row for row in read(table)["rows"] if all(row[name] == value for name, value in labels.items())]

    return choose


@pytest.fixture
def row(rows):
    """Return the one row of a kept table that has these values."""

    def choose(table, **labels):
        (only,) = rows(table, **labels)
        return only

    return choose


@pytest.fixture
def long_sentences(rows):
    """Return exact match and token accuracy of the sentences of 12 words and more."""

    def choose(table, **labels):
        long = [row for row in rows(table, **labels) if row["length"] >= 12]
        n = sum(row["n"] for row in long)
        return tuple(sum(row[figure] * row["n"] for row in long) / n for figure in ("exact_match", "token_accuracy"))

    return choose


@pytest.fixture
def few(monkeypatch):
    """Forty dates to learn from, and six of them to be judged by, in place of any data."""
    from softlook.experiments.translation import heads, trained

    pairs = dates(40)
    parts = Splits(pairs, (), pairs[:6])
    for module in (trained, heads):
        monkeypatch.setattr(module, "splits", lambda _: parts)
    return parts


@pytest.fixture
def finished():
    """Return jobs of an experiment as finished, with one row for all or a row for each."""

    def make(jobs, row):
        return [Done(job, row(n) if callable(row) else row, 1.0, "") for n, job in enumerate(jobs)]

    return make
