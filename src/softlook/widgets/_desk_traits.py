"""What the TranslatorDesk takes from outside, in one form: overrides, positions, gold links."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from traitlets import TraitError

from softlook.translate.corpus.pair import Pair
from softlook.translate.step import Override, check_positions
from softlook.widgets import _traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LARGEST_SCORE = 1e6
MOST_STEPS = 1000


def rows(name: str, given: Any) -> dict[str, list[float]]:
    """Return rows of finite numbers by step, with the step as text (as JSON has it)."""
    if not hasattr(given, "items"):
        raise TraitError(f"{name}: {type(given).__name__} given, rows by step wanted: {{step: numbers}}")
    return {_step(name, step): _numbers(f"{name}[{step}]", row) for step, row in given.items()}


def override(given: Any, t_x: int) -> dict[str, dict[str, list[float]]]:
    """Return ``{"e": rows, "alpha": rows}``; rows given alone are weights.

    The rules are those of :meth:`softlook.translate.step.Override.checked`; scores have a bound too, as on the page.
    """
    parts = {"e": given.e, "alpha": given.alpha} if isinstance(given, Override) else given
    if not hasattr(parts, "items"):
        raise TraitError(
            f"override: {type(given).__name__} given, rows of weights by step or {{'e': rows, 'alpha': rows}} wanted"
        )
    if not set(parts) <= {"e", "alpha"}:
        parts = {"alpha": parts}
    e, alpha = (rows(f"override.{part}", parts.get(part, {})) for part in ("e", "alpha"))
    with _trait_errors():
        Override(by_step(e), by_step(alpha)).checked(t_x)
    if wrong := [row for row in e.values() if max(map(abs, row)) > LARGEST_SCORE]:
        raise TraitError(f"override.e: {wrong[0]} given, scores between -1000000 and 1000000 wanted")
    return {"e": e, "alpha": alpha}


def check_weights(given: Iterable[list[float]], t_x: int) -> None:
    """Refuse rows of weights, one for each step, that could not override a translator's own."""
    with _trait_errors():
        Override(alpha=dict(enumerate(given))).checked(t_x)


def positions(given: Any, t_x: int) -> dict[str, float]:
    """Return positions on the sentence by step."""
    if not hasattr(given, "items"):
        raise TraitError(f"p: {type(given).__name__} given, positions by step wanted: {{step: position}}")
    kept = {_step("p", step): _numbers(f"p[{step}]", [at])[0] for step, at in given.items()}
    with _trait_errors():
        check_positions(by_step(kept), t_x)
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


@contextmanager
def _trait_errors() -> Iterator[None]:
    """Give what the translator refuses as the traits' own error."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise TraitError(str(error)) from error


def _step(name: str, step: Any) -> str:
    text = str(step)
    if isinstance(step, bool) or not text.isdecimal() or not text.isascii() or int(text) >= MOST_STEPS:
        raise TraitError(f"{name}: step {step!r} given, a whole number from 0 to {MOST_STEPS - 1} wanted")
    return str(int(text))


def _numbers(name: str, given: Any) -> list[float]:
    values = _traits.row_of(given)
    if values is None:
        raise TraitError(f"{name}: {given!r} given, finite numbers wanted")
    return values
