"""Every page of the table of contents: light, readable, narrow, and quiet."""

from __future__ import annotations

import gzip
import json
from urllib.parse import unquote, urlsplit

import drive
import pytest
import yaml

CONTENTS = yaml.safe_load((drive.ROOT / "_toc.yml").read_text("utf-8"))
PACKED = (".woff2", ".png", ".jpg", ".webp")
AXE = (drive.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
MOST = 450_000  # bytes that one page may transfer, its photographs included, models aside
OURS = 60_000  # of them what this project wrote: widgets, their host, charts, quizzes, styles


def files(node):
    """Name each page that the contents list, at any depth."""
    here = [node[key] for key in ("root", "file") if key in node]
    return here + [
        name for key in ("parts", "chapters", "sections") for child in node.get(key, ()) for name in files(child)
    ]


PAGES = [f"{name}.html" for name in files(CONTENTS)]


def transferred(url):
    """The bytes that an answer takes, as a server sends it: gzip, but for what is packed already."""
    path = unquote(urlsplit(url).path)
    content = (drive.SITE / path.lstrip("/")).read_bytes()
    return len(content) if path.endswith(PACKED) else len(gzip.compress(content, 6))


def test_the_contents_are_found():
    assert "book/index.html" in PAGES
    assert "book/reference/api.html" in PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_says_what_it_is(visit, name):
    page = visit(name)
    assert page.title()
    assert page.locator("article h1:visible").count() == 1
    anchors = page.evaluate(
        "[...document.querySelectorAll('main a[href^=\"#\"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => id && !document.getElementById(decodeURIComponent(id)))"
    )
    assert anchors == []
    drive.scroll_through(page)
    page.wait_for_timeout(300)
    sizes = {
        url: transferred(url)
        for url in page.ears.requests
        if url.startswith("http") and not url.endswith(".safetensors")
    }
    ours = [
        url
        for url in sizes
        if "/_static/softlook/" in url
        and urlsplit(url).path.endswith((".js", ".css"))
        and not any(x in url for x in ("/vega", "/katex"))
    ]
    total, own = sum(sizes.values()), sum(sizes[url] for url in ours)
    print(f"\n{name}: {total} bytes in {len(sizes)} files, of them ours {own}")
    for url, size in sorted(sizes.items(), key=lambda item: -item[1])[:5]:
        print(f"  {size:>7} {urlsplit(url).path}")
    assert total <= MOST
    assert 0 < own <= OURS


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (360, "light")])
def test_anybody_can_read_a_page(visit, name, width, theme):
    page = visit(name, width=width, height=800, theme=theme)
    drive.scroll_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(scrollTo(9999, scrollY), scrollX)") == 0
    nameless = page.evaluate(
        "[...document.querySelectorAll('main img, main svg[role=img]')].filter((n) => !(n.alt || n.ariaLabel || n.querySelector('title'))).length"
    )
    assert nameless == 0
    page.evaluate(AXE)
    violations = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => [v.id, v.help, v.nodes.slice(0, 4).map((n) => n.html.slice(0, 200))]))"
    )
    assert not violations, json.dumps(violations, indent=1, ensure_ascii=False)
