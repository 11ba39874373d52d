"""The command line: ``softlook train`` and ``softlook experiments``; one module a command."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from softlook import __version__
from softlook.cli import _experiments, _train
from softlook.cli._common import CODES, FAILED, MISTAKE, OK, STOPPED, TERMINATED, Plain, Refused, say

if TYPE_CHECKING:
    from collections.abc import Sequence


def entry() -> int:
    """Run the command line as a program does: with this process' arguments, and an ear for the system's wish to stop."""
    signal.signal(signal.SIGTERM, _terminated)
    return main(sys.argv[1:])


def main(arguments: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str
        As typed, without the program's name.

    Returns
    -------
    int
        The exit code: the help says what each means.
    """
    try:
        options = parser().parse_args(arguments)
        code: int = options.command(options)
        sys.stdout.flush()
    except Refused as refusal:
        say(f"softlook: {refusal}")
        return refusal.code
    except SystemExit as left:  # argparse, and the system's wish to stop
        return left.code if isinstance(left.code, int) else MISTAKE
    except KeyboardInterrupt:  # before there was anything to keep
        return STOPPED
    except ImportError as error:
        say(f"softlook: {error} (pip install 'softlook[torch,translate]')")
        return FAILED
    except BrokenPipeError:  # | head: whoever read us has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="softlook",
        description="Soft Look: attention, from eyes to transformers.\n\n`softlook COMMAND --help` has examples.",
        epilog=CODES,
        formatter_class=Plain,
    )
    whole.add_argument("--version", action="version", version=f"softlook {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (_train, _experiments):
        command.add_to(commands)
    return whole


def _terminated(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)
