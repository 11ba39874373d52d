"""Show a function of the package where a chapter speaks of it: its code as it runs, without the docstring."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Listing:
    """Code that a notebook and a page show highlighted."""

    code: str

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.code}\n```"


def source(function: Callable[..., object]) -> Listing:
    """Return the source of a function without its docstring.

    Parameters
    ----------
    function : callable
        A Python function, such as ``softlook.softmax``.

    Raises
    ------
    TypeError
        If it has no Python source.

    Examples
    --------
    >>> from softlook._show import two
    >>> print(source(two).code.splitlines()[0])
    def two(x: float) -> str:
    """
    try:
        code = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise TypeError(f"function: {function!r} given, a function written in Python wanted") from None
    definition = ast.parse(code).body[0]
    lines = code.rstrip().splitlines()
    body = getattr(definition, "body", [])
    if ast.get_docstring(definition) is not None:  # type: ignore[arg-type]  # a function or class has one
        del lines[body[0].lineno - 1 : body[0].end_lineno]
    return Listing("\n".join(lines))
