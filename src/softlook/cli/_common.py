"""What the commands share: exit codes, refusals, the look of their help."""

from __future__ import annotations

import argparse
import sys
from typing import Any

OK, FAILED, MISTAKE, UNREADABLE, UNWRITABLE, NO_SCHEDULER, STOPPED, TERMINATED = 0, 1, 2, 3, 4, 5, 130, 143
CODES = """exit codes:
  0  done                          4  a place that cannot be written to
  1  something failed              5  no scheduler, or no workers
  2  a mistake in the call       130  stopped by Ctrl+C; what was done is kept
  3  data that cannot be read    143  stopped by the system; likewise"""


class Refused(Exception):  # noqa: N818 - what becomes of the user's wish
    """Something that the user can mend: told in a line, without a traceback."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Plain(argparse.RawDescriptionHelpFormatter):
    """Keep the line breaks of descriptions."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=110)


def say(text: str) -> None:
    """Print to standard error: standard output is for what was asked for."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own voice


def show(text: str) -> None:
    """Print to standard output."""
    print(text)  # noqa: T201 - likewise


def at_least_one(text: str) -> int:
    """Read an option's whole number of at least 1."""
    return _number(text, 1)


def at_least_zero(text: str) -> int:
    """Read an option's whole number of at least 0."""
    return _number(text, 0)


def _number(text: str, least: int) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} given, a whole number of at least {least} wanted")
    return int(text)


def because(error: OSError) -> str:
    """Return an operating system's reason, without its number."""
    return (error.strerror or str(error)).lower()


Commands = Any
"""What argparse calls its own ``_SubParsersAction``."""
