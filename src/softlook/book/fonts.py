"""The page's own type: one text and one code face, cut to the glyphs in use, and fallbacks of the same measure.

The faces are Source Sans 3 and Source Code Pro (SIL Open Font License), as their makers publish them on npm: with
their licences, with arrows and mathematics, and with figures of equal width. What is served is a part of them, so it
goes by another name, as their licence asks. The same files measure the charts (:mod:`softlook.book.charts`).
"""

from __future__ import annotations

import functools
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from softlook import _files

if TYPE_CHECKING:
    from collections.abc import Iterator

NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
SANS, CODE = "Soft Look Sans", "Soft Look Code"
KEPT = (0, 5, 7, 8, 9, 11, 13, 14)  # of a font's name table: copyright, version, trademark, makers, licence
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk"]
ASCII = frozenset(map(chr, range(0x20, 0x7F)))
SPACES = "\u00a0\u2009\u202f"  # which do not break
CODE_TAGS = frozenset({"code", "kbd", "pre", "samp", "tt"})
ITALIC_TAGS = frozenset({"cite", "dfn", "em", "i", "var"})
# How often a character comes in a thousand of English prose: what a face's mean width is weighed by.
FREQUENCIES = {
    " ": 180, "e": 99, "t": 81, "a": 62, "o": 61, "s": 55, "n": 49, "h": 45, "r": 45, "i": 44, "d": 29, "l": 27,
    "c": 23, "w": 19, "u": 18, "m": 18, "f": 16, ",": 13, "p": 13, ".": 13, "g": 12, "y": 11, "b": 8, "k": 8, "v": 5,
}  # fmt: skip


class Face(NamedTuple):
    """One font file: its name in the site, what CSS may ask of it, and where its makers' package has it."""

    name: str
    family: str
    weights: str
    style: str
    file: str

    @property
    def path(self) -> Path:
        """The file in ``node_modules``."""
        return NODE_MODULES / self.file


FACES = {
    name: Face(name, family, weights, style, file)
    for name, family, weights, style, file in (
        ("sans-400", SANS, "100 500", "normal", "source-sans/TTF/SourceSans3-Regular.ttf"),
        ("sans-600", SANS, "600 900", "normal", "source-sans/TTF/SourceSans3-Semibold.ttf"),
        ("sans-400-italic", SANS, "100 500", "italic", "source-sans/TTF/SourceSans3-It.ttf"),
        ("code-400", CODE, "100 500", "normal", "source-code-pro/TTF/SourceCodePro-Regular.ttf"),
        ("code-600", CODE, "600 900", "normal", "source-code-pro/TTF/SourceCodePro-Semibold.ttf"),
    )
}
LICENCE_FILES = ("source-sans/LICENSE.md", "source-code-pro/LICENSE.md")


class Fallback(NamedTuple):
    """A face that a reader's machine may have, which stands in for one of ours at our measure."""

    family: str
    stands_for: str
    local: tuple[str, ...]
    width: float  # its `mean_width`


FALLBACKS = (
    Fallback(f"{SANS} as Arial", "sans-400", ("Arial", "Liberation Sans", "Arimo"), 0.4349),
    Fallback(f"{SANS} as Arial", "sans-600", ("Arial Bold", "Liberation Sans Bold", "Arimo Bold"), 0.4689),
    Fallback(f"{SANS} as Roboto", "sans-400", ("Roboto", "Roboto Regular"), 0.4351),
    Fallback(f"{SANS} as Roboto", "sans-600", ("Roboto Bold",), 0.4414),
    Fallback(f"{SANS} as DejaVu", "sans-400", ("DejaVu Sans",), 0.4991),
    Fallback(f"{SANS} as DejaVu", "sans-600", ("DejaVu Sans Bold",), 0.5641),
    Fallback(f"{CODE} as Courier", "code-400", ("Liberation Mono", "Cousine", "Courier New"), 0.6001),
    Fallback(f"{CODE} as DejaVu", "code-400", ("DejaVu Sans Mono", "Menlo Regular"), 0.6021),
)


def installed() -> bool:
    """Return whether the fonts' packages are installed, as they are where the book is built."""
    return all(face.path.is_file() for face in FACES.values())


