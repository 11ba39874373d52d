"""What an exercise is: the right answer, inputs to try one on, and the wrong answers that it must not let through."""

from __future__ import annotations

import html
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from softlook.exercises.compare import differs

if TYPE_CHECKING:
    from collections.abc import Callable

Judge: TypeAlias = "Callable[[Any, np.random.Generator], str]"
NOT_BEGUN = "write your answer where the dots are, and run the cell again."
CASES = 20


@dataclass(frozen=True)
class Wrong:
    """An answer that must fail, and the feedback for whoever gives it."""

    kind: Literal["scale", "axis", "mask", "misconception"]
    """Which sort of mistake it is."""
    feedback: str
    """A sentence that leads on, and does not give the answer away."""
    answer: Any
    """The wrong answer itself: a function where the exercise asks for one."""


@dataclass(frozen=True)
class Verdict:
    """The result of a check: true if the answer passed, with feedback."""

    number: str
    passed: bool
    feedback: str
    begun: bool = True

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return f"Exercise {self.number}. {self._state}: {self.feedback}"

    @property
    def _state(self) -> str:
        return "Passed" if self.passed else "Not yet" if self.begun else "Not begun"

    def _repr_html_(self) -> str:
        return (
            f'<p class="softlook-verdict" data-exercise="{self.number}" data-state="{self._state.lower()}" '
            f'role="status"><strong>Exercise {self.number}. {self._state}:</strong> {html.escape(self.feedback)}</p>'
        )


@dataclass(frozen=True)
class Exercise:
    """One exercise; made by :func:`function_exercise`, :func:`value_exercise` or :func:`property_exercise`."""

    number: str
    """Chapter and place in it, such as ``2.1``."""
    prompt: str
    """What the reader writes, as it is named in the starter cell."""
    solution: Any
    """An answer that passes."""
    wrong: tuple[Wrong, ...]
    """At least three answers that do not."""
    judge: Judge
    """Says what is wrong with an answer, in words; nothing if it is right."""
    passes: str
    """The feedback for a right answer."""

    def check(self, answer: Any, rng: np.random.Generator) -> Verdict:
        """Judge an answer on inputs drawn from that generator."""
        if answer is None or answer is ...:
            return Verdict(self.number, passed=False, feedback=NOT_BEGUN, begun=False)
        with np.errstate(all="ignore"):
            fault = self.judge(answer, rng)
        if fault == NOT_BEGUN:
            return Verdict(self.number, passed=False, feedback=fault, begun=False)
        return Verdict(self.number, passed=not fault, feedback=fault or self.passes)


def function_exercise(
    number: str,
    prompt: str,
    reference: Callable[..., Any],
    draw: Callable[[np.random.Generator], tuple[Any, ...]],
    wrong: tuple[Wrong, ...],
    *,
    cases: int = CASES,
    rtol: float = 1e-6,
) -> Exercise:
    """Ask for a function that gives what the reference gives.

    Parameters
    ----------
    number, prompt, wrong
        As in :class:`Exercise`. Whoever gives one of the wrong answers gets its feedback.
    reference : callable
        The right answer, of the package where it has one.
    draw : callable rng -> arguments
        The arguments of one case, by position: arrays, tensors, numbers or lists of them. Rare inputs (an empty row, a
        single word) come up in some of the cases.
    cases : int
        How many are drawn.
    rtol : float
        How closely the results have to agree.
    """

    def judge(answer: Any, rng: np.random.Generator) -> str:
        if not callable(answer):
            return f"a function {prompt} is wanted, and this is of type {type(answer).__name__}."
        tried = []
        for _ in range(cases):
            arguments = draw(rng)
            given, fault = _call(answer, arguments)
            if fault:
                return fault
            tried.append((arguments, given, reference(*deepcopy(arguments))))
        faults = [differs(given, wanted, rtol) for _, given, wanted in tried]
        if not any(faults):
            return ""
        for known in wrong:
            if all(not differs(given, _call(known.answer, arguments)[0], rtol) for arguments, given, _ in tried):
                return known.feedback
        return next(f"{fault} ({_case(case[0])})" for fault, case in zip(faults, tried, strict=True) if fault)

    return Exercise(number, prompt, reference, wrong, judge, f"it agrees with the reference in {cases} random cases.")


def value_exercise(number: str, prompt: str, answer: Any, wrong: tuple[Wrong, ...], *, rtol: float = 1e-2) -> Exercise:
    """Ask for a number or an array of them, worked out by hand.

    Parameters
    ----------
    number, prompt, wrong
        As in :class:`Exercise`.
    answer : float or array
        The right one, computed by the package.
    rtol : float
        How closely it has to be met, relative to the right one's size: two digits if left out.
    """

    def judge(given: Any, _rng: np.random.Generator) -> str:
        fault = differs(given, answer, rtol, reveal=False)
        if not fault:
            return ""
        return next((known.feedback for known in wrong if not differs(given, known.answer, rtol)), fault)

    return Exercise(number, prompt, answer, wrong, judge, "that is the number.")


def property_exercise(
    number: str, prompt: str, example: Any, judge: Judge, wrong: tuple[Wrong, ...], *, passes: str
) -> Exercise:
    """Ask for a thing with a property, of which there are many.

    Parameters
    ----------
    number, prompt, wrong
        As in :class:`Exercise`.
    example : object
        One that has it.
    judge : callable (answer, rng) -> str
        Says what the answer lacks; nothing if it lacks nothing. An answer may be of any kind at all.
    passes : str
        The feedback for a right answer.
    """

    def safely(answer: Any, rng: np.random.Generator) -> str:
        try:
            return judge(answer, rng)
        except Exception as error:  # noqa: BLE001  # an answer may be broken in any way, and the feedback names it
            return f"it cannot be judged: {type(error).__name__}: {error}"

    return Exercise(number, prompt, example, wrong, safely, passes)


def _call(answer: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, str]:
    """Call with copies; return the result, and what went wrong, in words."""
    mine = deepcopy(arguments)
    try:
        given = answer(*mine)
    except Exception as error:  # noqa: BLE001  # an answer may fail in any way, and the feedback names it
        return None, f"it raises {type(error).__name__}: {error} ({_case(arguments)})"
    if given is None or given is ...:
        return None, NOT_BEGUN
    if any(differs(after, before, 0) for after, before in zip(mine, arguments, strict=True)):
        return given, "it changes the arrays that it is given; work on new ones."
    return given, ""


def _case(arguments: tuple[Any, ...]) -> str:
    """Say what a case was, by its shapes."""
    described = [f"shape {tuple(a.shape)}" if hasattr(a, "shape") else repr(a) for a in arguments]
    return f"asked with {', '.join(described)}"
