"""Read a chapter as its author wrote it: cells, prose, quizzes, exercises, labels.

For tests, and for whoever builds on chapters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from softlook.book.quiz import parse

if TYPE_CHECKING:
    from softlook.book.quiz import Question

FENCE = re.compile(r"(?P<fence>`{3,}|:{3,})(?:\{(?P<name>[\w:-]+)\}(?P<argument>.*))?$")
GATED = {"exercise-start": "exercise", "solution-start": "solution"}
TITLED = {"admonition", "exercise", "exercise-start", "margin"}
VERBATIM = {"math", "bibliography", "eval-rst", "toctree"}


@dataclass(frozen=True)
class Cell:
    """A code cell."""

    code: str
    line: int
    tags: tuple[str, ...] = ()
    inside: str = ""
    """``exercise`` or ``solution`` where it stands in one."""
    label: str = ""
    """The label of the exercise that it belongs to."""


@dataclass(frozen=True)
class Block:
    """A directive: its name, argument, options and body."""

    name: str
    argument: str
    options: dict[str, str]
    body: str
    line: int


@dataclass(frozen=True)
class Chapter:
    """A page of the book by its parts."""

    text: str
    cells: list[Cell] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    """All directives but cells, nested ones after those that hold them."""
    prose: list[tuple[int, str]] = field(default_factory=list)
    """What a reader reads, line by line: no code, no displayed formulas, no options."""

    @property
    def quizzes(self) -> dict[str, Question]:
        """The quizzes, by name."""
        return {block.options.get("name", ""): parse(block.body) for block in self.named("quiz")}

    @property
    def exercises(self) -> list[str]:
        """The labels of the exercises, in order."""
        blocks = [block for block in self.blocks if block.name in {"exercise", "exercise-start"}]
        return [block.options.get("label", "") for block in blocks]

    @property
    def headings(self) -> list[tuple[int, str, str]]:
        """Level, text and explicit label of each heading, in order."""
        listed = []
        before = ""
        for _, line in self.prose:
            if heading := re.match(r"(#+) (.+)", line):
                label = re.match(r"\(([\w-]+)\)=$", before)
                listed.append((len(heading[1]), heading[2], label[1] if label else ""))
            before = line.strip() or before
        return listed

    def named(self, name: str) -> list[Block]:
        """Return the directives of that name."""
        return [block for block in self.blocks if block.name == name]

    def paragraphs(self) -> list[tuple[int, str]]:
        """Return the prose by paragraphs, each with its first line's number."""
        paragraphs: list[tuple[int, str]] = []
        last = -1
        for number, line in self.prose:
            if not line.strip() or line.startswith("#"):
                last = -1
            elif paragraphs and last == number - 1:
                first, text = paragraphs[-1]
                paragraphs[-1] = (first, f"{text}\n{line}")
                last = number
            else:
                paragraphs.append((number, line))
                last = number
        return paragraphs


def parse_chapter(text: str) -> Chapter:
    r"""Read a page in MyST Markdown.

    Parameters
    ----------
    text : str
        The whole file.

    Raises
    ------
    ValueError
        If a fence is not closed.

    Examples
    --------
    >>> page = parse_chapter("# One\n\n```{code-cell} python\n:tags: [hide-input]\n\nx = 1\n```\n\nTwo.\n")
    >>> page.cells[0].code, page.cells[0].tags, page.prose[-1]
    ('x = 1', ('hide-input',), (9, 'Two.'))
    """
    chapter = Chapter(text)
    lines = text.splitlines()
    start = 0
    if lines and lines[0] == "---":
        start = lines.index("---", 1) + 1
    _walk(chapter, lines[start:], ("", ""), start)
    return chapter


def _walk(chapter: Chapter, lines: list[str], gate: tuple[str, str], offset: int) -> None:
    """Go over lines, of which the first is the one after `offset`; what a directive holds is gone over in its turn."""
    at, formula = 0, False
    while at < len(lines):
        line = lines[at]
        opened = FENCE.match(line)
        if line.startswith("$$"):
            formula = not formula
        elif opened and not formula:
            end = next((n for n in range(at + 1, len(lines)) if lines[n].rstrip() == opened["fence"]), None)
            if end is None:
                raise ValueError(f"line {offset + at + 1}: {line!r} is not closed")
            gate = _take(chapter, opened, lines[at + 1 : end], gate, offset + at + 1)
            at = end
        elif line.strip() and not formula:
            chapter.prose.append((offset + at + 1, line))
        at += 1


def _take(
    chapter: Chapter, opened: re.Match[str], inside: list[str], gate: tuple[str, str], line: int
) -> tuple[str, str]:
    """Take in what stands between two fences, the first of them at `line`; return the gate that is open after it."""
    options, body, first = _split(inside)
    name, argument = opened["name"] or "", (opened["argument"] or "").strip()
    if name == "code-cell":
        tags = tuple(tag.strip() for tag in options.get("tags", "").strip("[]").split(",") if tag.strip())
        chapter.cells.append(Cell("\n".join(body), line, tags, *gate))
    elif name in {"exercise-end", "solution-end"}:
        return "", ""
    elif name:
        chapter.blocks.append(Block(name, argument, options, "\n".join(body), line))
        if name in GATED:
            gate = (GATED[name], options.get("label", "") if name == "exercise-start" else argument)
        if name in TITLED and argument:
            chapter.prose.append((line, argument))
        if name not in VERBATIM:
            _walk(chapter, body, gate, line + first)
    return gate


def _split(lines: list[str]) -> tuple[dict[str, str], list[str], int]:
    """Part a directive's options from its body; say at which line the body begins."""
    options: dict[str, str] = {}
    at = 0
    while at < len(lines) and (option := re.match(r":([\w-]+):\s*(.*)$", lines[at])):
        options[option[1]] = option[2].strip()
        at += 1
    while options and at < len(lines) and not lines[at].strip():
        at += 1
    body = lines[at:]
    while body and not body[-1].strip():
        body = body[:-1]
    return options, body, at
