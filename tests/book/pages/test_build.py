"""The built book, read as files."""

from __future__ import annotations

import functools
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml

pytestmark = [pytest.mark.book, pytest.mark.xdist_group("site")]  # every page is read once for all

LOADS = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "use": "href",
    "image": "href",
    "link": "href",
}


class Page(HTMLParser):
    """The elements of a page: tags with attributes, ids, texts of styles."""

    def __init__(self, file):
        super().__init__()
        self.elements, self.ids, self.styles, self.title = [], set(), [], ""
        self.open = None
        self.text = file.read_text("utf-8")
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self.ids |= {attributes[key] for key in ("id", "name") if attributes.get(key)}
        self.open = tag
        if attributes.get("style"):
            self.styles.append(attributes["style"])

    def handle_data(self, data):
        if self.open == "style":
            self.styles.append(data)
        if self.open == "title" and not self.title:
            self.title = data.strip()

    def handle_endtag(self, tag):
        self.open = None if tag == self.open else self.open

    def every(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def meta(self):
        return {m.get("name") or m.get("property"): m.get("content") for m in self.every("meta")}


@functools.cache
def read(file):
    return Page(file)


@pytest.fixture(scope="module")
def pages(site):
    """Every page that is served."""
    return {
        str(file.relative_to(site)): read(file) for file in sorted(site.rglob("*.html")) if "_static" not in file.parts
    }


@pytest.fixture(scope="module")
def chapters(root, pages):
    """The pages of the table of contents."""
    contents = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    parts = contents.get("parts", [contents])
    listed = [chapter for part in parts for chapter in part["chapters"]]
    entries = [entry for chapter in listed for entry in (chapter, *chapter.get("sections", []))]
    names = [contents["root"], *(entry["file"] for entry in entries)]
    return {name: pages[f"{name}.html"] for name in names}


def outside(address):
    return bool(urlsplit(address).netloc) or urlsplit(address).scheme not in {"", "data"}


def test_the_book_holds_its_contents_and_no_more(pages, chapters):
    assert set(pages) == {*(f"{name}.html" for name in chapters), "index.html", "search.html", "genindex.html"}


def test_nothing_comes_from_another_host(pages, site):
    requests = []
    for name, page in pages.items():
        for tag, attributes in page.elements:
            addresses = [
                attributes.get(LOADS.get(tag, "")) or "",
                attributes.get("xlink:href") or "" if tag in {"use", "image"} else "",
            ]
            addresses += [part.split()[0] for part in (attributes.get("srcset") or "").split(",") if part.strip()]
            if tag == "link" and attributes.get("rel") == "canonical":
                continue
            requests += [f"{name}: <{tag}> {address}" for address in addresses if address and outside(address)]
        requests += [
            f"{name}: style {style[:80]}"
            for style in page.styles
            if re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style)
        ]
        requests += [
            f"{name}: import {address}"
            for address in re.findall(r"(?:import|from)\s*\(?[\"'](https?:[^\"']*)", page.text)
        ]
    for file in site.rglob("*.css"):
        requests += [
            f"{file.name}: {address}"
            for address in re.findall(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^)'\"]*)", file.read_text("utf-8"))
        ]
    assert not requests, "\n".join(requests)


def test_no_formula_failed(pages):
    assert [name for name, page in pages.items() if "katex-error" in page.text] == []
    assert any("katex" in page.text for page in pages.values())


def test_every_chapter_says_what_it_is(chapters):
    titles, descriptions = set(), set()
    for name, page in chapters.items():
        meta = page.meta()
        assert page.title, name
        assert len(meta.get("description") or "") > 20, name
        assert meta.get("og:title"), name
        assert meta["og:description"] == meta["description"], name
        assert {"og:type", "og:site_name", "og:image", "og:image:alt", "twitter:card"} <= set(meta), name
        titles.add(page.title)
        descriptions.add(meta["description"])
    assert len(titles) == len(descriptions) == len(chapters), "two pages have the same title or description"


def test_every_page_has_an_icon_a_language_and_a_view(pages, site):
    for name, page in pages.items():
        if name == "index.html":
            continue  # it leads on to book/index.html
        icons = [link["href"] for link in page.every("link") if link.get("rel") == "icon"]
        assert icons, name
        assert (site / name).parent.joinpath(icons[0].partition("?")[0]).is_file(), name
        assert page.every("html")[0].get("lang") == "en", name
        assert any(m.get("name") == "viewport" for m in page.every("meta")), name


