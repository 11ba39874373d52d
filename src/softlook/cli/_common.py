"""What the commands share: exit codes, refusals, how their help is set, and checks of options."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from softlook._files import write

if TYPE_CHECKING:
    from pathlib import Path

OK, FAILED, MISTAKE, UNREADABLE, UNWRITABLE, NO_SCHEDULER, STOPPED, TERMINATED = 0, 1, 2, 3, 4, 5, 130, 143
CODES = """exit codes:
  0  done                          4  a place that cannot be written to
  1  something failed              5  no scheduler, or no workers
  2  a mistake in the call       130  stopped by Ctrl+C; finished work is kept
  3  data that cannot be read    143  stopped by the system; finished work is kept"""


class Refused(Exception):  # noqa: N818 - it is the command that is refused
    """Something that the user can correct: reported in one line, without a traceback."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Plain(argparse.RawDescriptionHelpFormatter):
    """Keep the line breaks of descriptions."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=110)


def say(text: str) -> None:
    """Print to standard error: standard output is for results."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - what the command line reports


def show(text: str) -> None:
    """Print to standard output."""
    print(text)  # noqa: T201 - what the command line returns


def at_least_one(text: str) -> int:
    """Read an option's whole number of at least 1."""
    return _number(text, 1)


def at_least_zero(text: str) -> int:
    """Read an option's whole number of at least 0."""
    return _number(text, 0)


def writable_folder(folder: Path, option: str) -> None:
    """Make a folder, and refuse one that cannot be written to: before the work begins, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _probe(folder)
    except OSError as error:
        message = f"{option}: {folder} given, a folder that can be written to wanted ({because(error)})"
        raise Refused(UNWRITABLE, message) from error


def writable_file(path: Path, option: str) -> None:
    """Refuse a file that cannot be written: before the work begins, not after it."""
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        _probe(path.parent)
    except OSError as error:
        message = f"{option}: {path} given, a file that can be written wanted ({because(error)})"
        raise Refused(UNWRITABLE, message) from error


def because(error: OSError) -> str:
    """Return an operating system's reason, without its number."""
    return (error.strerror or str(error)).lower()


def _number(text: str, least: int) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} given, a whole number of at least {least} wanted")
    return int(text)


def _probe(folder: Path) -> None:
    probe = folder / f".softlook-{os.getpid()}"
    write(probe, b"")
    probe.unlink()


Commands = Any
"""What argparse calls its own ``_SubParsersAction``."""
