"""``python -m softlook`` is the command line."""

from softlook.cli import entry

raise SystemExit(entry())
