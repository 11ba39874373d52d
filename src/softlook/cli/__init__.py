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
    """Run the command line as a program does: with this process' arguments, ending properly on SIGTERM."""
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
        options = build_parser().parse_args(arguments)
        code: int = options.command(options)
        sys.stdout.flush()
    except Refused as refusal:
        say(f"softlook: {refusal}")
        return refusal.code
    except SystemExit as stop:  # from argparse, or on SIGTERM
        return stop.code if isinstance(stop.code, int) else MISTAKE
    except KeyboardInterrupt:  # before there was anything to save
        return STOPPED
    except ImportError as error:
        say(f"softlook: {error} (pip install 'softlook[torch,translate]')")
        return FAILED
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return code


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="softlook",
        description="Soft Look: attention, from eyes to transformers.\n\n`softlook COMMAND --help` has examples.",
        epilog=CODES,
        formatter_class=Plain,
    )
    parser.add_argument("--version", action="version", version=f"softlook {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (_train, _experiments):
        command.add_to(commands)
    return parser


def _terminated(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)
