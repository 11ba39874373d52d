"""The page's own type: which glyphs are served, under which name, at which measure."""

from __future__ import annotations

import io
import json
import re
import struct

import pytest
from fontTools.ttLib import TTFont

from softlook.book import fonts


def test_the_faces_are_there():
    assert fonts.installed()
    assert re.fullmatch("[0-9a-f]{16}", fonts.fingerprint())


def test_where_they_are_not_charts_are_measured_by_what_is(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "NODE_MODULES", tmp_path)
    fonts._loaded.cache_clear()
    assert not fonts.installed()
    assert not fonts.register()
    with pytest.raises(FileNotFoundError, match=r"the book's fonts are not there; `make book` installs them"):
        fonts.text_width("a", 10)


def test_figures_are_all_equally_wide():
    """So that numbers stand under one another, and none moves when it changes."""
    for bold in (False, True):
        assert len({fonts.text_width(figure, 10, bold=bold) for figure in "0123456789−+="}) == 1


def test_a_width_by_hand():
    """A figure is 497 thousandths of an em, 513 in the heavier weight; a character that is lacking counts one em."""
    assert fonts.text_width("00", 10) == pytest.approx(2 * 4.97)
    assert fonts.text_width("00", 10, bold=True) == pytest.approx(2 * 5.13)
    assert fonts.text_width("\U0001f600", 10) == 10
    assert fonts.text_width("", 10) == 0


def test_the_mean_width_of_a_fixed_pitch_is_its_pitch():
    with TTFont(fonts.FACES["code-400"].path) as font:
        assert fonts.mean_width(font) == pytest.approx(0.6)


@pytest.mark.parametrize("name", fonts.FACES)
def test_what_is_served_has_the_characters_and_no_more(name):
    characters = fonts.ASCII | set("é−α\U0001f600")
    packed = fonts.subset_woff2(name, characters)
    assert packed == fonts.subset_woff2(name, characters), "the same, to the byte"
    assert packed[:4] == b"wOF2"
    with TTFont(io.BytesIO(packed)) as font:
        assert set(font.getBestCmap()) == {ord(character) for character in fonts.ASCII | set("é−α")}
        assert font["name"].getDebugName(1) == fonts.FACES[name].family
        names = " ".join(entry.toUnicode() for entry in font["name"].names if entry.nameID in {1, 2, 3, 4, 6, 16, 17})
        assert "Source" not in names, "a name that is reserved for the makers' own files"
        assert "Adobe" in font["name"].getDebugName(0), "the copyright stays"
        assert "OFL" in (font["name"].getDebugName(14) or "") + (font["name"].getDebugName(13) or "")
    assert len(packed) < 12_000


def test_what_was_cut_is_known_again(tmp_path):
    file = tmp_path / "sans-400.woff2"
    assert not fonts.is_current(file, "sans-400", set("ab"))
    file.write_bytes(fonts.subset_woff2("sans-400", set("ab")))
    assert fonts.is_current(file, "sans-400", set("ab\U0001f600"))
    assert not fonts.is_current(file, "sans-400", set("abc"))
    assert not fonts.is_current(file, "sans-400", set("a"))
    assert not fonts.is_current(file, "sans-600", set("ab")), "of another face"


def test_the_licences_name_the_makers():
    licence = fonts.licences()
    assert licence.count("SIL OPEN FONT LICENSE Version 1.1") == 2
    assert len(re.findall("(?:Copyright|©) .*Adobe", licence)) == 2


@pytest.fixture
def site(tmp_path):
    ours = tmp_path / "_static" / "softlook"
    (ours / "deep").mkdir(parents=True)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.html").write_text(
        '<p title="ü">á <em>ì<code>ó</code></em>&#8594; <span class="katex"><span>∂</span></span> ∇'
        '<input placeholder="ß">'
        "<script>const x = '÷'</script>",
        "utf-8",
    )
    (ours / "host.js").write_text('say("×\\u2265")', "utf-8")
    (ours / "a.css").write_text('a::after { content: "▸"; b: "\\25be" }', "utf-8")
    (ours / "vega-6.js").write_text("'Ж'", "utf-8")
    (ours / "deep" / "a.json").write_text('{"a": "ñ\\u00f1"}', "utf-8")
    header = json.dumps({"__metadata__": {"vocabulary": "œ"}}, ensure_ascii=False).encode()
    (ours / "deep" / "m.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + b"\xff\xfe")
    return tmp_path


def test_the_characters_in_use_are_found(site):
    """In pages, but for formulas, which bring their own faces; in scripts, styles, data and models' vocabularies."""
    in_use = fonts.characters_in_use(site)
    characters = {face: "".join(sorted(used - fonts.ASCII)) for face, used in in_use.items()}
    assert characters["sans-400"] == characters["sans-600"] == "".join(sorted("üáìó→∇ß÷×≥▸▾ñœ"))
    assert characters["sans-400-italic"] == "ìó"
    assert characters["code-400"] == characters["code-600"] == "ó"


def test_the_style_sheet_has_every_face_and_its_fallbacks():
    sheet = fonts.style_sheet()
    rules = re.findall(r"@font-face \{([^}]*)\}", sheet)
    assert len(rules) == len(fonts.FACES) + len(fonts.FALLBACKS)
    assert sorted(re.findall(r'url\("fonts/([^"]*)\.woff2"\)', sheet)) == sorted(fonts.FACES)
    assert sheet.count("font-display: swap") == len(fonts.FACES)


def test_a_fallback_has_our_measure():
    """Scaled, its prose is as wide as ours and its lines are as high: the overrides are given before the scaling."""
    sheet = fonts.style_sheet()
    for fallback in fonts.FALLBACKS:
        (rule,) = [
            rule
            for rule in re.findall(r"@font-face \{([^}]*)\}", sheet)
            if f'"{fallback.family}"' in rule and fonts.FACES[fallback.stands_for].weights in rule
        ]
        scale, ascent, descent, gap = (
            float(re.search(rf"{name}: ([0-9.]+)%", rule)[1]) / 100
            for name in ("size-adjust", "ascent-override", "descent-override", "line-gap-override")
        )
        with TTFont(fonts.FACES[fallback.stands_for].path) as font:
            em = font["head"].unitsPerEm
            assert scale * fallback.width == pytest.approx(fonts.mean_width(font), abs=1e-4)
            assert scale * ascent == pytest.approx(font["hhea"].ascent / em, abs=1e-4)
            assert scale * descent == pytest.approx(-font["hhea"].descent / em, abs=1e-4)
            assert gap == font["hhea"].lineGap == 0


def test_the_tokens_name_the_families():
    from softlook.book.assets import PACKAGE

    tokens = (PACKAGE / "widgets" / "js" / "ui" / "tokens.css").read_text("utf-8")
    for token, own in (("sans", fonts.SANS), ("code", fonts.CODE)):
        (stack,) = re.findall(rf"--softlook-{token}:\s*([^;]*);", tokens)
        named = re.findall(r'"([^"]*)"', stack)
        ours = dict.fromkeys(f.family for f in fonts.FALLBACKS if fonts.FACES[f.stands_for].family == own)
        assert named[: 1 + len(ours)] == [own, *ours]
        assert re.search(r"(sans-serif|monospace)\)$", stack), "and what any machine has"


@pytest.mark.parametrize(
    ("body", "faces"),
    [("", ["sans-400", "sans-600"]), ("<kbd>x</kbd>", ["sans-400", "sans-600", "code-400"])],
)
def test_preloads(body, faces):
    assert fonts.preloads(body) == faces