def fingerprint() -> str:
    """Return a hash of the fonts that measure the charts; of nothing where they are not there."""
    digest = hashlib.sha256()
    for face in FACES.values():
        digest.update(face.path.read_bytes() if face.path.is_file() else b"")
    return digest.hexdigest()[:16]


def _read(name: str) -> Any:
    """Read a face from its makers' package."""
    from fontTools.ttLib import TTFont

    path = FACES[name].path
    if not path.is_file():
        raise FileNotFoundError(f"{path}: the book's fonts are not there; `make book` installs them")
    return TTFont(io.BytesIO(path.read_bytes()))


_loaded = functools.cache(_read)  # to look things up in, not to be changed


def mean_width(font: Any) -> float:
    """Return the mean advance of English prose in a font of fontTools, in ems."""
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    total = sum(share * advances[glyphs[ord(character)]][0] for character, share in FREQUENCIES.items())
    return float(total / sum(FREQUENCIES.values()) / font["head"].unitsPerEm)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text stands in the text face, without kerning; a character that it lacks counts one em.

    Parameters
    ----------
    text : str
        One line.
    size : float
        The font size; the width has the same unit.
    bold : bool
        Whether in the heavier weight.

    Raises
    ------
    FileNotFoundError
        If the fonts' packages are not installed.
    """
    font = _loaded("sans-600" if bold else "sans-400")
    glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    widths = (advances[glyphs[ord(letter)]][0] if ord(letter) in glyphs else em for letter in text)
    return float(sum(widths) * size / em)


def register() -> bool:
    """Let vl-convert measure charts with the page's text face; return whether the fonts' packages are installed.

    It reads TTF files when it draws, so they lie beside the packages, under the name that the page uses.
    """
    import vl_convert

    if not installed():
        return False
    folder = NODE_MODULES / ".cache" / "softlook-fonts" / fingerprint()
    for name in ("sans-400", "sans-600"):
        if not (target := folder / f"{name}.ttf").is_file():
            folder.mkdir(parents=True, exist_ok=True)
            stream = io.BytesIO()
            _renamed(name).save(stream)
            _files.write(target, stream.getvalue())
    vl_convert.register_font_directory(str(folder))
    return True


def _identity(face: Face) -> str:
    """Return what tells a version of a face from others: the hash of its makers' file."""
    return f"{face.name} {hashlib.sha256(face.path.read_bytes()).hexdigest()[:16]}"


def _renamed(name: str) -> Any:
    """Load a face under the name that it is served by: its own is reserved for its makers' files."""
    face, font = FACES[name], _read(name)
    style = {"100 500": "Regular", "600 900": "Bold"}[face.weights] if face.style == "normal" else "Italic"
    full = f"{face.family} {style}"
    given = {1: face.family, 2: style, 3: _identity(face), 4: full, 6: full.replace(" ", "")}
    names = font["name"]
    names.names = [entry for entry in names.names if entry.nameID in KEPT]
    for name_id, text in given.items():
        names.setName(text, name_id, 3, 1, 0x409)
    return font


def style_sheet() -> str:
    """Return the page's ``@font-face`` rules: the faces as they are served, and the fallbacks at their measure.

    A fallback is scaled to the mean width of the face that it stands for, and its lines are as high, so that nothing
    moves when the face arrives. The overrides are given before the scaling, which applies to them too.
    """
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {face.weights}; '
        f'font-display: swap; src: url("fonts/{face.name}.woff2") format("woff2"); }}'
        for face in FACES.values()
    ]
    for fallback in FALLBACKS:
        face, font = FACES[fallback.stands_for], _loaded(fallback.stands_for)
        scale = mean_width(font) / fallback.width
        ascent, descent, gap = (
            size / font["head"].unitsPerEm / scale
            for size in (font["hhea"].ascent, -font["hhea"].descent, font["hhea"].lineGap)
        )
        sources = ", ".join(f'local("{name}")' for name in fallback.local)
        rules.append(
            f'@font-face {{ font-family: "{fallback.family}"; font-weight: {face.weights}; src: {sources}; '
            f"size-adjust: {scale:.2%}; ascent-override: {ascent:.2%}; "
            f"descent-override: {descent:.2%}; line-gap-override: {gap:.2%}; }}"
        )
    return "\n".join(rules) + "\n"


