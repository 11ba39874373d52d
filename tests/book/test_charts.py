from __future__ import annotations

import gzip
import html
import json
import re
from html.parser import HTMLParser

import altair as alt
import numpy as np
import pytest
from optional import torch

from softlook.book import fonts, heat_map
from softlook.book.assets import PACKAGE, THEME
from softlook.book.charts import COLOUR, PALETTE, learning_curve, renderer, svg

THREE = [[0.94, 0.02, 0.04], [0.11, 0.01, 0.88], [0.03, 0.95, 0.02]]
OUTPUT, INPUT = ["je", "t'", "aime"], ["I", "love", "you"]
IDEAS = ["alpha", "score-positive", "score-negative", "query", "key", "value", "context", "gold"]
TEXTS = ["ink", "quiet", "alarm"]
SURFACES = {"ground", "raised", "hair"}  # nothing is told by them


def three(**options):
    return heat_map(THREE, rows=OUTPUT, columns=INPUT, **{"title": "t' looks at you"} | options)


def grid(t_y, t_x):
    return heat_map(
        np.full((t_y, t_x), 0.3),
        rows=[f"y{i}" for i in range(t_y)],
        columns=[f"x{j}" for j in range(t_x)],
        title="even",
    )


def drawn_texts(chart):
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg(chart.to_dict()))]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (THREE[:2], r"^weights: 2 rows of \[3\] given, 3 rows of 3 wanted, as the labels$"),
        ([row[:2] for row in THREE], r"^weights: 3 rows of \[2\] given, 3 rows of 3 wanted, as the labels$"),
        (
            [[1.0], [1.0, 0.0], [0.0, 0.0, 1.0]],
            r"^weights: 3 rows of \[1, 2, 3\] given, 3 rows of 3 wanted, as the labels$",
        ),
        (
            np.full((3, 3), 1.5),
            r"^weights: numbers outside \[0, 1\] given, weights wanted \(scores become weights by a normaliser\)$",
        ),
        (np.full((3, 3), -0.1), r"^weights: numbers outside \[0, 1\] given, "),
        (np.full((3, 3), np.nan), r"^weights: numbers outside \[0, 1\] given, "),
    ],
    ids=["rows", "columns", "ragged", "above 1", "below 0", "nan"],
)
def test_refuses(weights, message):
    with pytest.raises(ValueError, match=message):
        heat_map(weights, rows=OUTPUT, columns=INPUT, title="no")


@pytest.mark.parametrize(
    "make",
    [
        np.array,
        lambda x: torch.tensor(x, dtype=torch.float64),
        lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True),
    ],
    ids=["numpy", "torch", "torch with gradient"],
)
def test_takes_arrays(make):
    other = heat_map(make(THREE), rows=OUTPUT, columns=INPUT, title="t' looks at you")
    assert svg(other.to_dict()) == svg(three().to_dict())


def test_the_description_tells_the_weights():
    assert three().to_dict()["description"] == (
        "t' looks at you. Weights: je: I .94, love .02, you .04; t': I .11, love .01, you .88; "
        "aime: I .03, love .95, you .02."
    )


def test_the_figure_speaks():
    figure = renderer(three(title='<b> & "quotes"').to_dict())
    (place,) = re.findall(r'<div class="softlook-chart" role="img" aria-label="([^"]*)">', figure["text/html"])
    assert html.unescape(place).startswith('<b> & "quotes". Weights: je: I .94,')
    assert figure["text/plain"] == html.unescape(place)
    assert 'aria-hidden="true"' in figure["text/html"]


def test_a_chart_without_description_speaks_by_its_title():
    spec = (
        alt.Chart({"values": [{"x": 1}]}).mark_point().encode(x=alt.X("x:Q")).properties(title="One point").to_dict()
    )
    assert renderer(spec)["text/plain"] == "One point"


def test_altair_shows_charts_this_way():
    assert alt.renderers.active == "softlook"
    bundle = three()._repr_mimebundle_()
    assert set(bundle[0] if isinstance(bundle, tuple) else bundle) == {"text/html", "text/plain"}


@pytest.mark.parametrize(
    "title",
    [
        "A title that is too long for the width of a telephone held upright",
        ["Short", "and a second line that is too long for a telephone held upright"],
    ],
)
def test_a_long_title_is_set_in_html(title):
    """There it wraps: a drawn one made the chart wider than a telephone, and its letters smaller."""
    lines = [title] if isinstance(title, str) else title
    figure = renderer(
        alt.Chart({"values": [{"a": 1}]}, width=230).mark_point().encode(x="a:Q").properties(title=title).to_dict()
    )["text/html"]
    (caption,) = re.findall(r"<figcaption>(.*?)</figcaption>", figure)
    assert caption == "<br>".join([f"<strong>{lines[0]}</strong>", *lines[1:]])
    (source,) = re.findall(r"<script[^>]*>(.*)</script>", figure)
    assert "title" not in json.loads(source), "Vega would draw it once more"
    assert all(line not in drawn for drawn in re.findall(r"<text[^>]*>([^<]*)</text>", figure) for line in lines)
    assert float(re.search(r'class="softlook-chart".*? width="(\d+)', figure)[1]) <= 330


