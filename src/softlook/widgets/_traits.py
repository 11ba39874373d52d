"""Traits that take lists, tuples and arrays, and say what was given and what was wanted."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import traitlets

if TYPE_CHECKING:
    from collections.abc import Callable


class ListOf(traitlets.List[Any]):
    """A list whose every entry passes `entry` (which returns it as it is kept, or None where it is refused)."""

    def __init__(self, entry: Callable[[Any], Any], wanted: str, **options: Any) -> None:
        super().__init__(**options)
        self._entry = entry
        self._wanted = wanted

    def set(self, obj: Any, value: Any) -> None:
        """Set it; traitlets would take a text for a list of one."""
        super(traitlets.List, self).set(obj, value)

    def validate(self, obj: Any, value: Any) -> list[Any]:
        """Return the value as a list; read numpy arrays and torch tensors as lists."""
        listed = _as_list(value)
        if listed is None:
            raise traitlets.TraitError(f"{self.name}: {type(value).__name__} given, a list of {self._wanted} wanted")
        kept = [self._entry(entry) for entry in listed]
        for given, entry in zip(listed, kept, strict=True):
            if entry is None:
                raise traitlets.TraitError(f"{self.name}: {given!r} given, {self._wanted} wanted")
        return super().validate(obj, kept) or []


class Rows(ListOf):
    """Rows of finite numbers, all of one width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(row_of, "rows of finite numbers", **options)

    def validate(self, obj: Any, value: Any) -> list[Any]:
        """Return the rows; refuse them where their widths differ."""
        rows = super().validate(obj, value)
        widths = {len(row) for row in rows}
        if len(widths) > 1:
            raise traitlets.TraitError(
                f"{self.name}: rows of {sorted(widths)} numbers given, rows of one width wanted"
            )
        return rows


class Matrices(ListOf):
    """Matrices: lists of rows of finite numbers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(_matrix, "matrices of finite numbers", **options)


class Number(traitlets.Float[float, Any]):
    """A finite number, kept as a float."""

    def validate(self, obj: Any, value: Any) -> float:  # noqa: ARG002
        """Return the number as a float; read numpy's and torch's scalars."""
        number = finite(value)
        if number is None:
            raise traitlets.TraitError(f"{self.name}: {value!r} given, a finite number wanted")
        return number


class Whole(traitlets.Int[int, Any]):
    """A whole number from `least` to `most`; numpy's are taken."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def validate(self, obj: Any, value: Any) -> int:  # noqa: ARG002
        """Return the number as Python's own."""
        plain = _plain(value)
        if isinstance(plain, bool) or not isinstance(plain, Integral) or not self.least <= int(plain) <= self.most:
            raise traitlets.TraitError(
                f"{self.name}: {value!r} given, a whole number from {self.least} to {self.most} wanted"
            )
        return int(plain)


def texts(**options: Any) -> ListOf:
    """Return a trait of texts."""
    return ListOf(lambda value: value if isinstance(value, str) else None, "texts", **options)


def flags(**options: Any) -> ListOf:
    """Return a trait of True and False."""

    def entry(value: Any) -> bool | None:
        plain = _plain(value)
        return plain if isinstance(plain, bool) else None

    return ListOf(entry, "True or False", **options)


def numbers(**options: Any) -> ListOf:
    """Return a trait of finite numbers, kept as floats."""
    return ListOf(finite, "finite numbers", **options)


def counts(most: int, **options: Any) -> ListOf:
    """Return a trait of whole numbers from 0 to `most`."""

    def entry(value: Any) -> int | None:
        plain = _plain(value)
        whole = not isinstance(plain, bool) and isinstance(plain, Integral)
        return int(plain) if whole and 0 <= plain <= most else None

    return ListOf(entry, f"whole numbers from 0 to {most}", **options)


def within(proposal: Any, fits: Callable[[Any], bool], wanted: str) -> Any:
    """Return what a validator was offered, or refuse it: it names the trait, what was given, and what was wanted."""
    if not fits(proposal.value):
        raise traitlets.TraitError(f"{proposal.trait.name}: {proposal.value!r} given, {wanted} wanted")
    return proposal.value


def finite(value: Any) -> float | None:
    """Return a finite number as a float; None for anything else, a text or a bool among them."""
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, Real):
        return None
    try:
        number = float(plain)
    except OverflowError:  # an integer beyond every float
        return None
    return number if math.isfinite(number) else None


def _plain(value: Any) -> Any:
    """Return a scalar of numpy or torch as Python's own."""
    return value.item() if getattr(value, "ndim", None) == 0 else value


def row_of(value: Any) -> list[float] | None:
    """Return a list, tuple or array of finite numbers as a list of floats; None for anything else."""
    listed = _as_list(value)
    row = None if listed is None else [finite(x) for x in listed]
    return None if row is None or None in row else [x for x in row if x is not None]


def _matrix(value: Any) -> list[list[float]] | None:
    listed = _as_list(value)
    rows = None if listed is None else [row_of(row) for row in listed]
    return None if rows is None or None in rows else [row for row in rows if row is not None]


def _as_list(value: Any) -> list[Any] | None:
    value = value.tolist() if hasattr(value, "tolist") else value
    return list(value) if isinstance(value, list | tuple) else None
