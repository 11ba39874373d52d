from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from softlook.book import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the package whose files a test may change."""
    home = tmp_path / "softlook"
    shutil.copytree(assets.PACKAGE, home, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(assets, "PACKAGE", home)
    return home


@pytest.mark.parametrize(
    "name",
    ["normalizers.py", "widgets/score_tuner.py", "widgets/js/math/softmax.js", "widgets/static/score_tuner.css"],
)
def test_the_fingerprint_follows_the_content(copy, name):
    before = assets.fingerprint()
    file = copy / name
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    assert assets.fingerprint() != before


def test_the_fingerprint_follows_names(copy):
    marks = {assets.fingerprint()}
    (copy / "masks.py").rename(copy / "masques.py")
    marks.add(assets.fingerprint())
    (copy / "data.json").write_text("{}")
    marks.add(assets.fingerprint())
    assert len(marks) == 3


def test_the_fingerprint_stays_with_what_stays(copy):
    before = assets.fingerprint()
    (copy / "normalizers.py").touch()
    (copy / "notes.txt").write_text("nothing that runs")
    (copy / "__pycache__").mkdir(exist_ok=True)
    (copy / "__pycache__" / "masks.cpython-311.pyc").write_bytes(b"1")
    assert assets.fingerprint() == before


def test_styles_of_a_page():
    modules = "score_tuner.js?v=1", "gates.js?v=2", "score_tuner.js?v=1"
    raw = "".join(f'<div data-module="./{module}"></div>' for module in modules)
    assert list(assets.styles_of(raw)) == ["gates.css", "score_tuner.css"]
    assert list(assets.styles_of("<p>no widget</p>")) == []


def test_write_writes_only_what_differs(tmp_path):
    file = tmp_path / "a.txt"
    assets.write_changed(file, "one")
    stamp = file.stat().st_mtime_ns
    assets.write_changed(file, "one")
    assert file.stat().st_mtime_ns == stamp
    assets.write_changed(file, "two")
    assert file.read_text() == "two"
    assert list(tmp_path.iterdir()) == [file]


def test_ship_without_node_packages_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"KaTeX's style and fonts are not there; `make book` installs them"):
        assets.ship(tmp_path / "static", tmp_path)


STYLE = (
    '.fa-house:before,.fa-home:before{content:"\\f015"}.fa-sun:before{content:"\\f185"}.fa-moon:before{content:"\\f186"}'
    '.fa-ghost:before{content:"\\f6e2"}.fa-house-user:before{content:"\\e1b0"}'
)


@pytest.fixture
def theme_font():
    import pydata_sphinx_theme

    return next(iter(sorted((assets.Path(pydata_sphinx_theme.__file__).parent).rglob("fa-solid-900.woff2"))))


def test_the_icons_in_use_are_kept(tmp_path, theme_font):
    static = tmp_path / "_static"
    fonts = static / "vendor" / "webfonts"
    for folder in (static / "styles", static / "scripts", fonts):
        folder.mkdir(parents=True)
    (static / "styles" / "pydata-sphinx-theme.css").write_text(STYLE, "utf-8")
    (static / "styles" / "own.css").write_text('.x::before{content: "\\f0f3"}', "utf-8")
    (static / "scripts" / "theme.js").write_text('icon("fa-sun")', "utf-8")
    (static / "scripts" / "fontawesome.js").write_text("1.5 MB", "utf-8")
    (static / "scripts" / "theme.js.map").write_text("{}", "utf-8")
    (static / "vendor" / "webfonts" / "fa-solid-900.ttf").write_bytes(b"old")
    (tmp_path / "index.html").write_text('<i class="fa-solid fa-home"></i>', "utf-8")
    shutil.copy(theme_font, fonts / "fa-solid-900.woff2")
    before, after = assets.optimise_output(tmp_path)
    assert before == theme_font.stat().st_size
    assert after == (fonts / "fa-solid-900.woff2").stat().st_size < 3000
    with TTFont(fonts / "fa-solid-900.woff2") as font:
        assert set(font.getBestCmap()) == {0xF015, 0xF185, 0xF0F3}
    assert sorted(file.name for file in static.rglob("*") if file.is_file()) == [
        "fa-solid-900.woff2",
        "own.css",
        "pydata-sphinx-theme.css",
        "theme.js",
    ]


def test_optimising_twice_is_optimising_once(tmp_path, theme_font):
    static = tmp_path / "_static"
    (static / "styles").mkdir(parents=True)
    (static / "webfonts").mkdir()
    (static / "styles" / "pydata-sphinx-theme.css").write_text(STYLE, "utf-8")
    (tmp_path / "index.html").write_text('<i class="fa-solid fa-moon"></i>', "utf-8")
    shutil.copy(theme_font, static / "webfonts" / "fa-solid-900.woff2")
    _, once = assets.optimise_output(tmp_path)
    _, twice = assets.optimise_output(tmp_path)
    assert once == pytest.approx(twice, abs=16)
    with TTFont(static / "webfonts" / "fa-solid-900.woff2") as font:
        assert set(font.getBestCmap()) == {0xF186}


def test_the_widgets_are_small():
    """Any four widgets (two beside the desk) fit on a page of 60 kB; models are not counted."""
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 6)) for file in assets.WIDGETS.iterdir()}
    print(json.dumps(sizes))
    for style in [name for name in sizes if name.endswith(".css")]:
        most = 24_000 if style == "translator_desk.css" else 14_500  # the desk carries a translator's arithmetic
        assert sizes[style] + sizes[style.replace(".css", ".js")] <= most, style
    assert sizes["host.js"] <= 1500
    assert sizes["score_tuner.js"] + sizes["score_tuner.css"] <= 8000


def test_the_files_that_widgets_ask_for_are_laid_beside_them(copy, tmp_path):
    raw = '<div data-files="a/x.bin b&amp;.bin"></div><div data-files="a/x.bin"></div><p>data-files</p>'
    assert assets.data_of(raw) == ["a/x.bin", "b&.bin"]
    assert assets.data_of("<p>none</p>") == []
    (copy / "a").mkdir()
    (copy / "a" / "x.bin").write_bytes(b"\0\1")
    assets.copy_data(tmp_path, ["a/x.bin"])
    assert (tmp_path / "softlook" / "a" / "x.bin").read_bytes() == b"\0\1"
    with pytest.raises(ValueError, match=r"data-files: \.\./secret given, a file of the package wanted"):
        assets.copy_data(tmp_path, ["../secret"])


def test_the_signs_of_formulas_are_kept(tmp_path):
    """And no others: the italic of mathematics holds the letters, all other fonts the rest."""
    fonts = tmp_path / "_static" / "softlook" / "katex" / "fonts"
    fonts.mkdir(parents=True)
    katex = ROOT / "node_modules" / "katex" / "dist" / "fonts"
    for name in ("KaTeX_Main-Regular", "KaTeX_Math-Italic"):
        shutil.copy(katex / f"{name}.woff2", fonts)
    signs = '<span class="mord mathnormal">αe</span><span class="mrel">=</span><span class="mord">1&minus;</span>'
    formula = f'<span class="katex-html">{signs}</span>'
    (tmp_path / "page.html").write_text(f"<p>no <b>sign</b> of text {formula}</p>", "utf-8")
    before, after = assets.cut_formula_fonts(tmp_path)
    assert after < before / 8
    kept = {file.stem: set(map(chr, TTFont(file).getBestCmap())) for file in fonts.iterdir()}
    assert kept == {"KaTeX_Main-Regular": {"=", "1", "−"}, "KaTeX_Math-Italic": {"α", "e"}}