def preloads(body: str) -> list[str]:
    """Return the names of the faces that a page shows at once: of the code face where code stands outside of folds."""
    open_body = re.sub(r"<details.*?</details>", "", body, flags=re.DOTALL)
    return ["sans-400", "sans-600", *(["code-400"] if re.search(r"<(?:code|pre|kbd)\b", open_body) else [])]


class _Characters(HTMLParser):
    """Collects the characters of a page, and those of its code and of its italics; formulas bring their own faces."""

    def __init__(self) -> None:
        super().__init__()
        self.every: set[str] = set()
        self.code: set[str] = set()
        self.italic: set[str] = set()
        self._open: list[str] = []
        self._spans: list[bool] = []  # of each open span, whether it is a formula

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens, and what its attributes say: a placeholder is shown too."""
        if tag in CODE_TAGS | ITALIC_TAGS:
            self._open.append(tag)
        if tag == "span":
            self._spans.append(any(name == "class" and "katex" in (value or "").split() for name, value in attrs))
        for name, value in attrs:
            if name in {"placeholder", "title", "value"} or name.startswith("data-"):
                self.every.update(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        if tag in self._open:
            self._open.remove(tag)
        if tag == "span" and self._spans:
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        """Collect a text."""
        if any(self._spans):
            return
        self.every.update(data)
        if CODE_TAGS.intersection(self._open):
            self.code.update(data)
        if ITALIC_TAGS.intersection(self._open):
            self.italic.update(data)


def characters_in_use(site: Path) -> dict[str, set[str]]:
    """Return the characters that each face must have, from all that a built site may show.

    These are the pages, and the widgets' scripts, styles and data: a model's header holds its vocabulary.
    """
    every, code, italic = set(ASCII), set(ASCII), set(ASCII)
    for file in sorted(site.rglob("*.html")):
        page = _Characters()
        page.feed(file.read_text("utf-8"))
        every |= page.every
        code |= page.code
        italic |= page.italic
    for text in _texts(site / "_static" / "softlook"):
        every.update(text)
        every.update(chr(int(number, 16)) for number in re.findall(r"\\u?([0-9a-fA-F]{4})\b", text))
    shown = {"sans-400": every, "sans-600": every, "sans-400-italic": italic, "code-400": code, "code-600": code}
    return {name: {one for one in used if one.isprintable() or one in SPACES} for name, used in shown.items()}


def _texts(home: Path) -> Iterator[str]:
    """Yield what our own files under ``_static`` may show."""
    for file in sorted(home.rglob("*")):
        if file.suffix in {".css", ".js", ".json"} and not file.name.startswith(("katex", "vega")):
            yield file.read_text("utf-8")
        elif file.suffix == ".safetensors":
            with file.open("rb") as stream:
                yield stream.read(int.from_bytes(stream.read(8), "little")).decode("utf-8")


def is_current(file: Path, name: str, characters: set[str]) -> bool:
    """Return whether a file that was cut earlier has just these glyphs of this version of a face."""
    from fontTools.ttLib import TTFont

    if not file.is_file():
        return False
    with TTFont(file, lazy=True) as old:
        codes = {ord(character) for character in characters} & set(_loaded(name).getBestCmap())
        return set(old.getBestCmap()) == codes and old["name"].getDebugName(3) == _identity(FACES[name])


def subset_woff2(name: str, characters: set[str]) -> bytes:
    """Return a face with the glyphs of some characters, as WOFF2, under the name that it is served by.

    Raises
    ------
    FileNotFoundError
        If the fonts' packages are not installed.
    """
    from fontTools import subset

    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    options.bidi_closure = False  # only the characters that are asked for
    font = _renamed(name)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in sorted(characters)])
    cutter.subset(font)
    font.flavor = "woff2"
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def licences() -> str:
    """Return the licences of the faces, with their makers' names."""
    return "\n\n".join((NODE_MODULES / file).read_text("utf-8") for file in LICENCE_FILES)
