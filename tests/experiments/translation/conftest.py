"""The toy experiment of tests/toy.py, as a fixture."""

from __future__ import annotations

from toy import toy

__all__ = ["toy"]