def lines_chart(**options):
    rows = [{"x": x, "y": x * n, "kind": kind} for x in (1, 2) for n, kind in enumerate(["<b>", "a"])]
    encoding = {"x": alt.X("x:Q"), "y": alt.Y("y:Q", title="height"), "color": alt.Color("kind:N", title=None)}
    return alt.Chart({"values": rows}, width=100, height=80).mark_line().encode(**encoding | options)


def test_a_legend_is_set_in_html():
    spec = lines_chart(strokeDash=alt.StrokeDash("kind:N", legend=None)).to_dict()
    figure = renderer(spec)["text/html"]
    (legend,) = re.findall(r'<div class="softlook-legend".*?</div>', figure)
    assert re.findall(r"</svg>([^<]*)</li>", legend) == ["&lt;b&gt;", "a"]
    assert re.findall(r"stroke=\"var\((--[a-z-]+),", legend) == ["--softlook-alpha", "--softlook-query"]
    drawn = figure[figure.index('class="softlook-chart"') :]
    assert "role-legend" not in drawn
    assert "&lt;b&gt;" not in re.sub("<script.*", "", drawn)
    ink = r'<path [^>]*stroke="var\((--softlook-(?:alpha|query)),[^>]*stroke-dasharray="([^"]*)"'
    assert re.findall(ink, drawn) == [("--softlook-alpha", "1,0"), ("--softlook-query", "6,3")], "as the legend says"
    assert re.findall('stroke-dasharray="([^"]*)"', legend) == ["6 3"]


def test_the_specification_that_is_shown_is_not_changed():
    spec = lines_chart().to_dict()
    before = json.dumps(spec)
    renderer(spec)
    assert json.dumps(spec) == before


def test_a_text_is_as_wide_as_it_was_measured():
    """In whichever face a reader's machine sets it: so it is never cut."""
    drawn = svg(lines_chart().to_dict())
    texts = re.findall(r"<text ([^>]*)>([^<]*)</text>", drawn)
    assert len(texts) > 6
    for attributes, text in texts:
        wanted = fonts.text_width(html.unescape(text), 14)
        assert float(re.search(r'textLength="([0-9.]+)"', attributes)[1]) == pytest.approx(wanted, abs=0.06), text
        assert 'lengthAdjust="spacingAndGlyphs"' in attributes


def test_the_page_s_own_face_measures_a_chart():
    """Labels of 200 px in our face, whatever faces this machine has: the axis makes just so much room."""
    label = "m" * 20
    chart = alt.Chart({"values": [{"a": label, "b": 1}]}, width=100, height=60).mark_bar()
    drawn = svg(
        chart.encode(x=alt.X("b:Q", axis=None), y=alt.Y("a:N", title=None, axis=alt.Axis(labelLimit=900))).to_dict()
    )
    (width,) = re.findall(r'<svg [^>]*\bwidth="([0-9.]+)"', drawn)
    around = 100 + 2 * 5 + 7 + 1  # the drawing, the padding, the tick and the label's distance from it
    assert float(width) - around == pytest.approx(fonts.text_width(label, 14), abs=3)


def test_every_colour_is_a_custom_property():
    drawn = svg(three().to_dict())
    bare = re.findall(r'(?:fill|stroke)="(?!var\(|none|transparent)([^"]*)"', drawn)
    assert not bare
    assert set(re.findall(r"var\((--[a-z-]+),", drawn)) >= {
        "--softlook-alpha",
        "--softlook-ink",
        "--softlook-ground",
        "--softlook-hair",
    }
    for name, fallback in re.findall(r"var\((--[a-z-]+),(#[0-9a-f]{6})\)", drawn):
        assert PALETTE[fallback] == name


def test_the_svg_shrinks_with_the_page():
    drawn = svg(three().to_dict())
    (width,) = re.findall(r'<svg [^>]*\bwidth="([0-9.]+)"', drawn)
    assert f'style="max-width:{width}px;width:100%;height:auto"' in drawn
    assert "viewBox=" in drawn
    assert float(width) <= 640


@pytest.mark.parametrize(("t_y", "t_x"), [(1, 1), (3, 3), (8, 8), (8, 1)])
def test_numbers_up_to_eight_by_eight(t_y, t_x):
    assert drawn_texts(grid(t_y, t_x)).count(".30") == t_y * t_x


