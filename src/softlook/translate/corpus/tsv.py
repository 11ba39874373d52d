"""Your own pairs: a file of two columns, source and target, with a tab between."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from softlook import _check
from softlook.translate.corpus.pair import Pair

_TOKEN = re.compile(
    r"(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu)'(?=\w)"  # an elided word is a word
    r"|'s\b"  # so is the English genitive
    r"|%\w+|\{\w*\}"  # a place holder
    r"|\w+?(?='s\b)|\w+(?:['-]\w+)*|[^\w\s]"
)


class Refusal(NamedTuple):
    """A line that was refused."""

    line: int
    reason: str
    text: str
    """The line as it is in the file: nothing is lost."""

    def __str__(self) -> str:
        """Write it as a message."""
        return f"line {self.line}: {self.reason}"


class Reading(NamedTuple):
    """The content of a file: the pairs that were read, and the lines that were refused."""

    pairs: tuple[Pair, ...]
    refused: tuple[Refusal, ...]
    lines: int
    """Lines in the file, the blank ones among them."""

    def report(self) -> str:
        r"""Return the count of pairs and one line for each refusal.

        Examples
        --------
        >>> print(read_text("go\tva\nstop").report())
        1 pair read from 2 lines, 1 refused
        line 2: 1 column given, two wanted (source, tab, target)
        """
        pairs, lines = _count(len(self.pairs), "pair"), _count(self.lines, "line")
        return "\n".join([f"{pairs} read from {lines}, {len(self.refused)} refused", *map(str, self.refused)])


def read_tsv(path: str | Path, *, longest: int = 40) -> Reading:
    """Read sentence pairs from a UTF-8 file.

    A line with a fault is refused with its number and a reason, and the rest is read. Only a file that is not UTF-8 is
    refused whole: with a guessed encoding, its accents would be wrong in every line.

    Parameters
    ----------
    path : str or Path
        A file with a source and a target on each line and a tab between (more columns are a fault, blank lines are
        not).
    longest : int
        Tokens a side, at most.

    Returns
    -------
    Reading
        The pairs, without gold links, and the refused lines: not two columns, an empty side, too long, or a pair that
        comes again. A source with two different translations is kept twice.

    Raises
    ------
    ValueError
        If the file is not UTF-8: the message names the line, and the encoding that the file may have.
    OSError
        If the file cannot be read.
    """
    path = Path(path)
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{path.name}: UTF-16 given, UTF-8 wanted (save the file as UTF-8)")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        line = raw.count(b"\n", 0, at) + 1
        guess = raw[at : at + 1].decode("latin-1")
        raise ValueError(
            f"{path.name}: Latin-1 (or Windows-1252) given, "
            f"as byte 0x{raw[at]:02x} on line {line} shows (in Latin-1 {guess!r}), "
            "UTF-8 wanted (save the file as UTF-8)"
        ) from error
    return read_text(text, longest=longest)


def read_text(text: str, *, longest: int = 40) -> Reading:
    r"""Read sentence pairs from text, as :func:`read_tsv` does from a file.

    Examples
    --------
    >>> print(read_text("Open the file\tOuvrir l'élément").pairs[0])
    open the file -> ouvrir l' élément
    """
    _check.count("longest", longest)
    pairs: list[Pair] = []
    refused: list[Refusal] = []
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    lines = text.removesuffix("\n").split("\n") if text else []
    for number, whole in enumerate(lines, start=1):
        line = whole.removesuffix("\r")
        if not line.strip():
            if "\t" in line:
                refused.append(Refusal(number, "both sides empty, words wanted", line))
            continue
        parsed = _pair(line, longest)
        if isinstance(parsed, str):
            refused.append(Refusal(number, parsed, line))
            continue
        first = seen.setdefault((parsed.source, parsed.target), number)
        if first != number:
            refused.append(Refusal(number, f"the pair of line {first} given again, distinct pairs wanted", line))
        else:
            pairs.append(parsed)
    return Reading(tuple(pairs), tuple(refused), len(lines))


def tokenize(text: str) -> tuple[str, ...]:
    """Split text into lower-case words, signs and place holders; an elided word and the genitive are tokens.

    Examples
    --------
    >>> tokenize("J’espère qu'il n'est pas aujourd'hui à l'hôtel.")
    ("j'", 'espère', "qu'", 'il', "n'", 'est', 'pas', "aujourd'hui", 'à', "l'", 'hôtel', '.')
    """
    return tuple(_TOKEN.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")))


def _pair(line: str, longest: int) -> Pair | str:
    """Return the pair of a line, or the reason why it is refused."""
    columns = line.split("\t")
    if len(columns) != 2:
        return f"{_count(len(columns), 'column')} given, two wanted (source, tab, target)"
    source, target = map(tokenize, columns)
    for name, side in (("source", source), ("target", target)):
        if not side:
            return f"an empty {name} given, words wanted"
        if len(side) > longest:
            return f"a {name} of {len(side)} tokens given, at most {longest} wanted"
    return Pair(source, target)


def _count(n: int, noun: str) -> str:
    """Return *1 line*, *2 lines*."""
    return f"{n} {noun}{'s' * (n != 1)}"
