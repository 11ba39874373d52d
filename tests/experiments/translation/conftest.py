from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # import-mode=importlib finds no neighbours by itself

from toy import toy

__all__ = ["toy"]