@pytest.mark.parametrize(("t_y", "t_x"), [(9, 9), (9, 2), (2, 9)])
def test_no_numbers_beyond(t_y, t_x):
    assert ".30" not in drawn_texts(grid(t_y, t_x))


@pytest.mark.parametrize("n", [1, 3, 8, 20, 40])
def test_no_heat_map_is_wider_than_the_page(n):
    (width,) = re.findall(r'<svg [^>]*\bwidth="([0-9.]+)"', svg(grid(2, n).to_dict()))
    assert float(width) <= 700


def test_words_that_come_twice_stand_twice():
    chart = heat_map(np.full((2, 4), 0.25), rows=["the", "the"], columns=["the", "cat", "the", "cat"], title="twice")
    texts = drawn_texts(chart)
    assert (texts.count("the"), texts.count("cat")) == (4, 2)


def test_words_that_are_markup_stay_text():
    nasty = ["</script><img src=x onerror=alert(1)>", "a\"b'c", "a & b"]
    figure = renderer(
        heat_map(THREE, rows=nasty, columns=nasty, title="</script><script>alert(2)</script>").to_dict()
    )["text/html"]
    tags = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, _attrs: tags.append(tag)
    reader.feed(figure)
    assert {"img"}.isdisjoint(tags)
    assert tags.count("script") == 1
    (source,) = re.findall(r'<script type="application/vnd.vegalite\+json">(.*?)</script>', figure, re.DOTALL)
    data = next(iter(json.loads(source)["datasets"].values()))
    assert [row["column"] for row in data[:3]] == nasty


def test_zero_is_the_ground_itself():
    chart = heat_map([[0.0, 1.0]], rows=["a"], columns=["b", "c"], title="all or nothing")
    paths = re.findall(r'<path [^>]*fill="var\(--softlook-alpha,[^>]*>', svg(chart.to_dict()))
    assert len(paths) == 4  # each cell twice: its frame, and its ink
    inks = [
        float(re.search(r'fill-opacity="([0-9.]+)"', path)[1]) if "fill-opacity" in path else 1.0 for path in paths
    ]
    assert inks == [0, 0, 0, 1]


@pytest.mark.parametrize("named", [{}, {"row_title": "output", "column_title": "input"}])
def test_a_figure_is_small(named):
    size = len(gzip.compress(renderer(three(**named).to_dict())["text/html"].encode(), 6))
    print(f"a 3 x 3 figure: {size} bytes, gzip")
    assert size <= 4000


def tokens():
    """The custom properties in light and in dark, as ``{"alpha": "#0a6c7d"}``."""
    css = (PACKAGE / "widgets" / "js" / "ui" / "tokens.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--softlook-([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^}]*)\}", css)
    )
    return {"light": light, "dark": dark}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_by_hand():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_can_be_read(theme):
    colours = tokens()[theme]
    least = dict.fromkeys(IDEAS, 5.0) | dict.fromkeys(TEXTS, 4.5) | {"line": 3.0}
    assert set(colours) == set(least) | SURFACES, "a colour that this test does not know"
    for name, wanted in least.items():
        assert contrast(colours[name], colours["ground"]) >= wanted, name
    for name in TEXTS:
        assert contrast(colours[name], colours["raised"]) >= 4.5, name


def test_light_and_dark_name_the_same_colours():
    assert tokens()["light"].keys() == tokens()["dark"].keys()


def test_the_palettes_agree():
    light = {f"--softlook-{name}": colour for name, colour in tokens()["light"].items()}
    assert {name: light[name] for name in PALETTE.values()} == {name: colour for colour, name in PALETTE.items()}
    script = (THEME / "charts.js").read_text("utf-8")
    (block,) = re.findall(r"const PALETTE = \{(.*?)\};", script, re.DOTALL)
    assert dict(re.findall(r'"(#[0-9a-f]{6})": "(--softlook-[a-z-]+)"', block)) == PALETTE
    assert {light[f"--softlook-{name}"] for name in IDEAS} <= set(PALETTE)
    assert COLOUR["alpha"] == light["--softlook-alpha"]


def test_a_learning_curve_shows_every_point():
    chart = learning_curve([(10, 2.0, 0.25, 1.5), (20, 0.5, 0.75, 3.0)], title="It learns")
    spec = chart.to_dict()
    assert next(iter(spec["datasets"].values())) == [
        {"steps": 10, "loss": 2.0, "accuracy": 0.25},
        {"steps": 20, "loss": 0.5, "accuracy": 0.75},
    ]
    assert spec["description"] == "It learns. After 20 steps: 75 % of the words right, loss 0.50."
    drawn = svg(spec)
    assert "var(--softlook-alpha" in drawn
    assert "var(--softlook-query" in drawn
    with pytest.raises(ValueError, match="points: none given"):
        learning_curve([], title="Nothing")