def test_the_card_is_there(chapters, site):
    for name, page in chapters.items():
        image = page.meta()["og:image"]
        if not urlsplit(image).netloc:
            assert (site / name).parent.joinpath(image).read_bytes().startswith(b"\x89PNG"), name


def test_pages_with_code_say_how_to_run_them(chapters):
    """At home there is no launch button and no link to an address that may be a stranger's."""
    repository = os.environ.get("SOFTLOOK_REPOSITORY", "").strip()
    with_code = [name for name, page in chapters.items() if re.search(r'class="cell\b', page.text)]
    assert "book/index" in with_code
    for name, page in chapters.items():
        hosts = {urlsplit(a["href"]).netloc for a in page.every("a") if a.get("href")}
        if repository:
            assert "mybinder.org" in hosts or name not in with_code, name
            continue
        assert not {host for host in hosts if re.search(r"(^|\.)(mybinder\.org|github\.com|gitlab\.com)$", host)}, name
        assert "launch-button" not in page.text, name
        if name in with_code:
            line = next(iter(re.findall(r'<p class="softlook-colophon">.*?</p>', page.text, re.DOTALL)), "")
            assert "make lab" in line, name
            assert f"{name}.md" in line.replace("<wbr>", ""), name


def test_links_inside_lead_somewhere(pages, site):
    broken = []
    for name, page in pages.items():
        for tag, attributes in page.elements:
            address = attributes.get({"a": "href", "link": "href", "script": "src", "img": "src"}.get(tag, "")) or ""
            if not address or outside(address) or address.startswith("data:"):
                continue
            path, anchor = urldefrag(address)
            path = unquote(path.partition("?")[0])
            page_file = site / name
            base = site if path.startswith("/") else page_file.parent
            target = base / path.lstrip("/") if path else page_file
            target = Path(os.path.normpath(target / "index.html" if target.is_dir() else target))
            if not target.is_file():
                broken.append(f"{name}: {address}")
            elif anchor and target.suffix == ".html" and unquote(anchor) not in read(target).ids:
                broken.append(f"{name}: {address} (no such anchor)")
    assert not broken, "\n".join(broken)


def test_the_source_can_be_downloaded(chapters, site, root):
    for name, page in chapters.items():
        sources = [a["href"] for a in page.every("a") if "_sources/" in (a.get("href") or "")]
        assert sources, name
        file = Path(os.path.normpath((site / name).parent / sources[0]))
        assert file.read_bytes() == (root / f"{name}{file.suffix}").read_bytes(), (
            f"{name}: the book is older than its source; run make book"
        )


def test_every_widget_has_a_table_and_every_chart_its_words(chapters):
    places = charts = 0
    for name, page in chapters.items():
        for place in re.findall(r'<div class="softlook-place".*?</table></div>', page.text, re.DOTALL):
            places += 1
            assert place.count("<tr>") > 1, name
        assert page.text.count('class="softlook-place"') == len(
            re.findall(r'<div class="softlook-place".*?</table></div>', page.text, re.DOTALL)
        ), name
        for tag, attributes in page.elements:
            if attributes.get("class") == "softlook-chart":
                charts += 1
                assert tag == "div"
                assert attributes["role"] == "img", name
                assert len(attributes.get("aria-label") or "") > 20, name
        assert page.text.count('class="softlook-chart"') == len(
            re.findall(r'class="softlook-chart"[^>]*><svg ', page.text)
        ), name
    assert places >= 2
    assert charts >= 1


def test_every_picture_has_words(chapters):
    for name, page in chapters.items():
        assert [image for image in page.every("img") if image.get("alt") is None] == [], name


def test_no_page_carries_what_it_does_not_use(pages):
    for name, page in pages.items():
        scripts = " ".join(s.get("src") or "" for s in page.every("script"))
        styles = " ".join(s.get("href") or "" for s in page.every("link"))
        assert "thebe" not in scripts, name
        assert "fontawesome" not in scripts, name
        assert "mathjax" not in scripts.lower(), name
        assert "require" not in scripts, name
        assert ("host.js" in scripts) == ("data-module=" in page.text), name
        assert ("charts.js" in scripts) == ('class="softlook-chart"' in page.text), name
        assert ("katex" in styles) == ('class="katex' in page.text), name
        assert "vega" not in scripts, name
