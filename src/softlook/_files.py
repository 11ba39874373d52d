"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    r"""Write a file whole: to a temporary one beside it, which then takes its name.

    Parameters
    ----------
    path : Path
        Where it goes; what stood there before is replaced.
    content : str or bytes
        Text is written as UTF-8.

    Raises
    ------
    OSError
        If it cannot be written. What stood there before is left as it was, and no temporary file remains.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write(Path(folder) / "a.txt", "é")
    ...     (Path(folder) / "a.txt").read_bytes(), len(list(Path(folder).iterdir()))
    (b'\xc3\xa9', 1)
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
