"""What the TranslatorDesk takes from outside, in one form: overrides, positions, gold links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from traitlets import TraitError

from softlook.translate.corpus.pair import Pair
from softlook.translate.step import Override

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST_SCORE = 1e6
MOST_STEPS = 1000


def rows(name: str, given: Any, t_x: int) -> dict[str, list[float]]:
    """Return rows of t_x finite numbers by step, with the step as text (as JSON has it)."""
    if not hasattr(given, "items"):
        raise TraitError(f"{name}: {type(given).__name__} given, rows by step wanted: {{step: [{t_x} numbers]}}")
    kept = {}
    for step, row in given.items():
        values = _numbers(f"{name}[{step}]", row)
        if len(values) != t_x:
            raise TraitError(f"{name}[{step}]: {len(values)} numbers given, {t_x} wanted, one for each source word")
        kept[_step(name, step)] = values
    return kept


def override(given: Any, t_x: int) -> dict[str, dict[str, list[float]]]:
    """Return ``{"e": rows, "alpha": rows}``; rows given alone are weights."""
    parts = {"e": given.e, "alpha": given.alpha} if isinstance(given, Override) else given
    if not hasattr(parts, "items"):
        raise TraitError(
            f"override: {type(given).__name__} given, rows of weights by step or {{'e': rows, 'alpha': rows}} wanted"
        )
    if not set(parts) <= {"e", "alpha"}:
        parts = {"alpha": parts}
    e, alpha = (rows(f"override.{part}", parts.get(part, {}), t_x) for part in ("e", "alpha"))
    if wrong := [row for row in e.values() if max(map(abs, row)) > LARGEST_SCORE]:
        raise TraitError(f"override.e: {wrong[0]} given, scores between -1000000 and 1000000 wanted")
    if wrong := [row for row in alpha.values() if min(row) < 0]:
        raise TraitError(f"override.alpha: {wrong[0]} given, weights of at least 0 wanted")
    if both := sorted(e.keys() & alpha.keys()):
        raise TraitError(f"override: scores and weights given for step {both[0]}, one of them wanted")
    return {"e": e, "alpha": alpha}


def positions(given: Any, t_x: int) -> dict[str, float]:
    """Return positions on the sentence by step."""
    if not hasattr(given, "items"):
        raise TraitError(f"p: {type(given).__name__} given, positions by step wanted: {{step: position}}")
    kept = {_step("p", step): _numbers(f"p[{step}]", [at])[0] for step, at in given.items()}
    if wrong := [at for at in kept.values() if not 0 <= at <= t_x - 1]:
        raise TraitError(f"p: {wrong[0]:g} given, positions in [0, {t_x - 1}] wanted")
    return kept


def gold(given: Any, sentence: str, t_x: int) -> dict[str, Any]:
    """Return gold links as the page takes them: the sentence, the target if it is known, sure and possible links."""
    if isinstance(given, Pair):
        if " ".join(given.source) != sentence:
            raise TraitError(f"gold: links of {' '.join(given.source)!r} given, links of {sentence!r} wanted")
        given = {"target": list(given.target), "sure": given.sure, "possible": given.possible}
    if not hasattr(given, "items"):
        raise TraitError(f"gold: {type(given).__name__} given, a Pair or {{'sure': links, 'possible': links}} wanted")
    if not given:
        return {}
    if strange := sorted(set(given) - {"sentence", "target", "sure", "possible"}):
        raise TraitError(f"gold: {strange[0]!r} given, sure, possible and target wanted")
    if given.get("sentence", sentence) != sentence:
        raise TraitError(f"gold: links of {given['sentence']!r} given, links of {sentence!r} wanted")
    target = given.get("target") or []
    target = target.split() if isinstance(target, str) else [str(word) for word in target]
    links = {part: _links(given.get(part, ()), t_x, len(target)) for part in ("sure", "possible")}
    return {"sentence": sentence, "target": target, **links}


def by_step(kept: Mapping[str, Any]) -> dict[int, Any]:
    """Return what is kept by step, with the step as a number."""
    return {int(step): value for step, value in kept.items()}


def _links(given: Iterable[Any], t_x: int, t_y: int) -> list[list[int]]:
    kept = []
    for link in given:
        pair = list(link) if isinstance(link, list | tuple) else []
        if len(pair) != 2 or not all(isinstance(n, int) and not isinstance(n, bool) for n in pair):
            raise TraitError(f"gold: the link {link!r} given, (i, j) wanted: target position, source position")
        if not (0 <= pair[1] < t_x and 0 <= pair[0] < (t_y or MOST_STEPS)):
            lengths = f"t_x = {t_x}, t_y = {t_y}" if t_y else f"t_x = {t_x}"
            raise TraitError(f"gold: the link {link!r} given, positions within the sentences wanted ({lengths})")
        kept.append(pair)
    return sorted(kept)


def _step(name: str, step: Any) -> str:
    text = str(step)
    if isinstance(step, bool) or not text.isdecimal() or not text.isascii() or int(text) >= MOST_STEPS:
        raise TraitError(f"{name}: step {step!r} given, a whole number from 0 to {MOST_STEPS - 1} wanted")
    return str(int(text))


def _numbers(name: str, given: Any) -> list[float]:
    try:
        values = np.asarray(given.tolist() if hasattr(given, "tolist") else given, dtype=float)
    except (TypeError, ValueError, OverflowError):
        values = np.array(np.nan)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise TraitError(f"{name}: {given!r} given, finite numbers wanted")
    listed: list[float] = values.tolist()
    return listed
